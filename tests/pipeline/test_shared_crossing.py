"""Which answers to several questions go together, and what numbers tell of each other only together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.arrays import BoolArray
from analysis.pipeline import shared_crossing
from analysis.pipeline.shared_rows import shared
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.presentation.protection import Crossed, hiding
from analysis.presentation.protection.counted import Counted, beside
from analysis.request import (
    BreakdownRequest,
    Domain,
    EstimateRequest,
    FlowRequest,
    PrevalenceRequest,
    Shown,
    SurveyRequest,
)
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, side_by_side, write

CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South}}
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {unit: years}
  often: {label: How often, values: {1: Never, 2: Sometimes}}
  hit: {label: Hit, values: {1: Yes, 2: No}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}}
indicators:
  any: {label: Any, version: both, any_of: [often >= 2, hit == 1], missing: complete}
  nobody: {label: Told nobody, any_of: [told == 2], missing: complete}
"""
STEPS = """
populations:
  hurt: {label: Who was hurt, where: often == 2}
  girls: {label: Girls who were hurt, where: sex == 2 and often == 2}
"""
SHOWN = Shown(rules="none")
HURT = 78


def survey(folder: Path, *, both: int = 4, codebook: str = CODEBOOK) -> Small:
    """The first 78 of 200 children were hurt and asked whom they told; so many of them, and ten others, were hit."""
    hurt = [row < HURT for row in range(ROWS)]
    return write(
        folder,
        codebook,
        place=[1 + (row % 5 > 1) for row in range(ROWS)],
        often=[1 + one for one in hurt],
        hit=[2 - (HURT - both <= row < HURT + 10) for row in range(ROWS)],
        told=[1 + (row % 3 == 0) if one else None for row, one in enumerate(hurt)],
    )


def breakdown(small: Small, of: str, **domain: Any) -> BreakdownRequest:
    return BreakdownRequest(data=small.data, set=(of,), domain=Domain(**domain), shown=SHOWN)


def any_with_forms(small: Small) -> PrevalenceRequest:
    return PrevalenceRequest(data=small.data, indicator=("any",), forms=True, shown=SHOWN)


def harms(small: Small) -> tuple[SurveyRequest, SurveyRequest]:
    return any_with_forms(small), breakdown(small, "sex", where="hit == 1")


def crossed(*requests: SurveyRequest) -> list[Crossed]:
    shelf = Shelf()
    ties = shared([estimated(one, shelf) for one in requests]).made_of
    return [one for one in ties if isinstance(one, Crossed)]


def cells(one: Crossed, rows: int) -> BoolArray:
    """The cells of whatever so many rows of the file are."""
    (found,) = {inside.tobytes(): inside for inside in one.named.values() if one.rows @ inside == rows}.values()
    return found > 0


def test_who_met_neither_of_two_harms_did_not_meet_any(tmp_path: Path) -> None:
    (one,) = crossed(*harms(survey(tmp_path)))
    hurt, hit, both = cells(one, HURT), cells(one, 14), cells(one, HURT + 10)
    assert sorted(one.rows.tolist()) == [4, 10, 74, 112]
    assert (both == hurt | hit).all()


def test_who_told_anybody_was_hurt_and_was_asked(tmp_path: Path) -> None:
    small = survey(tmp_path)
    (one,) = crossed(breakdown(small, "told"), breakdown(small, "often"), breakdown(small, "often", where="hit == 1"))
    told, hurt, everybody = cells(one, 52), cells(one, HURT), cells(one, ROWS)
    assert not (told & ~hurt).any()
    assert everybody.all()
    assert one.rows[hurt & (one.of == one.of[np.flatnonzero(hurt)[0]])].sum() in (4, 74)


def test_questions_that_only_conditions_name_are_crossed_too(tmp_path: Path) -> None:
    """Of girls in the domain of boys and of those who told nobody, none was never hurt."""
    small = survey(tmp_path)
    (one,) = crossed(breakdown(small, "often", by=("sex",)), breakdown(small, "often", where="sex == 1 or told == 2"))
    never = cells(one, ROWS - HURT)
    in_classes = [one.of == each for each in range(3)]
    by_class = [(one.rows[inside].sum(), (never & inside).sum()) for inside in in_classes]
    assert sorted(by_class) == [(13, 0), (87, 1), (100, 1)]


def test_questions_that_say_who_was_asked_or_who_is_in_a_step_are_crossed_too(tmp_path: Path) -> None:
    """Nobody who was never hurt was asked on, whatever is counted of those who were."""
    asked = CODEBOOK.replace("2: Nobody}}", "2: Nobody}, asked_if: often == 2}") + STEPS
    small = survey(tmp_path, codebook=asked)
    for tables in (
        [breakdown(small, "told"), breakdown(small, "told", where="hit == 1")],
        [FlowRequest(data=small.data, step=("girls",), shown=SHOWN), breakdown(small, "sex", where="told == 1")],
    ):
        (one,) = crossed(*tables)
        hurt = one.named["often 1"] > 0
        assert one.rows[hurt].sum() == HURT
        assert not any(inside[~hurt].any() for name, inside in one.named.items() if "told" in name or "girls" in name)


def test_questions_that_say_whose_answers_are_asked_for_are_crossed_too(tmp_path: Path) -> None:
    small = survey(tmp_path, codebook=CODEBOOK.replace("2: Nobody}}", "2: Nobody}, asked_if: often == 2}"))
    of_base = replace(breakdown(small, "often"), base="told == 1")
    (one,) = crossed(of_base, breakdown(small, "sex", where="hit == 1"))
    assert {"told 0", "told 1", "told asked"} < one.named.keys()


def test_numbers_that_a_condition_names_are_not_crossed(tmp_path: Path) -> None:
    small = survey(tmp_path)
    assert not crossed(breakdown(small, "sex"), breakdown(small, "sex", where="age / 7 > 2"))


def test_questions_that_have_nothing_to_do_with_each_other_are_not_crossed(tmp_path: Path) -> None:
    small = survey(tmp_path)
    assert not crossed(breakdown(small, "sex"), breakdown(small, "hit"), breakdown(small, "hit", where="place == 1"))


@pytest.mark.parametrize(("limit", "most"), [("QUESTIONS", 3), ("LOOKS", 16 * ROWS)])
def test_of_too_many_those_that_tables_count_are_crossed(
    limit: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = harms(survey(tmp_path))
    monkeypatch.setattr(shared_crossing, "QUESTIONS", 4)  # as many as there are
    (one,) = crossed(*asked)
    monkeypatch.setattr(shared_crossing, limit, most)
    (few,) = crossed(*asked)
    assert one.named.keys() - few.named.keys() == {"hit 0", "hit 1", "hit answered", "hit asked"}


@pytest.mark.parametrize(("limit", "most"), [("QUESTIONS", 2), ("LOOKS", 16 * ROWS - 1), ("MOST", 3)])
def test_of_too_many_nothing_is_crossed(limit: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = harms(survey(tmp_path))
    assert crossed(*asked)
    monkeypatch.setattr(shared_crossing, limit, most)
    assert not crossed(*asked)


def test_any_harm_less_each_of_two_does_not_tell_how_many_of_those_who_met_both_were_asked(tmp_path: Path) -> None:
    small = survey(tmp_path)
    first = PrevalenceRequest(data=small.data, indicator=("nobody",), domain=Domain(by=("hit",)), shown=SHOWN)
    nobody, told, forms = side_by_side(first, breakdown(small, "told", by=("place",)), any_with_forms(small))
    assert nobody.rows[1].base_hidden  # of four who were hurt and hit
    assert told.rows[0].estimate.n == HURT
    assert "suppressed" in [row.status for row in forms.rows]


def test_all_is_shown_where_many_met_both(tmp_path: Path) -> None:
    small = survey(tmp_path, both=30)
    first = PrevalenceRequest(data=small.data, indicator=("nobody",), domain=Domain(by=("hit",)), shown=SHOWN)
    tables = side_by_side(first, breakdown(small, "told", by=("place",)), any_with_forms(small))
    assert {row.status for table in tables for row in table.rows} == {"shown"}


def those_asked_and_all(small: Small, row: str, column: str) -> tuple[SurveyRequest, ...]:
    """A crossing of those who were asked whom they told, beside how many of all told nobody, and how many are boys."""
    by_sex = PrevalenceRequest(data=small.data, indicator=("nobody",), domain=Domain(by=("sex",)), shown=SHOWN)
    crossing = CrosstabRequest(row=row, column=column, data=small.data, shown=SHOWN)
    boys = (
        EstimateRequest(
            data=small.data, variable=("sex",), statistic=("proportion",), domain=Domain(by=by), shown=SHOWN
        )
        for by in ((), ("place",))
    )
    return by_sex, crossing, *boys


def flows(small: Small) -> tuple[SurveyRequest, ...]:
    """A step of all, and the same as a step of a step."""
    return tuple(FlowRequest(data=small.data, step=steps, shown=SHOWN) for steps in (("girls",), ("hurt", "girls")))


@pytest.mark.parametrize(
    "crossed_or_counted",
    [
        lambda small: those_asked_and_all(small, "sex", "nobody"),
        lambda small: those_asked_and_all(small, "nobody", "sex"),
        flows,
    ],
    ids=["sex by nobody", "nobody by sex", "two flows"],
)
def test_what_protection_takes_to_add_up_does(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    crossed_or_counted: Callable[[Small], tuple[SurveyRequest, ...]],
) -> None:
    # Numbers of one name and one group that are of other people; taken for one, the attack looks for none of them.
    seen: list[Counted] = []

    def kept(*made: Any, **how: Any) -> Counted:
        seen.append(beside(*made, **how))
        return seen[-1]

    monkeypatch.setattr(hiding, "beside", kept)
    small = survey(tmp_path, codebook=CODEBOOK + STEPS)
    side_by_side(*crossed_or_counted(small), breakdown(small, "sex", where="hit == 1"))
    (together,) = seen
    sums = [one for one in [*together.adding, *together.loose] if one.total is not None]
    counts = [one.cases for one in together.counts]
    assert len(sums) > 20
    assert all(sum(counts[part] for part in one.parts) == counts[one.total or 0] for one in sums)
