"""What a reader can work out of the counts that a table hides: linear programs that know only what is shown.

It shares no step with the choice of what to hide, so that a mistake there is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ...arrays import FloatArray
from .counts import Count, Sum
from .rules import Need

ROUNDING = 1e-6


def worked_out(
    counts: Sequence[Count], sums: Sequence[Sum], hidden: Collection[int], needs: Mapping[int, Need]
) -> frozenset[int]:
    """Positions of secret counts that the shown ones tell more of than they may."""
    unknown = {position: column for column, position in enumerate(sorted(hidden))}
    asked = [(p, sign, by) for p, need in needs.items() for sign, by in ((1, need.up), (-1, need.down)) if by]
    if not asked:
        return frozenset()
    goals = np.zeros((len(asked), len(unknown)))
    for goal, (position, sign, _) in zip(goals, asked, strict=True):
        goal[unknown[position]] = sign
    limits = [(-counts[position].down, counts[position].up) for position in unknown]
    farthest = _farthest(_equations(sums, unknown), limits, goals)
    told = zip(asked, farthest, strict=True)
    return frozenset(position for (position, _, by), reached in told if by > reached + ROUNDING)


def _equations(sums: Sequence[Sum], unknown: Mapping[int, int]) -> FloatArray:
    """What sums of unknown counts make up, shape (e, u), the total with the other sign."""
    equations = np.zeros((len(sums), len(unknown)))
    for row, one in zip(equations, sums, strict=True):
        for part in one.parts:
            if part in unknown:
                row[unknown[part]] += 1
        if one.total is not None and one.total in unknown:
            row[unknown[one.total]] -= 1
    return equations[equations.any(axis=1)]


def _farthest(equations: FloatArray, limits: Sequence[tuple[int, int]], goals: FloatArray) -> FloatArray:
    """How far each goal can be reached where all equations stay as they are, shape (g,).

    One linear program, in which each goal has unknowns of its own.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    each: Any = sparse.kron(sparse.eye_array(len(goals)), sparse.csr_array(equations), format="csr")
    bounds: Any = np.tile(np.array(limits, dtype=np.float64), (len(goals), 1))
    found = linprog(-goals.ravel(), A_eq=each, b_eq=np.zeros(each.shape[0]), bounds=bounds, method="highs")
    if found.status or found.x is None:
        return np.zeros(len(goals))
    return np.asarray((goals * np.reshape(found.x, goals.shape)).sum(axis=1))
