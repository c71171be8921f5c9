"""Tests of terms: Wald's F, and the working likelihood ratio with the sum of chi-squares that it follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from ...arrays import FloatArray
from ..quadratic import saddlepoint_tail
from .fit import Columns, fit, inverse
from .model import Fitted

NEGATIVE = 1e-9  # an eigenvalue this part of the largest below zero is no rounding


@dataclass(frozen=True, slots=True)
class Found:
    """A statistic with its degrees of freedom and p; None where it does not exist."""

    statistic: float
    df: float
    ddf: float
    p: float


def t_test(value: float, se: float, df: float) -> Found | None:
    """Student's t of one coefficient."""
    if not (df > 0 and se > 0):
        return None
    t = value / se
    return Found(t, df, np.nan, float(2 * special.stdtr(df, -abs(t))))


def wald(value: FloatArray, covariance: FloatArray, ddf: float) -> Found | None:
    """Wald's F that some coefficients are all zero, as R's `regTermTest` has it."""
    if not (ddf > 0 and _positive(covariance) and np.linalg.matrix_rank(covariance) == len(value)):
        return None
    statistic = float(value @ inverse(covariance) @ value) / len(value)
    return Found(statistic, len(value), ddf, float(special.fdtrc(len(value), ddf, statistic)))


def _positive(covariance: FloatArray) -> bool:
    """Whether it is one of numbers without a negative variance in any direction, beyond rounding."""
    if not np.isfinite(covariance).all():
        return False
    found = np.linalg.eigvalsh(covariance)
    return bool(found.min() > -NEGATIVE * np.abs(found).max())


def likelihood_ratio(
    of: Fitted, tested: Sequence[int], covariance: FloatArray, ddf: float, mean_weight: float
) -> Found | None:
    """Twice what the working log-likelihood loses without some columns, the weights in units of their mean.

    It follows a sum of chi-squares whose factors are the eigenvalues of the design's covariance against the naive one
    (Rao and Scott 1984; Lumley and Scott 2014), its tail by the saddlepoint as in R's `regTermTest`.
    """
    thresholds = of.columns.thresholds
    keep = [place for place in range(len(of.columns.shift)) if place not in set(tested)]
    here = np.ix_(tested, tested)
    if not (ddf > 0 and (keep or thresholds) and _positive(covariance[here])):
        return None
    constant = keep.index(of.columns.constant) if of.columns.constant in keep else None
    fewer = Columns(of.columns.at[keep], of.columns.shift[keep], constant, thresholds)
    begin = of.fit.coefficient[keep] if constant is None and not thresholds else None
    smaller = fit(fewer, of.sums, of.family, begin)
    if not smaller.converged:
        return None
    less = of.family.likelihood(of.sums.w, of.sums.wy, of.sums.wyy, smaller.mean)
    statistic = 2 * (of.likelihood - less) / mean_weight
    factors = np.asarray(np.linalg.eigvals(inverse(of.naive[here]) @ covariance[here]).real / mean_weight, np.float64)
    return Found(statistic, len(tested), ddf, saddlepoint_tail(statistic, factors, ddf))
