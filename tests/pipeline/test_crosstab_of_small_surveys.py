"""`crosstab` on small surveys: shares by hand, what is left out and refused, and what nobody may read out of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import pipeline
from analysis.errors import DesignError, UsageError
from analysis.export import json_
from analysis.pipeline.crosstab_table import estimated
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.presentation.protection import Protected
from analysis.presentation.table import Row, Table
from analysis.request import Domain, EstimateRequest, Missing, Precision, Shown
from analysis.request_analysis import CrosstabRequest

from .small import OPEN, ROWS, Small, every, note, write

PLAIN = "variables: {sex: {values: {1: Boy, 2: Girl}}, age: {values: {12: 12, 13: 13, 14: 14, 15: 15, 16: 16, 17: 17}}}"
SET = """
variables: {sex: {values: {1: Boy, 2: Girl}}}
response_sets:
  told: {label: Told, columns: "t_{item}", items: {friend: Friend, police: Police, no_one: No one}, exclusive: [no_one]}
"""


def made(small: Small, row: str = "sex", column: str = "age", **options: Any) -> Table:
    options = {"shown": OPEN, **options}
    return pipeline.crosstab(CrosstabRequest(row=row, column=column, data=small.data, **options))


def cell(table: Table, percent: str, row: float | None, column: float | None, own: str = "sex", **group: float) -> Row:
    """The one row of a cell or total, by codes."""
    (found,) = [
        one
        for one in table.rows
        if one.estimate.subject.percent_of == percent
        and {name: level.value for name, level in one.estimate.subject.by.items()}
        == {**group, **({} if row is None else {own: row})}
        and (one.estimate.subject.level and one.estimate.subject.level.value) == column
    ]
    return found


AGE = [12 + (row * 7 + row // 11) % 6 for row in range(ROWS)]
SEX = [1 if AGE[row] == 17 and row % 3 else 1 + row % 2 for row in range(ROWS)]


@pytest.fixture
def plain(tmp_path: Path) -> Small:
    """Sex by age, where 17-year-olds are boys more often; two towns across them."""
    return write(tmp_path, PLAIN, age=AGE, sex=SEX, town=every(5))


def test_every_cell_is_a_share_of_its_row_its_column_and_of_all(plain: Small) -> None:
    table, sex, age = made(plain), plain.of["sex"], plain.of["age"]
    for i in (1, 2):
        for j in range(12, 18):
            both = (sex == i) & (age == j)
            wanted = {
                "row": plain.share(both, sex == i),
                "column": plain.share(both, age == j),
                "total": plain.share(both),
            }
            for percent, share in wanted.items():
                found = cell(table, percent, i, j).estimate
                assert found.value == pytest.approx(share, rel=1e-12)
                assert found.n_cases == np.count_nonzero(both)
                assert found.n == {"row": (sex == i).sum(), "column": (age == j).sum(), "total": ROWS}[percent]


def test_totals_of_rows_and_columns_are_shares_of_all(plain: Small) -> None:
    table = made(plain)
    assert cell(table, "column", 1, None).estimate.value == pytest.approx(plain.share(plain.of["sex"] == 1), rel=1e-12)
    assert cell(table, "row", None, 13).estimate.value == pytest.approx(plain.share(plain.of["age"] == 13), rel=1e-12)


@pytest.mark.parametrize("ci", ["korn-graubard", "kish"])
def test_a_share_of_the_row_is_that_of_estimate_by_the_row(plain: Small, ci: Any) -> None:
    request = EstimateRequest(
        variable=("age",),
        statistic=("proportion",),
        data=plain.data,
        domain=Domain(by=("sex",)),
        precision=Precision(ci=ci),
        shown=OPEN,
    )
    by_estimate = {
        (tuple(level.value for level in one.subject.by.values()), one.subject.level and one.subject.level.value): one
        for one in (row.estimate for row in pipeline.estimate(request).rows)
    }
    table = made(plain, precision=Precision(ci=ci))
    for i in (1, 2):
        for j in range(12, 18):
            ours, theirs = cell(table, "row", i, j).estimate, by_estimate[(i,), j]
            for name in ("value", "se", "low", "high", "df", "deff", "n", "n_cases", "n_psu", "sum_of_weights"):
                assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-12), name


def test_answers_that_are_missing_are_asked_and_not_answered_as_in_estimate(tmp_path: Path) -> None:
    small = write(tmp_path, PLAIN, age=[None if row % 7 == 2 else AGE[row] for row in range(ROWS)], sex=SEX)
    precision = Precision(ci="likelihood")  # which asks how heavy the answered are among all
    request = EstimateRequest(
        variable=("age",),
        statistic=("proportion",),
        data=small.data,
        domain=Domain(where="sex == 2"),
        precision=precision,
        shown=OPEN,
    )
    theirs = [row.estimate for row in pipeline.estimate(request).rows]
    table = made(small, precision=precision)
    for age, other in enumerate(theirs, start=12):
        ours = cell(table, "row", 2, age).estimate
        assert (ours.value, ours.low, ours.high) == pytest.approx((other.value, other.low, other.high), rel=1e-12)


def test_a_third_variable_makes_a_crossing_of_each_group(plain: Small) -> None:
    grouped = made(plain, domain=Domain(by=("town",)))
    alone = made(plain, domain=Domain(where="town == 1"))
    for i in (1, 2):
        for percent in ("row", "column", "total"):
            ours, theirs = cell(grouped, percent, i, 14, town=1).estimate, cell(alone, percent, i, 14).estimate
            for name in ("value", "se", "low", "high", "df", "n", "n_cases", "n_psu", "sum_of_weights"):
                assert getattr(ours, name) == pytest.approx(getattr(theirs, name), rel=1e-12), name
    tests = {tuple(level.value for level in test.by.values()): test.p for test in grouped.tests}
    assert set(tests) == {(), (1,), (2,)}
    assert tests[1,] == pytest.approx(alone.tests[0].p, rel=1e-12)
    other = made(plain, domain=Domain(where="town == 2"))
    assert tests[2,] == pytest.approx(other.tests[0].p, rel=1e-12)


def test_the_table_has_rows_down_columns_across_and_the_interval_beneath(plain: Small) -> None:
    table = made(plain, counts=True, residuals=True)
    assert [column.heading for column in table.columns] == ["sex", "12", "13", "14", "15", "16", "17", "n"]
    assert [line.cells[0] for line in table.lines] == [
        *("Boy", "  95 % CI", "  Count", "  Residual"),
        *("Girl", "  95 % CI", "  Count", "  Residual"),
        *("Total", "  95 % CI", "  Count"),
    ]
    boys = plain.of["sex"] == 1
    assert table.lines[0].cells[-1] == str(boys.sum())
    assert table.lines[0].cells[6] == f"{100 * plain.share(plain.of['age'] == 17, boys):.1f}"
    assert table.lines[2].cells[6] == str((boys & (plain.of["age"] == 17)).sum())
    assert float(table.lines[3].cells[6]) == -float(table.lines[7].cells[6]) > 0


@pytest.mark.parametrize(("percent", "last"), [("column", "33"), ("total", "")])
def test_shares_of_columns_and_of_all_have_their_bases_below(plain: Small, percent: Any, last: str) -> None:
    table = made(plain, percent=percent)
    assert [column.heading for column in table.columns][-1] == "Total"
    assert table.lines[-1].cells[0] == "n"
    assert table.lines[-1].cells[-1] == str(ROWS)
    assert (table.lines[-1].cells[1] == "") == (percent == "total")
    total = [line.cells[0] for line in table.lines if line.cells[0] == "Total"]
    assert bool(total) == (percent == "total")


def test_answers_that_nobody_gave_are_left_out_with_a_note(tmp_path: Path) -> None:
    codebook = PLAIN.replace("2: Girl", "2: Girl, 3: Other")
    table = made(write(tmp_path, codebook))
    assert "Other" not in [line.cells[0] for line in table.lines]
    assert note(table, "Other") == "sex: answers that nobody gave are left out: Other."
    assert table.tests[0].p is not None


def test_one_row_has_no_test_and_a_sentence(tmp_path: Path) -> None:
    table = made(write(tmp_path, PLAIN), domain=Domain(where="sex == 1"))
    (test,) = table.tests
    assert (test.statistic, test.df, test.p, test.reason) == (None, None, None, "one row or column")
    said = "Independence (Rao-Scott F), sex by age: no test, because only one row or one column has anybody."
    assert note(table, "no test") == said


def test_the_unanswered_are_a_domain_and_are_told(tmp_path: Path) -> None:
    blank = [None if row % 9 == 0 else 1 + row % 2 for row in range(ROWS)]
    small = write(tmp_path, PLAIN, sex=blank)
    table = made(small)
    answered = ~np.isnan(small.of["sex"])
    assert cell(table, "total", 1, 12).estimate.n == answered.sum()
    assert cell(table, "row", 1, 12).estimate.value == pytest.approx(
        small.share(small.of["age"] == 12, small.of["sex"] == 1), rel=1e-12
    )
    assert {row.label for row in table.missing} == {"sex"}


def test_all_asks_for_every_test_and_each_stands_in_a_note(plain: Small) -> None:
    table = made(plain, test=("all",))
    assert [test.name for test in table.tests] == [
        *("rao-scott-f", "rao-scott-chisq", "wald", "adjusted-wald", "lincom", "saddlepoint"),
    ]
    assert sum(text.startswith("Independence (") for text in table.notes) == 6


def test_rows_can_be_the_answers_of_a_response_set(tmp_path: Path) -> None:
    ticks = {
        "t_friend": [int(row % 3 == 0) for row in range(ROWS)],
        "t_police": [int(row % 8 == 1) for row in range(ROWS)],
    }
    no_one = [int(not friend and not police) for friend, police in zip(*ticks.values(), strict=True)]
    small = write(tmp_path, SET, t_no_one=no_one, **ticks)
    table = made(small, "told", "sex", test=("rao-scott-f", "rao-scott-chisq"))
    found = {
        (one.estimate.subject.percent_of, one.estimate.subject.item and one.estimate.subject.item.value, group): one
        for one in table.rows
        for group in [tuple(level.value for level in one.estimate.subject.by.values())]
    }
    girls, friend = small.of["sex"] == 2, small.of["t_friend"] == 1
    assert found["column", "friend", (2,)].estimate.value == pytest.approx(small.share(friend, girls), rel=1e-12)
    assert found["row", "friend", (2,)].estimate.value == pytest.approx(small.share(girls, friend), rel=1e-12)
    assert found["total", "friend", (2,)].estimate.value == pytest.approx(small.share(girls & friend), rel=1e-12)
    assert found["column", "friend", ()].estimate.value == pytest.approx(small.share(friend), rel=1e-12)
    assert [line.cells[0] for line in table.lines if line.cells[0][0] != " "] == ["Friend", "Police", "No one", "n"]
    assert table.tests[1].df == 3
    assert "all answers together" in note(table, "first order")


def test_a_design_without_probability_has_shares_and_no_test(tmp_path: Path) -> None:
    head = "survey: {id: small, title: Small}\nfiles: {people: {path: data.csv, design: none}}\n"
    small = write(tmp_path, PLAIN, head)
    table = made(small)
    assert table.tests == ()
    assert cell(table, "row", 1, 12).estimate.value == pytest.approx(
        np.mean(small.of["age"][small.of["sex"] == 1] == 12)
    )
    with pytest.raises(DesignError, match="no test exists"):
        made(small, test=("wald",))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"row": None}, "name two questions"),
        ({"column": "sex"}, "must be different questions"),
        ({"domain": Domain(by=("age",))}, "must be different questions"),
        ({"missing": Missing("level")}, "is not for crossings"),
        ({"shown": replace(OPEN, columns="errors")}, "--columns is for tables"),
        ({"shown": replace(OPEN, show="order")}, "--show order is for the answers of one question"),
        ({"row": "sex", "column": "told"}, "give it as --row"),
    ],
)
def test_what_cannot_be_crossed_is_refused_with_the_next_step(
    tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    ticks = dict.fromkeys(("t_friend", "t_police", "t_no_one"), [1] * ROWS)
    small = write(tmp_path, SET, **ticks)
    with pytest.raises(UsageError, match=sentence):
        made(small, **options)


def test_nobody_in_the_domain_is_an_error(tmp_path: Path) -> None:
    small = write(tmp_path, PLAIN, sex=[None if row % 6 == 0 else 1 for row in range(ROWS)])
    with pytest.raises(DesignError, match="nobody in the domain answered both"):
        made(small, domain=Domain(where="age == 12"))


def _sensitive(folder: Path, few: int) -> Small:
    """`harm` has `few` yes, and a third answer; nobody may learn how many."""
    harm = [1] * few + [3] * 60 + [2] * (ROWS - few - 60)
    return write(
        folder, "variables: {harm: {values: {1: Yes, 2: No, 3: Unsure}}, sex: {values: {1: Boy, 2: Girl}}}", harm=harm
    )


def test_the_total_of_a_row_that_few_gave_is_in_no_base_and_no_json(tmp_path: Path) -> None:
    """Of three answers the least beside the hidden one goes too, and with both their bases, which would tell it."""
    table = made(_sensitive(tmp_path, 3), "harm", "sex", shown=Shown(rules="none"))
    written = json.loads(json_.write(table))
    hidden = [row for row in written["rows"] if row["by"].get("harm", {}).get("code") in (1, 3)]
    assert hidden
    assert all(row["estimate"] is row["n_cases"] is None for row in hidden)
    assert all(row["n"] is None for row in hidden if row["percent_of"] == "row" and row["level"] is not None)
    shown = [line.cells for line in table.lines if line.cells[0] in ("Yes", "Unsure")]
    assert {cells[-1] for cells in shown} == {"*"}
    assert table.tests[0].statistic is table.tests[0].p is None
    assert "hidden to protect respondents" in note(table, "Independence")


def test_the_unhidden_rows_of_such_a_table_do_not_add_up_to_the_hidden(tmp_path: Path) -> None:
    few, small = 3, _sensitive(tmp_path, 3)
    table = made(small, "harm", "sex", shown=Shown(rules="none"))
    known = [row.estimate.n_cases for row in table.rows if row.estimate.subject.percent_of == "total"]
    assert sum(one is None for one in known) >= 4
    whole = cell(table, "column", 2, None, own="harm").estimate.n
    shown = sum(one or 0 for one in known)
    assert whole - shown - few == 60


def test_an_answer_that_one_child_ticked_hides_its_row_and_not_the_table(tmp_path: Path) -> None:
    """The size of that row is its secret count: nobody knows it, so it bounds nothing."""
    ticks = {"t_friend": [int(row % 3 == 0) for row in range(ROWS)], "t_police": [int(row == 7) for row in range(ROWS)]}
    no_one = [int(not friend and not police) for friend, police in zip(*ticks.values(), strict=True)]
    table = made(write(tmp_path, SET, t_no_one=no_one, **ticks), "told", "sex", shown=Shown(rules="none"))
    hidden = {row.estimate.subject.item.value for row in table.rows if row.status == "suppressed"}  # type: ignore[union-attr]
    assert hidden == {"police"}
    of_row = [row for row in table.rows if row.status == "suppressed" and row.estimate.subject.percent_of == "row"]
    assert [row.base_hidden for row in of_row] == [True, True]


def test_strict_protection_says_nothing_of_answers_that_nobody_gave(tmp_path: Path) -> None:
    codebook = PLAIN.replace("2: Girl", "2: Girl, 3: Other")
    table = made(write(tmp_path, codebook), shown=Shown(rules="none", protect="strict"))
    assert not [text for text in table.notes if "nobody gave" in text]
    assert "Other" in [line.cells[0] for line in table.lines]
    assert cell(table, "column", 3, None).status == "suppressed"


def test_a_chart_of_a_crossing_is_a_stack_of_its_rows(plain: Small) -> None:
    from analysis.presentation.drawing import chart

    table = made(plain)
    drawn = chart(table, None)
    assert drawn.kind == "stack"
    assert drawn.labels == ("Boy", "Girl", "Total")
    by_label = {label: sum(mark.value or 0 for mark in drawn.marks if mark.label == label) for label in drawn.labels}
    assert list(by_label.values()) == pytest.approx([1, 1, 1])
    assert drawn.title == "sex by age: % of each row"


def test_footnotes_are_those_of_the_percentage_shown(tmp_path: Path) -> None:
    """Twenty girls are a base too small for shares of the row; every share of all has the whole base."""
    small = write(tmp_path, PLAIN, sex=[2 if row < 20 else 1 for row in range(ROWS)], age=AGE)
    options = {"shown": Shown(rules="dhs", protect="none")}
    assert [text for text in made(small, **options).notes if text.startswith("(*)")]
    assert not [text for text in made(small, percent="total", **options).notes if text.startswith("(*)")]


def test_a_test_goes_where_only_other_tables_hide_a_row_that_is_too_uncertain_as_well(plain: Small) -> None:
    made = estimated(CrosstabRequest(row="sex", column="town", data=plain.data, shown=Shown(rules="nchs")), Shelf())
    alone = finish(made)
    assert alone.tests[0].p is not None
    uncertain = [place for place, row in enumerate(alone.rows) if row.status == "suppressed" and row.flags]
    assert uncertain
    beside = finish(made, Protected(frozenset(uncertain[:1]), frozenset()))
    assert (beside.tests[0].p, beside.tests[0].reason) == (None, "hidden to protect respondents")


@pytest.mark.parametrize("of_set", [False, True])
def test_the_size_of_a_group_of_few_is_not_what_the_others_leave_over(tmp_path: Path, of_set: bool) -> None:
    """Rows, columns and cells of a group stand on one base, which all of them hide or none."""
    small = write(
        tmp_path,
        SET.replace("{sex:", "{town: {values: {1: N, 2: S, 3: E}}, sex:"),
        town=[1] * 3 + [2] * 67 + [3] * 130,
        t_friend=every(2, other=0),
        t_police=every(3, other=0),
        t_no_one=every(5, other=0),
    )
    shown = Shown(rules="none")
    table = made(small, "told" if of_set else "age", "sex", domain=Domain(by=("town",)), shown=shown)
    told: dict[float, set[bool]] = {1: set(), 2: set(), 3: set()}
    for row in table.rows:
        subject = row.estimate.subject
        if "town" in subject.by and (subject.percent_of == "total" or not subject.rests_on):
            told[float(subject.by["town"].value)].add(row.base_hidden)
    assert sorted(map(sorted, told.values())) == [[False], [True], [True]]
    assert told[1] == {True}


def test_a_column_of_a_group_is_not_what_the_other_columns_leave_over(tmp_path: Path) -> None:
    """Of a response set too the columns add up to everybody: three girls of the first town are hidden with others."""
    town = [1] * 60 + [2] * 140
    sex = [2] * 3 + [1] * 57 + [1 + row % 2 for row in range(140)]
    codebook = SET.replace("{sex:", "{town: {values: {1: N, 2: S}}, sex:")
    ticks = {name: every(2, other=0) for name in ("t_friend", "t_police", "t_no_one")}
    table = made(
        write(tmp_path, codebook, town=town, sex=sex, **ticks),
        "told",
        "sex",
        domain=Domain(by=("town",)),
        shown=Shown(rules="none"),
    )
    columns = [
        row for row in table.rows if row.estimate.subject.percent_of == "row" and row.estimate.subject.level is not None
    ]
    assert {row.estimate.subject.variable for row in columns} == {"sex"}
    of_first = [row.status for row in columns if {code.value for code in row.estimate.subject.by.values()} == {1}]
    assert of_first == ["suppressed", "suppressed"]
