"""How far a calibrated weight may go from its design weight: the factor g as a function of u = x'lambda.

Each function gives g, shape (n,), and its slope; Deville and Särndal (1992), cases 1 (linear), 2 (raking), 6 (logit)
and 7 (linear within bounds). Bounds cut the factor of the first two off; the logit stays inside them by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...arrays import FloatArray
from ...choices import CalibrationMethod

Bounds: TypeAlias = tuple[float, float]
Factor: TypeAlias = Callable[[FloatArray, Bounds], tuple[FloatArray, FloatArray]]
NO_BOUNDS: Bounds = (-np.inf, np.inf)


def linear(u: FloatArray, bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    """g = 1 + u: the generalised regression estimator."""
    return _cut(1 + u, np.ones_like(u), bounds)


def raking(u: FloatArray, bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    """g = exp(u): never below zero; on categories what raking by turns converges to."""
    with np.errstate(over="ignore"):
        grown = np.exp(u)
    return _cut(grown, grown, bounds)


def logit(u: FloatArray, bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    """g between the bounds, smoothly, and 1 at u = 0."""
    low, high = bounds
    steep = (high - low) / ((1 - low) * (high - 1))
    with np.errstate(over="ignore"):
        # The share of the way from low to high, written so that a large exponent cannot overflow.
        away = 1 / (1 + (high - 1) / (1 - low) * np.exp(-steep * u))
    return low + (high - low) * away, (high - low) * steep * away * (1 - away)


def _cut(g: FloatArray, slope: FloatArray, bounds: Bounds) -> tuple[FloatArray, FloatArray]:
    low, high = bounds
    inside: NDArray[np.bool_] = (g > low) & (g < high)
    return np.clip(g, low, high), np.where(inside, slope, 0.0)


DISTANCES: Mapping[CalibrationMethod, Factor] = {"linear": linear, "raking": raking, "logit": logit}
