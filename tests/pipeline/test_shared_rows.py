"""Tables of a survey that speak of some of the same children: what one hides, no difference of others gives back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.pipeline import prevalence
from analysis.pipeline.report_figures import exhibits, open_report
from analysis.pipeline.shared_rows import shared
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Domain, EstimateRequest, Missing, PrevalenceRequest, Shown, SurveyRequest
from analysis.request_analysis import CompareRequest, CrosstabRequest
from tests.pipeline.small import ROWS, Small, every, group, side_by_side, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {}
  older: {label: Age group, derived: {1: age <= 14, 2: age >= 15}, values: {1: 12-14, 2: 15-17}}
  t_friend: {label: Friend, values: {1: "Yes", 0: "No"}}
  t_aunt: {label: Aunt, values: {1: "Yes", 0: "No"}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
  bad: {label: How bad, values: {1: Not, 2: Rather, 3: Very}, missing: {9: refused}}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
response_sets:
  told: {label: Whom told, base: hurt == 1, columns: "t_{item}", items: {friend: A friend, aunt: An aunt}}
"""
REPORT = """
report: {id: r, title: {en: A report}, codebook: cb.yaml}
figures:
"""
TOLD = Shown(rules="none", protect="standard")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Every third child was hurt, of those aged 17 only two; some refused."""
    ages = [12 + row % 6 for row in range(ROWS)]
    hurt = [1 if row % 7 < 3 else 2 for row in range(ROWS)]
    seventeen = [row for row in range(ROWS) if ages[row] == 17]
    hurt = [2 if row in seventeen[2:] else 1 if row in seventeen else hurt[row] for row in range(ROWS)]
    hurt = [9 if row % 41 == 5 else code for row, code in enumerate(hurt)]
    bad = [9 if row % 29 == 3 else 1 + row % 3 for row in range(ROWS)]
    return write(tmp_path, CODEBOOK, hurt=hurt, bad=bad, t_friend=every(2, other=0), t_aunt=every(3, other=0))


def report(folder: Path, *figures: str) -> list[Table]:
    lines = [f"  - {{id: f{place}, title: F, estimate: {{{figure}}}}}" for place, figure in enumerate(figures)]
    path = folder / "report.yaml"
    path.write_text(REPORT + "\n".join(lines) + "\n", encoding="utf-8")
    chapter = open_report(path, data=None, lang=None)
    made = [one.table for one in exhibits(chapter)]
    assert not chapter.failed
    return made


def hidden(table: Table) -> list[dict[str, Any]]:
    return [
        {name: code.value for name, code in row.estimate.subject.by.items()}
        for row in table.rows
        if row.status == "suppressed"
    ]


PREVALENCE = "prevalence: {indicator: hurt_ever, rules: none"


def test_a_report_does_not_tell_of_age_17_by_a_table_of_all_and_one_of_the_younger(
    small: Small, tmp_path: Path
) -> None:
    everybody, younger = report(tmp_path, PREVALENCE + "}", PREVALENCE + ", where: age < 17}")
    assert len(hidden(everybody)) + len(hidden(younger)) == 1
    (alone,) = report(tmp_path, PREVALENCE + ", where: age < 17}")
    assert hidden(alone) == []


def test_two_conditions_on_the_same_rows_are_one_domain(small: Small, tmp_path: Path) -> None:
    few, same = report(tmp_path, PREVALENCE + ", where: age > 16}", PREVALENCE + ", where: age == 17, by: sex}")
    assert hidden(few) == [{}]
    assert {} in hidden(same)


def test_boys_by_a_condition_and_by_a_breakdown_are_hidden_together(small: Small, tmp_path: Path) -> None:
    of_17 = PREVALENCE + ", where: age == 17"
    by_age, alone = report(tmp_path, PREVALENCE + ", by: age}", of_17 + "}")
    assert {"age": 17} in hidden(by_age)
    assert hidden(alone) == [{}]


def test_one_table_by_ages_and_groups_of_ages_does_not_give_an_age_back(small: Small) -> None:
    made = prevalence(PrevalenceRequest(data=small.data, domain=Domain(by=("older", "age")), shown=TOLD))
    secret = hidden(made)
    assert {"age": 17} in secret
    # 15-17 less 15 and 16 would be 17
    assert {"older": 2} in secret or {"age": 15} in secret or {"age": 16} in secret


def test_a_crossing_is_tied_to_a_breakdown_within_a_condition(small: Small, tmp_path: Path) -> None:
    crossed, girls = report(tmp_path, PREVALENCE + ", by: age*sex}", PREVALENCE + ", by: age, where: sex == 2}")
    assert hidden(girls)
    both = {row.estimate.subject.by["age"].value: row.status for row in girls.rows if row.estimate.subject.by}
    for row in crossed.rows:
        by = {name: code.value for name, code in row.estimate.subject.by.items()}
        if by.get("sex") == 2 and "age" in by:
            assert row.status == both[by["age"]]


REQUESTS: list[tuple[type[SurveyRequest], dict[str, Any]]] = [
    (PrevalenceRequest, {"forms": True}),
    (BreakdownRequest, {"set": ("told", "bad")}),
    (EstimateRequest, {"variable": ("bad",), "statistic": ("proportion", "mean", "total", "variance")}),
    (EstimateRequest, {"variable": ("bad",), "statistic": ("proportion",), "missing": Missing(missing="level")}),
    (CompareRequest, {"indicator": ("hurt_ever",)}),
]


@pytest.mark.parametrize(("request_", "more"), REQUESTS)
def test_rows_of_every_number_are_known(small: Small, request_: type[SurveyRequest], more: dict[str, Any]) -> None:
    domain = Domain(where="age >= 13", by=("sex", "older"))
    made = estimated(request_(data=small.data, domain=domain, **more), Shelf())
    (found,) = shared([made]).extents
    lacking = [
        one.subject
        for one, extent in zip(made.estimates, found, strict=True)
        if extent is None and not one.subject.contrast and one.subject.percent_of != "responses"
    ]
    assert lacking == []
    for one, extent in zip(made.estimates, found, strict=True):
        if extent is not None:
            assert extent.answered[extent.inside].sum() == one.n


def test_the_cells_of_a_crossing_are_rows_of_its_rows(small: Small) -> None:
    request = CrosstabRequest(data=small.data, row="sex", column="bad", domain=Domain(where="age >= 13"))
    made = estimated(request, Shelf())
    (found,) = shared([made, estimated(PrevalenceRequest(data=small.data), Shelf())]).extents[:1]
    cells = [
        extent
        for one, extent in zip(made.estimates, found, strict=True)
        if one.subject.statistic == "proportion" and one.subject.percent_of == "row" and one.subject.by
    ]
    assert len(cells) == 6
    assert None not in cells


def test_tables_of_one_breakdown_of_everybody_are_not_looked_at(small: Small) -> None:
    made = [estimated(PrevalenceRequest(data=small.data, domain=Domain(by=("sex",))), Shelf()) for _ in range(2)]
    assert {extent for table in shared(made).extents for extent in table} == {None}


SIZES = ((51, 41), (20, 21), (27, 19), (10, 11))  # boys and girls of three places, and of none
HIT = ((4, 5), (3, 3), (7, 2), (1, 1))


@pytest.mark.parametrize("statistic", ["total", "mean"])
@pytest.mark.parametrize("more", [0, 6])
def test_a_number_of_people_does_not_give_back_an_answer_in_a_finer_group(
    tmp_path: Path, statistic: Any, more: int
) -> None:
    """Nine of one place were hit, of whom five are girls: four boys, whom the answers by place and sex hide."""
    rows = [
        (place + 1 if place < 3 else None, sex + 1, int(row < HIT[place][sex] + more))
        for place in range(4)
        for sex in range(2)
        for row in range(SIZES[place][sex])
    ]
    places, sexes, hit = zip(*(rows[at] for at in np.random.default_rng(1).permutation(ROWS)), strict=True)
    codebook = "variables: {place: {values: {1: P, 2: Q, 3: R}}, hit: {values: {1: Yes, 0: No}}}"
    made = write(tmp_path, codebook, place=places, sex=sexes, hit=hit)
    number = EstimateRequest(
        data=made.data, variable=("hit",), statistic=(statistic,), domain=Domain(by=("place",)), shown=TOLD
    )
    answers = BreakdownRequest(
        data=made.data, set=("hit",), missing=Missing("as-no"), domain=Domain(by=("place*sex",)), shown=TOLD
    )
    for of_place, of_both in (side_by_side(number, answers), side_by_side(answers, number)[::-1]):
        nine = [row.estimate.n_cases or row.estimate.contributors for row in of_place.rows if group(row) == (1,)]
        five = [row.estimate.n_cases for row in of_both.rows if group(row) == (1, 2)]
        assert (any(nine) and any(five)) is (more > 0)
