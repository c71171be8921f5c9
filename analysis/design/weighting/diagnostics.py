"""What weights do to a sample: how much they differ, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray

TAILS = (0.01, 0.05, 0.10, 0.25)
BEYOND = 5  # rows beyond a quantile that is told: the least and the greatest weight would be of one person each


@dataclass(frozen=True, slots=True)
class Spread:
    """How the weights above zero are spread.

    Attributes:
        rows: how many there are.
        kish: Kish's design effect of weighting, n sum(w^2) / sum(w)^2.
        tail: the share of rows beyond `low` and beyond `high`, with at least five rows each; None for too few rows,
            and then there are no quantiles.
    """

    rows: int
    total: float
    kish: float
    tail: float | None
    low: float | None
    median: float | None
    high: float | None


def spread(weight: FloatArray) -> Spread:
    """The spread of weights; no number in it is the weight of one of a few people."""
    held = weight[weight > 0]
    rows = len(held)
    kish = float(rows * (held**2).sum() / held.sum() ** 2)
    tail = next((share for share in TAILS if rows * share >= BEYOND), None)
    low, median, high = (None, None, None) if tail is None else np.quantile(held, [tail, 0.5, 1 - tail]).tolist()
    return Spread(rows, float(held.sum()), kish, tail, low, median, high)
