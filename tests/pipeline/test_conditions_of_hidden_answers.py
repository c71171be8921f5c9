"""A domain or a group that is made of answers is as large as they are, and gives none of them back that is hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.presentation.table import Row, Table
from analysis.request import BreakdownRequest, Domain, EstimateRequest, PrevalenceRequest, Shown, SurveyRequest
from analysis.request_analysis import CrosstabRequest, ModelRequest
from tests.pipeline.small import ROWS, Small, side_by_side, write

CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South, 3: East}}
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {unit: years}
  often: {label: How often, values: {1: Never, 2: Sometimes}}
  hit: {label: Hit, values: {1: Yes, 2: No}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}, asked_if: often >= 2}
indicators:
  ever: {label: Ever, any_of: [often >= 2], missing: complete}
  known: {label: Known, any_of: [often >= 2], missing: as_no}
  any: {label: Any, version: both, any_of: [often >= 2, hit == 1], missing: complete}
"""
SHOWN = Shown(rules="none")
HURT = Domain(where="often >= 2")


def survey(folder: Path, *, never: int, **columns: Any) -> Small:
    """So many of 200 children were never hurt; of the others every third told nobody."""
    often = [1 + (row >= never) for row in range(ROWS)]
    told = [1 + (row % 3 == 0) if row >= never else None for row in range(ROWS)]
    place, hit = [1 + row % 3 for row in range(ROWS)], [1 + (row % 4 > 0) for row in range(ROWS)]
    return write(folder, CODEBOOK, **({"place": place, "often": often, "told": told, "hit": hit} | columns))


def breakdown(small: Small, of: str, **domain: Any) -> BreakdownRequest:
    return BreakdownRequest(data=small.data, set=(of,), domain=Domain(**domain), shown=SHOWN)


def tells_of(table: Table) -> bool:
    """Whether a reader can say how many the table is of."""
    return table.provenance["rows_in_domain"] is not None or not all(row.base_hidden for row in table.rows)


def of_those_who_were_hurt(small: Small) -> dict[str, SurveyRequest]:
    about: dict[str, Any] = {"data": small.data, "domain": HURT, "shown": SHOWN}
    return {
        "shares": BreakdownRequest(set=("sex",), **about),
        "follow-up": BreakdownRequest(set=("told",), **about),
        "indicator": PrevalenceRequest(indicator=("ever",), **about),
        "mean": EstimateRequest(variable=("age",), statistic=("mean",), **about),
        "median": EstimateRequest(variable=("age",), statistic=("median",), **about),
        "crossing": CrosstabRequest(row="sex", column="place", **about),
    }


KINDS = ("shares", "follow-up", "indicator", "mean", "median", "crossing")


@pytest.mark.parametrize("kind", KINDS)
def test_those_who_were_hurt_are_not_counted_beside_a_table_that_hides_who_never_was(kind: str, tmp_path: Path) -> None:
    small = survey(tmp_path, never=4)
    often, made = side_by_side(breakdown(small, "often"), of_those_who_were_hurt(small)[kind])
    assert [row.status for row in often.rows] == ["suppressed", "suppressed"]
    assert not tells_of(made)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "indicator"])  # all of them were hurt
def test_nothing_is_hidden_where_the_answers_may_be_told(kind: str, tmp_path: Path) -> None:
    small = survey(tmp_path, never=80)
    tables = side_by_side(breakdown(small, "often"), of_those_who_were_hurt(small)[kind])
    assert {row.status for table in tables for row in table.rows} == {"shown"}
    assert tables[1].provenance["rows_in_domain"] == 120


def test_how_many_are_in_a_domain_is_not_told_of_a_base_in_it_either(tmp_path: Path) -> None:
    # 198 of 200 were hit, whatever part of them a table is of: two were not, whom the other table hides.
    nowhere = [row % 8 == 0 for row in range(ROWS)]
    place = [None if none else 1 + row % 3 for row, none in enumerate(nowhere)]
    small = survey(tmp_path, never=0, hit=[1 + (row in (0, 8)) for row in range(ROWS)], place=place)
    of_a_place = replace(breakdown(small, "told", where="hit == 1", by=("place", "sex")), base="place == 1")
    share = EstimateRequest(data=small.data, variable=("hit",), statistic=("proportion",), shown=SHOWN)
    hidden, made = side_by_side(share, of_a_place)
    assert {row.status for row in hidden.rows} == {"suppressed"}
    assert made.provenance["rows_in_domain"] is None


def a_model(small: Small, **domain: Any) -> ModelRequest:
    return ModelRequest(data=small.data, formula="hit == 1 ~ sex", domain=Domain(**domain), shown=SHOWN)


def words(table: Table) -> str:
    return " ".join(table.notes)


def test_a_model_of_those_who_were_hurt_does_not_say_how_many_these_are(tmp_path: Path) -> None:
    small = survey(tmp_path, never=4, hit=[1 + (row % 3 > 0) for row in range(ROWS)])
    often, made = side_by_side(breakdown(small, "often"), a_model(small, where="often >= 2"))
    assert [row.status for row in often.rows] == ["suppressed", "suppressed"]
    assert not tells_of(made)
    for row in made.rows:
        assert (row.status, row.base_hidden, row.estimate.n, row.estimate.n_cases, row.estimate.df) == (
            "suppressed",
            True,
            0,
            None,
            None,
        )
    assert all(test.p is None for test in made.tests)
    assert "How many rows the model stands on is not told" in words(made)
    assert "degrees of freedom:" not in words(made)


def test_a_model_does_not_say_how_many_left_its_outcome_blank_where_anything_is_hidden(tmp_path: Path) -> None:
    """Three of the first place and 162 of the others answered, so the blanks among these would tell the three."""
    place = [1] * 20 + [2] * 90 + [3] * 90
    hit = [None if 3 <= row < 20 or row % 10 == 5 else 1 + row % 2 for row in range(ROWS)]
    sex = [None if row % 15 == 7 else 1 + row % 3 // 2 for row in range(ROWS)]
    small = survey(tmp_path, never=40, place=place, hit=hit, sex=sex)
    model = replace(a_model(small, where="place >= 2"), formula="hit == 1 ~ sex")
    _, hidden, made = side_by_side(breakdown(small, "place"), breakdown(small, "hit", by=("place",)), model)
    assert hidden.rows[1].base_hidden
    assert not any(row.variable == "hit == 1" for row in made.missing)
    assert {row.status for row in made.rows} == {"shown"}
    assert "which the model stands on:" in words(made)


@pytest.mark.parametrize(("hit", "told"), [(3, False), (60, True)])
def test_a_crossing_does_not_say_how_many_answered_where_a_table_hides_a_base(
    hit: int, told: bool, tmp_path: Path
) -> None:
    """Of 194 who said whether they were hit three were; a table by it has a base of 191."""
    codes = [None if row < 6 else 1 if row < 6 + hit else 2 for row in range(ROWS)]
    small = survey(tmp_path, never=60, hit=codes)
    by_hit = breakdown(small, "sex", by=("hit",))
    crossing = CrosstabRequest(row="hit", column="sex", data=small.data, shown=SHOWN)
    table, crossed = side_by_side(by_hit, crossing)
    known = [row.estimate.n for row in table.rows if row.estimate.subject.by and not row.base_hidden]
    assert (ROWS - 6 - hit in known and ROWS - 6 in {row.estimate.n for row in crossed.rows}) is told


@pytest.mark.parametrize(("never", "told"), [(198, False), (190, True)])
def test_the_cases_of_a_model_are_held_against_a_condition_on_them(never: int, told: bool, tmp_path: Path) -> None:
    """Of those who were hurt or hit, who are two or ten more than those who were hit."""
    small = survey(tmp_path, never=never, hit=[1 + (row >= 40) for row in range(ROWS)])
    table, made = side_by_side(breakdown(small, "sex", where="often >= 2 or hit == 1", by=("hit",)), a_model(small))
    of_the_model = made.rows[0].estimate.n_cases is not None
    assert (not table.rows[0].base_hidden and of_the_model) is told


@pytest.mark.parametrize(("never", "domain"), [(40, {"where": "often >= 2"}), (4, {})])
def test_a_model_is_shown_where_its_rows_tell_of_nobody(never: int, domain: dict[str, Any], tmp_path: Path) -> None:
    small = survey(tmp_path, never=never, hit=[1 + (row % 3 > 0) for row in range(ROWS)])
    _, made = side_by_side(breakdown(small, "often"), a_model(small, **domain))
    assert {row.status for row in made.rows} == {"shown"}
    assert {row.estimate.n for row in made.rows} == {ROWS - never if domain else ROWS}
    assert "Rows with an answer to everything in the formula, which the model stands on:" in words(made)


@pytest.mark.parametrize("turned", ["not often >= 2", "ever == 0", "often == 1"])
def test_a_domain_of_few_is_not_what_its_opposite_leaves_of_the_file(turned: str, tmp_path: Path) -> None:
    small = survey(tmp_path, never=3)
    few, others = side_by_side(breakdown(small, "sex", where=turned), breakdown(small, "place", where="often >= 2"))
    assert not tells_of(few)
    assert not tells_of(others)


def test_children_of_a_place_who_were_not_asked_are_not_told_by_the_size_of_the_place(tmp_path: Path) -> None:
    # One child of 34 of the North was never hurt, 7 others in the South: 33 were asked whom they told.
    place = [1 + (row >= 34) for row in range(ROWS)]
    often = [1 if row == 0 or 40 <= row < 47 else 2 for row in range(ROWS)]
    told = [None if code == 1 else 1 + row % 2 for row, code in enumerate(often)]
    small = survey(tmp_path, never=0, place=place, often=often, told=told)
    never, asked, places = side_by_side(
        breakdown(small, "sex", where="ever == 0", by=("place",)),
        breakdown(small, "told", by=("place",)),
        breakdown(small, "place"),
    )
    assert all(row.base_hidden for row in never.rows if row.estimate.subject.by)
    of_north = {row.estimate.n for row in asked.rows if _in(row, 1) and not row.base_hidden}
    assert not (of_north and places.rows[0].status == "shown")


def _in(row: Row, place: int) -> bool:
    return [level.value for level in row.estimate.subject.by.values()] == [place]


def test_any_of_two_harms_gives_no_few_back_who_met_the_one_without_the_other(tmp_path: Path) -> None:
    # 40 children met both, 120 were hit alone, and 2 were hurt alone: 162 met any, of whom 160 were hit.
    often = [2 if row < 40 or row >= 198 else 1 for row in range(ROWS)]
    told = [1 + row % 2 if code == 2 else None for row, code in enumerate(often)]
    small = survey(tmp_path, never=0, often=often, told=told, hit=[1 + (row >= 160) for row in range(ROWS)])
    any_ = PrevalenceRequest(data=small.data, indicator=("any",), shown=SHOWN, forms=False)
    by_hit, any_table = side_by_side(breakdown(small, "often", by=("hit",)), any_)
    of_others = [row for row in by_hit.rows if _in(row, 2)]
    assert {row.status for row in of_others} == {"suppressed"}
    assert any_table.rows[0].status == "suppressed" or all(row.base_hidden for row in of_others)


def test_no_other_table_of_a_domain_says_how_many_are_in_it(tmp_path: Path) -> None:
    # Four did not say how often, and so none of these was asked whom they told.
    often = [None] * 4 + [1 + row % 2 for row in range(4, ROWS)]
    told = [1 + row % 3 // 2 if code == 2 else None for row, code in enumerate(often)]
    small = survey(tmp_path, never=0, often=often, told=told)
    tables = side_by_side(*(breakdown(small, of, where="missing(often)") for of in ("sex", "hit")))
    assert not any(tells_of(table) for table in tables)


@pytest.mark.parametrize("of", ["sex", "told"])
def test_children_without_a_group_are_not_told_by_the_domain_of_those_who_did_not_answer(
    of: str, tmp_path: Path
) -> None:
    # 174 were hit, 3 were not, and 23 did not say.
    hit = [1] * 174 + [2] * 3 + [None] * 23
    small = survey(tmp_path, never=90, hit=hit)
    by_hit, missing = side_by_side(breakdown(small, "often", by=("hit",)), breakdown(small, of, where="missing(hit)"))
    assert all(row.base_hidden for row in by_hit.rows if _in(row, 2))
    shown = {row.estimate.n for row in by_hit.rows if _in(row, 1) and not row.base_hidden}
    assert not (shown and missing.provenance["rows_in_domain"])


@pytest.mark.parametrize(("hurt", "statuses"), [(40, {"shown"}), (3, {"suppressed"})])
def test_that_all_who_were_hurt_were_hurt_hides_nothing_but_itself(
    hurt: int, statuses: set[str], tmp_path: Path
) -> None:
    small = survey(tmp_path, never=ROWS - hurt)
    ever, of_hurt = side_by_side(
        *(
            PrevalenceRequest(data=small.data, indicator=("ever",), domain=Domain(where=where), shown=SHOWN)
            for where in (None, "ever == 1")
        )
    )
    assert {row.status for row in ever.rows} == statuses
    assert [(row.status, row.base_hidden) for row in of_hurt.rows] == [("suppressed", hurt < 5)]


def test_unanswered_who_count_as_no_are_told_of_no_domain_where_anything_is_hidden(tmp_path: Path) -> None:
    often = [None] * 9 + [1] * 3 + [2] * 188
    small = survey(tmp_path, never=0, often=often, told=[1] * ROWS)
    known = PrevalenceRequest(
        data=small.data, indicator=("known",), domain=Domain(where="not missing(hit)"), shown=SHOWN
    )
    (alone,) = side_by_side(known)
    hidden, beside = side_by_side(breakdown(small, "often", where="sex == 1"), known)
    assert [row.n for row in alone.missing] == [9]
    assert "suppressed" in {row.status for row in hidden.rows}
    assert beside.missing == ()
