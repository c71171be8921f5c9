"""Comparisons on surveys small enough to be computed beside them with a few lines of numpy."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import special

from analysis.errors import DesignError, UsageError
from analysis.pipeline import compare, estimate
from analysis.presentation.table import Row, Table
from analysis.request import Domain, EstimateRequest, Missing, Precision, Shown
from analysis.request_analysis import CompareRequest
from tests.pipeline.small import HEAD, OPEN, ROWS, Small, every, group, note, values, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {label: Age, unit: years}
  a: {label: The first, values: {1: "Yes", 2: "No"}, missing: {8: dont_know}}
  b: {label: The second, values: {1: "Yes", 2: "No"}}
  place: {label: Place, values: {1: North, 2: South, 3: West, 4: East}}
  c: {label: The third, values: {1: "Yes", 2: "No"}}
  gap:
    label: Gap
    derived: {-1: a == 1 and b == 2, 0: (a == 1 and b == 1) or (a == 2 and b == 2), 1: a == 2 and b == 1}
indicators:
  first: {label: The first, any_of: [a == 1], missing: complete}
  second: {label: The second, any_of: [b == 1], missing: complete}
  harmed: {label: Harmed, any_of: [c == 1], missing: complete, harm: true}
"""
STANDARD = Shown(rules="none", protect="standard")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Answers that differ by place; the rarer third is asked of nobody in the west."""
    a: list[Any] = [1 if row % 4 == 0 or (row % 3 == 0 and row // 50 == 2) else 2 for row in range(ROWS)]
    a[7] = a[77] = 8
    return write(
        tmp_path,
        CODEBOOK,
        a=a,
        b=every(5),
        c=[1 if row % 5 == 0 and row // 50 != 3 else 2 for row in range(ROWS)],
        place=[1 + row // 10 % 4 for row in range(ROWS)],
    )


def asked(small: Small, *by: str, **words: Any) -> Table:
    parts = {"shown": OPEN, "domain": Domain(by=by or ("sex",)), **words}
    if "variable" not in parts:
        parts = {"indicator": ("first",), **parts}
    return compare(CompareRequest(data=small.data, **parts))


def contrasts(table: Table, statistic: str = "difference") -> list[Row]:
    return [row for row in table.rows if row.estimate.subject.contrast and row.estimate.subject.statistic == statistic]


def share_of(small: Small, inside: Any) -> float:
    answered = small.of["a"] < 3
    return small.share(small.of["a"] == 1, inside & answered)


def test_groups_come_first_and_then_each_against_the_first(small: Small) -> None:
    table = asked(small, "place")
    assert [group(row) for row in table.rows[:4]] == [(1,), (2,), (3,), (4,)]
    shares = [share_of(small, small.of["place"] == place) for place in (1, 2, 3, 4)]
    assert values(table)[:4] == pytest.approx(shares, rel=1e-12)
    assert [row.estimate.value for row in contrasts(table)] == pytest.approx(
        [s - shares[0] for s in shares[1:]], rel=1e-12
    )
    ratios = [row.estimate.value for row in contrasts(table, "ratio of prevalences")]
    assert ratios == pytest.approx([s / shares[0] for s in shares[1:]], rel=1e-12)
    names = [row.estimate.subject.contrast for row in contrasts(table)]
    assert names == ["Place: South - North", "Place: West - North", "Place: East - North"]


def test_the_reference_may_be_any_group_by_its_code(small: Small) -> None:
    table = asked(small, "place", against="3", measure=("odds",))
    assert [row.estimate.subject.contrast for row in contrasts(table, "odds ratio")] == [
        "Place: odds North / odds West",
        "Place: odds South / odds West",
        "Place: odds East / odds West",
    ]
    west, north = (share_of(small, small.of["place"] == place) for place in (3, 1))
    odds = north / (1 - north) / (west / (1 - west))
    assert contrasts(table, "odds ratio")[0].estimate.value == pytest.approx(odds, rel=1e-12)


def test_a_group_against_the_rest_is_held_against_all_others_together(small: Small) -> None:
    table = asked(small, "place", against="rest", measure=("difference",))
    for row, place in zip(contrasts(table), (1, 2, 3, 4), strict=True):
        here = small.of["place"] == place
        assert row.estimate.value == pytest.approx(share_of(small, here) - share_of(small, ~here), rel=1e-12)
        assert row.estimate.df == 16


def test_all_pairs_are_each_compared_once(small: Small) -> None:
    table = asked(small, "place", against="all", measure=("difference",), adjust="holm")
    assert len(contrasts(table)) == 6
    p = sorted(2 * special.stdtr(test.df, -abs(test.statistic)) for test in table.tests)
    told = sorted(test.p for test in table.tests)
    assert told[0] == pytest.approx(min(1, 6 * p[0]), rel=1e-10)
    assert {test.name for test in table.tests} == {"t-holm"}


def test_degrees_of_freedom_are_those_of_the_groups_together(small: Small) -> None:
    table = asked(small, domain=Domain("st == 1", ("sex",)))
    assert [row.estimate.df for row in table.rows] == [4, 4, 4, 4]
    together = asked(small, "st")
    assert [row.estimate.df for row in contrasts(together)] == [8, 8, 8]
    assert {row.estimate.df for row in contrasts(asked(small, "st", precision=Precision(df="design")))} == {16}
    assert {test.df for test in asked(small, precision=Precision(df="15")).tests} == {15}


def test_bounds_of_a_ratio_are_symmetric_on_the_log_scale_and_agree_with_its_test(small: Small) -> None:
    (row,) = contrasts(asked(small), "ratio of prevalences")
    one = row.estimate
    assert one.low * one.high == pytest.approx(one.value**2, rel=1e-12)
    t = special.stdtrit(one.df, 0.975)
    assert one.high / one.value == pytest.approx(math.exp(t * one.se / one.value), rel=1e-12)
    assert one.method == "log-t"


def test_a_trend_is_the_least_squares_slope_of_the_groups(small: Small) -> None:
    ages = np.arange(12, 18)
    shares = [share_of(small, small.of["age"] == age) for age in ages]
    by_codes = asked(small, "age", trend="codes").rows[-1].estimate
    assert by_codes.value == pytest.approx(np.polyfit(ages, shares, 1)[0], rel=1e-10)
    assert by_codes.subject.contrast == "Age: for each unit of the code"
    by_ranks = asked(small, "age", trend="ranks").rows[-1].estimate
    assert (by_ranks.value, by_ranks.se) == pytest.approx((by_codes.value, by_codes.se), rel=1e-12)


def test_standardised_groups_have_the_shares_of_all_together_or_those_given(small: Small) -> None:
    sex, place, known = small.of["sex"], small.of["place"], small.of["a"] < 3
    own = asked(small, "place", standardise=("sex",))
    for row, code in zip(own.rows[:4], (1, 2, 3, 4), strict=True):
        wanted = sum(small.share(sex == s, known) * share_of(small, (place == code) & (sex == s)) for s in (1, 2))
        assert row.estimate.value == pytest.approx(wanted, rel=1e-12)
    given = asked(small, "place", standardise=("sex=1:0.25,2:0.75",))
    north = [share_of(small, (place == 1) & (sex == s)) for s in (1, 2)]
    assert values(given)[0] == pytest.approx(0.25 * north[0] + 0.75 * north[1], rel=1e-12)
    assert note(given, "Standardised").endswith("Boy 0.25; Girl 0.75.")
    assert given.rows[0].estimate.subject.label == "The first, standardised for Sex"


def test_equal_shares_everywhere_leave_a_group_as_it_is_in_that_stratum(small: Small) -> None:
    table = asked(small, "place", standardise=("sex=1:1,2:0",))
    boys = asked(small, domain=Domain("sex == 1", ("place",)))
    assert values(table)[:4] == pytest.approx(values(boys)[:4], rel=1e-12)
    assert [row.estimate.se for row in table.rows[:4]] == pytest.approx(
        [r.estimate.se for r in boys.rows[:4]], rel=1e-10
    )


def test_a_group_without_a_stratum_has_no_standardised_figure_and_says_why(small: Small) -> None:
    table = asked(small, "sex", standardise=("place",), domain=Domain("sex == 2 or place == 1", ("sex",)))
    boys, girls = table.rows[:2]
    assert boys.estimate.value is None
    assert "nobody in one of the strata" in boys.estimate.reason
    assert girls.estimate.value is not None
    (difference,) = contrasts(table)
    assert difference.estimate.value is None
    assert difference.estimate.reason == "one of the groups has no estimate"


def test_a_paired_difference_is_the_mean_of_the_difference_within_rows(small: Small) -> None:
    paired = compare(
        CompareRequest(
            indicator=("first", "second"),
            paired=True,
            measure=("difference",),
            data=small.data,
            domain=Domain(by=("sex",)),
            shown=OPEN,
        )
    )
    gap = estimate(EstimateRequest(variable=("gap",), data=small.data, domain=Domain(by=("sex",)), shown=OPEN))
    ours = [row.estimate for row in contrasts(paired)]
    theirs = [row.estimate for row in gap.rows]
    assert len(ours) == len(theirs) == 3
    for one, other in zip(ours, theirs, strict=True):
        assert (one.n, one.df, one.subject.by) == (other.n, other.df, other.subject.by)
        numbers = (one.value, one.se, one.low, one.high)
        assert numbers == pytest.approx((other.value, other.se, other.low, other.high), rel=1e-10)


def test_means_have_differences_and_ratios_but_odds_only_where_they_are_noughts_and_ones(small: Small) -> None:
    table = asked(small, variable=("age",), measure=("difference", "ratio"))
    first, second = values(table)[:2]
    assert values(table)[2:] == pytest.approx([second - first, second / first], rel=1e-12)
    assert table.rows[3].estimate.subject.statistic == "ratio of means"
    assert len(asked(small, variable=("age",)).rows) == 3
    with pytest.raises(UsageError, match="age is no yes or no and has no odds"):
        asked(small, variable=("age",), measure=("odds",))


def rare(tmp_path: Path, counts: tuple[int, ...]) -> Small:
    """Four places of 50 with so many harmed."""
    c = [1 if row % 50 < counts[row // 50] else 2 for row in range(ROWS)]
    units = [10 * (row // 50) + row % 10 for row in range(ROWS)]
    head = HEAD.replace("strata: st, psu: psu", "psu: unit")
    return write(tmp_path, CODEBOOK, head, c=c, place=[1 + row // 50 for row in range(ROWS)], unit=units)


def harmed(small: Small, shown: Shown = STANDARD, **words: Any) -> Table:
    return asked(small, "place", indicator=("harmed",), shown=shown, **words)


def test_a_contrast_with_a_hidden_group_is_hidden_and_so_is_its_test(tmp_path: Path) -> None:
    table = harmed(rare(tmp_path, (12, 3, 4, 20)), against="all")
    hidden = [row for row in table.rows if row.status == "suppressed"]
    assert [group(row) for row in hidden[:2]] == [(2,), (3,)]
    shown = [row for row in table.rows if row.estimate.subject.contrast and row.status == "shown"]
    assert [row.estimate.subject.contrast for row in shown] == ["Place: East - North", "Place: East / North"]
    told = {test.of: test.p for test in table.tests}
    assert [of for of, p in told.items() if p is not None] == [
        f"Harmed: {row.estimate.subject.contrast}" for row in shown
    ]
    assert all(row.estimate.value is row.estimate.se is row.estimate.low is None for row in hidden)


def test_one_hidden_group_hides_another_and_every_contrast_with_the_rest_and_the_trend(tmp_path: Path) -> None:
    table = harmed(rare(tmp_path, (12, 3, 15, 20)), against="rest", trend="ranks")
    assert [row.status for row in table.rows[:4]] == ["suppressed", "suppressed", "shown", "shown"]
    assert {row.status for row in table.rows[4:]} == {"suppressed"}
    assert all(test.p is None and test.statistic is None for test in table.tests)
    assert all(test.reason == "hidden to protect respondents" for test in table.tests)


def test_adjusted_p_tell_of_all_comparisons_and_go_with_any_of_them(tmp_path: Path) -> None:
    table = harmed(rare(tmp_path, (12, 3, 4, 20)), against="all", adjust="holm")
    assert any(row.estimate.subject.contrast and row.status == "shown" for row in table.rows)
    assert all(test.p is None for test in table.tests)


def test_shares_of_ones_own_choosing_do_not_open_a_small_stratum(tmp_path: Path) -> None:
    small = rare(tmp_path, (12, 12, 12, 12))
    assert {row.status for row in harmed(small).rows} == {"shown"}
    assert {row.status for row in harmed(small, standardise=("sex",)).rows} == {"shown"}
    boys = harmed(small, standardise=("age=12:1,13:0,14:0,15:0,16:0,17:0",))
    assert {row.status for row in boys.rows} == {"suppressed"}


def test_the_error_of_a_paired_difference_does_not_tell_of_few(tmp_path: Path) -> None:
    a, b = every(2), every(2)
    b[0], b[1] = 2, 1
    small = write(tmp_path, CODEBOOK, a=a, b=b)
    request = CompareRequest(
        indicator=("first", "second"), paired=True, data=small.data, shown=STANDARD, measure=("difference",)
    )
    first, second, difference = compare(request).rows
    assert (first.status, second.status, difference.status) == ("shown", "shown", "suppressed")


def test_no_cases_in_the_reference_leave_a_ratio_without_value_and_a_difference_with_a_mark(tmp_path: Path) -> None:
    small = rare(tmp_path, (0, 10, 12, 14))
    table = harmed(small, shown=Shown(rules="dhs", protect="standard"), measure=("difference", "ratio", "odds"))
    (difference, *_), (ratio, *_), (odds, *_) = (
        contrasts(table, name) for name in ("difference", "ratio of prevalences", "odds ratio")
    )
    assert (ratio.estimate.value, odds.estimate.value) == (None, None)
    assert "has no cases" in ratio.estimate.reason
    assert difference.status == "review"
    assert "its error out" in difference.estimate.reason
    assert note(table, "one of the groups has no cases")
    back = harmed(small, shown=OPEN, against="2", measure=("ratio",))
    (zero, *_) = contrasts(back, "ratio of prevalences")
    assert (zero.estimate.value, zero.estimate.low) == (0.0, None)


def test_a_small_base_brackets_or_hides_its_contrasts_too(small: Small) -> None:
    table = asked(small, "place", shown=Shown(rules="dhs", protect="none"), domain=Domain("psu < 6", ("place",)))
    assert {row.flags[:1] for row in table.rows if not row.estimate.subject.contrast} == {("base_below_25",)}
    assert {row.status for row in table.rows} == {"suppressed"}
    assert {test.reason for test in table.tests} == {"fewer than 25 unweighted cases in the base"}


def test_the_table_says_how_contrasts_were_made(small: Small) -> None:
    table = asked(small, adjust="bonferroni")
    assert note(table, "Comparisons: t with the degrees of freedom of the groups compared together")
    assert note(table, "p is adjusted for all comparisons")
    headings = [column.heading for column in table.columns]
    assert headings == ["", "Estimate", "95 % CI", "n", "df", "t", "p (Bonferroni)"]
    assert [line.cells[0] for line in table.lines if line.kind == "subgroup"] == [
        "Sex",
        "Difference, percentage points (Sex)",
        "Ratio of prevalences (Sex)",
    ]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"domain": Domain()}, "name the groups to compare, as in --by sex"),
    ({"against": "5"}, "--against '5' is not a group with rows, nor rest, nor all. The groups are 1, 2."),
    ({"domain": Domain("sex == 1", ("sex",))}, "Sex has one group in the domain"),
    ({"paired": True}, "--paired compares two indicators"),
    ({"paired": True, "trend": "ranks"}, "leave --trend, --standardise and --against rest out"),
    ({"domain": Domain(by=("sex*place",)), "trend": "ranks"}, "and not a crossing"),
    ({"standardise": ("sex",)}, "sex is compared by --by"),
    ({"standardise": ("place=1:.5,9:.5",)}, "'9' is no code of it; it has 1, 2, 3, 4"),
    ({"standardise": ("place=1:.5,2:.4",)}, "add up to 1"),
    ({"standardise": ("place=1:half",)}, "'half' is no share"),
    ({"standardise": ("place=1:1", "age")}, "give all or none"),
    ({"missing": Missing("bounds")}, "has no single yes or no to compare"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_compared_is_refused_with_the_next_step(small: Small, words: Any, said: str) -> None:
    with pytest.raises((UsageError, DesignError)) as refused:
        asked(small, **words)
    assert said in str(refused.value)


def test_a_survey_that_is_no_probability_sample_compares_nothing(tmp_path: Path) -> None:
    head = "survey: {id: small, title: A small survey}\nfiles: {people: {path: data.csv, design: none}}\n"
    small = write(tmp_path, CODEBOOK, head, a=every(2), b=every(3), c=every(5), place=every(2))
    with pytest.raises(DesignError, match="no test or interval compares groups"):
        asked(small)
