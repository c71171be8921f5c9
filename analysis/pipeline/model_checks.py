"""What a model may not rest on: levels that tell of single people, columns told by others, no finite fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ..arrays import FloatArray, IntArray
from ..choices import ProtectionRule
from ..design import Sample
from ..errors import DesignError, ProtectionError
from ..estimation.base import primary
from ..estimation.models.coding import Coding, Variable
from ..estimation.models.fit import told_by_others
from ..estimation.models.model import Fitted
from ..estimation.models.ordinal import Sides, sides
from ..estimation.models.separation import separating, suspected
from ..presentation.protection import RULES, Thresholds

NO_VARIABLE = ("the constant", "the thresholds")
FEWEST_VALUES = 3  # a number with so few values, beside its square, is as good as a category


def refuse_small(of: Fitted, sample: Sample, rule: ProtectionRule) -> None:
    """Refuse levels with few rows, few cases, few others or few sampling units: their coefficients would tell of them.

    A model with a coefficient for a group gives back the group's weighted cases. So the limits of a table hold for each
    level of each category, each cell of an interaction, and where there are as many coefficients as patterns for each
    pattern.
    """
    limits = RULES[rule]
    if rule == "none":
        return
    everyone = np.zeros(of.patterns.size, np.int64)
    if _small(of, everyone, sample, limits) is not None:
        raise ProtectionError(
            f"the rows of the model are too few to be shown: {_limits(of, limits)}; "
            "widen --where, or use fewer variables"
        )
    _refuse_rare_answers(of, limits)
    for factors, group in _groups(of):
        small = _small(of, group, sample, limits)
        if small is not None:
            raise ProtectionError(_sentence(of, factors, group, small, limits))


def _groups(of: Fitted) -> Iterator[tuple[tuple[int, ...], IntArray]]:
    """The groups that coefficients stand for, each with the group of every pattern; -1 where it is in none."""
    variables = of.patterns.variables
    asked = dict.fromkeys(tuple(place for place in term.factors if _grouping(of, place)) for term in of.coding.terms)
    alone = dict.fromkeys((place,) for factors in asked for place in factors)
    for factors in dict.fromkeys([*alone, *asked]):
        if factors:
            yield factors, _crossed(variables, factors)
    most = of.spent * max(1, len(of.rows.answers))
    if of.patterns.of_row is not None and of.patterns.size <= most:
        everything = _crossed(variables, range(len(variables)))  # patterns of ordered answers share what they answered
        if int(everything.max()) < of.spent:
            yield tuple(range(len(variables))), everything


def _grouping(of: Fitted, place: int) -> bool:
    """Whether a factor parts the rows into groups: a category, or a number with hardly any values."""
    variable = of.patterns.variables[place]
    return variable.code is not None or len(np.unique(variable.numbers(0)[: 10**5])) <= (
        FEWEST_VALUES if variable.kind == "poly2" else FEWEST_VALUES - 1
    )


def _crossed(variables: Sequence[Variable], factors: Sequence[int]) -> IntArray:
    code = np.zeros(0, np.int64)
    for place in factors:
        own = variables[place].code
        if own is None:
            own = np.unique(variables[place].numbers(0), return_inverse=True)[1]
        code = own if not len(code) else code * (int(own.max()) + 1) + own
    return np.unique(code, return_inverse=True)[1]


def _small(of: Fitted, group: IntArray, sample: Sample, limits: Thresholds) -> int | None:
    """The first group that passes a limit; None where all are large enough."""
    cells, size = of.cells, int(group.max()) + 1
    level = group[cells.pattern]
    n, cases = np.bincount(level, cells.n, size), np.bincount(level, cells.cases, size)
    if of.patterns.answer is not None:  # of yes and no, too, this is the smaller of the two
        cases = n - _rows_of_answers(of, level, size).max(axis=1)
    small = (n < limits.base) | (cases < limits.count)
    if _binary(of):
        small |= n - cases < limits.count
    for one in range(size):
        touched = np.bincount(cells.unit, level == one, sample.units.size) > 0
        if small[one] or int(primary(touched[None, :], sample)[0][0]) < limits.psus:
            return one
    return None


def _rows_of_answers(of: Fitted, level: IntArray, size: int) -> FloatArray:
    """Rows of each group with each ordered answer, shape (size, k); `level` is the group of each cell."""
    answers = len(of.rows.answers)
    answer = np.zeros(0, np.int64) if of.patterns.answer is None else of.patterns.answer[of.cells.pattern]
    rows = np.bincount(level * answers + answer, of.cells.n, size * answers)
    return np.asarray(rows, dtype=np.float64).reshape(size, answers)


def _refuse_rare_answers(of: Fitted, limits: Thresholds) -> None:
    """The thresholds of ordered answers give back how many gave each."""
    if of.patterns.answer is None:
        return
    (rows,) = _rows_of_answers(of, np.zeros_like(of.cells.pattern), 1)
    if (rows < limits.count).any():
        rare = of.rows.answers[int(np.argmin(rows))].label
        raise ProtectionError(
            f"too few rows of the model gave the answer {rare} (under {limits.count}); merge it with a neighbour in a "
            "derived variable, or widen --where"
        )


def _binary(of: Fitted) -> bool:
    return of.family.binary or bool(np.isin(of.rows.outcome, (0, 1)).all())


def _limits(of: Fitted, limits: Thresholds) -> str:
    few = f"under {limits.base} rows, under {limits.psus} sampling units, under {limits.count}"
    if of.rows.answers:
        return f"{few} with another answer than the usual one"
    return f"{few} with the outcome" + (f", or under {limits.count} without it" if _binary(of) else "")


def _sentence(of: Fitted, factors: Sequence[int], group: IntArray, small: int, limits: Thresholds) -> str:
    pattern = int(np.flatnonzero(group == small)[0])
    variables = of.patterns.variables
    told = ", ".join(f"{variables[place].name}: {_value(variables[place], pattern)}" for place in factors)
    remedy = "merge levels in a derived variable" if len(factors) == 1 else "take the interaction out, or merge levels"
    return f"the group {told} is too small for a model ({_limits(of, limits)}); {remedy}"


def _value(variable: Variable, pattern: int) -> str:
    if variable.code is None:
        return f"{variable.numbers(0)[pattern]:g}"
    return variable.levels[int(variable.code[pattern])].label


def refuse_unfit(of: Fitted) -> None:
    """Refuse what has no answer: a column that others make up, and coefficients without an end."""
    seen = _seen(of)
    odd = not of.fit.converged or suspected(seen.mean, seen.sums, of.family)
    if (place := _told(of, _information(of) if odd else of.fit.information)) is not None:
        raise DesignError(
            f"{term_name(of.coding, of.rows.variables, place)} is told by the rest of the formula, so that it has no "
            "coefficient of its own; leave it out, or merge levels that never occur together"
        )
    if odd:
        runaway = separating(seen.at, seen.sums, of.family)
        names = dict.fromkeys(term_name(of.coding, of.rows.variables, place) for place in runaway)
        if names := dict.fromkeys(name for name in names if name not in NO_VARIABLE) or names:
            raise DesignError(
                f"perfect separation: {' and '.join(names)} told the outcome without a mistake in some rows, so that "
                "no coefficient is finite; merge levels in a derived variable, or leave a variable out"
            )
    if not of.fit.converged:
        poisson = of.family.name == "log-binomial"
        remedy = "--family poisson gives prevalence ratios too" if poisson else "use fewer terms"
        raise DesignError(f"the {of.family.name} model has no solution that its steps reach; {remedy}")


def _information(of: Fitted) -> FloatArray:
    """Sums of products of the columns, which know nothing of the fit; thresholds stand for a constant, the last."""
    at = of.columns.at
    if of.columns.thresholds:
        at = np.vstack([at, np.ones(at.shape[1])])
    return np.asarray((at * of.sums.w) @ at.T)


def _told(of: Fitted, information: FloatArray) -> int | None:
    """The first column that the constant or the thresholds and the columns before it make up."""
    p = len(of.coding.columns)
    order = [*range(p, len(information)), *range(p)]
    found = told_by_others(information[np.ix_(order, order)])
    return None if found is None else order[found]


def _seen(of: Fitted) -> Sides:
    """The model as separation is looked for in it: ordered answers as yes and no."""
    if of.family.ordered:
        return sides(of.columns.at, of.fit.coefficient, of.sums, of.family)
    return Sides(of.columns.at, of.fit.mean, of.sums)


def term_name(coding: Coding, variables: Sequence[Variable], place: int) -> str:
    """The variables of a column, in words; the thresholds stand behind the columns."""
    if place >= len(coding.columns):
        return "the thresholds"
    names = [variables[part.factor].name for part in coding.columns[place]]
    return ":".join(names) or "the constant"
