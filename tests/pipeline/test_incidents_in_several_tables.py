"""Incidents of one child count as of one, also in what tables differ by, and add up to those who met each form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.pipeline import shared_incidents
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, PrevalenceRequest, Shown, SurveyRequest
from tests.pipeline.small import ROWS, Small, group, side_by_side, write

PROTECTED = Shown(rules="none")
CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South, 3: West}}
  hit: {label: Hit, values: {1: "Yes", 2: "No"}}
  robbed: {label: Robbed, values: {1: "Yes", 2: "No"}}
indicators:
  any: {label: Any of both, version: both, any_of: [hit == 1, robbed == 1], missing: complete}
response_sets:
  told:
    label: Whom the child told
    base: any
    unit: instance
    items: {friend: A friend, police: The police}
    follow_up: {of: [hit, robbed], columns: "told_{item}_{form}"}
"""
UNANSWERED = (None, None)


def survey(folder: Path, *children: tuple[int, int | None, Any, Any], codebook: str = CODEBOOK) -> Small:
    """So many children in a place, whom they told after each form; the rest met nothing and live in the north."""
    rows = [(place, *after) for count, place, *after in children for _ in range(count)]
    rows += [(1, None, None)] * (ROWS - len(rows))
    columns: dict[str, list[Any]] = {"place": [place for place, _, _ in rows]}
    for number, form in enumerate(("hit", "robbed"), 1):
        columns[form] = [2 if row[number] is None else 1 for row in rows]
        for item in (0, 1):
            name = f"told_{('friend', 'police')[item]}_{form}"
            columns[name] = [None if row[number] is None else row[number][item] for row in rows]
    return write(folder, codebook, **columns)


def told(small: Small, *by: str, base: str | None = None, where: str | None = None) -> SurveyRequest:
    return BreakdownRequest(
        data=small.data, set=("told",), base=base, domain=Domain(where=where, by=by), shown=PROTECTED
    )


def met(small: Small, form: str, *by: str) -> SurveyRequest:
    return BreakdownRequest(data=small.data, set=(form,), domain=Domain(by=by), shown=PROTECTED)


def hidden(table: Table) -> set[tuple[Any, ...]]:
    return {group(row) for row in table.rows if row.estimate.value is None}


FRIEND, POLICE, NOBODY = (1, 0), (0, 1), (0, 0)


@pytest.mark.parametrize(("others", "secret"), [(3, True), (8, False)])
def test_incidents_that_only_one_of_two_tables_has_are_as_few_as_their_children(
    tmp_path: Path, others: int, secret: bool
) -> None:
    west = (others, 3, FRIEND, FRIEND), (12, 3, NOBODY, NOBODY)  # who told a friend, and others
    small = survey(tmp_path, (40, 1, FRIEND, POLICE), (40, 2, POLICE, FRIEND), *west)
    everybody, near = told(small), told(small, where="place <= 2")
    assert [hidden(table) for one in (everybody, near) for table in side_by_side(one)] == [set(), set()]
    assert any(hidden(table) for table in side_by_side(everybody, near)) is secret


@pytest.mark.parametrize(("few", "secret"), [(3, True), (8, False)])
def test_incidents_of_children_without_a_group_are_as_few_as_these(tmp_path: Path, few: int, secret: bool) -> None:
    rest = [(20, None, NOBODY, NOBODY)]
    small = survey(tmp_path, (40, 1, FRIEND, POLICE), (40, 2, POLICE, FRIEND), (few, None, FRIEND, FRIEND), *rest)
    (made,) = side_by_side(told(small, "place"))
    assert bool(hidden(made)) is secret


@pytest.mark.parametrize("answered", [FRIEND, UNANSWERED])
def test_how_many_incidents_there_are_does_not_tell_whom_one_form_met(tmp_path: Path, answered: Any) -> None:
    small = survey(
        tmp_path, (3, 1, FRIEND, None), (60, 1, None, FRIEND), (60, 2, None, POLICE), (20, 2, None, answered)
    )
    hit, robbed, incidents = side_by_side(met(small, "hit"), met(small, "robbed"), told(small))
    assert hidden(hit) == {()}
    bases = [row.base_hidden for row in incidents.rows]
    assert all(bases) or hidden(robbed) == {()} or answered is UNANSWERED


def test_a_form_is_found_beside_an_indicator_of_some_who_met_it(tmp_path: Path) -> None:
    codebook = CODEBOOK.replace(
        "indicators:",
        "indicators:\n  some: {label: Some, version: some, any_of: [robbed == 1 and place == 2], missing: complete}",
    )
    small = survey(tmp_path, (3, 1, FRIEND, None), (60, 1, None, FRIEND), (40, 2, None, POLICE), codebook=codebook)
    some = PrevalenceRequest(data=small.data, indicator=("some",), shown=PROTECTED)
    _, robbed, incidents, hit = side_by_side(some, met(small, "robbed"), told(small), met(small, "hit"))
    assert hidden(hit) == {()}
    assert hidden(robbed) == {()} or all(row.base_hidden for row in incidents.rows)


def test_incidents_after_any_form_are_those_after_each(tmp_path: Path) -> None:
    small = survey(tmp_path, (30, 1, NOBODY, None), (3, 1, FRIEND, None), (60, 1, None, FRIEND), (60, 2, None, POLICE))
    asked = told(small), told(small, base="robbed"), told(small, base="hit")
    assert not hidden(side_by_side(asked[0])[0])
    every, after_one, after_other = side_by_side(*asked)
    assert hidden(after_other) == {()}
    assert hidden(every) | hidden(after_one)


@pytest.mark.parametrize(("times", "secret"), [(1, True), (5, False)])
@pytest.mark.parametrize("most", [4, 2])  # two answers after each of two forms are told apart, or not
def test_incidents_less_their_children_do_not_tell_how_many_met_both(
    tmp_path: Path, most: int, times: int, secret: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_incidents, "MOST", most)
    # Seven children and nine incidents in the north, seven and ten in the south: two and three met both, of six.
    met_both = [(2 * times, 1, FRIEND, FRIEND), (3 * times, 2, FRIEND, FRIEND)]
    met_one = [(times, 1, POLICE, None), (4 * times, 1, None, FRIEND), (4 * times, 2, None, FRIEND)]
    small = survey(tmp_path, *met_both, *met_one, (60, 2, None, None))
    met_any = PrevalenceRequest(data=small.data, indicator=("any",), domain=Domain(by=("place",)), shown=PROTECTED)
    hit, every, incidents = side_by_side(met(small, "hit", "place"), met_any, told(small, "place"))
    assert hidden(hit) >= ({(1.0,), (2.0,)} if secret else set())
    bases = any(row.base_hidden for row in incidents.rows)
    assert (bases or bool(hidden(every)) or () in hidden(hit)) is secret


@pytest.mark.parametrize(("children", "secret"), [(4, True), (5, False)])
def test_the_base_of_incidents_of_few_children_is_not_told(tmp_path: Path, children: int, secret: bool) -> None:
    small = survey(tmp_path, (40, 1, FRIEND, POLICE), (40, 2, POLICE, FRIEND), (children, 3, NOBODY, FRIEND))
    (made,) = side_by_side(told(small, "place"))
    of_west = [row for row in made.rows if group(row) == (3.0,)]
    assert {row.base_hidden for row in of_west} == {secret}
    assert sum(row.base_hidden for row in made.rows if row.estimate.subject.percent_of == "respondents") == 4 * secret


def test_a_set_of_one_answer_that_few_children_were_asked_is_not_refused(tmp_path: Path) -> None:
    codebook = CODEBOOK.replace(", police: The police", "").replace("unit: instance", "unit: child")
    answers = [1, 0, 1] + [None] * (ROWS - 3)
    forms = {"hit": [1] * 3 + [2] * (ROWS - 3), "robbed": [2] * ROWS}
    ticks = {"told_friend_hit": answers, "told_friend_robbed": [None] * ROWS}
    small = write(tmp_path, codebook, place=[1] * ROWS, **forms, **ticks)
    (made,) = side_by_side(told(small))
    assert all(row.base_hidden for row in made.rows)
