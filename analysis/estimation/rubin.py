"""Rubin's rules: numbers and tests of several completed data sets as one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from ..arrays import FloatArray

NOISE = 1e-13  # a spread below it, relative to the number, is what rounding leaves of none


@dataclass(frozen=True, slots=True)
class Pooled:
    """A number of m completed data sets.

    Attributes:
        variance: within + (1 + 1/m) between.
        df: degrees of freedom; those of complete data where these are zero or less, or nothing differs.
        missing: fraction of missing information; None without degrees of freedom.
    """

    value: float
    variance: float
    between: float
    df: float
    missing: float | None


def pooled(found: Sequence[tuple[float, float]], df: float) -> Pooled:
    """Rubin's rules (1987, ch. 3), with the degrees of freedom of Barnard and Rubin (1999).

    Args:
        found: value and variance in each completed data set.
        df: degrees of freedom of complete data. Where no completed data set differs from another they stay as they are:
            nothing was imputed there.
    """
    m = len(found)
    value = math.fsum(one for one, _ in found) / m
    within = math.fsum(variance for _, variance in found) / m
    between = math.fsum((one - value) ** 2 for one, _ in found) / (m - 1)
    if between <= (NOISE * value) ** 2:
        return Pooled(value, within, 0.0, df, 0.0)
    added = (1 + 1 / m) * between
    variance = within + added
    if df <= 0:
        return Pooled(value, variance, between, df, None)
    of_sample = df * (df + 1) / (df + 3) * (within / variance)
    if of_sample <= 0:
        return Pooled(value, variance, between, 0.0, 1.0)
    combined = 1 / ((added / variance) ** 2 / (m - 1) + 1 / of_sample)
    increase = added / within
    return Pooled(value, variance, between, combined, (increase + 2 / (combined + 3)) / (increase + 1))


@dataclass(frozen=True, slots=True)
class Joint:
    """An F test of several numbers together."""

    statistic: float
    df: float
    ddf: float
    p: float


def joint_test(values: Sequence[FloatArray], covariances: Sequence[FloatArray], df: float) -> Joint | None:
    """Whether k numbers are all zero: D1 of Li, Raghunathan and Rubin (1991), its degrees of freedom by Reiter (2007).

    One number alone has the square of its t. None where there are too few completed data sets, k (m - 1) of four or
    less, or too few degrees of freedom `df` of complete data for these.
    """
    m, k = len(values), len(values[0])
    if k == 1:
        found = [(float(one[0]), float(of[0, 0])) for one, of in zip(values, covariances, strict=True)]
        return _square(pooled(found, df))
    mean, within = np.mean(values, axis=0), np.mean(covariances, axis=0)
    if k * (m - 1) <= 4 or not np.isfinite(within).all() or np.linalg.matrix_rank(within) < k:
        return None
    off = np.array(values) - mean
    increase = float((1 + 1 / m) * np.trace(np.linalg.solve(within, off.T @ off / (m - 1))) / k)
    ddf = _denominator(increase, k * (m - 1), df)
    if ddf is None:
        return None
    statistic = float(mean @ np.linalg.solve(within, mean)) / (k * (1 + increase))
    return Joint(statistic, k, ddf, float(special.fdtrc(k, ddf, statistic)))


def _square(one: Pooled) -> Joint | None:
    if not one.variance > 0 or one.df <= 0:
        return None
    statistic = one.value**2 / one.variance
    return Joint(statistic, 1, one.df, float(special.fdtrc(1, one.df, statistic)))


def _denominator(increase: float, t: int, df: float) -> float | None:
    """Degrees of freedom by Reiter (2007), Biometrika 94(2): those of Li et al. (1991) where `df` is large.

    None where his expansion does not hold, because `df` is small for what is missing.
    """
    a = increase * t / (t - 2)
    of_sample = df * (df + 1) / (df + 3) if df > 0 else 0.0
    c1, c2 = of_sample - 2 * (1 + a), of_sample - 4 * (1 + a)
    if c2 <= 0:
        return None
    b = 1 + a
    terms = a**2 * c1 / (b**2 * c2) + 8 * a**2 * c1 / (b * c2**2) + 4 * a**2 / (b * c2)
    terms += 4 * a**2 / (c2 * c1) + 16 * a**2 * c1 / c2**3 + 8 * a**2 / c2**2
    return 4 + 1 / (1 / c2 + terms / (t - 4))
