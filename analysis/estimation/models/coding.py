"""From a formula to the columns of a model: statsmodels' formula engine says how terms are coded, and only that.

The engine is shown two made-up rows, never the survey: its contrasts are then applied here, to the distinct patterns of
the answers, which may be few where the rows are a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from ...arrays import FloatArray, IntArray
from ...codebook.answers import Level
from .formula import Formula, Kind

INTERCEPT = "constant"


@dataclass(frozen=True, slots=True)
class Variable:
    """A factor of the formula with the answer of every row of the model.

    Attributes:
        levels: of a category, the reference first; empty for a number.
        code: level of each row, shape (r,); None for a number.
        value: the number of each row, shape (r,); None for a category.
    """

    name: str
    label: str
    kind: Kind
    levels: tuple[Level, ...] = ()
    code: IntArray | None = None
    value: FloatArray | None = None

    @property
    def width(self) -> int:
        """Columns of a number: itself, or itself and its square."""
        return 2 if self.kind == "poly2" else 1

    def at(self, rows: IntArray) -> Variable:
        """The same variable on some rows."""
        return replace(
            self,
            code=None if self.code is None else self.code[rows],
            value=None if self.value is None else self.value[rows],
        )

    def numbers(self, column: int) -> FloatArray:
        """A column of a number: as it is, its logarithm, or its square."""
        value = self._value
        if self.kind == "log":
            return np.log(value)
        return value**2 if column == 1 else value

    def slopes(self, column: int) -> FloatArray:
        """How a column of a number changes with the number."""
        value = self._value
        if self.kind == "log":
            return 1 / value
        return 2 * value if column == 1 else np.ones_like(value)

    @property
    def _value(self) -> FloatArray:
        if self.value is None:
            raise ValueError(f"{self.name} has categories and no numbers")
        return self.value


@dataclass(frozen=True, slots=True)
class Part:
    """What a column takes of one factor: a contrast over its levels, or one of the columns of a number."""

    factor: int
    contrast: FloatArray | None
    column: int = 0

    @property
    def level(self) -> int:
        """The level that the contrast stands for."""
        return -1 if self.contrast is None else int(np.argmax(self.contrast))


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the formula: its factors, and its columns in the model."""

    factors: tuple[int, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Coding:
    """The columns of a model, p of them: each is the product of its parts, the constant of none."""

    columns: tuple[tuple[Part, ...], ...]
    terms: tuple[Term, ...]

    @property
    def constant(self) -> int | None:
        """The column of ones, where the formula has one."""
        return next((place for place, parts in enumerate(self.columns) if not parts), None)

    def without_constant(self) -> Coding:
        """The other columns: what thresholds stand beside."""
        place = self.constant
        if place is None:
            return self
        terms = [
            Term(term.factors, term.first - (term.first > place), term.end - (term.end > place))
            for term in self.terms
            if term.factors
        ]
        return Coding((*self.columns[:place], *self.columns[place + 1 :]), tuple(terms))

    def matrix(self, variables: Sequence[Variable], size: int) -> FloatArray:
        """The columns at some rows, shape (p, size): a column of the model is a row here, so that it lies together."""
        made = np.empty((len(self.columns), size))
        for column, parts in zip(made, self.columns, strict=True):
            column[:] = 1
            for part in parts:
                column *= _factor(part, variables[part.factor])
        return made

    def slopes(self, variables: Sequence[Variable], size: int, name: str) -> FloatArray:
        """How the columns change with the number called `name`, shape (p, size)."""
        made = np.zeros((len(self.columns), size))
        for column, parts in zip(made, self.columns, strict=True):
            for moving in (part for part in parts if variables[part.factor].name == name):
                change = variables[moving.factor].slopes(moving.column)
                for part in parts:
                    if part is not moving:
                        change = change * _factor(part, variables[part.factor])
                column += change
        return made


def _factor(part: Part, variable: Variable) -> FloatArray:
    if part.contrast is None or variable.code is None:
        return variable.numbers(part.column)
    return part.contrast[variable.code]


def coded(formula: Formula, variables: Sequence[Variable]) -> Coding:
    """The columns of a formula, as the formula engine lays them out."""
    terms: list[Term] = []
    columns: list[tuple[Part, ...]] = []
    for factors, subterms in _engine(formula, variables):
        first = len(columns)
        for contrasts in subterms:
            columns += _columns(contrasts, variables)
        terms.append(Term(factors, first, len(columns)))
    return Coding(tuple(columns), tuple(terms))


def _columns(contrasts: Mapping[int, FloatArray | None], variables: Sequence[Variable]) -> list[tuple[Part, ...]]:
    """The products of the columns of some factors, that of the first factor changing fastest."""
    of_factor: list[list[Part]] = []
    for factor, contrast in contrasts.items():
        if contrast is None:
            of_factor.append([Part(factor, None, column) for column in range(variables[factor].width)])
        else:
            of_factor.append([Part(factor, column) for column in contrast.T])
    return [tuple(reversed(parts)) for parts in product(*reversed(of_factor))]


def _engine(
    formula: Formula, variables: Sequence[Variable]
) -> list[tuple[tuple[int, ...], list[dict[int, FloatArray | None]]]]:
    """Per term its factors, and per part of it the contrast of each factor (None for a number)."""
    import pandas as pd  # heavy, and only a model needs them
    from patsy import EvalEnvironment, dmatrix

    shown: dict[str, Any] = {}
    for place, variable in enumerate(variables):
        if variable.code is None:
            shown[f"v{place}"] = np.zeros((2, variable.width))
        else:
            shown[f"v{place}"] = pd.Categorical([0, 0], categories=range(len(variable.levels)))
    nothing = EvalEnvironment([{}])  # names of the formula are found in `shown` or nowhere
    layout = dmatrix(formula.terms, shown, eval_env=nothing).design_info
    found = []
    for term, subterms in layout.term_codings.items():
        parts = [
            {_place(factor): _contrast(subterm.contrast_matrices.get(factor)) for factor in subterm.factors}
            for subterm in subterms
        ]
        found.append((tuple(_place(factor) for factor in term.factors), parts))
    return found


def _place(factor: Any) -> int:
    return int(factor.name()[1:])


def _contrast(given: Any) -> FloatArray | None:
    return None if given is None else np.asarray(given.matrix, dtype=np.float64)
