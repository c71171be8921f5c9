"""A sample of which a part was drawn once more: who could be drawn, who was, and what each then stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import AnyArray, BoolArray, FloatArray, IntArray
from ..choices import LonelyRule
from ..codebook.answers import Note
from ..errors import DesignError, as_written
from .codes import compact, first_rows, within
from .sample import Sample
from .units import SecondPhase, Stage, Units

MOST_NAMED = 8  # strata that a message names


@dataclass(frozen=True, slots=True)
class SecondColumns:
    """The second phase as the file holds it; every array has shape (n,).

    Attributes:
        drawn: rows that were drawn in it.
        strata: values of its stratum; None for one.
        psu: values that together tell its units apart; empty where rows were drawn.
    """

    drawn: BoolArray
    strata: AnyArray | None = None
    psu: tuple[AnyArray, ...] = ()


def drawn_again(sample: Sample, columns: SecondColumns) -> Sample:
    """The sample with its second phase: units drawn without replacement inside strata of the units of the first.

    How many there were is counted in the file. Rows that were not drawn weigh nothing from here on, and count as units
    of the first phase.
    """
    unit, first = _units(sample, columns)
    if not columns.drawn.any():
        raise DesignError("no row was drawn in the second phase; check where of second_phase in the codebook")
    if partly := len(np.unique(unit[columns.drawn != columns.drawn[first][unit]])):
        raise DesignError(
            f"in {partly} sampling units of the second phase some rows were drawn and some not; leave psu of "
            "second_phase out where rows were drawn, or check its where"
        )
    drawn, stage = _drawn(columns, unit, first, sample.lonely)
    weight = np.where(columns.drawn, sample.weight, 0.0)
    weight[columns.drawn] *= _inverse(stage, drawn, len(first))[unit[columns.drawn]]
    stages = _to_the_second(sample, unit, first)
    keys = sample.units.keys if len(stages) == len(sample.units.stages) else (*_keys(sample, first), first)
    active = np.bincount(unit, weight > 0, len(first)) > 0
    primary = Units(stages, keys, active).primary()
    of_first = np.bincount(primary, active, len(stages[0].stratum)) > 0
    note = Note.of("second_phase", drawn=f"{len(drawn):,}", of=f"{len(first):,}", strata=str(len(stage.sampled)))
    second = SecondPhase(drawn, stage, active[drawn], len(sample.units.stages))
    units = Units(stages, keys, of_first, second)
    return replace(sample, weight=weight, unit=unit, units=units, notes=(*sample.notes, note))


def _units(sample: Sample, columns: SecondColumns) -> tuple[IntArray, IntArray]:
    """Unit of the second phase of each row, shape (n,), inside those of the first, and the first row of each."""
    rows = len(sample.weight)
    inner = np.arange(rows)
    if columns.psu:
        inner = np.zeros(rows, np.int64)
        for values in columns.psu:
            _refuse_missing(values, "sampling unit")
            inner = within(inner, compact(values)[0])
    unit = within(sample.unit, inner)
    first = first_rows(unit)
    if len(first) > int(inner.max()) + 1:
        raise DesignError(
            "sampling units of the second phase lie in several of the first; give second_phase a psu that lies inside "
            "one unit of the last stage of the first phase, as in psu: [village, household], or end psu of the first "
            "phase where the second begins"
        )
    return unit, first


def _refuse_missing(values: AnyArray, what: str) -> None:
    absent = np.isnan(values) if np.issubdtype(values.dtype, np.floating) else values == ""
    if missing := int(np.count_nonzero(absent)):
        raise DesignError(
            f"{missing} rows have no {what} of the second phase; every row of the first needs one, drawn or not"
        )


def _drawn(columns: SecondColumns, unit: IntArray, first: IntArray, lonely: LonelyRule) -> tuple[IntArray, Stage]:
    """The units drawn, in runs of their strata, and the stage they make."""
    stratum, names = np.zeros(len(unit), np.int64), np.array(["of the whole sample"])
    if columns.strata is not None:
        _refuse_missing(columns.strata, "stratum")
        stratum, names = compact(columns.strata)
    of_unit = stratum[first]
    if varying := len(np.unique(unit[stratum != of_unit[unit]])):
        raise DesignError(
            f"{varying} sampling units of the second phase lie in several of its strata; a unit has one stratum"
        )
    there = np.bincount(of_unit)
    drawn = np.flatnonzero(columns.drawn[first])
    drawn = drawn[np.argsort(of_unit[drawn], kind="stable")]
    sampled = np.bincount(of_unit[drawn], minlength=len(there)).astype(np.int64)
    if empty := names[sampled == 0].tolist():
        raise DesignError(
            f"nobody was drawn in {_listed(empty)} of the second phase, so no weight can make up for it; merge it with "
            "another"
        )
    no_unit = np.zeros(len(drawn), np.int64)
    stage = Stage(of_unit[drawn], no_unit, sampled, there.astype(np.float64), np.ones(len(there)), names)
    _refuse_lonely(stage, lonely)
    return drawn, stage


def _refuse_lonely(stage: Stage, lonely: LonelyRule) -> None:
    """Stop at strata of which one of several units was drawn, unless they are to add nothing."""
    if lonely in ("adjust", "average"):
        raise DesignError(f"--lonely {lonely} is not known for two phases; choose certainty, remove or collapse")
    if lonely in ("fail", "collapse") and stage.lonely.any():
        names = _listed(stage.names[stage.lonely].tolist())
        raise DesignError(
            f"one of several sampling units was drawn in {names} of the second phase, so the variance between units is "
            "unknown; merge it with another, or choose --lonely certainty or remove"
        )


def _listed(names: list[str | int | float]) -> str:
    if len(names) > MOST_NAMED:
        return f"{len(names)} strata"
    return f"{'stratum' if len(names) == 1 else 'strata'} {', '.join(as_written(name) for name in names)}"


def _inverse(stage: Stage, drawn: IntArray, units: int) -> FloatArray:
    """What each unit of the first phase is multiplied by, shape (u,); zero where it was not drawn."""
    inverse = np.zeros(units)
    inverse[drawn] = 1 / stage.chance
    return inverse


def _to_the_second(sample: Sample, unit: IntArray, first: IntArray) -> tuple[Stage, ...]:
    """The stages of the first phase down to the units of the second, which the last stage holds whole.

    A stage that was taken whole adds nothing to the variance of the first phase.
    """
    stages = sample.units.stages
    if len(first) == sample.units.size:
        return stages
    parent = sample.unit[first]
    sampled = np.bincount(parent).astype(np.int64)
    above = stages[-1]
    share = above.share[above.stratum] * above.chance
    return (*stages, Stage(parent, parent, sampled, sampled.astype(np.float64), share, np.arange(len(sampled))))


def _keys(sample: Sample, first: IntArray) -> tuple[AnyArray, ...]:
    return tuple(key[sample.unit[first]] for key in sample.units.keys)
