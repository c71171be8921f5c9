"""What a reader can work out of the counts that a table hides: linear programs that know only what is shown.

It shares no step with the choice of what to hide, so that a mistake there is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ...arrays import FloatArray
from .counts import FREE, Count, Sum
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
    equations = _equations(sums, unknown)
    farthest = _farthest(equations, np.zeros(len(equations)), limits, goals)
    if farthest is None:
        return frozenset(needs)
    told = zip(asked, farthest, strict=True)
    return frozenset(position for (position, _, by), reached in told if by > reached + ROUNDING)


def ranges(
    counts: Sequence[Count], sums: Sequence[Sum], printed: Mapping[int, int], wanted: Sequence[int]
) -> list[tuple[float, float]] | None:
    """The least and the most that each wanted count can be, given the printed ones; None where these contradict."""
    unknown = {position: column for column, position in enumerate(p for p in range(len(counts)) if p not in printed)}
    usable = [one for one in sums if one.total is not None or counts[one.parts[0]].n is not None]
    known = [
        ((counts[one.parts[0]].n or 0) if one.total is None else printed.get(one.total, 0))
        - sum(printed.get(part, 0) for part in one.parts)
        for one in usable
    ]
    limits = [(0, FREE if (n := counts[position].n) is None else n) for position in unknown]
    each = np.eye(len(unknown))[[unknown[position] for position in wanted]]
    found = _farthest(_equations(usable, unknown), np.array(known, dtype=np.float64), limits, np.vstack([each, -each]))
    if found is None:
        return None
    most, least = found.reshape(2, -1)
    return list(zip((-least).tolist(), most.tolist(), strict=True))


def _equations(sums: Sequence[Sum], unknown: Mapping[int, int]) -> FloatArray:
    """What sums of unknown counts make up, shape (e, u), the total with the other sign."""
    equations = np.zeros((len(sums), len(unknown)))
    for row, one in zip(equations, sums, strict=True):
        for part in one.parts:
            if part in unknown:
                row[unknown[part]] += 1
        if one.total is not None and one.total in unknown:
            row[unknown[one.total]] -= 1
    return equations


def _farthest(
    equations: FloatArray, known: FloatArray, limits: Sequence[tuple[int, int]], goals: FloatArray
) -> FloatArray | None:
    """How far each goal can be reached where all equations hold, shape (g,); None where they cannot.

    One linear program, in which each goal has unknowns of its own.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    each: Any = sparse.kron(sparse.eye_array(len(goals)), sparse.csr_array(equations), format="csr")
    bounds: Any = np.tile(np.array(limits, dtype=np.float64), (len(goals), 1))
    found = linprog(-goals.ravel(), A_eq=each, b_eq=np.tile(known, len(goals)), bounds=bounds, method="highs")
    if found.status or found.x is None:
        return None
    return np.asarray((goals * np.reshape(found.x, goals.shape)).sum(axis=1))
