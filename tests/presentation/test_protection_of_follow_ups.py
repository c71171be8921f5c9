"""Counts of several questions that rest on each other: who was harmed is asked what followed, answers are put together.

Places a, b and c, of which c is two classes of rows: 3, 12 and 40 of their 60, 60 and 80 children were hurt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.arrays import FloatArray, IntArray
from analysis.errors import ProtectionError
from analysis.presentation.protection import Extent, MadeOf, counted, protected
from analysis.presentation.protection.answers import tied_by_answers
from analysis.presentation.protection.counted import Counted, beside
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.domains import Placed
from analysis.presentation.protection.rules import Need
from tests.presentation.made import level, share

CLASSES = "abcC"
ASKED = (60, 60, 30, 50)
EVER = (3, 12, 15, 25)
Groups = tuple[dict[str, str], ...]


def rows(of: str, whom: str, cases: Sequence[int], asked: Sequence[int] = ASKED, base: str = "") -> Extent:
    inside = np.array([name in whom for name in CLASSES])
    return Extent(base or of, of, inside, np.array(cases), np.array(asked), np.ones(4, np.bool_))


def at(position: int, of: str, whom: str, cases: Sequence[int], by: Groups = ({},)) -> Placed:
    """A count of cases in the groups `by`, each of a table of its own."""
    places = tuple((f"domain {number}", frozenset(group.items())) for number, group in enumerate(by))
    return Placed(position, of, None, rows(of, whom, cases), places)


def by_place(of: str, cases: Sequence[int], first: int) -> tuple[list[Count], list[Placed]]:
    """All and each of the three places, counted from `first`."""
    whole = ("abcC", "a", "b", "cC")
    placed = [
        at(first + number, of, whom, cases, ({"place": whom},) if number else ({},))
        for number, whom in enumerate(whole)
    ]
    return [Count((), int(one.extent.cases[one.extent.inside].sum()), None) for one in placed], placed


def unsaid(cases: int) -> Count:
    return Count((), cases, None, unsaid=True)


def sums_of_cases(found: Sequence[Count], sums: Sequence[Sum]) -> list[tuple[list[int], int]]:
    """What each sum says, in cases."""
    said = [(sorted(found[part].cases for part in one.parts), found[one.total or 0].cases) for one in sums]
    assert all(sum(parts) == total for parts, total in said)
    return sorted(said)


def test_a_follow_up_is_asked_of_exactly_those_who_were_hurt_in_each_place() -> None:
    found, placed = by_place("ever", EVER, 0)
    found.append(Count((), 55, None))
    sums = tied_by_answers(found, [*placed, at(4, "told", "abcC", EVER)], [MadeOf(("told",), ("ever",))])
    assert sorted(one.cases for one in found[5:]) == [3, 12, 40]
    assert found[5:] == [unsaid(one.cases) for one in found[5:]]
    new = {found[position].cases: position for position in (5, 6, 7)}
    parts = {frozenset(one.parts): one.total for one in sums}
    assert len(sums) == len(parts) == 5
    assert parts[frozenset({1, 2, 3})] == 0
    assert parts[frozenset({5, 6, 7})] == 4
    assert [parts[frozenset({new[cases]})] for cases in (3, 12, 40)] == [1, 2, 3]


def test_those_who_gave_no_answer_are_a_part_that_no_row_shows() -> None:
    found, placed = by_place("ever", EVER, 0)
    told, answered = by_place("told", (3, 10, 15, 24), 4)
    found += told
    sums = tied_by_answers(found, [*placed, *answered], [MadeOf(("told",), ("ever",))])
    assert found[8:] in ([unsaid(2), unsaid(1)], [unsaid(1), unsaid(2)])
    silent = {found[position].cases: position for position in (8, 9)}
    ties = {(frozenset(one.parts), one.total) for one in sums}
    assert ties == {
        (frozenset({1, 2, 3}), 0),
        (frozenset({5, 6, 7}), 4),
        (frozenset({5}), 1),
        (frozenset({6, silent[2]}), 2),
        (frozenset({7, silent[1]}), 3),
    }


def test_ever_is_often_and_sometimes_together() -> None:
    found = [Count((), 55, None), Count((), 20, None), Count((), 35, None)]
    placed = [
        at(0, "ever", "abcC", EVER),
        at(1, "often", "abcC", (1, 4, 5, 10)),
        at(2, "sometimes", "abcC", (2, 8, 10, 15)),
    ]
    sums = tied_by_answers(found, placed, [MadeOf(("ever",), ("often", "sometimes"))])
    assert found[3:] == [unsaid(55)]
    assert sums == [Sum((1, 2), 3), Sum((0,), 3)]
    # Some who said how often did not say whether: of 40 and 20 only 55.
    found = [Count((), 55, None), Count((), 20, None), Count((), 40, None)]
    sums = tied_by_answers(found, placed, [MadeOf(("ever",), ("often", "sometimes"))])
    assert found[3:] == [unsaid(5), unsaid(60)]
    assert sums == [Sum((1, 2), 4), Sum((0, 3), 4)]


def test_two_answers_and_those_who_gave_none_make_up_everybody() -> None:
    found = [Count((), 55, None), Count((), 140, None), Count((), 200, None)]
    placed = [
        at(0, "yes", "abcC", EVER),
        at(1, "no", "abcC", (57, 48, 15, 20)),
        at(2, "all", "abcC", ASKED),
    ]
    sums = tied_by_answers(found, placed, [MadeOf(("yes", "no"), ("all",))])
    assert found[3:] == [unsaid(5)]
    assert sums == [Sum((0, 1, 3), 2)]


def test_what_is_known_of_two_follow_ups_is_said_once() -> None:
    found, placed = by_place("ever", EVER, 0)
    found += [Count((), 55, None), Count((), 55, None)]
    follow = [at(4, "told", "abcC", EVER), at(5, "why", "abcC", EVER)]
    made_of = [MadeOf(("told",), ("ever",)), MadeOf(("why",), ("ever",))]
    sums = tied_by_answers(found, [*placed, *follow], made_of)
    assert len(found) == 6 + 3 + 3
    assert len(set(sums)) == len(sums) == 1 + 2 + 3 + 3
    hurt, of_place = ([12, 3, 40], 55), ([3], [12], [40])
    assert sums_of_cases(found, sums).count((sorted(hurt[0]), hurt[1])) == 3
    assert all(sums_of_cases(found, sums).count((one, one[0])) == 2 for one in of_place)


def test_nothing_is_tied_to_what_no_table_shows() -> None:
    found, placed = by_place("ever", EVER, 0)
    assert tied_by_answers(found, placed, [MadeOf(("told",), ("ever",)), MadeOf(("ever",), ("told",))]) == []
    assert tied_by_answers(found, placed, []) == []
    assert len(found) == 4


@pytest.mark.parametrize(("most", "tied"), [(2, False), (3, True)])
def test_of_too_many_pieces_nothing_is_tied(monkeypatch: pytest.MonkeyPatch, most: int, tied: bool) -> None:
    monkeypatch.setattr("analysis.presentation.protection.answers.MOST", most)
    found, placed = by_place("ever", EVER, 0)
    told, answered = by_place("told", EVER, 4)
    sums = tied_by_answers([*found, *told], [*placed, *answered], [MadeOf(("told",), ("ever",))])
    assert bool(sums) == tied


def test_the_smallest_group_that_has_them_all_stands_for_its_larger_ones() -> None:
    # All children of one place: those of a group of two variables are those of the place and of all of another table.
    small = ({}, {"place": "a", "sex": "girl"})
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        counts = [
            at(0, "ever", "a", EVER),
            at(1, "ever", "a", EVER, small),
            at(2, "ever", "a", EVER, ({"place": "a"},)),
        ]
        found = [Count((), 3, None) for _ in range(4)]
        placed = [*(counts[number] for number in order), at(3, "told", "a", EVER)]
        sums = tied_by_answers(found, placed, [MadeOf(("told",), ("ever",))])
        assert set(sums) == {Sum((1,), 0), Sum((1,), 2), Sum((3,), 1)}
        assert len(found) == 4


def test_an_empty_group_is_the_sum_of_nothing() -> None:
    found = [Count((), 55, None), Count((), 0, None), Count((), 55, None)]
    placed = [at(0, "ever", "abcC", EVER), at(1, "ever", "", EVER, ({"place": "d"},)), at(2, "told", "abcC", EVER)]
    assert tied_by_answers(found, placed, [MadeOf(("told",), ("ever",))]) == [Sum((2,), 0)]


# Cases 3, 12, 40 and 55 of rows 0 to 3; of rows 4 and 5, answers to the follow-up, 20 and 35 of a base of 55.
CASES = [
    *(Count((row,), cases, n) for row, (cases, n) in enumerate([(3, 60), (12, 60), (40, 80), (55, 200)])),
    Count((4,), 20, 55),
    Count((5,), 35, 55),
]
OF_CASES = Counted(
    CASES,
    [Sum((0, 1, 2), 3), Sum((4, 5))],
    [at(number, "ever", whom, EVER) for number, whom in enumerate(("a", "b", "cC", "abcC"))],
    {0: Need(up=2)},
)
OF_BASES = Counted(
    [Count((0,), 60, None), Count((3,), 200, None), Count((4, 5), 55, None)],
    [Sum((0,), 1), Sum((1, 2))],
    [at(2, "told", "abcC", EVER)],
    {2: Need(up=1)},
)
FOLLOW_UP = [MadeOf(("told",), ("ever",))]


def test_cases_stand_beside_the_bases_that_are_the_same_people() -> None:
    both = beside(OF_CASES, OF_BASES, FOLLOW_UP)
    # Six counts of cases, three of bases, three places of those told, and the others of each base.
    assert [(one.rows, one.cases, one.n) for one in both.counts[:9]] == [
        ((0,), 3, None),
        ((1,), 12, 60),
        ((2,), 40, 80),
        ((3,), 55, None),
        ((4,), 20, None),
        ((5,), 35, None),
        ((0,), 60, None),
        ((3,), 200, None),
        ((4, 5), 55, None),
    ]
    assert {one.cases for one in both.counts[9:12]} == {3, 12, 40}
    assert both.counts[12:] == [unsaid(57), unsaid(145), unsaid(35), unsaid(20)]
    assert both.secret == {0: Need(up=2), 8: Need(up=1)}
    assert [one.position for one in both.placed] == [0, 1, 2, 3, 8]
    assert {Sum((6,), 7), Sum((7, 8), None), Sum((0, 1, 2), 3), Sum((4, 5), 8)} <= {*both.adding}
    assert {Sum((0, 12), 6), Sum((3, 13), 7), Sum((4, 14), 8), Sum((5, 15), 8)} <= {*both.adding}
    assert sum(one.total is None for one in both.adding) == 1
    assert len(both.adding) == 2 + 2 + 4 + 5


@pytest.mark.parametrize(("few", "needs"), [(0, {}), (5, {}), (58, {57: Need(up=1)}), (60, {57: Need(up=3)})])
def test_few_others_of_a_secret_count_must_be_able_to_be_more(few: int, needs: dict[int, Need]) -> None:
    both = beside(OF_CASES, OF_BASES, FOLLOW_UP, few)
    assert {both.counts[position].cases: need for position, need in both.secret.items() if position > 8} == needs


@pytest.mark.parametrize(("cases", "needs"), [(0, Need()), (3, Need(up=2))])
def test_a_number_that_is_known_to_be_none_needs_nothing_else(cases: int, needs: Need) -> None:
    # One of which the whole is known to be none, without anything that is shown.
    counts = [Count((0,), cases, None), Count((1,), cases, None, known=True), *OF_CASES.counts[2:]]
    secret = {0: Need(up=2)}
    both = beside(replace(OF_CASES, counts=counts, adding=[Sum((0,), 1)], secret=secret), OF_BASES, FOLLOW_UP)
    assert both.secret[0] == needs


def test_answers_whose_bases_are_not_the_same_add_up_to_what_is_known_of_them() -> None:
    apart = Counted([*OF_BASES.counts[:2], Count((4,), 55, None), Count((5,), 55, None)], [], OF_BASES.placed, {})
    assert Sum((4, 5)) in beside(OF_CASES, apart, FOLLOW_UP).adding
    assert beside(OF_CASES, OF_BASES, []) is OF_CASES
    assert beside(OF_CASES, OF_BASES, [MadeOf(("why",), ("ever",))]) is OF_CASES


@pytest.mark.parametrize("bases", [(55, 200), (200, 55)])
def test_cells_that_stand_on_their_row_and_on_everybody_add_up_to_their_row(bases: tuple[int, int]) -> None:
    cells = Counted([Count((0, 2), 15, 55), Count((1, 3), 40, 200)], [Sum((0, 1))], [at(0, "ever", "ab", EVER)], {})
    on = [*(Count((row, row + 1), size, None) for row, size in zip((0, 2), bases, strict=True)), Count((4,), 15, None)]
    both = beside(cells, Counted(on, [], [at(2, "told", "ab", EVER)], {}), FOLLOW_UP)
    assert Sum((0, 1), 2 + bases.index(55)) in both.adding
    assert sum(one.parts == (0, 1) for one in both.adding) == 1
    first, second = bases
    assert both.counts[5:] == [unsaid(one) for one in (first - 15, second - 15, first - 40, second - 40)]
    assert [one.n for one in both.counts[:2]] == [None, None]


@pytest.mark.parametrize(("base", "sums"), [(55, [2]), (54, [None]), (56, [None])])
def test_a_base_is_the_sum_of_answers_where_it_is_as_large(base: int, sums: list[int | None]) -> None:
    cells = Counted([Count((0,), 15, 70), Count((1,), 40, 70)], [Sum((0, 1))], [at(0, "ever", "ab", EVER)], {})
    on = [Count((0, 1), base, None), Count((4,), 15, None)]
    both = beside(cells, Counted(on, [], [at(1, "told", "ab", EVER)], {}), FOLLOW_UP)
    assert [one.total for one in both.adding if one.parts == (0, 1)] == sums


@pytest.mark.parametrize("before", [0, 1])
def test_cases_that_no_row_shows_stand_on_the_base_of_the_same_people(before: int) -> None:
    # People without a group have no row; bases are counted from the first one on.
    told = rows("told by", "ab", EVER, base="told")
    cases = Counted([Count((), 6, 70)], [], [Placed(0, "told", None, told, ())], {})
    bases = [*([Count((9,), 99, None)] * before), Count((), 15, None), Count((4,), 15, None)]
    placed = [at(before + place, of, "ab", EVER) for place, of in enumerate(("told", "ever"))]
    both = beside(cases, Counted(bases, [], placed, {}), FOLLOW_UP)
    assert both.counts[0].n is None
    assert [one.cases for one in both.counts if one.unsaid] == [9]


@pytest.mark.parametrize(("base", "others"), [(16, 1), (15, 0), (14, None)])
def test_cases_lie_in_a_base_that_is_no_smaller_than_they_are(base: int, others: int | None) -> None:
    # Ticks of a list may be more than those who gave any.
    cells = Counted([Count((0,), 15, 70)], [], [at(0, "ever", "ab", EVER)], {})
    both = beside(
        cells, Counted([Count((0,), base, None), Count((4,), 15, None)], [], [at(1, "told", "ab", EVER)], {}), FOLLOW_UP
    )
    assert both.counts[3:] == ([] if others is None else [unsaid(others)])
    assert both.counts[0].n == (70 if others is None else None)
    assert [one for one in both.adding if one.total == 1] == ([] if others is None else [Sum((0, 3), 1)])


GROUPS = Counted(
    [
        Count((0,), 3, 60),
        Count((1,), 12, 60),
        Count((2,), 40, 80),
        Count((3, 4), 55, 200),
        Count((), 9, 20, unsaid=True),
    ],
    [Sum((0, 1, 2), 3)],
    [],
    {0: Need(up=2)},
)


def test_a_secret_takes_the_cheapest_other_with_it_and_all_that_is_gone_or_unprinted() -> None:
    assert GROUPS.rows({1, 3, 4}) == {1, 3, 4}
    assert GROUPS.chosen(()) == {0, 1, 4}
    assert GROUPS.chosen({4}) == {0, 3, 4}  # the total is hidden, and so is the first group
    without = Counted(GROUPS.counts, GROUPS.adding, [], {})
    assert without.chosen(()) == set()
    assert without.chosen({2, 9}) == {2, 4}


def test_what_an_attack_finds_takes_all_that_is_tied_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counted, "further", lambda *_: frozenset())
    assert GROUPS.chosen(()) == {0, 1, 2, 3, 4}
    alone = Counted(GROUPS.counts, [Sum((0,), 1), Sum((2,), 3)], [], {0: Need(up=2, down=4)})
    with pytest.raises(ProtectionError, match="fewer breakdowns"):
        alone.chosen(())


Table = Sequence[tuple[Any, Extent]]


def told(*tables: Table, made_of: Sequence[MadeOf]) -> list[tuple[set[int], set[int]]]:
    sides = [([one for one, _ in table], "standard", str(number)) for number, table in enumerate(tables)]
    found = protected(sides, [[extent for _, extent in table] for table in tables], made_of)  # type: ignore[arg-type]
    return [(set(one.hidden), set(one.untold)) for one in found]


def shares(of: str, whom: Sequence[str], cases: Sequence[int], asked: Sequence[int], **about: Any) -> Table:
    """Of all and of each group of classes the share that gave an answer, with its rows."""
    made = []
    about = {"variable": of, **about}
    for number, group in enumerate(whom):
        extent = rows(of, group, cases, asked, base=f"base of {about['variable']}")
        sizes = (int(np.array(some)[extent.inside].sum()) for some in (cases, asked))
        made.append((share(*sizes, by={"place": group} if number else {}, **about), extent))
    return made


def few_that_are_told(
    tables: Sequence[Table], found: Sequence[tuple[set[int], set[int]]], made_of: Sequence[MadeOf]
) -> set[tuple[str, int]]:
    """Counts of one to four that are what is shown, and known to be equal, added up and taken from each other."""
    extents = [extent for table in tables for _, extent in table]
    counted = {of: cases for one in extents for of, cases in ((one.of, one.cases), (one.base, one.answered))}
    printed = [
        (of, extent.inside, number in secret)
        for table, kept in zip(tables, found, strict=True)
        for number, (_, extent) in enumerate(table)
        for of, secret in zip((extent.of, extent.base), kept, strict=True)
    ]
    shown = [_equation(counted, (of,), inside) for of, inside, secret in printed if not secret]
    for one in made_of:
        for piece in np.eye(len(CLASSES)):
            if sum(counted[of] @ piece for of in one.parts) == sum(counted[of] @ piece for of in one.whole):
                shown.append(_equation(counted, one.parts, piece) - _equation(counted, one.whole, piece))
    rank = np.linalg.matrix_rank(np.array(shown))
    return {
        (of, int(counted[of][inside].sum()))
        for of, inside, _ in printed
        if 0 < counted[of][inside].sum() < 5
        and np.linalg.matrix_rank(np.array([*shown, _equation(counted, (of,), inside)])) == rank
    }


def _equation(counted: Mapping[str, IntArray], names: Sequence[str], inside: Any) -> FloatArray:
    """Which of the counts, each of one class, a sum is of, shape (names times classes,)."""
    return np.concatenate([np.where(inside, 1.0, 0.0) * (name in names) for name in counted])


PLACES = ("abcC", "a", "b", "cC")


def test_three_hurt_in_one_place_are_told_by_no_base_of_what_followed() -> None:
    tables = [shares("ever", PLACES, EVER, ASKED), shares("why", PLACES, (2, 6, 10, 15), EVER)]
    made_of = [MadeOf(("base of why",), ("ever",))]
    found = told(*tables, made_of=made_of)
    assert found[0][0] == found[1][1]  # cases of a place are hidden where the base of the follow-up is not told
    assert found[0][0] in ({1, 2}, {1, 3})
    assert few_that_are_told(tables, found, made_of) == set()


def test_bases_of_finer_groups_tell_of_no_place_of_a_larger_one() -> None:
    # Of 15 in a and b together, 12 are of b.
    tables = [shares("ever", ("abcC", "ab", "cC"), EVER, ASKED), shares("why", PLACES, (1, 6, 10, 15), EVER)]
    made_of = [MadeOf(("base of why",), ("ever",))]
    # By themselves a base of 12 and one of 3 would do, of which the other table tells the sum.
    found = told(*tables, made_of=made_of)
    assert {1} <= found[1][1]
    assert few_that_are_told(tables, found, made_of) == set()
    assert 0 not in found[0][0]


def test_a_follow_up_that_some_gave_no_answer_to_tells_of_few_by_no_difference() -> None:
    # In place a three of six answered; elsewhere all did, so that their cases are the other bases.
    ever = (6, 12, 15, 25)
    tables = [shares("ever", PLACES, ever, ASKED), shares("why", PLACES, (1, 6, 7, 14), (3, 12, 15, 25))]
    made_of = [MadeOf(("base of why",), ("ever",))]
    apart = told(*tables, made_of=[])
    assert few_that_are_told(tables, apart, made_of) != set()
    found = told(*tables, made_of=made_of)
    assert few_that_are_told(tables, found, made_of) == set()
    assert 1 in found[1][1]
    assert 0 not in found[0][0] | found[1][1]


def test_an_answer_made_of_two_others_tells_of_neither() -> None:
    # In place a six were hurt, three of them often; in b 7 and 5, in c 20 and 20.
    ever = shares("ever", PLACES, (6, 12, 15, 25), ASKED)
    often, sometimes, never = (
        shares(of, PLACES, cases, ASKED, variable="how", level=level(of), exclusive_parts=True)
        for of, cases in (("often", (3, 7, 8, 12)), ("sometimes", (3, 5, 7, 13)), ("never", (54, 48, 15, 25)))
    )
    tables = [ever, [*often, *sometimes, *never]]
    made_of = [MadeOf(("ever",), ("often", "sometimes"))]
    found = told(*tables, made_of=made_of)
    assert {1, 5} <= found[1][0]
    assert few_that_are_told(tables, found, made_of) == set()
    assert found[0] == (set(), set())
