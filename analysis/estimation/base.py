"""What stands behind the figures of a breakdown, level by level: rows, weights, units and degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..choices import CountInterval, DesignEffect, IntervalName, MeanInterval
from ..design import Sample
from .covariance import first_children
from .dominance import Makers
from .levels import Levels
from .statistics import Statistic

Kind = Literal["proportion", "responses", "mean", "total", "count", "ratio", "variance"]


@dataclass(frozen=True, slots=True)
class Ask:
    """A statistic of one question, wanted in every level of a breakdown.

    Attributes:
        columns: the totals it is a function of, as columns of `Totals.sums`.
        base: columns of `Totals.count` with the rows of the domain, answered or not.
        answered: of these, the columns of the answered.
        weights: columns of `Totals.sums` with the weights of the answered.
        kind: which interval and design effect it takes; a count is the total of a 0/1 variable, responses are shares of
            ticks, whose base are the respondents.
        cases: per figure, the columns of its cases; empty where a statistic has none (means and ratios of numbers).
        contributors: per figure, the columns of the rows that make it up: its cases, where it has some, or rows that
            are not zero.
        makers: per figure, those whose contributions must not be those of two: its cases and the others, or the rows
            of a number.
        squared: as `weights`, of squared weights, where the fold has them.
        base_weights: columns of `Totals.sums` with the weights of the rows of the domain, answered or not.
        moments: columns of `Totals.sums` that the design effect needs: of y^2 for a mean or a total, of y^2, x y, x^2
            and x for a ratio; none for proportions.
    """

    statistic: Statistic
    columns: tuple[int, ...]
    base: tuple[int, ...]
    answered: tuple[int, ...]
    weights: tuple[int, ...]
    kind: Kind
    cases: tuple[tuple[int, ...], ...] = ()
    contributors: tuple[tuple[int, ...], ...] = ()
    makers: tuple[tuple[Makers, ...], ...] = ()
    squared: tuple[int, ...] = ()
    base_weights: tuple[int, ...] = ()
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How sure the figures are to be; see `groups.Precision` and `systems.System`."""

    ci: IntervalName | None = None
    level: float = 0.95
    df: str = "domain"
    deff: DesignEffect = "wr"
    count: CountInterval = "log-t"
    mean: MeanInterval = "t"
    less: int = 0


@dataclass(frozen=True, slots=True)
class Base:
    """Whom the figures of each level speak of; every array has shape (l,).

    Attributes:
        n: answered rows.
        active: rows of the domain with positive weight, answered or not; after a calibration, all rows of the design.
        weight: sum of weights of the answered.
        heavier: mean weight of the answered over the mean weight of the active.
        kish: Kish's design effect of weighting among the answered; ones where squared weights were not folded.
        psu, strata: first-stage units and strata with an active row.
        df: degrees of freedom, which may be zero or less.
    """

    n: IntArray
    active: IntArray
    weight: FloatArray
    heavier: FloatArray
    kish: FloatArray
    psu: IntArray
    strata: IntArray
    df: FloatArray


def base_of(levels: Levels, ask: Ask, touched: BoolArray, sample: Sample, df: str) -> Base:
    """Sum up the base of each level; `touched` says which deepest units have an active row there, shape (l, u)."""
    n, active = levels.rows(ask.answered), levels.rows(ask.base)
    weight = levels.weights(ask.weights)
    heavier, kish = np.ones(levels.size), np.ones(levels.size)
    with np.errstate(divide="ignore", invalid="ignore"):  # a level in which nobody answered has no number
        if ask.base_weights:
            heavier = weight / n * active / levels.weights(ask.base_weights)
        if ask.squared:
            kish = n * levels.weights(ask.squared) / weight**2
    if sample.calibration is not None and sample.replicates is None:
        active = np.full(levels.size, len(sample.weight))  # R keeps a calibrated design whole in every domain
    psu, strata = primary(touched, sample)
    of_units = psu - strata * 1.0 if sample.units.second is None else free(touched, sample)
    degrees = _degrees(levels, psu, of_units, sample, df)
    return Base(n, active, weight, heavier, kish, psu, strata, degrees)


def _degrees(levels: Levels, psu: IntArray, of_units: FloatArray, sample: Sample, df: str) -> FloatArray:
    """Degrees of freedom of each level, shape (l,): of its units, of its replicates, of the design, or a number."""
    if df != "domain":
        return np.full(levels.size, fixed_degrees(df, sample))
    if sample.replicates is None:
        return of_units
    whole = psu == np.count_nonzero(sample.units.active)
    for rows, every in zip(levels.telling, whole.tolist(), strict=True):
        if id(rows) not in levels.told:
            levels.told[id(rows)] = (rows, of_replicates(sample, rows, every))
    return np.array([levels.told[id(rows)][1] for rows in levels.telling])


def of_replicates(sample: Sample, rows: IntArray, whole: bool) -> float:
    """Degrees of freedom of a domain under replicates; `whole` says that it has all sampling units of the design."""
    if sample.replicates is None:
        raise ValueError("a sample without replicates has no degrees of freedom by them")
    return sample.replicates.degrees(None if whole and sample.replicates.made else rows)


def primary(touched: BoolArray, sample: Sample) -> tuple[IntArray, IntArray]:
    """First-stage units and strata with an active row, shape (l,) each."""
    stages = sample.units.stages
    for stage in reversed(stages[1:]):
        touched = np.logical_or.reduceat(touched, first_children(stage), axis=1)
    strata = np.logical_or.reduceat(touched, stages[0].starts(), axis=1)
    return touched.sum(axis=1).astype(np.int64), strata.sum(axis=1).astype(np.int64)


def free(touched: BoolArray, sample: Sample) -> FloatArray:
    """Units less strata with an active row, shape (l,): those of the first stage, or of the second phase."""
    second = sample.units.second
    if second is None:
        psu, strata = primary(touched, sample)
        return psu - strata * 1.0
    drawn = touched[:, second.unit]
    strata = np.logical_or.reduceat(drawn, second.stage.starts(), axis=1)
    return np.asarray(drawn.sum(axis=1) - strata.sum(axis=1), dtype=np.float64)


def fixed_degrees(df: str, sample: Sample) -> float:
    """What no domain changes: the rank of the replicates less one, the design's, or the number given.

    The design's are units less strata, those without a row of positive weight left out; or what its replicates have.
    """
    if df == "replicates" and sample.replicates is not None:
        return float(sample.replicates.rank() - 1)
    if df != "design":
        return float(df)
    if sample.replicates is not None:
        return sample.replicates.degrees()
    second = sample.units.second
    active = sample.units.active if second is None else second.active
    stage = sample.units.stages[0] if second is None else second.stage
    strata = np.logical_or.reduceat(active, stage.starts())
    return float(active.sum() - strata.sum())
