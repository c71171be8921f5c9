"""From totals to figures: value, variance and bounds of a statistic in every level of a breakdown."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..choices import DesignEffect
from ..design import Sample
from .base import Ask, Base, Kind, Settings, base_of
from .bounds import bounds, design_effect
from .covariance import covariance
from .dominance import dominance
from .influence import influence, touching
from .levels import Levels


@dataclass(frozen=True, slots=True)
class Figures:
    """One statistic in every level of one breakdown: s figures by l levels.

    Attributes:
        levels: codes of the breakdown's variables, shape (l, b).
        value, variance, low, high, deff: shape (s, l); NaN where a number does not exist.
        cases, contributors: unweighted, shape (s, l); see `Ask`. Cases are None where a statistic has none.
        dominance: the greatest share that two rows have in what makes a figure up, shape (s, l); see `dominance`.
        method: the interval that was made.
        of_logit: variance of the logit of proportions under replicates, shape (s, l); NaN where some have no cases, or
            only cases; None under linearisation, which has the same from that of the proportion.
        units: whether sampling units are known; those who give replicate weights give none.
        kind: which interval imputations of it take; that of a mean unless it is said.
        replicated: whether replicate weights made the variance.
    """

    levels: IntArray
    value: FloatArray
    variance: FloatArray
    low: FloatArray
    high: FloatArray
    deff: FloatArray
    cases: IntArray | None
    contributors: IntArray
    dominance: FloatArray
    base: Base
    method: str
    of_logit: FloatArray | None = None
    units: bool = True
    kind: Kind = "mean"
    replicated: bool = False


def figures(levels: Levels, ask: Ask, sample: Sample, settings: Settings) -> Figures:
    """Everything that can be said of `ask` from the totals; rows are not needed any more."""
    of_logit = None
    if sample.replicates is None:
        value, variance, touched = taylor(levels, ask, sample)
    else:
        value, variance, touched, of_logit = replicate(levels, ask, sample)
    base = base_of(levels, ask, touched, sample, settings.df)
    if ask.kind == "variance":
        value, variance = _less_one(value, variance, base.n)
    contributors = levels.rows_of_each(ask.contributors)
    cases = contributors if ask.cases else None
    low, high, method = bounds(ask.kind, value, variance, base, settings, of_logit)
    with np.errstate(divide="ignore", invalid="ignore"):
        moments = np.array([levels.weights([column]) / base.weight for column in ask.moments])
    deff = design_effect(ask.kind, value, variance, base, moments, _against(settings.deff, sample))
    units = sample.replicates is None or sample.replicates.made
    of_rows = (cases, contributors, dominance(levels, ask))
    made = Figures(levels.codes, value, variance, low, high, deff, *of_rows, base, method, of_logit, units, ask.kind)
    return made if sample.replicates is None else replace(made, replicated=True)


def _against(asked: DesignEffect, sample: Sample) -> DesignEffect:
    """What the design effect is against: under `fpc` without replacement where the first stage has a population."""
    if asked != "fpc":
        return asked
    return "wor" if np.isfinite(sample.units.stages[0].population).any() else "wr"


def taylor(levels: Levels, ask: Ask, sample: Sample) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Value and variance, shape (s, l), and which deepest units have a row of the domain, shape (l, u).

    The gradient at the totals of a level gives the influence of every unit; units that the level does not touch are
    zeros, and count.
    """
    values: list[FloatArray] = []
    variances: list[FloatArray] = []
    touched: list[BoolArray] = []
    for dense, active in levels.spread(ask.columns, ask.base):
        total = dense.sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = ask.statistic.value(total)
            gradient = ask.statistic.gradient(total)
        here = slice(done := sum(len(one) for one in touched), done + len(active))
        made = influence(gradient, dense, sample, levels.with_auxiliaries(ask.columns, here))
        of_domain = np.broadcast_to(active.T[:, None, :], made.shape).reshape(len(made), -1)
        spread = covariance(made.reshape(len(made), -1), sample.units, sample.lonely, touching(of_domain, sample))
        values.append(value)
        variances.append(without_noise(np.diagonal(spread).reshape(value.shape), value))
        touched.append(active)
    return np.concatenate(values, axis=1), np.concatenate(variances, axis=1), np.concatenate(touched)


def replicate(levels: Levels, ask: Ask, sample: Sample) -> tuple[FloatArray, FloatArray, BoolArray, FloatArray | None]:
    """As `taylor`, with the variance of the statistic under each replicate weight, and that of a proportion's logit."""
    touched = np.concatenate([active for _, active in levels.spread(ask.columns[:1], ask.base)])
    with np.errstate(divide="ignore", invalid="ignore"):
        value = ask.statistic.value(np.array([levels.weights([column]) for column in ask.columns]))
        replicated = ask.statistic.value(levels.under_replicates(ask.columns))
        of_logit = None
        if ask.kind in ("proportion", "responses"):
            of_logit = replicate_variance(sample, *(np.log(part / (1 - part)) for part in (replicated, value)))
    return value, without_noise(replicate_variance(sample, replicated, value), value), touched, of_logit


def replicate_variance(sample: Sample, replicated: FloatArray, value: FloatArray) -> FloatArray:
    """Variance of each figure, shape (s, l), from the figures under each replicate, shape (s, l, r)."""
    if sample.replicates is None:
        raise ValueError("a sample without replicates has no replicate variance")
    with np.errstate(invalid="ignore"):  # a figure that does not exist under some replicate has no variance
        return np.asarray((sample.replicates.deviations(replicated, value) ** 2).sum(axis=-1))


def _less_one(value: FloatArray, variance: FloatArray, n: IntArray) -> tuple[FloatArray, FloatArray]:
    """A mean square on n - 1 in place of n, as every sample variance; n does not vary with the weights."""
    factor = np.where(n > 1, n / np.maximum(n - 1, 1), np.nan)
    return value * factor, variance * factor**2


def without_noise(variance: FloatArray, value: FloatArray) -> FloatArray:
    """Zero where the variance is below what rounding leaves of a sum that cancels; NaN where it is below zero.

    A spread is never negative; the variance of unequal probabilities or of two phases can be.
    """
    kept = np.where(variance < (1e-13 * value) ** 2, 0.0, variance)
    return np.where(variance < -1e-14 * value**2, np.nan, kept)
