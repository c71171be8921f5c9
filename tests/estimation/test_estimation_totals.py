"""The fold and its totals: where every sum stands, what is padded, and that a small memory changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.design import DesignColumns, Sample, draw
from analysis.errors import DesignError
from analysis.estimation import asks, totals
from analysis.estimation.base import Settings
from analysis.estimation.figures import Figures, figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.replicated import Replicated

YES, NO, BLANK, REFUSED = 1, 0, -1, -4
#                  unit 1      unit 2    unit 3       unit 4
PSU = np.array([1, 1, 1, 2, 2, 3, 3, 3, 4, 4])
STRATA = np.array([1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
WEIGHT = np.array([2.0, 1, 3, 1, 1, 2, 2, 1, 4, 0])
CODE = np.array([1, 0, -1, 1, 0, 0, -4, 1, 0, 1])
AMOUNT = np.array([5.0, 7, 0, 1, 2, 3, 0, 4, 6, 9])
SEX = np.array([0, 1, 0, 1, 1, 0, 0, -1, 1, 0])
REGION = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1])


@pytest.fixture
def sample() -> Sample:
    return draw(DesignColumns(10, WEIGHT, STRATA, (PSU,)))


def folded(sample: Sample, rows: np.ndarray | None = None, *, squares: bool = False) -> totals.Totals:
    keys, measures = (Key(SEX, 2), Key(REGION, 2)), (Measure(CODE, 2, (AMOUNT,)),)
    return fold(Fold(sample, keys, measures, rows, squares))


def test_answers_and_reasons_are_counted_and_weighed_in_one_pass(sample: Sample) -> None:
    slot, levels = folded(sample).slots[0], folded(sample).levels(())
    counted = {code: levels.rows(slot.counted([code])).item() for code in (REFUSED, -3, -2, BLANK, NO, YES)}
    assert counted == {REFUSED: 1, -3: 0, -2: 0, BLANK: 1, NO: 4, YES: 3}
    weighed = {code: levels.weights(slot.weighed([code])).item() for code in (REFUSED, BLANK, NO, YES)}
    assert weighed == {REFUSED: 2, BLANK: 3, NO: 8, YES: 4}
    assert levels.weights([slot.number(0)]).item() == 2 * 5 + 7 + 1 + 2 + 2 * 3 + 4 + 4 * 6


def test_a_code_below_the_lowest_has_no_column(sample: Sample) -> None:
    slot = folded(sample).slots[0]
    assert slot.counted([-6, -5]) == []
    assert slot.weighed([-6]) == []


@pytest.mark.parametrize("code", [[-2, 0, 1], [0, 1, 2]])
def test_a_code_that_is_no_level_is_a_mistake(code: list[int]) -> None:
    assert Key(np.array([-1, 0, 1]), 2).levels == 2
    with pytest.raises(DesignError, match="none of its levels"):
        Key(np.array(code), 2)


def test_squared_weights_stand_between_the_weights_and_the_numbers(sample: Sample) -> None:
    made = folded(sample, squares=True)
    slot, levels = made.slots[0], made.levels(())
    assert levels.weights(slot.squared([YES])).item() == 4 + 1 + 1
    assert levels.weights(slot.weighed([YES])).item() == 4
    assert levels.weights([slot.number(0)]).item() == 54


def test_rows_without_weight_are_in_no_sum_and_rows_outside_the_domain_neither(sample: Sample) -> None:
    made = folded(sample, np.array([0, 3, 9]))
    assert made.levels(()).rows(made.slots[0].counted([YES])).item() == 2
    assert made.units == 4


def test_a_crossing_keeps_the_cells_that_have_a_row_and_leaves_out_rows_without_a_value(sample: Sample) -> None:
    made = folded(sample)
    crossed = made.levels((0, 1))
    assert crossed.codes.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert crossed.rows(made.slots[0].counted([REFUSED, BLANK, NO, YES])).tolist() == [2, 2, 3, 1]
    assert made.levels((1, 0)).codes.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    by_sex = made.levels((0,))
    assert by_sex.rows(made.slots[0].counted([REFUSED, BLANK, NO, YES])).tolist() == [4, 4]


def test_units_that_a_level_does_not_touch_are_zeros(sample: Sample) -> None:
    made = folded(sample)
    slot, levels = made.slots[0], made.levels((1,))
    ((sums, touched),) = levels.spread(slot.weighed([NO, YES]), slot.counted([BLANK, NO, YES]))
    assert sums.tolist() == [[[1, 1, 0, 0], [0, 0, 2, 4]], [[2, 1, 0, 0], [0, 0, 1, 0]]]
    assert touched.tolist() == [[True, True, False, False], [False, False, True, True]]


def test_a_small_memory_gives_the_same_in_more_pieces(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    made = folded(sample)
    slot, levels = made.slots[0], made.levels((0, 1))
    asked = (slot.weighed([NO, YES]), slot.counted([NO, YES]))
    (whole,) = levels.spread(*asked)
    before = by_groups(made, sample)
    monkeypatch.setattr("analysis.estimation.levels.BLOCK", 1)
    pieces = list(levels.spread(*asked))
    assert len(pieces) == 4
    for position, part in enumerate(whole):
        assert np.concatenate([piece[position] for piece in pieces], axis=1 - position).tolist() == part.tolist()
    after = by_groups(made, sample)
    for name in ("value", "variance", "low", "high", "deff"):
        assert getattr(after, name) == pytest.approx(getattr(before, name), rel=1e-14, nan_ok=True)


def by_groups(made: totals.Totals, sample: Sample) -> Figures:
    return figures(made.levels((0, 1)), asks.shares(made.slots[0], 2, (0, 1)), sample, Settings())


def test_totals_of_other_questions_are_not_merged(sample: Sample) -> None:
    other = fold(Fold(sample, (Key(SEX, 2), Key(REGION, 2)), (Measure(CODE, 3),)))
    with pytest.raises(DesignError, match="fold both parts with the same request"):
        folded(sample).merge(other)


@pytest.mark.parametrize("size", [1, 127, 128, 129, 300])
def test_rows_stand_with_their_level_however_many_levels_there_are(size: int) -> None:
    code = np.arange(size)[:, None]
    row, cell = np.arange(2 * size), np.arange(2 * size)[::-1] % (size + 1)
    cells = np.append(code, [[-1]], axis=0)  # the last cell is of no level
    sums, rows = Replicated(cells, np.arange(size + 1.0)[:, None, None], row, cell).at(code, (0,))
    assert [one.tolist() for one in rows] == [row[cell == level].tolist() for level in range(size)]
    assert sums[0, :, 0].tolist() == list(range(size))


def test_merging_adds_entries_of_the_same_unit_and_cell_and_keeps_the_others(sample: Sample) -> None:
    rows = [np.array([0, 1, 5]), np.array([2, 3, 4, 6, 7, 8, 9])]
    merged, whole = folded(sample, rows[0]).merge(folded(sample, rows[1])), folded(sample)
    for name in ("unit", "cell", "count", "sums"):
        assert getattr(merged, name).tolist() == getattr(whole, name).tolist()
