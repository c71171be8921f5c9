"""A crossing of two questions: a code for every pair of answers, and what can be asked of the totals of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import CodeArray, FloatArray
from ..codebook.answers import NOT_ASKED
from .base import Ask
from .dominance import of_each_answer
from .fold import Measure
from .levels import Levels
from .statistics import Statistic, Tables, Total
from .totals import Slot

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Answers to two questions, one behind the other: the last of each stands for having given none.

    Attributes:
        rows, columns: how many answers either question has.
        row_missing, column_missing: whether some who were asked gave none, so that there is a code for them.
    """

    rows: int
    columns: int
    row_missing: bool
    column_missing: bool

    def codes(self, pairs: Iterable[Pair]) -> list[int]:
        """The codes of pairs of answers."""
        return [row * (self.columns + self.column_missing) + column for row, column in pairs]

    def pairs(self, rows: Sequence[int] | None = None, columns: Sequence[int] | None = None) -> list[Pair]:
        """Pairs of answers given, of some rows and columns or of all, row by row."""
        return _crossed(range(self.rows) if rows is None else rows, range(self.columns) if columns is None else columns)

    def unanswered(self, rows: Sequence[int] | None = None, columns: Sequence[int] | None = None) -> list[Pair]:
        """Pairs in which a question of which all answers are meant was asked, and not answered."""
        some = range(self.rows + self.row_missing) if rows is None else rows
        others = range(self.columns + self.column_missing) if columns is None else columns
        return [pair for pair in _crossed(some, others) if pair[0] == self.rows or pair[1] == self.columns]


def _crossed(rows: Iterable[int], columns: Sequence[int]) -> list[Pair]:
    return [(row, column) for row in rows for column in columns]


def crossed(row: CodeArray, column: CodeArray, rows: int, columns: int) -> tuple[Crossing, Measure]:
    """The crossing of two questions, and its code of every row of the file; whoever was not asked both is outside."""
    without_row, without_column = bool(row.min(initial=0) < 0), bool(column.min(initial=0) < 0)
    made = Crossing(rows, columns, without_row, without_column)
    outside = None
    if without_row or without_column:
        outside = (row == NOT_ASKED) | (column == NOT_ASKED)
        row, column = np.where(row < 0, rows, row), np.where(column < 0, columns, column)
    code = row * np.int32(columns + without_column)
    code += column
    if outside is not None:
        code[outside] = NOT_ASKED
    return made, Measure(code, (rows + without_row) * (columns + without_column))


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a crossing that shares are made in, such as one row of it: its cells, and who was asked but is in none.

    Attributes:
        slot: where the crossing stands in a fold.
        cells, unanswered: codes.
    """

    slot: Slot
    cells: tuple[int, ...]
    unanswered: tuple[int, ...]

    def counted(self, count: FloatArray) -> FloatArray:
        """Of the counts of a fold, shape (k, ...), those of each cell, and of those in none together."""
        return _and_together(count, self.slot.counted(self.cells), self.slot.counted(self.unanswered))

    def weighed(self, sums: FloatArray) -> FloatArray:
        """Of the sums of a fold likewise; behind them by squared weight, where these were folded."""
        made = _and_together(sums, self.slot.weighed(self.cells), self.slot.weighed(self.unanswered))
        return np.concatenate([made, sums[self.slot.squared(self.cells)]]) if self.slot.squares else made

    def ask(self, statistic: Statistic, cases: Sequence[Sequence[int]]) -> Ask:
        """Shares made of the cells of a block, in levels that `arranged` has made; `cases` are the cells of each."""
        cells = tuple(range(len(self.cells)))
        everybody, counted = (*cells, len(cells)), tuple(tuple(part) for part in cases)
        return Ask(
            statistic=statistic,
            columns=cells,
            base=everybody,
            answered=cells,
            weights=cells,
            kind="proportion",
            cases=counted,
            contributors=counted,
            makers=of_each_answer(cells, cells, cases),
            squared=tuple(len(everybody) + cell for cell in cells) if self.slot.squares else (),
            base_weights=everybody,
        )


def _and_together(values: FloatArray, each: list[int], together: list[int]) -> FloatArray:
    return np.concatenate([values[each], values[together].sum(axis=0, keepdims=True)])


def block(crossing: Crossing, slot: Slot, rows: Sequence[int] | None, columns: Sequence[int] | None) -> Block:
    """Some rows and columns of a crossing, or all of them."""
    cells, others = crossing.pairs(rows, columns), crossing.unanswered(rows, columns)
    return Block(slot, tuple(crossing.codes(cells)), tuple(crossing.codes(others)))


def arranged(levels: Levels, blocks: Sequence[Block]) -> Levels:
    """Every level once for each of some blocks of one size; which block it is of is the last code of a level."""
    entries = np.tile(np.arange(len(levels.level)), len(blocks))
    level = levels.level[entries] * len(blocks) + np.repeat(np.arange(len(blocks)), len(levels.level))
    order = np.argsort(level, kind="stable") if levels.size > 1 else slice(None)
    place = np.tile(np.arange(len(blocks)), levels.size)
    return replace(
        levels,
        codes=np.column_stack([np.repeat(levels.codes, len(blocks), axis=0), place]),
        unit=levels.unit[entries][order],
        level=level[order],
        count=np.concatenate([one.counted(levels.count) for one in blocks], axis=1)[:, order],
        sums=np.concatenate([one.weighed(levels.sums) for one in blocks], axis=1)[:, order],
        replicated=_in_levels(levels.replicated, blocks),
        telling=[rows for rows in levels.telling for _ in blocks],
        products=_in_levels(levels.products, blocks),
        largest=_largest(levels.largest, blocks),
    )


def _in_levels(beside: FloatArray | None, blocks: Sequence[Block]) -> FloatArray | None:
    """Sums of each level with one more axis, shape (m, l, q), for each block, shape (s, l * blocks, q)."""
    if beside is None:
        return None
    made = np.stack([one.weighed(beside) for one in blocks], axis=2)
    return made.reshape(made.shape[0], -1, made.shape[-1])


def _largest(largest: FloatArray | None, blocks: Sequence[Block]) -> FloatArray | None:
    """The two largest contributions to each cell of each block, shape (2, l * blocks, s + 1); to no cell none."""
    if largest is None:
        return None
    each = [largest[:, :, one.slot.counted(one.cells)] for one in blocks]
    made = np.stack([np.pad(one, ((0, 0), (0, 0), (0, 1))) for one in each], axis=2)
    return made.reshape(2, -1, made.shape[-1])


def tables(
    crossings: Sequence[Crossing], slots: Sequence[Slot], pairs: Sequence[Sequence[Pair]], *, totals: bool
) -> Ask:
    """The cells of several crossings of the same size together: as shares of their own crossing, or as totals.

    The base is that of the first: the crossings of a response set have the same respondents.
    """
    together = zip(crossings, slots, pairs, strict=True)
    columns = tuple(column for one, slot, some in together for column in slot.weighed(one.codes(some)))
    everybody = crossings[0].pairs() + crossings[0].unanswered()
    base = tuple(slots[0].counted(crossings[0].codes(everybody)))
    return Ask(Total() if totals else Tables(len(pairs[0])), columns, base, base, columns, "proportion")


def alone(levels: Levels, position: int) -> Levels:
    """One level of a breakdown by itself."""
    here = slice(*np.searchsorted(levels.level, [position, position + 1]))
    return replace(
        levels,
        codes=levels.codes[position : position + 1],
        unit=levels.unit[here],
        level=np.zeros(len(levels.unit[here]), np.int64),
        count=levels.count[:, here],
        sums=levels.sums[:, here],
        replicated=None if levels.replicated is None else levels.replicated[:, position : position + 1],
        telling=(),  # a test asks the group's figures for its degrees of freedom
        products=None if levels.products is None else levels.products[:, position : position + 1],
        largest=None,
    )
