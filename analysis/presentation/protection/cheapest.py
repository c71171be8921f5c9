"""The cheapest counts to hide so that nobody works a secret one out: an integer program that grows.

For every secret count there must be another table that agrees with all that is shown, and in which the count is as far
off as it needs to be. A choice without such a table tells by the dual of its linear program which counts would help;
that is one more row of the program, until every count has its table (Fischetti and Salazar 2001, section 4).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import BoolArray, FloatArray
from .counts import Count, Sum
from .linear import Linear
from .rules import Need
from .silence import silent

SECONDS = 20.0  # what takes longer hides everything that is tied to a secret count
NOISE = 1e-6
OF_NOTE = 0.5  # what a number in the notes costs, where a row costs one to two


Goal = tuple[int, int]  # place of a count, and by how much it must be able to be higher, or lower where below zero


class NotFoundError(Exception):
    """Nothing is enough, or nothing was found in time."""


@dataclass(frozen=True, slots=True)
class Tied:
    """Counts that sums tie together, at least one of them secret.

    Attributes:
        counts: positions in the table's counts.
        sums: as positions in `counts`.
        needs: of the secret ones, likewise.
        hidden: of those hidden already, the secret ones among them.
    """

    counts: tuple[int, ...]
    sums: tuple[Sum, ...]
    needs: Mapping[int, Need]
    hidden: frozenset[int]


def cheapest(counts: Sequence[Count], tied: Tied) -> BoolArray | None:
    """Which of m counts are hidden, shape (m,); None where nothing is enough, or nothing was found in time.

    In the first half of the time the cheapest choice is looked for, in the second one that is enough.
    """
    least = np.isin(np.arange(len(counts)), list(tied.hidden))
    program = Program(counts, tied, least)
    half = time.monotonic() + SECONDS / 2
    with suppress(NotFoundError):
        return program.cheapest(half)
    with suppress(NotFoundError):
        return program.enough(half + SECONDS / 2)
    return None


class Program:
    """What is known so far of a choice: the rows that it must keep to, and the best one."""

    def __init__(self, counts: Sequence[Count], tied: Tied, least: BoolArray) -> None:
        self.counts, self.least = counts, least
        self.cost = cost_of(counts, tied.sums)
        self.tables = Linear(balance_of(tied.sums, len(counts)), np.zeros(len(tied.sums)))
        self.rows = list(_whole(counts, tied.sums))
        self.asked = [(place, by) for place, need in tied.needs.items() for by in (need.up, -need.down) if by]
        self.chosen = least.astype(np.float64)

    def cheapest(self, end: float) -> BoolArray:
        """The cheapest choice: of parts of counts first, which is fast and finds most rows."""
        for whole in (False, True):
            asked: Sequence[Goal] = self.asked
            if whole and (self.chosen % 1).any():
                self._choose(end, whole=True)
            while asked:
                lacking = list(_lacking(self.counts, self.tables, self.chosen, asked, end))
                self.rows += [(helps, abs(by)) for helps, (_, by) in lacking]
                if lacking:
                    self._choose(end, whole=whole)
                asked = self._asked_next(asked, lacking)
        return np.asarray(self.chosen > 0)

    def _choose(self, end: float, *, whole: bool) -> None:
        self.chosen = _solved(self.cost, self.least, self.rows, end, whole=whole)

    def enough(self, end: float) -> BoolArray:
        """A choice that is enough: for what is lacking, what helps most for its cost, one count after the other."""
        free = np.array([one.unprinted or bool(one.rows) for one in self.counts])  # no total that no row shows
        chosen = (free & (self.chosen > 0)).astype(np.float64)
        asked: Sequence[Goal] = self.asked
        while asked:
            lacking = list(_lacking(self.counts, self.tables, chosen, asked, end))
            for helps, _ in lacking:
                useful = helps * free * (chosen < 1) / self.cost
                if not useful.any():
                    raise NotFoundError
                chosen[useful.argmax()] = 1
            asked = self._asked_next(asked, lacking)
        return np.asarray(chosen > 0)

    def _asked_next(self, asked: Sequence[Goal], lacking: Sequence[tuple[FloatArray, Goal]]) -> Sequence[Goal]:
        """What was lacking is asked for first; where nothing of it still is, everything is asked for again."""
        if lacking:
            return [one for _, one in lacking]
        return self.asked if len(asked) < len(self.asked) else []


def _lacking(
    counts: Sequence[Count], tables: Linear, chosen: FloatArray, asked: Sequence[Goal], end: float
) -> Iterator[tuple[FloatArray, Goal]]:
    """What would help secret counts that the choice does not keep: how much of each count, shape (m,).

    Each is looked for among all `tables` in which nothing is off but what is chosen.

    Raises:
        NotFoundError: it was not found before `end`.
    """
    up, down = (np.array([getattr(one, name) for one in counts]) for name in ("up", "down"))
    tables.within(-down * chosen, up * chosen)
    for place, by in asked:
        goal = np.zeros(len(counts))
        goal[place] = np.sign(by)
        found = tables.most(goal, _left(end))
        if found is None:
            raise NotFoundError
        helps = np.minimum(up * found.higher + down * found.lower, abs(by))
        if helps @ chosen < abs(by) - NOISE:
            yield helps, (place, by)


def _solved(
    cost: FloatArray, least: BoolArray, rows: Sequence[tuple[FloatArray, int]], end: float, *, whole: bool
) -> FloatArray:
    """The cheapest choice that all rows of the program allow, of whole counts or of parts of them, shape (m,)."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    matrix, need = np.array([row for row, _ in rows]), np.array([need for _, need in rows])
    with silent():
        found = milp(
            cost,
            integrality=np.array(int(whole)),
            bounds=Bounds(least.astype(np.float64), 1),
            constraints=LinearConstraint(matrix, need),
            options={"time_limit": _left(end)},
        )
    if found.status:
        raise NotFoundError
    return np.round(found.x, 0 if whole else 9)


def _left(end: float) -> float:
    """Seconds until `end`."""
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise NotFoundError
    return seconds


def balance_of(sums: Sequence[Sum], counts: int) -> Any:
    """Of every sum: its parts less its total, a sparse array of shape (sums, counts)."""
    from scipy import sparse

    made = np.zeros((len(sums), counts))
    for number, one in enumerate(sums):
        np.add.at(made[number], list(one.parts), 1)
        if one.total is not None:
            made[number, one.total] -= 1  # where nobody else is in it, it is one of its parts
    return sparse.csr_array(made)


def _whole(counts: Sequence[Count], sums: Sequence[Sum]) -> Iterator[tuple[FloatArray, int]]:
    """A total that no row shows is unknown only where all its parts are hidden: one row for each part."""
    for one in sums:
        if one.total is not None and not counts[one.total].rows and not counts[one.total].unprinted:
            for part in one.parts:
                row = np.zeros(len(counts))
                row[part], row[one.total] = 1, -1
                yield row, 0


def cost_of(counts: Sequence[Count], sums: Sequence[Sum]) -> FloatArray:
    """What hiding a count costs a reader: one row, and a total as much as its parts; of few cases less than of many.

    A count of none hides least, and costs as much as the largest. One in the notes takes no row with it.
    """
    cases = np.array([one.cases for one in counts], dtype=np.float64)
    cost = 1 + np.where(cases > 0, cases, cases.max() + 1) / (cases.sum() + cases.max() + 2)
    for one in sums:
        if one.total is not None:
            cost[one.total] += len(one.parts)
    return np.where([one.noted for one in counts], OF_NOTE, cost)
