"""Medians, quantiles, variances, histograms and distributions from the file to what may be shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.choices import StatisticName
from analysis.errors import DesignError, UsageError
from analysis.export.flat import record
from analysis.pipeline import estimate
from analysis.presentation.table import Row, Table
from analysis.report.requests import Estimate as Written
from analysis.report.requests import request_of
from analysis.request import Design, Distribution, Domain, EstimateRequest, Missing, Replication, Shown
from tests.pipeline.small import HEAD, OPEN, ROWS, Small, group, note, rebuilt, values, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  spent: {label: Money spent, unit: coins, missing: {-1: refused}}
  rare: {label: Money saved}
"""
STANDARD = Shown(rules="none", protect="standard")
NO_PROBABILITY = HEAD.replace("{weight: w, strata: st, psu: psu}", "none")


def spent() -> list[float]:
    """Distinct numbers of five digits; one in 20 refused."""
    return [-1 if row % 20 == 3 else 10_001 + row * 37 % 200 * 13 for row in range(ROWS)]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return write(tmp_path, CODEBOOK, spent=spent(), rare=[0] * 197 + [5, 6, 7])


def asked(small: Small, *statistic: StatisticName, variable: str = "spent", **words: Any) -> Table:
    distribution = {name: words.pop(name) for name in ("probs", "quantile_rule", "breaks") if name in words}
    return estimate(
        EstimateRequest(
            variable=(variable,),
            statistic=statistic,
            data=small.data,
            distribution=Distribution(**distribution),
            **{"shown": OPEN, **words},
        )
    )


def weighted(small: Small, share: float, among: Any = True) -> float:
    """The least answer up to which at least the share lies."""
    number, weight = small.of["spent"], small.of["w"]
    known = (number >= 0) & among
    order = np.argsort(number[known])
    added = np.cumsum(weight[known][order])
    return float(number[known][order][np.searchsorted(added, share * added[-1] * (1 - 1e-12))])


def shown_shares(table: Table, of: tuple[Any, ...] = ()) -> list[float | None]:
    return [row.estimate.value for row in table.rows if group(row) == of]


def levels(table: Table) -> list[Any]:
    """Codes of the levels of the total."""
    return [row.estimate.subject.level.value for row in table.rows if row.estimate.subject.level and not group(row)]


def test_a_median_is_a_quantile_and_both_come_by_group(small: Small) -> None:
    table = asked(small, "median", "quantile", "mean", probs=(0.9, 0.1), domain=Domain(by=("sex",)))
    whole = [row for row in table.rows if not group(row)]
    assert [row.estimate.subject.statistic for row in whole] == ["median", "quantile", "quantile", "mean"]
    assert levels(table) == [0.1, 0.9]
    assert values(table)[0] == weighted(small, 0.5)
    assert [row.estimate.value for row in whole[1:3]] == [weighted(small, share) for share in (0.1, 0.9)]
    of_girls = [row.estimate.value for row in table.rows if group(row) == (2,)]
    girls = small.of["sex"] == 2
    assert of_girls[:3] == [weighted(small, share, girls) for share in (0.5, 0.1, 0.9)]
    assert [line.cells[0] for line in table.lines[:4]] == ["Money spent (coins), median", "Total", "Sex", "Boy"]
    assert {"10 % at or below", "90 % at or below"} <= {line.cells[0] for line in table.lines}


def test_a_share_with_decimals_keeps_them_in_its_label(small: Small) -> None:
    table = asked(small, "quantile", probs=(0.025, 0.5), shown=Shown(rules="none", protect="none", lang="id"))
    assert table.lines[1].cells[0] == "2,5 % di bawah atau sama dengan"


def test_a_condition_makes_a_domain_whose_degrees_of_freedom_count(small: Small) -> None:
    table = asked(small, "median", domain=Domain("sex == 2"))
    assert values(table) == [weighted(small, 0.5, small.of["sex"] == 2)]
    assert table.rows[0].estimate.df == 16
    share = small.share(small.of["spent"] < 0, small.of["sex"] == 2)
    assert note(table, "refused") == f"No answer to Money spent: refused 10 ({100 * share:.1f} %); left out."


def test_the_variance_is_that_of_the_weighted_answers_on_n_less_one(small: Small) -> None:
    known = small.of["spent"] >= 0
    number, weight = small.of["spent"][known], small.of["w"][known]
    mean = np.average(number, weights=weight)
    expected = np.average((number - mean) ** 2, weights=weight) * len(number) / (len(number) - 1)
    (row,) = asked(small, "variance").rows
    assert row.estimate.value == pytest.approx(expected, rel=1e-12)
    assert (row.estimate.method, row.estimate.deff) == ("t", None)


def test_a_histogram_has_bins_from_above_one_break_up_to_the_next_the_first_with_both(small: Small) -> None:
    breaks = (10_001, 10_014, 11_000)
    table = asked(small, "histogram", breaks=breaks)
    number = small.of["spent"]
    expected = [
        small.share((number >= 10_001) & (number <= 10_014), number >= 0),
        small.share((number > 10_014) & (number <= 11_000), number >= 0),
        small.share(number > 11_000, number >= 0),
    ]
    assert levels(table) == ["[10001,10014]", "(10014,11000]", ">11000"]
    assert shown_shares(table) == pytest.approx(expected, rel=1e-12)
    assert [line.cells[0] for line in table.lines[1:]] == [
        "10001 to 10014",
        "above 10014 to 11000",
        "above 11000",
    ]


def test_a_bin_beyond_the_breaks_is_there_only_where_somebody_is_in_it_and_an_empty_bin_between_them_stays(
    small: Small,
) -> None:
    table = asked(small, "histogram", breaks=(0, 5, 20_000))
    assert levels(table) == ["[0,5]", "(5,20000]"]
    assert shown_shares(table) == [0, 1]
    assert levels(asked(small, "histogram", breaks=(10_500, 20_000))) == ["<10500", "[10500,20000]"]


def test_a_distribution_is_the_share_up_to_each_point_group_by_group(small: Small) -> None:
    table = asked(small, "distribution", breaks=(11_000, 12_000), domain=Domain(by=("sex",)))
    number, girls = small.of["spent"], small.of["sex"] == 2
    assert levels(table) == ["<=11000", "<=12000"]
    of_girls = [small.share(number <= point, (number >= 0) & girls) for point in (11_000, 12_000)]
    assert shown_shares(table, (2,)) == pytest.approx(of_girls, rel=1e-12)
    assert [group(row) for row in table.rows] == [(), (), (1,), (1,), (2,), (2,)]
    assert table.lines[1].cells[0] == "11000 or less"


def test_reasons_for_having_no_answer_can_be_bins(small: Small) -> None:
    table = asked(small, "histogram", breaks=(0, 20_000), missing=Missing("level"))
    assert levels(table) == ["[0,20000]", "refused"]
    assert shown_shares(table)[1] == pytest.approx(small.share(small.of["spent"] < 0), rel=1e-12)


def test_without_a_probability_sample_quantiles_are_unweighted_and_have_no_interval(tmp_path: Path) -> None:
    small = write(tmp_path, CODEBOOK, NO_PROBABILITY, spent=spent(), rare=[0] * ROWS)
    table = asked(small, "median", "variance", "histogram", breaks=(0, 11_000, 20_000))
    known = small.of["spent"][small.of["spent"] >= 0]
    assert values(table)[0] == np.quantile(known, 0.5, method="inverted_cdf")
    assert values(table)[1] == pytest.approx(np.var(known, ddof=1), rel=1e-12)
    assert all(row.estimate.low is None and row.estimate.se is None for row in table.rows)


# ---- Protection ---------------------------------------------------------------------------------------------------


def by_share(table: Table) -> dict[Any, Row]:
    return {row.estimate.subject.level.value: row for row in table.rows if row.estimate.subject.level}


def test_a_quantile_that_few_reach_is_hidden_and_the_others_have_four_digits(small: Small) -> None:
    table = asked(small, "quantile", probs=(0.01, 0.2, 0.5, 0.505, 0.99), shown=STANDARD)
    found = by_share(table)
    assert [found[share].status for share in (0.01, 0.2, 0.5, 0.505, 0.99)] == [
        "suppressed",
        "shown",
        "shown",
        "suppressed",  # fewer than five people lie between it and the median
        "suppressed",
    ]
    for row in (found[0.2], found[0.5]):
        told = record(row)
        for name in ("estimate", "ci_low", "ci_high"):
            assert told[name] == float(f"{told[name]:.4g}")
    assert record(found[0.5])["estimate"] != weighted(small, 0.5)
    hidden = record(found[0.01])
    assert {hidden[name] for name in ("estimate", "se", "ci_low", "ci_high")} == {None}
    assert note(table, "digits") == "Quantiles and intervals have 4 digits, to protect respondents."


def test_a_quantile_is_shown_without_an_interval_that_ends_in_the_answer_of_few(small: Small) -> None:
    open_table = by_share(asked(small, "quantile", probs=(0.04,)))
    low = open_table[0.04].estimate.low
    number = small.of["spent"]
    assert low is not None
    assert np.count_nonzero((number >= 0) & (number <= low)) < 5
    row = by_share(asked(small, "quantile", probs=(0.04,), shown=STANDARD))[0.04]
    assert row.status == "shown"
    assert (row.estimate.se, row.estimate.low, row.estimate.high) == (None, None, None)
    assert "too few gave answers at or beyond one of its bounds" in row.estimate.reason


def test_small_groups_lose_their_median(small: Small) -> None:
    table = asked(small, "median", domain=Domain("age < 14", ("sex*age",)), shown=STANDARD)
    assert [row.estimate.n for row in table.rows if row.status == "shown"] == [
        row.estimate.n for row in table.rows if row.estimate.n >= 25
    ]


def test_points_of_a_distribution_that_few_lie_between_are_not_both_shown(small: Small) -> None:
    number = np.sort(small.of["spent"][small.of["spent"] >= 0])
    points = (number[99], number[101], number[101] + 1, number[149])
    table = asked(small, "distribution", breaks=tuple(points), shown=STANDARD)
    assert [row.status for row in table.rows] == ["shown", "suppressed", "suppressed", "shown"]


def test_a_small_bin_of_a_histogram_is_hidden_with_another(small: Small) -> None:
    number = np.sort(small.of["spent"][small.of["spent"] >= 0])
    table = asked(small, "histogram", breaks=(10_000, number[59], number[61], number[139], 20_000), shown=STANDARD)
    assert [row.status for row in table.rows] == ["shown", "suppressed", "shown", "suppressed"]


def test_a_variance_that_few_make_is_hidden(small: Small) -> None:
    (row,) = asked(small, "variance", variable="rare", shown=STANDARD).rows
    assert row.status == "suppressed"


# ---- What is refused ----------------------------------------------------------------------------------------------

REFUSED: list[tuple[tuple[Any, ...], dict[str, Any], type[Exception], str]] = [
    (("quantile",), {"probs": (0.0, 0.5)}, UsageError, "above 0 and below 1.*one respondent's, and are not shown"),
    (("quantile",), {"probs": (1.0,)}, UsageError, "above 0 and below 1"),
    (("quantile",), {"probs": (float("nan"),)}, UsageError, "above 0 and below 1"),
    (("mean",), {"probs": (0.5,)}, UsageError, "--probs goes with --statistic quantile"),
    (("histogram",), {}, UsageError, "histogram needs --breaks with at least 2 different numbers"),
    (("histogram",), {"breaks": (5.0, 5.0)}, UsageError, "at least 2 different numbers"),
    (("distribution",), {"breaks": (float("inf"),)}, UsageError, "at least 1 different numbers"),
    (("mean",), {"breaks": (1.0, 2.0)}, UsageError, "--breaks goes with --statistic histogram"),
    (
        ("histogram", "distribution"),
        {"breaks": (1.0, 2.0), "shown": STANDARD},
        UsageError,
        "give back the small counts that each of them hides",
    ),
    (("median",), {"domain": Domain("age > 99")}, DesignError, 'no row satisfies --where "age > 99"'),
]


@pytest.mark.parametrize(("statistic", "words", "kind", "said"), REFUSED)
def test_what_makes_no_sense_is_refused_with_the_next_step(
    small: Small, statistic: tuple[Any, ...], words: dict[str, Any], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        asked(small, *statistic, **words)


def test_an_interval_from_replicates_needs_replicates_and_a_jackknife_is_told_to_be_none(small: Small) -> None:
    request = EstimateRequest(
        variable=("spent",),
        statistic=("median",),
        data=small.data,
        distribution=Distribution(quantile_interval="replicates"),
        shown=OPEN,
    )
    with pytest.raises(DesignError, match="needs replicate weights, and the sample has none"):
        estimate(request)
    made = Replication(make_replicates="jkn")
    table = estimate(EstimateRequest(**{**_fields(request), "replication": made}))
    assert note(table, "jackknife").startswith("A jackknife gives no valid error of a quantile")
    assert table.rows[0].estimate.method == "replicates"


def _fields(request: EstimateRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}


def test_a_group_without_degrees_of_freedom_has_a_median_and_says_why_it_has_no_interval(small: Small) -> None:
    (row,) = asked(small, "median", domain=Domain("psu == 3"), design=Design(lonely="certainty")).rows
    estimate_of_one = row.estimate
    assert estimate_of_one.value is not None
    assert (estimate_of_one.low, estimate_of_one.se) == (None, None)
    assert "no degrees of freedom" in estimate_of_one.reason


# ---- Requests -----------------------------------------------------------------------------------------------------


def test_a_request_comes_back_from_its_json_and_from_a_report(small: Small) -> None:
    request = EstimateRequest(
        variable=("spent",),
        statistic=("quantile", "histogram"),
        distribution=Distribution((0.1, 0.9), "hf7", "replicates", (0.0, 10.5)),
    )
    assert rebuilt(EstimateRequest, json.loads(json.dumps(asdict(request)))) == request
    written = Written.model_validate(
        {
            "estimate": {
                "variable": "spent",
                "statistic": ["quantile", "histogram"],
                "probs": [0.1, 0.9],
                "quantile_rule": "hf7",
                "quantile_interval": "replicates",
                "breaks": [0, 10.5],
            }
        }
    )
    assert request_of(written, Path(), {}) == request
