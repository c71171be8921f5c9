"""Which interval a figure takes, and the design effect beside it."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray, IntArray
from ..choices import DesignEffect
from .base import Base, Kind, Settings
from .intervals import INTERVALS, Bounds, Proportion, of_count, of_mean

ROUNDING = 1e-14  # what is left of a difference of two sums that should be none


def bounds(
    kind: Kind,
    value: FloatArray,
    variance: FloatArray,
    base: Base,
    settings: Settings,
    of_logit: FloatArray | None = None,
) -> tuple[FloatArray, FloatArray, str]:
    """Bounds of figures, shape (s, l), and the name of the interval; NaN where there are no degrees of freedom.

    `of_logit` is the variance of a proportion's logit where replicates give one of its own.
    """
    name, (low, high) = _named(kind, value, variance, base, settings, of_logit)
    usable = base.df > 0
    return np.where(usable, low, np.nan), np.where(usable, high, np.nan), name


def _named(
    kind: Kind,
    value: FloatArray,
    variance: FloatArray,
    base: Base,
    settings: Settings,
    of_logit: FloatArray | None,
) -> tuple[str, Bounds]:
    df = np.broadcast_to(np.where(base.df > 0, base.df, 1.0), value.shape)
    if kind in ("proportion", "responses"):
        name = settings.ci or "korn-graubard"
        return name, INTERVALS[name](_proportion(value, variance, base, settings.level, of_logit))
    if kind == "count" and settings.count != "wald" and settings.ci != "wald":
        low, high = of_count(value, variance, df, settings.level)
        of_none = INTERVALS["korn-graubard"](_proportion(np.zeros_like(value), variance, base, settings.level))[1]
        none = value == 0
        return "log-t", (np.where(none, 0, low), np.where(none, base.weight * of_none, high))
    if settings.mean == "normal":
        return "normal", of_mean(value, variance, np.full_like(df, np.inf), settings.level)
    return "wald" if kind == "count" else "t", of_mean(value, variance, df, settings.level)


def _proportion(
    value: FloatArray, variance: FloatArray, base: Base, level: float, of_logit: FloatArray | None = None
) -> Proportion:
    def wide(of_level: FloatArray | IntArray) -> FloatArray:
        return np.broadcast_to(np.asarray(of_level, dtype=np.float64), value.shape)

    df = np.where(base.df > 0, base.df, 1.0)
    return Proportion(
        value, variance, wide(base.n), wide(base.active), wide(base.heavier), wide(base.kish), wide(df), level, of_logit
    )


def design_effect(
    kind: Kind,
    value: FloatArray,
    variance: FloatArray,
    base: Base,
    moments: FloatArray,
    against: DesignEffect,
) -> FloatArray:
    """Variance over that of a simple random sample of n, shape (s, l); NaN where there is nothing to compare with.

    s^2 is weighted, on n / (n - 1). Without replacement the finite population is the weights' sum; where that does not
    exceed n (normalised weights) the comparison has no meaning. `moments` are means of what `Ask.moments` names.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = _spread(kind, value, base, moments) / (base.n - 1)
        if kind in ("total", "count"):
            simple = simple * base.weight**2
        if against == "wor":
            simple = simple * np.where(base.weight > base.n, (base.weight - base.n) / base.weight, np.nan)
        return np.asarray(variance / np.where(simple > 0, simple, np.nan))


def _spread(kind: Kind, value: FloatArray, base: Base, moments: FloatArray) -> FloatArray:
    """Weighted variance, on n, of what the statistic averages; for a ratio of its residuals over the mean of x."""
    if kind in ("responses", "variance"):  # a respondent gives several: no simple random sample of ticks exists
        return np.full_like(value, np.nan)
    if kind == "proportion":
        return value * (1 - value)
    if kind == "ratio":
        y_square, product, x_square, x = moments
        return np.asarray((y_square - 2 * value * product + value**2 * x_square) / x**2)
    mean = value if kind == "mean" else value / base.weight
    spread = moments[0] - mean**2
    return np.where(spread > ROUNDING * moments[0], spread, 0)
