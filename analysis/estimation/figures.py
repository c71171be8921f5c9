"""From totals to figures: value, variance and bounds of a statistic in every level of a breakdown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..design import Sample
from .base import Ask, Base, Settings, base_of
from .bounds import bounds, design_effect
from .covariance import covariance
from .totals import Levels


@dataclass(frozen=True, slots=True)
class Figures:
    """One statistic in every level of one breakdown: s figures by l levels.

    Attributes:
        levels: codes of the breakdown's variables, shape (l, b).
        value, variance, low, high, deff: shape (s, l); NaN where a number does not exist.
        cases, contributors: unweighted, shape (s, l); see `Ask`. Cases are None where a statistic has none.
        method: the interval that was made.
    """

    levels: IntArray
    value: FloatArray
    variance: FloatArray
    low: FloatArray
    high: FloatArray
    deff: FloatArray
    cases: IntArray | None
    contributors: IntArray
    base: Base
    method: str


def figures(levels: Levels, ask: Ask, sample: Sample, settings: Settings) -> Figures:
    """Everything that can be said of `ask` from the totals; rows are not needed any more."""
    value, variance, touched = taylor(levels, ask, sample)
    base = base_of(levels, ask, touched, sample, settings.df)
    cases = np.array([levels.rows(columns) for columns in ask.cases]) if ask.cases else None
    contributors = np.array([levels.rows(columns) for columns in ask.contributors])
    low, high, method = bounds(ask.kind, value, variance, base, settings)
    with np.errstate(divide="ignore", invalid="ignore"):
        moments = np.array([levels.weights([column]) / base.weight for column in ask.moments])
    deff = design_effect(ask.kind, value, variance, base, moments, settings.deff)
    return Figures(levels.codes, value, variance, low, high, deff, cases, contributors, base, method)


def taylor(levels: Levels, ask: Ask, sample: Sample) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Value and variance, shape (s, l), and which deepest units have a row of the domain, shape (l, u).

    The gradient at the totals of a level gives the influence of every unit; units that the level does not touch are
    zeros, and count.
    """
    values, variances, touched = [], [], []
    for dense, active in levels.spread(ask.columns, ask.base):
        total = dense.sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            value = ask.statistic.value(total)
            influence = np.einsum("sml,mlu->usl", ask.statistic.gradient(total), dense)
        of_domain = np.broadcast_to(active.T[:, None, :], influence.shape).reshape(len(influence), -1)
        spread = covariance(influence.reshape(len(influence), -1), sample.units, sample.lonely, of_domain)
        values.append(value)
        variances.append(_without_noise(np.diagonal(spread).reshape(value.shape), value))
        touched.append(active)
    return np.concatenate(values, axis=1), np.concatenate(variances, axis=1), np.concatenate(touched)


def _without_noise(variance: FloatArray, value: FloatArray) -> FloatArray:
    """Zero where the standard error is below what rounding leaves of a sum that cancels."""
    return np.where(variance < (1e-13 * value) ** 2, 0.0, variance)
