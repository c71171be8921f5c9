"""Expressions: what can be written, what is answered to other languages' signs, and Kleene's logic on real rows."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.codebook.answers import NOT_ASKED, Answers, Level, code_of
from analysis.codebook.evaluate import quantity, reason_at, truth
from analysis.codebook.expression import (
    Among,
    Arithmetic,
    Compare,
    Constant,
    Enquire,
    ExpressionError,
    Logic,
    Name,
    Negative,
    Not,
    names,
    parse,
)
from analysis.errors import UsageError

A, B, C = Name("a"), Name("b"), Name("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a == 1", Compare("==", A, Constant(1.0))),
        ("a==-1", Compare("==", A, Constant(-1.0))),
        ("a >= 25_050_000", Compare(">=", A, Constant(25_050_000.0))),
        ("a == .5", Compare("==", A, Constant(0.5))),
        ('a == "x y"', Compare("==", A, Constant("x y"))),
        ("a == 'x'", Compare("==", A, Constant("x"))),
        ("`odd name` != 2", Compare("!=", Name("odd name"), Constant(2.0))),
        ("`in` == 1", Compare("==", Name("in"), Constant(1.0))),
        ("id.x == 1", Compare("==", Name("id.x"), Constant(1.0))),
        ("umur_anak_é == 1", Compare("==", Name("umur_anak_é"), Constant(1.0))),
        ("a in [1, -2, 1]", Among(A, (1.0, -2.0))),
        ("a not in ['x']", Not(Among(A, ("x",)))),
        ("not not a", A),
        ("not a == 1", Not(Compare("==", A, Constant(1.0)))),
        ("a and b or c", Logic("or", (Logic("and", (A, B)), C))),
        ("a and (b or c)", Logic("and", (A, Logic("or", (B, C))))),
        ("a or b or c", Logic("or", (A, B, C))),
        ("a - b - c", Arithmetic("-", Arithmetic("-", A, B), C)),
        ("a + b * c", Arithmetic("+", A, Arithmetic("*", B, C))),
        ("-a / b", Arithmetic("/", Negative(A), B)),
        ("1 <= a < 3", Logic("and", (Compare("<=", Constant(1.0), A), Compare("<", A, Constant(3.0))))),
        ("missing(a)", Enquire("missing", A)),
        ("answered(`a b`)", Enquire("answered", Name("a b"))),
        ("missing == 1", Compare("==", Name("missing"), Constant(1.0))),
        ("a + b >= 2", Compare(">=", Arithmetic("+", A, B), Constant(2.0))),
    ],
)
def test_what_can_be_written(text: str, tree: object) -> None:
    assert parse(text) == tree
    assert hash(parse(text)) == hash(tree)


@pytest.mark.parametrize(
    ("text", "start", "problem"),
    [
        ("a = 1", 2, "'=' is not a comparison - did you mean '=='?"),
        ("a == 1 & b == 2", 7, "did you mean 'and'?"),
        ("a == 1 && b", 7, "did you mean 'and'?"),
        ("a | b", 2, "did you mean 'or'?"),
        ("!a", 0, "did you mean 'not'?"),
        ("a %in% [1]", 2, "did you mean 'in [..]'?"),
        ("a <> 1", 2, "did you mean '!='?"),
        ("a => 1", 2, "did you mean '>='?"),
        ("a AND b", 2, "did you mean 'and'?"),
        ("a ** 2", 2, "no powers"),
        ("a == 07", 5, "begins with a zero"),
        ("2a == 1", 0, "does not begin with a digit"),
        ("a == ", 5, "missing before the end"),
        ("a == 'x", 5, "is not closed"),
        ("a b", 2, "'b' does not follow"),
        ("(a == 1", 7, "')' is missing"),
        ("a in 1", 5, "'[' is missing after 'in'"),
        ("a in [b]", 6, "a list holds numbers or texts"),
        ("a in []", 6, "a list holds numbers or texts"),
        ("a not 1", 6, "'in' is missing after 'not'"),
        ("sum(a)", 0, "only missing(NAME) and answered(NAME)"),
        ("missing(a + b)", 10, "')' is missing"),
        ("missing(1)", 0, "only missing(NAME)"),
        ("__import__('os').system('x')", 16, "'.' has no meaning here"),
        ("__import__('os')", 0, "only missing(NAME)"),
        ("a; b", 1, "';' has no meaning here"),
        ("", 0, "missing before the end"),
        ("a.", 1, "'.' has no meaning here"),
    ],
)
def test_what_cannot_be_written_is_answered_with_its_place(text: str, start: int, problem: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.start == start
    assert problem in caught.value.problem


def test_depth_and_length_have_limits() -> None:
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse("(" * 5000 + "a" + ")" * 5000)
    with pytest.raises(ExpressionError, match="more than 200 terms"):
        parse("+".join(["a"] * 1000))
    with pytest.raises(ExpressionError, match="is longer than"):
        parse("a" * 30_000)
    assert parse("not " * 999 + "a") == Not(A)
    assert parse("-" * 999 + "a") == Negative(A)


def test_names_come_in_order_and_once() -> None:
    assert names(parse("b == 1 and missing(a) or b + c > 2 and d in [1]")) == ("b", "a", "c", "d")


# rows

YES, NO, UNKNOWN = 1, 0, code_of("refused")
KLEENE = [(left, right) for left in (YES, NO, UNKNOWN) for right in (YES, NO, UNKNOWN)]


def coded(name: str, codes: list[int], values: tuple[float | str, ...] = (0.0, 1.0)) -> Answers:
    return Answers(name, name, tuple(Level(value, str(value)) for value in values), np.array(codes, dtype=np.int32))


def numeric(name: str, values: list[float | None]) -> Answers:
    code = [code_of("blank") if value is None else 0 for value in values]
    number = [math.nan if value is None else value for value in values]
    return Answers(name, name, (Level(1.0, "answered"),), np.array(code, dtype=np.int32), np.array(number))


def resolver(*answers: Answers) -> Callable[[str], Answers]:
    return {one.name: one for one in answers}.__getitem__


def signs(text: str, *answers: Answers) -> str:
    held = truth(parse(text), resolver(*answers), len(answers[0].code))
    assert not (held.yes & ~held.known).any()
    return "".join("y" if yes else "n" if known else "?" for yes, known in zip(held.yes, held.known, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    # a: y y y n n n ? ? ?    b: y n ? y n ? y n ?
    [
        ("a and b", "yn?nnn?n?"),
        ("a or b", "yyyyn?y??"),
        ("not a", "nnnyyy???"),
        ("not (a and b)", "ny?yyy?y?"),
        ("a == b", "yn?ny????"),
        ("a != b", "ny?yn????"),
        ("missing(a)", "nnnnnnyyy"),
        ("answered(a)", "yyyyyynnn"),
        ("a and not a", "nnnnnn???"),
        ("missing(a) or a == 1", "yyynnnyyy"),
        ("a + b >= 1", "yy?yn????"),
        ("(a == 1) + (b == 1) == 2", "yn?nn????"),
    ],
)
def test_the_tables_of_kleene(text: str, expected: str) -> None:
    a, b = coded("a", [left for left, _ in KLEENE]), coded("b", [right for _, right in KLEENE])
    assert signs(text, a, b) == expected


def test_comparisons_with_codes_of_a_categorical_variable() -> None:
    region = coded("region", [0, 1, 2, 3, -1, NOT_ASKED], (1.0, 2.0, 3.0, 9.0))
    assert signs("region == 2", region) == "nynn??"
    assert signs("region != 2", region) == "ynyy??"
    assert signs("region >= 3", region) == "nnyy??"
    assert signs("2 > region", region) == "ynnn??"
    assert signs("region in [1, 9]", region) == "ynny??"
    assert signs("region not in [1, 9]", region) == "nyyn??"
    assert signs("region == 7", region) == "nnnn??"
    assert signs("region > 0", region) == "yyyy??"
    assert signs("1 < region <= 3", region) == "nyyn??"
    assert signs("region * 2 == 4", region) == "nynn??"


def test_comparisons_of_texts() -> None:
    sex = coded("sex", [0, 1, -1], ("f", "m"))
    other = coded("other", [1, 0, 0], ("a", "f"))
    assert signs("sex == 'm'", sex) == "ny?"
    assert signs("sex in ['f', 'x']", sex) == "yn?"
    assert signs("sex == other", sex, other) == "yn?"
    assert signs("sex > other", sex, other) == "ny?"
    day = coded("day", [0, 1], ("2021-05-01", "2022-01-31"))
    assert signs("day >= '2022-01-01'", day) == "ny"


def test_numbers_and_what_cannot_be_divided() -> None:
    age, zero = numeric("age", [12.0, 17.5, None]), numeric("zero", [0.0, 2.0, 1.0])
    value, known = quantity(parse("age / zero"), resolver(age, zero), 3)
    assert known.tolist() == [False, True, False]
    assert value[1] == 8.75
    assert signs("age / zero > 1", age, zero) == "?y?"
    assert signs("age in [12, 13]", age) == "yn?"
    value, _ = quantity(parse("-age + 2 * 3"), resolver(age), 3)
    assert value[:2].tolist() == [-6.0, -11.5]
    value, known = quantity(parse("age > 13"), resolver(age), 3)
    assert (value[:2].tolist(), known.tolist()) == ([0.0, 1.0], [True, True, False])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sex == 1", "sex holds text; compare it with a text in quotes"),
        ("region == 'x'", "region holds numbers; compare it with a number"),
        ("region in [1, 'x']", "region holds numbers"),
        ("sex + 1 > 2", "sex holds text, not numbers"),
        ("age == 'x'", '"x" is a text where a number is needed'),
        ("age + 1", "a number is not a condition"),
        ("region", "region is not a yes/no question; compare it with a code"),
        ("age and region == 1", "age is not a yes/no question"),
    ],
)
def test_kinds_that_do_not_fit_are_told(text: str, message: str) -> None:
    known = resolver(coded("sex", [0], ("f",)), coded("region", [0], (1.0, 2.0)), numeric("age", [12.0]))
    with pytest.raises(UsageError, match=message):
        truth(parse(text), known, 1)


def test_the_most_telling_reason_is_kept_and_not_asked_only_where_nothing_else_is_unanswered() -> None:
    blank, refused, dont_know = code_of("blank"), code_of("refused"), code_of("dont_know")
    a = coded("a", [blank, refused, NOT_ASKED, NOT_ASKED, NOT_ASKED, 1, 1])
    b = coded("b", [refused, dont_know, NOT_ASKED, blank, 1, NOT_ASKED, 1])
    found = reason_at(parse("a == 1 and b == 1"), resolver(a, b), np.arange(6))
    assert found.tolist() == [refused, refused, NOT_ASKED, blank, NOT_ASKED, NOT_ASKED]
    zero = numeric("zero", [0.0] * 7)
    assert reason_at(parse("zero / zero"), resolver(zero), np.array([0])).tolist() == [blank]


# a second evaluator, one row at a time: None is unknown

ROWS = 9


def slow(tree: Any, row: dict[str, float | None]) -> Any:
    if isinstance(tree, Name):
        return row[tree.name]
    if isinstance(tree, Constant):
        return tree.value
    if isinstance(tree, Enquire):
        return (row[tree.name.name] is None) == (tree.question == "missing")
    if isinstance(tree, Logic):
        values = [slow(term, row) for term in tree.terms]
        decisive = tree.operator == "or"
        return decisive if decisive in values else None if None in values else not decisive
    if isinstance(tree, Not):
        value = slow(tree.term, row)
        return None if value is None else not value
    if isinstance(tree, Among):
        value = slow(tree.item, row)
        return None if value is None else value in tree.options
    if isinstance(tree, Negative):
        value = slow(tree.term, row)
        return None if value is None else -value
    return slow_pair(tree.operator, slow(tree.left, row), slow(tree.right, row))


def slow_pair(sign: str, left: float | None, right: float | None) -> Any:
    if left is None or right is None or (sign == "/" and right == 0):
        return None
    signs = {
        "==": operator.eq,
        "!=": operator.ne,
        "<": operator.lt,
        "<=": operator.le,
        ">": operator.gt,
        ">=": operator.ge,
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": operator.truediv,
    }
    return signs[sign](left, right)


whole = st.integers(-3, 3).map(float)
amounts = st.recursive(
    st.one_of(st.sampled_from([A, B, C]), whole.map(Constant)),
    lambda inner: st.one_of(st.builds(Arithmetic, st.sampled_from("+-*/"), inner, inner), inner.map(Negative)),
    max_leaves=4,
)
claims = st.recursive(
    st.one_of(
        st.builds(Compare, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), amounts, amounts),
        st.builds(Among, st.sampled_from([A, B, C]), st.lists(whole, min_size=1, max_size=3, unique=True).map(tuple)),
        st.builds(Enquire, st.sampled_from(["missing", "answered"]), st.sampled_from([A, B, C])),
    ),
    lambda inner: st.one_of(
        inner.map(Not),
        st.builds(Logic, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
cells = st.lists(st.one_of(st.none(), whole), min_size=ROWS, max_size=ROWS)


def categorical(name: str, values: list[float | None]) -> Answers:
    levels = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
    return coded(name, [code_of("refused") if value is None else levels.index(value) for value in values], levels)


@settings(max_examples=150, deadline=None)
@given(claims, cells, cells, cells)
def test_the_evaluator_agrees_with_one_that_looks_at_a_row_at_a_time(
    tree: Any, a: list[float | None], b: list[float | None], c: list[float | None]
) -> None:
    held = truth(tree, resolver(numeric("a", a), categorical("b", b), numeric("c", c)), ROWS)
    expected = [slow(tree, {"a": a[row], "b": b[row], "c": c[row]}) for row in range(ROWS)]
    found = [bool(yes) if known else None for yes, known in zip(held.yes, held.known, strict=True)]
    assert found == expected
