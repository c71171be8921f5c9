"""Predictions and marginal effects: weighted means, over the rows of the model, of what it says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from .families import Family


@dataclass(frozen=True, slots=True)
class Mean:
    """One such mean; the matrices, shape (p, q), are made when they are asked for, since there may be many.

    Attributes:
        at: the columns at which the model is asked.
        less: those whose prediction is taken off, for the effect of a category.
        along: how the columns change with a number, for its slope in place of a prediction.
    """

    at: Callable[[], FloatArray]
    less: Callable[[], FloatArray] | None = None
    along: Callable[[], FloatArray] | None = None

    def of(self, coefficient: FloatArray, weight: FloatArray, family: Family) -> tuple[FloatArray, FloatArray]:
        """What the model says of each pattern, shape (q,), and the gradient of the weighted mean, shape (p,)."""
        matrix, share = self.at(), weight / weight.sum()
        eta = coefficient @ matrix
        mean = family.mean(eta)
        slope = family.slope(eta, mean)
        if self.along is not None:
            change = self.along()
            pace = coefficient @ change
            return slope * pace, matrix @ (share * family.curve(eta) * pace) + change @ (share * slope)
        gradient = matrix @ (share * slope)
        if self.less is None:
            return mean, gradient
        other, base = Mean(self.less).of(coefficient, weight, family)
        return mean - other, np.asarray(gradient - base)
