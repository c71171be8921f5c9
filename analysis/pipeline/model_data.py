"""From a formula and a survey to the rows of a model: each name one variable, categories in the codebook's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook import Answers
from ..codebook.answers import NOT_ASKED, Level, Note
from ..errors import DesignError, UsageError, as_written
from ..estimation.models.coding import Variable
from ..estimation.models.families import Family
from ..estimation.models.formula import Factor, Formula
from ..estimation.models.sums import Rows
from ..estimation.tally import Tally
from ..request_analysis import ModelRequest
from .model_outcome import met, on_rows, outcome_of
from .survey import Survey, groups


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is made from.

    Attributes:
        outcome: the outcome as every row of the file answered it.
        answers: it and the variables, each once: whose unanswered rows are told.
        inside: rows of the domain that were asked everything, answered or not, shape (n,).
        rows: those that answered everything.
        tally: who answered everything, in the whole file, and of whom the outcome is not zero.
        notes: what must be said of the outcome.
    """

    outcome: Answers
    answers: tuple[Answers, ...]
    inside: BoolArray
    rows: Rows
    tally: Tally
    notes: tuple[Note, ...] = ()


def material(survey: Survey, formula: Formula, family: Family, request: ModelRequest) -> Material:
    """Look every name up, and keep the rows of the domain with all answers."""
    outcome = outcome_of(survey, formula.outcome, family, request)
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
    made = on_rows(outcome, row, family)
    once = {answers.name: answers for answers in (outcome, *taken)}
    rows = Rows(row, made.y, tuple(variables), made.answers)
    code = np.where(complete, met(outcome, family), -1).astype(np.int8)
    return Material(outcome, tuple(once.values()), inside, rows, Tally(code, 1), made.notes)


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
