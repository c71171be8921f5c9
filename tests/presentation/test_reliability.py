"""Reliability: every rule at its edges, which are those of the published rules."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import get_args

import pytest

from analysis.choices import ReliabilityRule
from analysis.estimation.estimate import Estimate
from analysis.presentation.reliability import RULES, SUPPRESS, flags_of
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


# Widths of the 95 % limits of Clopper and Pearson, as R's qbeta(c(.025, .975), x + 0:1, n - x + 1:0) has them.
@pytest.mark.parametrize(
    ("cases", "n", "flags"),
    [
        (14, 29, ("nchs_small",)),
        (15, 30, ("nchs_wide",)),  # .374
        (23, 46, ("nchs_wide",)),  # .3019
        (24, 47, ()),  # .2986
        (5, 200, ()),  # .0492, and so shown, although it is 197 % of the share
        (6, 200, ("nchs_relative",)),  # .0531
        (9, 100, ("nchs_relative",)),  # 135.6 %
        (10, 100, ()),  # 127.2 %
        (189, 200, ()),  # 124.6 % of the rest
        (190, 200, ("nchs_complement",)),  # 131.6 %
        (195, 200, ()),  # .0492: narrow enough, the rest is not looked at
    ],
)
def test_nchs_standards_of_proportions(cases: int, n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(simple(cases, n), "nchs") == flags


@pytest.mark.parametrize(("effective", "flags"), [(29.9, ("nchs_small",)), (30.1, ("nchs_wide",))])
def test_nchs_looks_at_the_effective_size(effective: float, flags: tuple[str, ...]) -> None:
    clustered = share(50, 100, numbers={"se": math.sqrt(0.25 / effective), "df": 1e9})
    assert flags_of(clustered, "nchs") == flags


@pytest.mark.parametrize(("n", "flags"), [(29, ("nchs_small",)), (30, ("nchs_extreme",)), (400, ("nchs_extreme",))])
def test_nchs_asks_for_a_look_at_none_and_all_whatever_the_width(n: int, flags: tuple[str, ...]) -> None:
    for cases in (0, n):
        assert flags_of(share(cases, n, numbers={"se": 0.0, "df": 1e9}), "nchs") == flags
        few = share(cases, n, numbers={"se": 0.0, "df": 2.0})  # the limit of this interval is above .30
        assert flags_of(few, "nchs") == (*flags, "few_degrees_of_freedom")


@pytest.mark.parametrize("numbers", [{"df": 0.0}, {"df": None}, {"se": None, "low": None, "high": None}])
def test_nchs_judges_the_base_where_there_is_no_interval(numbers: dict[str, float | None]) -> None:
    assert "nchs_small" in flags_of(share(14, 29, numbers=numbers), "nchs")
    assert not SUPPRESS.keys() & {*flags_of(share(50, 100, numbers=numbers), "nchs")}


def counted(se: float, people: int, **fields: object) -> Estimate:
    """The total of a 0/1 variable: 100, with the t of 40 degrees of freedom, 2.0210754."""
    made = number(100.0, statistic="total", n=400, se=se, df=40.0)
    return replace(made, n_cases=people, contributors=people, **fields)


# The log-t interval is exp(-+ t se/x) wide, 2 sinh(t se/x), which is 1.6 at se = 100 asinh(.8) / t = 36.25.
@pytest.mark.parametrize(
    ("se", "people", "flags"),
    [(36.2, 40, ()), (36.3, 40, ("nchs_count",)), (10.0, 10, ()), (10.0, 9, ("nchs_count",))],
)
def test_nchs_standards_of_counts(se: float, people: int, flags: tuple[str, ...]) -> None:
    assert flags_of(counted(se, people), "nchs") == flags


def test_the_standards_look_at_their_own_interval_and_not_at_the_one_shown() -> None:
    for method, low, high in (("wald", 99.0, 101.0), ("log-t", 1.0, 900.0)):
        assert flags_of(counted(36.2, 40, method=method, low=low, high=high), "nchs") == ()
        assert flags_of(counted(36.3, 40, method=method, low=low, high=high), "nchs") == ("nchs_count",)


def test_nchs_and_nsduh_say_nothing_of_means_and_totals_of_numbers() -> None:
    for statistic in ("mean", "total", "ratio"):
        for rule in ("nchs", "nsduh"):
            assert flags_of(number(2.0, statistic=statistic, n=12, se=9.0), rule) == ()


# se(p)/p / -ln p is .175 at p = .05 where se = .175 x .05 x 2.995732 = .0262127; 68 effective cases are 69.1 there.
@pytest.mark.parametrize(
    ("cases", "n", "se", "flags"),
    [
        (5, 100, 0.0262, ()),
        (5, 100, 0.02625, ("nsduh_relative",)),
        (95, 100, 0.0262, ()),  # the same of the rest, above one half
        (95, 100, 0.02625, ("nsduh_relative",)),
        (50, 100, 0.0606, ()),  # 68.07 effective cases; se / .5 / ln 2 is .1749
        (50, 100, 0.0607, ("nsduh_small",)),  # 67.85
        (49, 99, 0.0502, ("nsduh_small",)),
        (50, 100, 0.05, ()),
        (0, 99, 0.0, ("nsduh_small",)),
        (0, 100, 0.0, ()),
    ],
)
def test_nsduh_looks_at_the_error_of_the_logarithm(cases: int, n: int, se: float, flags: tuple[str, ...]) -> None:
    assert flags_of(share(cases, n, numbers={"se": se}), "nsduh") == flags


@pytest.mark.parametrize(
    ("se", "n", "flags"), [(0.149, 30, ()), (0.15, 30, ("rse_30",)), (0.1, 29, ("rse_30",)), (0.1, 30, ())]
)
def test_relative_standard_error_of_thirty_percent_and_thirty_cases(se: float, n: int, flags: tuple[str, ...]) -> None:
    assert flags_of(number(0.5, n=n, se=se), "rse30") == flags
    assert flags_of(number(-0.5, n=n, se=se), "rse30") == flags


@pytest.mark.parametrize(
    ("se", "flags"), [(16.5, ()), (16.6, ("cv_16_33",)), (33.3, ("cv_16_33",)), (33.4, ("cv_above_33",))]
)
def test_statistics_canada_looks_at_the_coefficient_of_variation(se: float, flags: tuple[str, ...]) -> None:
    assert flags_of(number(100.0, se=se), "statcan") == flags


def test_every_choice_is_a_rule_with_its_source() -> None:
    assert set(RULES) == set(get_args(ReliabilityRule))
    assert all(rule.source for rule in RULES.values())


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule != "none"])
def test_under_every_rule_few_degrees_of_freedom_ask_for_a_look_and_a_contrast_is_not_judged(rule: str) -> None:
    assert "few_degrees_of_freedom" in flags_of(share(200, 400, numbers={"df": 7.0}), rule)
    uncertain = number(0.01, n=12, se=9.0)
    assert flags_of(replace(uncertain, subject=replace(uncertain.subject, contrast="a - b")), rule) == ()
