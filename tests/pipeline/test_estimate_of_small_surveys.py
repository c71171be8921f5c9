"""Any statistic of any variable, computed beside it with a few lines of numpy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.errors import DesignError, UsageError
from analysis.pipeline import estimate
from analysis.presentation.table import Table
from analysis.request import Domain, EstimateRequest, Missing, Precision
from tests.pipeline.small import OPEN, ROWS, Small, every, group, values, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {label: Age, unit: years}
  earned: {label: Money earned, unit: coins, missing: {-1: refused}}
  spent: {label: Money spent, unit: coins}
  colour: {label: Colour, values: {1: Red, 2: Green, 3: Blue}, missing: {9: refused}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Small:
    earned = [row * 7 % 31 + 20 for row in range(ROWS)]
    return write(
        tmp_path,
        CODEBOOK,
        earned=[-1 if row % 20 == 3 else earned[row] for row in range(ROWS)],
        spent=[row * 5 % 17 + 3 for row in range(ROWS)],
        colour=[9 if row % 10 == 9 else 1 + row % 3 for row in range(ROWS)],
    )


def asked(small: Small, *variable: str, **words: Any) -> Table:
    return estimate(EstimateRequest(variable=variable, data=small.data, **{"shown": OPEN, **words}))


def taylor(score: Any, small: Small) -> float:
    """Standard error of the sum of scores: units inside strata, with replacement."""
    variance = 0.0
    for stratum in np.unique(small.of["st"]):
        inside = small.of["st"] == stratum
        sums = [score[inside & (small.of["psu"] == unit)].sum() for unit in np.unique(small.of["psu"][inside])]
        variance += len(sums) * np.var(sums, ddof=1)
    return float(np.sqrt(variance))


def test_several_variables_and_statistics_come_in_one_run_in_the_order_asked(small: Small) -> None:
    table = asked(small, "earned", "spent", statistic=("mean", "total"))
    w, e, s = small.of["w"], small.of["earned"], small.of["spent"]
    known = e >= 0
    expected = [np.average(e[known], weights=w[known]), (w * e)[known].sum(), np.average(s, weights=w), (w * s).sum()]
    assert values(table) == pytest.approx(expected, rel=1e-12)
    found = [(row.estimate.subject.variable, row.estimate.subject.statistic) for row in table.rows]
    assert found == [("earned", "mean"), ("earned", "total"), ("spent", "mean"), ("spent", "total")]
    assert [row.estimate.n for row in table.rows] == [190, 190, 200, 200]


def test_standard_errors_are_those_of_the_linearised_scores(small: Small) -> None:
    mean, total = asked(small, "earned", statistic=("mean", "total")).rows
    w, e = small.of["w"], np.where(small.of["earned"] < 0, np.nan, small.of["earned"])
    known = ~np.isnan(e)
    score = np.where(known, w * (e - np.average(e[known], weights=w[known])) / w[known].sum(), 0)
    assert mean.estimate.se == pytest.approx(taylor(score, small), rel=1e-10)
    assert total.estimate.se == pytest.approx(taylor(np.where(known, w * e, 0), small), rel=1e-10)
    assert mean.estimate.df == 16  # 20 units less 4 strata


def test_a_ratio_takes_rows_that_answered_both(small: Small) -> None:
    (row,) = asked(small, "spent", statistic=("ratio",), denominator="earned").rows
    w, e, s = small.of["w"], small.of["earned"], small.of["spent"]
    known = e >= 0
    assert row.estimate.value == pytest.approx((w * s)[known].sum() / (w * e)[known].sum(), rel=1e-12)
    assert row.estimate.n == 190
    assert [part.strip().startswith("Money") for part in row.estimate.subject.label.split("/")] == [True, True]


def test_a_proportion_gives_every_answer_and_they_add_up_to_one(small: Small) -> None:
    table = asked(small, "colour", statistic=("proportion",))
    colour = small.of["colour"]
    assert values(table) == pytest.approx([small.share(colour == code, colour < 9) for code in (1, 2, 3)], rel=1e-12)
    assert sum(value or 0 for value in values(table)) == pytest.approx(1)
    assert [row.estimate.subject.level and row.estimate.subject.level.label for row in table.rows] == [
        "Red",
        "Green",
        "Blue",
    ]


def test_the_unanswered_as_a_level_have_a_share_of_their_own(small: Small) -> None:
    table = asked(small, "colour", statistic=("proportion",), missing=Missing("level"))
    colour = small.of["colour"]
    assert values(table) == pytest.approx([small.share(colour == code) for code in (1, 2, 3, 9)], rel=1e-12)
    assert table.rows[-1].estimate.subject.level is not None
    assert table.rows[-1].estimate.subject.level.label == "refused"
    assert not [text for text in table.notes if text.startswith("No answer to Colour")]


def test_breakdowns_stand_side_by_side_after_the_total(small: Small) -> None:
    table = asked(small, "spent", domain=Domain(by=("sex,age",)))
    assert [len(group(row)) for row in table.rows] == [0] + [1] * 2 + [1] * 6
    w, s = small.of["w"], small.of["spent"]
    expected = [np.average(s, weights=w)]
    for name, codes in (("sex", (1, 2)), ("age", range(12, 18))):
        expected += [np.average(s[small.of[name] == code], weights=w[small.of[name] == code]) for code in codes]
    assert values(table) == pytest.approx(expected, rel=1e-12)


def test_a_crossing_has_a_cell_for_every_pair_that_occurs(small: Small) -> None:
    table = asked(small, "spent", domain=Domain(by=("sex*age",)))
    # sex and age go with the parity of the row: boys are 12, 14 and 16
    assert [group(row) for row in table.rows[1:]] == [(1, 12), (1, 14), (1, 16), (2, 13), (2, 15), (2, 17)]


def test_an_expression_is_a_variable(small: Small) -> None:
    table = asked(small, "spent / 2 + 1", "spent > 10", statistic=("mean",))
    w, s = small.of["w"], small.of["spent"]
    assert values(table) == pytest.approx([np.average(s, weights=w) / 2 + 1, small.share(s > 10)], rel=1e-12)


def test_a_condition_as_a_proportion_has_the_answers_no_and_yes(small: Small) -> None:
    table = asked(small, "spent > 10", statistic=("proportion",))
    yes = small.share(small.of["spent"] > 10)
    assert values(table) == pytest.approx([1 - yes, yes], rel=1e-12)


def test_the_unanswered_of_a_variable_are_counted_once_for_several_statistics(small: Small) -> None:
    table = asked(small, "earned", statistic=("mean", "total"))
    (missing,) = table.missing
    assert (missing.reason, missing.n) == ("refused", 10)
    assert missing.share == pytest.approx(small.share(small.of["earned"] == -1), rel=1e-12)


def test_a_confidence_level_and_degrees_of_freedom_are_those_asked_for(small: Small) -> None:
    (row,) = asked(small, "spent", precision=Precision(level=0.9, df="5")).rows
    half = 2.0150483733  # t of 5 degrees of freedom, from a printed table
    assert row.estimate.high == pytest.approx((row.estimate.value or 0) + half * (row.estimate.se or 0), rel=1e-9)
    assert (row.estimate.df, row.estimate.level) == (5, 0.9)


def test_a_mean_of_a_0_1_variable_hides_what_its_proportion_hides(tmp_path: Path) -> None:
    small = write(tmp_path, "variables:\n  x: {label: X}\n", x=[1 if row < 3 else 0 for row in range(ROWS)])
    table = estimate(EstimateRequest(variable=("x",), statistic=("mean", "total", "proportion"), data=small.data))
    assert {row.status for row in table.rows} == {"suppressed"}


def test_a_complement_of_a_0_1_variable_hides_what_it_gives_back(tmp_path: Path) -> None:
    small = write(tmp_path, "variables:\n  x: {label: X}\n", x=[0 if row < 3 else 1 for row in range(ROWS)])
    table = estimate(EstimateRequest(variable=("x", "1 - x"), statistic=("mean",), data=small.data))
    assert {row.status for row in table.rows} == {"suppressed"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"statistic": ("ratio",)}, "--denominator"),
        ({"denominator": "earned"}, "--statistic ratio"),
        ({"missing": Missing("as-no")}, "prevalence"),
        ({"statistic": ("mean",), "variable": ("colours",)}, "Did you mean colour?"),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_next_step(
    words: dict[str, Any], said: str, small: Small
) -> None:
    variable = words.pop("variable", ("spent",))
    with pytest.raises(UsageError, match=said.replace("?", ".")):
        asked(small, *variable, **words)


def test_a_group_in_which_nobody_answered_has_no_number_and_a_reason(tmp_path: Path) -> None:
    q = [9 if row % 2 else row for row in range(ROWS)]
    small = write(tmp_path, "variables:\n  sex: {label: Sex}\n  x: {label: X, missing: {9: refused}}\n", x=q)
    table = asked(small, "x", domain=Domain(by=("sex",)))
    assert table.rows[2].estimate.value is None
    assert table.rows[2].estimate.reason == "nobody in this group answered"
    assert values(table)[0] == values(table)[1]


def test_a_ratio_over_nothing_has_no_number_and_does_not_blame_those_who_answered(small: Small) -> None:
    (row,) = asked(small, "spent", statistic=("ratio",), denominator="spent - spent").rows
    assert row.estimate.value is None
    assert row.estimate.n == ROWS
    assert row.estimate.reason
    assert "nobody" not in row.estimate.reason


def test_nobody_answered_is_an_error_or_an_absent_number_and_never_a_zero(tmp_path: Path) -> None:
    small = write(tmp_path, "variables:\n  x: {label: X, missing: {9: refused}}\n", x=every(1, of=9))
    table = asked(small, "x")
    assert values(table) == [None]
    assert table.rows[0].estimate.reason == "nobody in this group answered"
    with pytest.raises(DesignError, match="nobody answered"):
        asked(small, "x", statistic=("proportion",))
