"""One question under several rules on the unanswered, of several bases, and as a row of a crossing: each count once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.export import of_table
from analysis.pipeline import protect_check
from analysis.pipeline.shared_answers import Question
from analysis.presentation.table import Table
from analysis.request import (
    BreakdownRequest,
    Domain,
    EstimateRequest,
    Missing,
    PrevalenceRequest,
    ProtectCheckRequest,
    Shown,
    SurveyRequest,
)
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, group, side_by_side, write

PROTECTED = Shown(rules="none")
CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South, 3: West}}
  hit: {label: Hit, values: {1: "Yes", 2: "No"}}
  often: {label: How often, values: {1: Never, 2: Sometimes, 3: Often}}
  told: {label: Told, values: {1: Somebody, 2: Nobody}, asked_if: often >= 2}
indicators:
  ever: {label: Ever, any_of: [often >= 2], missing: complete}
  nobody: {label: Told nobody, any_of: [told == 2], missing: complete}
response_sets:
  whom: {label: Whom, columns: "t_{item}", items: {friend: A friend, police: The police}}
"""


def survey(folder: Path, told: dict[int, tuple[int, int, int]], **others: list[Any]) -> Small:
    """Those to whom it happened, by place: how many told somebody, how many nobody, and how many did not say."""
    place: list[int | None] = [1 + row % 3 for row in range(ROWS)]
    answers: list[int | None] = [None] * ROWS
    often = [1] * ROWS
    for code, some in told.items():
        of_place = [row for row in range(ROWS) if place[row] == code]
        codes = [1] * some[0] + [2] * some[1] + [None] * some[2]
        for row, answer in zip(of_place, codes, strict=False):
            answers[row], often[row] = answer, 2
    return write(folder, CODEBOOK, **{"place": place, "told": answers, "often": often, "hit": [1] * ROWS} | others)


def hidden(table: Table, **of: Any) -> set[tuple[Any, ...]]:
    """The groups of which the number is hidden, of one answer."""
    rows = (row for row in table.rows if row.estimate.value is None)
    return {group(row) for row in rows if all(getattr(row.estimate.subject, name).value == of[name] for name in of)}


def nobody(small: Small, rule: Any = None, **of: Any) -> SurveyRequest:
    domain = Domain(by=("place",))
    return PrevalenceRequest(
        data=small.data, indicator=("nobody",), domain=domain, missing=Missing(rule), shown=PROTECTED, **of
    )


def told(
    small: Small, rule: Any = None, base: str | None = None, by: tuple[str, ...] = ("place",), asked: str = "told"
) -> SurveyRequest:
    about = {"domain": Domain(by=by), "missing": Missing(rule), "shown": PROTECTED}
    return BreakdownRequest(data=small.data, set=(asked,), base=base, **about)


def crossing(small: Small, row: str, column: str, *by: str) -> SurveyRequest:
    return CrosstabRequest(data=small.data, row=row, column=column, domain=Domain(by=by), shown=PROTECTED)


def test_what_one_rule_on_the_unanswered_hides_no_other_shows(tmp_path: Path) -> None:
    # Of 18 in the west who said whom they told, four told somebody; of all 38 who were asked it is not few.
    small = survey(tmp_path, {1: (20, 20, 10), 2: (25, 15, 5), 3: (4, 14, 20)})
    (alone,) = side_by_side(nobody(small, "as-no"))
    assert not hidden(alone)
    (bounds,) = side_by_side(nobody(small, "bounds"))
    for rule in ("as_no", "any_yes", "complete"):
        assert (3.0,) in hidden(bounds, item=rule)
    first, second = side_by_side(nobody(small), nobody(small, "as-no"))
    assert hidden(first) == hidden(second) != set()


def test_what_one_base_hides_no_other_shows(tmp_path: Path) -> None:
    small = survey(tmp_path, {1: (20, 12, 0), 2: (25, 15, 0), 3: (30, 3, 0)})
    west = told(small, base="place == 3", by=())
    (alone,) = side_by_side(told(small))
    assert len(hidden(alone, level="2")) > 1
    by_place, of_west = side_by_side(told(small), west)
    assert hidden(of_west, level="2") == hidden(of_west, level="1") == {()}
    assert (3.0,) in hidden(by_place, level="2")
    # Of everybody 30 told nobody, and 27 of those who do not live in the west.
    others = told(small, base="place <= 2", by=())
    assert [hidden(table) for one in (told(small, by=()), others) for table in side_by_side(one)] == [set(), set()]
    assert any(hidden(table) for table in side_by_side(told(small, by=()), others))


def test_how_many_a_base_has_is_not_told_by_its_notes_where_it_is_an_answer_that_is_hidden(tmp_path: Path) -> None:
    # 178 of those who were hit live somewhere, and 20 did not say where: two were not hit.
    place = [None] * 20 + [1 + row % 2 for row in range(ROWS - 20)]
    small = survey(tmp_path, {}, place=place, hit=[1] * (ROWS - 2) + [2] * 2)
    lives = told(small, base="hit == 1", by=(), asked="place")
    tables = side_by_side(lives)
    assert [(row.n, tables[0].rows[0].estimate.n) for row in tables[0].missing] == [(20, 178)]
    hit, of_those = side_by_side(told(small, by=(), asked="hit"), lives)
    assert hidden(hit, level="1") == hidden(hit, level="2") == {()}
    assert not of_those.missing or all(row.base_hidden for row in of_those.rows)


def test_where_the_unanswered_count_as_no_the_answers_and_they_are_the_base(tmp_path: Path) -> None:
    # Two others did not say: that they are in the base does not tell how many told nobody.
    small = survey(tmp_path, {1: (30, 10, 6), 2: (25, 15, 5), 3: (30, 3, 7)})
    (made,) = side_by_side(told(small, "as-no"))
    assert (3.0,) in hidden(made, level="2")
    assert not hidden(made, level="1")
    exclude, as_no = side_by_side(told(small), told(small, "as-no"))
    assert hidden(exclude, level="1") == hidden(as_no, level="1") != set()  # all who said, less those, are these
    level, as_no = side_by_side(told(small, "level"), told(small, "as-no"))
    assert hidden(level, level="1") == hidden(as_no, level="1")


def test_files_of_tables_that_count_the_unanswered_as_no_do_not_contradict_themselves(tmp_path: Path) -> None:
    small = survey(tmp_path, {1: (30, 10, 6), 2: (25, 15, 5), 3: (30, 3, 7)})
    out = tmp_path / "out"
    out.mkdir()
    (made,) = side_by_side(told(small, "as-no"))
    (out / "told.json").write_bytes(of_table(made, "json"))
    assert protect_check(ProtectCheckRequest(out)).findings == 0


def test_a_row_of_a_crossing_is_an_answer_that_others_are_made_of(tmp_path: Path) -> None:
    # One child often: those to whom it ever happened, less the 139 to whom it did sometimes.
    often = [1] * 60 + [2] * 139 + [3]
    small = survey(tmp_path, {}, often=often, hit=[1 + row % 2 for row in range(ROWS)])
    ever = PrevalenceRequest(data=small.data, indicator=("ever",), shown=PROTECTED)
    (alone,) = side_by_side(crossing(small, "often", "hit"))
    total = [
        row for row in alone.rows if row.estimate.subject.percent_of == "column" and not row.estimate.subject.level
    ]
    assert [row.estimate.value is None for row in total] == [True, False, True]  # that of never goes with that of often
    first, crossed = side_by_side(ever, crossing(small, "often", "hit"))
    total = [row for row in crossed.rows if row.estimate.subject in [one.estimate.subject for one in total]]
    assert first.rows[0].estimate.value is None or total[1].estimate.value is None


@pytest.mark.parametrize(("row", "few"), [("hit", 1), ("hit", 6), ("whom", 1), ("whom", 6)])
def test_a_crossing_by_groups_is_shown_where_a_few_have_none(row: str, few: int, tmp_path: Path) -> None:
    place = [None if number < few else 1 + number % 3 for number in range(ROWS)]
    hit, often = ([1 + number // width % 2 for number in range(ROWS)] for width in (1, 2))
    ticks = {
        f"t_{item}": [1 - number // width % 2 for number in range(ROWS)]
        for item, width in (("friend", 3), ("police", 5))
    }
    small = survey(tmp_path, {}, place=place, hit=hit, often=often, **ticks)
    (made,) = side_by_side(crossing(small, row, "often", "place"))
    shown = [one for one in made.rows if one.estimate.value is not None]
    assert 0 < len(shown) < len(made.rows)


@pytest.mark.parametrize("statistic", ["mean", "total", "proportion"])
@pytest.mark.parametrize("north", [3, 8])
def test_the_mean_of_a_yes_is_the_share_that_said_it(tmp_path: Path, statistic: Any, north: int) -> None:
    # Three of one place said yes, nine or ten of the others: each table alone hides another place beside that one.
    yes = {1: north, 2: 9, 3: 11 - north}
    place = [1 + row % 3 for row in range(ROWS)]
    hit = [int(row // 3 < yes[code]) for row, code in enumerate(place)]
    codebook = CODEBOOK.replace('hit: {label: Hit, values: {1: "Yes", 2: "No"}}', 'hit: {values: {1: "Yes", 0: "No"}}')
    small = write(tmp_path, codebook, place=place, hit=hit, often=[1] * ROWS, told=[None] * ROWS)
    by_place = Domain(by=("place",))
    share = BreakdownRequest(data=small.data, set=("hit",), domain=by_place, shown=PROTECTED)
    number = EstimateRequest(
        data=small.data, variable=("hit",), statistic=(statistic,), domain=by_place, shown=PROTECTED
    )
    first, second = side_by_side(share, number)
    of_yes = {group(row) for row in second.rows if row.estimate.value is None}
    assert hidden(first, level="1") == of_yes
    assert len(of_yes) == 2


def test_the_same_question_in_another_table_has_the_same_answers_and_others_are_alike_by_chance() -> None:
    code = np.array([0, 1, 1, 0], np.int8)
    friend = Question("two", "all", code, {1: "friend"}, frozenset({"whom"}), ("whom", None), "friend")
    again = replace(friend, base="others")
    assert friend.akin(again)
    assert not friend.akin(replace(friend))  # in one table
    assert not friend.akin(replace(again, part="police"))
    assert friend.akin(replace(again, part=None))  # all answers in one code
    assert replace(friend, part=None).akin(again)
    assert replace(again, part="police").of_others(friend)
    assert friend.akin(replace(again, of=frozenset({"whom", "sex"})))
    assert not friend.akin(replace(again, of=frozenset({"sex"})))
    assert not friend.akin(replace(again, about=("who", None)))
    assert friend.akin(replace(friend, about=("who", None), of=frozenset({"whom", "who"})))
    unknown = replace(friend, about=None)
    assert not unknown.akin(replace(unknown, base="others"))
    assert not unknown.of_others(replace(unknown, base="others"))
