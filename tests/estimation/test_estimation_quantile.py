"""Quantiles against their definition and numpy's, and their intervals where the answer is known beforehand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.choices import QuantileRule
from analysis.codebook.answers import Answers, Level
from analysis.design import DesignColumns, Sample, draw
from analysis.design.replicates import Replicates
from analysis.estimation import asks
from analysis.estimation.base import Settings
from analysis.estimation.figures import Figures, figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.intervals import t_quantile
from analysis.estimation.ordered import grouped, in_order
from analysis.estimation.quantile import Found, Wanted, quantiles
from analysis.pipeline.quantities import spread_measure

ROWS = 400
NUMPY = {  # rules of numpy for weights that are all the same
    "math": "inverted_cdf",
    "hf2": "averaged_inverted_cdf",
    "hf4": "interpolated_inverted_cdf",
    "hf7": "linear",
}
MANY = st.lists(st.tuples(st.integers(-20, 20), st.integers(1, 30)), min_size=1, max_size=40)


def answers(numbers: Any, code: Any = None) -> Answers:
    number = np.array(numbers, dtype=float)
    given_code = np.zeros(len(number), np.int32) if code is None else np.array(code, np.int32)
    return Answers("income", "Income", (Level(0, "answered"),), given_code, np.where(given_code < 0, np.nan, number))


def rows_alone(weight: Any) -> Sample:
    return draw(DesignColumns(len(weight), weight=np.array(weight, dtype=float)), "certainty")


def clustered(weight: Any) -> Sample:
    """Units of 10 rows, 10 units in each stratum."""
    row = np.arange(len(weight))
    return draw(DesignColumns(len(weight), np.array(weight, dtype=float), row // 100, (row // 10,)))


def found(of: Answers, sample: Sample, *share: float, rule: QuantileRule = "math", **words: Any) -> Found:
    wanted = Wanted(share or (0.5,), rule, words.pop("interval", "woodruff"))
    keys = words.pop("keys", ())
    return quantiles(of, in_order(of, sample, None, rule), keys, wanted, sample, Settings(**words))


def drawn(seed: int = 1) -> tuple[Any, Any]:
    random = np.random.default_rng(seed)
    return random.lognormal(6, 0.6, ROWS).round(1), random.uniform(0.5, 3, ROWS)


@given(MANY, st.sampled_from([0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]))
@settings(max_examples=150, deadline=None)
def test_math_is_the_least_answer_up_to_which_the_share_lies(rows: list[tuple[int, int]], share: float) -> None:
    numbers, weights = zip(*rows, strict=True)
    total = sum(weights)
    by_hand = min(
        answer for answer in numbers if sum(w for a, w in rows if a <= answer) >= share * total - 1e-9 * total
    )
    sample = rows_alone(weights)
    of = answers(numbers)
    ordered = grouped(of, sample.weight, in_order(of, sample, None, "math"), np.zeros(len(rows), np.int8), 1)
    assert ordered.at(np.array([[share]]), "math").item() == by_hand


@pytest.mark.parametrize("rule", NUMPY)
def test_with_equal_weights_the_rules_are_those_of_hyndman_and_fan(rule: QuantileRule) -> None:
    for size in (1, 2, 7, 10, 101):
        numbers = np.random.default_rng(size).integers(0, 50, size).astype(float)
        of, sample = answers(numbers), rows_alone(np.full(size, 0.1))
        ordered = grouped(of, sample.weight, in_order(of, sample, None, rule), np.zeros(size, np.int8), 1)
        shares = np.array([[0.05, 0.1, 0.25, 0.3, 0.5, 0.7, 0.75, 0.9]])
        expected = np.quantile(numbers, shares[0], method=NUMPY[rule])  # type: ignore[call-overload]
        assert ordered.at(shares, rule)[0] == pytest.approx(expected, rel=1e-9)


def test_a_share_on_a_step_is_on_it_whatever_the_sums_of_floats_say() -> None:
    """Ten weights of 0.1 add up to 0.9999999999999999, and three of them to 0.30000000000000004."""
    of, sample = answers(range(1, 11)), rows_alone([0.1] * 10)
    shares = np.arange(1, 10) / 10
    assert found(of, sample, *shares).figures.value.ravel().tolist() == list(range(1, 10))
    halves = found(of, sample, *shares, rule="hf2").figures.value.ravel()
    assert halves.tolist() == [n + 0.5 for n in range(1, 10)]


def test_all_answers_the_same_have_that_answer_as_interval() -> None:
    for rule in NUMPY:
        made = found(answers([7] * ROWS), clustered(drawn()[1]), 0.1, 0.5, rule=rule).figures
        for numbers in (made.value, made.low, made.high):
            assert numbers.ravel().tolist() == [7, 7]
        assert made.variance.ravel().tolist() == [0, 0]


def test_the_interval_leads_the_bounds_of_the_share_back_to_answers() -> None:
    """Worked out beside it: the share up to the median, its Taylor error by units in strata, and the distribution."""
    number, weight = drawn()
    made = found(answers(number), clustered(weight)).figures
    order = np.argsort(number)
    distribution = np.cumsum(weight[order]) / weight.sum()

    def read(share: float) -> float:
        return float(number[order][np.searchsorted(distribution, share)])

    median = read(0.5)
    share = weight[number <= median].sum() / weight.sum()
    influence = weight * ((number <= median) - share) / weight.sum()
    sums = influence.reshape(4, 10, 10).sum(axis=2)
    error = float(np.sqrt((10 * sums.var(axis=1, ddof=1)).sum()))
    t = float(t_quantile(np.array(36.0), 0.95))
    low, high = read(share - t * error), read(share + t * error)
    assert (made.value.item(), made.low.item(), made.high.item()) == (median, low, high)
    assert np.sqrt(made.variance.item()) == pytest.approx((high - low) / (2 * t), rel=1e-12)
    assert (made.method, made.base.df.item(), made.base.n.item()) == ("woodruff", 36, ROWS)


def test_other_intervals_of_the_share_give_other_bounds_and_the_same_quantile() -> None:
    number, weight = drawn()
    plain, beta = (found(answers(number), clustered(weight), 0.02, ci=ci).figures for ci in (None, "beta-r"))
    assert beta.method == "woodruff-beta-r"
    assert beta.value.item() == plain.value.item()
    assert beta.low.item() != plain.low.item()


def test_the_kish_interval_of_the_share_knows_of_the_weights() -> None:
    number, weight = drawn()
    sample = clustered(weight)
    made = found(answers(number), sample, 0.1, ci="kish").figures
    below = (number <= made.value.item()).astype(np.int32)
    totals = fold(Fold(sample, (), (Measure(below, 2),), squares=True))
    of_share = figures(totals.levels(()), asks.shares(totals.slots[0], 2, (1,)), sample, Settings(ci="kish"))
    order = np.argsort(number)
    distribution = np.cumsum(weight[order]) / weight.sum()
    bounds = [number[order][np.searchsorted(distribution, share.item())] for share in (of_share.low, of_share.high)]
    assert [made.low.item(), made.high.item()] == bounds
    assert of_share.base.kish.item() == pytest.approx(ROWS * (weight**2).sum() / weight.sum() ** 2, rel=1e-12)


def test_a_bound_of_the_share_beyond_all_answers_is_no_bound() -> None:
    number, weight = drawn()
    made = found(answers(number), clustered(weight), 0.5, 0.995)
    assert made.off.ravel().tolist() == [False, True]
    assert np.isnan(made.figures.high[1]).all()
    assert np.isnan(made.figures.variance[1]).all()
    assert np.isfinite(made.figures.value).all()


def test_a_bound_of_the_share_at_zero_is_the_least_answer() -> None:
    made = found(answers(range(1, 21)), rows_alone(np.ones(20)), 0.05, ci="arcsine")  # which is clipped at zero
    assert not made.off.any()
    assert made.figures.low.item() == 1


def test_neither_a_factor_of_the_weights_nor_rows_of_no_weight_nor_the_order_of_rows_change_anything() -> None:
    number, weight = drawn()
    plain = found(answers(number), clustered(weight), 0.1, 0.5).figures
    scaled = found(answers(number), clustered(1000 * weight), 0.1, 0.5).figures
    turned = np.concatenate([np.arange(9, -1, -1) + 10 * unit for unit in range(40)])  # rows change places in units
    mixed = found(answers(number[turned]), clustered(weight[turned]), 0.1, 0.5).figures
    longer = DesignColumns(
        ROWS + 20,
        np.concatenate([weight, np.zeros(20)]),
        np.append(np.arange(ROWS) // 100, np.full(20, 3)),
        (np.append(np.arange(ROWS) // 10, np.full(20, 39)),),
    )
    empty = found(answers(np.append(number, np.zeros(20))), draw(longer), 0.1, 0.5).figures
    for other in (scaled, mixed, empty):
        for field in ("value", "low", "high"):
            assert getattr(other, field) == pytest.approx(getattr(plain, field), rel=1e-12)


def test_groups_are_domains_each_with_its_own_quantile() -> None:
    """A group by itself, all others of no answer, gives the same numbers as the breakdown."""
    number, weight = drawn()
    group = np.random.default_rng(3).integers(-1, 3, ROWS)
    grouped_by = found(answers(number), clustered(weight), 0.25, 0.5, keys=(Key(group, 3),)).figures
    for level in range(3):
        alone = found(answers(number, np.where(group == level, 0, -6)), clustered(weight), 0.25, 0.5).figures
        for field in ("value", "low", "high", "variance"):
            assert getattr(grouped_by, field)[:, level] == pytest.approx(getattr(alone, field)[:, 0], rel=1e-12)
    crossed = Key(np.where(group < 0, -1, group % 2), 2), Key(group, 3)
    both = found(answers(number), clustered(weight), 0.25, 0.5, keys=crossed).figures
    assert both.levels.tolist() == [[0, 0], [0, 2], [1, 1]]
    assert both.value[:, [0, 2, 1]].tolist() == grouped_by.value.tolist()


def test_a_row_without_a_value_of_one_of_two_keys_is_in_no_cell_of_their_crossing() -> None:
    number, weight = drawn()
    random = np.random.default_rng(5)
    first, second = random.integers(-1, 2, ROWS), random.integers(-1, 3, ROWS)
    made = found(answers(number), clustered(weight), keys=(Key(first, 2), Key(second, 3))).figures
    for (one, other), value in zip(made.levels.tolist(), made.value[0].tolist(), strict=True):
        here = (first == one) & (second == other)
        assert value == found(answers(number, np.where(here, 0, -6)), clustered(weight)).figures.value.item()
    assert made.levels.tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]


def test_a_small_group_beside_a_very_heavy_one_keeps_its_digits() -> None:
    number = np.concatenate([np.arange(200.0), np.arange(200.0)])
    weight = np.concatenate([np.full(200, 1e15), np.full(200, 0.1)])
    group = np.repeat([0, 1], 200)
    made = found(answers(number), rows_alone(weight), 0.25, 0.505, keys=(Key(group, 2),)).figures
    assert made.value[:, 1].tolist() == made.value[:, 0].tolist() == [49, 100]


def test_who_gave_no_answer_is_left_out_and_a_group_without_answers_has_none() -> None:
    number, weight = drawn()
    group = np.repeat([0, 1], ROWS // 2)
    silent = np.where(group == 1, -1, 0)
    made = found(answers(number, silent), clustered(weight), keys=(Key(group, 2),)).figures
    assert np.isnan(made.value[0, 1])
    assert made.base.n.tolist() == [200, 0]
    assert made.base.df.tolist() == [18, 18]


def test_contributors_are_the_fewest_rows_at_or_beyond_or_since_the_quantile_before() -> None:
    """1 to 400, all alike: at 0.01 there are 4 rows up to it, 40 between 0.01 and 0.11, and 2 from 0.9975 up."""
    made = found(answers(range(1, ROWS + 1)), rows_alone(np.ones(ROWS)), 0.01, 0.11, 0.115, 0.5, 0.9975)
    assert made.figures.value.ravel().tolist() == [4, 44, 46, 200, 399]
    assert made.figures.contributors.ravel().tolist() == [4, 40, 2, 154, 2]
    shared = found(answers([5] * 200 + [6] * 200), rows_alone(np.ones(ROWS)), 0.1, 0.2, 0.9)
    assert shared.figures.contributors.ravel().tolist() == [200, 200, 200]


def test_the_rows_beyond_a_bound_are_counted_on_its_own_side() -> None:
    made = found(answers(range(1, ROWS + 1)), rows_alone(np.ones(ROWS)), 0.03, 0.5)
    low, high = made.figures.low.ravel(), made.figures.high.ravel()
    assert made.beyond.ravel().tolist() == [min(below, 401 - above) for below, above in zip(low, high, strict=True)]
    assert made.beyond[0, 0] < 10 < made.beyond[1, 0]


def halves(sample: Sample, number: Any) -> Sample:
    """Two replicates, each with half of the rows."""
    half = np.arange(len(number)) % 2 == 0
    weights = np.column_stack([2 * sample.weight * half, 2 * sample.weight * ~half])
    return replace(sample, replicates=Replicates(weights, 0.5, np.ones(2), mse=True, df=5, kind="BRR"))


@pytest.mark.parametrize("rule", NUMPY)
def test_from_replicates_the_quantile_is_found_again_under_each(rule: QuantileRule) -> None:
    number, weight = drawn()
    sample = halves(clustered(weight), number)
    made = found(answers(number), sample, 0.5, rule=rule, interval="replicates").figures
    again = [
        found(answers(number[part::2]), rows_alone(weight[part::2]), 0.5, rule=rule).figures.value.item()
        for part in (0, 1)
    ]
    error = np.sqrt(0.5 * sum((one - made.value.item()) ** 2 for one in again))
    assert np.sqrt(made.variance.item()) == pytest.approx(error, rel=1e-12)
    half = float(t_quantile(np.array(5.0), 0.95)) * error
    assert (made.low.item(), made.high.item()) == pytest.approx((made.value.item() - half, made.value.item() + half))
    assert made.method == "replicates"
    assert not found(answers(number), sample, 0.5, rule=rule, interval="replicates").off.any()


def test_woodruff_under_replicates_takes_the_variance_of_the_share_from_them() -> None:
    number, weight = drawn()
    sample = halves(clustered(weight), number)
    made = found(answers(number), sample).figures
    below = number <= made.value.item()

    def share(of: Any) -> float:
        return float(of[below].sum() / of.sum())

    replicates = (2 * weight * (np.arange(ROWS) % 2 == part) for part in (0, 1))
    error = np.sqrt(0.5 * sum((share(of) - share(weight)) ** 2 for of in replicates))
    half = float(t_quantile(np.array(5.0), 0.95)) * error
    order = np.argsort(number)
    distribution = np.cumsum(weight[order]) / weight.sum()
    bounds = [number[order][np.searchsorted(distribution, share(weight) + side * half)] for side in (-1, 1)]
    assert [made.low.item(), made.high.item()] == bounds


def variance(number: Any, sample: Sample) -> Figures:
    totals = fold(Fold(sample, (), (spread_measure(answers(number), sample.weight),)))
    return figures(totals.levels(()), asks.variance(totals.slots[0], binary=False), sample, Settings())


def test_the_variance_is_on_n_less_one_and_keeps_its_digits_far_from_zero() -> None:
    number, weight = drawn()
    made = variance(number, rows_alone(np.ones(ROWS)))
    assert made.value.item() == pytest.approx(np.var(number, ddof=1), rel=1e-13)
    near, far = variance(number, clustered(weight)), variance(number + 2**40, clustered(weight))
    assert far.value.item() == pytest.approx(near.value.item(), rel=1e-6)
    assert far.variance.item() == pytest.approx(near.variance.item(), rel=1e-6)
    assert near.method == "t"


def test_one_answer_has_no_variance() -> None:
    sample = draw(DesignColumns(2, np.array([1.0, 1.0])))
    totals = fold(Fold(sample, (), (spread_measure(answers([3, 4], [0, -1]), sample.weight),)))
    made = figures(totals.levels(()), asks.variance(totals.slots[0], binary=False), sample, Settings())
    assert np.isnan(made.value.item())
