"""Numbers of several questions that bound each other only together, held against the cells of a crossing of them.

Of places a, b and c, which is two classes of rows, 88 children met any of two harms, 78 were hurt and 14 were hit, so
that 4 met both.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from analysis.presentation.protection import Crossed
from analysis.presentation.protection.answers import loosely_tied, tied_by_answers
from analysis.presentation.protection.counted import Counted, beside
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.domains import Placed
from analysis.presentation.protection.rules import Need
from tests.presentation.test_protection_of_follow_ups import at, rows, unsaid

CELLS = {
    (False, False): (52, 40, 12, 8),
    (False, True): (3, 3, 2, 2),
    (True, False): (20, 30, 20, 4),
    (True, True): (1,) * 4,
}
HURT, HIT = (21, 31, 21, 5), (4, 4, 3, 3)
ANY = (24, 34, 23, 7)


def crossing() -> Crossed:
    """Of each of four classes those who met none, one, the other, and both."""
    named = {
        "everybody": (True, True, True, True),
        "hurt": (False, False, True, True),
        "hit": (False, True, False, True),
        "any": (False, True, True, True),
        "incidents": (0, 1, 1, 2),
    }
    return Crossed(
        np.repeat(np.arange(4), 4),
        np.array(list(CELLS.values())).T.ravel(),
        {name: np.array(some * 4, dtype=np.int64) for name, some in named.items()},
    )


def sums(*placed: Placed) -> tuple[list[Count], Mapping[int | None, list[int]]]:
    """The counts of cells, and those of each number."""
    found = [Count((), int(one.extent.cases[one.extent.inside].sum()), None) for one in placed]
    numbers = len(found)
    made = loosely_tied(found, placed, [crossing()])
    return found[numbers:], {one.total: sorted(found[part].cases for part in one.parts) for one in made}


def test_every_number_is_the_sum_of_the_cells_that_no_number_tells_apart() -> None:
    new, made = sums(at(0, "any", "abcC", ANY), at(1, "hurt", "abcC", HURT), at(2, "hit", "abcC", HIT))
    assert new == [unsaid(one.cases) for one in new]
    assert sorted(one.cases for one in new) == [4, 10, 74, 112]
    assert made == {0: [4, 10, 74], 1: [4, 74], 2: [4, 10]}


def test_who_met_both_of_two_harms_met_two_incidents() -> None:
    incidents = tuple(hurt + hit for hurt, hit in zip(HURT, HIT, strict=True))
    _, made = sums(at(0, "any", "abcC", ANY), at(1, "incidents", "abcC", incidents))
    assert made == {0: [4, 84], 1: [4, 4, 84]}


def test_classes_are_cells_of_their_own_where_a_number_is_of_some_of_them() -> None:
    new, made = sums(at(0, "any", "abcC", ANY), at(1, "hurt", "cC", HURT))
    assert made == {0: [26, 62], 1: [26]}
    assert sum(one.cases for one in new) == 200


def test_a_number_of_other_questions_is_no_sum_and_a_group_in_which_nobody_can_be_is_none() -> None:
    assert sums(at(0, "told", "abcC", HURT)) == ([], {})
    assert sums(at(0, "any", "abcC", ANY), at(1, "hit", "", HIT))[1] == {0: [88]}


@pytest.mark.parametrize(("most", "cells"), [(3, 0), (4, 4)])
def test_of_too_many_cells_nothing_is_tied(most: int, cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.presentation.protection.crossed.MOST", most)
    new, _ = sums(at(0, "any", "abcC", ANY), at(1, "hurt", "abcC", HURT), at(2, "hit", "abcC", HIT))
    assert len(new) == cells


def test_cells_are_looked_at_last() -> None:
    found = [Count((0,), 88, None)]
    assert tied_by_answers(found, [at(0, "any", "abcC", ANY)], [crossing()]) == []


def test_the_base_of_those_who_met_both_is_told_by_no_three_numbers() -> None:
    # Four who were hurt and hit were asked what followed: 88 of any, 78 and 14 give them.
    counts = [Count((row,), cases, None) for row, cases in enumerate((88, 78, 14, 4))]
    loose = [Sum((4, 5, 6), 0), Sum((5, 6), 1), Sum((4, 6), 2), Sum((6,), 3)]
    counts += [unsaid(10), unsaid(74), unsaid(4)]
    assert Counted(counts, [], [], {3: Need(up=1)}).chosen(()) == {3, 4, 5, 6}
    assert Counted(counts, [], [], {3: Need(up=1)}, loose).chosen(()) > {3, 4, 5, 6}


def test_what_cells_tell_a_reader_who_is_shown_no_number_is_no_secret_of_theirs() -> None:
    # That nobody can have met none is how the questions are made.
    counts = [Count((0,), 3, None), Count((1,), 88, None), unsaid(85), Count((), 3, None, unsaid=True, known=True)]
    adding, secret = [Sum((0, 2), 1)], {0: Need(up=2)}
    assert Counted(counts, adding, [], secret, [Sum((3,), 0)]).chosen(()) == {0, 2, 3}


def test_a_piece_whose_base_no_table_has_stands_on_its_part_of_the_bases() -> None:
    # Those of b and c, and how many of them answered, stand in no table: the base of all is known, and that of a.
    no = tuple(size - hurt for size, hurt in zip((60, 60, 30, 50), HURT, strict=True))
    of = {"hurt": HURT, "not hurt": no}
    pieces = [
        Placed(place, name, None, rows(name, "bcC", cases, base="asked"), ())
        for place, (name, cases) in enumerate(of.items())
    ]
    counts = [Count((), 57, 140, between=True), Count((), 83, 140, between=True), Count((2,), 88, 200)]
    cases = Counted(counts, [Sum((0, 1))], [*pieces, at(2, "any", "abcC", ANY)], {})
    asked = [at(0, "asked", "abcC", (60, 60, 30, 50)), at(1, "asked", "a", (60, 60, 30, 50))]
    bases = Counted([Count((0,), 200, None), Count((1,), 60, None)], [], asked, {})
    both = beside(cases, bases, [crossing()])
    (whole,) = {one.total for one in both.adding if one.parts == (0, 1)}
    assert whole is not None
    assert both.counts[whole] == unsaid(140)
    assert {frozenset({4, whole})} == {
        frozenset(one.parts) for one in both.adding if one.total == 3 and whole in one.parts
    }
