"""One variable as every row answered it: as the codebook declares it, or as the file does, asked or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import CodeArray
from ..errors import CodebookError, as_written
from ..input.microdata import Column
from .answers import NOT_ASKED, Answers, Level, Note
from .coding import UNDECLARED, Rules, answered, categories
from .derived import derived
from .evaluate import numbers_of, reason_at, truth
from .model import Variable

if TYPE_CHECKING:
    from .meaning import Meaning

ANSWERED = (Level(1.0, "answered"),)


def natural(meaning: Meaning, name: str, variable: Variable) -> Answers:
    """The variable as it is: categories if they are declared or texts, otherwise numbers."""
    if variable.derived is not None:
        answers = derived(meaning, name, variable)
        return _checked(meaning, name, answers, _asked(meaning, name, variable, answers.code))
    column = meaning.columns.get(variable.file or meaning.columns.main, variable.column or name)
    if variable.values or column.categories is not None:
        return _categorical(meaning, name, variable, column)
    return _numeric(meaning, name, variable, column)


def as_categories(meaning: Meaning, answers: Answers, variable: Variable | None) -> Answers:
    """The same answers as categories: with the file's labels where it has some, else the distinct values."""
    if answers.number is None:
        return answers
    rules = Rules()
    if variable is not None and variable.derived is None:
        column = meaning.columns.get(variable.file or meaning.columns.main, variable.column or answers.name)
        rules = rules_of(meaning, variable, column)
    coded = categories(answers.number, None, rules)
    code = np.where(answers.code < 0, answers.code, coded.code)
    return Answers(answers.name, answers.label, coded.levels, code, notes=answers.notes)


def as_numbers(answers: Answers) -> Answers:
    """The same answers as numbers: code 0 where answered."""
    if answers.number is not None:
        return answers
    number, _ = numbers_of(answers)
    code = np.minimum(answers.code, np.int32(0))
    return Answers(answers.name, answers.label, ANSWERED, code, number, notes=answers.notes)


def rules_of(meaning: Meaning, variable: Variable, column: Column) -> Rules:
    """How the cells of the variable are read: the codebook's word, and the file's where it is silent."""
    levels = tuple(Level(value, meaning.text(label) or as_written(value)) for value, label in variable.values.items())
    return Rules(levels, variable.missing, column.facts.value_labels, column.facts.user_missing)


def _categorical(meaning: Meaning, name: str, variable: Variable, column: Column) -> Answers:
    _same_kind(meaning, name, variable, column)
    coded = categories(column.values, column, rules_of(meaning, variable, column))
    answers = Answers(
        name, _label(meaning, name, variable, column), coded.levels, coded.code, notes=_notes(meaning, variable)
    )
    return _checked(meaning, name, answers, _asked(meaning, name, variable, coded.code))


def _numeric(meaning: Meaning, name: str, variable: Variable, column: Column) -> Answers:
    code = _asked(meaning, name, variable, answered(column, rules_of(meaning, variable, column)))
    number = column.values.astype(np.float64, copy=False)
    if (code < 0).any():
        number = np.where(code < 0, np.nan, number)
    return Answers(
        name, _label(meaning, name, variable, column), ANSWERED, code, number, notes=_notes(meaning, variable)
    )


def _label(meaning: Meaning, name: str, variable: Variable, column: Column) -> str:
    return meaning.text(variable.label) or column.facts.label or name


def _notes(meaning: Meaning, variable: Variable) -> tuple[Note, ...]:
    return meaning.columns.notes(variable.file) if variable.file else ()


def _checked(meaning: Meaning, name: str, answers: Answers, code: CodeArray) -> Answers:
    """The answers with their final codes; a code nobody declared is refused, counted and not shown."""
    undeclared = int(np.count_nonzero(code == UNDECLARED))
    if undeclared:
        where = meaning.codebook.at(("variables", name, "values"))
        raise CodebookError(
            f"{where}variables.{name}: {undeclared:,} of {meaning.rows:,} rows have a code that is neither in values "
            "nor in missing; add it, or check that the column is the right one."
        )
    number = answers.number
    if number is not None and code is not answers.code:
        number = np.where(code < 0, np.nan, number)
    return Answers(name, answers.label, answers.levels, code, number, notes=answers.notes)


def _same_kind(meaning: Meaning, name: str, variable: Variable, column: Column) -> None:
    """Texts and numbers are never equal: say so before every row is found undeclared."""
    text = column.categories is not None
    if not variable.values or any(isinstance(value, str) == text for value in variable.values):
        return
    held, remedy = ("text", "put the codes in quotes") if text else ("numbers", "write the codes without quotes")
    where = meaning.codebook.at(("variables", name, "values"))
    raise CodebookError(f"{where}variables.{name}: the column holds {held} and none of its values does; {remedy}.")


def _asked(meaning: Meaning, name: str, variable: Variable, code: CodeArray) -> CodeArray:
    """Not asked wherever `asked_if` is no, whatever the cell holds, and wherever its own question was not asked.

    Where `asked_if` is unknown for another reason the cell stands: an answer shows that the question was asked.
    """
    if variable.asked_if is None:
        return code
    tree = meaning.written(variable.asked_if)
    with meaning.blaming(("variables", name, "asked_if")):
        held = truth(tree, meaning.resolve, meaning.rows)
    outside = held.known & ~held.yes
    unknown = np.flatnonzero(~held.known)
    if len(unknown):
        outside[unknown] = reason_at(tree, meaning.resolve, unknown) == NOT_ASKED
    return np.where(outside, np.int32(NOT_ASKED), code)
