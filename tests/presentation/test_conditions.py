"""Conditions of a codebook in words: the labels of the answers that hold, and plain words for numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analysis.codebook.expression import parse
from analysis.presentation.conditions import Wording
from analysis.presentation.rounding import numerals
from analysis.presentation.words import words

LABELS = {"q": "Hurt online", "often": "How often", "age": "Age", "hours": "Hours online", "district": "District"}
ANSWERS: Mapping[str, Mapping[float | str, str]] = {
    "q": {1.0: "Yes", 2.0: "No"},
    "often": {1.0: "Daily", 2.0: "Weekly", 3.0: "Less often"},
    "district": {"01": "Upper river", "02": "Lower river"},
}


def wording(lang: str) -> Wording:
    return Wording(
        words(lang),
        numerals(lang),
        lambda name: LABELS.get(name, name),
        lambda name: ANSWERS.get(name, {}),
        lambda name, code: {("region", 3.0): "East"}.get((name, code), f"code {code}"),
    )


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("q == 1", "Hurt online: Yes"),
        ("1 == q", "Hurt online: Yes"),
        ("q != 1", "Hurt online: No"),
        ("often <= 2", "How often: Daily, Weekly"),
        ("2 >= often", "How often: Daily, Weekly"),
        ("often > 3", "How often: -"),
        ("often in [1, 3]", "How often: Daily, Less often"),
        ("often not in [1, 3]", "How often: Weekly"),
        ('district == "01"', "District: Upper river"),
        ("age >= 15", "Age: at least 15"),
        ("15 <= age", "Age: at least 15"),
        ("age < 15", "Age: less than 15"),
        ("age <= 15", "Age: at most 15"),
        ("age > 15", "Age: more than 15"),
        ("hours > 1500.5", "Hours online: more than 1500.5"),
        ("region == 3", "region: East"),
        ("region != 3", "region: not East"),
        ("region in [3, 4]", "region: East, code 4.0"),
        ("consent", "consent: yes"),
        ("q", "Hurt online: Yes"),
        ("missing(q)", "Hurt online: no answer"),
        ("answered(q)", "Hurt online: answered"),
        ("q == 1 and age >= 15", "Hurt online: Yes; and Age: at least 15"),
        ("q == 1 or often == 1 and age < 15", "Hurt online: Yes; or (How often: Daily; and Age: less than 15)"),
        ("not (q == 1)", "not (Hurt online: Yes)"),
        ("hours * 60 - 5 >= age", "((Hours online * 60) - 5): at least Age"),
        ("-hours in [1, 2]", "-Hours online: 1, 2"),
        ("12 <= age < 15", "Age: at least 12; and Age: less than 15"),
    ],
)
def test_a_condition_says_what_holds(condition: str, said: str) -> None:
    assert wording("en").condition(parse(condition)) == said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("age >= 15 and q == 1", "Age: sedikitnya 15; dan Hurt online: Yes"),
        ("hours < 1.5", "Hours online: kurang dari 1,5"),
        ("not (q == 1) or missing(q)", "bukan (Hurt online: Yes); atau Hurt online: tidak menjawab"),
    ],
)
def test_a_condition_is_in_the_language_asked_for(condition: str, said: str) -> None:
    assert wording("id").condition(parse(condition)) == said


@pytest.mark.parametrize("condition", ["q == 1 and age >= 15", "not (q == 1)", "hours * 60 >= 120", "age >= hours"])
def test_a_condition_on_more_than_one_plain_question_has_no_counted_answers(condition: str) -> None:
    assert wording("en").counted(parse(condition)) is None
