"""Rubin's rules and the F of several numbers, with numbers small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.arrays import FloatArray
from analysis.estimation.rubin import Pooled, joint_test, pooled


def test_three_numbers_by_hand() -> None:
    """Values 1, 2, 6 of variances 2, 3, 4: W is 3, B is 7 and T is 3 + 4/3 of 7, 37/3; 28/37 of it is added."""
    made = pooled([(1, 2), (2, 3), (6, 4)], 7)
    df = 1 / ((28 / 37) ** 2 / 2 + 37 / 9 * 10 / 56)
    assert (made.value, made.between, made.variance) == pytest.approx((3, 7, 37 / 3), rel=1e-14)
    assert made.df == pytest.approx(df, rel=1e-14)
    assert made.missing == pytest.approx((28 / 9 + 2 / (df + 3)) / (28 / 9 + 1), rel=1e-14)


def test_what_does_not_differ_keeps_its_degrees_of_freedom() -> None:
    assert pooled([(0, 2), (0, 4)], 7) == Pooled(0, 3, 0, 7, 0)
    assert pooled([(5, 2), (5, 4)], 7) == Pooled(5, 3, 0, 7, 0)
    assert pooled([(1000, 2), (np.nextafter(1000, 2000), 4)], 7) == Pooled(1000, 3, 0, 7, 0)  # rounding


@pytest.mark.parametrize("value", [1.0, 1e6])
def test_a_small_difference_is_one(value: float) -> None:
    made = pooled([(value, 2), (value * (1 + 2e-7), 4)], 7)
    assert made.between == pytest.approx(2e-14 * value**2, rel=1e-7, abs=0)


def test_without_degrees_of_freedom_no_information_is_told() -> None:
    assert pooled([(1, 2), (3, 4)], 0) == Pooled(2, 6, 2, 0, None)
    assert pooled([(1, 2), (3, 4)], -1) == Pooled(2, 6, 2, -1, None)


def test_one_degree_of_freedom_is_some() -> None:
    """W 3, B 2 and T 6: half of it is added, and the sample alone has 1 x 2 / 4 of a half."""
    made = pooled([(1, 2), (3, 4)], 1)
    assert made.df == pytest.approx(1 / (1 / 4 + 4), rel=1e-14)
    assert made.missing == pytest.approx((1 + 2 / (4 / 17 + 3)) / 2, rel=1e-14)


def test_where_no_data_set_has_a_variance_all_is_missing() -> None:
    assert pooled([(1, 0), (3, 0)], 7) == Pooled(2, 3, 2, 0, 1)


def of(*values: tuple[float, ...]) -> list[FloatArray]:
    return [np.array(one, dtype=np.float64) for one in values]


AROUND = ((2.0, 4.0), (4.0, 4.0), (3.0, 5.0), (3.0, 3.0))  # of (3, 4): the spread is 2/3 in both, and none between


def test_several_numbers_by_hand() -> None:
    """W is the identity, so that r is 5/4 of 2/3, and D1 is (9 + 16) / (2 (1 + r)); ddf of Li et al. for t = 6."""
    made = joint_test(of(*AROUND), [np.eye(2)] * 4, 1e9)
    r = 5 / 6
    assert made is not None
    assert (made.statistic, made.df) == pytest.approx((25 / (2 * (1 + r)), 2), rel=1e-14)
    assert made.ddf == pytest.approx(4 + 2 * (1 + (1 - 2 / 6) / r) ** 2, rel=1e-6)
    # F of 2 and v has the tail (1 + 2 f / v)^(-v / 2)
    assert made.p == pytest.approx((1 + 2 * made.statistic / made.ddf) ** (-made.ddf / 2), rel=1e-12)


def test_the_variance_within_is_the_mean_over_data_sets() -> None:
    """The identity and three times it are twice it: r halves, and so does the square of the mean."""
    made = joint_test(of(*AROUND), [np.eye(2), 3 * np.eye(2)] * 2, 1e9)
    assert made is not None
    assert made.statistic == pytest.approx(25 / 2 / (2 * (1 + 5 / 12)), rel=1e-14)


def test_numbers_that_go_together_are_weighed_by_the_inverse() -> None:
    """W is [[2, 1], [1, 2]], its inverse [[2, -1], [-1, 2]] / 3: (18 - 24 + 32) / 3, and r is 5/4 (2/3)(4/3) / 2."""
    made = joint_test(of(*AROUND), [np.array([[2.0, 1], [1, 2]])] * 4, 1e9)
    assert made is not None
    assert made.statistic == pytest.approx(26 / 3 / (2 * (1 + 5 / 9)), rel=1e-14)


def test_few_degrees_of_freedom_of_the_sample() -> None:
    """Reiter (2007), with t = 6, a = 3/2 r = 5/4 and 20 degrees of freedom, of which 420/23 count."""
    made = joint_test(of(*AROUND), [np.eye(2)] * 4, 20)
    a, b = 5 / 4, 9 / 4
    c1, c2 = 420 / 23 - 2 * b, 420 / 23 - 4 * b
    ratio = a / b
    told = ratio**2 * c1 / c2 + 8 * a * ratio * c1 / c2**2 + 4 * a * ratio / c2
    told += 4 * a * a / (c1 * c2) + 16 * a * a * c1 / c2**3 + 8 * a * a / c2**2
    assert made is not None
    assert made.ddf == pytest.approx(4 + 1 / (1 / c2 + told / 2), rel=1e-13)


@pytest.mark.parametrize(("df", "there"), [(11, True), (10, False), (0, False), (-3, False)])
def test_too_few_degrees_of_freedom_give_no_test(df: float, there: bool) -> None:
    """More than 4 (1 + a) = 9 must count: of eleven 132/14 do, of ten 110/13."""
    assert (joint_test(of(*AROUND), [np.eye(2)] * 4, df) is not None) == there


@pytest.mark.parametrize(("many", "numbers", "there"), [(3, 2, False), (2, 5, True), (4, 2, True), (2, 2, False)])
def test_it_takes_more_than_four_differences(many: int, numbers: int, there: bool) -> None:
    values = of(*(tuple(0.1 * place + one for one in range(numbers)) for place in range(many)))
    assert (joint_test(values, [np.eye(numbers)] * many, 1e6) is not None) == there


@pytest.mark.parametrize("within", [np.ones((2, 2)), np.diag([1.0, np.nan]), np.full((2, 2), np.nan)])
def test_numbers_without_a_covariance_of_their_own_have_no_test(within: FloatArray) -> None:
    assert joint_test(of(*AROUND), [within] * 4, 1e9) is None


def test_one_number_has_the_square_of_its_t() -> None:
    """Values 2 and 4 of variances 2 and 4: t is 3 over the root of 6, with 1 / (1/2)^2 degrees of freedom."""
    made = joint_test(of((2,), (4,)), [np.array([[2.0]]), np.array([[4.0]])], 1e12)
    assert made is not None
    assert (made.statistic, made.df) == pytest.approx((3 / 2, 1), rel=1e-14)
    assert made.ddf == pytest.approx(4, rel=1e-9)
    t = 1.5**0.5
    half = t / (4 + t * t) ** 0.5
    assert made.p == pytest.approx(1 - half * (3 - half**2) / 2, rel=1e-9)  # both tails of t of 4


def test_one_number_without_variance_or_degrees_of_freedom_has_no_test() -> None:
    none, some = [np.zeros((1, 1))] * 2, [np.ones((1, 1))] * 2
    assert joint_test(of((2,), (2,)), none, 5) is None
    assert joint_test(of((2,), (3,)), some, 0) is None
    assert joint_test(of((2,), (2,)), some, 1) is not None
