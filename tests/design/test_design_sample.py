"""From design columns to a sample: what is checked, what is said, and how units stand in their stages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.codebook.answers import Note
from analysis.design import DesignColumns, Sample, draw
from analysis.design.sample import weighed
from analysis.errors import DesignError

STRATUM = np.array([1, 1, 1, 2, 2, 2])
PSU = np.array([11, 11, 12, 21, 22, 22])
NAN = float("nan")


def design(**columns: Any) -> DesignColumns:
    """Two strata of two sampling units, one of them of two rows."""
    return DesignColumns(6, **{"strata": STRATUM, "psu": (PSU,), **columns})


def floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


@pytest.mark.parametrize(
    ("columns", "says", "next_step"),
    [
        ({"strata": floats(1, 1, NAN, 2, 2, NAN)}, "2 rows have no stratum", "fill it in, or check that --strata"),
        ({"strata": np.array(["a", "a", "", "b", "b", "b"])}, "no stratum", "--strata names the right"),
        ({"psu": (floats(1, 1, 2, 3, 4, NAN),)}, "no sampling unit at stage 1", "check that --psu names"),
        ({"psu": (PSU, floats(1, NAN, 1, 1, 1, 1))}, "no sampling unit at stage 2", "fill it in"),
        ({"fpc": (floats(*[9] * 6),) * 2}, "2 --fpc for 1 stages", "give --psu once per stage"),
        ({"psu": (PSU % 10,), "nest": False}, "2 PSU codes stand in more than one stratum", "give --nest if"),
        ({"fpc": (floats(9, 9, 9, 9, 9, NAN),)}, "no fpc above zero at stage 1", "its population size"),
        ({"fpc": (floats(9, 9, 9, 9, 9, 0),)}, "no fpc above zero", "give every stratum"),
        (
            {"fpc": (floats(2, 2, 2, 0.9, 0.9, 0.9),)},
            "mixes sampling fractions and counts",
            "one kind for every stratum",
        ),
        ({"fpc": (floats(9, 9, 8, 9, 9, 9),)}, "the fpc differs inside 1 strata at stage 1", "one number per stratum"),
        ({"fpc": (floats(9, 9, 9, 1.5, 1.5, 1.5),)}, "in 1 strata at stage 1 the fpc is smaller", "count the sampling"),
        ({"weight": floats(1, 1, NAN, 1, 1, np.inf)}, "2 rows have no weight", "0 leaves a row out"),
        ({"weight": floats(1, 1, -1, 1, 1, 1)}, "a negative weight", "check that --weight names"),
        ({"weight": floats(*[0] * 6)}, "no row has a weight above zero", "check that --weight names"),
    ],
)
def test_a_design_that_cannot_be_meant_is_refused_with_the_next_step(
    columns: dict[str, Any], says: str, next_step: str
) -> None:
    with pytest.raises(DesignError) as refused:
        draw(design(**columns))
    assert says in str(refused.value)
    assert next_step in str(refused.value)
    assert refused.value.exit_code == 5


def test_lonely_strata_are_named_with_every_remedy() -> None:
    with pytest.raises(DesignError) as refused:
        draw(design(psu=(np.array([11, 11, 11, 21, 22, 22]),)))
    assert str(refused.value) == (
        "stratum 1 has one sampling unit at stage 1, so the variance between units is unknown; choose --lonely "
        "collapse, adjust, average, certainty or remove, or give --fpc where the stratum was taken whole"
    )


def test_many_lonely_strata_are_counted_and_not_named() -> None:
    with pytest.raises(
        DesignError, match=r"12 strata .are --strata and --psu the right columns.. have one sampling unit"
    ):
        draw(DesignColumns(12, strata=np.arange(12), psu=(np.arange(12),)))


def test_up_to_eight_lonely_strata_are_named() -> None:
    with pytest.raises(DesignError, match="strata 0, 1, 2, 3, 4, 5, 6, 7 have one sampling unit"):
        draw(DesignColumns(8, strata=np.arange(8), psu=(np.arange(8),)))
    with pytest.raises(DesignError, match="9 strata"):
        draw(DesignColumns(9, strata=np.arange(9), psu=(np.arange(9),)))


def test_strata_are_called_what_the_file_calls_them() -> None:
    named = np.array(["north", "north", "north", "south", "south", "south"])
    with pytest.raises(DesignError, match="stratum 10000001 has one"):
        draw(design(strata=np.where(STRATUM == 1, 10000001.0, 10000002.0), psu=(np.array([11, 11, 11, 21, 22, 22]),)))
    with pytest.raises(DesignError, match="stratum north has one"):
        draw(design(strata=named, psu=(np.array([11, 11, 11, 21, 22, 22]),)))
    with pytest.raises(DesignError, match=r"stratum 1\.5 has one"):
        draw(design(strata=STRATUM * 1.5, psu=(np.array([11, 11, 11, 21, 22, 22]),)))


def test_a_lonely_unit_at_the_second_stage_is_refused_too_and_named_by_its_unit() -> None:
    house = np.array([1, 2, 1, 1, 1, 2])  # units 12 and 21 have one house, out of more
    with pytest.raises(DesignError, match="units of stage 1 12, 21 have one sampling unit at stage 2"):
        draw(design(psu=(PSU, house), fpc=(floats(*[9] * 6), floats(*[5] * 6))))


def test_one_unit_taken_with_certainty_is_not_lonely() -> None:
    sample = draw(design(psu=(np.array([11, 11, 11, 21, 22, 22]),), fpc=(floats(1, 1, 1, 9, 9, 9),)))
    assert sample.units.stages[0].lonely.tolist() == [False, False]
    assert sample.units.stages[0].fraction.tolist() == [1, 2 / 9]


@pytest.mark.parametrize("rule", ["remove", "certainty", "adjust", "average"])
def test_a_rule_for_lonely_units_is_kept_for_the_variance(rule: Any) -> None:
    sample = draw(design(psu=(np.array([11, 11, 11, 21, 22, 22]),)), rule)
    assert sample.lonely == rule
    assert sample.units.stages[0].lonely.tolist() == [True, False]


def strata_of(sample: Sample) -> list[int]:
    """Stratum of every row's first-stage unit."""
    return sample.units.stages[0].stratum[sample.units.primary()[sample.unit]].tolist()


def test_collapse_merges_a_lonely_stratum_with_the_next_and_the_last_with_the_first() -> None:
    strata, psu = np.array([1, 1, 2, 3, 3, 4]), np.array([1, 2, 3, 4, 5, 6])
    sample = draw(DesignColumns(6, strata=strata, psu=(psu,)), "collapse")
    assert strata_of(sample) == [0, 0, 1, 1, 1, 0]
    assert sample.units.stages[0].sampled.tolist() == [3, 3]


def test_collapse_takes_neighbouring_lonely_strata_together() -> None:
    strata = np.array([1, 2, 3, 4, 4])
    sample = draw(DesignColumns(5, strata=strata, psu=(strata * 10 + np.arange(5),)), "collapse")
    assert not sample.units.stages[0].lonely.any()
    assert sample.units.stages[0].sampled.sum() == 5


def test_collapse_keeps_units_of_one_code_apart_that_came_from_two_strata() -> None:
    strata, psu = np.array([1, 2, 2]), np.array([1, 1, 2])
    sample = draw(DesignColumns(3, strata=strata, psu=(psu,)), "collapse")
    assert sample.units.stages[0].sampled.tolist() == [3]


def test_collapse_leaves_the_stages_below_the_first_as_they_are() -> None:
    strata, house = np.array([1, 1, 1, 1, 2, 2]), np.arange(6) % 2
    sizes = floats(10, 10, 10, 10, 20, 20), floats(5, 5, 6, 6, 7, 7)
    sample = draw(DesignColumns(6, strata=strata, psu=(np.array([1, 1, 2, 2, 3, 3]), house), fpc=sizes), "collapse")
    assert [stage.population.tolist() for stage in sample.units.stages] == [[30], [5, 6, 7]]
    assert sample.units.stages[1].parent.tolist() == [0, 0, 1, 1, 2, 2]


def test_collapse_adds_up_the_population_sizes() -> None:
    strata, psu = np.array([1, 2, 2]), np.array([1, 2, 3])
    sample = draw(DesignColumns(3, strata=strata, psu=(psu,), fpc=(floats(10, 20, 20),)), "collapse")
    assert sample.units.stages[0].population.tolist() == [30]


def test_collapse_without_a_neighbour_is_refused() -> None:
    with pytest.raises(DesignError, match="nothing to collapse it with; check --psu"):
        draw(DesignColumns(3, psu=(np.ones(3),)), "collapse")


def test_a_survey_that_is_no_probability_sample_is_not_asked_for_its_units() -> None:
    sample = draw(DesignColumns(3, psu=(np.ones(3),)), probability=False)
    assert not sample.probability


@pytest.mark.parametrize(("nest", "told"), [(None, True), (True, False)])
def test_codes_that_repeat_across_strata_are_told_unless_they_are_meant(nest: bool | None, told: bool) -> None:
    sample = draw(design(psu=(PSU % 10,), nest=nest))
    assert sample.units.size == 4
    assert (Note.of("codes_repeat", codes="2") in sample.notes) == told


def test_collapse_keeps_what_was_told_before() -> None:
    columns = DesignColumns(5, strata=np.array([1, 1, 2, 2, 3]), psu=(np.array([1, 2, 1, 2, 1]),))
    assert Note.of("codes_repeat", codes="2") in draw(columns, "collapse").notes


def test_rows_of_weight_zero_are_told_and_their_unit_stays_in_the_design() -> None:
    sample = draw(design(weight=floats(1, 1, 0, 1, 1, 1)))
    assert sample.notes == (Note.of("zero_weights", count=1),)
    assert sample.units.stages[0].sampled.tolist() == [2, 2]
    assert sample.units.active.tolist() == [True, False, True, True]


def test_where_weights_alone_are_known_rows_of_no_weight_are_told_too() -> None:
    assert weighed(floats(1, 0, 2, 0)).notes == (Note.of("zero_weights", count=2),)
    found = weighed(floats(1, 1, 2, 1))
    assert (found.notes, found.units.active.tolist(), found.unit.tolist()) == ((), [True], [0] * 4)
    (stage,) = found.units.stages
    assert (found.units.size, stage.stratum.tolist(), stage.parent.tolist()) == (1, [0], [0])
    assert (stage.sampled.tolist(), stage.population.tolist(), stage.share.tolist()) == ([1], [1], [1])
    assert [key.tolist() for key in found.units.keys] == [[0]]


def test_further_stages_without_a_population_size_are_left_out_and_told() -> None:
    sample = draw(design(psu=(PSU, np.arange(6))))
    assert len(sample.units.stages) == 1
    assert sample.notes == (Note.of("stages_unused"),)


def test_every_row_is_its_own_unit_without_psu() -> None:
    strata = np.array([2, 1, 2, 1])
    sample = draw(DesignColumns(4, strata=strata))
    assert sample.unit.tolist() == [2, 0, 3, 1]
    assert sample.units.keys[0].tolist() == [1, 3, 0, 2]
    assert strata_of(sample) == [1, 0, 1, 0]


def test_the_weight_is_one_without_a_column_and_without_a_population() -> None:
    assert draw(design()).weight.tolist() == [1] * 6


def test_the_weight_is_the_inverse_of_the_chance_of_selection_that_the_population_sizes_give() -> None:
    """Stratum 1: 2 of 4 villages, then 2 of 6 and 1 of 3 houses; stratum 2: 2 of 10, then 1 of 5 and 2 of 8."""
    house = np.array([1, 2, 1, 1, 1, 2])
    villages, houses = floats(4, 4, 4, 10, 10, 10), floats(6, 6, 3, 5, 8, 8)
    sample = draw(design(psu=(PSU, house), fpc=(villages, houses)), "remove")
    assert sample.weight == pytest.approx([2 * 3, 2 * 3, 2 * 3, 5 * 5, 5 * 4, 5 * 4], rel=1e-14)
    assert draw(design(fpc=(villages,))).weight == pytest.approx([2, 2, 2, 5, 5, 5], rel=1e-14)


def test_a_given_weight_is_kept_beside_population_sizes() -> None:
    weight = floats(1, 2, 3, 4, 5, 6)
    assert draw(design(weight=weight, fpc=(floats(*[9] * 6),))).weight.tolist() == weight.tolist()


def test_three_stages_know_their_parents_their_numbers_and_their_share() -> None:
    house = np.array([1, 2, 1, 1, 1, 2])
    sizes = floats(4, 4, 4, 10, 10, 10), floats(6, 6, 3, 5, 8, 8), floats(*[2] * 6)
    sample = draw(design(psu=(PSU, house, np.ones(6)), fpc=sizes), "remove")
    first, second, third = sample.units.stages
    assert (first.sampled.tolist(), first.parent.tolist()) == ([2, 2], [0, 0, 0, 0])
    assert (second.sampled.tolist(), second.parent.tolist()) == ([2, 1, 1, 2], [0, 0, 1, 2, 3, 3])
    assert (third.sampled.tolist(), third.parent.tolist()) == ([1] * 6, [0, 1, 2, 3, 4, 5])
    assert first.share.tolist() == [1, 1]
    assert second.share == pytest.approx([1 / 2, 1 / 2, 1 / 5, 1 / 5], rel=1e-14)
    assert third.share == pytest.approx([1 / 6, 1 / 6, 1 / 6, 1 / 25, 1 / 20, 1 / 20], rel=1e-14)
    assert sample.units.primary().tolist() == [0, 0, 1, 2, 3, 3]
    assert sample.units.size == 6
    assert first.starts().tolist() == [0, 2]


def test_a_number_up_to_one_is_a_fraction_and_above_it_a_count() -> None:
    assert draw(design(fpc=(floats(*[0.25] * 6),))).units.stages[0].population.tolist() == [8, 8]
    assert draw(design(fpc=(floats(*[8] * 6),))).units.stages[0].population.tolist() == [8, 8]
    assert draw(design(fpc=(floats(*[1] * 6),))).units.stages[0].fraction.tolist() == [1, 1]
    half = draw(design(fpc=(floats(0.5, 0.5, 0.5, 1, 1, 1),)))  # one stratum was taken whole
    assert half.units.stages[0].population.tolist() == [4, 2]


def test_a_population_rounded_down_by_the_last_digit_is_no_error() -> None:
    third = 2 / (2 / (1 - 1e-14))
    assert draw(design(fpc=(floats(*[third] * 6),))).units.stages[0].fraction == pytest.approx(1, rel=1e-12)


def test_collapse_does_not_move_weights_that_come_from_the_population_sizes() -> None:
    sizes = floats(4, 4, 4, 30, 6, 6)  # two strata, the second with one unit of thirty
    strata = np.array([1, 1, 1, 2, 3, 3])
    plain = draw(DesignColumns(6, strata=strata, fpc=(sizes,)), "adjust")
    merged = draw(DesignColumns(6, strata=strata, fpc=(sizes,)), "collapse")
    assert merged.weight.tolist() == plain.weight.tolist() == pytest.approx([4 / 3, 4 / 3, 4 / 3, 30, 3, 3])
    assert len(merged.units.stages[0].sampled) == 2


def test_collapse_is_refused_where_a_unit_holds_one_sampled_unit() -> None:
    house = np.array([1, 2, 1, 1, 1, 2])
    with pytest.raises(DesignError, match="merges strata of the first stage"):
        draw(design(psu=(PSU, house), fpc=(floats(*[9] * 6), floats(*[5] * 6))), "collapse")


def test_a_stage_whose_population_is_not_known_leaves_the_weight_of_the_stages_above() -> None:
    """Two of eight villages, then houses of which nobody knows how many there were: four, as the villages say."""
    sample = draw(design(strata=None, psu=(PSU % 2, np.arange(6)), fpc=(floats(*[8] * 6),)))
    assert len(sample.units.stages) == 2
    assert sample.weight.tolist() == [4] * 6


def test_rows_that_are_units_keep_the_order_of_the_file_in_their_strata() -> None:
    sample = draw(DesignColumns(400, strata=np.arange(400) % 2))
    assert sample.units.keys[0].tolist() == [*range(0, 400, 2), *range(1, 400, 2)]


def test_only_codes_that_stand_in_several_strata_are_counted() -> None:
    assert draw(design(psu=(np.array([1, 1, 2, 1, 3, 3]),))).notes == (Note.of("codes_repeat", codes="1"),)
