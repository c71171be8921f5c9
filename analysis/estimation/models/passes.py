"""One pass over the patterns at some coefficients: score and information, a block of patterns at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from .families import Family
from .sums import Sums

BLOCK = 2**14  # patterns at a time: a block of columns stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Pass:
    """What the patterns say at some coefficients, p of them; no numbers where the model cannot be.

    Attributes:
        score: shape (p,).
        information: shape (p, p).
        mean: fitted, of each pattern, shape (q,); of ordered answers the probability of the pattern's own.
        factor: slope over variance of each pattern; None where it is one (a canonical link).
        pulls: of ordered answers, what a unit of weight of each pattern adds to the score of the linear predictor and
            of each threshold, shape (1 + t, q); None for other models.
        weight: the working weights' sum.
    """

    score: FloatArray
    information: FloatArray
    mean: FloatArray
    factor: FloatArray | None = None
    pulls: FloatArray | None = None
    weight: float = np.nan

    @classmethod
    def without_numbers(cls, size: int, mean: FloatArray) -> Pass:
        """Where no such model is: the step that led there is halved."""
        return cls(np.full(size, np.nan), np.full((size, size), np.nan), mean)


def of_means(matrix: FloatArray, at: FloatArray, sums: Sums, family: Family) -> Pass:
    """A pass of a model of means, by expected information."""
    p, q = matrix.shape
    score, information, total = np.zeros(p), np.zeros((p, p)), 0.0
    mean, factor = np.empty(q), None if family.canonical else np.empty(q)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for first in range(0, q, BLOCK):
            here = slice(first, min(first + BLOCK, q))
            block, w = matrix[:, here], sums.w[here]
            eta = at @ block
            mu = mean[here] = family.mean(eta)
            if not (mu < family.highest_mean).all():
                return Pass.without_numbers(p, mean)
            slope = family.slope(eta, mu)
            residual = sums.wy[here] - w * mu
            if factor is not None:
                factor[here] = ratio = slope / family.variance(mu)
                residual, slope = residual * ratio, slope * ratio
            weight = w * slope
            score += block @ residual
            information += (block * weight) @ block.T
            total += float(weight.sum())
    return Pass(score, information, mean, factor, weight=total)
