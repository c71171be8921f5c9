"""Weights are made to fit by the rules that the literature states, checked by arithmetic of another kind."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.choices import CalibrationMethod
from analysis.design import DesignColumns, Sample, draw
from analysis.design.replicates import Replicates
from analysis.design.weighting import Amount, Margin, calibrated, capped, responding, reweighed, spread
from analysis.design.weighting.distances import DISTANCES
from analysis.design.weighting.trimming import cap_of, trimmed
from analysis.errors import DesignError
from analysis.estimation import asks
from analysis.estimation.base import Settings
from analysis.estimation.crossing import alone
from analysis.estimation.figures import figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.joint import joint
from analysis.estimation.population import Parts, people
from analysis.estimation.spread import spread as spread_of_scores

RNG = np.random.default_rng(4)
ROWS = 240
WEIGHT = RNG.uniform(1, 4, ROWS)
SEX = RNG.integers(0, 2, ROWS)
AREA = RNG.integers(0, 3, ROWS)
AGE = RNG.integers(12, 18, ROWS).astype(float)
YES = RNG.integers(0, 2, ROWS)
SIZE = 1000.0
MARGINS = (
    Margin("sex", ("boy", "girl"), SEX, np.array([480.0, 520.0])),
    Margin("area", ("a", "b", "c"), AREA, np.array([300.0, 300.0, 400.0])),
)


def sample() -> Sample:
    """Six strata of five units of eight rows."""
    rows = np.arange(ROWS)
    return draw(DesignColumns(ROWS, weight=WEIGHT, strata=rows // 40, psu=(rows // 8,)))


def by_turns(weight: np.ndarray) -> np.ndarray:
    """Deming and Stephan: each margin is met in turn until all are."""
    out = weight.copy()
    for _ in range(500):
        for margin in MARGINS:
            out *= (margin.total / np.bincount(margin.code, out))[margin.code]
    return out


def test_raking_is_what_meeting_the_margins_by_turns_converges_to() -> None:
    np.testing.assert_allclose(calibrated(sample(), MARGINS, "raking").weight, by_turns(WEIGHT), rtol=1e-10)


def test_linear_weights_are_those_of_the_regression_estimator() -> None:
    x = np.column_stack([np.ones(ROWS), AGE])
    total = np.array([SIZE, 14_700.0])
    known = (Amount("size", np.ones(ROWS), SIZE), Amount("age", AGE, total[1]))
    lam = np.linalg.solve((x * WEIGHT[:, None]).T @ x, total - x.T @ WEIGHT)
    np.testing.assert_allclose(calibrated(sample(), known, "linear").weight, WEIGHT * (1 + x @ lam), rtol=1e-10)


def test_post_stratification_gives_every_level_its_own_factor() -> None:
    made = calibrated(sample(), MARGINS[:1], "poststratify")
    factor = MARGINS[0].total / np.bincount(SEX, WEIGHT)
    np.testing.assert_allclose(made.weight, WEIGHT * factor[SEX], rtol=1e-14)


@pytest.mark.parametrize(
    ("method", "bounds"),
    [("raking", None), ("linear", None), ("logit", (0.5, 2.5)), ("linear", (0.8, 2.2)), ("raking", (0.8, 2.2))],
)
def test_calibrated_weights_add_up_to_the_totals_and_stay_inside_the_bounds(
    method: CalibrationMethod, bounds: tuple[float, float] | None
) -> None:
    made = calibrated(sample(), MARGINS, method, bounds)
    for margin in MARGINS:
        np.testing.assert_allclose(np.bincount(margin.code, made.weight), margin.total, rtol=1e-10)
    if bounds:
        factor = made.weight / WEIGHT
        assert bounds[0] - 1e-12 <= factor.min() <= factor.max() <= bounds[1] + 1e-12


@pytest.mark.parametrize("method", DISTANCES)
def test_the_slope_of_a_distance_is_how_its_factor_changes(method: CalibrationMethod) -> None:
    bounds, step = (0.3, 2.5), 1e-6
    u = np.linspace(-0.6, 0.8, 8)
    slope = DISTANCES[method](u, bounds)[1]
    up, down = (DISTANCES[method](u + side, bounds)[0] for side in (step, -step))
    np.testing.assert_allclose(slope, (up - down) / (2 * step), rtol=1e-6)
    np.testing.assert_allclose(DISTANCES[method](np.zeros(1), bounds)[0], 1, rtol=1e-14)


@pytest.mark.parametrize("bound", [0.5, 2.0])
def test_a_factor_at_its_bound_changes_no_more(bound: float) -> None:
    for method, u in (("linear", bound - 1), ("raking", np.log2(bound) * np.log(2.0))):
        factor, slope = DISTANCES[method](np.array([u]), (0.5, 2.0))
        assert (factor.item(), slope.item()) == (bound, 0)


def test_calibrating_twice_changes_nothing() -> None:
    once = calibrated(sample(), MARGINS, "raking")
    np.testing.assert_allclose(calibrated(once, MARGINS, "raking").weight, once.weight, rtol=1e-10)


def test_rows_of_no_weight_keep_none_and_need_no_level() -> None:
    weight, code = WEIGHT.copy(), SEX.copy()
    weight[:5], code[:5] = 0, -1
    rows = np.arange(ROWS)
    drawn = draw(DesignColumns(ROWS, weight=weight, strata=rows // 40, psu=(rows // 8,)))
    made = calibrated(drawn, (replace(MARGINS[0], code=code), MARGINS[1]), "raking")
    assert (made.weight[:5] == 0).all()
    assert made.weight.sum() == pytest.approx(SIZE)
    shorter = draw(DesignColumns(ROWS - 5, weight=WEIGHT[5:], strata=rows[5:] // 40, psu=(rows[5:] // 8,)))
    others = calibrated(shorter, [replace(one, code=one.code[5:]) for one in MARGINS], "raking")
    assert made.calibration is not None
    assert others.calibration is not None
    assert (made.calibration.ratio[:5] == 0).all()
    np.testing.assert_allclose(made.calibration.inverse, others.calibration.inverse, rtol=1e-9)


def test_what_is_known_has_no_error_and_what_is_explained_less() -> None:
    drawn, made = sample(), calibrated(sample(), MARGINS, "raking")

    def error(of: Sample, code: np.ndarray) -> np.ndarray:
        totals = fold(Fold(of, (), (Measure(code, 2, ((code == 1) * 1.0, (code == 1) * 1.0)),)))
        return np.sqrt(figures(totals.levels(()), asks.total(totals.slots[0], binary=True), of, Settings()).variance)

    assert error(made, SEX) < 1e-9 < error(drawn, SEX)
    close = np.where(RNG.uniform(size=ROWS) < 0.9, SEX, 1 - SEX)  # mostly the sex itself
    assert error(made, close) / SIZE < 0.7 * error(drawn, close) / WEIGHT.sum()


def test_row_scores_joint_figures_and_single_figures_have_one_variance() -> None:
    made = calibrated(sample(), MARGINS, "logit", (0.5, 2.5))
    totals = fold(Fold(made, (Key(AREA, 3),), (Measure(YES, 2),)))
    levels = totals.levels((0,))
    ask = asks.shares(totals.slots[0], 2, (1,))
    single = figures(levels, ask, made, Settings())
    value, together = joint(levels, ask, made)
    np.testing.assert_allclose(value, single.value, rtol=1e-13)
    np.testing.assert_allclose(np.diagonal(together), single.variance[0], rtol=1e-10)
    inside = np.array([level == AREA for level in range(3)])
    scores = np.stack(
        [
            made.weight * here * (YES - share) / made.weight[here].sum()
            for here, share in zip(inside, value[0], strict=True)
        ],
        axis=1,
    )
    by_rows = spread_of_scores(made, scores, value[0], lambda weight: value[0], np.ones(ROWS, dtype=bool))
    np.testing.assert_allclose(by_rows, together, rtol=1e-8, atol=1e-16)


def test_people_of_a_calibrated_sample_have_the_variance_of_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where everybody of the population was asked and answered, the people are the share times the population."""
    made = calibrated(sample(), MARGINS, "raking")
    totals = fold(Fold(made, (Key(AREA, 3),), (Measure(YES, 2),)))
    slot, levels, whole = totals.slots[0], totals.levels((0,)), totals.levels(())
    everybody, rows = slot.weighed([0, 1]), slot.counted([0, 1])
    parts = Parts(slot.weighed([1]), everybody, everybody, everybody, rows)
    share = figures(whole, asks.shares(slot, 2, (1,)), made, Settings())
    found = people(whole, whole, parts, made, Settings(), size=SIZE, se=0)
    for name, ours in (("value", found.estimate), ("low", found.low), ("high", found.high)):
        np.testing.assert_allclose(ours, SIZE * getattr(share, name)[0], rtol=1e-10)
    by_area = people(levels, whole, parts, made, Settings(), size=SIZE, se=0)
    np.testing.assert_allclose(by_area.estimate.sum(), found.estimate, rtol=1e-12)
    monkeypatch.setattr("analysis.estimation.levels.BLOCK", 1)
    in_pieces = people(levels, whole, parts, made, Settings(), size=SIZE, se=0)
    np.testing.assert_allclose(in_pieces.low, by_area.low, rtol=1e-12)
    np.testing.assert_allclose(in_pieces.high, by_area.high, rtol=1e-12)


def test_a_level_alone_has_the_figures_and_the_covariance_that_it_has_among_others() -> None:
    made = calibrated(sample(), MARGINS, "raking")
    weights = WEIGHT[:, None] * np.where(np.arange(ROWS)[:, None] // 8 % 5 == np.arange(5), 0.0, 1.25)
    for of in (made, replace(sample(), replicates=Replicates(weights, 0.8, np.ones(5)))):
        totals = fold(Fold(of, (Key(AREA, 3),), (Measure(YES, 2),)))
        levels, ask = totals.levels((0,)), asks.shares(totals.slots[0], 2, (0, 1))
        value, covariance = joint(levels, ask, of)
        for position in range(3):
            own, of_own = joint(alone(levels, position), ask, of)
            np.testing.assert_allclose(own[:, 0], value[:, position], rtol=1e-13)
            here = slice(2 * position, 2 * position + 2)
            np.testing.assert_allclose(of_own, covariance[here, here], rtol=1e-10, atol=1e-18)


def test_units_that_are_rows_several_times_keep_the_regression_of_the_rows() -> None:
    made = calibrated(sample(), MARGINS, "raking")
    same = made.of_rows(np.arange(ROWS))

    def variance(of: Sample, code: np.ndarray) -> np.ndarray:
        totals = fold(Fold(of, (), (Measure(code, 2),)))
        return figures(totals.levels(()), asks.shares(totals.slots[0], 2, (1,)), of, Settings()).variance

    assert variance(same, YES) == variance(made, YES)
    last = AREA + 3 * SEX == 5  # nobody of the last crossing of the margins
    some = np.flatnonzero(~last)
    outside = np.where(last, -5, YES)  # a domain and fewer rows are the same to a variance that units make
    assert variance(made.of_rows(some), YES[some]) == pytest.approx(variance(made, outside), rel=1e-12)
    twice = made.of_rows(np.repeat(np.arange(ROWS), 2))
    assert variance(twice, np.repeat(YES, 2)) == pytest.approx(variance(made, YES), rel=1e-12)


def test_every_replicate_is_calibrated_and_capped_by_the_same_steps() -> None:
    factors = np.where(np.arange(ROWS)[:, None] // 8 % 5 == np.arange(5), 0.0, 1.25)
    weights = WEIGHT[:, None] * factors
    drawn = replace(sample(), replicates=Replicates(weights, 0.8, np.ones(5)))
    made = calibrated(drawn, MARGINS, "raking")
    assert made.replicates is not None
    for before, after in zip(weights.T, made.replicates.weights.T, strict=True):
        np.testing.assert_allclose(after, by_turns(before), rtol=1e-9)
    cap = cap_of(WEIGHT, 1.3)
    assert capped(drawn, cap).weight.tolist() == trimmed(WEIGHT, cap).tolist()
    cut = capped(drawn, cap).replicates
    assert cut is not None
    for before, after in zip(weights.T, cut.weights.T, strict=True):
        assert after.sum() == pytest.approx(before.sum())
        assert after.max() / cap == pytest.approx(before[before > 0].mean() / WEIGHT.mean())
    responded = np.arange(ROWS) % 7 > 0
    moved, _ = responding(drawn, responded, AREA, ["a", "b", "c"])
    assert moved.replicates is not None
    np.testing.assert_allclose(
        np.stack([np.bincount(AREA, one) for one in moved.replicates.weights.T]),
        np.stack([np.bincount(AREA, one) for one in weights.T]),
    )


def test_trimming_keeps_the_sum_and_gives_the_rest_evenly_to_the_others() -> None:
    weight = np.array([1.0, 2.0, 3.0, 14.0, 0.0])
    np.testing.assert_allclose(trimmed(weight, 8.0), [3.0, 4.0, 5.0, 8.0, 0.0])
    np.testing.assert_allclose(trimmed(np.array([1.0, 6.5, 14.0]), 8.0), [5.5, 8.0, 8.0])
    assert cap_of(weight, 2) == 5.0
    with pytest.raises(DesignError, match=r"cap of 5 is not above the mean weight.*higher --trim or --cap"):
        trimmed(weight, 5.0)


def test_trimming_and_calibrating_take_turns_until_both_hold() -> None:
    cap = float(np.quantile(calibrated(sample(), MARGINS, "raking").weight, 0.9))
    made, _ = reweighed(sample(), MARGINS, "raking", cap=cap)
    assert made.weight.max() <= cap * (1 + 1e-9)
    for margin in MARGINS:
        np.testing.assert_allclose(np.bincount(margin.code, made.weight), margin.total, rtol=1e-10)


def test_the_cap_of_a_calibrated_replicate_is_the_same_multiple_of_its_own_mean() -> None:
    weights = np.column_stack([WEIGHT, 1.25 * WEIGHT * (np.arange(ROWS) % 5 > 0)])
    drawn = replace(sample(), replicates=Replicates(weights, 1.0, np.ones(2)))
    cap = 1.02 * float(np.quantile(by_turns(WEIGHT), 0.9))
    made, _ = reweighed(drawn, MARGINS, "raking", cap=cap)
    assert made.replicates is not None
    np.testing.assert_allclose(made.replicates.weights[:, 0], made.weight, rtol=1e-10)
    left = made.replicates.weights[:, 1]
    own = cap * weights[weights[:, 1] > 0, 1].mean() / WEIGHT.mean()
    assert left.max() == pytest.approx(own, rel=1e-9)
    assert (left[::5] == 0).all()


def test_nonrespondents_hand_their_weight_to_respondents_of_their_class() -> None:
    cell, responded = np.array([0, 0, 0, 1, 1]), np.array([True, True, False, True, False])
    drawn = draw(DesignColumns(5, weight=np.array([1.0, 3.0, 2.0, 5.0, 5.0])))
    made, factor = responding(drawn, responded, cell, ["north", "south"])
    np.testing.assert_allclose(made.weight, [1.5, 4.5, 0, 10, 0])
    np.testing.assert_allclose(factor, [1.5, 2.0])
    light, _ = responding(replace(drawn, weight=drawn.weight / 100), responded, cell, ["north", "south"])
    np.testing.assert_allclose(light.weight, made.weight / 100)
    _, empty = responding(drawn, responded, cell, ["north", "south", "a class of nobody"])
    np.testing.assert_allclose(empty, [1.5, 2.0, 1.0])
    with pytest.raises(DesignError, match=r"nobody responded in 1 of 2 nonresponse classes \(south\); merge them"):
        responding(drawn, np.array([True, True, True, False, False]), cell, ["north", "south"])


@pytest.mark.parametrize(
    ("margins", "method", "bounds", "message"),
    [
        (MARGINS, "logit", None, "logit calibration needs bounds.*--bounds 0.3,3"),
        (MARGINS, "poststratify", None, "takes one margin, and there are 2; cross them"),
        (MARGINS, "raking", (0.99, 1.01), r"factors from 0.99 to 1.01 does not converge: .* widen --bounds"),
        (
            (Amount("age", AGE, 1e6), MARGINS[0]),
            "raking",
            None,
            "does not converge: .* correct the totals",
        ),
        ((Amount("age", AGE, 15_000.0), MARGINS[0], MARGINS[1]), "linear", None, ""),
        (
            (Margin("sex", ("boy", "girl"), SEX * 0, np.array([1.0, 1.0])),),
            "raking",
            None,
            "nobody of positive weight adds to the total of sex: girl; merge that level",
        ),
    ],
)
def test_what_cannot_be_reached_is_said_with_the_remedy(
    margins: tuple[Margin | Amount, ...],
    method: CalibrationMethod,
    bounds: tuple[float, float] | None,
    message: str,
) -> None:
    if not message:
        assert calibrated(sample(), margins, method, bounds).calibration is not None
        return
    with pytest.raises(DesignError, match=message):
        calibrated(sample(), margins, method, bounds)


def test_how_far_a_total_stays_off_is_told_in_percent() -> None:
    """With factors of at most 1.5 the only margin cannot come nearer to twice the sample."""
    one = Margin("all", ("all",), np.zeros(ROWS, np.int64), np.array([2 * WEIGHT.sum()]))
    with pytest.raises(DesignError, match="the total of all: all stays 25 % off"):
        calibrated(sample(), (one,), "raking", (0.5, 1.5))


def test_linear_weights_below_zero_are_refused_with_the_remedy() -> None:
    known = (Amount("size", np.ones(ROWS), SIZE), Amount("age", AGE, SIZE * 17.5))
    with pytest.raises(DesignError, match="rows a weight below zero; choose raking or logit, or give bounds"):
        calibrated(sample(), known, "linear")


def test_a_replicate_that_cannot_be_calibrated_is_named() -> None:
    weights = np.stack([WEIGHT, WEIGHT * (SEX == 0)], axis=1)
    drawn = replace(sample(), replicates=Replicates(weights, 1.0, np.ones(2)))
    with pytest.raises(DesignError, match=r"replicate 2: nobody of positive weight.*sex: girl"):
        calibrated(drawn, MARGINS, "raking")


def test_the_spread_tells_no_weight_of_few_and_kish_is_by_hand() -> None:
    found = spread(np.array([1.0, 1.0, 2.0, 0.0]))
    assert found.kish == pytest.approx(3 * 6 / 16)
    assert (found.rows, found.total, found.tail, found.low) == (3, 4.0, None, None)
    many = spread(np.arange(1.0, 101.0))
    tails = {rows: spread(np.arange(1.0, rows + 1)).tail for rows in (19, 20, 49, 50, 99, 499, 500)}
    assert tails == {19: None, 20: 0.25, 49: 0.25, 50: 0.1, 99: 0.1, 499: 0.05, 500: 0.01}
    assert many.tail == 0.05  # 1 % of 100 rows is one person
    assert (many.low, many.median, many.high) == pytest.approx((5.95, 50.5, 95.05))


def test_weights_that_come_near_enough_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.design.weighting.calibration.NEAR", -1.0)  # none is that near
    np.testing.assert_allclose(calibrated(sample(), MARGINS, "raking").weight, by_turns(WEIGHT), rtol=1e-6)
