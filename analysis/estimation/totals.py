"""Weighted sums by sampling unit and breakdown cell: what one pass over the rows leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray
from ..design.codes import compact, first_rows, within
from ..errors import DesignError
from .dominance import Largest
from .levels import Levels
from .replicated import Replicated


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a measure stands in the columns of `Totals`: one column for each of its codes, then one per number.

    Attributes:
        lowest: the least code; codes below zero are reasons for having no answer.
        codes: number of codes from the lowest.
        count: column of the lowest code in `count`.
        sums: column of the lowest code in `sums`, by weight; by squared weight follow where these were asked for.
        squares: whether they were.
        numbers: how many numbers are summed.
    """

    lowest: int
    codes: int
    count: int
    sums: int
    squares: bool
    numbers: int

    def counted(self, codes: Iterable[int]) -> list[int]:
        """Columns of `count` for these codes; a code below the lowest has no row and so no column."""
        return [self.count + code - self.lowest for code in codes if code >= self.lowest]

    def weighed(self, codes: Iterable[int]) -> list[int]:
        """Columns of `sums` with the weights of these codes."""
        return [self.sums + code - self.lowest for code in codes if code >= self.lowest]

    def squared(self, codes: Iterable[int]) -> list[int]:
        """Columns of `sums` with the squared weights of these codes."""
        return [column + self.codes for column in self.weighed(codes)]

    def number(self, position: int) -> int:
        """Column of `sums` with the weighted sum of the number at `position`."""
        return self.sums + self.codes * (2 if self.squares else 1) + position


def laid_out(slots: Iterable[Slot]) -> tuple[Slot, ...]:
    """The slots one behind the other."""
    placed: list[Slot] = []
    count = sums = 0
    for slot in slots:
        placed.append(replace(slot, count=count, sums=sums))
        count += slot.codes
        sums = placed[-1].number(slot.numbers)
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of one pass: one entry for every (unit, cell) that has a row, c of them; they merge by key.

    Attributes:
        keys: what tells the units apart, one array of shape (u,) per key column.
        unit: position of each entry's unit in the keys, shape (c,).
        cell: level of each breakdown variable, shape (c, b); -1 where the rows have none.
        count: rows behind each entry, shape (c, k), int64.
        sums: requested moments, shape (c, m), in units of weight times measure.
        slots: where each measure stands in the columns.
        replicated: the sums under each replicate weight; None under linearisation.
        products: of a calibrated sample, the sums' products with its auxiliaries.
        largest: the two largest contributions by breakdown cell; None where none can be too large. It does not merge.
    """

    keys: tuple[AnyArray, ...]
    unit: IntArray
    cell: IntArray
    count: IntArray
    sums: FloatArray
    slots: tuple[Slot, ...]
    replicated: Replicated | None = None
    products: Replicated | None = None
    largest: Largest | None = None

    @property
    def units(self) -> int:
        """Number of units, those without a row included."""
        return len(self.keys[0])

    def levels(self, by: Sequence[int]) -> Levels:
        """Rolled up to the cells of a breakdown that have a row; one level, of every entry, where `by` is empty."""
        composite = np.zeros(len(self.unit), np.int64)
        placed = np.ones(len(self.unit), dtype=np.bool_)
        for position in by:
            code = self.cell[:, position]
            composite = composite * (int(code.max(initial=0)) + 1) + np.maximum(code, 0)
            placed &= code >= 0
        entries = np.arange(len(placed)) if placed.all() else np.flatnonzero(placed)
        level = compact(composite[entries])[0]
        codes = self.cell[entries[first_rows(level)]][:, list(by)]
        place, key = compact(level * self.units + self.unit[entries])
        count = [np.bincount(place, column[entries], len(key)) for column in self.count.T]
        sums = [np.bincount(place, column[entries], len(key)) for column in self.sums.T]
        replicated, rows = (None, []) if self.replicated is None else self.replicated.at(codes, by)
        products = None if self.products is None else self.products.at(codes, by)[0]
        largest = None if self.largest is None else self.largest.at(entries, level, len(codes))
        unit = key % self.units
        counts, weights = np.array(count, np.float64), np.array(sums, np.float64)
        beside = (replicated, rows, products, largest)
        return Levels(self.units, codes, unit, key // self.units, counts, weights, *beside)

    def merge(self, other: Totals) -> Totals:
        """The totals of both sets of rows; units are matched by their keys, cells by their levels.

        The units of this part keep their order, and those that only the other knows follow in theirs. A reason for no
        answer that only one part has is a column of zeros in the other.
        """
        slots = laid_out(_common(mine, theirs) for mine, theirs in zip(self.slots, other.slots, strict=True))
        keys, mine, theirs = _matched(self.keys, other.keys)
        unit = np.concatenate([mine[self.unit], theirs[other.unit]])
        cell = np.concatenate([self.cell, other.cell])
        entry, place = np.unique(np.column_stack([unit, cell]), axis=0, return_inverse=True)
        count = np.zeros((len(entry), sum(slot.codes for slot in slots)), np.int64, order="F")
        sums = np.zeros((len(entry), slots[-1].number(slots[-1].numbers) if slots else 0), order="F")
        for part, rows in ((self, slice(len(self.unit))), (other, slice(len(self.unit), None))):
            counted, summed = _columns(part.slots, slots)
            np.add.at(count, (place.ravel()[rows, None], counted), part.count)
            np.add.at(sums, (place.ravel()[rows, None], summed), part.sums)
        return Totals(keys, entry[:, 0], entry[:, 1:], count, sums, slots)


def _common(mine: Slot, theirs: Slot) -> Slot:
    """A slot with room for the codes of both; where it stands is told by the slots before it."""
    same = (mine.codes + mine.lowest, mine.squares, mine.numbers) == (
        theirs.codes + theirs.lowest,
        theirs.squares,
        theirs.numbers,
    )
    if not same:
        raise DesignError("totals of different questions cannot be merged; fold both parts with the same request")
    return mine if mine.lowest <= theirs.lowest else theirs


def _matched(
    mine: tuple[AnyArray, ...], theirs: tuple[AnyArray, ...]
) -> tuple[tuple[AnyArray, ...], IntArray, IntArray]:
    """The keys of all units, and the position in them of the units of either part."""
    together = tuple(np.concatenate(pair) for pair in zip(mine, theirs, strict=True))
    code = np.zeros(len(together[0]), np.int64)
    for column in together:
        code = within(code, compact(column)[0])
    first = first_rows(code)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    position = rank[code]
    return tuple(column[first[order]] for column in together), position[: len(mine[0])], position[len(mine[0]) :]


def _columns(slots: Sequence[Slot], into: Sequence[Slot]) -> tuple[IntArray, IntArray]:
    """Where each column of `count` and of `sums` of one part goes."""
    counted: list[int] = []
    summed: list[int] = []
    for slot, target in zip(slots, into, strict=True):
        codes = range(slot.lowest, slot.lowest + slot.codes)
        counted += target.counted(codes)
        summed += [*target.weighed(codes), *(target.squared(codes) if slot.squares else ())]
        summed += [target.number(position) for position in range(slot.numbers)]
    return np.array(counted, np.int64), np.array(summed, np.int64)
