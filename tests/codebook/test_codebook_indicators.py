"""Indicators: every missing rule by a small table, made by hand."""

from __future__ import annotations

import pytest

from analysis.codebook.answers import Note
from analysis.codebook.meaning import Meaning
from analysis.errors import CodebookError, UsageError
from tests.codebook.small_files import meaning_of, said, table

CODEBOOK = """
populations: {users: {file: children, label: Users, where: uses == 1}}
variables:
  uses: {values: {1: Yes, 2: No}, missing: {9: refused}}
  older: {}
  a: {label: A happened, values: {1: Yes, 2: No}, missing: {7: refused, 8: dont_know}, asked_if: uses == 1}
  b: {label: B happened, values: {1: Yes, 2: No}, missing: {7: refused, 8: dont_know}, asked_if: uses == 1}
  c: {label: C happened, values: {1: Yes, 2: No}, missing: {7: refused, 8: dont_know},
      asked_if: uses == 1 and older == 1}
indicators:
  single: {label: Just A, population: users, any_of: [a == 1], missing: complete}
  any: {label: Any, population: users, any_of: [a == 1, b == 1, c == 1], missing: as_no, version: v1}
  every: {label: All, population: users, all_of: [a == 1, b == 1, c == 1], missing: any_yes, version: v1}
  two: {label: Two, population: users, at_least: {n: 2, of: [a == 1, b == 1, c == 1]}, missing: any_yes, version: v1}
  nested: {label: Any or older, population: users, any_of: [any, older == 1], missing: any_yes, version: v2}
  young: {label: C, any_of: [c == 1], missing: as_no}
"""
#         1 yes  2 no  7 refused  8 don't know  . blank; c is asked of the older only; the last three rows are not users
ROWS = """
    uses older a b c
    1    1     1 2 2
    1    1     2 2 2
    1    1     1 7 2
    1    1     2 7 8
    1    1     7 7 7
    1    1     1 1 1
    1    1     1 1 7
    1    0     2 2 .
    1    0     1 8 1
    1    0     2 8 .
    2    1     1 1 1
    9    1     1 2 2
    .    0     . . .
"""


@pytest.fixture
def meaning() -> Meaning:
    return meaning_of(CODEBOOK, *table(ROWS))


@pytest.mark.parametrize(
    ("name", "rule", "expected"),
    [
        ("single", "complete", "1 0 1 0 r 1 1 0 1 0 - - -"),
        ("single", "as_no", "1 0 1 0 0 1 1 0 1 0 - - -"),
        ("any", "as_no", "1 0 1 0 0 1 1 0 1 0 - - -"),
        ("any", "any_yes", "1 0 1 r r 1 1 0 1 d - - -"),
        ("any", "complete", "1 0 r r r 1 r 0 d d - - -"),
        ("every", "as_no", "0 0 0 0 0 1 0 0 0 0 - - -"),
        ("every", "any_yes", "0 0 0 0 r 1 r 0 d 0 - - -"),
        ("every", "complete", "0 0 r r r 1 r 0 d d - - -"),
        ("two", "as_no", "0 0 0 0 0 1 1 0 0 0 - - -"),
        ("two", "any_yes", "0 0 r r r 1 1 0 d 0 - - -"),
        ("two", "complete", "0 0 r r r 1 r 0 d d - - -"),
    ],
)
def test_each_rule_on_each_union(meaning: Meaning, name: str, rule: str, expected: str) -> None:
    answers = meaning.indicator_by(name, rule)
    assert said(answers) == expected


def test_before_the_rule_the_unanswered_keep_their_reasons(meaning: Meaning) -> None:
    answers = meaning.indicator("any")
    assert answers.before_rule is not None
    assert answers.before_rule.tolist() == [1, 0, 1, -4, -4, 1, 1, 0, 1, -3, -6, -6, -6]
    assert meaning.indicator("any", "exclude").before_rule is None
    assert meaning.indicator_by("any", "any_yes").before_rule is None


def test_an_indicator_carries_its_label_version_and_what_was_not_asked(meaning: Meaning) -> None:
    answers = meaning.indicator("any")
    assert (answers.label, answers.version) == ("Any", "v1")
    assert [level.label for level in answers.levels] == ["no", "yes"]
    assert answers.notes == (
        Note.of("not_in_union", label="C happened", count=3, size=10),
        Note.of("unsettled", count=2),
    )


def test_nobody_asked_anything_is_outside_the_base(meaning: Meaning) -> None:
    assert said(meaning.indicator("young")) == "0 0 0 0 0 1 0 - - - - 0 -"


def test_the_command_overrides_the_rule(meaning: Meaning) -> None:
    assert said(meaning.indicator("any", "exclude")) == said(meaning.indicator_by("any", "complete"))
    assert said(meaning.indicator("two", "as-no")) == said(meaning.indicator_by("two", "as_no"))
    assert meaning.indicator("any", None) is meaning.indicator_by("any", "as_no")
    with pytest.raises(UsageError, match="bounds is three estimates"):
        meaning.indicator("any", "bounds")


def test_the_bounds_are_all_three_rules(meaning: Meaning) -> None:
    as_no, any_yes, complete = meaning.bounds("any")
    assert [said(one) for one in (as_no, any_yes, complete)] == [
        "1 0 1 0 0 1 1 0 1 0 - - -",
        "1 0 1 r r 1 1 0 1 d - - -",
        "1 0 r r r 1 r 0 d d - - -",
    ]


def test_an_indicator_is_an_expression_too(meaning: Meaning) -> None:
    assert said(meaning.indicator("nested")) == "1 1 1 1 1 1 1 0 1 0 - - -"
    assert meaning.mask("any and older == 0").tolist() == [False] * 8 + [True] + [False] * 4
    assert said(meaning.levels("any")) == said(meaning.indicator("any"))
    assert meaning.number("any").number[:2].tolist() == [1.0, 0.0]


def test_each_form_of_a_composite_stands_on_its_own(meaning: Meaning) -> None:
    forms = meaning.forms("any")
    assert [(form.name, form.label) for form in forms] == [
        ("a", "A happened"),
        ("b", "B happened"),
        ("c", "C happened"),
    ]
    assert [said(form) for form in forms] == [
        "1 0 1 0 r 1 1 0 1 0 - - -",
        "0 0 r r r 1 1 0 d d - - -",
        "0 0 0 d r 1 r - - - - - -",
    ]


def test_forms_on_one_variable_are_named_by_their_conditions() -> None:
    meaning = meaning_of(
        "variables: {a: {label: How often}}\n"
        "indicators: {i: {label: I, any_of: [a == 1, a == 2], missing: as_no, version: v}}",
        *table("a\n1\n2\n3"),
    )
    assert [(form.name, form.label, said(form)) for form in meaning.forms("i")] == [
        ("a == 1", "a == 1", "1 0 0"),
        ("a == 2", "a == 2", "0 1 0"),
    ]


def test_a_population_is_who_it_is_known_of(meaning: Meaning) -> None:
    assert meaning.population("users").tolist() == [True] * 10 + [False] * 3
    with pytest.raises(UsageError, match=r"population 'user' is not in the codebook\. Did you mean users\?"):
        meaning.population("user")


def test_a_condition_that_cannot_be_meant_is_the_codebooks_fault() -> None:
    meaning = meaning_of(
        "variables: {a: {}}\nindicators: {i: {label: I, any_of: [a == 'x'], missing: as_no}}", *table("a\n1")
    )
    with pytest.raises(CodebookError, match=r"codebook:4:14: indicators\.i: .*a text where a number is needed"):
        meaning.indicator("i")


def test_an_indicator_nobody_knows_is_answered_with_the_nearest(meaning: Meaning) -> None:
    with pytest.raises(UsageError, match=r"indicator 'singlee' is not in the codebook\. Did you mean single\?"):
        meaning.indicator("singlee")
