"""The tail of a weighted sum of chi-squares against what can be written down: pairs, one weight, and simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.estimation.quadratic import one_chi_square, saddlepoint_tail, tail

WEIGHTS = ([1.0, 2.0], [0.3, 1.0, 5.0], [1.0, 1.2, 1.5, 2.0, 9.0])
DDF = (math.inf, 90.2, 12.3, 3.7)


def in_pairs(x: float, weights: list[float], ddf: float) -> float:
    """Where every weight stands twice the sum is one of exponentials, whose tail is elementary."""
    total = 0.0
    for own in weights:
        factor = math.prod(own / (own - other) for other in weights if other != own)
        total += factor * (math.exp(-x / (2 * own)) if math.isinf(ddf) else (1 + x / (own * ddf)) ** (-ddf / 2))
    return total


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("ddf", DDF)
@pytest.mark.parametrize("x", [0.01, 0.5, 3.0, 8.0, 20.0, 60.0, 200.0])
def test_the_tail_is_exact_to_its_last_digits_far_out_too(weights: list[float], ddf: float, x: float) -> None:
    assert tail(x, np.repeat(weights, 2), ddf) == pytest.approx(in_pairs(x, weights, ddf), rel=1e-11)


@pytest.mark.parametrize("ddf", DDF)
def test_weights_that_are_alike_make_one_chi_square_or_one_f(ddf: float) -> None:
    nearly = np.array([2.0, 2.0 + 1e-9, 2.0 - 1e-9])
    assert tail(9.0, np.full(3, 2.0), ddf) == one_chi_square(4.5, 3, ddf)
    assert tail(9.0, nearly, ddf) == pytest.approx(one_chi_square(4.5, 3, ddf), rel=1e-8)


@pytest.mark.parametrize("unit", [1e-7, 1e7])
def test_the_unit_of_the_weights_is_that_of_the_sum(unit: float) -> None:
    weights = np.array([1.0, 1, 2, 2])
    assert tail(8.0 * unit, weights * unit) == pytest.approx(in_pairs(8.0, [1.0, 2.0], math.inf), rel=1e-11)


def test_a_simulated_sum_exceeds_as_often() -> None:
    random = np.random.default_rng(5)
    weights = np.array([0.4, 1.1, 1.7, 3.2])
    draws = random.chisquare(1, (400_000, 4)) @ weights / (random.chisquare(17.5, 400_000) / 17.5)
    for x in (3.0, 8.0, 16.0):
        p = tail(x, weights, 17.5)
        assert np.mean(draws > x) == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / 400_000))


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("x", [0.5, 3.0, 8.0, 20.0, 60.0])
def test_the_saddlepoint_is_near_the_tail(weights: list[float], x: float) -> None:
    twice = np.repeat(weights, 2)
    assert saddlepoint_tail(x, twice) == pytest.approx(tail(x, twice), rel=0.05)


def test_the_saddlepoint_keeps_its_digits_where_it_lies_at_zero() -> None:
    weights = np.array([1.0, 1.0, 2.0, 2.0])
    at = weights.sum()
    beside = [saddlepoint_tail(at * (1 + step), weights) for step in (-1e-3, -1e-6, 0.0, 1e-6, 1e-3)]
    assert beside == sorted(beside, reverse=True)
    assert beside[2] == pytest.approx(tail(at, weights), abs=5e-3)


def test_nothing_to_exceed_is_always_exceeded() -> None:
    assert tail(0.0, np.array([1.0, 2.0]), 10.0) == 1.0
    assert saddlepoint_tail(0.0, np.array([1.0, 2.0]), 10.0) == 1.0


@pytest.mark.parametrize("x", [0.5, 8.0])
def test_a_weight_of_zero_adds_nothing(x: float) -> None:
    pairs = np.array([1.0, 1, 2, 2, 0])
    assert tail(x, pairs) == pytest.approx(in_pairs(x, [1.0, 2.0], math.inf), rel=1e-11)
    assert saddlepoint_tail(x, pairs) == pytest.approx(saddlepoint_tail(x, pairs[:-1]), rel=1e-11)
