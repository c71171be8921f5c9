"""A part of the sample that was drawn once more, and probabilities of its units, as units, weights and stages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.codebook.answers import Note
from analysis.codebook.model_design import Pps
from analysis.design import DesignColumns, Sample, draw
from analysis.design.second_phase import SecondColumns, drawn_again
from analysis.errors import DesignError

VILLAGE = np.array([2, 1, 2, 1, 3, 3, 3, 2])  # the file is in no order
HOUSE = np.array([1, 1, 2, 2, 1, 1, 2, 2])
DRAWN = np.array([1, 0, 0, 1, 1, 1, 0, 0]) == 1


def floats(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)


def first(**more: Any) -> Sample:
    return draw(DesignColumns(8, **{"weight": np.full(8, 3.0), "psu": (VILLAGE,), **more}), "certainty")


def test_rows_drawn_again_stand_in_the_order_of_their_units() -> None:
    sample = drawn_again(first(), SecondColumns(DRAWN))
    assert sample.unit.tolist() == [2, 0, 3, 1, 5, 6, 7, 4]
    villages, rows = sample.units.stages
    assert rows.parent.tolist() == rows.stratum.tolist() == [0, 0, 1, 1, 1, 2, 2, 2]
    assert (rows.sampled.tolist(), rows.population.tolist()) == ([2, 3, 3], [2, 3, 3])
    assert rows.share.tolist() == [0, 0, 0]
    assert villages.sampled.tolist() == [3]
    assert [key.tolist() for key in sample.units.keys] == [[1, 1, 2, 2, 2, 3, 3, 3], [1, 3, 0, 2, 7, 4, 5, 6]]


def test_what_each_row_stands_for_is_multiplied_by_what_was_not_drawn() -> None:
    """Four of eight rows, and in the strata of the second phase one of four and three of four."""
    weight = [6.0, 0, 0, 6, 6, 6, 0, 0]
    assert drawn_again(first(), SecondColumns(DRAWN)).weight.tolist() == weight
    strata = np.array([5, 5, 5, 9, 9, 9, 9, 5])
    made = drawn_again(first(), SecondColumns(DRAWN, strata))
    assert made.weight.tolist() == [12, 0, 0, 4, 4, 4, 0, 0]
    second = made.units.second
    assert second is not None
    assert (second.unit.tolist(), second.stage.stratum.tolist()) == ([2, 1, 5, 6], [0, 1, 1, 1])
    assert (second.stage.sampled.tolist(), second.stage.population.tolist()) == ([1, 3], [4, 4])
    assert (second.stage.parent.tolist(), second.stage.share.tolist()) == ([0] * 4, [1, 1])
    assert (second.stage.names.tolist(), second.after) == ([5, 9], 1)
    assert made.notes == (Note.of("second_phase", drawn="4", of="8", strata="2"),)


def test_households_drawn_again_keep_their_rows_together() -> None:
    homes = np.arange(8) != 6
    made = drawn_again(first(), SecondColumns(homes, psu=(VILLAGE, HOUSE)))
    assert made.unit.tolist() == [2, 0, 3, 1, 4, 4, 5, 3]
    assert made.units.stages[1].parent.tolist() == [0, 0, 1, 1, 2, 2]
    assert made.units.size == 6


def test_where_the_first_phase_ends_the_second_goes_on() -> None:
    """Every village is drawn or not as a whole, and is the last unit of the first phase: no stage comes between."""
    made = drawn_again(first(), SecondColumns(VILLAGE != 3, psu=(VILLAGE,)))
    assert (len(made.units.stages), made.units.keys[0].tolist()) == (1, [1, 2, 3])
    assert made.weight == pytest.approx([4.5, 4.5, 4.5, 4.5, 0, 0, 0, 4.5])
    assert made.units.active.tolist() == [True, True, False]
    assert made.units.second is not None
    assert (made.units.second.active.tolist(), made.units.second.after) == ([True, True], 1)


def test_a_village_of_which_nobody_was_drawn_again_is_a_unit_without_weight() -> None:
    made = drawn_again(first(weight=floats(3, 3, 3, 0, 3, 3, 3, 3)), SecondColumns(VILLAGE != 2))
    assert made.units.active.tolist() == [True, False, True]
    second = made.units.second
    assert second is not None
    assert second.active.tolist() == [True, False, True, True, True]  # a row of weight zero was drawn, too
    assert made.notes[-1] == Note.of("second_phase", drawn="5", of="8", strata="1")


def test_finite_populations_above_are_multiplied_into_what_the_rows_stand_for() -> None:
    """Villages 1 and 2 of four, village 3 of four; all rows of a village were asked in the first phase."""
    made = drawn_again(first(strata=(VILLAGE == 3) * 1, fpc=(np.full(8, 4.0),)), SecondColumns(DRAWN))
    assert made.units.stages[1].share.tolist() == [1 / 2, 1 / 2, 1 / 4]
    two = DesignColumns(8, None, None, (VILLAGE, HOUSE), (np.full(8, 6.0), np.full(8, 4.0)))
    deepest = drawn_again(draw(two, "certainty"), SecondColumns(DRAWN)).units.stages[2]
    assert deepest.share == pytest.approx([1 / 4] * 6, rel=1e-15)
    assert deepest.sampled.tolist() == [1, 1, 1, 2, 2, 1]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"drawn": VILLAGE > 3}, "no row was drawn in the second phase"),
        (
            {"drawn": np.array([1, 1, 0, 1, 1, 0, 1, 1]) == 1, "psu": (VILLAGE, HOUSE)},
            "in 2 sampling units of the second phase some rows were drawn and some not",
        ),
        ({"drawn": DRAWN, "psu": (HOUSE,)}, "lie in several of the first"),
        ({"drawn": DRAWN, "psu": (np.array([1, 2, 3, 4, 5, 5, 2, 6]),)}, "lie in several of the first"),
        ({"drawn": DRAWN, "strata": floats(1, 1, 1, 1, np.nan, 1, 1, np.nan)}, "2 rows have no stratum"),
        ({"drawn": DRAWN, "strata": np.array([*"aaaaaaa", ""])}, "1 rows have no stratum"),
        ({"drawn": DRAWN, "psu": (floats(*[np.nan] * 8),)}, "8 rows have no sampling unit"),
        ({"drawn": VILLAGE > 1, "psu": (VILLAGE,), "strata": HOUSE}, "3 sampling units of the second phase lie in"),
        ({"drawn": DRAWN, "strata": VILLAGE * 1.0 + (HOUSE > 1) * 10}, "in strata 1, 12, 13"),
        ({"drawn": np.isin(np.arange(8), (0, 4, 5)), "strata": np.arange(8) // 4}, "one of several sampling units"),
    ],
)
def test_a_second_phase_that_cannot_be_is_refused(columns: dict[str, Any], says: str) -> None:
    with pytest.raises(DesignError, match=says):
        drawn_again(draw(DesignColumns(8, psu=(VILLAGE,))), SecondColumns(**columns))


CHANCE = floats(0.5, 0.2, 0.5, 0.2, 1, 1, 1, 0.5)


def drawn_with(how: dict[str, Any], chance: np.ndarray = CHANCE, **more: Any) -> Sample:
    columns = DesignColumns(8, psu=(VILLAGE,), fpc=(chance,), pps=Pps(**how), **more)
    return draw(columns, "certainty")


@pytest.mark.parametrize(
    ("how", "spread", "own"),
    [
        # with n = 3 and P = 1.7, of p = .2, .5 and 1
        ({"method": "brewer"}, lambda p: (3 * (1 + 1.7 / 3 - p) - 1.7) / 2, None),
        ({"method": "overton", "variance": "yates-grundy"}, lambda p: (3 * (1 - p / 2) - 0.85) / 2, None),
        ({"method": "overton"}, lambda p: (3 * (1 - p / 2) - 0.85) / 2, lambda p: (p + 1.7) / 4 - p),
        (
            {"method": "hartley-rao", "squares": 1.2},
            lambda p: (3 * (1.4 - p) - 1.7) / 2,
            lambda p: (p + 1.7) / 2 - p - 0.4,
        ),
    ],
)
def test_what_squares_count_where_probabilities_differ(how: dict[str, Any], spread: Any, own: Any) -> None:
    unequal = drawn_with(how).units.stages[0].unequal
    assert unequal is not None
    p = floats(0.2, 0.5, 1)
    assert unequal.chance.tolist() == p.tolist()
    assert unequal.spread == pytest.approx(spread(p), rel=1e-14)
    assert (unequal.own is None) == (own is None)
    assert own is None or unequal.own == pytest.approx(own(p), rel=1e-14)


def test_of_two_units_of_unequal_probability_and_of_one() -> None:
    """Overton, n = 2, p = .2 and .5: spread 2 (1 - p / 2) - .35, own .35 - p; one alone has no square of its own."""
    unequal = drawn_with({"method": "overton"}, strata=(VILLAGE == 3) * 1).units.stages[0].unequal
    assert unequal is not None
    assert unequal.spread == pytest.approx([1.45, 1.15, 0], abs=1e-15)
    assert unequal.own == pytest.approx([0.15, -0.15, 0], abs=1e-15)
    alone = drawn_with({"method": "overton"}, CHANCE / 2, strata=(VILLAGE == 3) * 1).units.stages[0].unequal
    assert alone is not None
    assert alone.spread[2] == pytest.approx(1 - 0.25 - 0.25, rel=1e-15)
    assert alone.own is not None
    assert alone.own[2] == 0


def test_a_probability_is_the_share_of_the_units_it_stands_for() -> None:
    sample = drawn_with({"method": "brewer"})
    assert sample.weight == pytest.approx(1 / CHANCE, rel=1e-15)
    assert sample.units.stages[0].population == pytest.approx([8], rel=1e-15)


@pytest.mark.parametrize(
    ("chance", "says"),
    [
        (floats(0.5, 0.2, 0.5, 0.2, 1, 1, 1, 0), "1 rows have no probability above 0 and up to 1 at stage 1"),
        (floats(0.5, 2, 0.5, 2, 1, 1, 1, 0.5), "2 rows have no probability"),
        (floats(5, 5, 5, 5, 5, 5, 5, 5), "8 rows have no probability"),
        (floats(0.5, 0.2, 0.4, 0.2, 1, 0.9, 1, 0.5), "differs inside 2 sampling units at stage 1"),
    ],
)
def test_probabilities_that_cannot_be_are_refused(chance: np.ndarray, says: str) -> None:
    with pytest.raises(DesignError, match=says):
        drawn_with({"method": "brewer"}, chance)


@pytest.mark.parametrize(
    ("below", "population", "unequal"),
    [
        (floats(1, 5, 1, 5, 2, 2, 2, 1), [5, 2, 2], False),
        (floats(*[2] * 8), [2, 2, 2], False),
        (floats(0.5, 1, 1, 0.25, 1, 1, 0.5, 1), [5, 3, 3], True),
        (floats(*[1] * 8), [2, 2, 2], True),
    ],
)
def test_below_units_of_unequal_probability_a_number_above_one_counts(
    below: np.ndarray, population: list[float], unequal: bool
) -> None:
    """A count of one is a unit taken whole; without one above it the numbers are probabilities, one for each house."""
    columns = DesignColumns(8, psu=(VILLAGE, HOUSE), fpc=(CHANCE, below), pps=Pps(method="brewer"))
    stage = draw(columns, "certainty").units.stages[1]
    assert stage.population == pytest.approx(population, rel=1e-14)
    assert (stage.unequal is not None) == unequal


def test_rows_drawn_in_one_stratum_keep_the_order_of_the_file() -> None:
    sample = draw(DesignColumns(400), "certainty")
    second = drawn_again(sample, SecondColumns(np.ones(400) == 1, np.arange(400) % 2)).units.second
    assert second is not None
    assert second.unit.tolist() == [*range(0, 400, 2), *range(1, 400, 2)]


def test_small_weights_are_weights() -> None:
    made = drawn_again(first(weight=np.full(8, 0.125)), SecondColumns(DRAWN))
    assert made.units.active.tolist() == [True] * 3
    assert made.units.second is not None
    assert made.units.second.active.tolist() == [True] * 4
    none = drawn_again(first(), SecondColumns(VILLAGE != 2)).units
    assert none.active.tolist() == [True, False, True]


@pytest.mark.parametrize(("empty", "says"), [(8, "strata 1, 2, 3, 4, 5, 6, 7, 8 of the"), (9, "in 9 strata of the")])
def test_a_few_strata_are_named_and_many_counted(empty: int, says: str) -> None:
    strata = np.repeat(np.arange(empty + 1), 2)
    with pytest.raises(DesignError, match=says):
        drawn_again(draw(DesignColumns(len(strata))), SecondColumns(strata == 0, strata))
