"""How much of a weighted sum its two largest contributions are: what protection must know of it beside counts.

The sizes of contributions are added up, so that a loss beside a gain does not hide that one row makes the sum; that is
how (n, k) rules of dominance are held against negative numbers (GaussSuppression, `MagnitudeRule`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from .base import Ask
    from .levels import Levels

PEOPLE = 5  # a sum of fewer is hidden for that, and two of two are always all of it


@dataclass(frozen=True, slots=True)
class Largest:
    """The two largest weighted contributions to each column of `Totals.count`, by breakdown cell.

    Attributes:
        of_entry: cell of each entry of the totals, shape (c,).
        two: shape (2, g, k), the larger first; zero where fewer contribute, and in columns that need not be looked at.
    """

    of_entry: IntArray
    two: FloatArray

    def at(self, entries: IntArray, level: IntArray, size: int) -> FloatArray:
        """The same at `size` levels, shape (2, size, k); `entries` are those of the levels, `level` that of each."""
        cells, columns = self.two.shape[1:]
        of_cell = np.full(cells, -1, np.int64)
        of_cell[self.of_entry[entries]] = level
        inside = np.flatnonzero(of_cell >= 0)
        place = (of_cell[inside, None] * columns + np.arange(columns)).ravel()
        made = two_largest(place, self.two[0, inside].ravel(), size * columns)
        np.maximum.at(made[1], place, self.two[1, inside].ravel())
        return made.reshape(2, size, columns)


def two_largest(place: IntArray, value: FloatArray, size: int) -> FloatArray:
    """The two largest values at each of `size` places, shape (2, size), the larger first; no value is below zero."""
    made = np.zeros((2, size))
    np.maximum.at(made[0], place, value)
    first = np.full(size, -1)
    hits = np.flatnonzero(value == made[0][place])
    first[place[hits]] = hits  # of several rows that are the largest, one
    others = value.copy()
    others[first[first >= 0]] = 0.0
    np.maximum.at(made[1], place, others)
    return made


def enough(least: float, greatest: float) -> float:
    """How many people are too many for two of them to have 90 % of their weight, whoever they are.

    Where r is the greatest of their weights over the least, two of n have at most 2 r / (2 r + n - 2).
    """
    return 2 + 2 / 9 * greatest / least if greatest else 0.0


@dataclass(frozen=True, slots=True)
class Makers:
    """Those who make up a sum: their columns of `Totals.count`, and columns of `Totals.sums` with what they make up."""

    rows: tuple[int, ...]
    sums: tuple[int, ...]


def dominance(levels: Levels, ask: Ask) -> FloatArray:
    """The greatest share that two rows have in what a figure shows, shape (s, l).

    Zero where nobody looked, and of a sum of fewer than `PEOPLE`.
    """
    made = np.zeros((len(ask.makers), levels.size))
    if levels.largest is None:
        return made
    for figure, parts in zip(made, ask.makers, strict=True):
        for part in parts:
            whole = np.where(levels.rows(part.rows) < PEOPLE, np.inf, levels.weights(part.sums))
            each = np.sort(np.concatenate(list(levels.largest[:, :, list(part.rows)]), axis=1))
            np.maximum(figure, each[:, -2:].sum(axis=1) / whole, out=figure)
    return made


def of_each_answer(
    cells: Sequence[int], sums: Sequence[int], of: Sequence[Sequence[int]]
) -> tuple[tuple[Makers, ...], ...]:
    """For each of some sets of answers those who gave one of them, and those who gave another.

    Args:
        cells, sums: columns of all answers.
        of: positions among these of the answers of each figure.
    """
    return tuple(
        tuple(
            Makers(tuple(cells[one] for one in some), tuple(sums[one] for one in some))
            for some in (own, [one for one in range(len(cells)) if one not in own])
            if some
        )
        for own in of
    )
