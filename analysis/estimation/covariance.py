"""The one Taylor variance: strata, stages, finite populations and lonely units, for any statistic's influence."""

from __future__ import annotations

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..choices import LonelyRule
from ..design import Stage, Units
from .pairwise import of_second_phase, of_unequal


def covariance(influence: FloatArray, units: Units, lonely: LonelyRule, touched: BoolArray | None = None) -> FloatArray:
    """Covariance of s statistics, shape (s, s), from the influence of every deepest unit, shape (u, s).

    Stage by stage upwards: the spread of the units of a stage about their stratum mean, times the sampling fractions of
    the stages above it (Särndal, Swensson and Wretman 1992, result 4.3.1). A stage below one drawn with replacement has
    a share of zero and adds nothing. `touched`, shape (u, s), says which units have a row of each statistic's domain;
    only the rules `adjust` and `average` ask, since a stratum without a row of the domain has nothing to make up.
    """
    total = of_stages(influence, units.stages, lonely, touched)
    if units.second is not None:
        inside = np.ones((len(units.second.unit), influence.shape[1]), dtype=np.bool_)
        total += between(influence[units.second.unit], units.second.stage, lonely, inside)
        total += of_second_phase(influence, units.stages, units.second)
    return total


def of_stages(
    influence: FloatArray, stages: tuple[Stage, ...], lonely: LonelyRule, touched: BoolArray | None
) -> FloatArray:
    """The covariance of one phase, shape (s, s), over its stages from the deepest upwards."""
    total = np.zeros((influence.shape[1], influence.shape[1]))
    touched = np.ones(influence.shape, dtype=np.bool_) if touched is None else touched
    for stage, above in zip(reversed(stages), [*reversed(stages[:-1]), None], strict=True):
        total += between(influence, stage, lonely, touched)
        if above is not None:
            children = first_children(stage)
            influence = np.add.reduceat(influence, children, axis=0)
            touched = np.logical_or.reduceat(touched, children, axis=0)
    return total


def first_children(stage: Stage) -> IntArray:
    """First unit of each parent, shape (parents,), as `numpy.add.reduceat` wants it."""
    return np.flatnonzero(np.diff(stage.parent, prepend=-1)).astype(np.int64)


def between(influence: FloatArray, stage: Stage, lonely: LonelyRule, touched: BoolArray) -> FloatArray:
    """Covariance between the units of one stage: (1 - f) n / (n - 1) times their spread, summed over strata.

    It centres before it squares, so that a small spread about a large mean keeps its digits.
    """
    alone = stage.lonely
    centre = np.add.reduceat(influence, stage.starts(), axis=0) / stage.sampled[:, None]
    scale = (1 - stage.fraction) * stage.share * stage.sampled / np.maximum(stage.sampled - 1, 1)
    stretch = np.ones(influence.shape[1])
    if alone.any() and lonely in ("adjust", "average"):
        inside = np.logical_or.reduceat(touched, stage.starts(), axis=0)
        if lonely == "adjust":
            centre[alone] = np.where(inside[alone], _grand_mean(influence, stage, inside), 0)
        else:
            stretch = _average_stretch(inside, alone)
    spread = influence - centre[stage.stratum]
    if stage.unequal is not None:
        return of_unequal(influence * stretch, spread * stretch, stage, stage.unequal)
    spread *= np.sqrt(scale)[stage.stratum, None] * stretch
    return np.asarray(spread.T @ spread, dtype=np.float64)


def _grand_mean(influence: FloatArray, stage: Stage, inside: BoolArray) -> FloatArray:
    """Mean influence of the units in strata that the domain touches, shape (s,); R's `survey` 4.5 centres so."""
    return np.asarray(influence.sum(axis=0) / np.maximum(stage.sampled @ inside, 1))


def _average_stretch(inside: BoolArray, alone: BoolArray) -> FloatArray:
    """Root of the strata touched over those that are not lonely, shape (s,): lonely ones get the others' average."""
    known = np.count_nonzero(inside & ~alone[:, None], axis=0)
    return np.asarray(np.sqrt(np.count_nonzero(inside, axis=0) / np.maximum(known, 1)))
