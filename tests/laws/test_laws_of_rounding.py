"""One function rounds everything people read."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analysis.presentation.rounding import ENGLISH, half_up, to_nearest

numbers = st.floats(-1e9, 1e9)
places = st.integers(0, 3)


@given(numbers, places)
def test_rounding_is_symmetric_about_zero(number: float, decimals: int) -> None:
    assert half_up(-number, decimals) == -half_up(number, decimals)


@given(numbers, places)
def test_rounding_twice_is_rounding_once(number: float, decimals: int) -> None:
    once = half_up(number, decimals)
    assert half_up(float(once), decimals) == once


@given(numbers, numbers, places)
def test_rounding_keeps_the_order(one: float, other: float, decimals: int) -> None:
    low, high = sorted((one, other))
    assert half_up(low, decimals) <= half_up(high, decimals)


@given(numbers, places)
def test_rounding_moves_a_number_by_half_a_unit_at_most(number: float, decimals: int) -> None:
    moved = abs(half_up(number, decimals) - Decimal(number))
    assert moved <= Decimal("0.5").scaleb(-decimals) + abs(Decimal(number)) * Decimal("1e-11")


@given(st.integers(-(10**8), 10**8), places)
def test_a_half_is_rounded_away_from_zero_however_the_float_came_about(units: int, decimals: int) -> None:
    half = (units + 0.5) / 10**decimals
    expected = Decimal(units + 1 if units >= 0 else units).scaleb(-decimals)
    assert half_up(half, decimals) == expected
    assert half_up(half * (1 - 2e-16), decimals) == expected


@given(st.floats(0, 1), places)
def test_a_share_and_its_rest_print_to_a_hundred_within_the_last_digit(share: float, decimals: int) -> None:
    printed = Decimal(ENGLISH.percent(share, decimals)) + Decimal(ENGLISH.percent(1 - share, decimals))
    assert abs(printed - 100) <= Decimal(1).scaleb(-decimals)


@given(st.floats(0, 1e9), st.sampled_from([1, 10, 1000, 10_000]))
def test_a_count_of_people_is_a_multiple_of_its_step_and_not_further_than_half(count: float, step: int) -> None:
    rounded = to_nearest(count, step)
    assert rounded % step == 0
    assert abs(rounded - count) <= step / 2 * (1 + 1e-9)


@given(numbers)
def test_numbers_are_written_so_that_they_read_back(number: float) -> None:
    assert Decimal(ENGLISH.whole(number).replace(",", "")) == half_up(number)
    back = float(ENGLISH.plain(number).replace(",", ""))
    assert abs(back - number) <= max(abs(number) * 5.0001e-4, 0.5 if abs(number) >= 999.5 else 0)


@given(numbers, numbers)
def test_an_interval_is_written_with_its_lower_bound_first_and_no_sign_hides_in_the_dash(
    one: float, other: float
) -> None:
    low, high = sorted((round(one, 6), round(other, 6)))
    text = ENGLISH.interval(low, high, None)
    assert text == f"{ENGLISH.plain(low)}{' to ' if low < 0 else '-'}{ENGLISH.plain(high)}"
    assert text.count("-") == (high < 0) + 1


@given(st.floats(1e-12, 1e12))
def test_no_number_is_written_with_an_exponent(number: float) -> None:
    assert "E" not in ENGLISH.plain(number)
