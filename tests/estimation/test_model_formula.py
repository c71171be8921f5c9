"""A formula knows names and a few signs: everything that could run is refused with a sentence."""

from __future__ import annotations

import pytest

from analysis.errors import UsageError
from analysis.estimation.models.formula import Factor, parse, parse_terms


def test_names_become_placeholders_in_the_order_they_come() -> None:
    formula = parse("ocsea ~ sex * age_group + sex:region - 1")
    assert formula.outcome == "ocsea"
    assert formula.names == ("sex", "age_group", "region")
    assert formula.terms == "v0*v1 + v0:v2 - 1"


def test_the_outcome_is_left_to_the_language_of_conditions() -> None:
    assert parse('sport == "Oui" ~ age').outcome == 'sport == "Oui"'


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("C(sex)", Factor("sex", "category")),
        ("C(sex, 2)", Factor("sex", "category", 2.0)),
        ("C(sex, -1)", Factor("sex", "category", -1.0)),
        ('C(stype, "H")', Factor("stype", "category", "H")),
        ("C(stype, H)", Factor("stype", "category", "H")),
        ("poly2(age)", Factor("age", "poly2")),
        ("log(income)", Factor("income", "log")),
        ("`odd name`", Factor("odd name")),
        ("log", Factor("log")),
    ],
)
def test_functions_are_those_that_are_listed(text: str, factor: Factor) -> None:
    assert parse_terms(text).factors == (factor,)


def test_a_dash_before_a_number_is_a_sign_of_the_formula() -> None:
    assert parse("y ~ x -1").terms == "v0 - 1"


def test_brackets_group() -> None:
    assert parse("y ~ (a + b):c").terms == "(v0 + v1):v2"


HOSTILE = (
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "x.__class__.__mro__()",
    "lambda: 1",
    "(lambda x: x)(1)",
    "I(x)",
    "I(__import__('os'))",
    "np.log(x)",
    "Q('x')",
    "bs(x, df=4)",
    "exec('1')",
    "open('/etc/passwd')",
    "C(sex, Treatment(reference=1))",
    "C(sex, __import__('os'))",
    "log(x + 1)",
    "poly2(log(x))",
    "x[0]",
    "x ** 2",
    "x^2",
    "x; y",
    "x := 1",
    "{x: 1}",
    "[i for i in x]",
    "f'{x}'",
    "x if y else z",
    "x == 1",
    "2",
    "x:1",
    "x @ y",
    "x / y",
    "x\\y",
    "a + ",
    "+",
    "()",
    "(a",
    "a b",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_else_is_written_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=r"the formula cannot be read|one ~"):
        parse(f"y ~ {text}")


@pytest.mark.parametrize("text", ["", "y", "y ~", "~ x", "y ~ x ~ z"])
def test_a_formula_has_two_sides(text: str) -> None:
    with pytest.raises(UsageError, match="one ~"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("(" * 30 + "a" + ")" * 30, "brackets"),
        ("*".join(f"a{n}" for n in range(20)), "terms"),
        ("+".join(f"a{n}" for n in range(200)), "terms"),
        ("a + " * 2_000 + "a", "characters"),
    ],
)
def test_a_formula_has_a_size(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(f"y ~ {text}")


@pytest.mark.parametrize(
    ("most", "above"),
    [
        ("(" * 20 + "a" + ")" * 20, "(" * 21 + "a" + ")" * 21),
        ("+".join(["a", "0"] * 50), "+".join(["a", "0"] * 50 + ["b"])),
        ("a*b*c*d*e*f + " + "+".join("ghijk" * 7), "a*b*c*d*e*f*g"),
        ("C(a) + poly2(b) + (c + d)" + " + e" * 96, "C(a) + poly2(b) + (c + d)" + " + e" * 97),
        ("a" + " " * 3_999, "a" + " " * 4_000),
        ("(a) + (b) + " + "(" * 20 + "c" + ")" * 20, "(a) + (b) + " + "(" * 21 + "c" + ")" * 21),
    ],
)
def test_a_formula_may_be_as_large_as_that_and_no_larger(most: str, above: str) -> None:
    assert parse_terms(most).factors
    with pytest.raises(UsageError, match="formula"):
        parse_terms(above)


def test_brackets_that_are_closed_count_no_more() -> None:
    assert len(parse_terms(" + ".join(f"(a{n})" for n in range(30))).factors) == 30


def test_the_engine_is_given_no_word_of_the_user() -> None:
    formula = parse("y ~ os + C(sys, 'import') * log(exec) + poly2(`__import__('os')`)")
    assert formula.terms == "v0 + v1*v2 + v3"
