"""Figures held against each other: differences, ratios and odds ratios by the delta method, with t and p."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..arrays import BoolArray, FloatArray
from ..choices import Adjustment, Comparison


@dataclass(frozen=True, slots=True)
class Scale:
    """Where figures are subtracted from each other: as they are, or as logarithms, and the way back.

    Attributes:
        slope: change of the scale with the figure.
        stretch: change of what comes back with the contrast on the scale, from what comes back.
    """

    there: Callable[[FloatArray], FloatArray]
    slope: Callable[[FloatArray], FloatArray]
    back: Callable[[FloatArray], FloatArray]
    stretch: Callable[[FloatArray], FloatArray]


SCALES: Mapping[Comparison, Scale] = {
    "difference": Scale(np.copy, np.ones_like, np.copy, np.ones_like),
    "ratio": Scale(np.log, np.reciprocal, np.exp, np.copy),
    "odds": Scale(special.logit, lambda share: 1 / (share * (1 - share)), np.exp, np.copy),
}


@dataclass(frozen=True, slots=True)
class Contrasts:
    """Contrasts of figures, every array of shape (c,); NaN where a number does not exist.

    `negative` says whose variance is below zero, as that of unequal probabilities or of two phases can be.
    """

    value: FloatArray
    se: FloatArray
    low: FloatArray
    high: FloatArray
    statistic: FloatArray
    p: FloatArray
    negative: BoolArray


def contrasted(
    value: FloatArray, covariance: FloatArray, weights: FloatArray, df: FloatArray, measure: Comparison, level: float
) -> Contrasts:
    """Contrasts `weights`, shape (c, f), of the figures `value`, shape (f,), with their covariance, shape (f, f).

    One linear contrast on the scale of the measure: its standard error by the delta method, t with `df`, the bounds
    taken back. The standard error that is given beside a ratio is the one of the ratio itself.
    """
    scale = SCALES[measure]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        figures, slope = scale.there(value), scale.slope(value)
        on_scale = np.array([row[row != 0] @ figures[row != 0] for row in weights])
        variance = np.array([_form((row * slope)[row != 0], covariance[row != 0][:, row != 0]) for row in weights])
        error = np.sqrt(np.where(np.abs(variance) < (1e-13 * on_scale) ** 2, 0, variance))
        back = scale.back(on_scale)
        usable = np.where(df > 0, df, np.nan)
        step = special.stdtrit(usable, (1 + level) / 2) * error
        statistic = on_scale / np.where(error > 0, error, np.nan)
        p = 2 * special.stdtr(usable, -np.abs(statistic))
        low, high = scale.back(on_scale - step), scale.back(on_scale + step)
        return Contrasts(back, scale.stretch(back) * error, low, high, statistic, p, variance < 0)


def _form(gradient: FloatArray, covariance: FloatArray) -> float:
    """The quadratic form; zero where it is negative by rounding alone, and not because the variance can be."""
    form = float(gradient @ covariance @ gradient)
    size = float(np.abs(gradient) @ np.abs(covariance) @ np.abs(gradient))
    return 0.0 if -1e-12 * size <= form < 0 else form


def adjusted(p: FloatArray, rule: Adjustment) -> FloatArray:
    """p of a family of comparisons, adjusted for their number; those that do not exist are not counted.

    Holm (1979): the smallest times their number, the next times one less, and none below one before it.
    """
    out = p.copy()
    known = np.flatnonzero(~np.isnan(p))
    many = len(known)
    if rule == "bonferroni":
        out[known] = np.minimum(1, many * p[known])
    elif rule == "holm" and many:
        order = known[np.argsort(p[known], kind="stable")]
        out[order] = np.minimum(1, np.maximum.accumulate((many - np.arange(many)) * p[order]))
    return out


def slope(scores: FloatArray) -> FloatArray:
    """Weights of the contrast that is the least-squares slope of the figures over their scores, shape (f,)."""
    off = scores - scores.mean()
    return np.asarray(off / (off @ off))
