"""Drawing cases at random, and swapping cases between children until a weighted share falls where it should."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
Window = tuple[float, float]

MAX_SWAPS = 20_000


def draw(count: int, propensity: FloatArray, pool: BoolArray, rng: np.random.Generator) -> BoolArray:
    """Mark `count` children of `pool`, drawn without replacement and in proportion to their propensity."""
    rows = np.flatnonzero(pool)
    chance = propensity[rows] / propensity[rows].sum()
    drawn = np.zeros(len(pool), dtype=bool)
    drawn[rng.choice(rows, size=count, replace=False, p=chance)] = True
    return drawn


def share(cases: BoolArray, base: BoolArray, weight: FloatArray) -> float:
    """Weighted share of `cases` in `base`."""
    return float(weight[cases & base].sum() / weight[base].sum())


def settle(
    cases: BoolArray, base: BoolArray, weight: FloatArray, window: Window, rng: np.random.Generator, *, pool: BoolArray
) -> BoolArray:
    """Swap cases with non-cases of `pool` until their weighted share of `base` lies in `window`.

    The number of cases and every weight stay as drawn, so the file looks like any drawn sample.
    """
    cases, low, high = cases.copy(), *window
    middle, total = (low + high) / 2, weight[base].sum()
    now = share(cases, base, weight)
    for _ in range(MAX_SWAPS):
        if low <= now <= high:
            return cases
        leaves, enters = rng.choice(np.flatnonzero(cases & pool)), rng.choice(np.flatnonzero(~cases & pool))
        then = now + (weight[enters] - weight[leaves]) / total
        if abs(then - middle) < abs(now - middle):
            cases[[leaves, enters]] = False, True
            now = share(cases, base, weight)
    raise RuntimeError(f"no swap brings the share {now:.4f} into {window}; widen the window or change the seed")


def drawn_share(
    window: Window, propensity: FloatArray, pool: BoolArray, weight: FloatArray, rng: np.random.Generator
) -> BoolArray:
    """Draw cases of `pool` so that their weighted share of it lies in `window`."""
    count = round(sum(window) / 2 * np.count_nonzero(pool))
    return settle(draw(count, propensity, pool, rng), pool, weight, window, rng, pool=pool)
