"""How an estimate is written in a cell, and which cells stand under which heading in which order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.estimation.estimate import Count, Estimate
from analysis.presentation import layout
from analysis.presentation.cells import Writing
from analysis.presentation.layout import Grid
from analysis.presentation.showing import Rules, shown
from analysis.presentation.table import Row
from analysis.presentation.words import ENGLISH, INDONESIAN
from tests.presentation.made import answers, grouped, level, number, share

PLAIN = Writing(ENGLISH)
UNWEIGHTED = Writing(ENGLISH, probability=False)
DHS = Rules("dhs", "standard")


def row(estimate: Estimate, rules: Rules = DHS) -> Row:
    return shown([estimate], rules)[0]


def cells(grid: Grid) -> list[tuple[str, ...]]:
    return [line.cells for line in grid.lines]


def headings(grid: Grid) -> list[str]:
    return [column.heading for column in grid.columns]


def groups(grid: Grid) -> list[str]:
    return [line.cells[0] for line in grid.lines if line.kind == "group"]


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (share(50, 200), "25.0"),
        (share(20, 40), "(50.0)"),
        (share(6, 200), "3.0^"),
        (share(6, 40), "(15.0)^"),
        (share(50, 200, numbers={"df": 4.0}), "25.0?"),
        (share(6, 40, numbers={"df": 4.0}), "(15.0)^?"),
        (share(3, 200), "*"),
        (share(3, 24), "(*)"),
        (share(0, 200), "0.0"),
        (replace(share(0, 200), value=None), "-"),
        (number(-12.345), "-12.35"),
        (share(0, 0), "-"),  # the DHS write nobody as a dash and few as a star
    ],
)
def test_a_value_is_written_with_the_marks_of_its_flags(estimate: Estimate, said: str) -> None:
    assert PLAIN.value(row(estimate)) == said


def test_a_hidden_row_shows_no_interval_error_or_design_effect() -> None:
    hidden = row(share(3, 200))
    assert [PLAIN.bounds(hidden), PLAIN.error(hidden), PLAIN.design_effect(hidden)] == ["-", "-", "-"]


def test_shares_of_few_respondents_of_no_probability_sample_are_counts() -> None:
    off = Rules("none", "none")
    assert UNWEIGHTED.value(row(share(36, 99), off)) == "36 of 99"
    assert UNWEIGHTED.value(row(share(36, 100), off)) == "36.0"
    assert replace(UNWEIGHTED, words=INDONESIAN).value(row(share(36, 99), off)) == "36 dari 99"


def test_decimals_are_those_of_percentages_only() -> None:
    fine = replace(PLAIN, decimals=2)
    assert fine.value(row(share(1, 3 * 50))) == "*"
    assert fine.value(row(share(50, 150))) == "33.33"
    assert fine.bounds(row(share(50, 150))) == "10.00-90.00"
    assert fine.value(row(number(2.5))) == "2.500"


def test_a_count_of_people_carries_its_qualifier_and_its_interval() -> None:
    count = Count(501_063.0, 265_000.0, 844_999.0, 27_231_704.0, "census", "at_least")
    counted = row(replace(share(20, 1000), count=count), Rules("dhs", "standard", 10_000))
    assert PLAIN.people(counted) == "at least 500,000 (270,000-840,000)"
    assert replace(PLAIN, words=INDONESIAN).people(counted) == "sedikitnya 500,000 (270,000-840,000)"


def test_a_count_without_bounds_or_qualifier_is_the_number_alone() -> None:
    assert PLAIN.people(row(replace(share(20, 1000), count=Count(501_063.0, None, None, 1e6, "census")))) == "501,063"


def test_a_hidden_row_shows_no_count_of_people() -> None:
    hidden = row(replace(share(3, 1000), count=Count(501_063.0, None, None, 1e6, "census")))
    assert PLAIN.people(hidden) == "*"


def test_what_is_too_uncertain_has_one_mark_in_every_column() -> None:
    hidden = row(replace(share(12, 24), count=Count(501_063.0, None, None, 1e6, "census")), Rules("dhs", "none"))
    assert [PLAIN.value(hidden), PLAIN.people(hidden), PLAIN.cases(hidden)] == ["(*)"] * 3
    nobody = row(share(0, 0), Rules("dhs", "none"))
    assert [PLAIN.value(nobody), PLAIN.people(nobody), PLAIN.cases(nobody)] == ["-"] * 3


@pytest.mark.parametrize(
    ("asked", "said"), [(0.95, "95 % CI"), (0.9, "90 % CI"), (0.999, "99.9 % CI"), (0.9999, "99.99 % CI")]
)
def test_the_heading_of_an_interval_has_its_level(asked: float, said: str) -> None:
    assert replace(PLAIN, level=asked).heading("interval") == said


def test_the_heading_of_people_has_the_surveys_own_word() -> None:
    assert replace(PLAIN, people_word="children").heading("people") == "Number of children"


def test_prevalence_has_a_line_per_form_and_no_heading_without_groups() -> None:
    rows = shown(
        [share(40, 200, label="Any form"), share(30, 200, label="a", item=level("a", "The first form"))],
        DHS,
    )
    grid = layout.prevalence(rows, PLAIN)
    assert headings(grid) == ["", "%", "95 % CI", "n", "Deff"]
    assert cells(grid) == [
        ("Any form", "20.0", "10.0-90.0", "200", "1.00"),
        ("The first form", "15.0", "10.0-90.0", "200", "1.00"),
    ]


def test_prevalence_by_group_has_the_total_first_under_the_name_of_the_indicator() -> None:
    rows = shown(grouped("sex", {"boy": (30, 100), "girl": (50, 100)}, label="Was hurt"), DHS)
    grid = layout.prevalence(rows, PLAIN)
    assert groups(grid) == ["Was hurt"]
    assert [line.cells[0] for line in grid.lines[1:]] == ["Total", "Sex", "boy", "girl"]


def test_prevalence_has_a_column_of_people_only_where_some_were_counted() -> None:
    counted = replace(share(40, 200), count=Count(1000.0, 500.0, 2000.0, 5000.0, "census"))
    assert headings(layout.prevalence([row(counted)], PLAIN))[-1] == "Number of people"
    assert "Number of people" not in headings(layout.prevalence([row(share(40, 200))], PLAIN))


def set_rows() -> list[Row]:
    """Two items in the total and for girls, as shares of respondents and of responses; one item excludes the others."""
    made = []
    for of, items in (("respondents", ("friend", "no_one")), ("responses", ("friend",))):
        for item in items:
            for by in ({}, {"sex": "girl"}):
                about = {"set": "told", "label": "Whom", "item": level(item), "by": by, "percent_of": of}
                made.append(share(40 if of == "respondents" else 30, 100, **about))
    return list(shown(made, DHS))


def test_breakdown_has_a_block_per_group_with_shares_of_responses_beside() -> None:
    grid = layout.breakdown(set_rows(), PLAIN)
    assert headings(grid) == ["", "%", "95 % CI", "n", "Deff", "Count", "% of responses"]
    assert cells(grid) == [
        ("Whom",),
        ("friend", "40.0", "10.0-90.0", "100", "1.00", "40", "30.0"),
        ("no_one", "40.0", "10.0-90.0", "100", "1.00", "40", "-"),
        ("Whom (Sex: girl)",),
        ("friend", "40.0", "10.0-90.0", "100", "1.00", "40", "30.0"),
        ("no_one", "40.0", "10.0-90.0", "100", "1.00", "40", "-"),
    ]


def test_breakdown_of_responses_alone_has_one_column_of_shares() -> None:
    rows = [one for one in set_rows() if one.estimate.subject.percent_of == "responses"]
    grid = layout.breakdown(rows, PLAIN)
    assert "% of responses" not in headings(grid)[2:]
    assert [line[1] for line in cells(grid) if len(line) > 1] == ["30.0", "30.0"]


def test_breakdown_of_responses_alone_says_so_in_its_heading() -> None:
    rows = [one for one in set_rows() if one.estimate.subject.percent_of == "responses"]
    assert headings(layout.breakdown(rows, PLAIN))[1] == "% of responses"


def test_breakdown_of_few_without_a_probability_sample_counts_once() -> None:
    rows = [row(share(12, 50, set="told", label="Whom", item=level("friend"), percent_of="respondents"))]
    grid = layout.breakdown(rows, UNWEIGHTED)
    assert headings(grid) == ["", "%", "n"]
    assert cells(grid)[1] == ("friend", "12 of 50", "50")


def test_estimates_have_a_heading_per_variable_and_statistic() -> None:
    rows = shown(
        [number(3.25, variable="x", label="Hours"), number(650.0, variable="x", label="Hours", statistic="total")], DHS
    )
    grid = layout.estimates(rows, PLAIN)
    assert headings(grid) == ["", "Estimate", "SE", "95 % CI", "n", "df", "Deff"]
    assert groups(grid) == ["Hours, mean", "Hours, total"]
    assert cells(grid)[1] == ("Total", "3.250", "0.5000", "2.250-4.250", "200", "40", "1.00")


def test_estimates_of_every_answer_by_group_name_the_answer_and_the_group() -> None:
    rows = shown(
        [*answers({1: 90, 2: 110}, label="Colour"), *answers({1: 40, 2: 60}, label="Colour", by={"sex": 1})], DHS
    )
    grid = layout.estimates(rows, PLAIN)
    assert [line.cells[0] for line in grid.lines] == ["Colour, %", "1", "2", "Sex: 1", "1", "2"]
    assert [line.cells[1] for line in grid.lines if line.kind == "line"] == ["45.0", "55.0", "40.0", "60.0"]


def test_estimates_without_a_probability_sample_have_no_column_of_precision() -> None:
    grid = layout.estimates([row(number(3.25))], UNWEIGHTED)
    assert headings(grid) == ["", "Estimate", "n"]
