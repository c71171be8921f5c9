"""Where a model has no finite coefficients: a direction in which the fit improves for ever, by a linear program.

Albert and Anderson (1984); the program as in Konis (2007).
"""

from __future__ import annotations

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from .families import Family
from .sums import Sums

LOGITS = ("logistic", "ordinal")
MOST_PATTERNS = 20_000  # more than this are looked at in part
SURE = 1e-6  # what a linear program leaves of zero is smaller
NEAR_THE_END = 1e-6  # fitted shares so near to none or all are looked into


def suspected(mean: FloatArray, sums: Sums, family: Family) -> bool:
    """Whether some fitted mean has run to its end, which happens where no finite coefficient is best."""
    if family.name == "linear":
        return False
    usual = float(sums.wy.sum() / sums.w.sum())
    at_none = mean < NEAR_THE_END * usual
    at_all = 1 - mean < NEAR_THE_END * (1 - usual) if family.name in LOGITS else np.zeros(1, dtype=np.bool_)
    return bool(at_none.any() or at_all.any())


def separating(matrix: FloatArray, sums: Sums, family: Family) -> IntArray:
    """The columns whose coefficients have no finite value, of a matrix of shape (p, q); empty where all have one.

    Under a log link only patterns without a case can run away; under a logit also those with nothing but cases.
    """
    none = sums.wy <= 0
    every = (sums.wy >= sums.w * (1 - 1e-12)) & (family.name in LOGITS)
    some = slice(None) if len(none) <= MOST_PATTERNS else _part(none, every)
    return _direction(matrix[:, some], none[some], every[some])


def _part(none: BoolArray, every: BoolArray) -> IntArray:
    """Patterns evenly from those of each kind, so that the rarer kind is all there."""
    rarer, other = sorted((np.flatnonzero(none), np.flatnonzero(~none | every)), key=len)
    half = MOST_PATTERNS // 2
    chosen = [kind[:: max(1, -(-len(kind) // half))] for kind in (rarer, other)]
    return np.unique(np.concatenate(chosen))


def _direction(matrix: FloatArray, none: BoolArray, every: BoolArray) -> IntArray:
    from scipy.optimize import linprog  # only where something is wrong

    size = np.abs(matrix).max(axis=1)
    scaled = matrix / np.where(size > 0, size, 1)[:, None]
    one_sided = none | every
    sides = np.where(every, 1.0, -1.0)[one_sided] * scaled[:, one_sided]
    both = scaled[:, ~one_sided]
    if not sides.size:
        return np.empty(0, np.int64)
    found = linprog(
        -sides.sum(axis=1),
        A_ub=-sides.T,
        b_ub=np.zeros(sides.shape[1]),
        A_eq=both.T if both.size else None,
        b_eq=np.zeros(both.shape[1]) if both.size else None,
        bounds=(-1, 1),
        method="highs",
    )
    if not found.success or found.x is None:
        return np.empty(0, np.int64)
    runaway = np.abs(found.x) > SURE
    return np.flatnonzero(runaway & (float((sides.T @ found.x).sum()) > SURE)).astype(np.int64)
