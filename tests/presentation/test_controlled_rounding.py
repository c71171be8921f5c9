"""Counts as multiples that still add up, against a search through all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest

from analysis.errors import ProtectionError
from analysis.presentation.protection import Protected, coarsened, controlled
from analysis.presentation.protection.controlled import multiples
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.showing import Rules, shown
from tests.presentation.made import share

TWO_BY_THREE = [
    Sum((0, 1, 2), 6),
    Sum((3, 4, 5), 7),
    *(Sum((at, at + 3), 8 + at) for at in range(3)),
    Sum((6, 7), 11),
    Sum((8, 9, 10), 11),
]


def counts(*cases: int) -> list[Count]:
    return [Count((row,), each, None) for row, each in enumerate(cases)]


def nearest(found: Sequence[Count], sums: Sequence[Sum], step: int) -> int | None:
    """The least distance of all choices among the two multiples beside each count that add up; None where none do."""
    beside = [sorted({count.cases // step * step, -(-count.cases // step) * step}) for count in found]
    distances = (
        sum(abs(made - count.cases) for made, count in zip(choice, found, strict=True))
        for choice in product(*beside)
        if adds_up(dict(enumerate(choice)), sums)
    )
    return min(distances, default=None)


def adds_up(made: Mapping[int, int], sums: Sequence[Sum]) -> bool:
    return all(one.total is not None and sum(made[part] for part in one.parts) == made[one.total] for one in sums)


@pytest.mark.parametrize("step", [2, 3, 5, 10])
@pytest.mark.parametrize("seed", range(6))
def test_no_choice_that_adds_up_is_nearer(step: int, seed: int) -> None:
    cells = np.random.default_rng([step, seed]).integers(0, 40, (2, 3))
    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    table = counts(*cells.ravel().tolist(), *rows.tolist(), *columns.tolist(), int(cells.sum()))
    made = multiples(range(len(table)), table, TWO_BY_THREE, step)
    assert adds_up(made, TWO_BY_THREE)
    assert all(abs(made[at] - one.cases) < step and not made[at] % step for at, one in enumerate(table))
    assert sum(abs(made[at] - one.cases) for at, one in enumerate(table)) == nearest(table, TWO_BY_THREE, step)


def test_rounding_each_by_itself_would_not_add_up() -> None:
    # 12 + 12 + 12 = 36: the nearest multiples of 5 make 30 of it, and say 35.
    made = multiples(range(4), counts(12, 12, 12, 36), [Sum((0, 1, 2), 3)], 5)
    assert sorted(made[part] for part in range(3)) == [10, 10, 15]
    assert made[3] == 35


def test_what_is_a_multiple_stays() -> None:
    assert multiples(range(3), counts(10, 13, 23), [Sum((0, 1), 2)], 5)[0] == 10
    assert multiples(range(2), counts(10, 20), [], 5) == {0: 10, 1: 20}
    assert multiples((), counts(7), [], 5) == {}


@pytest.mark.parametrize("hidden", [(3, 8), (8, 3), (11, 0), (0, 11)])
def test_hidden_counts_have_no_say(hidden: tuple[int, int]) -> None:
    sums = [Sum((0, 1, 2), 3), Sum((1, 4), 5)]
    table = counts(12, *hidden, 23, 40 - hidden[0], 40)
    assert multiples((0, 3, 5), table, sums, 5) == {0: 10, 3: 25, 5: 40}


def test_nor_do_they_decide_between_choices_that_are_equally_near() -> None:
    # 12 and 13 of 25, 7 and 8 of 15: which is rounded up must not hang on what else is known of hidden counts.
    table = counts(12, 13, 25, 7, 8, 15, 3, 9)
    sums = [Sum((0, 1), 2), Sum((3, 4), 5)]
    shown_ones = range(6)
    made = multiples(shown_ones, table, sums, 10)
    for hidden in ([Sum((0, 6), 7)], [Sum((6, 7), 2)], [Sum((3, 6), 7), Sum((4, 6), 7)]):
        assert multiples(shown_ones, table, [*hidden, *sums], 10) == made


def test_what_is_not_found_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controlled, "SECONDS", 0.0)
    with pytest.raises(ProtectionError, match="were not, in the time there is, rounded to multiples of 5"):
        multiples(range(3), counts(12, 13, 25), [Sum((0, 1), 2)], 5)


def test_nobody_is_nobody_where_a_reader_can_tell() -> None:
    # 64 and 63 of 127 leave nobody without a group, so that the nearest, 60 and 60 of 130, do not add up.
    table = [*counts(64, 63, 127), Count((), 0, None, without_group=True)]
    assert multiples(range(3), table, [Sum((0, 1, 3), 2)], 10) == {0: 70, 1: 60, 2: 130}
    table = [*counts(64, 59, 127), Count((), 4, None, without_group=True)]
    assert multiples(range(3), table, [Sum((0, 1, 3), 2)], 10) == {0: 60, 1: 60, 2: 130}


def test_where_no_neighbours_add_up_the_next_multiples_do() -> None:
    assert multiples(range(2), counts(7, 21), [Sum((0, 0, 0), 1)], 5) == {0: 5, 1: 15}
    assert multiples(range(2), counts(7, 49), [Sum((0,) * 7, 1)], 5) == {0: 5, 1: 35}
    with pytest.raises(ProtectionError):
        multiples(range(2), counts(7, 63), [Sum((0,) * 9, 1)], 5)


def test_counts_that_never_add_up_are_refused() -> None:
    with pytest.raises(ProtectionError, match=r"cannot be rounded to multiples of 5 .* leave --round-counts out"):
        multiples(range(2), counts(11, 96), [Sum((0,), 1)], 5)


def test_a_row_that_no_program_rounded_takes_the_nearest() -> None:
    row = share(63, 203)
    assert (coarsened(row, "standard", 5).n, coarsened(row, "standard", 5).n_cases) == (205, 65)
    assert (coarsened(row, "standard", 5, (200, 60)).n, coarsened(row, "standard", 5, (200, 60)).n_cases) == (200, 60)
    assert coarsened(row, "strict", 5, (200, 60)).n_cases is None
    assert coarsened(row, "standard", 5, (200, 60)).n_eff is None


def test_counts_without_sums_take_the_nearest() -> None:
    assert multiples([0, 1], counts(7, 3, 4), [], 5) == {0: 5, 1: 5}
    assert multiples([0, 1], counts(25, 35), [], 10) == {0: 30, 1: 40}


@pytest.mark.parametrize("rules", [Rules("none", "strict"), Rules("none", "standard", round_counts=10)])
def test_a_base_of_few_is_hidden_whatever_it_is_rounded_to(rules: Rules) -> None:
    (row,) = shown([share(1, 2)], rules, Protected(frozenset({0}), frozenset()))
    assert row.base_hidden
