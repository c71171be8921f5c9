"""Laws of the tests of independence: what they do not depend on, and how often they reject what is true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import pytest

from analysis.arrays import FloatArray
from analysis.choices import CrosstabTest
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation import tests as independence
from analysis.estimation.crossing import alone, crossed, tables
from analysis.estimation.fold import Fold, fold
from analysis.estimation.joint import joint
from analysis.estimation.tests import Cells, design_effects, pearson, residuals

TESTS = get_args(CrosstabTest)


def drawn(random: np.random.Generator, *, units: int = 40, size: int = 12, tied: float = 0.6) -> tuple[Sample, Any]:
    """Two strata of units whose rows lean the same way, and that leaning, shape (n,)."""
    unit = np.repeat(np.arange(units), size)
    columns = DesignColumns(
        len(unit), weight=random.uniform(0.5, 2, len(unit)), strata=unit % 2, psu=(unit,), nest=True
    )
    lean = np.repeat(random.normal(0, tied, (2, units)), size, axis=1)
    return draw(columns), lean + random.normal(0, 1, lean.shape)


def cells_of(sample: Sample, row: Any, column: Any, rows: int, columns: int, df: float) -> Cells:
    """A crossing of two questions that everybody answered; of several where `row` has one line each."""
    made = [crossed(one.astype(np.int32), column.astype(np.int32), rows, columns) for one in np.atleast_2d(row)]
    totals = fold(Fold(sample, (), tuple(measure for _, measure in made)))
    level, crossings = alone(totals.levels(()), 0), [one for one, _ in made]
    pairs = [one.pairs() for one in crossings]
    share, covariance = joint(level, tables(crossings, totals.slots, pairs, totals=False), sample)
    total, of_total = joint(level, tables(crossings, totals.slots, pairs, totals=True), sample)
    shape = (len(crossings), rows, columns)
    n = np.full(len(crossings), float(len(sample.weight)))
    return Cells(share.reshape(shape), covariance, n, df, total.reshape(shape), of_total)


def cut(values: FloatArray, breaks: Sequence[float]) -> Any:
    return np.digitize(values, breaks)


@pytest.mark.parametrize("name", TESTS)
def test_rows_and_columns_may_change_places_and_answers_their_order(name: CrosstabTest) -> None:
    sample, lean = drawn(np.random.default_rng(1))
    row, column = cut(lean[0], (-0.5, 0.5)), cut(0.3 * lean[0] + lean[1], (-1, 0, 1))
    here = independence.tested(cells_of(sample, row, column, 3, 4, 38), name)
    turned = independence.tested(cells_of(sample, column, row, 4, 3, 38), name)
    mixed = independence.tested(cells_of(sample, np.array([2, 0, 1])[row], column, 3, 4, 38), name)
    for other in (turned, mixed):
        assert (other.statistic, other.df, other.p) == pytest.approx((here.statistic, here.df, here.p), rel=1e-9)


@pytest.mark.parametrize("name", TESTS)
def test_the_scale_of_the_weights_does_not_matter(name: CrosstabTest) -> None:
    sample, lean = drawn(np.random.default_rng(2))
    heavy = draw(DesignColumns(480, sample.weight * 1e4, np.arange(40).repeat(12) % 2, (np.arange(40).repeat(12),)))
    row, column = cut(lean[0], (0,)), cut(lean[1], (-1, 1))
    found = [independence.tested(cells_of(one, row, column, 2, 3, 38), name) for one in (sample, heavy)]
    assert found[0].p == pytest.approx(found[1].p, rel=1e-9)


def test_under_simple_random_sampling_all_design_effects_are_n_over_n_less_one() -> None:
    random = np.random.default_rng(3)
    row, column = random.integers(0, 3, 600), random.integers(0, 4, 600)
    effects = design_effects(cells_of(draw(DesignColumns(600)), row, column, 3, 4, 599))
    assert effects == pytest.approx(np.full(6, 600 / 599), rel=1e-9)


def test_design_effects_are_proportional_to_the_covariance_however_small() -> None:
    sample, lean = drawn(np.random.default_rng(10))
    cells = cells_of(sample, cut(lean[0], (-0.5, 0.5)), cut(lean[1], (0,)), 3, 2, 38)
    small = design_effects(replace(cells, covariance=1e-7 * cells.covariance))
    assert small == pytest.approx(1e-7 * design_effects(cells), rel=1e-9)


def test_residuals_of_a_two_by_two_table_are_one_number() -> None:
    sample, lean = drawn(np.random.default_rng(4))
    found = residuals(cells_of(sample, cut(lean[0], (0,)), cut(lean[1] + 0.3 * lean[0], (0,)), 2, 2, 38))[0]
    assert found == pytest.approx(found[0, 0] * np.array([[1, -1], [-1, 1]]), rel=1e-9)


def test_ticked_answers_together_have_the_pearson_statistics_of_each() -> None:
    sample, lean = drawn(np.random.default_rng(5))
    ticks = np.array([cut(lean[0] + shift, (0,)) for shift in (-1, 0, 1)])
    column = cut(lean[1], (-0.5, 0.5))
    each = [pearson(cells_of(sample, tick, column, 2, 3, 38)) for tick in ticks]
    assert pearson(cells_of(sample, ticks, column, 2, 3, 38)) == pytest.approx(sum(each), rel=1e-12)


def test_an_answer_ticked_twice_changes_no_p_of_second_order() -> None:
    sample, lean = drawn(np.random.default_rng(6))
    tick, column = cut(lean[0], (0,)), cut(lean[1], (-0.5, 0.5))
    other = cut(lean[0] + lean[1], (0.3,))
    once = independence.tested(cells_of(sample, np.array([tick, other]), column, 2, 3, 38), "lincom")
    twice = independence.tested(cells_of(sample, np.array([tick, other] * 2), column, 2, 3, 38), "lincom")
    assert twice.p == pytest.approx(once.p, rel=1e-8)


def test_with_no_more_degrees_of_freedom_than_odds_ratios_the_wald_tests_say_so() -> None:
    sample, lean = drawn(np.random.default_rng(7), units=6, size=60)
    cells = cells_of(sample, cut(lean[0], (-0.5, 0.5)), cut(lean[1], (-1, 0, 1)), 3, 4, 4)
    for name in ("wald", "adjusted-wald"):
        found = independence.tested(cells, name)
        assert (found.statistic, found.p, found.reason) == (None, None, "too few cells or sampling units")
    assert independence.tested(cells, "rao-scott-f").p is not None


def test_one_degree_of_freedom_is_enough_for_one_odds_ratio() -> None:
    sample, lean = drawn(np.random.default_rng(9))
    cells = cells_of(sample, cut(lean[0], (0,)), cut(lean[0] + lean[1], (0,)), 2, 2, 1)
    plain, fitted = (independence.tested(cells, name) for name in ("wald", "adjusted-wald"))
    assert (fitted.statistic, fitted.df, fitted.ddf) == pytest.approx((plain.statistic, 1, 1))  # nothing to adjust
    assert fitted.p == pytest.approx(1 - 2 / np.pi * np.arctan(np.sqrt(fitted.statistic or 0)))  # t of 1 is Cauchy's


@pytest.mark.parametrize("name", TESTS)
def test_one_negative_variance_among_others_is_enough_for_no_test(name: CrosstabTest) -> None:
    sample, lean = drawn(np.random.default_rng(8))
    cells = cells_of(sample, cut(lean[0], (-0.5, 0.5)), cut(lean[1], (-0.5, 0.5)), 3, 3, 38)
    one = np.arange(9.0) ** 2 % 5
    negative = replace(cells, covariance=cells.covariance - np.outer(one, one))
    assert sum(design_effects(negative) < 0) == 1
    assert independence.tested(negative, name).reason == "a negative variance"


def test_where_empty_cells_leave_no_odds_there_is_no_test() -> None:
    """With the diagonal alone two odds ratios rest on the same cell, so that they have no covariance of full rank."""
    share = np.diag([0.3, 0.3, 0.4])[None]
    cells = Cells(share, np.eye(9) / 100, np.array([90.0]), 20, share * 90, np.eye(9))
    assert not len(design_effects(cells))
    found = independence.tested(cells, "rao-scott-f")
    assert (found.statistic, found.p, found.reason) == (None, None, "too few cells or sampling units")


def test_a_covariance_without_a_number_or_without_spread_has_no_test() -> None:
    share, spread = np.full((1, 3, 3), 1 / 9), np.eye(9) / 100
    gap = spread.copy()
    gap[8, 8] = np.nan  # only one odds ratio rests on the last cell
    cells = Cells(share, gap, np.array([90.0]), 20, share * 90, np.zeros((9, 9)))
    assert not len(design_effects(cells))
    found = independence.tested(replace(cells, covariance=spread), "wald")
    assert (found.statistic, found.reason) == (None, "too few cells or sampling units")


def test_nobody_has_a_crossing_without_rows() -> None:
    nobody = np.zeros(0, np.int32)
    made, measure = crossed(nobody, nobody, 2, 3)
    assert (made.row_missing, made.column_missing, measure.answers, len(measure.code)) == (False, False, 6, 0)


def test_without_degrees_of_freedom_there_is_no_test() -> None:
    sample, lean = drawn(np.random.default_rng(8))
    cells = cells_of(sample, cut(lean[0], (0,)), cut(lean[1], (0,)), 2, 2, 0)
    assert independence.tested(cells, "rao-scott-f").reason == "no degrees of freedom"


@pytest.mark.parametrize("items", [1, 4])
def test_independence_is_rejected_as_often_as_it_should_be(items: int) -> None:
    random = np.random.default_rng(9)
    p = []
    for _ in range(500):
        sample, lean = drawn(random, units=60, size=8, tied=0.7)
        ticks = np.array([cut(lean[0] + 0.8 * random.normal(0, 1, lean[0].shape), (0.3,)) for _ in range(items)])
        column = cut(lean[1], (-0.5, 0.5))
        cells = cells_of(sample, ticks, column, 2, 3, 58)
        p.append([independence.tested(cells, name).p for name in ("rao-scott-f", "lincom")])
    rejected = np.mean(np.array(p) < 0.1, axis=0)
    assert rejected == pytest.approx([0.1, 0.1], abs=4 * np.sqrt(0.09 / 500))
