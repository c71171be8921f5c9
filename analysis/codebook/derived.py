"""Variables made of others: a value for the first condition that holds, or a calculation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from ..errors import as_written
from .answers import Answers, Level, code_of
from .coding import Rules, Value, categories
from .evaluate import quantity, reason_at, truth
from .expression import Tree
from .model import Variable

if TYPE_CHECKING:
    from .meaning import Meaning

ANSWERED = (Level(1.0, "answered"),)
NO_YES = (Level(0.0, "no"), Level(1.0, "yes"))
BLANK = code_of("blank")


def derived(meaning: Meaning, name: str, variable: Variable) -> Answers:
    """The derived variable, before anyone asks who was asked; its codes may hold UNDECLARED."""
    label = meaning.text(variable.label) or name
    rule = variable.derived
    levels = tuple(Level(value, meaning.text(text) or as_written(value)) for value, text in variable.values.items())
    if isinstance(rule, Mapping):
        with meaning.blaming(("variables", name, "derived")):
            return _first_that_holds(meaning, name, label, rule, levels)
    with meaning.blaming(("variables", name, "derived")):
        answers = calculated(meaning, name, label, meaning.written(rule or ""))
    if not levels or answers.number is None:
        return answers
    coded = categories(answers.number, None, Rules(levels))
    return Answers(name, label, levels, np.where(answers.code < 0, answers.code, coded.code))


def yes_no(meaning: Meaning, name: str, label: str, tree: Tree) -> Answers:
    """A condition as no and yes; where it is unknown, the most telling reason."""
    held = truth(tree, meaning.resolve, meaning.rows)
    code = held.yes.astype(np.int32)
    unknown = np.flatnonzero(~held.known)
    if len(unknown):
        code[unknown] = reason_at(tree, meaning.resolve, unknown)
    return Answers(name, label, NO_YES, code)


def calculated(meaning: Meaning, name: str, label: str, tree: Tree) -> Answers:
    """An expression as numbers; a condition counts as 1 or 0."""
    number, known = quantity(tree, meaning.resolve, meaning.rows)
    code = np.zeros(meaning.rows, dtype=np.int32)
    unknown = np.flatnonzero(~known)
    if len(unknown):
        code[unknown] = reason_at(tree, meaning.resolve, unknown)
        number = np.where(known, number, np.nan)
    return Answers(name, label, ANSWERED, code, number)


def _first_that_holds(
    meaning: Meaning, name: str, label: str, rule: Mapping[Value, str], levels: tuple[Level, ...]
) -> Answers:
    """The first condition that holds gives the value; an earlier one that is unknown leaves it unknown.

    Where every condition is known not to hold the variable is blank.
    """
    levels = levels or tuple(Level(value, as_written(value)) for value in rule)
    place = {level.value: index for index, level in enumerate(levels)}
    code = np.full(meaning.rows, BLANK, dtype=np.int32)
    undecided = np.ones(meaning.rows, dtype=np.bool_)
    for value, condition in rule.items():
        tree = meaning.written(condition)
        held = truth(tree, meaning.resolve, meaning.rows)
        code[undecided & held.yes] = place[value]
        unknown = np.flatnonzero(undecided & ~held.known)
        if len(unknown):
            code[unknown] = reason_at(tree, meaning.resolve, unknown)
        undecided &= held.known & ~held.yes
    return Answers(name, label, levels, code)
