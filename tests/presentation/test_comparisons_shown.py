"""What a comparison may show: a contrast says nothing of a group that is hidden."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimation import estimate as made_of
from analysis.presentation.drawing import chart
from analysis.presentation.layout_compare import compared
from analysis.presentation.present import Setting, present
from analysis.presentation.showing import Rules, shown
from analysis.presentation.table import Table
from tests.presentation.made import number, share

NAMES = {1: "North", 2: "South", 3: "West", 4: "East"}


def groups(cells: list[tuple[int, int]], **about: Any) -> list[made_of.Estimate]:
    return [share(cases, n, by={"place": code}, **about) for code, (cases, n) in enumerate(cells, start=1)]


def contrast(name: str, *parts: made_of.Estimate, statistic: str = "difference", **numbers: Any) -> made_of.Estimate:
    """A contrast of estimates, with numbers that no rule looks at."""
    rests_on = tuple(part.subject for part in parts)
    subject = replace(
        parts[0].subject, by={}, statistic=statistic, contrast=f"Place: {name}", rests_on=rests_on, harm=False
    )
    filled = {"value": 0.1, "se": 0.2, "low": -0.3, "high": 0.5, "df": 40.0, "method": "t"}
    return made_of.Estimate(subject, n=sum(part.n for part in parts), **filled | numbers)


def of_contrast(row: made_of.Estimate) -> made_of.Test:
    return made_of.Test("t", f"{row.subject.label}: {row.subject.contrast}", 0.5, 40.0, p=0.6)


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(25, 60)), min_size=2, max_size=5))
def test_no_shown_contrast_rests_on_a_hidden_group(cells: list[tuple[int, int]]) -> None:
    own = groups(cells, harm=True)
    pairs = [contrast(f"{i} - {j}", a, b) for i, a in enumerate(own) for j, b in enumerate(own) if i < j]
    everybody = contrast("trend", *own, statistic="trend")
    rows = shown([*own, *pairs, everybody], Rules("dhs", "standard"))
    hidden = [row.status == "suppressed" for row in rows[: len(own)]]
    for row in rows[len(own) :]:
        codes = [int(part.by["place"].value) for part in row.estimate.subject.rests_on]
        rests_on_hidden = any(hidden[code - 1] for code in codes)
        assert (row.status == "suppressed") == rests_on_hidden
        assert (row.estimate.value is None) == rests_on_hidden


def test_brackets_of_a_group_stand_around_its_contrasts_and_a_wide_relative_error_does_not_hide_them() -> None:
    large, small = groups([(60, 200), (15, 40)])
    rows = shown([large, small, contrast("South - North", small, large)], Rules("dhs", "standard"))
    assert rows[2].flags == ("base_25_49",)
    near_none = contrast("South - North", small, large, value=0.0001, se=0.05)
    assert shown([large, large, near_none], Rules("rse30", "none"))[2].status == "shown"


def table(*estimates: made_of.Estimate, tests: tuple[made_of.Test, ...] = (), lang: str = "en") -> Table:
    setting = Setting(
        command="compare",
        title="A survey",
        subtitle="",
        layout=partial(compared, adjust="none", paired=False),
        rules=Rules("dhs", "standard"),
        lang=lang,
        decimals=1,
        level=0.95,
        df="domain",
        probability=True,
        weighted=True,
        synthetic=False,
        source="",
        tests=tests,
        shows_tests=True,
    )
    return present(estimates, (), setting)


def test_t_and_p_stand_in_the_line_of_their_contrast_and_not_in_the_notes() -> None:
    own = groups([(60, 200), (50, 200)])
    row = contrast("South - North", *own)
    made = table(*own, row, tests=(of_contrast(row),))
    assert [line.cells for line in made.lines if line.kind == "line"][2] == (
        "South - North",
        "10.0",
        "-30.0 to 50.0",
        "",
        "40",
        "0.50",
        "0.600",
    )
    assert not any("South" in note for note in made.notes)
    assert made.tests[0].p == 0.6


def test_a_hidden_contrast_has_a_star_and_no_test() -> None:
    own = groups([(60, 200), (3, 200)])
    row = contrast("South - North", *own)
    made = table(*own, row, tests=(of_contrast(row),))
    cells = [line.cells for line in made.lines if line.kind == "line"][2]
    assert cells == ("South - North", "*", "-", "", "40", "*", "*")
    assert (made.tests[0].statistic, made.tests[0].p) == (None, None)


def test_differences_of_means_are_in_their_unit_and_ratios_are_numbers() -> None:
    own = [number(3.0, by={"place": 1}), number(4.0, by={"place": 2})]
    difference, ratio = (
        contrast("South - North", *own, value=1.0),
        contrast("South / North", *own, statistic="ratio of means", value=4 / 3),
    )
    cells = [line.cells[1] for line in table(*own, difference, ratio).lines if line.kind == "line"]
    assert cells == ["3.000", "4.000", "1.000", "1.333"]


@pytest.mark.parametrize(
    ("statistic", "words", "at"), [("difference", "no difference", 0.0), ("odds ratio", "the same", 1.0)]
)
def test_a_chart_draws_the_contrasts_of_one_measure_and_the_line_of_no_difference(
    statistic: str, words: str, at: float
) -> None:
    own = groups([(60, 200), (50, 200), (40, 200)])
    rows = [contrast(f"{NAMES[code]} - North", own[0], own[code - 1], statistic=statistic) for code in (3, 2)]
    other = contrast("South / North", own[0], own[1], statistic="ratio of prevalences")
    drawn = chart(table(*own, *rows, other), None)
    assert drawn.kind == "dots"
    assert [mark.label for mark in drawn.marks] == ["West - North", "South - North"]
    assert drawn.reference is not None
    assert (drawn.reference.label, drawn.reference.value) == (words, at)
