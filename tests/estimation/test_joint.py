"""All figures together have the variances that each has alone, and the covariance of domains that share their units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.choices import LonelyRule
from analysis.design import DesignColumns, Sample, draw
from analysis.design.replicate_making import Making, with_replicates
from analysis.design.replicates import Replicates
from analysis.estimation import asks
from analysis.estimation.base import Settings
from analysis.estimation.figures import figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.joint import joint
from analysis.estimation.totals import Totals

ROWS, GROUPS, ANSWERS = 240, 3, 4


@pytest.fixture
def drawn() -> tuple[Sample, Totals]:
    """Groups and answers that go across twenty-four units in four strata."""
    random = np.random.default_rng(11)
    unit = np.arange(ROWS) // 10
    sample = draw(DesignColumns(ROWS, random.uniform(1, 3, ROWS), unit // 6, (unit,)))
    keys = (Key(random.integers(0, GROUPS, ROWS), GROUPS),)
    return sample, fold(Fold(sample, keys, (Measure(random.integers(-1, ANSWERS, ROWS), ANSWERS),)))


def test_the_diagonal_is_the_variance_of_each_figure_level_by_level(drawn: tuple[Sample, Totals]) -> None:
    sample, totals = drawn
    levels, ask = totals.levels((0,)), asks.shares(totals.slots[0], ANSWERS, range(ANSWERS))
    value, covariance = joint(levels, ask, sample)
    alone = figures(levels, ask, sample, Settings())
    assert value == pytest.approx(alone.value, rel=1e-14)
    assert np.diag(covariance) == pytest.approx(alone.variance.T.ravel(), rel=1e-11)


@pytest.mark.parametrize("levels_at_a_time", [1, 2])
def test_a_small_memory_gives_the_same_in_more_pieces(
    levels_at_a_time: int, drawn: tuple[Sample, Totals], monkeypatch: pytest.MonkeyPatch
) -> None:
    sample, totals = drawn
    levels, ask = totals.levels((0,)), asks.shares(totals.slots[0], ANSWERS, (0, 1))
    value, covariance = joint(levels, ask, sample)
    one_level = (len(ask.columns) + 1) * totals.units
    monkeypatch.setattr("analysis.estimation.levels.BLOCK", levels_at_a_time * one_level)
    in_pieces = joint(levels, ask, sample)
    assert in_pieces[0].tolist() == value.tolist()
    assert in_pieces[1] == pytest.approx(covariance, rel=1e-12)


@pytest.mark.parametrize("rule", ["average", "adjust"])
def test_in_pieces_lonely_strata_stay_those_of_their_own_group(
    rule: LonelyRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(12)
    strata, unit = np.repeat([0, 1, 1, 2, 2], 12), np.repeat(np.arange(5), 12)
    sample = draw(DesignColumns(60, random.uniform(1, 3, 60), strata, (unit,)), rule)
    group = np.where(
        unit == 0, random.integers(0, 2, 60), random.integers(1, 3, 60)
    )  # one group shuns, one has it alone
    totals = fold(Fold(sample, (Key(group, 3),), (Measure(random.integers(0, 2, 60), 2),)))
    levels, ask = totals.levels((0,)), asks.shares(totals.slots[0], 2, (0, 1))
    alone = figures(levels, ask, sample, Settings())
    monkeypatch.setattr("analysis.estimation.levels.BLOCK", 1)
    _, covariance = joint(levels, ask, sample)
    assert np.diag(covariance) == pytest.approx(alone.variance.T.ravel(), rel=1e-11, abs=1e-30)


def test_replicates_that_were_not_folded_have_no_covariance(drawn: tuple[Sample, Totals]) -> None:
    sample, totals = drawn
    replicated = replace(sample, replicates=Replicates(np.ones((ROWS, 2)), 1.0, np.ones(2)))
    with pytest.raises(ValueError, match="without replicate weights has no replicate covariance"):
        joint(totals.levels((0,)), asks.shares(totals.slots[0], ANSWERS, (0,)), replicated)


def test_a_group_in_which_nobody_answered_has_no_mean_and_warns_of_nothing() -> None:
    number = np.array([1.0, 2, 4, 5, 3, 5, 6, 6])
    answered = np.array([0, 0, 0, 0, -1, -1, 0, 0])
    group, sample = np.array([0, 0, 0, 0, 1, 1, 2, 2]), draw(DesignColumns(8))
    numbers = (np.where(answered < 0, 0, number), np.where(answered < 0, 0, number**2))
    totals = fold(Fold(sample, (Key(group, 3),), (Measure(answered, 2, numbers),)))
    value, covariance = joint(totals.levels((0,)), asks.mean(totals.slots[0], binary=False), sample)
    assert value[0] == pytest.approx([3, np.nan, 6], nan_ok=True)
    assert np.isnan(covariance[1]).all()
    assert np.isfinite(covariance[np.ix_([0, 2], [0, 2])]).all()


def test_shares_of_a_question_add_up_to_one_and_so_have_no_variance_together(drawn: tuple[Sample, Totals]) -> None:
    sample, totals = drawn
    ask = asks.shares(totals.slots[0], ANSWERS, range(ANSWERS))
    _, covariance = joint(totals.levels((0,)), ask, sample)
    blocks = covariance.reshape(GROUPS, ANSWERS, GROUPS, ANSWERS)
    assert blocks.sum(axis=(1, 3)) == pytest.approx(np.zeros((GROUPS, GROUPS)), abs=1e-15)


def test_groups_that_share_units_have_a_covariance(drawn: tuple[Sample, Totals]) -> None:
    sample, totals = drawn
    ask = asks.shares(totals.slots[0], ANSWERS, (0,))
    _, covariance = joint(totals.levels((0,)), ask, sample)
    assert covariance == pytest.approx(covariance.T)
    assert (np.abs(covariance[~np.eye(GROUPS, dtype=bool)]) > 0).all()


def test_a_group_in_which_nobody_answered_has_no_covariance_under_replicates_and_warns_of_nothing() -> None:
    sample = with_replicates(draw(DesignColumns(6, np.arange(1.0, 7), psu=(np.arange(6) // 2,))), Making("jk1"))
    keys = (Key(np.array([0, 0, 1, 1, 1, 1]), 2),)
    totals = fold(Fold(sample, keys, (Measure(np.array([-1, -1, 0, 1, 1, 0], np.int32), 2),)))
    value, covariance = joint(totals.levels((0,)), asks.shares(totals.slots[0], 2, (1,)), sample)
    assert np.isnan(value).tolist() == [[True, False]]
    assert np.isnan(covariance).tolist() == [[True, True], [True, False]]
