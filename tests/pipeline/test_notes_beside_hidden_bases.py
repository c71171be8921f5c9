"""Where a base is hidden, no note gives it back: how many were not asked, did not answer, or have no group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, EstimateRequest, PrevalenceRequest, Shown
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, note, side_by_side, write

CODEBOOK = """
variables:
  place: {label: Place, values: {1: North, 2: South, 3: East}}
  often: {label: How often, values: {1: Never, 2: Sometimes}}
  told: {label: Whom told, values: {1: Somebody, 2: Nobody}, asked_if: often >= 2}
"""
PLACES = [1] * 60 + [2] * 60 + [3] * 60 + [None] * 20
SILENT = "how many is not told, because it would give back what is hidden"


def survey(folder: Path, hurt: list[int]) -> Small:
    """So many children of each place, and of those without one, were hurt; every ninth does not say whom it told."""
    before = [PLACES[:row].count(place) for row, place in enumerate(PLACES)]
    often = [1 + (before[row] < hurt[(place or 4) - 1]) for row, place in enumerate(PLACES)]
    told = [None if row % 9 == 0 else 1 + row % 2 for row in range(ROWS)]
    asked = [code if twice == 2 else None for code, twice in zip(told, often, strict=True)]
    return write(folder, CODEBOOK, place=PLACES, often=often, told=asked)


def request(small: Small, *, of: str = "told", **about: Any) -> BreakdownRequest:
    shown = Shown(rules="none", lang=about.pop("lang", None), show=about.pop("show", "numbers"))
    return BreakdownRequest(data=small.data, set=(of,), domain=Domain(**about), shown=shown)


def table(small: Small, **about: Any) -> Table:
    return pipeline.breakdown(request(small, **about))


@pytest.fixture
def of_few(tmp_path: Path) -> Small:
    """Three children of one place were hurt, and nobody else: one of them does not say whom it told."""
    return survey(tmp_path, [3, 0, 0, 0])


def test_a_base_of_few_is_not_told_by_those_who_were_not_asked(of_few: Small) -> None:
    made = table(of_few)
    assert all(row.base_hidden for row in made.rows)
    assert made.missing == ()
    assert note(made, "Whom told") == f"No answer to Whom told: {SILENT}; left out."
    assert "jumlahnya tidak disebutkan" in note(table(of_few, lang="id"), "Whom told")


@pytest.mark.parametrize(("where", "rows"), [("often >= 2", None), (None, ROWS)])
def test_the_rows_that_a_condition_leaves_are_not_told_where_they_give_a_base(
    of_few: Small, where: str | None, rows: int | None
) -> None:
    # How many rows the file has is told of everything.
    assert table(of_few, where=where).provenance["rows_in_domain"] == rows


def test_an_order_of_answers_tells_no_base_of_few_either(of_few: Small) -> None:
    made = table(of_few, show="order")
    assert made.missing == ()
    assert SILENT in note(made, "Whom told")


def test_a_base_that_is_told_has_its_notes_and_its_rows(tmp_path: Path) -> None:
    small = survey(tmp_path, [30, 30, 30, 10])
    made = table(small, by=("place",), where="often >= 2")
    assert [(row.reason, row.n) for row in made.missing] == [("blank", 12)]
    assert made.provenance["rows_in_domain"] == 100
    assert note(made, "Place:").startswith("Place: rows without a value, which form no group: 10 (")


def test_those_without_a_group_do_not_give_a_group_of_few_back(tmp_path: Path) -> None:
    """All but three of 63 have a place that is told, or none: how many have none is not told, with or without rows."""
    made = table(survey(tmp_path, [3, 30, 30, 10]), by=("place",))
    north = [row for row in made.rows if [level.value for level in row.estimate.subject.by.values()] == [1.0]]
    assert north
    assert all(row.base_hidden for row in north)
    assert note(made, "Place:") == f"Place: rows without a value, which form no group: {SILENT}."
    assert [row.reason for row in made.missing] == ["blank", "not_asked"]


def test_those_without_a_group_who_were_asked_on_do_not_give_a_hidden_row_of_another_table_back(tmp_path: Path) -> None:
    """Of 60 children in the south four were not hurt; 126 were in all, ten of them without a place."""
    small = survey(tmp_path, [30, 56, 30, 10])
    by_place = {"by": ("place",)}
    often, told = side_by_side(request(small, of="often", **by_place), request(small, **by_place))
    south = [row for row in often.rows if [level.value for level in row.estimate.subject.by.values()] == [2.0]]
    assert {row.status for row in south} == {"suppressed"}
    assert note(often, "Place:").startswith("Place: rows without a value, which form no group: 20 (")
    assert not any(row.base_hidden for row in told.rows)
    assert SILENT in note(told, "Place:")
    assert " 10 (" in note(table(small, **by_place), "Place:")


def test_those_who_were_asked_on_do_not_give_a_hidden_row_of_another_table_back(tmp_path: Path) -> None:
    """Who was not asked was not hurt: where all but four were, the number of those who were not asked says so."""
    small = survey(tmp_path, [59, 59, 59, 19])
    often, told = side_by_side(request(small, of="often"), request(small))
    assert {row.status for row in often.rows} == {"suppressed"}
    assert not any(row.base_hidden for row in told.rows)
    assert told.missing == ()
    assert SILENT in note(told, "Whom told")


def test_forms_of_an_indicator_are_silent_under_their_own_names(tmp_path: Path) -> None:
    """Of 120 who were asked three say whether they told a friend; the others say nothing of that."""
    codebook = (
        CODEBOOK
        + """
  t_friend: {label: Told a friend, values: {1: Yes, 0: No}}
  t_aunt: {label: Told an aunt, values: {1: Yes, 0: No}}
indicators:
  tell: {label: Told anyone, version: two, any_of: [t_friend == 1, t_aunt == 1], missing: any_yes}
"""
    )
    columns = {
        "place": PLACES,
        "often": [2] * ROWS,
        "told": [1] * ROWS,
        "t_friend": [row % 2 if row < 3 else None for row in range(ROWS)],
        "t_aunt": [row % 2 for row in range(ROWS)],
    }
    small = write(tmp_path, codebook, **columns)
    asked = PrevalenceRequest(data=small.data, indicator=("tell",), shown=Shown(rules="none"))
    made = pipeline.prevalence(asked)
    assert [row.base_hidden for row in made.rows if row.estimate.n == 0]
    assert "t_friend" not in {row.variable for row in made.missing}


def test_how_many_a_rule_counts_as_no_is_not_told_beside_a_hidden_row(tmp_path: Path) -> None:
    """Of 200 one answers, and says yes: 199 counted as no would leave that one."""
    codebook = (
        CODEBOOK
        + """
indicators:
  tell: {label: Told anyone, any_of: [told == 1], missing: as_no}
"""
    )
    told = [1 if row == 7 else None for row in range(ROWS)]
    small = write(tmp_path, codebook, place=PLACES, often=[2] * ROWS, told=told)
    made = pipeline.prevalence(PrevalenceRequest(data=small.data, indicator=("tell",), shown=Shown(rules="none")))
    assert {row.status for row in made.rows} == {"suppressed"}
    assert made.missing == ()
    assert note(made, "Told anyone") == f"No answer to Told anyone: {SILENT}; counted as no."


def test_of_whom_a_condition_is_not_known_is_not_told_beside_a_hidden_row(of_few: Small) -> None:
    made = table(of_few, where="told == 1")
    assert all(row.base_hidden for row in made.rows)
    assert note(made, "condition").endswith(f"{SILENT}.")


def test_an_order_of_answers_is_silent_about_all_numbers(tmp_path: Path) -> None:
    made = table(survey(tmp_path, [30, 30, 30, 10]), by=("place",), where="often >= 2", show="order")
    assert made.missing == ()
    assert made.provenance["rows_in_domain"] is None
    assert note(made, "Place:").endswith(f"{SILENT}.")


def test_the_rows_of_a_quantile_of_few_are_not_told_either(of_few: Small) -> None:
    """Nothing is held against quantiles: where one is hidden, so is how many rows the condition leaves."""
    domain = Domain(where="often >= 2")
    asked = EstimateRequest(
        data=of_few.data, variable=("age",), statistic=("median",), domain=domain, shown=Shown(rules="none")
    )
    made = pipeline.estimate(asked)
    assert {row.status for row in made.rows} == {"suppressed"}
    assert made.provenance["rows_in_domain"] is None


@pytest.mark.parametrize(("last", "told"), [(5, False), (30, True)])
def test_how_many_did_not_answer_one_of_two_questions_is_told_beside_nothing_hidden(
    tmp_path: Path, last: int, told: bool
) -> None:
    """Those who answered one of them, whatever they said to the other, are held against no row of a crossing."""
    small = survey(tmp_path, [30, 30, last, 10])
    made = pipeline.crosstab(CrosstabRequest(data=small.data, row="told", column="place", shown=Shown(rules="none")))
    assert (made.missing != ()) is told
    assert ("suppressed" in {row.status for row in made.rows}) is not told
    assert (SILENT not in note(made, "No answer to Whom told")) is told
    assert (SILENT not in note(made, "No answer to Place")) is told


# What the codebook counts

FOLLOWED = """
variables:
  hit: {label: Was hit, values: {1: Yes, 2: No}}
  alone: {label: Was left alone, values: {1: Yes, 2: No}}
indicators:
  any: {label: Anything, any_of: [hit == 1, alone == 1], missing: complete, version: either}
response_sets:
  whom: {label: Whom told, base: any, items: {friend: A friend, no_one: No one}, exclusive: [no_one],
         follow_up: {of: [hit], columns: "whom_{item}_{form}"}}
"""


@pytest.mark.parametrize(
    ("nothing", "lang", "told"),
    [(3, "en", "left out: some."), (3, "id", "tidak dihitung: sebagian."), (30, "en", "left out: 7.")],
)
def test_those_who_were_asked_no_follow_up_do_not_give_back_whom_nothing_happened_to(
    tmp_path: Path, nothing: int, lang: str, told: str
) -> None:
    """All but ten were hit and asked on, seven were left alone only: where 190 and 7 are told, three had nothing."""
    happened = ["alone"] * 7 + ["nothing"] * nothing + ["hit"] * (ROWS - 7 - nothing)
    friend = [row % 2 if one == "hit" else None for row, one in enumerate(happened)]
    columns = {name: [1 if one == name else 2 for one in happened] for name in ("hit", "alone")}
    whom = {"whom_friend_hit": friend, "whom_no_one_hit": [None if yes is None else 1 - yes for yes in friend]}
    small = write(tmp_path, FOLLOWED, **columns, **whom)
    shown = Shown(rules="none", lang=lang)
    prevalence = PrevalenceRequest(data=small.data, indicator=("any",), shown=shown)
    first, made = side_by_side(prevalence, BreakdownRequest(data=small.data, set=("whom",), shown=shown))
    assert (first.rows[0].estimate.n_cases is None) is (nothing == 3)
    assert [row.estimate.n for row in made.rows] == [ROWS - 7 - nothing] * len(made.rows)
    assert [note for note in made.notes if note.endswith(told)]
