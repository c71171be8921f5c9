"""Totals rolled up to the levels of a breakdown: what every figure is read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray

BLOCK = 2**23  # numbers in one dense block: 64 MB


@dataclass(frozen=True)
class Levels:
    """One entry for every (level, unit) that has a row, e of them; every level has one.

    Attributes:
        units: number of units, those without a row included.
        codes: codes of the breakdown's variables, shape (l, b).
        unit, level: of each entry, shape (e,), in the order of the levels.
        count: shape (k, e), whole numbers; sums: shape (m, e).
        replicated: sums of each level under each replicate weight, shape (m, l, r); None under linearisation.
        telling: for each level the rows whose replicate weights tell its degrees of freedom.
        told: these rows with their degrees of freedom, once found, by the identity of the rows.
        products: of a calibrated sample, sums of each level times each auxiliary, shape (m, l, q).
        largest: the two largest contributions to each column of `count`, shape (2, l, k); None where nobody looked.
    """

    units: int
    codes: IntArray
    unit: IntArray
    level: IntArray
    count: FloatArray
    sums: FloatArray
    replicated: FloatArray | None = None
    telling: Sequence[IntArray] = ()
    products: FloatArray | None = None
    largest: FloatArray | None = None
    told: dict[int, tuple[IntArray, float]] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int:
        """Number of levels."""
        return len(self.codes)

    @cached_property
    def _counts(self) -> IntArray:
        """`count` by level, shape (k, l)."""
        return self._by_level(self.count).astype(np.int64)

    @cached_property
    def _weights(self) -> FloatArray:
        """`sums` by level, shape (m, l)."""
        return self._by_level(self.sums)

    def _by_level(self, values: FloatArray) -> FloatArray:
        starts = np.searchsorted(self.level, np.arange(self.size))
        return np.add.reduceat(values, starts, axis=1) if len(self.level) else np.zeros((len(values), self.size))

    def rows(self, columns: Sequence[int]) -> IntArray:
        """Rows of these columns of `Totals.count` together, shape (l,)."""
        return np.asarray(self._counts[list(columns)].sum(axis=0))

    def rows_of_each(self, parts: Sequence[Sequence[int]]) -> IntArray:
        """As `rows`, of several sets of columns, shape (s, l)."""
        nobody = len(self._counts)  # a row of zeros begins each part, so that none is empty
        flat = [column for columns in parts for column in (nobody, *columns)]
        starts = np.cumsum([0, *(1 + len(columns) for columns in parts)])[:-1]
        counts = np.concatenate([self._counts, np.zeros((1, self.size), np.int64)])
        return np.asarray(np.add.reduceat(counts[flat], starts, axis=0))

    def weights(self, columns: Sequence[int]) -> FloatArray:
        """Sum of these columns of `Totals.sums`, shape (l,)."""
        return np.asarray(self._weights[list(columns)].sum(axis=0))

    def under_replicates(self, columns: Sequence[int]) -> FloatArray:
        """These columns of `Totals.sums` under each replicate weight, shape (m, l, r)."""
        if self.replicated is None:
            raise ValueError("a fold without replicate weights has no replicates")
        return self.replicated[list(columns)]

    def with_auxiliaries(self, columns: Sequence[int], levels: slice = slice(None)) -> FloatArray | None:
        """Products of these columns with the auxiliaries, shape (m, l, q); None where nothing was calibrated."""
        return None if self.products is None else self.products[list(columns), levels]

    def spread(self, sums: Sequence[int], counts: Sequence[int]) -> Iterator[tuple[FloatArray, BoolArray]]:
        """Columns of `Totals.sums`, shape (m, l, u), and whether any of `counts` has a row there, shape (l, u).

        Units that a level does not touch are zeros. A few levels at a time, so that no piece exceeds `BLOCK` numbers.
        """
        step = max(1, BLOCK // max(1, self.units * (len(sums) + 1)))
        for first in range(0, self.size, step):
            last = min(first + step, self.size)
            here = slice(*np.searchsorted(self.level, [first, last]))
            place = (self.level[here] - first) * self.units + self.unit[here]
            dense = np.zeros((len(sums), (last - first) * self.units))
            dense[:, place] = self.sums[list(sums), here]
            touched = np.zeros((last - first) * self.units, dtype=np.bool_)
            touched[place] = self.count[list(counts), here].any(axis=0)
            yield dense.reshape(len(sums), last - first, -1), touched.reshape(last - first, -1)
