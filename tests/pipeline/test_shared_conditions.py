"""Where answers are possible at all, as the codebook and the data say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from analysis.pipeline.shared_conditions import rests_on
from analysis.pipeline.shared_rows import shared
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.presentation.protection import MadeOf, Possible, Tie
from analysis.request import BreakdownRequest, Domain, PrevalenceRequest, Shown, SurveyRequest
from tests.pipeline.small import ROWS, Small, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hit: {label: Hit, values: {1: Yes, 2: No}}
  often: {label: How often, values: {1: Never, 2: Sometimes, 3: Often}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}, asked_if: often >= 2}
  why: {label: Why nobody, values: {1: Shame, 2: Fear}, asked_if: told == 2}
indicators:
  any: {label: Any, version: both, any_of: [often >= 2, hit == 1], missing: complete}
"""
OFTEN = [1 + row % 3 for row in range(ROWS)]
HIT = [1 + (row % 7 > 0) for row in range(ROWS)]


def survey(folder: Path) -> Small:
    told = [None if often == 1 else 1 + (row % 5 == 0) for row, often in enumerate(OFTEN)]
    why = [1 + row % 2 if code == 2 else None for row, code in enumerate(told)]
    return write(folder, CODEBOOK, often=OFTEN, hit=HIT, told=told, why=why)


def breakdown(small: Small, of: str, **domain: Any) -> BreakdownRequest:
    return BreakdownRequest(data=small.data, set=(of,), domain=Domain(**domain), shown=Shown(rules="none"))


def ties(*requests: SurveyRequest) -> list[Tie]:
    shelf = Shelf()
    return list(shared([estimated(one, shelf) for one in requests]).made_of)


def possible(*requests: SurveyRequest) -> list[Possible]:
    return [one for one in ties(*requests) if isinstance(one, Possible)]


def test_a_question_rests_on_all_that_says_who_was_asked(tmp_path: Path) -> None:
    codebook = estimated(breakdown(survey(tmp_path), "why"), Shelf()).survey.codebook
    assert rests_on(codebook, "why") == {"why", "told", "often"}
    assert rests_on(codebook, "any and not missing(why)") == {"any", "why", "told", "often", "hit"}
    assert rests_on(codebook, "elsewhere") == {"elsewhere"}


def test_of_those_who_said_never_nobody_is_in_the_domain_of_the_others(tmp_path: Path) -> None:
    small = survey(tmp_path)
    found = possible(breakdown(small, "often"), breakdown(small, "hit", where="often >= 2"))
    never, sometimes, frequently = (one for one in found if one.answers)  # one question for each answer
    (yes,) = never.answers.values()
    assert sorted(yes.tolist()) == [False, True]
    assert (never.others == ~yes).all()
    for one in (sometimes, frequently):
        assert (next(iter(one.answers.values())) == ~yes).all()
        assert one.others.all()
    assert not any(one.silent.any() for one in found if one.answers)
    assert all(one.complete for one in found)


def test_nothing_is_known_where_no_domain_and_no_group_is_made_of_an_answer(tmp_path: Path) -> None:
    small = survey(tmp_path)
    assert possible(breakdown(small, "often"), breakdown(small, "often", where="sex == 1", by=("hit",))) == []
    two = [breakdown(small, "often", where=f"sex == {code}") for code in (1, 2)]
    assert {one.base == one.everybody for one in possible(*two)} == {True}
    assert possible(*two[:1], breakdown(small, "often", where="sex == 1", by=("hit",))) == []


def test_a_condition_may_be_made_of_nothing(tmp_path: Path) -> None:
    small = survey(tmp_path)
    found = possible(breakdown(small, "often", where="1 == 1"), breakdown(small, "hit", where="often >= 2"))
    assert len([one for one in found if one.answers]) == 3


def test_a_domain_in_which_everybody_answered_has_nobody_silent(tmp_path: Path) -> None:
    small = survey(tmp_path)
    found = possible(breakdown(small, "told", by=("sex",)), breakdown(small, "hit", where="often >= 2"))
    told = next(one for one in found if one.answers)
    inside = ~told.silent
    assert inside.any()
    assert not inside.all()
    assert (np.any([told.others, *told.answers.values()], axis=0) == inside).all()
    assert not told.blank.any()


def test_what_answers_make_up_inside_a_group_alone(tmp_path: Path) -> None:
    small = survey(tmp_path)
    any_ = PrevalenceRequest(data=small.data, indicator=("any",), forms=False, shown=Shown(rules="none"))
    made = [
        one
        for one in ties(breakdown(small, "often", by=("hit", "sex")), any_)
        if isinstance(one, MadeOf) and one.inside
    ]
    of_others = [one for one in made if [name[-2:] for name in one.parts] == [" 1", " 1"]]
    assert of_others  # any and never are all of those who were not hit
    assert len({one.inside for one in of_others}) == 1
