"""What a reader can work out of the counts that a table hides: linear programs that know only what is shown.

It shares no step with the choice of what to hide, so that a mistake there is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...arrays import FloatArray
from .counts import FREE, Count, Sum
from .rules import Need

ROUNDING = 1e-6
SECONDS = 20.0  # what takes longer counts as worked out
UNKNOWNS = 3_000  # of one linear program; several small ones are faster than one large one


def worked_out(
    counts: Sequence[Count], sums: Sequence[Sum], hidden: Collection[int], needs: Mapping[int, Need]
) -> frozenset[int]:
    """Positions of secret counts that the shown ones tell more of than they may."""
    return frozenset(
        told
        for positions, equations in _apart(sums, sorted(hidden))
        for told in _told(counts, positions, equations, {p: needs[p] for p in positions if p in needs})
    )


def _told(
    counts: Sequence[Count], positions: list[int], equations: FloatArray, needs: Mapping[int, Need]
) -> frozenset[int]:
    """Of some hidden counts, that nothing shown ties to any other, those that are told too much of."""
    asked = [(p, sign, by) for p, need in needs.items() for sign, by in ((1, need.up), (-1, need.down)) if by]
    goals = np.zeros((len(asked), len(positions)))
    for goal, (position, sign, _) in zip(goals, asked, strict=True):
        goal[positions.index(position)] = sign
    limits = [(-counts[position].down, counts[position].up) for position in positions]
    farthest = _farthest(equations, np.zeros(len(equations)), limits, goals)
    kept = zip(asked, farthest, strict=True)
    return frozenset(position for (position, _, by), reached in kept if not reached > by - ROUNDING)


def _apart(sums: Sequence[Sum], hidden: Sequence[int]) -> Iterator[tuple[list[int], FloatArray]]:
    """Hidden counts that have nothing to do with the others, with the equations between them."""
    from scipy import sparse
    from scipy.sparse import csgraph

    equations = _equations(sums, {position: column for column, position in enumerate(hidden)})
    used = sparse.csr_array(equations != 0)
    parts, of = csgraph.connected_components(used.T @ used)
    for part in range(parts):
        columns: list[int] = np.flatnonzero(of == part).tolist()
        yield [hidden[column] for column in columns], np.unique(equations[:, columns], axis=0)


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
    if np.isnan(found).any():
        return None
    most, least = np.split(found, 2)
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


def _farthest(equations: FloatArray, known: FloatArray, limits: list[tuple[int, int]], goals: FloatArray) -> FloatArray:
    """How far each goal can be reached where all equations hold, shape (g,); nan where it is not found, or they cannot.

    A linear program for some of them at a time, in which each goal has unknowns of its own.
    """
    at_once = max(1, UNKNOWNS // len(limits))
    parts = [goals[start : start + at_once] for start in range(0, len(goals), at_once)]
    return np.concatenate([np.zeros(0), *(_reached(equations, known, limits, part) for part in parts)])


def _reached(equations: FloatArray, known: FloatArray, limits: list[tuple[int, int]], goals: FloatArray) -> FloatArray:
    from scipy import sparse
    from scipy.optimize import linprog

    each: Any = sparse.kron(sparse.eye_array(len(goals)), equations)
    bounds: Any = limits * len(goals)
    limit: Any = {"time_limit": SECONDS}
    found: Any = linprog(-goals.ravel(), A_eq=each, b_eq=np.tile(known, len(goals)), bounds=bounds, options=limit)
    if found.status:
        return np.full(len(goals), np.nan)
    return np.asarray((goals * np.reshape(found.x, goals.shape)).sum(axis=1))
