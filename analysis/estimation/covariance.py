"""The one Taylor variance: strata, stages, finite populations and lonely units, for any statistic's influence."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray, IntArray
from ..choices import LonelyRule
from ..design import Stage, Units


def covariance(influence: FloatArray, units: Units, lonely: LonelyRule) -> FloatArray:
    """Covariance of s statistics, shape (s, s), from the influence of every deepest unit, shape (u, s).

    Stage by stage upwards: the spread of the units of a stage about their stratum mean, times the sampling fractions of
    the stages above it (Särndal, Swensson and Wretman 1992, result 4.3.1). A stage below one drawn with replacement has
    a share of zero and adds nothing.
    """
    total = np.zeros((influence.shape[1], influence.shape[1]))
    for stage, above in zip(reversed(units.stages), [*reversed(units.stages[:-1]), None], strict=True):
        total += between(influence, stage, lonely)
        if above is not None:
            influence = np.add.reduceat(influence, first_children(stage), axis=0)
    return total


def first_children(stage: Stage) -> IntArray:
    """First unit of each parent, shape (parents,), as `numpy.add.reduceat` wants it."""
    return np.flatnonzero(np.diff(stage.parent, prepend=-1)).astype(np.int64)


def between(influence: FloatArray, stage: Stage, lonely: LonelyRule) -> FloatArray:
    """Covariance between the units of one stage: (1 - f) n / (n - 1) times their spread, summed over strata.

    It centres before it squares, so that a small spread about a large mean keeps its digits.
    """
    alone = stage.lonely
    centre = np.add.reduceat(influence, stage.starts(), axis=0) / stage.sampled[:, None]
    scale = (1 - stage.fraction) * stage.share * stage.sampled / np.maximum(stage.sampled - 1, 1)
    if lonely == "adjust":
        centre[alone] = influence.mean(axis=0)
    spread = influence - centre[stage.stratum]
    spread *= np.sqrt(scale)[stage.stratum, None]
    if lonely == "average" and alone.any():
        spread *= _average_stretch(influence, stage)
    return np.asarray(spread.T @ spread, dtype=np.float64)


def _average_stretch(influence: FloatArray, stage: Stage) -> FloatArray:
    """Root of strata over strata that are not lonely, shape (s,): lonely ones get the average of the others.

    A statistic counts the strata it touches, since one outside its domain has no variance to make up for.
    """
    touched = np.logical_or.reduceat(influence != 0, stage.starts(), axis=0)
    known = np.count_nonzero(touched & ~stage.lonely[:, None], axis=0)
    return np.asarray(np.sqrt(np.count_nonzero(touched, axis=0) / np.maximum(known, 1)))
