"""Totals under every replicate weight: the same sums with one more axis, made in one pass over the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray

if TYPE_CHECKING:
    from .fold import Measure
    from .totals import Slot


@dataclass(frozen=True, slots=True)
class Replicated:
    """Sums under r further weights by breakdown cell: those of replicates, or of the auxiliaries of a calibration.

    Attributes:
        cell: level of each breakdown variable, shape (c, b); -1 where the rows have none.
        sums: shape (c, m, r), the columns of `Totals.sums`; those of squared weights are zeros.
        row, row_cell: the rows that were summed, shape (n,), and the cell of each; they tell the degrees of freedom
            of replicates, and are empty where these are given or there are none.
    """

    cell: IntArray
    sums: FloatArray
    row: IntArray
    row_cell: IntArray

    def at(self, codes: IntArray, by: Sequence[int]) -> tuple[FloatArray, list[IntArray]]:
        """Sums, shape (m, l, r), and rows, at levels of a breakdown; `codes` are the levels' own, shape (l, b)."""
        position = {tuple(code): level for level, code in enumerate(codes.tolist())}
        level = np.array([position.get(tuple(code), -1) for code in self.cell[:, list(by)].tolist()], np.int64)
        sums = np.zeros((self.sums.shape[1], len(codes), self.sums.shape[2]))
        for cell in np.flatnonzero(level >= 0):
            sums[:, level[cell]] += self.sums[cell]
        of_row = level[self.row_cell].astype(np.min_scalar_type(-len(codes) - 1))  # short numbers are sorted faster
        order = np.argsort(of_row, kind="stable")
        ends = np.searchsorted(of_row[order], np.arange(len(codes) + 1))
        return sums, [self.row[order[start:end]] for start, end in pairwise(ends)]


def fold_replicates(
    weights: FloatArray,
    composite: IntArray,
    cells: int,
    measures: Sequence[Measure],
    slots: Sequence[Slot],
    rows: IntArray | None,
) -> FloatArray:
    """Sums, shape (cells, m, r), by weights of shape (n, r); `composite` is the cell of each row of `rows`.

    One sparse matrix takes every row to all sums it is part of, so that the weights are read once, in their order. Each
    row has as many entries as any other: one for its code in each measure, and one for each number.
    """
    from scipy import sparse  # here, because linearisation does without it

    every = weights.shape[0]
    columns = sum(slot.number(slot.numbers) - slot.sums for slot in slots)
    entries = sum(1 + len(measure.numbers) for measure in measures)
    place = np.empty((len(composite), entries), np.int32 if every * entries < 2**31 else np.int64)
    value = np.ones((len(composite), entries))
    start = composite * columns
    entry = 0
    for measure, slot in zip(measures, slots, strict=True):
        place[:, entry] = start + (slot.sums - slot.lowest) + _at(measure.code, rows)
        for which, number in enumerate(measure.numbers, start=1):
            place[:, entry + which] = start + slot.number(which - 1)
            value[:, entry + which] = _at(number, rows)
        entry += 1 + len(measure.numbers)
    held = np.full(every, entries, place.dtype)
    if rows is not None:
        held = np.zeros(every, place.dtype)
        held[rows] = entries
    first = np.concatenate([[0], np.cumsum(held)]).astype(place.dtype)
    to_sums: Any = sparse.csc_array((value.ravel(), place.ravel(), first), shape=(cells * columns, every))
    return np.asarray(to_sums @ weights).reshape(cells, columns, -1)


def _at(values: AnyArray, rows: IntArray | None) -> AnyArray:
    return values if rows is None else values[rows]
