"""Intervals of a proportion: one function a name, each on arrays, each with a bound at no and at all cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from ..arrays import FloatArray
from ..choices import IntervalName

Bounds = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Proportion:
    """What an interval needs to know of proportions; every array has the same shape.

    Attributes:
        p: estimate, a fraction.
        variance: of the estimate under the design.
        n: answered rows.
        active: rows of the domain with positive weight, answered or not (R's `nrow`).
        heavier: mean weight of the answered over the mean weight of the active.
        kish: Kish's design effect, n times the sum of squared weights over their squared sum; ones if not asked for.
        df: degrees of freedom, above zero.
        level: confidence level.
        of_logit: variance of the logit where replicates give one of its own, NaN where they do not; None elsewhere.
    """

    p: FloatArray
    variance: FloatArray
    n: FloatArray
    active: FloatArray
    heavier: FloatArray
    kish: FloatArray
    df: FloatArray
    level: float
    of_logit: FloatArray | None = None

    @property
    def t(self) -> FloatArray:
        """Quantile of Student's t with the design's degrees of freedom."""
        return t_quantile(self.df, self.level)

    @property
    def certain(self) -> FloatArray:
        """Where there are no cases, or only cases: the variance says nothing there."""
        return np.asarray((self.p <= 0) | (self.p >= 1))

    @property
    def of_its_logit(self) -> FloatArray:
        """The variance of the logit, brought back to that of the estimate; the estimate's own where it has none."""
        if self.of_logit is None:
            return self.variance
        replicated = self.of_logit * (self.p * (1 - self.p)) ** 2
        return np.where(np.isfinite(replicated), replicated, self.variance)

    @property
    def effective(self) -> FloatArray:
        """Size of the simple random sample with this variance, p (1 - p) / V; infinite where V is zero."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.where(self.certain, np.inf, self.p * (1 - self.p) / self.variance))


def t_quantile(df: FloatArray, level: float) -> FloatArray:
    """Two-sided quantile of Student's t; of the normal where df is infinite."""
    return np.asarray(np.where(np.isinf(df), special.ndtri((1 + level) / 2), special.stdtrit(df, (1 + level) / 2)))


def wald(of: Proportion) -> Bounds:
    """The estimate and t standard errors; runs out of [0, 1], and is a point at no cases."""
    half = of.t * np.sqrt(of.variance)
    return of.p - half, of.p + half


def logit_delta(of: Proportion) -> Bounds:
    """Symmetric on the logit, its error by the delta method."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = special.logit(of.p)
        half = of.t * np.sqrt(of.variance) / (of.p * (1 - of.p))
        return _or_beta(of, special.expit(centre - half), special.expit(centre + half))


def logit(of: Proportion) -> Bounds:
    """The same with the logit's own error, as R's `logit`: that of the delta method, but for replicates."""
    return logit_delta(replace(of, variance=of.of_its_logit))


def arcsine(of: Proportion) -> Bounds:
    """Symmetric on the arcsine of the root, clipped to its range before it is turned back."""
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = np.arcsin(np.sqrt(np.clip(of.p, 0, 1)))
        half = of.t * np.sqrt(of.variance) / (2 * np.sqrt(of.p * (1 - of.p)))
        low, high = np.clip(centre - half, 0, np.pi / 2), np.clip(centre + half, 0, np.pi / 2)
    return _or_beta(of, np.sin(low) ** 2, np.sin(high) ** 2)


def wilson(of: Proportion) -> Bounds:
    """Wilson's score with the effective sample size and t for z, as R's `survey` 4.5 has it."""
    with np.errstate(invalid="ignore"):
        square = of.t**2 / of.effective
        centre = (of.p + square / 2) / (1 + square)
        half = np.sqrt(square * of.p * (1 - of.p) + square**2 / 4) / (1 + square)
    return _or_beta(of, centre - half, centre + half)


def likelihood(of: Proportion) -> Bounds:
    """Where twice the working log-likelihood, scaled by the design effect on n - 1, has fallen by t squared.

    As R's `likelihood`, whose dispersion also holds how much heavier the answered rows are than all rows of the domain.
    R interpolates the profile between few points; the equation is solved here.
    """
    cut = of.t**2 / (2 * of.effective) * of.n / np.maximum(of.n - 1, 1) * of.heavier
    low = _divergence_root(of.p, cut, np.zeros_like(of.p))
    return _or_beta(of, low, _divergence_root(of.p, cut, np.ones_like(of.p)))


def _divergence_root(p: FloatArray, cut: FloatArray, end: FloatArray) -> FloatArray:
    """The q between p and `end` at which p log(p/q) + (1-p) log((1-p)/(1-q)) reaches `cut`, by bisection."""
    inner, outer = p.copy(), end.copy()
    for _ in range(200):  # halves the gap each time, until it is below one unit of the last place
        middle = (inner + outer) / 2
        far = special.rel_entr(p, middle) + special.rel_entr(1 - p, 1 - middle) > cut
        inner, outer = np.where(far, inner, middle), np.where(far, middle, outer)
    return np.asarray((inner + outer) / 2)


def beta_r(of: Proportion) -> Bounds:
    """Beta quantiles at the effective size times (t_{n-1} / t_df)^2; as R's `beta`, n counts unanswered rows too."""
    return _clopper_pearson(of.p, np.where(of.certain, of.active, of.effective) * _stretch(of, of.active), of.level)


def korn_graubard(of: Proportion) -> Bounds:
    """The same with n of answered rows and capped at it, since a lucky sample must not look larger than it is.

    Korn and Graubard (1998); the cap as in Parker et al. (2017), Vital Health Stat 2(175).
    """
    return _clopper_pearson(of.p, _capped_size(of, of.n), of.level)


def nchs(of: Proportion) -> Bounds:
    """The same, but at no and at all cases n itself, not stretched: Clopper and Pearson's; as NCHS's `surveytable`."""
    return _clopper_pearson(of.p, np.where(of.certain, of.n, _capped_size(of, of.n)), of.level)


def kish(of: Proportion) -> Bounds:
    """The same with n over Kish's design effect of weighting in place of n: the cap knows of the weights."""
    return _clopper_pearson(of.p, _capped_size(of, of.n / of.kish), of.level)


def jeffreys(of: Proportion) -> Bounds:
    """Equal-tailed posterior of the Jeffreys prior at Korn and Graubard's size; 0 and 1 stay inside."""
    size = _capped_size(of, of.n)
    tail = (1 - of.level) / 2
    a, b = size * of.p + 0.5, size * (1 - of.p) + 0.5
    low = np.where(of.p <= 0, 0, special.betaincinv(a, b, tail))
    return np.asarray(low), np.asarray(np.where(of.p >= 1, 1, special.betaincinv(a, b, 1 - tail)))


def _capped_size(of: Proportion, cap: FloatArray) -> FloatArray:
    """Effective size stretched for few units and then capped; at no and at all cases the cap, stretched."""
    stretch = _stretch(of, of.n)
    return np.asarray(np.where(of.certain, cap * stretch, np.minimum(cap, of.effective * stretch)))


def _stretch(of: Proportion, n: FloatArray) -> FloatArray:
    """(t_{n-1} / t_df) squared: the price of a variance estimated from few units."""
    return np.asarray((t_quantile(np.maximum(n - 1, 1), of.level) / of.t) ** 2)


def _clopper_pearson(p: FloatArray, size: FloatArray, level: float) -> Bounds:
    """Beta quantiles for p * size cases of `size`: 0 at no cases, 1 at only cases, p where the size is infinite."""
    tail = (1 - level) / 2
    finite = np.where(np.isinf(size), 1.0, size)
    cases = np.clip(finite * p, 0, finite)
    with np.errstate(invalid="ignore"):
        low = np.where(p <= 0, 0.0, special.betaincinv(cases, finite - cases + 1, tail))
        high = np.where(p >= 1, 1.0, special.betaincinv(cases + 1, finite - cases, 1 - tail))
    return np.where(np.isinf(size), p, low), np.where(np.isinf(size), p, high)


def _or_beta(of: Proportion, low: FloatArray, high: FloatArray) -> Bounds:
    """Korn and Graubard's bounds at no and at all cases, where the named interval has none; a point where V is zero."""
    beta_low, beta_high = korn_graubard(of)
    low, high = np.where(of.certain, beta_low, low), np.where(of.certain, beta_high, high)
    sure = (of.variance <= 0) & ~np.asarray(of.certain, dtype=np.bool_)
    return np.where(sure, of.p, low), np.where(sure, of.p, high)


INTERVALS: Mapping[IntervalName, Callable[[Proportion], Bounds]] = {
    "korn-graubard": korn_graubard,
    "logit": logit,
    "logit-delta": logit_delta,
    "wilson": wilson,
    "beta-r": beta_r,
    "kish": kish,
    "arcsine": arcsine,
    "likelihood": likelihood,
    "jeffreys": jeffreys,
    "wald": wald,
    "nchs": nchs,
}


def of_mean(value: FloatArray, variance: FloatArray, df: FloatArray, level: float) -> Bounds:
    """The estimate and t standard errors."""
    half = t_quantile(df, level) * np.sqrt(variance)
    return value - half, value + half


def of_count(value: FloatArray, variance: FloatArray, df: FloatArray, level: float) -> Bounds:
    """Symmetric on the log, so never below zero; NaN for a count of zero, which the log cannot hold."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        factor = np.exp(t_quantile(df, level) * np.sqrt(variance) / value)
        return value / factor, value * factor
