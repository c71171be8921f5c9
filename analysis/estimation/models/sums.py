"""The rows of a model as weighted sums: identical rows of the design are one pattern, and are added up first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import AnyArray, FloatArray, IntArray
from ...codebook.answers import Level
from ...design import Sample
from ...design.codes import compact, first_rows, within
from .coding import Variable

TASTE = 4_096  # rows that tell whether a number has few distinct values
WORTH = 2  # patterns are made where they are fewer than the rows by this factor


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a model stands on, r of them: in the domain, of positive weight, with all answers.

    Attributes:
        row: their places in the file.
        outcome: shape (r,); of ordered answers their places in `answers`, from 1.
        variables: the factors of the formula on these rows.
        answers: the ordered answers, the lowest first; empty where the outcome is a number.
    """

    row: IntArray
    outcome: FloatArray
    variables: tuple[Variable, ...]
    answers: tuple[Level, ...] = ()


@dataclass(frozen=True, slots=True)
class Patterns:
    """The distinct rows of the design, q of them; where answers are ordered, of the design and the answer.

    Attributes:
        of_row: pattern of each row, shape (r,); None where every row is its own.
        variables: the factors at each pattern.
        answer: place of the ordered answer of each pattern, from 0, shape (q,); None where the outcome is a number.
    """

    size: int
    of_row: IntArray | None
    variables: tuple[Variable, ...]
    answer: IntArray | None = None

    def sums(self, weight: FloatArray, rows: Rows) -> Sums:
        """What a fit needs of the rows under some weights, shape (r,)."""
        y, of_row = rows.outcome, self.of_row
        weighed = weight * y
        parts = (weight, weighed, weighed * y)
        w, wy, wyy = parts if of_row is None else (_added(of_row, part, self.size) for part in parts)
        return Sums(w, wy, wyy, self.answer, len(rows.answers))


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of w, w y and w y^2 by pattern.

    Attributes:
        answer: as in `Patterns`.
        answers: how many ordered answers there are.
    """

    w: FloatArray
    wy: FloatArray
    wyy: FloatArray
    answer: IntArray | None = None
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows by sampling unit and pattern, c of them: what scores are made of.

    Attributes:
        unit: deepest sampling unit.
        pattern: shape (c,).
        n, cases: rows, and rows whose outcome is not zero.
        w, wy: sums of w and w y.
    """

    unit: IntArray
    pattern: IntArray
    n: IntArray
    cases: IntArray
    w: FloatArray
    wy: FloatArray


def patterns(rows: Rows) -> Patterns:
    """The distinct patterns of the variables; every row its own where they are nearly as many."""
    size = len(rows.row)
    answer = rows.outcome.astype(np.int64) - 1 if rows.answers else None
    alone = Patterns(size, None, rows.variables, answer)
    code = np.zeros(size, np.int64)
    for values in (*_distinct(rows.variables), *([] if answer is None else [answer])):
        if values.dtype.kind == "f" and _is_continuous(values):
            return alone
        code = within(code, compact(values)[0])
        if size and WORTH * (int(code.max()) + 1) > size:
            return alone
    first = first_rows(code)
    variables = tuple(variable.at(first) for variable in rows.variables)
    return Patterns(len(first), code, variables, None if answer is None else answer[first])


def _distinct(variables: Sequence[Variable]) -> list[AnyArray]:
    """The answers of each variable once, categories first."""
    codes = [variable.code for variable in variables if variable.code is not None]
    values = {variable.name: variable.value for variable in variables if variable.value is not None}
    return [*codes, *values.values()]


def _is_continuous(values: FloatArray) -> bool:
    some = values[:: max(1, len(values) // TASTE)]
    return len(some) >= TASTE and 2 * len(np.unique(some)) > len(some)


def cells(rows: Rows, of: Patterns, sample: Sample) -> Cells:
    """The rows added up by sampling unit and pattern; each row alone where that saves nothing."""
    unit, weight, y = sample.unit[rows.row], sample.weight[rows.row], rows.outcome
    case = y != 0
    pattern = np.arange(len(unit)) if of.of_row is None else of.of_row
    by_row = sample.calibration is not None  # which asks what each row adds
    if by_row or of.of_row is None or WORTH * sample.units.size > len(unit):
        return Cells(unit, pattern, np.ones(len(unit), np.int64), case.astype(np.int64), weight, weight * y)
    place, key = compact(unit * of.size + pattern)
    size = len(key)
    return Cells(
        unit=key // of.size,
        pattern=key % of.size,
        n=np.bincount(place, minlength=size).astype(np.int64),
        cases=np.bincount(place, case, size).astype(np.int64),
        w=_added(place, weight, size),
        wy=_added(place, weight * y, size),
    )


def _added(place: IntArray, values: FloatArray, size: int) -> FloatArray:
    return np.asarray(np.bincount(place, values, size), dtype=np.float64)
