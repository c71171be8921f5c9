"""Contrasts by hand: scales, errors, adjusted p; and levels put together of others."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.choices import Comparison
from analysis.design import DesignColumns, Sample, draw
from analysis.design.replicate_making import Making, with_replicates
from analysis.estimation import asks
from analysis.estimation.arranged import arranged, degrees_together
from analysis.estimation.base import Settings
from analysis.estimation.contrasts import adjusted, contrasted, slope
from analysis.estimation.figures import figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.joint import joint
from analysis.estimation.statistics import Margins, Ratio, Share, Standardised

VALUE = np.array([0.2, 0.5, 0.1])
COVARIANCE = np.array([[0.0004, 0.0001, 0.0], [0.0001, 0.0009, 0.0002], [0.0, 0.0002, 0.0001]])
PAIR = np.array([[1.0, -1.0, 0.0]])
DF = np.array([10.0])
T = 2.2281388519649385  # of 10 degrees of freedom, from a table


def made(measure: Comparison, value: Any = VALUE, weights: Any = PAIR, df: Any = DF) -> Any:
    return contrasted(value, COVARIANCE, weights, df, measure, 0.95)


def test_a_difference_has_the_covariance_between_its_sides() -> None:
    found = made("difference")
    error = math.sqrt(0.0004 + 0.0009 - 2 * 0.0001)
    assert (found.value[0], found.se[0]) == pytest.approx((-0.3, error), rel=1e-14)
    assert (found.low[0], found.high[0]) == pytest.approx((-0.3 - T * error, -0.3 + T * error), rel=1e-9)
    assert found.statistic[0] == pytest.approx(-0.3 / error, rel=1e-14)


def test_a_ratio_is_a_difference_of_logarithms_taken_back() -> None:
    found = made("ratio")
    error = math.sqrt(0.0004 / 0.2**2 + 0.0009 / 0.5**2 - 2 * 0.0001 / (0.2 * 0.5))
    assert (found.value[0], found.se[0]) == pytest.approx((0.4, 0.4 * error), rel=1e-14)
    assert found.low[0] == pytest.approx(0.4 * math.exp(-T * error), rel=1e-9)
    assert found.statistic[0] == pytest.approx(math.log(0.4) / error, rel=1e-14)


def test_an_odds_ratio_is_a_difference_of_logits_taken_back() -> None:
    found = made("odds")
    error = math.sqrt(0.0004 / 0.16**2 + 0.0009 / 0.25**2 - 2 * 0.0001 / (0.16 * 0.25))
    assert (found.value[0], found.se[0]) == pytest.approx((0.25, 0.25 * error), rel=1e-14)
    assert found.high[0] == pytest.approx(0.25 * math.exp(T * error), rel=1e-9)


def test_t_and_p_are_two_sided_and_of_the_df() -> None:
    found = made("difference", value=np.array([0.2 + T * math.sqrt(0.0011), 0.2, 0.1]))
    assert found.p[0] == pytest.approx(0.05, rel=1e-10)
    assert made("difference", df=np.array([1e9])).p[0] < made("difference").p[0]


def test_one_degree_of_freedom_is_enough() -> None:
    found = made("difference", df=np.array([1.0]))
    error = math.sqrt(0.0011)
    assert found.low[0] == pytest.approx(-0.3 - math.tan(0.475 * math.pi) * error, rel=1e-12)  # Cauchy's law
    assert found.p[0] == pytest.approx(1 - 2 / math.pi * math.atan(0.3 / error), rel=1e-12)


def test_no_degrees_of_freedom_leave_value_and_error_without_bounds() -> None:
    found = made("difference", df=np.array([0.0]))
    assert found.value[0] == pytest.approx(-0.3)
    assert found.se[0] > 0
    assert np.isnan([found.low[0], found.high[0], found.p[0]]).all()


@pytest.mark.parametrize(("value", "ratio"), [([0.0, 0.5, 0.1], 0.0), ([0.5, 0.0, 0.1], np.inf), ([0, 0, 0.1], np.nan)])
def test_a_ratio_of_none_has_no_bounds_and_warns_of_nothing(value: list[float], ratio: float) -> None:
    found = made("ratio", value=np.array(value))
    assert found.value[0] == pytest.approx(ratio, nan_ok=True)
    assert np.isnan([found.low[0], found.high[0], found.statistic[0], found.p[0]]).all()


def test_a_figure_that_is_no_part_of_a_contrast_may_be_missing() -> None:
    covariance = COVARIANCE.copy()
    covariance[2] = covariance[:, 2] = np.nan
    value = np.array([0.2, 0.5, np.nan])
    assert contrasted(value, covariance, PAIR, DF, "difference", 0.95).se[0] == pytest.approx(made("difference").se[0])


def test_two_sides_without_spread_have_no_test() -> None:
    found = contrasted(np.array([0.3, 0.3]), np.zeros((2, 2)), PAIR[:, :2], DF, "difference", 0.95)
    assert (found.value[0], found.se[0], found.low[0], found.high[0]) == (0, 0, 0, 0)
    assert np.isnan([found.statistic[0], found.p[0]]).all()


def test_a_difference_without_spread_has_no_test_either() -> None:
    found = contrasted(np.array([0.3, 0.5]), np.zeros((2, 2)), PAIR[:, :2], DF, "difference", 0.95)
    assert (found.low[0], found.high[0]) == pytest.approx((-0.2, -0.2))
    assert np.isnan([found.statistic[0], found.p[0]]).all()


@pytest.mark.parametrize("left", [1e-30, -1e-30])
def test_what_rounding_leaves_of_a_variance_that_cancels_is_none(left: float) -> None:
    found = contrasted(np.array([0.3, 0.5]), np.diag([left, 0]), PAIR[:, :2], DF, "difference", 0.95)
    assert found.se[0] == 0
    assert np.isnan([found.statistic[0], found.p[0]]).all()


def test_holm_multiplies_the_smallest_by_all_and_none_falls_below_one_before_it() -> None:
    p = np.array([0.04, 0.01, 0.03, np.nan, 0.5])
    assert adjusted(p, "holm") == pytest.approx([0.09, 0.04, 0.09, np.nan, 0.5], nan_ok=True)
    assert adjusted(p, "bonferroni") == pytest.approx([0.16, 0.04, 0.12, np.nan, 1], nan_ok=True)
    assert adjusted(p, "none") == pytest.approx(p, nan_ok=True)
    assert adjusted(np.array([np.nan]), "holm") == pytest.approx([np.nan], nan_ok=True)


def test_the_weights_of_a_trend_are_those_of_the_least_squares_slope() -> None:
    scores = np.array([1.0, 2.0, 4.0, 7.0])
    assert slope(scores) @ (3 + 0.25 * scores) == pytest.approx(0.25, rel=1e-14)
    assert slope(scores).sum() == pytest.approx(0, abs=1e-15)


# Levels of others: 40 rows in 4 strata of 2 units, three groups across the units.

ROWS = np.arange(40)
GROUP = ROWS % 3
YES = ((ROWS * 7) % 5 < 2).astype(np.int32)


def sample() -> Sample:
    return draw(DesignColumns(40, weight=1.0 + ROWS % 4, strata=ROWS // 10, psu=(ROWS // 5,)))


def folded(group: Any, levels: int) -> Any:
    totals = fold(Fold(sample(), (Key(group, levels),), (Measure(YES, 2),)))
    return totals.levels((0,)), asks.shares(totals.slots[0], 2, (1,))


def test_levels_put_together_are_those_of_a_fold_by_the_larger_groups() -> None:
    levels, ask = folded(GROUP, 3)
    others = arranged(levels, np.array([[[False, True, True]], [[True, False, False]]]), ask)
    asked = replace(ask, columns=(0, 1), base=(0,))
    value, covariance = joint(others, asked, sample())
    larger, their = folded((GROUP == 0).astype(np.int64), 2)
    expected, spread = joint(larger, their, sample())
    assert value == pytest.approx(expected, rel=1e-14)
    assert covariance == pytest.approx(spread, rel=1e-9)
    assert others.rows([0]).tolist() == larger.rows(their.base).tolist()


def test_degrees_of_freedom_of_levels_together_count_every_unit_once() -> None:
    levels, ask = folded(ROWS // 5 // 3, 3)  # units 0 to 2, 3 to 5, 6 and 7
    alone = figures(levels, ask, sample(), Settings()).base.df
    assert alone.tolist() == [1, 1, 1]
    members = [np.array([0]), np.array([0, 1]), np.array([0, 1, 2]), np.array([0, 2])]
    assert degrees_together(levels, ask, members, sample(), "domain").tolist() == [1, 3, 4, 2]
    assert degrees_together(levels, ask, members, sample(), "design").tolist() == [4, 4, 4, 4]
    assert degrees_together(levels, ask, members, sample(), "7.5").tolist() == [7.5] * 4


def test_degrees_of_freedom_of_levels_together_under_replicates_are_those_of_the_rule() -> None:
    """Eight units in four strata, each left out once: a rank of five, since every pair of replicates has one mean."""
    made = with_replicates(sample(), Making("jkn")).replicates
    assert made is not None
    members, group = [np.array([0]), np.array([0, 1])], ROWS // 5 // 3
    for df, expected in ((99.0, [("design", 99), ("replicates", 4), ("7.5", 7.5)]), (None, [("design", 4)])):
        given = replace(sample(), replicates=replace(made, df=df, made=False))
        totals = fold(Fold(given, (Key(group, 3),), (Measure(YES, 2),)))
        levels, ask = totals.levels((0,)), asks.shares(totals.slots[0], 2, (1,))
        for rule, one in expected:
            assert degrees_together(levels, ask, members, given, rule).tolist() == [one, one]
            assert figures(levels, ask, given, Settings(df=rule)).base.df.tolist() == [one] * 3
        ranks = [made.rank(np.flatnonzero(group < end)) - 1 for end in (1, 2)]
        together = degrees_together(levels, ask, members, given, "domain").tolist()
        assert together == (ranks if df is None else [99, 99])


TOTALS = np.array([3.0, 8.0, 4.0, 9.0, 30.0, 80.0, 20.0, 60.0])[:, None]
STANDARDISED = {
    "given": (Standardised(Ratio(), 2, (1,), (0.25, 0.75)), TOTALS[:4]),
    "own": (Standardised(Ratio(), 2, (1,)), TOTALS),
    "own of shares": (Standardised(Share((1,)), 2, (0, 1)), TOTALS),
    "margins": (Margins(((2, 3), (1, 3))), TOTALS[:4]),
}


@pytest.mark.parametrize("name", STANDARDISED)
def test_the_gradient_is_the_change_of_what_is_put_together(name: str) -> None:
    statistic, total = STANDARDISED[name]
    gradient = statistic.gradient(total)
    assert gradient.shape == (len(statistic.value(total)), *total.shape)
    for part in range(len(total)):
        step = np.zeros_like(total)
        step[part] = 1e-6 * total[part]
        change = (statistic.value(total + step) - statistic.value(total - step)) / (2 * step[part])
        assert gradient[:, part] == pytest.approx(change, rel=1e-6, abs=1e-10)


def test_what_is_put_together_is_what_its_name_says() -> None:
    value = {name: statistic.value(total).ravel().tolist() for name, (statistic, total) in STANDARDISED.items()}
    assert value["given"] == pytest.approx([0.25 * 3 / 8 + 0.75 * 4 / 9])
    assert value["own"] == pytest.approx([80 / 140 * 3 / 8 + 60 / 140 * 4 / 9])
    assert value["own of shares"] == pytest.approx([110 / 190 * 8 / 11 + 80 / 190 * 9 / 13])
    assert value["margins"] == pytest.approx([13 / 24, 17 / 24])


def test_a_stratum_of_no_share_may_be_empty() -> None:
    statistic = Standardised(Ratio(), 2, (1,), (0.0, 1.0))
    with np.errstate(invalid="ignore", divide="ignore"):
        total = np.array([[0.0], [0.0], [4.0], [9.0]])
        assert statistic.value(total) == pytest.approx(np.array([[4 / 9]]))
        assert np.isfinite(statistic.gradient(total)).all()


def test_a_variance_that_is_negative_by_rounding_alone_is_none() -> None:
    """1 + 1 - 2 (1 + 5e-13) is within 1e-12 of the four that are added up, and with twice as much beside it not."""
    for beyond, negative in ((5e-13, False), (5e-12, True)):
        covariance = np.array([[1, 1 + beyond], [1 + beyond, 1]])
        found = contrasted(
            np.array([2.0, 1.0]), covariance, np.array([[1.0, -1.0]]), np.array([5.0]), "difference", 0.95
        )
        assert found.negative.tolist() == [negative]
    assert found.value.tolist() == [1]


def test_what_rounding_leaves_of_a_variance_beside_large_numbers_is_none() -> None:
    """A variance of 1e-16 is rounding beside 1e6, whose thirteenth digit squared is 1e-14, and not beside 1."""
    for size, error in ((1e6, 0), (1.0, 1e-8)):
        value, covariance = np.array([2.0, 1.0]) * size, np.eye(2) * 5e-17
        found = contrasted(value, covariance, np.array([[1.0, -1.0]]), np.array([5.0]), "difference", 0.95)
        assert found.se.tolist() == pytest.approx([error], rel=1e-12, abs=0)


@pytest.mark.parametrize("rule", ["holm", "bonferroni"])
def test_comparisons_that_are_alike_are_adjusted_alike(rule: Any) -> None:
    p = np.array([0.02, 0.5, 0.02])
    assert adjusted(p, rule).tolist() == pytest.approx([0.06, 0.5 if rule == "holm" else 1, 0.06])
