"""Predictions and marginal effects: weighted means, over the rows of the model, of what it says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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
        answer: the ordered answer, from 0, whose share is asked for; None where the outcome is a number.
    """

    at: Callable[[], FloatArray]
    less: Callable[[], FloatArray] | None = None
    along: Callable[[], FloatArray] | None = None
    answer: int | None = None

    def of(self, coefficient: FloatArray, weight: FloatArray, family: Family) -> tuple[FloatArray, FloatArray]:
        """What the model says of each pattern, shape (q,), and the gradient of the weighted mean, shape (p + t,)."""
        matrix, share = self.at(), weight / weight.sum()
        p, gradient = len(matrix), np.zeros_like(coefficient)
        eta, change = coefficient[:p] @ matrix, None if self.along is None else self.along()
        said = np.full_like(eta, self.answer == 0 and change is None)
        for sign, threshold in self._parts(len(coefficient) - p):
            beyond = eta if threshold is None else eta - coefficient[p + threshold]
            mean = family.mean(beyond)
            slope = family.slope(beyond, mean)
            if change is not None:
                pace = coefficient[:p] @ change
                gradient[:p] += sign * (change @ (share * slope))
                mean, slope = slope * pace, family.curve(beyond) * pace
            said += sign * mean
            gradient[:p] += sign * (matrix @ (share * slope))
            if threshold is not None:
                gradient[p + threshold] -= sign * (share @ slope)
        if self.less is None:
            return said, gradient
        other, base = replace(self, at=self.less, less=None).of(coefficient, weight, family)
        return said - other, np.asarray(gradient - base)

    def _parts(self, thresholds: int) -> Iterator[tuple[float, int | None]]:
        """The mean itself; the share of an ordered answer is that above its lower threshold less that above its upper.

        Where the answer has no threshold below, everyone is above it.
        """
        if self.answer is None:
            yield 1.0, None
            return
        if self.answer > 0:
            yield 1.0, self.answer - 1
        if self.answer < thresholds:
            yield -1.0, self.answer
