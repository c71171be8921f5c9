"""Replicate weights: their factors spelled out, their scales, their rank, and what cannot be made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.codebook.answers import Note
from analysis.codebook.model_replicates import matching
from analysis.design import DesignColumns, draw, replicate_making
from analysis.design.hadamard import hadamard
from analysis.design.replicate_given import SCALES, Scaling, given
from analysis.design.replicate_making import Making, with_replicates
from analysis.design.replicates import Replicates
from analysis.errors import DesignError

WEIGHT = np.array([2.0, 3.0, 5.0, 7.0, 11.0, 13.0])
PAIRS = DesignColumns(6, WEIGHT, np.array([1, 1, 1, 2, 2, 2]), (np.array([1, 1, 2, 3, 4, 4]),))


def factors(columns: DesignColumns, making: Making, **draw_as: Any) -> tuple[np.ndarray, Replicates]:
    """Factors of the weight of each row, and the replicates."""
    found = with_replicates(draw(columns, **draw_as), making).replicates
    assert found is not None
    assert found.made
    return found.weights / WEIGHT[:, None], found


def test_the_stratified_jackknife_leaves_out_each_unit_and_doubles_the_other() -> None:
    made, found = factors(PAIRS, Making("jkn"))
    assert made.tolist() == [
        [0, 2, 1, 1],
        [0, 2, 1, 1],
        [2, 0, 1, 1],
        [1, 1, 0, 2],
        [1, 1, 2, 0],
        [1, 1, 2, 0],
    ]
    assert (found.scale, found.rscales.tolist(), found.df, found.mse) == (1, [0.5] * 4, 2, False)
    assert (found.kind, found.size) == ("JKn", 4)


def test_population_sizes_take_their_part_off_the_scales() -> None:
    sizes = np.array([4.0, 4, 4, 8, 8, 8])
    _, found = factors(replace(PAIRS, fpc=(sizes,)), Making("jkn"))
    assert found.rscales.tolist() == [0.25, 0.25, 0.375, 0.375]
    one = replace(PAIRS, strata=None, fpc=(np.full(6, 8.0),))
    made, found = factors(one, Making("jk1"))
    assert (found.scale, found.kind) == (0.5 * 3 / 4, "JK1")
    assert made[:, 0] == pytest.approx([0, 0, 4 / 3, 4 / 3, 4 / 3, 4 / 3])


def test_half_samples_double_one_unit_of_each_stratum_in_each_replicate() -> None:
    made, found = factors(PAIRS, Making("brr"))
    units = made[[0, 2, 3, 4]]
    assert set(units.ravel().tolist()) == {0, 2}
    assert (units[0] + units[1] == 2).all()
    assert (units[2] + units[3] == 2).all()
    assert (units.sum(axis=1) == found.size).all()  # each unit in half of them
    assert ((units[0] - 1) @ (units[2] - 1)) == 0  # and every two strata in all four ways alike
    assert found.scale == 1 / found.size == 0.25


def test_fays_half_samples_keep_a_part_of_the_other_half() -> None:
    plain, _ = factors(PAIRS, Making("brr"))
    made, found = factors(PAIRS, Making("fay", rho=0.3))
    assert made == pytest.approx(np.where(plain == 2, 1.7, 0.3))
    assert found.scale == pytest.approx(1 / (4 * 0.49))
    assert found.kind == "Fay"


def test_a_bootstrap_draws_one_unit_less_and_doubles_it() -> None:
    made, found = factors(PAIRS, Making("bootstrap", count=50, seed=4))
    units = made[[0, 2, 3, 4]]
    assert set(units.ravel().tolist()) == {0, 2}
    assert (units[0] + units[1] == 2).all()
    assert (found.scale, found.rscales.tolist()) == (1 / 49, [1] * 50)
    again, _ = factors(PAIRS, Making("bootstrap", count=50, seed=4))
    other, _ = factors(PAIRS, Making("bootstrap", count=50, seed=5))
    assert (made == again).all()
    assert (made != other).any()


def test_a_spread_needs_two_replicates() -> None:
    assert factors(PAIRS, Making("bootstrap", count=2))[1].size == 2
    with pytest.raises(DesignError, match="--replicate-count 1 gives no spread; ask for 2 or more"):
        factors(PAIRS, Making("bootstrap", count=1))


def test_a_population_size_shrinks_the_bootstrap_towards_the_weight() -> None:
    quarter = replace(PAIRS, fpc=(np.full(6, 8.0),))  # a fourth of the units was drawn
    made, _ = factors(quarter, Making("bootstrap", count=20))
    shrunk = np.sqrt(0.75)
    assert np.unique(made.round(12)).tolist() == pytest.approx([1 - shrunk, 1 + shrunk])


def test_a_bootstrap_of_few_replicates_knows_no_more_than_they_are_many() -> None:
    rows = DesignColumns(6, WEIGHT)
    assert factors(rows, Making("bootstrap", count=4))[1].df == 3
    assert factors(rows, Making("bootstrap", count=40))[1].df == 5
    usual = factors(rows, Making("bootstrap"))[1]
    assert usual.size == 500
    assert (usual.weights == factors(rows, Making("bootstrap", seed=1))[1].weights).all()


@pytest.mark.parametrize("rule", ["certainty", "remove"])
@pytest.mark.parametrize("method", ["jkn", "brr", "bootstrap"])
def test_a_unit_that_is_alone_is_in_every_replicate(rule: Any, method: Any) -> None:
    lonely = replace(PAIRS, strata=np.array([1, 1, 1, 2, 2, 3]), psu=(np.array([1, 1, 2, 3, 4, 5]),))
    made, found = factors(lonely, Making(method, count=10 if method == "bootstrap" else None), lonely=rule)
    assert (made[5] == 1).all()
    assert found.df == 2  # five units less three strata


def test_a_collapsed_stratum_is_replicated_as_it_was_collapsed() -> None:
    lonely = replace(PAIRS, strata=np.array([1, 1, 1, 2, 2, 3]), psu=(np.array([1, 1, 2, 3, 4, 5]),))
    made, found = factors(lonely, Making("jkn"), lonely="collapse")
    assert made.shape == (6, 5)
    assert found.df == 3


@pytest.mark.parametrize("rule", ["adjust", "average"])
def test_rules_without_a_like_among_replicates_are_refused(rule: Any) -> None:
    lonely = replace(PAIRS, strata=np.array([1, 1, 1, 2, 2, 3]), psu=(np.array([1, 1, 2, 3, 4, 5]),))
    with pytest.raises(DesignError, match=f"--lonely {rule} has no like among replicates.*choose collapse"):
        with_replicates(draw(lonely, rule), Making("jkn"))
    whole = draw(PAIRS, rule)  # where no unit is lonely the rule has nothing to say
    assert with_replicates(whole, Making("jkn")).replicates is not None


def test_only_the_first_stage_is_replicated_and_a_note_says_so() -> None:
    staged = replace(PAIRS, psu=(*PAIRS.psu, np.arange(6)), fpc=(np.full(6, 8.0), np.full(6, 9.0)))
    sample = with_replicates(draw(staged, "certainty"), Making("jkn"))
    assert "replicates_of_first_stage" in [note.kind for note in sample.notes]
    assert sample.replicates is not None
    assert (sample.replicates.weights[0] / 2).tolist() == (sample.replicates.weights[1] / 3).tolist()


def test_what_a_method_leaves_out_or_draws_by_chance_is_noted() -> None:
    sized = replace(PAIRS, fpc=(np.full(6, 8.0),))
    kinds = {
        making.method: [note.kind for note in with_replicates(draw(sized), making).notes]
        for making in (Making("brr"), Making("fay", rho=0.5), Making("jkn"), Making("bootstrap", count=9))
    }
    assert kinds == {
        "brr": ["replicates_without_fpc"],
        "fay": ["replicates_without_fpc"],
        "jkn": [],
        "bootstrap": ["replicates_seed"],
    }
    assert with_replicates(draw(PAIRS), Making("brr")).notes == ()
    seeds = [with_replicates(draw(PAIRS), Making("bootstrap", count=9, seed=seed)).notes for seed in (None, 4)]
    assert seeds == [(Note.of("replicates_seed", seed="1"),), (Note.of("replicates_seed", seed="4"),)]


def test_more_weights_than_memory_are_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicate_making, "MOST", 96)
    assert with_replicates(draw(PAIRS), Making("bootstrap", count=16)).replicates is not None
    with pytest.raises(DesignError, match=r"17 replicates of 6 rows are too many to hold .* --replicate-count"):
        with_replicates(draw(PAIRS), Making("bootstrap", count=17))


@pytest.mark.parametrize(
    ("columns", "making", "sentence"),
    [
        (PAIRS, Making("jk1"), "jk1 is for designs without strata"),
        (PAIRS, Making("fay"), "fay needs --rho from 0 to below 1"),
        (PAIRS, Making("fay", rho=1.0), "fay needs --rho"),
        (PAIRS, Making("fay", rho=-0.1), "fay needs --rho"),
        (PAIRS, Making("brr", count=3), "--replicate-count 3 is no order of a Hadamard matrix for 2 strata.* takes 4"),
        (PAIRS, Making("brr", count=2), "--replicate-count 2 is no order"),
        (DesignColumns(6, WEIGHT, None, (np.zeros(6),)), Making("jk1"), "there is one sampling unit"),
        (DesignColumns(6, WEIGHT, None, (np.zeros(6),)), Making("jkn"), "no stratum has two sampling units"),
        (DesignColumns(6, WEIGHT, None, (np.zeros(6),)), Making("brr"), "so there are no half-samples"),
        (DesignColumns(6, WEIGHT, PAIRS.strata), Making("brr"), "1, 2; choose"),
    ],
)
def test_what_cannot_be_made_is_refused_with_the_next_step(
    columns: DesignColumns, making: Making, sentence: str
) -> None:
    with pytest.raises(DesignError, match=sentence):
        with_replicates(draw(columns, "certainty"), making)


def test_half_samples_may_be_more_than_are_needed() -> None:
    assert factors(PAIRS, Making("brr", count=12))[1].size == 12


def test_eight_strata_that_are_no_pairs_are_named_and_more_are_not() -> None:
    eight = DesignColumns(24, np.ones(24), np.repeat(np.arange(8), 3))
    with pytest.raises(DesignError, match="0, 1, 2, 3, 4, 5, 6, 7; choose"):
        with_replicates(draw(eight), Making("brr"))
    many = DesignColumns(30, np.ones(30), np.repeat(np.arange(10), 3))
    with pytest.raises(DesignError, match=r"0, 1, 2, 3, 4, 5, 6, 7, \.\.\.; choose"):
        with_replicates(draw(many), Making("brr"))


def test_scales_follow_from_how_weights_were_made() -> None:
    found = {kind: scale(10, 0.5) for kind, scale in SCALES.items()}
    assert found == pytest.approx(
        {"BRR": 0.1, "Fay": 0.4, "JK1": 0.9, "JKn": 1, "JK2": 1, "bootstrap": 1 / 9, "SDR": 0.4}
    )


def test_given_weights_keep_their_numbers() -> None:
    columns = np.outer(WEIGHT, [1.0, 0.5, 1.5])
    found, notes = given(columns.copy(), WEIGHT, Scaling("JKn", scale=0.5, rscales=(0.25,), mse=True, df=7))
    assert (found.scale, found.rscales.tolist(), found.mse, found.df) == (0.5, [0.25] * 3, True, 7)
    assert (found.weights == columns).all()
    assert (notes, found.made, found.kind) == ((), False, "JKn")
    _, notes = given(columns.copy(), WEIGHT, Scaling("BRR"))
    assert [note.kind for note in notes] == ["replicates_about_mean"]


def test_factors_are_multiplied_by_the_weight() -> None:
    found, _ = given(np.tile([2.0, 0.5], (6, 1)), WEIGHT, Scaling("BRR", combined=False))
    assert (found.weights == np.outer(WEIGHT, [2.0, 0.5])).all()


def test_fays_factor_may_be_zero() -> None:
    found, _ = given(np.ones((6, 4)), WEIGHT, Scaling("Fay", rho=0.0, combined=True))
    assert found.scale == 0.25


@pytest.mark.parametrize(("average", "full"), [(2.0, 1.0), (0.5, 1.0), (10.0, 5.0), (2.5, 5.0)])
def test_columns_off_by_a_factor_of_two_are_neither_weights_nor_factors_for_sure(average: float, full: float) -> None:
    with pytest.raises(DesignError, match=f"average {average:g} and the weights {full:g}; give --no-combined"):
        given(np.full((6, 2), average), np.full(6, full), Scaling("BRR"))
    near = np.full((6, 2), average + (full - average) / 100)
    assert [note.kind for note in given(near, np.full(6, full), Scaling("BRR", mse=True))[1]] == (
        ["replicates_taken_whole"] if full == 1 else []
    )


def test_a_row_of_no_weight_may_weigh_under_no_replicate() -> None:
    columns = np.array([[0.0, 3.0], [1.0, 1.0]])
    with pytest.raises(DesignError, match="1 rows weigh nothing and have a replicate weight above zero"):
        given(columns, np.array([0.0, 1.0]), Scaling("BRR"))


def test_rows_of_no_weight_may_have_none_in_the_replicates_either() -> None:
    weight = np.array([0.0, 1, 1, 1])
    columns = np.ones((4, 2)) * weight[:, None]
    assert given(columns, weight, Scaling("BRR", combined=True))[0].size == 2


def sampled(weights: np.ndarray, **known: Any) -> Replicates:
    return Replicates(weights, 1.0, np.ones(weights.shape[1]), **known)


def test_the_rank_is_what_r_finds_it_to_be() -> None:
    chance = np.random.default_rng(5)
    free = chance.uniform(1, 2, (40, 6))
    assert sampled(free).rank() == 6
    mixed = np.hstack([free, free @ chance.uniform(0, 1, (6, 3))])
    assert sampled(mixed).rank() == 6
    assert sampled(np.repeat(free[:4], 10, axis=0) * chance.uniform(1, 9, (40, 1))).rank() == 4
    assert sampled(np.hstack([free, np.zeros((40, 1))])).rank() == 6
    assert sampled(np.hstack([free, 1e-7 * chance.uniform(1, 2, (40, 1))])).rank() == 7
    assert sampled(np.zeros((3, 2))).rank() == 0
    nearly = np.hstack([free, free[:, :1] + 1e-7 * chance.normal(size=(40, 1))])
    assert sampled(nearly).rank() == 6


def test_the_rank_of_many_rows_leaves_out_what_is_no_replicate_of_its_own() -> None:
    """More rows than a full rank is looked for among: the quick look must not call these full."""
    chance = np.random.default_rng(8)
    free = chance.uniform(1, 2, (200, 6))
    assert sampled(free).rank() == 6
    assert sampled(np.hstack([free, np.zeros((200, 1))])).rank() == 6
    assert sampled(np.hstack([free, free[:, :1] + 1e-6 * chance.normal(size=(200, 1))])).rank() == 6


def test_units_that_are_rows_several_times_weigh_under_every_replicate_what_the_rows_do() -> None:
    whole = with_replicates(draw(PAIRS), Making("jkn"))
    rows = np.array([5, 0, 0, 3])
    some = whole.of_rows(rows)
    assert whole.replicates is not None
    assert some.replicates is not None
    assert some.weight.tolist() == WEIGHT[rows].tolist()
    assert some.replicates.weights.tolist() == whole.replicates.weights[rows].tolist()


def test_the_rank_of_many_rows_is_that_of_all_of_them() -> None:
    chance = np.random.default_rng(6)
    weights = np.repeat(chance.uniform(1, 2, (5, 8)), 400, axis=0) * chance.uniform(1, 9, (2000, 1))
    assert sampled(weights).rank() == 5
    weights[1234] = chance.uniform(1, 2, 8)  # one row of its own adds one, wherever it stands
    assert sampled(weights).rank() == 6
    assert sampled(weights).rank(np.arange(1000)) == 3
    assert sampled(chance.uniform(1, 2, (2000, 8))).rank(np.arange(500, 1500)) == 8


def test_degrees_of_freedom_that_are_given_hold_everywhere_and_known_ones_for_the_whole() -> None:
    weights = np.random.default_rng(7).uniform(1, 2, (50, 8))
    some = np.arange(3)
    assert (sampled(weights).degrees(), sampled(weights).degrees(some)) == (7, 2)
    stated = sampled(weights, df=99.0)
    assert (stated.degrees(), stated.degrees(some)) == (99, 99)
    made = sampled(weights, df=4.0, made=True)
    assert (made.degrees(), made.degrees(some)) == (4, 2)


def test_a_covariance_is_the_spread_about_the_mean_or_about_the_estimate() -> None:
    replicates = Replicates(np.ones((2, 3)), 0.5, np.array([1.0, 2.0, 0.0]))
    under, full = np.array([[1.0, 3.0, 9.0], [2.0, 2.0, 7.0]]), np.array([5.0, 1.0])
    # The third counts for nothing, so the means are 2 and 2.
    assert replicates.covariance(under, full).tolist() == pytest.approx(np.array([[1.5, 0], [0, 0]]))
    about = replace(replicates, mse=True).covariance(under, full)
    assert about == pytest.approx(0.5 * np.array([[16 + 2 * 4, -4 + 2 * -2], [-4 + 2 * -2, 1 + 2 * 1]]))


def test_matrices_of_every_kind_are_balanced() -> None:
    for order in (2, 4, 8, 12, 20, 24, 28, 36, 60):  # doubled, of a prime, of a doubled prime
        matrix = hadamard(2, order)
        assert (matrix @ matrix.T == order * np.eye(order)).all()
        assert set(matrix[0].tolist()) == set(matrix[:, 0].tolist()) == {1}
    assert [len(hadamard(least)) for least in (2, 3, 5, 9, 13, 50)] == [2, 4, 8, 12, 16, 56]


COLUMNS = ["w", "rep1", "rep2", "rep10", "rep_mean", "brr01", "brr02", "brr03", "a[1]", "b-c"]


@pytest.mark.parametrize(
    ("pattern", "columns"),
    [
        ("rep*", ["rep1", "rep2", "rep10", "rep_mean"]),
        ("brr01-brr03", ["brr01", "brr02", "brr03"]),
        ("brr01-03", []),
        ("brr1-brr3", []),
        ("brr02-brr05", []),
        ("brr03-brr01", []),
        ("rep1-brr3", []),
        ("b-c", ["b-c"]),
        ("a[1]*", ["a[1]"]),
        ("rep?", []),
        ("REP*", []),
        ("w", ["w"]),
        ("x", []),
    ],
)
def test_a_pattern_names_columns(pattern: str, columns: list[str]) -> None:
    assert sorted(matching(pattern, COLUMNS)) == sorted(columns)


def test_columns_of_a_pattern_stand_in_the_order_of_their_numbers() -> None:
    assert matching("r*", ["r10", "r9", "r1_2", "r1", "r2"]) == ["r1", "r1_2", "r2", "r9", "r10"]
