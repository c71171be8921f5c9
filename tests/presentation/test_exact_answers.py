"""A quantile is what some respondent said: under protection it has few digits, and no bound that few answered."""

from __future__ import annotations

import pytest

from analysis.choices import ProtectionRule
from analysis.presentation.exact_answers import FEW_BEYOND
from analysis.presentation.rounding import significant
from analysis.presentation.showing import Rules, shown
from tests.presentation.made import number


def told(
    rule: ProtectionRule, *, statistic: str = "median", beyond: int = 40, contributors: int = 80
) -> tuple[object, ...]:
    """Value, error, bounds and reason of a median of 123,456 with bounds of 123,455 and 123,457."""
    made = number(123_456, statistic=statistic, beyond=beyond, contributors=contributors, se=5.67894)
    (row,) = shown([made], Rules("none", rule))
    estimate = row.estimate
    return estimate.value, estimate.se, estimate.low, estimate.high, estimate.reason or row.reason


@pytest.mark.parametrize("rule", ["standard", "strict"])
def test_under_protection_quantiles_and_their_intervals_have_four_digits(rule: ProtectionRule) -> None:
    assert told(rule) == (123_500, 5.679, 123_500, 123_500, "")
    assert told(rule, statistic="quantile") == (123_500, 5.679, 123_500, 123_500, "")


def test_without_protection_and_for_a_mean_every_digit_stays() -> None:
    for made in (told("none"), told("standard", statistic="mean")):
        assert made == (123_456, 5.67894, 123_455, 123_457, "")


@pytest.mark.parametrize(("rule", "least"), [("standard", 5), ("strict", 10)])
def test_a_bound_at_or_beyond_which_few_answered_takes_the_interval_and_the_error_with_it(
    rule: ProtectionRule, least: int
) -> None:
    assert told(rule, beyond=least) == told(rule)
    assert told(rule, beyond=least - 1) == (123_500, None, None, None, FEW_BEYOND)
    assert told("none", beyond=1) == told("none")


@pytest.mark.parametrize(("rule", "least"), [("standard", 5), ("strict", 10)])
def test_a_quantile_at_or_beyond_which_few_answered_is_hidden(rule: ProtectionRule, least: int) -> None:
    assert told(rule, contributors=least) == told(rule)
    assert told(rule, contributors=least - 1) == (None, None, None, None, "hidden to protect respondents")


def test_significant_digits_are_rounded_half_up_whatever_the_size() -> None:
    assert [significant(value, 4) for value in (0.0, -123_450.0, 99_995.0, 0.00012345, 7.0)] == [
        0.0,
        -123_500.0,
        100_000.0,
        0.0001235,
        7.0,
    ]
