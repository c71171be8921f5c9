"""From design columns to a sample: the weight and the sampling unit of every row, and the units of all stages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray
from ..choices import LonelyRule
from ..codebook.answers import Note
from ..codebook.model_design import Pps
from ..errors import DesignError
from .calibration import Calibration
from .codes import compact, first_rows, within
from .replicates import Replicates
from .sizes import population, unequal_chances
from .units import Stage, Units


@dataclass(frozen=True, slots=True)
class DesignColumns:
    """The design as the file holds it; every array has shape (n,).

    Attributes:
        weight: None where every row weighs the same, or where the fpc gives the weights.
        strata: values of the first-stage stratum; None for one stratum.
        psu: values of the sampling unit, one array per stage; empty when every row is its own sampling unit.
        fpc: one array per stage: counts above 1, sampling fractions up to 1.
        nest: True where codes that repeat across strata are meant, False where they are a mistake, None to be told.
        pps: how units were drawn, where the fpc gives the probability of each.
    """

    rows: int
    weight: FloatArray | None = None
    strata: AnyArray | None = None
    psu: tuple[AnyArray, ...] = ()
    fpc: tuple[FloatArray, ...] = ()
    nest: bool | None = None
    pps: Pps | None = None


@dataclass(frozen=True)
class Sample:
    """How every row was drawn.

    Attributes:
        weight: shape (n,), none negative or missing.
        unit: sampling unit of the deepest stage, shape (n,), a position in `units`.
        lonely: rule for strata of one unit; `collapse` and `fail` are already carried out.
        probability: False where the survey is no probability sample: no variance exists.
        notes: what a careful reader must know (codes that repeat, stages without effect, weights of zero).
        replicates: weights of replicates, whose spread then is the variance; None under linearisation.
        calibration: what known totals explain, where the weights were calibrated to some.
    """

    weight: FloatArray
    unit: IntArray
    units: Units
    lonely: LonelyRule = "fail"
    probability: bool = True
    notes: tuple[Note, ...] = ()
    replicates: Replicates | None = None
    calibration: Calibration | None = None

    @cached_property
    def weight_range(self) -> tuple[float, float]:
        """The least and the greatest weight of all rows, looked at once for all tables; zero where there is no row."""
        return (float(self.weight.min()), float(self.weight.max())) if len(self.weight) else (0.0, 0.0)

    def of_rows(self, row: IntArray) -> Sample:
        """The sample of units that are rows of it, some of them several times, as forms are of children."""
        calibration = self.calibration and self.calibration.of_rows(row)
        replicates = self.replicates and replace(self.replicates, weights=self.replicates.weights[row])
        return replace(
            self, weight=self.weight[row], unit=self.unit[row], replicates=replicates, calibration=calibration
        )


def draw(columns: DesignColumns, lonely: LonelyRule = "fail", *, probability: bool = True) -> Sample:
    """Check the design columns and order their units; raises DesignError with the next step.

    With `lonely="fail"` a lonely stratum is an error here, once, and not in every estimate.
    """
    notes: list[Note] = []
    stratum, names = _strata(columns)
    per_stage = _units_by_stage(columns, stratum, notes)
    stages = _stages(columns, stratum, names, per_stage)
    weight = _weights(columns, stages, per_stage[-1])
    if lonely == "collapse":
        _refuse_collapse_below(stages)
        if stages[0].lonely.any():
            joined = draw(replace(_collapsed(columns, stages[0], stratum, per_stage[0]), weight=weight), lonely)
            return replace(joined, notes=(*notes, *joined.notes))
    if zero := int(np.count_nonzero(weight == 0)):
        notes.append(Note.of("zero_weights", count=zero))
    active = np.bincount(per_stage[0], weight > 0, len(stages[0].stratum)) > 0
    units = Units(stages, _keys(columns, first_rows(per_stage[-1])), active)
    if probability and lonely == "fail":
        units.refuse_lonely()
    return Sample(weight, per_stage[-1], units, lonely, probability, tuple(notes))


def weighed(weight: FloatArray) -> Sample:
    """A sample of which the weights alone are known, as where replicates are given: one unit, taken whole."""
    unit, one = np.zeros(len(weight), np.int64), np.ones(1)
    stage = Stage(unit[:1], unit[:1], one.astype(np.int64), one, one, np.array(["of the whole sample"]))
    checked = _weights(DesignColumns(len(weight), weight), (stage,), unit)
    zero = int(np.count_nonzero(checked == 0))
    notes = (Note.of("zero_weights", count=zero),) if zero else ()
    return Sample(checked, unit, Units((stage,), (unit[:1],), np.ones(1, np.bool_)), notes=notes)


def _strata(columns: DesignColumns) -> tuple[IntArray, AnyArray]:
    if columns.strata is None:
        return np.zeros(columns.rows, np.int64), np.array(["of the whole sample"])
    _refuse_missing(columns.strata, "stratum", "--strata")
    return compact(columns.strata)


def _units_by_stage(columns: DesignColumns, stratum: IntArray, notes: list[Note]) -> list[IntArray]:
    """Per stage that adds to the variance, the unit of each row, shape (n,), ordered inside its stratum and parent."""
    if len(columns.fpc) > max(len(columns.psu), 1):
        given = f"{len(columns.fpc)} --fpc for {len(columns.psu)} stages"
        raise DesignError(f"there are {given}; give --psu once per stage")
    if not columns.psu:
        return [_rows_in_strata(stratum)]
    stages: list[IntArray] = []
    above = stratum
    for number, values in enumerate(columns.psu, start=1):
        _refuse_missing(values, f"sampling unit at stage {number}", "--psu")
        code, distinct = compact(values)
        above = within(above, code)
        if number == 1 and int(above.max()) + 1 > len(distinct):
            _tell_repeated(above, code, columns.nest, notes)
        stages.append(above)
    if len(stages) > 1 and not columns.fpc:
        notes.append(Note.of("stages_unused"))
        return stages[:1]
    return stages


def _rows_in_strata(stratum: IntArray) -> IntArray:
    """Every row its own unit: its position when rows are put in the order of their strata."""
    unit = np.empty(len(stratum), np.int64)
    unit[np.argsort(stratum, kind="stable")] = np.arange(len(stratum))
    return unit


def _refuse_missing(values: AnyArray, what: str, option: str) -> None:
    absent = np.isnan(values) if np.issubdtype(values.dtype, np.floating) else values == ""
    if missing := int(np.count_nonzero(absent)):
        raise DesignError(f"{missing} rows have no {what}; fill it in, or check that {option} names the right column")


def _tell_repeated(unit: IntArray, code: IntArray, nest: bool | None, notes: list[Note]) -> None:
    """Say, or refuse, that PSU codes stand in several strata; there are more units than codes."""
    repeated = int(np.count_nonzero(np.bincount(code[first_rows(unit)]) > 1))
    if nest is False:
        raise DesignError(
            f"{repeated} PSU codes stand in more than one stratum; give --nest if codes are read inside their stratum, "
            "or check that --strata and --psu name the right columns"
        )
    if nest is None:
        notes.append(Note.of("codes_repeat", codes=f"{repeated:,}"))


def _stages(columns: DesignColumns, stratum: IntArray, names: AnyArray, per_stage: list[IntArray]) -> tuple[Stage, ...]:
    """The stages from the first; a stage without fpc is drawn with replacement inside its stratum."""
    stages: list[Stage] = []
    group, share = stratum, np.ones(len(names))  # what the units of the stage are drawn in, and the share it stands for
    parent_of_group = np.zeros(len(names), np.int64)
    for number, unit in enumerate(per_stage, start=1):
        first = first_rows(unit)
        of_unit = group[first]
        sampled = np.bincount(of_unit).astype(np.int64)
        size, unequal = np.full(len(sampled), np.inf), None
        if number <= len(columns.fpc):
            fpc = columns.fpc[number - 1]
            if columns.pps is None or (number > 1 and (fpc > 1).any()):
                size = population(fpc, group, sampled, number)
            else:
                unequal = unequal_chances(fpc, unit, of_unit, columns.pps, number)
                size = np.bincount(of_unit, 1 / unequal.chance)
        stage = Stage(of_unit, parent_of_group[of_unit], sampled, size, share, names, unequal)
        stages.append(stage)
        share = stage.share[of_unit] * stage.chance
        names = columns.psu[number - 1][first] if columns.psu else first
        group, parent_of_group = unit, np.arange(len(first))
    return tuple(stages)


def _weights(columns: DesignColumns, stages: tuple[Stage, ...], unit: IntArray) -> FloatArray:
    """The weight of each row; without a column, the inverse of the chance of selection that the fpc gives."""
    if columns.weight is None:
        if not columns.fpc:
            return np.ones(columns.rows)
        deepest = stages[-1]
        chance = np.where(np.isinf(deepest.population[deepest.stratum]), 1, deepest.chance)
        return np.asarray(1 / (deepest.share[deepest.stratum] * chance)[unit], dtype=np.float64)
    if missing := int(np.count_nonzero(~np.isfinite(columns.weight))):
        raise DesignError(f"{missing} rows have no weight; give them one (0 leaves a row out of every estimate)")
    if negative := int(np.count_nonzero(columns.weight < 0)):
        raise DesignError(f"{negative} rows have a negative weight; check that --weight names the right column")
    if not columns.weight.any():
        raise DesignError("no row has a weight above zero; check that --weight names the right column")
    return columns.weight


def _refuse_collapse_below(stages: tuple[Stage, ...]) -> None:
    """Strata can be merged with their neighbours; a unit that holds one sampled unit has no neighbour."""
    if any(stage.lonely.any() for stage in stages[1:]):
        raise DesignError(
            "--lonely collapse merges strata of the first stage, and some units of a stage hold one sampled unit; "
            "choose adjust, average, certainty or remove"
        )


def _collapsed(columns: DesignColumns, first: Stage, stratum: IntArray, primary: IntArray) -> DesignColumns:
    """The same design with each lonely stratum merged into the one after it; the strata stand in a ring."""
    if len(first.sampled) == 1:
        raise DesignError("there is one stratum with one sampling unit: nothing to collapse it with; check --psu")
    merged = np.arange(len(first.sampled))
    for lonely in np.flatnonzero(first.lonely):
        merged[merged == merged[lonely]] = merged[(lonely + 1) % len(merged)]
    fpc = columns.fpc
    if fpc and first.unequal is None:
        there: FloatArray = np.bincount(merged, first.population)[merged].astype(np.float64)
        fpc = (there[stratum], *fpc[1:])
    return replace(
        columns,
        strata=merged[stratum],
        psu=(primary, *columns.psu[1:]) if columns.psu else (),
        fpc=fpc,
    )


def _keys(columns: DesignColumns, first: IntArray) -> tuple[AnyArray, ...]:
    """The values that tell each deepest unit from the others; the row number where every row is a unit."""
    if not columns.psu:
        return (first,)
    return tuple(part[first] for part in (columns.strata, *columns.psu) if part is not None)
