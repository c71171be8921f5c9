"""Profiles, sampling errors, and items in their order without numbers."""

from __future__ import annotations

import pytest

from analysis.estimation.estimate import Estimate
from analysis.presentation.cells import Writing
from analysis.presentation.columns import COLUMNS
from analysis.presentation.layout import breakdown, estimates
from analysis.presentation.ordering import layout, ordered
from analysis.presentation.showing import Rules, shown
from analysis.presentation.words import ENGLISH, words
from tests.presentation.made import answers, level, number, share

WRITING = Writing(ENGLISH)
OPEN = Rules("none", "none")


def test_a_profile_has_the_share_as_it_came_and_the_share_by_weight() -> None:
    rows = shown([share(50, 200, level=level(1, "Girl"), numbers={"low": 0.2, "high": 0.4})], OPEN)
    grid = estimates(rows, WRITING, COLUMNS["profile"])
    assert [column.heading for column in grid.columns] == ["", "Count", "Unweighted %", "Weighted %", "95 % CI"]
    assert grid.lines[1].cells == ("Girl", "50", "25.0", "25.0", "20.0-40.0")
    assert grid.lines[1].numbers == ((), (50,), (0.25,), (0.25,), (0.2, 0.4))


def test_a_hidden_answer_has_no_unweighted_share_either() -> None:
    rows = shown(answers({1: 2, 2: 100, 3: 98}), Rules("dhs", "standard"))
    grid = estimates(rows, WRITING, COLUMNS["profile"])
    assert grid.lines[1].cells == ("1", "*", "-", "*", "-")
    assert grid.lines[1].numbers == ((), (), (), (), ())


def test_sampling_errors_are_value_error_bases_deft_relative_error_and_bounds() -> None:
    numbers = {"se": 0.02, "deff": 2.25, "sum_of_weights": 12345.6, "low": 0.21, "high": 0.29}
    rows = shown([share(50, 200, numbers=numbers)], OPEN)
    grid = estimates(rows, WRITING, COLUMNS["errors"])
    assert [column.heading for column in grid.columns][1:] == [
        "Estimate",
        "SE",
        "n",
        "Weighted n",
        "Deft",
        "RSE %",
        "95 % CI",
    ]
    assert grid.lines[1].cells[1:] == ("25.0", "2.00", "200", "12,346", "1.50", "8.0", "21.0-29.0")


def test_means_beside_shares_have_no_raw_numbers_since_a_column_has_one_unit() -> None:
    rows = shown([share(50, 200), number(3.0)], OPEN)
    grid = estimates(rows, WRITING)
    assert grid.columns[1].unit == ""
    assert all(line.numbers[1] == () for line in grid.lines if line.kind == "line")


def item(name: str, cases: int, percent_of: str = "respondents") -> Estimate:
    return share(cases, 40, set="told", item=level(name, name.title()), percent_of=percent_of)


@pytest.mark.parametrize(("rule", "listed"), [("standard", ["b", "a"]), ("strict", ["b"]), ("none", ["b", "a", "c"])])
def test_items_that_enough_named_are_listed_by_their_share_and_without_any_number(rule: str, listed: list[str]) -> None:
    told = [item("a", 5), item("b", 11), item("c", 4), item("none", 0), item("a", 9, "responses")]
    rows = ordered(told, rule)  # type: ignore[arg-type]
    assert [row.estimate.subject.item.value for row in rows if row.estimate.subject.item] == listed
    for row in rows:
        estimate = row.estimate
        numbers = (estimate.value, estimate.se, estimate.low, estimate.high, estimate.n_cases, estimate.sum_of_weights)
        assert (set(numbers), estimate.n, row.base_hidden) == ({None}, 0, True)


def test_the_order_says_from_how_many_on_an_item_is_listed() -> None:
    grid = layout(ordered([item("a", 5), item("b", 11)], "standard"), Writing(words("id")), 5)
    assert "5" in grid.columns[0].heading
    assert [line.cells for line in grid.lines] == [("Was hurt",), ("B",), ("A",)]


def test_shares_of_people_and_of_responses_have_their_raw_numbers_beside_the_text() -> None:
    rows = shown(
        [item("a", 30), share(30, 60, set="told", item=level("a"), percent_of="responses")], Rules("none", "none")
    )
    line = breakdown(rows, WRITING).lines[1]
    assert line.numbers[1] == (rows[0].estimate.value,)
    assert line.numbers[-1] == (0.5,)
