"""Groups, and those who are in none: nobody is moved to another group, and nobody is told of by subtraction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.errors import ProtectionError
from analysis.pipeline import breakdown, estimate, prevalence
from analysis.request import BreakdownRequest, Domain, EstimateRequest, PrevalenceRequest
from tests.pipeline.small import OPEN, ROWS, every, group, note, values, write

QUESTIONS = """
variables:
  age: {}
  a: {label: The first, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
  b: {label: The second, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
  g: {label: Group, values: {1: One, 2: Two}, missing: {7: no_answer, 8: dont_know, 9: refused}, asked_if: age >= 13}
indicators:
  either: {label: Either, any_of: [a == 1, b == 1], missing: as_no, version: v1}
"""


def test_rows_without_a_group_are_in_no_group_whatever_their_reason(tmp_path: Path) -> None:
    g = [(1, 2, 7, 8, 9, None)[(row // 2) % 6] for row in range(ROWS)]
    small = write(tmp_path, QUESTIONS, g=g, a=every(3), b=every(4))
    table = estimate(EstimateRequest(variable=("age",), data=small.data, domain=Domain(by=("g",)), shown=OPEN))
    asked = small.of["age"] >= 13
    for row in table.rows[1:]:
        (code,) = group(row)
        inside = asked & (small.of["g"] == code)
        assert row.estimate.n == np.count_nonzero(inside)
        wanted = np.average(small.of["age"][inside], weights=small.of["w"][inside])
        assert row.estimate.value == pytest.approx(wanted, rel=1e-12)


def test_a_form_counts_its_unanswered_as_no_even_where_the_composite_has_none_open(tmp_path: Path) -> None:
    a = every(2)
    b: list[object] = [9 if row % 2 == 0 and row < 20 else 2 for row in range(ROWS)]  # refused where the first is yes
    small = write(tmp_path, QUESTIONS, a=a, b=b, g=[1] * ROWS)
    table = prevalence(PrevalenceRequest(data=small.data, shown=OPEN))
    assert [row.estimate.n for row in table.rows] == [ROWS, ROWS, ROWS]
    assert values(table)[2] == 0


def test_a_remainder_of_three_cases_without_a_group_is_not_told_by_subtraction(tmp_path: Path) -> None:
    # 60 cases in group one, 40 in group two, and 3 of the 20 who have no group.
    g = [1] * 100 + [2] * 80 + [None] * 20
    a = [1] * 60 + [2] * 40 + [1] * 40 + [2] * 40 + [1] * 3 + [2] * 17
    small = write(tmp_path, "", g=g, a=a)
    table = estimate(
        EstimateRequest(variable=("a == 1",), statistic=("mean",), data=small.data, domain=Domain(by=("g",)))
    )
    assert [row.status for row in table.rows].count("suppressed") == 1


def test_a_hidden_group_of_a_total_takes_another_with_it(tmp_path: Path) -> None:
    g = [1] * 10 + [2] * 90 + [3] * 100
    small = write(tmp_path, "", g=g, money=[100 + row for row in range(ROWS)])
    table = estimate(
        EstimateRequest(variable=("money",), statistic=("total",), data=small.data, domain=Domain(by=("g",)))
    )
    hidden = {group(row) for row in table.rows if row.status == "suppressed"}
    assert hidden == {(1.0,), (2.0,)}


SETS = """
variables:
  hit: {label: Was hit, values: {1: "Yes", 2: "No"}}
  pushed: {label: Was pushed, values: {1: "Yes", 2: "No"}}
  shouted: {label: Was shouted at, values: {1: "Yes", 2: "No"}}
indicators:
  any: {label: Any, any_of: [hit == 1, pushed == 1, shouted == 1], missing: as_no, version: v1}
response_sets:
  told:
    label: Whom the child told
    base: any
    unit: instance
    items: {friend: A friend, police: The police}
    follow_up: {of: [hit, pushed, shouted], columns: "told_{item}_{form}"}
"""


def test_incidents_of_two_children_are_two_children_and_not_six_cases(tmp_path: Path) -> None:
    forms = {form: [1] * 60 + [2] * 140 for form in ("hit", "pushed", "shouted")}
    friend = {f"told_friend_{form}": [1] * 40 + [0] * 20 + [None] * 140 for form in forms}
    police = {f"told_police_{form}": [1] * 2 + [0] * 58 + [None] * 140 for form in forms}
    small = write(tmp_path, SETS, **forms, **friend, **police)
    table = breakdown(BreakdownRequest(set=("told",), data=small.data))
    status = {row.estimate.subject.item.label: row.status for row in table.rows if row.estimate.subject.item}
    assert status["The police"] == "suppressed"
    unprotected = breakdown(BreakdownRequest(set=("told",), data=small.data, percent_of="respondents", shown=OPEN))
    assert [row.estimate.n_cases for row in unprotected.rows] == [120, 6]
    assert [row.estimate.contributors for row in unprotected.rows] == [40, 2]


def test_free_text_is_not_printed_beside_a_common_answer(tmp_path: Path) -> None:
    text = ["none" if row % 5 else f"Name {row}" for row in range(ROWS)]
    small = write(tmp_path, "", text=text)
    for request in (
        EstimateRequest(variable=("text",), statistic=("proportion",), data=small.data),
        EstimateRequest(variable=("age",), data=small.data, domain=Domain(by=("text",))),
    ):
        with pytest.raises(ProtectionError, match="text"):
            estimate(request)


def test_a_base_of_one_is_not_told(tmp_path: Path) -> None:
    codebook = SETS.replace("unit: instance", "unit: child")
    forms = {form: [1] * 3 + [2] * 197 for form in ("hit", "pushed", "shouted")}
    ticks = {f"told_{item}_{form}": [1, 0, 1] + [None] * 197 for item in ("friend", "police") for form in forms}
    small = write(tmp_path, codebook, **forms, **ticks)
    table = breakdown(BreakdownRequest(set=("told",), data=small.data))
    assert all(row.base_hidden and row.estimate.n == 0 for row in table.rows)
    at = [column.heading for column in table.columns].index("n")
    assert all(line.cells[at] == "*" for line in table.lines if line.kind == "line")


def test_a_ratio_tells_of_everyone_who_did_not_answer_both(tmp_path: Path) -> None:
    x = [None if row < 30 else 2 for row in range(ROWS)]
    y = [None if row >= 190 else 1 for row in range(ROWS)]
    small = write(tmp_path, "", x=x, y=y)
    table = estimate(
        EstimateRequest(variable=("y",), statistic=("mean", "ratio"), denominator="x", data=small.data, shown=OPEN)
    )
    assert "blank 10 " in note(table, "No answer to y:")
    assert "blank 40 " in note(table, "No answer to y / x:")


def test_rows_of_whom_the_condition_is_not_known_are_told(tmp_path: Path) -> None:
    small = write(
        tmp_path, QUESTIONS, a=[9 if row < 12 else 1 + row % 2 for row in range(ROWS)], b=every(4), g=[1] * ROWS
    )
    request = EstimateRequest(variable=("age",), data=small.data, domain=Domain(where="a == 1"), shown=OPEN)
    assert note(estimate(request), "not known whether the condition holds").endswith("12.")


def test_people_by_the_weights_are_the_people_of_a_known_size_that_the_weights_add_up_to(tmp_path: Path) -> None:
    sizes = {"known": "{known: 399, source: a census}", "weights": "{weights: true}"}
    codebook = QUESTIONS + "".join(
        f"  i_{name}: {{label: I, population: p_{name}, any_of: [a == 1], missing: complete}}\n" for name in sizes
    )
    codebook += "populations:\n" + "".join(f"  p_{name}: {{label: P, size: {size}}}\n" for name, size in sizes.items())
    small = write(
        tmp_path, codebook, a=[9 if row < 50 else 1 + row % 2 for row in range(ROWS)], b=every(4), g=[1] * ROWS
    )
    assert small.of["w"].sum() == 399
    request = PrevalenceRequest(
        indicator=("i_known", "i_weights"),
        data=small.data,
        shown=OPEN,
    )
    known, weights = (row.estimate.count for row in prevalence(request).rows)
    assert known is not None
    assert weights is not None
    assert weights.estimate == pytest.approx(known.estimate, rel=1e-12)
