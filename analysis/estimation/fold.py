"""One pass over the rows: counts and weighted sums of every measure by sampling unit and breakdown cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray
from ..design import Sample
from ..design.codes import compact, first_rows
from ..errors import DesignError
from .dominance import PEOPLE, Largest, enough, two_largest
from .products import Groups, fold_products
from .replicated import Replicated, fold_replicates
from .totals import Slot, Totals, laid_out


@dataclass(frozen=True, slots=True)
class Key:
    """A breakdown variable.

    Attributes:
        code: level of each row, shape (n,); -1 where the row has none.
        levels: number of levels.
    """

    code: AnyArray
    levels: int

    def __post_init__(self) -> None:
        if len(self.code) and not -1 <= self.code.min() <= self.code.max() < self.levels:
            raise DesignError("a breakdown has codes that are none of its levels; this is a mistake in the program")


@dataclass(frozen=True, slots=True)
class Measure:
    """One question to sum.

    Attributes:
        code: answer of each row, shape (n,), from 0 to before `answers`; below zero a reason for having none.
        numbers: what to sum beside the counts, each of shape (n,), zero where the row gave no number.
        size: which of these is how much a row contributes, whatever its sign; None where every row counts as one.
    """

    code: AnyArray
    answers: int
    numbers: tuple[FloatArray, ...] = ()
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """What is asked of one pass.

    Attributes:
        rows: rows of the domain, shape (r,), or None for all; rows of no weight are left out either way.
        squares: whether squared weights are wanted (Kish's design effect).
    """

    sample: Sample
    keys: tuple[Key, ...]
    measures: tuple[Measure, ...]
    rows: IntArray | None = None
    squares: bool = False


def fold(asked: Fold) -> Totals:
    """Sum every measure by (unit, cell); one count by code gives all levels of a question and all its reasons."""
    weight = asked.sample.weight
    rows = asked.rows
    if not asked.sample.weight_range[0]:
        positive = np.flatnonzero(weight > 0)
        rows = positive if rows is None else rows[weight[rows] > 0]
    if rows is not None:
        weight = weight[rows]
    place, unit, cell = _entries(asked, rows)
    slots = _slots(asked)
    # Columns are read one at a time from here on, so they lie together.
    count = np.zeros((len(unit), sum(slot.codes for slot in slots)), np.int64, order="F")
    sums = np.zeros((len(unit), sum(slot.number(slot.numbers) - slot.sums for slot in slots)), order="F")
    of_row = np.empty(len(place), np.int64)  # the same memory for every measure: new pages cost more than the sum
    for measure, slot in zip(asked.measures, slots, strict=True):
        np.multiply(place, slot.codes, out=of_row)
        of_row += _at(measure.code, rows)
        if slot.lowest:
            of_row -= slot.lowest
        _sum_codes(slot, of_row, weight, count, sums)
        for position, number in enumerate(measure.numbers):
            sums[:, slot.number(position)] = np.bincount(place, weight * _at(number, rows), len(unit))
    made = Totals(asked.sample.units.keys, unit, cell, count, sums, slots)
    return replace(
        made,
        replicated=_replicated(asked, rows, made, place),
        products=_products(asked, rows, made, place),
        largest=_largest(asked, rows, made, place),
    )


def _largest(asked: Fold, rows: IntArray | None, made: Totals, place: IntArray) -> Largest | None:
    """The two largest contributions by cell, of numbers, and of answers that few gave; None where nobody need look."""
    weight = _at(asked.sample.weight, rows)
    least, greatest = asked.sample.weight_range if rows is None else (weight.min(initial=np.inf), weight.max(initial=0))
    limit = enough(least, greatest)
    if limit <= PEOPLE and all(measure.size is None for measure in asked.measures):
        return None
    of_entry, first = _cells(asked, made.cell)
    given = np.zeros((len(first), made.count.shape[1]), np.int64)
    np.add.at(given, of_entry, made.count)
    two = np.zeros((2, *given.shape))
    for measure, slot in zip(asked.measures, made.slots, strict=True):
        columns = slice(slot.count, slot.count + slot.codes)
        some_gave = given[:, columns] > 0
        few = some_gave & (given[:, columns] < limit) if measure.size is None else some_gave
        if few.any():
            where = of_entry[place] * slot.codes + (_at(measure.code, rows) - slot.lowest)
            some = np.flatnonzero(few.ravel()[where])
            part = weight[some]
            if measure.size is not None:
                part = part * _at(measure.numbers[measure.size], rows)[some]
            two[:, :, columns] = two_largest(where[some], part, few.size).reshape(2, *few.shape)
    return Largest(of_entry, two)


def _replicated(asked: Fold, rows: IntArray | None, made: Totals, place: IntArray) -> Replicated | None:
    """The same sums under each replicate weight, by cell and not by unit; `place` is the entry of each row."""
    replicates = asked.sample.replicates
    if replicates is None:
        return None
    of_entry, first = _cells(asked, made.cell)
    of_row = of_entry[place]
    sums = fold_replicates(replicates.weights, of_row, len(first), asked.measures, made.slots, rows)
    if replicates.df is not None and not replicates.made:  # given for every domain, so no row has to tell
        return Replicated(made.cell[first], sums, np.empty(0, np.int64), np.empty(0, np.int64))
    return Replicated(made.cell[first], sums, np.arange(len(place)) if rows is None else rows, of_row)


def _products(asked: Fold, rows: IntArray | None, made: Totals, place: IntArray) -> Replicated | None:
    """The sums' products with the auxiliaries of a calibration, by the weights before it and by cell."""
    calibration = asked.sample.calibration
    if calibration is None or asked.sample.replicates is not None:
        return None
    of_entry, first = _cells(asked, made.cell)
    before = _at(calibration.ratio * asked.sample.weight, rows)
    groups = Groups(of_entry[place], len(first), _at(calibration.group, rows), before)
    sums = fold_products(groups, calibration.x, asked.measures, made.slots, rows)
    return Replicated(made.cell[first], sums, np.empty(0, np.int64), np.empty(0, np.int64))


def _cells(asked: Fold, cell: IntArray) -> tuple[IntArray, IntArray]:
    """Breakdown cell of each entry as one code, shape (c,), and the first entry of each."""
    composite = np.zeros(len(cell), np.int64)
    for position, key in enumerate(asked.keys):
        composite = composite * (key.levels + 1) + cell[:, position] + 1
    place = compact(composite)[0]
    return place, first_rows(place)


def _entries(asked: Fold, rows: IntArray | None) -> tuple[IntArray, IntArray, IntArray]:
    """Entry of each row, shape (r,); unit of each entry, shape (c,); levels of each entry, shape (c, b)."""
    if rows is None and not asked.keys:  # every unit has a row, and its number is that of its entry
        units = asked.sample.units.size
        return asked.sample.unit, np.arange(units), np.empty((units, 0), np.int64)
    composite = _at(asked.sample.unit, rows).astype(np.int64)  # a copy: it is built up in place
    ones = 0  # a row without a level has code -1, so each digit is one more; these are added to the few that are left
    for key in asked.keys:
        composite *= key.levels + 1
        composite += _at(key.code, rows)
        ones = ones * (key.levels + 1) + 1
    place, present = compact(composite)
    present += ones
    cell = np.empty((len(present), len(asked.keys)), np.int64)
    for position in range(len(asked.keys) - 1, -1, -1):
        present, cell[:, position] = np.divmod(present, asked.keys[position].levels + 1)
    return place, present, cell - 1


def _slots(asked: Fold) -> tuple[Slot, ...]:
    lowest = [int(measure.code.min(initial=0)) for measure in asked.measures]
    return laid_out(
        Slot(low, measure.answers - low, 0, 0, asked.squares, len(measure.numbers))
        for low, measure in zip(lowest, asked.measures, strict=True)
    )


def _sum_codes(slot: Slot, of_row: IntArray, weight: FloatArray, count: IntArray, sums: FloatArray) -> None:
    """Count and weigh the rows of every (entry, code); `of_row` is entry times codes plus code, shape (r,)."""
    shape = (len(count), slot.codes)
    size = len(count) * slot.codes
    count[:, slot.count : slot.count + slot.codes] = np.bincount(of_row, minlength=size).reshape(shape)
    powers = (weight, weight**2) if slot.squares else (weight,)
    for position, power in enumerate(powers):
        start = slot.sums + position * slot.codes
        summed = np.bincount(of_row, power, size)
        sums[:, start : start + slot.codes] = summed.reshape(shape)


def _at(values: AnyArray, rows: IntArray | None) -> AnyArray:
    return values if rows is None else values[rows]
