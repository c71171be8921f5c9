"""What does not change a sample changes no number, and what does changes it as it must."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.design import DesignColumns, draw
from analysis.estimation.covariance import covariance
from tests.laws.compare import ERROR, VALUE, assert_estimates_agree, assert_near, assert_same, exactly
from tests.laws.samples import STATISTICS, Drawn, drawn_as, drawn_in, estimated, influence_variance, samples, se

any_statistic = st.sampled_from(STATISTICS)
seeds = st.integers(0, 2**32 - 1)


def mean_influence(drawn: Drawn) -> np.ndarray:
    """Weight times distance from the mean over the sum of weights, zero for rows without an answer."""
    weight = np.where(drawn.answered, drawn.weight, 0)
    mean = (weight * drawn.amount).sum() / weight.sum()
    return weight * (drawn.amount - mean) / weight.sum()


@given(samples(), any_statistic, st.floats(0.001, 1e6))
def test_weights_times_c_leave_shares_and_means_and_multiply_totals(drawn: Drawn, what: str, c: float) -> None:
    larger = replace(drawn, weight=drawn.weight * c)
    times = c if what in ("total", "count") else 1.0
    assert_same(estimated(larger, what), estimated(drawn, what), times=times)


@given(samples(), any_statistic, seeds)
def test_the_order_of_rows_does_not_matter(drawn: Drawn, what: str, seed: int) -> None:
    shuffled = drawn.take(np.random.default_rng(seed).permutation(drawn.rows))
    assert_same(estimated(shuffled, what, by=True), estimated(drawn, what, by=True))


@given(samples(), any_statistic, seeds)
def test_relabelled_sampling_units_change_nothing(drawn: Drawn, what: str, seed: int) -> None:
    names = np.random.default_rng(seed).permutation(100)
    assert_same(estimated(replace(drawn, psu=names[drawn.psu]), what), estimated(drawn, what))


@given(samples(), any_statistic)
def test_sampling_units_may_have_names_or_numbers(drawn: Drawn, what: str) -> None:
    named = drawn_as(drawn, psu=(np.array([f"village {code}" for code in drawn.psu]),))
    assert_same(estimated(drawn, what, sample=named), estimated(drawn, what))


@given(samples(), any_statistic)
def test_codes_reused_across_strata_are_read_inside_their_stratum(drawn: Drawn, what: str) -> None:
    reused = drawn_as(drawn, psu=(drawn.psu % 10,), nest=True)
    assert_same(estimated(drawn, what, sample=reused), estimated(drawn, what))


@given(samples(), any_statistic, seeds)
def test_relabelled_strata_change_nothing(drawn: Drawn, what: str, seed: int) -> None:
    names = np.random.default_rng(seed).permutation(10)
    assert_same(estimated(replace(drawn, stratum=names[drawn.stratum]), what), estimated(drawn, what))


@given(samples(), any_statistic)
def test_a_row_split_in_two_of_half_the_weight_leaves_the_estimate_and_its_error(drawn: Drawn, what: str) -> None:
    halved = replace(drawn, weight=np.append(drawn.weight[0] / 2, drawn.weight[1:]))
    split = halved.stacked(halved.take([0]))
    found, whole = estimated(split, what), estimated(drawn, what)
    assert_estimates_agree(found, whole)
    assert found.base.df.tolist() == whole.base.df.tolist()


@given(samples(), any_statistic, seeds)
def test_rows_of_no_weight_beside_others_in_their_unit_are_inert(drawn: Drawn, what: str, seed: int) -> None:
    picked = drawn.take(np.random.default_rng(seed).integers(0, drawn.rows, 5))
    silent = replace(picked, weight=np.zeros(5), amount=picked.amount + 1000, yes=1 - picked.yes)
    assert_same(estimated(drawn.stacked(silent), what, by=True), estimated(drawn, what, by=True))


@given(samples())
def test_a_unit_of_rows_without_weight_counts_as_sampled_but_gives_no_degree_of_freedom(drawn: Drawn) -> None:
    ghost = replace(drawn.take([0]), weight=np.zeros(1), psu=np.array([99]))
    found, without = estimated(drawn.stacked(ghost), "mean"), estimated(drawn, "mean")
    influence = np.append(mean_influence(drawn), 0.0)
    expected = influence_variance(influence, np.append(drawn.stratum, drawn.stratum[0]), np.append(drawn.psu, 99))
    assert found.variance.item() == exactly(expected)
    assert found.base.df.tolist() == without.base.df.tolist()
    assert_near(found.value, without.value, VALUE)


@given(samples())
def test_missing_answers_are_a_domain_and_their_units_stay_as_zeros(drawn: Drawn) -> None:
    expected = influence_variance(mean_influence(drawn), drawn.stratum, drawn.psu)
    assert se(estimated(drawn, "mean")).item() == exactly(np.sqrt(expected))


@given(samples(), st.integers(0, 2))
def test_a_unit_that_the_domain_does_not_touch_stays_as_zero(drawn: Drawn, group: int) -> None:
    inside = (drawn.group == group) & drawn.answered
    if not inside.any():
        inside = drawn.answered
    found = estimated(drawn, "mean", where=inside)
    expected = influence_variance(mean_influence(replace(drawn, answered=inside)), drawn.stratum, drawn.psu)
    assert_near(se(found), np.sqrt([[expected]]), ERROR, found.value)


@given(samples(strata=(1, 3), psus=(3, 4), equal_weights=True, missing=False), st.integers(0, 40))
def test_a_simple_random_sample_has_the_textbook_error(drawn: Drawn, unseen: int) -> None:
    n, population = drawn.rows, drawn.rows + unseen
    plain = draw(DesignColumns(n, fpc=(np.full(n, float(population)),)))
    found = estimated(drawn, "mean", sample=plain)
    expected = np.var(drawn.amount, ddof=1) / n * (1 - n / population) if n < population else 0.0
    assert found.value.item() == exactly(drawn.amount.mean())
    assert found.variance.item() == exactly(expected)
    total = estimated(drawn, "total", sample=plain)
    assert total.value.item() == exactly(population * drawn.amount.mean())
    assert total.variance.item() == exactly(population**2 * expected)


@given(samples(strata=(2, 4), psus=(2, 4), missing=False))
def test_a_stratified_simple_random_sample_has_the_textbook_error(drawn: Drawn) -> None:
    twice = drawn.stacked(drawn)  # at least two rows in every stratum
    strata, n_h = np.unique(twice.stratum, return_counts=True)
    population = 3.0 * n_h + strata
    sample = draw(DesignColumns(twice.rows, strata=twice.stratum, fpc=(population[twice.stratum],)))
    parts = [twice.amount[twice.stratum == h] for h in strata]
    mean = sum(of * part.mean() for of, part in zip(population, parts, strict=True)) / population.sum()
    variance = sum(
        (of / population.sum()) ** 2 * (1 - len(part) / of) * np.var(part, ddof=1) / len(part)
        for of, part in zip(population, parts, strict=True)
    )
    found = estimated(twice, "mean", sample=sample)
    assert found.value.item() == exactly(mean)
    assert found.variance.item() == exactly(variance)


@given(samples(), any_statistic, st.integers(2, 5))
def test_identical_rows_in_every_cluster_add_nothing(drawn: Drawn, what: str, times: int) -> None:
    copies = drawn.take(np.repeat(np.arange(drawn.rows), times))
    factor = times if what in ("total", "count") else 1.0
    found, once = estimated(copies, what), estimated(drawn, what)
    assert_estimates_agree(found, once, times=factor)
    assert found.base.df.tolist() == once.base.df.tolist()


@given(samples())
def test_an_independent_copy_as_new_strata_halves_the_variance_of_a_mean_and_doubles_that_of_a_total(
    drawn: Drawn,
) -> None:
    both = drawn.stacked(replace(drawn, stratum=drawn.stratum + 100, psu=drawn.psu + 100))
    for what, value, variance in (("mean", 1, 0.5), ("share", 1, 0.5), ("ratio", 1, 0.5), ("total", 2, 2)):
        found, once = estimated(both, what), estimated(drawn, what)
        assert_near(found.value, value * once.value, VALUE)
        assert_near(se(found), np.sqrt(variance) * se(once), ERROR, once.value)
        assert found.base.df.tolist() == (2 * once.base.df).tolist()


@given(samples(strata=(1, 1), missing=False))
def test_one_stratum_is_the_cluster_robust_weighted_regression_on_a_constant(drawn: Drawn) -> None:
    import statsmodels.api as sm

    fit = sm.WLS(drawn.amount, np.ones(drawn.rows), weights=drawn.weight).fit(
        cov_type="cluster", cov_kwds={"groups": drawn.psu, "use_correction": True}
    )
    found = estimated(drawn, "mean")
    assert found.value.item() == exactly(fit.params[0])
    assert_near(se(found), np.array([[fit.bse[0]]]), ERROR, found.value)


@given(samples(), any_statistic)
def test_a_census_has_no_sampling_error(drawn: Drawn, what: str) -> None:
    census = drawn_as(drawn, fpc=(np.ones(drawn.rows),))
    assert estimated(drawn, what, sample=census).variance.tolist() == [[0.0]] * (3 if what == "choices" else 1)


@given(samples(), any_statistic, st.integers(1, 2))
def test_sampling_fractions_say_the_same_as_population_sizes(drawn: Drawn, what: str, stages: int) -> None:
    counted = drawn_as(drawn, stages=stages, sizes=stages, lonely="remove")
    fractions = (drawn_in(drawn, 0) / drawn.counts, drawn_in(drawn, 1) / drawn.households)
    shared = drawn_as(drawn, stages=stages, fpc=fractions[:stages], lonely="remove")
    assert_same(estimated(drawn, what, sample=shared), estimated(drawn, what, sample=counted))


@given(samples(), any_statistic)
def test_a_population_without_end_is_sampling_with_replacement(drawn: Drawn, what: str) -> None:
    endless = drawn_as(drawn, fpc=(np.full(drawn.rows, 1e15),))
    assert_estimates_agree(estimated(drawn, what, sample=endless), estimated(drawn, what))


@given(samples(), any_statistic)
def test_a_finite_population_never_adds_to_the_variance(drawn: Drawn, what: str) -> None:
    finite, endless = estimated(drawn, what, sample=drawn_as(drawn, sizes=1)), estimated(drawn, what)
    assert (finite.variance <= endless.variance * (1 + ERROR)).all()


@given(samples(), any_statistic)
def test_a_second_stage_below_one_drawn_with_replacement_adds_nothing(drawn: Drawn, what: str) -> None:
    endless = np.full(drawn.rows, np.inf)
    two = drawn_as(drawn, stages=2, fpc=(endless, drawn.households), lonely="remove")
    assert_same(estimated(drawn, what, sample=two), estimated(drawn, what))
    assert_same(estimated(drawn, what, sample=drawn_as(drawn, stages=2)), estimated(drawn, what))


@given(samples(), any_statistic)
def test_the_variance_of_two_stages_is_at_least_that_of_the_first(drawn: Drawn, what: str) -> None:
    two = drawn_as(drawn, stages=2, sizes=2, lonely="remove")
    first, both = estimated(drawn, what, sample=drawn_as(drawn, sizes=1)), estimated(drawn, what, sample=two)
    assert (both.variance >= first.variance * (1 - ERROR)).all()
    assert both.base.df.tolist() == first.base.df.tolist()


@given(samples())
def test_the_variance_of_two_stages_is_the_formula_of_the_textbook(drawn: Drawn) -> None:
    two = drawn_as(drawn, stages=2, sizes=2, lonely="remove")
    influence = mean_influence(drawn)
    expected = 0.0
    for h in set(drawn.stratum.tolist()):
        here = drawn.stratum == h
        units = sorted(set(drawn.psu[here].tolist()))
        fraction = len(units) / drawn.counts[here][0]
        expected += (1 - fraction) * influence_variance(influence[here], drawn.stratum[here], drawn.psu[here])
        for unit in units:
            inside = drawn.psu == unit
            homes = len(set(drawn.household[inside].tolist()))
            if homes > 1:  # a lonely household is removed
                spread = influence_variance(influence[inside], drawn.psu[inside], drawn.household[inside])
                expected += fraction * (1 - homes / drawn.households[inside][0]) * spread
    assert se(estimated(drawn, "mean", sample=two)).item() == exactly(np.sqrt(expected))


@given(samples(strata=(2, 4)), any_statistic)
def test_a_stratum_taken_whole_adds_nothing(drawn: Drawn, what: str) -> None:
    whole = np.where(drawn.stratum == 0, 1.0, 1e-15)  # fractions: certain, and with replacement as good as
    certain = estimated(drawn, what, sample=drawn_as(drawn, fpc=(whole,)))
    same_value = replace(drawn, psu=np.where(drawn.stratum == 0, 0, drawn.psu))  # one unit: no spread to count
    removed = estimated(drawn, what, sample=drawn_as(same_value, lonely="remove"))
    assert_estimates_agree(certain, removed)


def lonely(drawn: Drawn) -> Drawn:
    """The sample with the first stratum left with one unit."""
    return replace(drawn, psu=np.where(drawn.stratum == 0, 0, drawn.psu))


@given(samples(strata=(2, 5)), any_statistic)
def test_removing_a_lonely_unit_is_taking_it_as_certain(drawn: Drawn, what: str) -> None:
    alone = lonely(drawn)
    removed, certain = (estimated(alone, what, sample=drawn_as(alone, lonely=rule)) for rule in ("remove", "certainty"))
    assert_same(removed, certain)


@given(samples(strata=(2, 5)), any_statistic)
def test_adjusting_or_averaging_for_a_lonely_unit_never_takes_away_variance(drawn: Drawn, what: str) -> None:
    alone = lonely(drawn)
    removed = estimated(alone, what, sample=drawn_as(alone, lonely="remove"))
    for rule in ("adjust", "average"):
        found = estimated(alone, what, sample=drawn_as(alone, lonely=rule))
        assert (found.variance >= removed.variance * (1 - ERROR)).all()
        assert_near(found.value, removed.value, VALUE)
        assert found.base.df.tolist() == removed.base.df.tolist()


@given(samples(strata=(2, 5), missing=False), st.sampled_from(["total", "count", "mean"]), st.booleans())
def test_averaging_gives_a_lonely_stratum_the_average_of_the_others(drawn: Drawn, what: str, blank: bool) -> None:
    alone = lonely(drawn)
    if blank:  # a stratum without a case is in the sample all the same
        alone = replace(alone, yes=np.where(alone.stratum == 0, 0, alone.yes))
    removed = estimated(alone, what, sample=drawn_as(alone, lonely="remove"))
    averaged = estimated(alone, what, sample=drawn_as(alone, lonely="average"))
    strata = len(set(alone.stratum.tolist()))
    assert_near(averaged.variance, removed.variance * strata / (strata - 1), ERROR)


@given(samples(strata=(2, 5)), any_statistic)
def test_collapsing_a_lonely_stratum_is_the_design_with_the_strata_merged(drawn: Drawn, what: str) -> None:
    alone = lonely(drawn)
    collapsed = estimated(alone, what, sample=drawn_as(alone, lonely="collapse"))
    merged = replace(alone, stratum=np.where(alone.stratum == 0, 1, alone.stratum))
    assert_same(collapsed, estimated(merged, what))


@given(samples(strata=(1, 4), psus=(2, 4)), seeds)
def test_the_covariance_is_symmetric_and_no_combination_has_a_negative_variance(drawn: Drawn, seed: int) -> None:
    units = drawn_as(drawn, stages=2, sizes=2, lonely="remove").units
    rng = np.random.default_rng(seed)
    influence = rng.normal(0, 1, (units.size, 4))
    found = covariance(influence, units, "remove")
    assert_near(found, found.T, 0)
    assert np.linalg.eigvalsh(found).min() >= -1e-12 * max(1.0, np.trace(found))
    mix = rng.normal(0, 1, (4, 2))
    assert_near(covariance(influence @ mix, units, "remove"), mix.T @ found @ mix, ERROR, np.trace(found))
