"""What holds of replicate weights whatever the sample: they are one variance, not one for each way of making them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.design import Sample
from analysis.design.hadamard import hadamard
from analysis.design.replicate_making import Making, with_replicates
from analysis.design.replicates import Replicates
from analysis.estimation.base import Settings
from analysis.estimation.figures import Figures
from tests.laws.compare import ERROR, VALUE, assert_estimates_agree, assert_near, assert_same
from tests.laws.samples import STATISTICS, Drawn, drawn_as, estimated, samples, se

any_statistic = st.sampled_from(STATISTICS)
seeds = st.integers(0, 2**32 - 1)
several = samples(strata=(1, 5), psus=(2, 5))
in_pairs = samples(strata=(1, 9), psus=(2, 2))


def weighed(drawn: Drawn, seed: int, *, mse: bool = False) -> Sample:
    """The sample with twelve replicate weights that anybody could have made."""
    chance = np.random.default_rng(seed)
    weights = drawn.weight[:, None] * chance.uniform(0.2, 2, (drawn.rows, 12))
    found = Replicates(weights, 0.3, chance.uniform(0.1, 1, 12), mse=mse, kind="bootstrap")
    return replace(drawn_as(drawn), replicates=found)


def changed(sample: Sample, **parts: object) -> Sample:
    """The sample with other replicates."""
    assert sample.replicates is not None
    return replace(sample, replicates=replace(sample.replicates, **parts))  # type: ignore[arg-type]


def made(drawn: Drawn, making: Making, **design: object) -> Sample:
    return with_replicates(drawn_as(drawn, **design), making)  # type: ignore[arg-type]


def assert_like_taylor(under: Figures, taylor: Figures) -> None:
    """Of a total the replicates have the very variance of linearisation."""
    assert_near(se(under), se(taylor), ERROR, taylor.value)


@given(several, any_statistic, seeds, st.booleans())
def test_every_replicate_twice_at_half_the_scale_changes_nothing(drawn: Drawn, what: str, seed: int, mse: bool) -> None:
    sample = weighed(drawn, seed, mse=mse)
    assert sample.replicates is not None
    weights, rscales = sample.replicates.weights, sample.replicates.rscales
    twice = changed(sample, weights=np.hstack([weights, weights]), rscales=np.tile(rscales / 2, 2))
    assert_same(estimated(drawn, what, sample=twice, by=True), estimated(drawn, what, sample=sample, by=True))


@given(several, any_statistic, seeds)
def test_the_order_of_replicates_does_not_matter(drawn: Drawn, what: str, seed: int) -> None:
    sample = weighed(drawn, seed)
    assert sample.replicates is not None
    order = np.random.default_rng(seed).permutation(12)
    other = changed(
        sample, weights=sample.replicates.weights[:, order].copy(), rscales=sample.replicates.rscales[order]
    )
    assert_same(estimated(drawn, what, sample=other), estimated(drawn, what, sample=sample))


@given(several, any_statistic, seeds)
def test_a_replicate_that_counts_for_nothing_may_be_left_out(drawn: Drawn, what: str, seed: int) -> None:
    sample = weighed(drawn, seed)
    assert sample.replicates is not None
    weights, rscales = sample.replicates.weights, sample.replicates.rscales
    silent = np.hstack([weights, weights[:, :1] * np.linspace(0.5, 2, drawn.rows)[:, None]])
    more = changed(sample, weights=silent, rscales=np.append(rscales, 0.0))
    assert_estimates_agree(estimated(drawn, what, sample=more), estimated(drawn, what, sample=sample))


@given(several, any_statistic, seeds)
def test_squares_about_the_full_estimate_are_no_less_than_about_the_mean(drawn: Drawn, what: str, seed: int) -> None:
    ones = {"rscales": np.ones(12)}
    about_mean = estimated(drawn, what, sample=changed(weighed(drawn, seed), **ones))
    about_full = estimated(drawn, what, sample=changed(weighed(drawn, seed, mse=True), **ones))
    assert (about_full.variance >= about_mean.variance * (1 - 1e-12)).all()


@given(several, seeds)
def test_replicates_that_are_all_the_weight_itself_have_no_spread(drawn: Drawn, seed: int) -> None:
    same = np.repeat(drawn.weight[:, None], 12, axis=1)
    found = estimated(drawn, "mean", sample=changed(weighed(drawn, seed), weights=same))
    assert (found.variance == 0).all()
    assert found.base.df.tolist() == [0.0]


@given(several, st.sampled_from(["total", "count"]), st.booleans())
def test_the_stratified_jackknife_of_a_total_is_its_taylor_variance(drawn: Drawn, what: str, by: bool) -> None:
    under = estimated(drawn, what, sample=made(drawn, Making("jkn")), by=by)
    assert_like_taylor(under, estimated(drawn, what, by=by))


@given(several, st.sampled_from(["total", "count"]))
def test_with_population_sizes_too(drawn: Drawn, what: str) -> None:
    sample = made(drawn, Making("jkn"), sizes=1)
    taylor = drawn_as(drawn, sizes=1)
    assert_like_taylor(estimated(drawn, what, sample=sample), estimated(drawn, what, sample=taylor))


@given(samples(strata=(1, 1), psus=(2, 6)), st.sampled_from(["total", "count"]), st.booleans())
def test_the_plain_jackknife_of_a_total_is_its_taylor_variance(drawn: Drawn, what: str, by: bool) -> None:
    under = estimated(drawn, what, sample=made(drawn, Making("jk1")), by=by)
    assert_like_taylor(under, estimated(drawn, what, by=by))


@given(in_pairs, st.sampled_from(["total", "count"]), st.sampled_from([None, 0.0, 0.3, 0.9]), st.booleans())
def test_balanced_half_samples_of_a_total_have_its_taylor_variance(
    drawn: Drawn, what: str, rho: float | None, by: bool
) -> None:
    making = Making("brr") if rho is None else Making("fay", rho=rho)
    under = estimated(drawn, what, sample=made(drawn, making), by=by)
    assert_near(se(under), se(estimated(drawn, what, by=by)), 1e-9, under.value)


@given(several, any_statistic)
def test_a_domain_keeps_the_replicates_of_the_whole_design(drawn: Drawn, what: str) -> None:
    """A domain is no smaller file: its replicates are those of all units, also of those that it does not touch."""
    sample = made(drawn, Making("jkn"))
    assert sample.replicates is not None
    where = (drawn.group == 0) & drawn.answered
    if not where.any():
        return
    found = estimated(drawn, what, sample=sample, where=where)
    rows = np.flatnonzero(where)
    kept = replace(sample.replicates, weights=sample.replicates.weights[rows])
    smaller = drawn.take(rows)
    alone = replace(drawn_as(smaller, lonely="certainty", psu=(), strata=None), replicates=kept)
    again = estimated(smaller, what, sample=alone)
    assert_near(found.value, again.value, VALUE)
    assert_near(se(found), se(again), ERROR, found.value)


@given(several, st.sampled_from(["jkn", "bootstrap"]))
def test_made_replicates_have_the_degrees_of_freedom_of_the_design(drawn: Drawn, method: str) -> None:
    making = Making("jkn") if method == "jkn" else Making("bootstrap", count=60)
    sample = made(drawn, making)
    found = estimated(drawn, "mean", sample=sample)
    assert found.base.df.tolist() == [len(set(drawn.psu.tolist())) - len(set(drawn.stratum.tolist()))]
    assert sample.replicates is not None
    assert sample.replicates.rank() - 1 == found.base.df[0]  # what the weights themselves tell


@given(several, seeds)
def test_bootstrap_weights_of_a_unit_average_its_weight_and_are_never_negative(drawn: Drawn, seed: int) -> None:
    sample = made(drawn, Making("bootstrap", count=400, seed=seed), sizes=1)
    assert sample.replicates is not None
    weights = sample.replicates.weights
    assert (weights >= 0).all()
    error = weights.std(axis=1) / np.sqrt(400)
    assert (np.abs(weights.mean(axis=1) - sample.weight) <= 6 * error + 1e-9).all()


@given(several, seeds, st.sampled_from(["korn-graubard", "logit", "logit-delta", "wilson", "jeffreys"]))
def test_intervals_of_a_share_hold_it_and_stay_inside_one(drawn: Drawn, seed: int, ci: str) -> None:
    found = estimated(drawn, "share", sample=weighed(drawn, seed), by=True, settings=Settings(ci=ci))  # type: ignore[arg-type]
    usable = ~np.isnan(found.low)
    low, high, value = found.low[usable], found.high[usable], found.value[usable]
    assert ((low >= 0) & (low <= value + 1e-12) & (value <= high + 1e-12) & (high <= 1)).all()


@given(st.integers(2, 120))
def test_half_samples_are_balanced_for_any_number_of_strata(least: int) -> None:
    matrix = hadamard(least)
    assert len(matrix) >= least
    assert (matrix @ matrix.T == len(matrix) * np.eye(len(matrix))).all()
    assert (matrix[0] == 1).all()
    assert (matrix[:, 0] == 1).all()
