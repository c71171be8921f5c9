"""The cheapest counts to hide so that nobody works a secret one out: an integer program that grows.

For every secret count there must be another table that agrees with all that is shown, and in which the count is as far
off as it needs to be. A choice without such a table tells by the dual of its linear program which counts would help;
that is one more row of the program, until every count has its table (Fischetti and Salazar 2001, section 4).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import BoolArray, FloatArray
from .counts import Count, Sum
from .rules import Need
from .silence import silent

SECONDS = 20.0  # what takes longer hides everything that is tied to a secret count
NOISE = 1e-6


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
    """Which of m counts are hidden, shape (m,); None where nothing is enough, or nothing was found in time."""
    least = np.isin(np.arange(len(counts)), list(tied.hidden))
    cost, balance = cost_of(counts, tied.sums), balance_of(tied.sums, len(counts))
    rows = list(_whole(counts, tied.sums))
    chosen, end = least, time.monotonic() + SECONDS
    while lacking := list(_lacking(counts, balance, chosen, tied.needs)):
        rows += lacking
        found = _solved(cost, least, rows, end - time.monotonic())
        if found is None:
            return None
        chosen = found
    return chosen


def _lacking(
    counts: Sequence[Count], balance: FloatArray, chosen: BoolArray, needs: Mapping[int, Need]
) -> Iterator[tuple[FloatArray, float]]:
    """What would help secret counts that the choice does not keep: how much of each count, shape (m,), and the need."""
    asked = [
        (place, sign, amount) for place, n in needs.items() for sign, amount in ((1, n.up), (-1, n.down)) if amount
    ]
    goals = np.array([sign * np.eye(1, len(counts), place)[0] for place, sign, _ in asked])
    up, down = (np.array([getattr(one, name) for one in counts], dtype=np.float64) for name in ("up", "down"))
    for (_, _, amount), higher, lower in zip(asked, *_duals(balance, -down * chosen, up * chosen, goals), strict=True):
        helps = np.minimum(up * higher + down * lower, amount)
        if helps @ chosen < amount - NOISE:
            yield helps, float(amount)


def _duals(
    balance: FloatArray, lower: FloatArray, upper: FloatArray, goals: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """How much more of each goal a table of its own could have, were a count one more higher, or lower, shapes (g, m).

    All tables are found in one linear program, in which they do not touch.
    """
    from scipy import sparse
    from scipy.optimize import linprog  # here, because most tables hide nothing

    tables: Any = sparse.kron(sparse.eye_array(len(goals)), balance, format="csr")
    bounds: Any = np.tile(np.column_stack([lower, upper]), (len(goals), 1))
    found = linprog(-goals.ravel(), A_eq=tables, b_eq=np.zeros(tables.shape[0]), bounds=bounds, method="highs")
    return -found.upper.marginals.reshape(goals.shape), found.lower.marginals.reshape(goals.shape)


def _solved(
    cost: FloatArray, least: BoolArray, rows: Sequence[tuple[FloatArray, float]], seconds: float
) -> BoolArray | None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    if seconds <= 0:
        return None
    matrix, need = np.array([row for row, _ in rows]), np.array([need for _, need in rows])
    with silent():
        found = milp(
            cost,
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(least.astype(np.float64), np.ones(len(cost))),
            constraints=LinearConstraint(matrix, need, np.inf),
            options={"time_limit": seconds},
        )
    return np.asarray(found.x > 0.5) if found.status == 0 else None


def balance_of(sums: Sequence[Sum], counts: int) -> FloatArray:
    """Of every sum: its parts less its total, shape (sums, counts)."""
    made = np.zeros((len(sums), counts))
    for number, one in enumerate(sums):
        made[number, list(one.parts)] = 1
        if one.total is not None:
            made[number, one.total] = -1
    return made


def _whole(counts: Sequence[Count], sums: Sequence[Sum]) -> Iterator[tuple[FloatArray, float]]:
    """A total that no row shows is unknown only where all its parts are hidden: one row for each part."""
    for one in sums:
        if one.total is not None and not counts[one.total].rows and not counts[one.total].without_group:
            for part in one.parts:
                yield np.eye(1, len(counts), part)[0] - np.eye(1, len(counts), one.total)[0], 0.0


def cost_of(counts: Sequence[Count], sums: Sequence[Sum]) -> FloatArray:
    """What hiding a count costs a reader: one row, and a total as much as its parts; of few cases less than of many.

    A count of none hides least, and costs as much as the largest.
    """
    cases = np.array([one.cases for one in counts], dtype=np.float64)
    cost = 1 + np.where(cases > 0, cases, cases.max() + 1) / (cases.sum() + cases.max() + 2)
    for one in sums:
        if one.total is not None:
            cost[one.total] += len(one.parts)
    return np.asarray(cost)
