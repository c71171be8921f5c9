"""What a table says of its variance, where the linearisation meets another design than strata and clusters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..codebook.answers import Note
from ..design import Sample
from ..estimation.estimate import Estimate
from .quantities import NEGATIVE

FORMS = {"horvitz-thompson": "ht", "yates-grundy": "yg"}


def word(sample: Sample) -> str:
    """The key of the words for the variance of a linearised statistic."""
    if sample.units.second is not None:
        return "by_two_phases"
    unequal = sample.units.stages[0].unequal
    if unequal is None:
        return "taylor"
    form = "" if unequal.how.method == "brewer" else f"_{FORMS[unequal.how.variance]}"
    return f"by_{unequal.how.method}{form}"


def remarks(estimates: Iterable[Estimate]) -> tuple[Note, ...]:
    """Why some estimates have no interval, where their variance came out negative."""
    without = any(estimate.reason == NEGATIVE for estimate in estimates)
    return (Note.of("negative_variance"),) if without else ()


def described(sample: Sample) -> dict[str, Any]:
    """The same for a machine, with the counts of the second phase."""
    second, unequal = sample.units.second, sample.units.stages[0].unequal
    if second is not None:
        units = {"drawn": len(second.unit), "of": sample.units.size, "strata": len(second.stage.sampled)}
        return {"stages": second.after, "variance": "Taylor linearisation, two phases", "second_phase": units}
    if unequal is None:
        return {"variance": "Taylor linearisation, ultimate clusters"}
    pps: dict[str, Any] = {"method": unequal.how.method}
    if unequal.how.method != "brewer":
        pps["form"] = unequal.how.variance
    if unequal.how.squares is not None:
        pps["squares"] = unequal.how.squares
    return {"variance": "Taylor linearisation, unequal probabilities without replacement", "pps": pps}
