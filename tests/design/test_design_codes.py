"""Dense codes are the same whether they are counted or sorted."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.design.codes import compact, first_rows, within


def sorted_codes(values: np.ndarray) -> tuple[list[int], list[object]]:
    distinct, code = np.unique(values, return_inverse=True)
    return code.tolist(), distinct.tolist()


@pytest.mark.parametrize(
    "values",
    [
        np.array([7, 3, 3, 9, 7]),  # counted
        np.array([7.0, 3.0, 3.0, 9.0]),  # whole numbers in floats: counted
        np.array([-5, 0, -5, 2], dtype=np.int32),  # negative
        np.array([3.5, 1.25, 3.5]),  # fractions: sorted
        np.array([1, 10**12, 5]),  # too far apart to count: sorted
        np.array([1.0, 1e300, 5.0]),
        np.array([2.0, np.inf]),
        np.array(["west", "east", "west"]),
        np.array([True, False, True]),
        np.array([], dtype=np.int64),
        np.array([], dtype="U1"),
        np.array([5]),
        np.array([-100, 100, -100], dtype=np.int8),  # the range does not fit the type
        np.array([250, 0, 3], dtype=np.uint8),
    ],
    ids=lambda values: f"{values.dtype}{len(values)}",
)
def test_codes_count_the_distinct_values_in_their_order(values: np.ndarray) -> None:
    code, distinct = compact(values)
    assert (code.tolist(), distinct.tolist()) == sorted_codes(values)
    assert distinct.dtype == values.dtype
    assert code.dtype == np.int64


def test_counting_and_sorting_agree_on_the_same_values() -> None:
    values = np.random.default_rng(5).integers(-50, 50, 400)
    counted, sorted_ = compact(values), compact(values + 0.5)
    assert counted[0].tolist() == sorted_[0].tolist()
    assert counted[1].tolist() == (sorted_[1] - 0.5).tolist()


def test_pairs_are_ordered_by_the_outer_code_and_then_by_the_inner() -> None:
    outer, inner = np.array([1, 0, 1, 0, 1]), np.array([0, 2, 1, 2, 0])
    assert within(outer, inner).tolist() == [1, 0, 2, 0, 1]


def test_the_first_row_of_each_code() -> None:
    assert first_rows(np.array([2, 0, 0, 1, 2])).tolist() == [1, 3, 0]
    assert first_rows(np.array([], dtype=np.int64)).tolist() == []
