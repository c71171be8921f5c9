"""What is known of answers to several questions: of what they are made, and who was asked them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from analysis.pipeline.shared_answers import Question, made_of
from analysis.presentation.protection import MadeOf

#                 never ...........  sometimes  often  refused
OFTEN = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, -1], np.int8)
EVER = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, -1], np.int8)
TOLD = np.array([-1, -1, -1, -1, -1, -1, 1, 0, 1, 0, 1, -1], np.int8)


def question(name: str, code: Any, *shown: int, of: tuple[str, ...]) -> Question:
    return Question(name, f"{name} asked", code, {answer: f"{name}={answer}" for answer in shown}, frozenset(of))


def found(*questions: Question, loose: bool = False) -> set[MadeOf]:
    return {one for one in made_of(questions, np.ones(12, np.bool_)) if one.loose == loose}


OFTEN_SHOWN = question("often", OFTEN, 0, 1, 2, of=("often",))
EVER_SHOWN = question("ever", EVER, 1, of=("ever", "often"))


def test_answers_are_put_together_and_turned_round() -> None:
    never = question("never", np.where(EVER < 0, -1, 1 - EVER), 1, of=("never", "often"))
    assert found(OFTEN_SHOWN, EVER_SHOWN) == {
        MadeOf(("ever=1",), ("often=1", "often=2")),
        MadeOf(("ever=1", "often=0"), ("ever",)),
        MadeOf(("ever",), ("often",)),
        MadeOf(("often",), ("ever",)),
    }
    assert MadeOf(("never=1",), ("often=0",)) in found(OFTEN_SHOWN, never)


def test_who_answers_what_follows_gave_some_answers_before() -> None:
    told = question("told", TOLD, 1, of=("told",))
    assert found(EVER_SHOWN, told) == {MadeOf(("told",), ("ever=1",))}
    some = question("some", np.where(np.arange(12) == 7, -1, TOLD), 1, of=("some",))
    assert MadeOf(("some",), ("ever=1",)) in found(EVER_SHOWN, some)


def test_cases_of_questions_that_have_nothing_in_common_are_alike_by_chance() -> None:
    other = question("other", EVER, 1, of=("other",))
    assert found(EVER_SHOWN, other) == {MadeOf(("ever",), ("other",)), MadeOf(("other",), ("ever",))}
    assert found(EVER_SHOWN) == set()


def test_an_answer_that_nobody_gave_may_be_part_of_what_others_make_up() -> None:
    often = question("often", np.minimum(OFTEN, 1), 0, 1, 2, of=("often",))
    assert MadeOf(("ever=1",), ("often=1", "often=2")) in found(often, EVER_SHOWN)


def test_those_who_met_one_harm_are_among_those_who_met_any() -> None:
    hit = question("hit", np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, -1], np.int8), 1, of=("hit",))
    any_ = question("any", np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, -1], np.int8), 1, of=("any", "often", "hit"))
    of_kinds = {one for one in found(EVER_SHOWN, hit, any_, loose=True) if "any=1" in one.whole}
    assert of_kinds == {MadeOf(("ever=1",), ("any=1",), loose=True), MadeOf(("hit=1",), ("any=1",), loose=True)}


def test_who_did_not_meet_any_harm_never_met_the_one() -> None:
    never = question("all", np.array([1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0], np.int8), 1, of=("often",))
    any_ = question("all", np.array([0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1], np.int8), 1, of=("any", "often"))
    any_ = replace(any_, shown={1: "any=1"})
    tie = MadeOf(("all",), ("all=1", "any=1"), loose=True)
    assert tie in found(never, any_, loose=True)
    assert tie not in found(never, replace(any_, code=any_.code * (np.arange(12) != 9)), loose=True)
    assert tie not in found(never, replace(any_, of=frozenset({"hit"})), loose=True)


def test_those_to_whom_it_happened_often_were_all_asked_what_followed() -> None:
    often = question("often", np.where(OFTEN == 2, 1, np.minimum(OFTEN, 0)), 0, 1, 5, of=("often",))
    told = question("told", TOLD, 1, of=("told",))
    assert MadeOf(("often=1",), ("told",), loose=True) in found(often, told, loose=True)
    assert MadeOf(("often=0",), ("told",), loose=True) not in found(often, told, loose=True)
    everybody = question("all", np.abs(TOLD), 1, of=("told",))
    assert not any(one.whole == ("all",) for one in found(often, everybody, loose=True))


def test_only_the_rows_in_question_are_looked_at() -> None:
    inside = np.arange(12) < 6
    assert made_of([OFTEN_SHOWN, question("told", TOLD, 1, of=("told",))], inside) == []
    assert made_of([OFTEN_SHOWN, question("told", TOLD, 1, of=("told",))], ~inside) != []
