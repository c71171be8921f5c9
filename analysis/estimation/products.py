"""Sums of measures times the auxiliaries of a calibration: what the variance of calibrated weights needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray
from ..design.codes import compact

if TYPE_CHECKING:
    from .fold import Measure
    from .totals import Slot


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows by breakdown cell and by group of like auxiliaries.

    Attributes:
        cell, cells: cell of each row, shape (r,), and how many there are.
        group: group of each row, shape (r,).
        weight: of each row before the calibration, shape (r,).
    """

    cell: IntArray
    cells: int
    group: IntArray
    weight: FloatArray


def fold_products(
    groups: Groups, x: Any, measures: Sequence[Measure], slots: Sequence[Slot], rows: IntArray | None
) -> FloatArray:
    """Sums, shape (cells, m, q), of the columns of `Totals.sums` times the auxiliaries `x` of the groups, shape (g, q).

    Rows are summed by cell and group as they are by cell and unit; the auxiliaries come in when few sums are left.
    """
    from scipy import sparse

    width = x.shape[0]
    place, present = compact(groups.cell * width + groups.group)
    to_cells = sparse.csr_array(
        (np.ones(len(present)), (present // width, np.arange(len(present)))), shape=(groups.cells, len(present))
    )
    of_pair = x[present % width]
    columns = sum(slot.number(slot.numbers) - slot.sums for slot in slots)
    made = np.zeros((groups.cells, columns, x.shape[1]))
    for column, sums in _sums(groups, place, len(present), measures, slots, rows):
        made[:, column] = (to_cells @ of_pair.multiply(sums[:, None]).tocsr()).toarray()
    return made


def _sums(
    groups: Groups,
    place: IntArray,
    size: int,
    measures: Sequence[Measure],
    slots: Sequence[Slot],
    rows: IntArray | None,
) -> Iterator[tuple[int, FloatArray]]:
    """Each column of `Totals.sums` that a statistic is a function of, by pair of cell and group, shape (pairs,)."""
    for measure, slot in zip(measures, slots, strict=True):
        codes = place * slot.codes + _at(measure.code, rows) - slot.lowest
        of_codes = np.bincount(codes, groups.weight, size * slot.codes).astype(np.float64).reshape(size, slot.codes)
        for code in range(slot.codes):
            yield slot.sums + code, of_codes[:, code]
        for position, number in enumerate(measure.numbers):
            summed = np.bincount(place, groups.weight * _at(number, rows), size)
            yield slot.number(position), summed.astype(np.float64)


def _at(values: AnyArray, rows: IntArray | None) -> AnyArray:
    return values if rows is None else values[rows]
