"""How shares, means, totals and ratios hang together, in the whole sample and in its domains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.design import DesignColumns, Sample, draw
from analysis.estimation import asks
from analysis.estimation.base import Settings
from analysis.estimation.figures import Figures, figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.totals import Totals
from tests.codebook.small_files import meaning_of, numbers
from tests.laws.compare import ERROR, VALUE, assert_estimates_agree, assert_near, assert_same, exactly
from tests.laws.samples import STATISTICS, Drawn, ask_of, drawn_as, estimated, measure_of, samples, se

any_statistic = st.sampled_from(STATISTICS)


def with_an_answer_in_every_group(drawn: Drawn) -> Drawn:
    """The sample with groups of which the first row answered."""
    place = np.arange(drawn.rows)
    return replace(drawn, answered=drawn.answered | (place < 2), group=np.where(place < 2, place, drawn.group % 2))


@given(samples(), st.booleans())
def test_the_shares_of_all_answers_add_to_one(drawn: Drawn, by: bool) -> None:
    found = estimated(with_an_answer_in_every_group(drawn), "choices", by=by)
    assert_near(found.value.sum(axis=0), np.ones(found.value.shape[1]), VALUE)


@given(samples())
def test_a_share_is_the_mean_of_its_zeros_and_ones(drawn: Drawn) -> None:
    share, mean = estimated(drawn, "share"), estimated(drawn, "mean of yes")
    assert_estimates_agree(share, mean)
    assert share.cases is not None
    assert share.cases.item() == np.count_nonzero(drawn.yes[drawn.answered])


@given(samples())
def test_no_and_yes_have_the_same_error(drawn: Drawn) -> None:
    yes, no = estimated(drawn, "share"), estimated(replace(drawn, yes=1 - drawn.yes), "share")
    assert_near(no.value, 1 - yes.value, VALUE, 1.0)
    assert_near(se(no), se(yes), ERROR, 1.0)


@given(samples(missing=False), st.sampled_from(["total", "count"]))
def test_the_totals_of_the_groups_add_up_to_the_total(drawn: Drawn, what: str) -> None:
    groups, whole = estimated(drawn, what, by=True), estimated(drawn, what)
    assert_near(groups.value.sum(axis=1), whole.value[:, 0], VALUE)
    assert groups.base.n.sum() == whole.base.n.sum()


@given(samples(missing=False), any_statistic, st.integers(0, 2))
def test_a_where_is_the_level_of_a_by(drawn: Drawn, what: str, group: int) -> None:
    levels = estimated(drawn, what, by=True)
    here = levels.levels[:, 0].tolist()
    group = here[group % len(here)]
    position = here.index(group)
    where = estimated(drawn, what, where=drawn.group == group)
    for name in ("value", "variance", "low", "high"):
        assert_near(getattr(where, name)[:, 0], getattr(levels, name)[:, position], 1e-9, 1.0)
    for name in ("n", "active", "psu", "strata", "df"):
        assert getattr(where.base, name)[0] == getattr(levels.base, name)[position]


@given(samples(missing=False), any_statistic)
def test_a_group_of_every_row_is_the_whole_sample(drawn: Drawn, what: str) -> None:
    everyone = replace(drawn, group=np.zeros(drawn.rows, np.int64))
    assert_same(estimated(everyone, what, by=True), estimated(drawn, what))


@given(samples(), st.floats(-1000, 1000))
def test_a_shift_of_the_variable_moves_the_mean_and_leaves_its_error(drawn: Drawn, shift: float) -> None:
    found, whole = estimated(replace(drawn, amount=drawn.amount + shift), "mean"), estimated(drawn, "mean")
    assert_near(found.value, whole.value + shift, VALUE, 1000.0)
    assert_near(se(found), se(whole), ERROR, 1000.0)


@given(samples(), st.floats(0.01, 1000), st.sampled_from(["mean", "total", "ratio"]))
def test_a_change_of_unit_scales_the_estimate_and_its_error(drawn: Drawn, unit: float, what: str) -> None:
    assert_same(estimated(replace(drawn, amount=drawn.amount * unit), what), estimated(drawn, what), times=unit)


@given(samples())
def test_the_ratio_of_a_variable_to_itself_is_one_without_error(drawn: Drawn) -> None:
    found = estimated(replace(drawn, size=drawn.amount), "ratio")
    assert (found.value.item(), found.variance.item()) == (1, 0)
    assert (found.low.item(), found.high.item()) == (1, 1) or found.base.df.item() <= 0


@given(samples())
def test_a_mean_is_the_ratio_to_ones(drawn: Drawn) -> None:
    assert_same(estimated(replace(drawn, size=np.ones(drawn.rows)), "ratio"), estimated(drawn, "mean"))


@given(samples())
def test_a_ratio_and_its_inverse_have_the_same_relative_error(drawn: Drawn) -> None:
    ratio = estimated(drawn, "ratio")
    inverse = estimated(replace(drawn, amount=drawn.size, size=drawn.amount), "ratio")
    assert_near(inverse.value, 1 / ratio.value, VALUE)
    assert_near(se(inverse) / inverse.value, se(ratio) / ratio.value, ERROR, 1.0)


@given(samples(missing=False))
def test_a_ratio_is_one_total_over_the_other(drawn: Drawn) -> None:
    top, bottom = estimated(drawn, "total"), estimated(replace(drawn, amount=drawn.size), "total")
    assert_near(estimated(drawn, "ratio").value, top.value / bottom.value, VALUE)


@given(samples(missing=False, equal_weights=True), st.sampled_from(["share", "mean", "total", "ratio", "count"]))
def test_the_design_effect_of_a_simple_random_sample_is_one(drawn: Drawn, what: str) -> None:
    n = drawn.rows
    with_replacement = draw(DesignColumns(n, weight=drawn.weight))
    without = draw(DesignColumns(n, weight=drawn.weight, fpc=(np.full(n, 2.5 * n),)))
    for against, sample in (("wr", with_replacement), ("wor", without)):
        found = estimated(drawn, what, sample=sample, settings=Settings(deff=against))
        if found.variance.item() > 0:
            assert_near(found.deff, np.ones((1, 1)), 1e-9)


@given(samples(), any_statistic)
def test_the_design_effect_without_replacement_is_the_larger_by_the_share_of_the_population_seen(
    drawn: Drawn, what: str
) -> None:
    drawn = replace(drawn, weight=drawn.weight + 1)  # a population larger than the sample
    with_replacement = estimated(drawn, what)
    without = estimated(drawn, what, settings=Settings(deff="wor"))
    unseen = 1 - with_replacement.base.n / with_replacement.base.weight
    assert_near(without.deff * unseen, with_replacement.deff, VALUE)


@given(samples(), any_statistic)
def test_the_design_effect_of_weighting_is_at_least_one_and_one_with_equal_weights(drawn: Drawn, what: str) -> None:
    kish = Settings(ci="kish")
    assert estimated(drawn, what, settings=kish).base.kish.item() >= 1 - VALUE
    equal = replace(drawn, weight=np.full(drawn.rows, 7.0))
    assert estimated(equal, what, settings=kish).base.kish.item() == exactly(1)


@given(samples(), any_statistic)
def test_degrees_of_freedom_are_units_less_strata_that_the_domain_touches_answered_or_not(
    drawn: Drawn, what: str
) -> None:
    drawn = with_an_answer_in_every_group(drawn)
    found = estimated(drawn, what, by=True)
    for (group,), df in zip(found.levels.tolist(), found.base.df.tolist(), strict=True):
        inside = drawn.group == group
        assert df == len(set(drawn.psu[inside].tolist())) - len(set(drawn.stratum[inside].tolist()))


@given(samples(), any_statistic, st.integers(0, 2**32 - 1), st.booleans())
def test_merging_the_folds_of_two_parts_is_the_fold_of_the_whole(
    drawn: Drawn, what: str, seed: int, clustered: bool
) -> None:
    rng = np.random.default_rng(seed)
    drawn = drawn.take(rng.permutation(drawn.rows))
    sample = drawn_as(drawn) if clustered else drawn_as(drawn, psu=())
    first = rng.random(drawn.rows) < 0.5
    one, other = (_fold(drawn, sample, what, np.flatnonzero(rows)) for rows in (first, ~first))
    whole = _fold(drawn, sample, what, None)
    for merged in (one.merge(other), other.merge(one)):
        _assert_same_totals(merged, whole)
        assert_same(_figures(merged, sample, what), _figures(whole, sample, what))


@given(samples(strata=(2, 4)), any_statistic)
def test_chunks_that_know_their_own_units_and_answers_only_merge_to_the_whole(drawn: Drawn, what: str) -> None:
    first = drawn.stratum == 0
    one, other = drawn.take(first), drawn.take(~first)
    sample = drawn_as(drawn)
    merged = _fold(one, drawn_as(one), what, None).merge(_fold(other, drawn_as(other), what, None))
    whole = _fold(drawn, sample, what, None)
    _assert_same_totals(merged, whole)
    assert_same(_figures(merged, sample, what), _figures(whole, sample, what))


def _fold(drawn: Drawn, sample: Sample, what: str, rows: np.ndarray | None) -> Totals:
    return fold(Fold(sample, (Key(drawn.group, 3),), (measure_of(drawn, what),), rows))


def _figures(totals: Totals, sample: Sample, what: str) -> Figures:
    return figures(totals.levels(()), ask_of(totals.slots[0], what), sample, Settings())


def _assert_same_totals(found: Totals, expected: Totals) -> None:
    assert _by_key(found, found.count) == _by_key(expected, expected.count)
    sums, others = _by_key(found, found.sums), _by_key(expected, expected.sums)
    for key, row in sums.items():
        assert_near(np.array(row), np.array(others[key]), VALUE)


def _by_key(totals: Totals, columns: np.ndarray) -> dict[tuple[object, ...], list[float]]:
    """The columns of each entry, by the keys of its unit and the levels of its cell."""
    entries = zip(totals.unit.tolist(), totals.cell.tolist(), columns.tolist(), strict=True)
    return {(*(key[unit].item() for key in totals.keys), *cell): row for unit, cell, row in entries}


RULES = """
variables:
  a: {values: {1: Yes, 2: No}, missing: {9: refused}}
  b: {values: {1: Yes, 2: No}, missing: {9: refused}}
  c: {values: {1: Yes, 2: No}, missing: {9: refused}}
indicators:
  any: {label: Any, any_of: [a == 1, b == 1, c == 1], missing: %s, version: v1}
"""
PARTS = ("a", "b", "c")


def _parts(drawn: Drawn, seed: int) -> dict[str, np.ndarray]:
    """Three yes-or-no questions: 1 yes, 2 no, 9 refused."""
    rng = np.random.default_rng(seed)
    columns = {name: np.where(rng.random(drawn.rows) < 0.3, 1, 2) for name in PARTS}
    for name in PARTS:
        columns[name][(rng.random(drawn.rows) < 0.5) & ~drawn.answered] = 9
    columns["a"][0] = 2
    columns["b"][0] = columns["c"][0] = 2
    return columns


def _any(drawn: Drawn, columns: dict[str, np.ndarray], rule: str) -> Figures:
    meaning = meaning_of(RULES % rule, *(numbers(name, column.tolist()) for name, column in columns.items()))
    code = meaning.indicator("any").code
    return estimated(drawn, "share", measure=Measure(code, 2))


@given(samples(missing=False), st.integers(0, 2**32 - 1))
def test_without_missing_answers_any_of_is_at_least_its_largest_part_and_at_most_their_sum(
    drawn: Drawn, seed: int
) -> None:
    columns = _parts(drawn, seed)
    parts = [
        estimated(drawn, "share", measure=Measure((column == 1).astype(np.int32), 2)).value.item()
        for column in columns.values()
    ]
    for rule in ("as_no", "any_yes", "complete"):
        union = _any(drawn, columns, rule).value.item()
        assert max(parts) <= union + VALUE
        assert union <= sum(parts) + VALUE


@given(samples(missing=False), st.integers(0, 2**32 - 1))
def test_the_shares_of_all_responses_add_to_one_and_are_shares_of_the_ticks(drawn: Drawn, seed: int) -> None:
    ticked = [(column == 1).astype(np.int32) for column in _parts(drawn, seed).values()]
    ticked[0][0] = 1
    totals = fold(Fold(drawn_as(drawn), (), tuple(Measure(code, 2) for code in ticked)))
    asked = asks.shares_of_responses(totals.slots, range(len(ticked)))
    found = figures(totals.levels(()), asked, drawn_as(drawn), Settings())
    weighed = [(drawn.weight * code).sum() for code in ticked]
    assert_near(found.value[:, 0], np.array(weighed) / sum(weighed), VALUE)
    assert found.value.sum() == exactly(1)


@given(samples(), st.integers(0, 2**32 - 1))
def test_counting_the_unanswered_as_no_is_a_lower_bound_of_leaving_them_out(drawn: Drawn, seed: int) -> None:
    columns = _parts(drawn, seed)
    as_no, any_yes, complete = (_any(drawn, columns, rule) for rule in ("as_no", "any_yes", "complete"))
    assert as_no.value.item() <= any_yes.value.item() + VALUE
    assert as_no.base.n.item() >= any_yes.base.n.item() >= complete.base.n.item()
