"""From a formula and a survey to the rows of a model: each name one variable, categories in the codebook's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..codebook import Answers
from ..codebook.answers import NOT_ASKED, Level
from ..errors import DesignError, UsageError, as_written
from ..estimation.models.coding import Variable
from ..estimation.models.families import Family
from ..estimation.models.formula import Factor, Formula
from ..estimation.models.sums import Rows
from ..request_analysis import ModelRequest
from .survey import Survey, groups


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is made from.

    Attributes:
        outcome: the outcome as every row of the file answered it.
        answers: it and the variables, each once: whose unanswered rows are told.
        inside: rows of the domain that were asked everything, answered or not, shape (n,).
        rows: those that answered everything.
    """

    outcome: Answers
    answers: tuple[Answers, ...]
    inside: BoolArray
    rows: Rows


def material(survey: Survey, formula: Formula, family: Family, request: ModelRequest) -> Material:
    """Look every name up, and keep the rows of the domain with all answers."""
    outcome = _outcome(survey, formula.outcome, family)
    taken = [_answers(survey, factor, request) for factor in formula.factors]
    inside = survey.inside
    complete = survey.sample.weight > 0
    for answers in (outcome, *taken):
        inside = inside & (answers.code > NOT_ASKED)
        complete = complete & (answers.code >= 0)
    row = np.flatnonzero(inside & complete)
    if not len(row):
        raise DesignError("no row of the domain has an answer to everything in the formula; use fewer variables")
    variables = [_variable(factor, answers, row) for factor, answers in zip(formula.factors, taken, strict=True)]
    y = _numbers(outcome)[row]
    _refuse_outcome(formula.outcome, y, family)
    once = {answers.name: answers for answers in (outcome, *taken)}
    return Material(outcome, tuple(once.values()), inside, Rows(row, y, tuple(variables)))


def _outcome(survey: Survey, written: str, family: Family) -> Answers:
    """The outcome as numbers; categories other than 0 and 1 have none that mean anything."""
    meaning = survey.meaning
    if meaning.knows(written):
        answers = meaning.resolve(written)
        if answers.number is None and not {level.value for level in answers.levels} <= {0, 1}:
            codes = ", ".join(as_written(level.value) for level in answers.levels[:5])
            raise UsageError(
                f"{written} has the answers {codes}; say which counts, as in '{written} == {_code(answers)} ~ ...'"
            )
        return answers
    return meaning.number(written)


def _code(answers: Answers) -> str:
    value = answers.levels[0].value
    return f'"{value}"' if isinstance(value, str) else as_written(value)


def _numbers(outcome: Answers) -> FloatArray:
    if outcome.number is not None:
        return outcome.number
    values = np.array([float(level.value) for level in outcome.levels] or [0.0])
    return np.asarray(values[np.maximum(outcome.code, 0)])


def _refuse_outcome(name: str, y: FloatArray, family: Family) -> None:
    if family.binary and not np.isin(y, (0, 1)).all():
        raise UsageError(
            f"{name} is not 0 or 1, which --family {family.name} needs; write a condition, as in '{name} > 10 ~ ...', "
            "or choose --family linear or poisson"
        )
    if (y < family.least).any():
        raise UsageError(f"{name} has numbers below zero, and --family {family.name} counts; choose --family linear")


def _answers(survey: Survey, factor: Factor, request: ModelRequest) -> Answers:
    """The answers to a variable: as groups where it is one of categories, and as numbers where it has them."""
    answers = survey.meaning.resolve(factor.name)
    if factor.kind == "category" or (answers.number is None and factor.name not in survey.codebook.indicators):
        if factor.kind in ("poly2", "log"):
            raise UsageError(f"{factor.kind}({factor.name}) needs numbers, and {factor.name} has categories")
        return groups(survey.meaning, factor.name, request)
    return survey.meaning.number(factor.name)


def _variable(factor: Factor, answers: Answers, row: IntArray) -> Variable:
    """A factor on the rows of the model; levels that nobody there gave are not part of it."""
    if answers.number is not None:
        value = answers.number[row]
        if factor.kind == "log" and (value <= 0).any():
            count = int(np.count_nonzero(value <= 0))
            raise UsageError(f"log({factor.name}) needs numbers above zero, and {_some(count)} are not; use poly2")
        return Variable(factor.name, answers.label, factor.kind, value=value)
    given = np.bincount(answers.code[row], minlength=len(answers.levels)) > 0
    order = _order(factor, answers.levels, given)
    place = np.zeros(len(answers.levels), np.int64)
    place[order] = np.arange(len(order))
    levels = tuple(answers.levels[level] for level in order)
    if len(levels) < 2:
        raise DesignError(
            f"{factor.name} has no second answer with enough rows for a model; leave it out, or widen --where"
        )
    return Variable(factor.name, answers.label, factor.kind, levels, place[answers.code[row]])


def _some(count: int) -> str:
    return "some" if count < 5 else f"{count:,} rows"


def _order(factor: Factor, levels: Sequence[Level], given: BoolArray) -> list[int]:
    """The levels that were given, the reference first."""
    order = [level for level in range(len(levels)) if given[level]]
    if factor.reference is None:
        return order
    found = [level for level in order if levels[level].value == factor.reference]
    if not found:
        known = ", ".join(as_written(levels[level].value) for level in order)
        raise UsageError(
            f"{factor.name} has no answer {as_written(factor.reference)} in the rows of the model; its codes: {known}"
        )
    return [found[0], *(level for level in order if level != found[0])]
