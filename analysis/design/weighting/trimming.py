"""Large weights cut off at a cap, with what is cut given to the others, so that the sum stays."""

from __future__ import annotations

import numpy as np

from ...arrays import FloatArray
from ...errors import DesignError


def cap_of(weight: FloatArray, times: float) -> float:
    """A multiple of the median weight, rows of no weight left out."""
    return float(times * np.median(weight[weight > 0]))


def trimmed(weight: FloatArray, cap: float) -> FloatArray:
    """Weights of at most `cap` with the same sum.

    What is cut off is shared evenly among the weights below the cap, round after round, until none is above it; R's
    `trimWeights(strict = TRUE)` does the same. Rows of no weight get none.
    """
    held = weight > 0
    if weight.sum() >= cap * np.count_nonzero(held):
        raise DesignError(
            f"a cap of {cap:.6g} is not above the mean weight, so that there is nobody to give the rest to; "
            "choose a higher --trim or --cap"
        )
    out, fixed = weight.astype(np.float64), ~held
    while (out > cap).any():
        above = out > cap
        rest = float((out[above] - cap).sum())
        out[above] = cap
        fixed = fixed | above
        out[~fixed] += rest / np.count_nonzero(~fixed)
    return out
