"""Reliability: the rule of the DHS on unweighted bases, and few degrees of freedom."""

from __future__ import annotations

import math

import pytest

from analysis.estimation.estimate import Estimate
from analysis.presentation.reliability import SUPPRESS, flags_of
from analysis.presentation.showing import Rules, shown
from tests.presentation.made import number, share


@pytest.mark.parametrize(
    ("n", "flags"),
    [
        (1, ("base_below_25",)),
        (24, ("base_below_25",)),
        (25, ("base_25_49",)),
        (49, ("base_25_49",)),
        (50, ()),
    ],
)
def test_bases_at_the_borders_of_the_dhs_rule(n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(share(n // 2, n), "dhs") == flags
    assert flags_of(number(2.5, n=n), "dhs") == flags


@pytest.mark.parametrize(("df", "few"), [(7.0, True), (7.9, True), (8.0, False), (0.0, True), (None, False)])
def test_fewer_than_eight_degrees_of_freedom_are_flagged(df: float | None, few: bool) -> None:
    flags = flags_of(share(50, 100, numbers={"df": df}), "dhs")
    assert flags == (("few_degrees_of_freedom",) if few else ())


def test_no_rule_flags_nothing() -> None:
    assert flags_of(share(1, 2, numbers={"df": 1.0}), "none") == ()


def test_few_degrees_of_freedom_ask_for_a_review_and_hide_nothing() -> None:
    (row,) = shown([share(50, 100, numbers={"df": 5.0})], Rules("dhs", "standard"))
    assert row.status == "review"
    assert row.estimate.value == 0.5


def test_a_base_under_25_is_suppressed_with_its_reason_and_its_base() -> None:
    (row,) = shown([share(12, 24)], Rules("dhs", "none"))
    assert (row.status, row.reason, row.estimate.value, row.estimate.n) == (
        "suppressed",
        SUPPRESS["base_below_25"],
        None,
        24,
    )


def test_the_flag_of_a_bracketed_base_stays_beside_few_degrees_of_freedom() -> None:
    (row,) = shown([share(20, 40, numbers={"df": 5.0})], Rules("dhs", "standard"))
    assert row.flags == ("base_25_49", "few_degrees_of_freedom")


def simple(cases: int, n: int) -> Estimate:
    """A simple random sample of which t is z, so that Korn and Graubard's interval is Clopper and Pearson's."""
    p = cases / n
    return share(cases, n, numbers={"se": math.sqrt(p * (1 - p) / n), "df": 1e9})


@pytest.mark.parametrize(
    ("cases", "n", "flags"),
    [
        # 95 % limits of Clopper and Pearson from R's binom.test: 50 of 100 is .3983-.6017, 2 of 100 is .0024-.0704,
        # 5 of 1000 is .0016-.0116, 20 of 100 is .1267-.2918, 190 of 200 is .9100-.9758, 12 of 30 is .2266-.5940.
        (50, 100, ()),
        (2, 100, ("nchs_unreliable",)),  # the width .068 is 3.4 times the share
        (5, 1000, ()),  # narrower than .05
        (20, 100, ()),  # the width .165 is 0.83 times the share
        (190, 200, ("nchs_complement",)),  # the width .066 is 1.3 times the rest
        (12, 30, ("nchs_unreliable",)),  # wider than .30
        (14, 29, ("nchs_unreliable",)),  # fewer than 30
    ],
)
def test_nchs_standards_of_proportions(cases: int, n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(simple(cases, n), "nchs") == flags


def test_nchs_looks_at_the_effective_size() -> None:
    clustered = share(50, 100, numbers={"se": math.sqrt(0.25 / 29), "df": 1e9})
    assert flags_of(clustered, "nchs") == ("nchs_unreliable",)


def test_nchs_asks_for_a_look_at_none_and_all() -> None:
    for cases in (0, 400):
        assert flags_of(share(cases, 400, numbers={"se": 0.0, "df": 1e9}), "nchs") == ("nchs_extreme",)


@pytest.mark.parametrize(
    ("wide", "n", "flags"), [(1.5, 40, ()), (1.7, 40, ("nchs_unreliable",)), (0.5, 9, ("nchs_unreliable",))]
)
def test_nchs_standards_of_counts(wide: float, n: int, flags: tuple[str, ...]) -> None:
    count = number(100.0, statistic="total", n=n, method="log-t", low=100 - 50 * wide, high=100 + 50 * wide, df=40.0)
    assert flags_of(count, "nchs") == flags


@pytest.mark.parametrize(
    ("se", "n", "flags"), [(0.15, 30, ()), (0.16, 30, ("rse_above_30",)), (0.1, 29, ("rse_above_30",))]
)
def test_relative_standard_error_of_thirty_percent_and_thirty_cases(se: float, n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(number(0.5, n=n, se=se), "rse30") == flags


@pytest.mark.parametrize(
    ("se", "flags"), [(16.5, ()), (16.6, ("cv_16_33",)), (33.3, ("cv_16_33",)), (33.4, ("cv_above_33",))]
)
def test_statistics_canada_looks_at_the_coefficient_of_variation(se: float, flags: tuple[str, ...]) -> None:
    assert flags_of(number(100.0, se=se), "statcan") == flags
