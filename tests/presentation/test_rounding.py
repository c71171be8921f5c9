"""One function rounds, half up on the decimal value, and every way of writing a number goes through it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analysis.presentation.rounding import ENGLISH, half_up, numerals, to_nearest


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (14.499999999997, 0, "15"),  # the design's own example: beyond twelve digits a float is noise
        (14.4999, 0, "14"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),  # not to even
        (-0.5, 0, "-1"),
        (-2.5, 0, "-3"),
        (-0.4, 0, "0"),  # never "-0"
        (-0.04, 1, "0.0"),
        (1.005, 2, "1.01"),  # as a float it is 1.00499999999999989
        (0.1 + 0.2, 1, "0.3"),
        (1e15, 0, "1000000000000000"),
        (0.0, 3, "0.000"),
    ],
)
def test_half_goes_up_on_the_decimal_value(value: float, decimals: int, said: str) -> None:
    assert str(half_up(value, decimals)) == str(Decimal(said))


@pytest.mark.parametrize(
    ("fraction", "decimals", "said"),
    [(0.145, 0, "15"), (0.14499999999997, 0, "15"), (0.0005, 1, "0.1"), (1.0, 1, "100.0"), (-0.0216, 1, "-2.2")],
)
def test_a_percentage_rounds_the_percentage_and_not_the_fraction(fraction: float, decimals: int, said: str) -> None:
    assert ENGLISH.percent(fraction, decimals) == said


@pytest.mark.parametrize(
    ("value", "step", "said"),
    [
        (501_063, 10_000, 500_000),
        (505_000, 10_000, 510_000),
        (4, 10, 0),
        (5, 10, 10),
        (0.4, 1, 0),
        (2_500_001, 1, 2_500_001),
    ],
)
def test_counts_of_people_go_to_the_nearest_multiple(value: float, step: int, said: int) -> None:
    assert to_nearest(value, step) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0.000"),
        (662.287, "662.3"),
        (999.96, "1,000"),
        (1234.5, "1,235"),
        (-12.345, "-12.35"),
        (0.00012345, "0.0001235"),
    ],
)
def test_a_plain_number_has_four_significant_digits_or_is_whole(value: float, said: str) -> None:
    assert ENGLISH.plain(value) == said


def test_whole_numbers_have_their_thousands_apart() -> None:
    assert [ENGLISH.whole(n) for n in (0, 999, 1000, 27_231_704.5)] == ["0", "999", "1,000", "27,231,705"]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.0117, 0.0397, "1.2-4.0"),
        (-0.012, 0.031, "-1.2 to 3.1"),
        (-0.02, -0.01, "-2.0 to -1.0"),
        (0.0, 1.0, "0.0-100.0"),
    ],
)
def test_an_interval_shows_that_a_bound_is_negative(low: float, high: float, said: str) -> None:
    assert ENGLISH.interval(low, high, 1) == said


@pytest.mark.parametrize(("low", "high"), [(None, 0.1), (0.1, None), (None, None)])
def test_an_interval_without_a_bound_is_a_dash(low: float | None, high: float | None) -> None:
    assert ENGLISH.interval(low, high, 1) == "-"


def test_a_language_has_its_own_marks_and_its_own_word_between_bounds() -> None:
    indonesian = numerals("id")
    assert (indonesian.percent(0.0216654), indonesian.whole(27_231_704), indonesian.plain(1234.5, 1)) == (
        "2,2",
        "27.231.704",
        "1.234,5",
    )
    assert (indonesian.interval(0.011, 0.033, 1), indonesian.interval(-0.012, 0.031, 1)) == (
        "1,1-3,3",
        "-1,2 sampai 3,1",
    )
    assert numerals("fr") == ENGLISH
