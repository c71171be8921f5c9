"""What a reader can work out of the counts that a table hides: linear programs that know only what is shown.

It shares no step with the choice of what to hide, so that a mistake there is found here, before anything is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ...arrays import FloatArray
from .counts import FREE, Count, Sum
from .linear import Linear, equations_of
from .rules import Need

ROUNDING = 1e-6
SECONDS = 20.0  # what takes longer counts as worked out


def worked_out(
    counts: Sequence[Count], sums: Sequence[Sum], hidden: Collection[int], needs: Mapping[int, Need]
) -> frozenset[int]:
    """Positions of secret counts that the shown ones tell more of than they may."""
    return frozenset(
        told
        for positions, equations in _apart(sums, sorted(hidden), needs)
        for told in _told(counts, positions, equations, {p: needs[p] for p in positions if p in needs})
    )


def _told(counts: Sequence[Count], positions: list[int], equations: Any, needs: Mapping[int, Need]) -> frozenset[int]:
    """Of some hidden counts, that nothing shown ties to any other, those that are told too much of."""
    asked = [(p, sign, by) for p, need in needs.items() for sign, by in ((1, need.up), (-1, need.down)) if by]
    goals = np.zeros((len(asked), len(positions)))
    for goal, (position, sign, _) in zip(goals, asked, strict=True):
        goal[positions.index(position)] = sign
    limits = [(-counts[position].down, counts[position].up) for position in positions]
    farthest = _farthest(equations, np.zeros(equations.shape[0]), limits, goals)
    kept = zip(asked, farthest, strict=True)
    return frozenset(position for (position, _, by), reached in kept if not reached > by - ROUNDING)


def _apart(sums: Sequence[Sum], hidden: Sequence[int], needs: Collection[int]) -> Iterator[tuple[list[int], Any]]:
    """Hidden counts that have nothing to do with the others, with the equations between them, if any is secret."""
    from scipy.sparse import csgraph

    equations = equations_of(sums, {position: column for column, position in enumerate(hidden)})
    used = abs(equations)
    _, of = csgraph.connected_components(used.T @ used)
    some = np.flatnonzero(np.diff(equations.indptr))
    of_row = of[equations.indices[equations.indptr[some]]]
    for part in dict.fromkeys(of[column] for column, position in enumerate(hidden) if position in needs):
        columns: list[int] = np.flatnonzero(of == part).tolist()
        yield [hidden[column] for column in columns], equations[some[of_row == part]][:, columns]


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
    equations = equations_of(usable, unknown)
    found = _farthest(equations, np.array(known, dtype=np.float64), limits, np.vstack([each, -each]))
    if np.isnan(found).any():
        return None
    most, least = np.split(found, 2)
    return list(zip((-least).tolist(), most.tolist(), strict=True))


def _farthest(equations: Any, known: FloatArray, limits: list[tuple[int, int]], goals: FloatArray) -> FloatArray:
    """How far each goal can be reached if all equations hold, shape (g,); nan where it is not found, or they cannot."""
    program = Linear(equations, known)
    lower, upper = np.array(limits, dtype=np.float64).reshape(-1, 2).T
    program.within(lower, upper)
    found = (program.most(goal, SECONDS) for goal in goals)
    return np.array([np.nan if reached is None else reached.most for reached in found])
