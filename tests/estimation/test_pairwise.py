"""Variances over pairs of units against the matrix of every pair, written out from the probabilities of the design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.arrays import AnyArray, BoolArray, FloatArray
from analysis.choices import LonelyRule
from analysis.codebook.model_design import Pps
from analysis.design import DesignColumns, Sample, draw
from analysis.design.second_phase import SecondColumns, drawn_again
from analysis.estimation.covariance import covariance
from analysis.estimation.spread import by_unit

VILLAGE = np.repeat(np.arange(11), [4, 2, 5, 3, 6, 2, 3, 4, 1, 5, 3])
STRATUM = (VILLAGE >= 4) * 1 + (VILLAGE >= 9)
HOUSEHOLD = np.array([place // 2 for count in np.bincount(VILLAGE) for place in range(count)])
OF_STRATUM, OF_VILLAGE = np.array([9.0, 14.0, 8.0])[STRATUM], 3.0 + VILLAGE % 3
CLASS = np.arange(38) * 7 % 5 % 3
DRAWN = np.arange(38) * 11 % 7 < 4
RNG = np.random.default_rng(5)


def pairs(unit: AnyArray, stratum: AnyArray, fraction: FloatArray) -> FloatArray:
    """1 - p_k p_l / p_kl of rows whose units were drawn by simple random sampling in strata, shape (n, n).

    A stratum of one unit is taken as certain.
    """
    found = np.zeros((len(unit), len(unit)))
    for one in np.unique(stratum):
        here = stratum == one
        n, f = len(np.unique(unit[here])), fraction[here][0]
        same = unit[here][:, None] == unit[here]
        found[np.ix_(here, here)] = np.where(same, 1 - f, -(1 - f) / (n - 1)) if n > 1 else 0
    return found


def together(first: FloatArray, second: FloatArray) -> FloatArray:
    """The same of rows that must be drawn twice: p_kl is the product."""
    return np.asarray(1 - (1 - first) * (1 - second))


def shares_drawn(unit: AnyArray, stratum: AnyArray, drawn: BoolArray) -> FloatArray:
    """Share of the units of each stratum that were drawn, of each row."""
    first = np.unique(unit, return_index=True)[1]
    made: FloatArray = (np.bincount(stratum[first], drawn[first]) / np.bincount(stratum[first]))[stratum]
    return made


def columns(**more: Any) -> DesignColumns:
    return DesignColumns(38, **{"strata": STRATUM, "psu": (VILLAGE,), "fpc": (OF_STRATUM,), **more})


def of_design(sample: Sample, scores: FloatArray) -> FloatArray:
    return covariance(by_unit(sample, scores), sample.units, sample.lonely)


ONE_STAGE = pairs(
    VILLAGE, STRATUM, np.bincount(STRATUM[np.unique(VILLAGE, return_index=True)[1]])[STRATUM] / OF_STRATUM
)
HOMES = VILLAGE * 10 + HOUSEHOLD
IN_VILLAGE = np.array([len(np.unique(HOMES[village == VILLAGE])) for village in range(11)])[VILLAGE]
SAME_VILLAGE = VILLAGE[:, None] == VILLAGE
HOMES_DRAWN = np.where(SAME_VILLAGE, pairs(HOMES, VILLAGE, IN_VILLAGE / (2 * OF_VILLAGE)), 0)
TWO_STAGES = together(ONE_STAGE, HOMES_DRAWN)
TWO = {"psu": (VILLAGE, HOMES), "fpc": (OF_STRATUM, 2 * OF_VILLAGE)}
HOME_DRAWN = (HOMES % 3 > 0) | (HOMES % 7 == 0)
HOME_CLASS = VILLAGE % 2
TWO_AND_THREE = np.isin(np.arange(38), [1, 4, 20, 30, 36])


@pytest.mark.parametrize(
    ("first", "matrix", "second", "unit"),
    [
        ({}, ONE_STAGE, {"drawn": DRAWN, "strata": CLASS}, np.arange(38)),
        ({}, ONE_STAGE, {"drawn": DRAWN}, np.arange(38)),
        ({}, ONE_STAGE, {"drawn": TWO_AND_THREE, "strata": np.arange(38) // 19}, np.arange(38)),
        ({}, ONE_STAGE, {"drawn": HOME_DRAWN, "strata": HOME_CLASS, "psu": (VILLAGE, HOUSEHOLD)}, HOMES),
        (TWO, TWO_STAGES, {"drawn": DRAWN, "strata": CLASS}, np.arange(38)),
        (TWO, TWO_STAGES, {"drawn": HOME_DRAWN, "strata": HOME_CLASS, "psu": (HOMES,)}, HOMES),
    ],
    ids=[
        "rows",
        "rows of one stratum",
        "two rows and three",
        "households",
        "rows after two stages",
        "households after two stages",
    ],
)
def test_two_phases_are_the_matrix_of_both(
    first: dict[str, Any], matrix: FloatArray, second: dict[str, Any], unit: AnyArray
) -> None:
    again = SecondColumns(**second)
    sample = drawn_again(draw(columns(**first), "certainty"), again)
    stratum = np.zeros(38, np.int64) if again.strata is None else again.strata
    share = shares_drawn(np.unique(unit, return_inverse=True)[1], stratum, again.drawn)
    assert sample.weight == pytest.approx(draw(columns(**first), "certainty").weight * again.drawn / share)
    scores = RNG.normal(size=(38, 3)) * again.drawn[:, None]
    here = again.drawn
    expected = (
        scores[here].T @ together(matrix, _of_drawn(unit, stratum, share, here))[np.ix_(here, here)] @ scores[here]
    )
    assert of_design(sample, scores) == pytest.approx(expected, rel=1e-10)


def _of_drawn(unit: AnyArray, stratum: AnyArray, share: FloatArray, drawn: BoolArray) -> FloatArray:
    """Pairs of the second phase, of which n counts the units drawn; zeros for rows that were not."""
    found = np.zeros((len(unit), len(unit)))
    found[np.ix_(drawn, drawn)] = pairs(unit[drawn], stratum[drawn], share[drawn])
    return found


def test_a_second_phase_that_takes_all_changes_nothing() -> None:
    whole = draw(columns(**TWO), "certainty")
    again = drawn_again(whole, SecondColumns(np.ones(38, dtype=np.bool_), CLASS))
    scores = RNG.normal(size=(38, 2))
    assert of_design(again, scores) == pytest.approx(of_design(whole, scores), rel=1e-12)


def test_a_first_phase_that_took_all_leaves_the_second() -> None:
    census = draw(DesignColumns(38, fpc=(np.full(38, 38.0),)))
    again = drawn_again(census, SecondColumns(DRAWN, CLASS))
    scores = RNG.normal(size=(38, 2)) * DRAWN[:, None]
    alone = draw(DesignColumns(int(DRAWN.sum()), strata=CLASS[DRAWN], fpc=(np.bincount(CLASS)[CLASS[DRAWN]] * 1.0,)))
    assert of_design(again, scores) == pytest.approx(of_design(alone, scores[DRAWN]), rel=1e-12)


@pytest.mark.parametrize("lonely", ["certainty", "remove"])
def test_a_lonely_stratum_of_the_second_phase_adds_its_first_phase_alone(lonely: LonelyRule) -> None:
    drawn, stratum = np.array([True, True, False, True, True, False]), np.array([1, 1, 1, 2, 3, 3])
    first = draw(DesignColumns(6, fpc=(np.full(6, 60.0),)), lonely)
    sample = drawn_again(first, SecondColumns(drawn, stratum))
    scores = np.array([[0, 0, 0, 0, 1.0, 0]]).T
    # One unit with D1 = 1 - 6/60 whose own chance in the second phase adds nothing: V = (1 - .1) / 2 for a weight of 2.
    assert of_design(sample, scores)[0, 0] == pytest.approx(0.9 * 0.5)


@pytest.mark.parametrize("variance", ["horvitz-thompson", "yates-grundy"])
@pytest.mark.parametrize(("method", "squares"), [("overton", None), ("hartley-rao", None), ("hartley-rao", 7.5)])
def test_unequal_probabilities_are_the_sum_over_all_pairs(method: Any, squares: Any, variance: Any) -> None:
    chance, stratum = (
        RNG.uniform(0.1, 0.9, 15),
        np.repeat([0, 1], [6, 9]) if squares is None else np.zeros(15, np.int64),
    )
    sample = draw(
        DesignColumns(15, strata=stratum, fpc=(chance,), pps=Pps(method=method, variance=variance, squares=squares))
    )
    scores = RNG.normal(size=(15, 2)) + 1
    expected = np.zeros((2, 2))
    for one in np.unique(stratum):
        p, z = chance[stratum == one], scores[stratum == one]
        n, both = len(p), p[:, None] + p
        if method == "overton":
            joint = 2 * (n - 1) * p[:, None] * p / (2 * n - both)
        else:  # Brewer and Donadio (2003): Hartley and Rao's to the order of 1 / n
            joint = (n - 1) * p[:, None] * p / (n - both + (p.sum() if squares is None else squares) / n)
        d = 1 - p[:, None] * p / joint
        if variance == "horvitz-thompson":
            np.fill_diagonal(d, 1 - p)
            expected += z.T @ d @ z
        else:
            apart = z[:, None, :] - z
            expected -= np.einsum("ij,ijs,ijt->st", d, apart, apart) / 2
    assert of_design(sample, scores[np.argsort(stratum, kind="stable")]) == pytest.approx(expected, rel=1e-10)


def test_equal_probabilities_are_a_simple_random_sample() -> None:
    scores = RNG.normal(size=(12, 2))
    plain = draw(DesignColumns(12, strata=np.repeat([1, 2], 6), fpc=(np.full(12, 0.3),)))
    brewer = draw(DesignColumns(12, strata=np.repeat([1, 2], 6), fpc=(np.full(12, 0.3),), pps=Pps(method="brewer")))
    assert brewer.weight == pytest.approx(plain.weight)
    assert of_design(brewer, scores) == pytest.approx(of_design(plain, scores), rel=1e-12)
