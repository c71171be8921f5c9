"""The outcome of a model: a number, yes or no, or answers in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..codebook import Answers
from ..codebook.answers import Level, Note
from ..errors import UsageError, as_written
from ..estimation.models.families import Family
from ..request_analysis import ModelRequest
from .survey import Survey, groups

FEWEST_ANSWERS = 3
MOST_ANSWERS = 20  # more undeclared answers than this are a number


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome on the rows of a model.

    Attributes:
        y: shape (r,); of ordered answers their places in `answers`, from 1.
        answers: the ordered answers, the lowest first; empty for numbers.
        notes: what must be said of the answers.
    """

    y: FloatArray
    answers: tuple[Level, ...] = ()
    notes: tuple[Note, ...] = ()


def outcome_of(survey: Survey, written: str, family: Family, request: ModelRequest) -> Answers:
    """The outcome as the family takes it; categories other than 0 and 1 have no numbers that mean anything."""
    if family.ordered:
        return _in_order(survey, written, request)
    meaning = survey.meaning
    if meaning.knows(written):
        answers = meaning.resolve(written)
        if answers.number is None and not {level.value for level in answers.levels} <= {0, 1}:
            declared = written in meaning.codebook.indicators or bool(meaning.variable(written).values)
            raise UsageError(f"{written} has {_which(written, answers, declared=declared)}")
        return answers
    return meaning.number(written)


def _which(written: str, answers: Answers, *, declared: bool) -> str:
    """Its codes, and how to choose one; codes that nobody declared are what people said."""
    text = isinstance(answers.levels[0].value, str)
    if not declared:
        one = '"..."' if text else "..."
        return f"answers other than 0 and 1; say which counts, as in '{written} == {one} ~ ...'"
    codes = [as_written(level.value) for level in answers.levels[:5]]
    one = f'"{codes[0]}"' if text else codes[0]
    return f"the answers {', '.join(codes)}; say which counts, as in '{written} == {one} ~ ...'"


def on_rows(outcome: Answers, row: IntArray, family: Family) -> Outcome:
    """The outcome on the rows of a model; refused where it is not what the family models."""
    if family.ordered:
        return _ordered(outcome, row)
    y = _numbers(outcome)[row]
    if family.binary and not np.isin(y, (0, 1)).all():
        raise UsageError(
            f"{outcome.name} is not 0 or 1, which --family {family.name} needs; write a condition, as in "
            f"'{outcome.name} > 10 ~ ...', or choose --family linear or poisson"
        )
    if (y < family.least).any():
        raise UsageError(
            f"{outcome.name} has numbers below zero, and --family {family.name} counts; choose --family linear"
        )
    return Outcome(y)


def met(outcome: Answers, family: Family) -> BoolArray:
    """Of whom among those who answered the outcome is not zero, shape (n,); places of ordered answers never are."""
    return np.ones(len(outcome.code), dtype=np.bool_) if family.ordered else np.asarray(_numbers(outcome) != 0)


def _numbers(outcome: Answers) -> FloatArray:
    """The outcome of every row of the file, shape (n,); without a meaning where there is no answer."""
    if outcome.number is not None:
        return outcome.number
    values = np.array([float(level.value) for level in outcome.levels] or [0.0])
    return np.asarray(values[np.maximum(outcome.code, 0)])


def _in_order(survey: Survey, written: str, request: ModelRequest) -> Answers:
    """The outcome as answers in their order: that of the codebook or of the file's labels, or that of few numbers."""
    meaning = survey.meaning
    if not meaning.knows(written):
        meaning.number(written)  # names that nobody knows are told first
        raise UsageError(
            f"{written} is no question; --family ordinal takes a variable, and --family logistic a condition"
        )
    if written in meaning.codebook.indicators:
        raise UsageError(f"{written} is yes or no, and --family ordinal is for three answers or more; use logistic")
    answers, declared = meaning.levels(written, most=None), meaning.variable(written)
    if not declared.values and len(answers.levels) > MOST_ANSWERS:
        raise UsageError(
            f"{written} has more than {MOST_ANSWERS} different answers, and --family ordinal is for few in order; "
            "group them in a derived variable, or choose --family linear"
        )
    words = any(isinstance(level.value, str) for level in answers.levels)
    if words and not declared.values and declared.derived is None:
        raise UsageError(
            f"the answers to {written} are words whose order is not known; declare its values in a codebook, the "
            "lowest first"
        )
    return groups(meaning, written, request)


def _ordered(outcome: Answers, row: IntArray) -> Outcome:
    """Places of the answers among those that were given, from 1: an answer that nobody gave has no threshold."""
    code = outcome.code[row]
    given = np.bincount(code, minlength=len(outcome.levels)) > 0
    levels = tuple(level for level, here in zip(outcome.levels, given, strict=True) if here)
    if len(levels) < FEWEST_ANSWERS:
        raise UsageError(_too_few(outcome, levels))
    notes = [Note.of("model_order", answers=" < ".join(level.label for level in levels))]
    if not given.all():
        empty = (level.label for level, here in zip(outcome.levels, given, strict=True) if not here)
        notes.append(Note.of("model_empty", answers=", ".join(empty)))
    return Outcome(np.cumsum(given)[code].astype(np.float64), levels, tuple(notes))


def _too_few(outcome: Answers, levels: Sequence[Level]) -> str:
    if len(levels) < 2:
        return f"the rows of the model have all one answer to {outcome.name}; widen --where, or choose another outcome"
    last = levels[-1].value
    code = f'"{last}"' if isinstance(last, str) else as_written(last)
    return (
        f"{outcome.name} has two answers in the rows of the model, and --family ordinal is for three or more; use "
        f"--family logistic, as in '{outcome.name} == {code} ~ ...'"
    )
