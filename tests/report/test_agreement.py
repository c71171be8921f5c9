"""A computed number agrees with a printed one at the precision it was printed with, and by the word before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.report.agreement import Agreement, Computed, agrees, cut, held, last_place
from analysis.report.model import Which
from analysis.report.printed import Printed

PERCENT = Printed("D007", Which(), "percent", value=2.0)
PEOPLE = Printed("D008", Which(), "people", value=500_000.0)


@pytest.mark.parametrize(
    ("number", "same"),
    [(1.4999, False), (1.5, True), (2.0, True), (2.4999, True), (2.5, False), (1.4999999999999998, True)],
)
def test_a_number_agrees_that_rounds_half_up_to_the_printed_one(number: float, same: bool) -> None:
    assert agrees(PERCENT, 2.0, number) is same


@pytest.mark.parametrize(
    ("qualifier", "least", "beyond"),
    [
        (None, 1.5, 2.5),
        ("at_least", 1.5, 3.0),
        ("more_than", 1.5, 3.0),
        ("nearly", 1.01, 2.5),
        ("less_than", 1.01, 2.5),
        ("up_to", 1.01, 2.5),
    ],
)
def test_a_word_widens_a_number_by_what_it_says(qualifier: object, least: float, beyond: float) -> None:
    printed = replace(PERCENT, qualifier=qualifier)  # type: ignore[arg-type]  # the words of the parameters
    assert agrees(printed, 2.0, least)
    assert agrees(printed, 2.0, 2.0)
    assert not agrees(printed, 2.0, beyond)
    assert not agrees(printed, 2.0, 1.0)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "inside", "outside"),
    [
        (215_000, "people", 0, (214_500, 215_499), (214_499, 215_500)),
        (500_000, "people", 0, (450_000, 549_999), (449_999, 550_000)),
        (60, "percent", 0, (55, 64.9), (54.9, 65)),
        (100, "percent", 0, (95, 100), (94.9,)),
        (7, "percent", 0, (6.5, 7.4), (6.4, 7.5)),
        (60.0, "percent", 1, (59.95, 60.04), (59.9, 60.05)),
    ],
)
def test_about_reaches_as_far_as_the_last_digit_that_was_said(
    value: float, unit: str, decimals: int, inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    printed = replace(PERCENT, value=value, unit=unit, decimals=decimals, qualifier="about")  # type: ignore[arg-type]
    assert all(agrees(printed, value, number) for number in inside)
    assert not any(agrees(printed, value, number) for number in outside)


def test_people_agree_at_the_step_they_were_rounded_to() -> None:
    assert agrees(replace(PEOPLE, step=100_000), 500_000, 501_063)
    assert agrees(replace(PEOPLE, step=10_000), 500_000, 501_063)
    assert not agrees(replace(PEOPLE, step=1_000), 500_000, 501_063)
    assert not agrees(PEOPLE, 500_000, 501_063)


def test_a_printed_number_that_is_no_multiple_of_its_step_agrees_with_nothing() -> None:
    assert not agrees(replace(PERCENT, value=2.5, step=1.0), 2.5, 2.5)


def test_a_range_agrees_where_its_least_and_its_greatest_do() -> None:
    printed = replace(PERCENT, value=None, span=(17.0, 56.0))
    assert held(printed, Computed(several=(27.3, 55.6, 16.5))).agrees
    assert not held(printed, Computed(several=(27.3, 55.4, 16.5))).agrees
    assert not held(printed, Computed(several=(16.4, 56.0))).agrees
    assert not held(printed, Computed()).agrees


SHARES = {"adult": 51.8, "peer": 55.0, "family": 38.1, "stranger": 38.1}


@pytest.mark.parametrize(
    ("order", "ranked", "same"),
    [
        (("adult", "peer"), False, True),
        (("adult", "peer"), True, False),
        (("peer", "adult"), True, True),
        (("peer", "adult", "family"), False, True),  # as frequent as the stranger: either may stand third
        (("peer", "adult", "stranger", "family"), True, True),
        (("peer", "family"), False, False),
        (("peer", "nobody"), False, False),
    ],
)
def test_an_order_names_the_most_frequent_as_a_set_or_as_a_ranking(
    order: tuple[str, ...], ranked: bool, same: bool
) -> None:
    printed = replace(PERCENT, value=None, order=order, ranked=ranked)
    assert held(printed, Computed(order=SHARES)).agrees is same


def test_a_printed_base_is_those_who_answered_or_those_who_were_asked() -> None:
    printed = replace(PERCENT, base_n=995)
    assert held(printed, Computed(2.0, n=995)).agrees
    assert held(printed, Computed(2.0, n=973, asked=995)).agrees
    assert held(printed, Computed(2.0, n=994, asked=994)) == Agreement(("base",))


def test_printed_cases_and_bounds_are_compared_too() -> None:
    printed = replace(PERCENT, numerator=20, base_n=995, bounds=(1.0, 3.0))
    assert held(printed, Computed(2.0, low=1.2, high=3.4, n=995, cases=20)).agrees
    assert held(printed, Computed(2.0, low=1.6, high=3.4, n=995, cases=19)).differing == ("cases", "bounds")
    assert held(printed, Computed(2.0, n=995, cases=20)).differing == ("bounds",)


def test_the_count_of_a_whole_sample_is_its_own_base() -> None:
    printed = replace(PERCENT, unit="cases", value=995.0, base_n=995)
    assert held(printed, Computed(995.0, n=1082)).agrees


def test_inside_the_interval_is_a_remark_and_agreement_only_of_another_sample() -> None:
    computed = Computed(2.6, low=1.4, high=4.1, n=500)
    assert held(PERCENT, computed) == Agreement(("value",), inside=True)
    assert held(replace(PERCENT, sample="another", base_n=995), computed) == Agreement((), inside=True)
    assert held(replace(PERCENT, sample="another"), replace(computed, low=2.2)) == Agreement(("value",))


def test_another_sample_has_its_own_base_and_bounds() -> None:
    printed = replace(PERCENT, sample="another", base_n=995, numerator=20, bounds=(1.0, 3.0))
    assert held(printed, Computed(2.1, low=0.5, high=5.0, n=80, cases=2)) == Agreement()


def test_rounding_that_only_cuts_or_only_adds() -> None:
    assert cut(PERCENT, 2.9, up=False)
    assert cut(PERCENT, 1.1, up=True)
    assert not cut(PERCENT, 1.0, up=True)
    assert not cut(replace(PERCENT, value=None), 2.0, up=True)


def test_the_last_place_is_of_the_decimals_or_of_the_last_digit_above_nought() -> None:
    assert [last_place(160_000), last_place(1_665_769), last_place(6.0, 1), last_place(0)] == [10_000, 1, 0.1, 1]
