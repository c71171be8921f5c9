"""Numpy evaluator of expression trees: a few passes over arrays, and Kleene's three-valued logic.

Whatever is not answered (missing or not asked) is unknown, and so is a comparison with it. `and` is no as soon as one
term is no; `or` is yes as soon as one is yes. Names are looked up by a resolver, so that another renderer can walk the
same trees.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TypeAlias

import numpy as np

from ..arrays import AnyArray, BoolArray, CodeArray, FloatArray, IntArray
from ..errors import UsageError
from .answers import NOT_ASKED, Answers, Truth, code_of
from .expression import Among, Arithmetic, Compare, Constant, Enquire, Logic, Name, Negative, Not, Tree
from .nodes import Comparison

Resolver: TypeAlias = Callable[[str], Answers]
Quantity: TypeAlias = tuple[FloatArray, BoolArray]
COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
CALCULATE = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide}
TURNED: Mapping[Comparison, Comparison] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
BLANK = code_of("blank")


def is_condition(tree: Tree) -> bool:
    """Does the expression say yes or no by its form alone? A name may still do so by what it stands for."""
    return isinstance(tree, Compare | Among | Logic | Not | Enquire)


def truth(tree: Tree, resolve: Resolver, rows: int) -> Truth:
    """The three-valued truth of a condition on every row."""
    match tree:
        case Name(name):
            return _yes_no(resolve(name))
        case Compare():
            return _compare(tree, resolve, rows)
        case Among(item, options):
            return _among(item, options, resolve, rows)
        case Logic("and", terms):
            return reduce(_both, [truth(term, resolve, rows) for term in terms])
        case Logic(_, terms):
            return reduce(_either, [truth(term, resolve, rows) for term in terms])
        case Not(term):
            inner = truth(term, resolve, rows)
            return Truth(inner.known & ~inner.yes, inner.known)
        case Enquire(question, Name(name)):
            code = resolve(name).code
            yes = code >= 0 if question == "answered" else (code < 0) & (code != NOT_ASKED)
            return Truth(yes, np.ones(rows, dtype=np.bool_))
    raise UsageError("a number is not a condition; compare it with something, as in 'age >= 15'.")


def quantity(tree: Tree, resolve: Resolver, rows: int) -> Quantity:
    """The number on every row and where it is known; a condition counts as 1 or 0."""
    match tree:
        case Constant(value):
            return np.full(rows, _number(value)), np.ones(rows, dtype=np.bool_)
        case Name(name):
            return numbers_of(resolve(name))
        case Negative(term):
            amount, known = quantity(term, resolve, rows)
            return -amount, known
        case Arithmetic(sign, left, right):
            return _calculate(sign, quantity(left, resolve, rows), quantity(right, resolve, rows))
    held = truth(tree, resolve, rows)
    return held.yes.astype(np.float64), held.known


def reason_at(tree: Tree, resolve: Resolver, at: IntArray) -> CodeArray:
    """Why the expression is unknown at some rows: the most telling reason among the names it needs.

    A reason given by the respondent beats a blank, and anything beats "not asked", which stays only where nothing else
    is unanswered. A division by zero is blank.
    """
    told = np.zeros(len(at), dtype=np.int32)
    outside = np.zeros(len(at), dtype=np.bool_)
    for name in _needed(tree):
        code = resolve(name).code[at]
        outside |= code == NOT_ASKED
        np.minimum(told, np.where(code > NOT_ASKED, code, 0), out=told, casting="unsafe")
    return np.where(told < 0, told, np.where(outside, NOT_ASKED, BLANK)).astype(np.int32, copy=False)


def numbers_of(answers: Answers) -> Quantity:
    """The numbers of an answered question; codes of a categorical one are numbers too."""
    if answers.number is not None:
        return answers.number, answers.code >= 0
    if any(isinstance(level.value, str) for level in answers.levels):
        raise UsageError(
            f"{answers.name} holds text, not numbers; ask for its proportions, compare it with a text in quotes, "
            "or name another column."
        )
    table = np.array([*(level.value for level in answers.levels), np.nan], dtype=np.float64)
    return table[np.maximum(answers.code, -1)], answers.code >= 0


def _needed(tree: Tree) -> tuple[str, ...]:
    match tree:
        case Name(name):
            return (name,)
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return _needed(left) + _needed(right)
        case Logic(_, terms):
            return tuple(name for term in terms for name in _needed(term))
        case Not(inner) | Negative(inner) | Among(inner, _):
            return _needed(inner)
    return ()


def _yes_no(answers: Answers) -> Truth:
    known = answers.code >= 0
    if answers.number is not None:
        yes = answers.number == 1
        if not np.array_equal(yes | (answers.number == 0), known):
            raise _not_yes_no(answers)
        return Truth(yes & known, known)
    if not {level.value for level in answers.levels} <= {0, 1}:
        raise _not_yes_no(answers)
    return _codes(answers, lambda value: value == 1)


def _not_yes_no(answers: Answers) -> UsageError:
    return UsageError(f"{answers.name} is not a yes/no question; compare it with a code, as in '{answers.name} == 1'.")


def _both(one: Truth, other: Truth) -> Truth:
    no = (one.known & ~one.yes) | (other.known & ~other.yes)
    return Truth(one.yes & other.yes, no | (one.known & other.known))


def _either(one: Truth, other: Truth) -> Truth:
    yes = one.yes | other.yes
    return Truth(yes, yes | (one.known & other.known))


def _compare(tree: Compare, resolve: Resolver, rows: int) -> Truth:
    sign, left, right = tree.operator, tree.left, tree.right
    if isinstance(left, Constant) and not isinstance(right, Constant):
        sign, left, right = TURNED[sign], right, left
    test = COMPARE[sign]
    one = resolve(left.name) if isinstance(left, Name) else None
    if one is not None and one.number is None:
        if isinstance(right, Constant):
            return _codes(one, lambda value: bool(test(value, right.value)), like=right.value)
        other = resolve(right.name) if isinstance(right, Name) else None
        if other is not None and _is_text(one) and _is_text(other):
            return _texts(one, other, test)
    if isinstance(right, Constant) and isinstance(right.value, float):
        value, known = quantity(left, resolve, rows)
        return Truth(np.asarray(test(value, right.value)) & known, known)
    (value, known), (against, also) = quantity(left, resolve, rows), quantity(right, resolve, rows)
    both = known & also
    return Truth(np.asarray(test(value, against)) & both, both)


def _among(item: Tree, options: tuple[float | str, ...], resolve: Resolver, rows: int) -> Truth:
    answers = resolve(item.name) if isinstance(item, Name) else None
    if answers is not None and answers.number is None:
        for option in options:
            _same_kind(answers, option)
        return _codes(answers, options.__contains__)
    value, known = quantity(item, resolve, rows)
    return Truth(np.isin(value, [_number(option) for option in options]) & known, known)


def _codes(answers: Answers, test: Callable[[float | str], bool], *, like: float | str | None = None) -> Truth:
    """Compare codes, not values: the test runs once per level."""
    if like is not None:
        _same_kind(answers, like)
    code, known = answers.code, answers.code >= 0
    hits = [index for index, level in enumerate(answers.levels) if test(level.value)]
    if not hits:
        return Truth(np.zeros(len(code), dtype=np.bool_), known)
    first, last = hits[0], hits[-1]
    if first == last:
        return Truth(code == first, known)
    if last - first + 1 == len(hits):
        return Truth((code >= first) & (code <= last), known)
    table = np.zeros(len(answers.levels) + 1, dtype=np.bool_)
    table[hits] = True
    return Truth(table[np.maximum(code, -1)], known)


def _texts(one: Answers, other: Answers, test: Callable[[AnyArray, AnyArray], AnyArray]) -> Truth:
    texts = sorted({str(level.value) for level in one.levels + other.levels})
    order = {text: place for place, text in enumerate(texts)}
    places = [np.array([*(order[str(level.value)] for level in side.levels), -1]) for side in (one, other)]
    known = (one.code >= 0) & (other.code >= 0)
    return Truth(test(places[0][np.maximum(one.code, -1)], places[1][np.maximum(other.code, -1)]) & known, known)


def _is_text(answers: Answers) -> bool:
    return any(isinstance(level.value, str) for level in answers.levels)


def _same_kind(answers: Answers, value: float | str) -> None:
    if not answers.levels or _is_text(answers) == isinstance(value, str):
        return
    if isinstance(value, str):
        raise UsageError(f"{answers.name} holds numbers; compare it with a number without quotes.")
    raise UsageError(f"{answers.name} holds text; compare it with a text in quotes, as in '{answers.name} == \"...\"'.")


def _calculate(sign: str, left: Quantity, right: Quantity) -> Quantity:
    known = left[1] & right[1]
    if sign == "/":
        known &= right[0] != 0
    with np.errstate(all="ignore"):
        value = CALCULATE[sign](left[0], right[0])
    return value, known & np.isfinite(value)


def _number(value: float | str) -> float:
    if isinstance(value, str):
        raise UsageError(f'"{value}" is a text where a number is needed; write it without quotes.')
    return value
