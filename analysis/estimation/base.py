"""What stands behind the figures of a breakdown, level by level: rows, weights, units and degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..choices import DesignEffect, IntervalName
from ..design import Sample
from .covariance import first_children
from .statistics import Statistic
from .totals import Levels

Kind = Literal["proportion", "responses", "mean", "total", "count", "ratio"]


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
        contributors: per figure, the columns of the rows that make it up: its cases, or rows that are not zero.
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
    squared: tuple[int, ...] = ()
    base_weights: tuple[int, ...] = ()
    moments: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """How sure the figures are to be; see `request.Precision`."""

    ci: IntervalName | None = None
    level: float = 0.95
    df: str = "domain"
    deff: DesignEffect = "wr"


@dataclass(frozen=True, slots=True)
class Base:
    """Whom the figures of each level speak of; every array has shape (l,).

    Attributes:
        n: answered rows.
        active: rows of the domain with positive weight, answered or not.
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
    psu, strata = _primary(touched, sample)
    degrees = psu - strata * 1.0 if df == "domain" else np.full(levels.size, _fixed_degrees(df, sample))
    return Base(n, active, weight, heavier, kish, psu, strata, degrees)


def _primary(touched: BoolArray, sample: Sample) -> tuple[IntArray, IntArray]:
    """First-stage units and strata with an active row, shape (l,) each."""
    stages = sample.units.stages
    for stage in reversed(stages[1:]):
        touched = np.logical_or.reduceat(touched, first_children(stage), axis=1)
    strata = np.logical_or.reduceat(touched, stages[0].starts(), axis=1)
    return touched.sum(axis=1).astype(np.int64), strata.sum(axis=1).astype(np.int64)


def _fixed_degrees(df: str, sample: Sample) -> float:
    """PSUs less strata of the whole design, those without a row of positive weight left out; or the number given."""
    if df != "design":
        return float(df)
    active = sample.units.active
    strata = np.logical_or.reduceat(active, sample.units.stages[0].starts())
    return float(active.sum() - strata.sum())
