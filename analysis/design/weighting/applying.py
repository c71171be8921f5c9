"""A sample whose weights add up to known totals, under every replicate too, and that knows of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ...choices import CalibrationMethod
from ...codebook.answers import Note
from ...errors import DesignError
from ..calibration import Calibration
from ..replicates import Replicates
from ..sample import Sample
from .calibration import Solved, inverse, solved
from .distances import Bounds
from .margins import Auxiliaries, Known, Margin, auxiliaries
from .nonresponse import moved_to_respondents
from .trimming import trimmed

MOST_TURNS = 100  # of trimming and calibrating until both hold


def calibrated(
    sample: Sample, known: Sequence[Known], method: CalibrationMethod, bounds: Bounds | None = None
) -> Sample:
    """The sample with its weights, and those of its replicates, calibrated to the known totals."""
    return reweighed(sample, known, method, bounds)[0]


def reweighed(
    sample: Sample,
    known: Sequence[Known],
    method: CalibrationMethod,
    bounds: Bounds | None = None,
    cap: float | None = None,
) -> tuple[Sample, Solved]:
    """As `calibrated`, with no weight above `cap`; and how the weights were found."""
    _refuse_several(known, method)
    numbers = auxiliaries(known)
    start, made = _capped(sample.weight, numbers, method, bounds, cap)
    told = Calibration(
        method=method,
        names=tuple(one.name for one in known),
        rounds=made.rounds,
        group=numbers.group,
        x=numbers.x,
        ratio=np.divide(start, made.weight, out=np.zeros_like(start), where=made.weight > 0),
        inverse=inverse(numbers.x, numbers.by_group(np.where(made.weight > 0, start, 0.0))),
        by_unit=_by_unit(sample, numbers, made.weight),
    )

    def own(weight: FloatArray) -> float | None:
        return None if cap is None else _own(cap, weight, sample)

    note = Note.of("calibrated", variables=", ".join(told.names))
    return replace(
        sample,
        weight=made.weight,
        calibration=told,
        notes=(*sample.notes, note),
        replicates=_again(sample, lambda one: _capped(one, numbers, method, bounds, own(one))[1].weight),
    ), made


def _capped(
    weight: FloatArray, numbers: Auxiliaries, method: CalibrationMethod, bounds: Bounds | None, cap: float | None
) -> tuple[FloatArray, Solved]:
    """The weights that the last calibration began with, and what came of it; trimming and calibrating take turns."""
    start, made = weight, solved(weight, numbers, method, bounds)
    if cap is None:
        return start, made
    rounds = made.rounds
    for _ in range(MOST_TURNS):
        if made.weight.max() <= cap * (1 + 1e-9):
            return start, Solved(made.weight, rounds)
        start = trimmed(made.weight, cap)
        made = solved(start, numbers, method, bounds)
        rounds += made.rounds
    raise DesignError(
        f"no weights reach the totals and stay below {cap:.6g}; choose a higher --trim or --cap, or merge levels"
    )


def capped(sample: Sample, cap: float) -> Sample:
    """The sample with no weight above `cap`, what is cut off given to the others; under every replicate too."""
    replicates = _again(sample, lambda weight: trimmed(weight, _own(cap, weight, sample)))
    return replace(sample, weight=trimmed(sample.weight, cap), replicates=replicates)


def responding(sample: Sample, responded: BoolArray, cell: IntArray, names: Sequence[str]) -> tuple[Sample, FloatArray]:
    """The sample with the weights of nonrespondents moved to respondents of their class, and the classes' factors."""
    weight, factor = moved_to_respondents(sample.weight, responded, cell, names)
    replicates = _again(sample, lambda one: moved_to_respondents(one, responded, cell, names)[0])
    return replace(sample, weight=weight, replicates=replicates), factor


def _again(sample: Sample, reweigh: Callable[[FloatArray], FloatArray]) -> Replicates | None:
    """Every replicate weighed anew by the same steps."""
    if sample.replicates is None:
        return None
    weights = np.empty_like(sample.replicates.weights, order="F")
    for number, weight in enumerate(sample.replicates.weights.T):
        try:
            weights[:, number] = reweigh(weight)
        except DesignError as error:
            raise DesignError(f"replicate {number + 1}: {error}") from error
    return replace(sample.replicates, weights=weights)


def _own(cap: float, weight: FloatArray, sample: Sample) -> float:
    """The cap of a replicate, whose weights are larger where it leaves units out: the same multiple of its mean."""
    return cap * float(weight[weight > 0].mean() / sample.weight[sample.weight > 0].mean())


def _by_unit(sample: Sample, numbers: Auxiliaries, weight: FloatArray) -> Any:
    """Calibrated totals of the auxiliaries by deepest unit, sparse, shape (u, q)."""
    from scipy import sparse

    by_group = sparse.csr_array((weight, (sample.unit, numbers.group)), shape=(sample.units.size, numbers.x.shape[0]))
    return (by_group @ numbers.x).tocsr()


def _refuse_several(known: Sequence[Known], method: CalibrationMethod) -> None:
    if method == "poststratify" and (len(known) > 1 or not isinstance(known[0], Margin)):
        raise DesignError(
            f"post-stratification takes one margin, and there are {len(known)}; cross them, as in "
            "'sex*age_group': {1: {1: ..., 2: ...}}, or choose --method raking"
        )
