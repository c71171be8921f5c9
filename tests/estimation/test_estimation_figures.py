"""Figures at the edges: nobody answered, no degrees of freedom, no cases, no spread; and variances by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from analysis.choices import IntervalName
from analysis.codebook.answers import NOT_ASKED, Answers
from analysis.design import DesignColumns, Sample, draw
from analysis.design.replicate_making import Making, with_replicates
from analysis.estimation import asks
from analysis.estimation.base import Settings
from analysis.estimation.bounds import bounds
from analysis.estimation.figures import Figures, figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.intervals import INTERVALS
from analysis.estimation.population import Parts, people
from analysis.estimation.spread import degrees, spread
from analysis.pipeline.quantities import number_measure, ratio_measure

STRATA = np.array([1, 1, 1, 1, 2, 2, 2, 2])
PSU = np.array([1, 1, 2, 2, 3, 3, 4, 4])


def clustered(**columns: Any) -> Sample:
    return draw(DesignColumns(8, **{"strata": STRATA, "psu": (PSU,), **columns}))


def share(sample: Sample, code: list[int], group: list[int] | None = None, **settings: Any) -> Figures:
    """The share of code 1 among codes 0 and 1, by group where there are some."""
    keys = () if group is None else (Key(np.array(group), 3),)
    chosen = Settings(**settings)
    asked = Fold(sample, keys, (Measure(np.array(code, np.int32), 2),), squares=chosen.ci == "kish")
    totals = fold(asked)
    return figures(totals.levels(() if group is None else (0,)), asks.shares(totals.slots[0], 2, (1,)), sample, chosen)


def of_number(sample: Sample, numbers: list[float], statistic: str, **settings: Any) -> Figures:
    answers = Answers("q", "Question", (), np.zeros(len(numbers), np.int32), np.array(numbers))
    totals = fold(Fold(sample, (), (number_measure(answers),)))
    made = asks.mean if statistic == "mean" else asks.total
    binary = set(numbers) <= {0, 1}
    return figures(totals.levels(()), made(totals.slots[0], binary=binary), sample, Settings(**settings))


def test_the_variance_of_a_mean_worked_out_by_hand() -> None:
    """Mean 4; unit totals of (y - 4) / 8 are -5/8 and 1/8, 0 and 4/8; a stratum of two adds the square of their gap."""
    found = of_number(clustered(), [1, 2, 4, 5, 3, 5, 6, 6], "mean")
    assert found.value.item() == 4
    assert found.variance.item() == pytest.approx((6 / 8) ** 2 + (4 / 8) ** 2, rel=1e-14)
    assert (found.base.psu.item(), found.base.strata.item(), found.base.df.item()) == (4, 2, 2)


def test_a_sampling_fraction_takes_its_part_off_the_variance() -> None:
    fpc = np.where(STRATA == 1, 8.0, 4.0)  # f = 1/4 and 1/2
    found = of_number(clustered(weight=np.ones(8), fpc=(fpc,)), [1, 2, 4, 5, 3, 5, 6, 6], "mean")
    assert found.variance.item() == pytest.approx(3 / 4 * (6 / 8) ** 2 + 1 / 2 * (4 / 8) ** 2, rel=1e-14)


def test_a_group_in_which_nobody_answered_has_no_number_and_warns_of_nothing() -> None:
    found = share(clustered(), [1, 0, 1, 0, -1, -4, -1, -1], [0, 0, 0, 0, 1, 1, 1, 1])
    assert np.isnan([found.value[0, 1], found.low[0, 1], found.high[0, 1], found.deff[0, 1]]).all()
    assert found.base.n.tolist() == [4, 0]
    assert found.base.active.tolist() == [4, 4]
    assert found.value[0, 0] == 0.5


@pytest.mark.parametrize("ci", INTERVALS)
def test_no_interval_warns_of_a_group_in_which_nobody_answered(ci: IntervalName) -> None:
    found = share(clustered(), [1, 0, 1, 0, -1, -1, -1, -1], [0, 0, 0, 0, 1, 1, 1, 1], ci=ci)
    assert np.isnan([found.low[0, 1], found.high[0, 1]]).all()


@pytest.mark.parametrize("ci", INTERVALS)
def test_without_degrees_of_freedom_there_are_no_bounds(ci: IntervalName) -> None:
    found = share(clustered(), [1, 0, 1, 0, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1, 1, 1], ci=ci)
    assert found.base.df.tolist() == [0, 1]
    assert np.isnan([found.low[0, 0], found.high[0, 0]]).all()
    assert not np.isnan([found.low[0, 1], found.high[0, 1]]).any()


@pytest.mark.parametrize("ci", [name for name in INTERVALS if name != "wald"])
def test_every_interval_has_bounds_without_a_case_and_with_only_cases(ci: IntervalName) -> None:
    found = share(clustered(), [0] * 4 + [1] * 4, [0] * 4 + [1] * 4, ci=ci)
    assert found.value.tolist() == [[0, 1]]
    assert (found.low[0, 0], found.high[0, 1]) == (0, 1)
    assert 0 < found.high[0, 0] < 1
    assert found.high[0, 0] == pytest.approx(1 - found.low[0, 1], rel=1e-12)


def test_whoever_was_not_asked_is_as_if_outside_the_domain() -> None:
    """The likelihood interval also asks how heavy the answered are against all who were asked."""
    sample = clustered(weight=np.array([1.0, 2, 3, 1, 2, 5, 1, 4]))
    not_asked = share(sample, [1, 0, 1, -1, 1, NOT_ASKED, 0, NOT_ASKED], ci="likelihood")
    outside = share(sample, [1, 0, 1, -1, 1, 0, 0, 1], [0, 0, 0, 0, 0, 1, 0, 1], ci="likelihood")
    for name in ("value", "variance", "low", "high"):
        assert getattr(not_asked, name).item() == pytest.approx(getattr(outside, name)[0, 0], rel=1e-12)
    assert not_asked.base.heavier.item() == pytest.approx((9 / 5) / (10 / 6), rel=1e-14)


def test_people_under_replicates_have_the_bounds_of_their_share_and_the_df_of_the_design() -> None:
    sample = with_replicates(clustered(weight=np.arange(1.0, 9)), Making("jkn"))
    other, code = np.zeros(8, np.int32), np.array([1, 0, 1, 1, 0, 1, 0, 0], np.int32)
    totals = fold(Fold(sample, (), (Measure(other, 1, (np.ones(8),)), Measure(code, 2))))
    whole, slot = totals.levels(()), totals.slots[1]
    everybody = slot.weighed([0, 1])
    parts = Parts(slot.weighed([1]), everybody, everybody, everybody, slot.counted([0, 1]))
    found = people(whole, whole, parts, sample, Settings(), size=1000, se=0)
    of_share = figures(whole, asks.shares(slot, 2, (1,)), sample, Settings())
    assert of_share.base.df.item() == 2
    for ours, name in ((found.estimate, "value"), (found.low, "low"), (found.high, "high")):
        assert ours.item() == pytest.approx(1000 * getattr(of_share, name).item(), rel=1e-12)


@pytest.mark.parametrize("ci", INTERVALS)
def test_people_of_a_known_size_have_the_bounds_of_their_share_in_every_interval(ci: IntervalName) -> None:
    sample = clustered(weight=np.arange(1.0, 9))
    totals = fold(Fold(sample, (), (Measure(np.array([1, 0, -1, 1, 0, 1, 0, 0], np.int32), 2),), squares=True))
    whole, slot = totals.levels(()), totals.slots[0]
    answered = slot.weighed([0, 1])
    parts = Parts(slot.weighed([1]), answered, answered, answered, slot.counted([0, 1]), slot.squared([0, 1]))
    made = people(whole, whole, parts, sample, Settings(ci=ci), size=1000, se=0)
    given = figures(whole, asks.shares(slot, 2, (1,)), sample, Settings(ci=ci))
    active = replace(given.base, active=given.base.n, heavier=np.ones(1))  # only who answered is of this population
    low, high, _ = bounds("proportion", given.value, given.variance, active, Settings(ci=ci), given.of_logit)
    assert (made.low.item(), made.high.item()) == pytest.approx((1000 * low.item(), 1000 * high.item()), rel=1e-10)
    assert (made.kind, made.base.n.tolist(), made.unit) == ("proportion", [7], 1000)
    summed = people(whole, whole, parts, sample, Settings(ci=ci), size=None, se=0)
    assert (summed.kind, summed.base.n.tolist(), summed.unit) == ("count", [7], 1)
    assert summed.estimate.item() == pytest.approx(1 + 4 + 6)


def test_a_count_of_nobody_runs_to_the_bound_of_the_share_times_the_weights() -> None:
    none = [0.0] * 8
    count, of_share = of_number(clustered(weight=np.full(8, 50.0)), none, "total"), share(clustered(), [0] * 8)
    assert (count.value.item(), count.low.item(), count.method) == (0, 0, "log-t")
    assert count.high.item() == pytest.approx(400 * of_share.high.item(), rel=1e-12)


def test_a_count_with_the_wald_interval_is_symmetric() -> None:
    found = of_number(clustered(), [1, 0, 0, 0, 1, 0, 0, 0], "total", ci="wald")
    assert found.method == "wald"
    assert (found.low + found.high).item() == pytest.approx(2 * found.value.item(), rel=1e-12)


def test_degrees_of_freedom_may_be_those_of_the_design_or_a_number() -> None:
    code, group = [1, 0, 1, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]
    sample = clustered()
    assert share(sample, code, group).base.df.tolist() == [1, 1]
    assert share(sample, code, group, df="design").base.df.tolist() == [2, 2]
    assert share(sample, code, group, df="7.5").base.df.tolist() == [7.5, 7.5]


@pytest.mark.parametrize("df", [0.5, 1.0, np.inf])
def test_degrees_of_freedom_given_as_a_number_make_the_interval_that_wide(df: float) -> None:
    code = [1, 0, 1, 0, 1, 1, 0, 0]
    for found in (share(clustered(), code, df=str(df), ci="wald"), of_number(clustered(), code, "mean", df=str(df))):
        half = stats.t.ppf(0.975, df) * np.sqrt(found.variance.item())
        assert (found.low.item(), found.high.item()) == pytest.approx((0.5 - half, 0.5 + half), rel=1e-10)


def test_a_unit_of_no_weight_is_in_no_degrees_of_freedom_of_the_design_either() -> None:
    weight = np.array([1.0, 1, 1, 1, 1, 1, 0, 0])
    found = share(clustered(weight=weight), [1, 0, 1, 0, 1, 1, 0, 0], df="design")
    assert found.base.df.tolist() == [1]


@pytest.mark.parametrize("number", [50.04, 1 / 3, 1234.56, 7.0, 0.1])
def test_a_variable_without_spread_has_no_error_and_no_design_effect(number: float) -> None:
    weight = np.array([0.6024, 0.5413, 2.0166, 2.3237, 1.7, 0.9, 1.1, 2.2])
    found = of_number(clustered(weight=weight), [number] * 8, "mean")
    assert found.variance.item() == 0
    assert np.isnan(found.deff.item())


def test_a_spread_that_is_small_beside_the_mean_is_still_a_spread() -> None:
    """One answer in eight is 0.00008 above a million: the unit totals differ by 0.00001."""
    found = of_number(clustered(), [1e6] * 7 + [1e6 + 8e-5], "mean")
    assert found.variance.item() == pytest.approx(1e-10, rel=1e-4)


def test_the_design_effect_of_a_ratio_is_over_the_spread_of_its_residuals() -> None:
    y, x, weight = np.array([1.0, 2, 4, 5, 3, 5, 6, 6]), np.array([2.0, 3, 3, 4, 5, 4, 6, 7]), np.arange(1.0, 9)
    zero = np.zeros(8, np.int32)
    of = [Answers(name, name, (), zero, number) for name, number in (("y", y), ("x", x))]
    sample = clustered(weight=weight)
    totals = fold(Fold(sample, (), (ratio_measure(*of),)))
    found = figures(totals.levels(()), asks.ratio(totals.slots[0], binary=False), sample, Settings())
    ratio = (weight @ y) / (weight @ x)
    simple = (weight @ (y - ratio * x) ** 2 / weight.sum()) / ((weight @ x) / weight.sum()) ** 2 / 7
    assert found.value.item() == pytest.approx(ratio, rel=1e-14)
    assert found.deff.item() == pytest.approx(found.variance.item() / simple, rel=1e-11)


def test_weights_that_add_up_to_no_more_than_the_sample_have_no_design_effect_without_replacement() -> None:
    normalised = share(clustered(), [1, 0, 1, 0, 1, 1, 0, 0], deff="wor")
    assert np.isnan(normalised.deff.item())
    full = share(clustered(weight=np.full(8, 10.0)), [1, 0, 1, 0, 1, 1, 0, 0], deff="wor")
    assert full.deff.item() == pytest.approx(share(clustered(), [1, 0, 1, 0, 1, 1, 0, 0]).deff.item() / 0.9, rel=1e-12)


def test_one_answer_alone_has_no_design_effect() -> None:
    found = share(clustered(), [1, -1, -1, -1, -1, -1, -1, -1])
    assert np.isnan(found.deff.item())
    assert found.base.n.item() == 1


def test_a_lonely_stratum_outside_the_domain_changes_nothing() -> None:
    strata, psu = np.append(STRATA, [3, 3]), np.append(PSU, [5, 5])
    sample = draw(DesignColumns(10, strata=strata, psu=(psu,)), "average")
    group = [0] * 8 + [1] * 2
    found = share(sample, [1, 0, 1, 1, 1, 1, 0, 0, 1, 0], group)
    without = share(clustered(), [1, 0, 1, 1, 1, 1, 0, 0])
    assert found.variance[0, 0] == pytest.approx(without.variance.item(), rel=1e-12)


def test_rows_of_a_small_weight_touch_their_stratum_as_any_other_do() -> None:
    strata, psu = np.array([1, 1, 2, 2, 2, 2]), np.array([1, 1, 2, 2, 3, 3])
    scores, everybody = np.array([[2.0], [-1], [1], [0], [-2], [0]]), np.ones(6, dtype=bool)
    for size in (0.1, 1.0, 10.0):
        sample = draw(DesignColumns(6, np.full(6, size), strata, (psu,)), "average")
        found = spread(sample, scores, np.zeros(1), lambda weight: weight[:1], everybody)
        assert found.item() == pytest.approx(2 * 2 * ((1 + 0.5) ** 2 + (-2 + 0.5) ** 2), rel=1e-12)  # twice the other's
        outside = spread(sample, scores, np.zeros(1), lambda weight: weight[:1], strata == 2)
        assert outside.item() == pytest.approx(found.item() / 2, rel=1e-12)  # the lonely one is not of the domain
        assert degrees(sample, everybody, "domain") == 1
        assert degrees(sample, strata == 2, "domain") == 1
        assert degrees(sample, strata == 1, "domain") == 0


def test_averaging_counts_a_lonely_stratum_that_has_rows_but_no_case() -> None:
    """Both strata hold rows of the domain: the lonely one gets the variance of the other, cases or not."""
    strata, psu = np.array([1, 1, 2, 2, 2, 2]), np.array([1, 1, 2, 2, 3, 3])
    sample = draw(DesignColumns(6, strata=strata, psu=(psu,)), "average")
    found = of_number(sample, [0, 0, 1, 1, 0, 0], "total")
    assert found.variance.item() == pytest.approx(2 * (2 * ((2 - 1) ** 2 + (0 - 1) ** 2)), rel=1e-12)


def test_rows_of_no_weight_do_not_touch_their_stratum() -> None:
    strata, psu = np.array([1, 1, 2, 2, 2, 2]), np.array([1, 1, 2, 2, 3, 3])
    scores, weight = np.array([[0.0], [0], [1], [0], [-2], [0]]), np.array([0.0, 0, 1, 1, 1, 1])
    sample = draw(DesignColumns(6, weight, strata, (psu,)), "average")
    found = spread(sample, scores, np.zeros(1), lambda given: given[:1], np.ones(6, dtype=bool))
    assert found.item() == pytest.approx(2 * (1.5**2 + 1.5**2), rel=1e-14)  # the lonely stratum has nothing to make up
