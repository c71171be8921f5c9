"""How rows of several numbers fall into pieces, and which numbers are seen together; each result counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.arrays import BoolArray
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.domains import Placed, left_over, tied
from analysis.presentation.protection.extents import Extent, Place
from analysis.presentation.protection.families import (
    apart,
    families,
    known_same,
    pieces,
    told_by_groups,
    with_crossings,
)

CLASSES = "abcdefg"  # of rows of the data, one letter each


def rows(*numbers: str) -> BoolArray:
    """The classes of each number, shape (numbers, classes)."""
    return np.array([[letter in number for letter in CLASSES] for number in numbers])


def names(classes: BoolArray) -> str:
    return "".join(np.array(list(CLASSES))[classes])


def at(whom: str, **group: float | str | None) -> Place:
    return whom, frozenset(group.items())


# Pieces


def test_rows_fall_apart_by_which_numbers_they_are_in() -> None:
    assert sorted(map(names, apart(rows("abc", "bcd", "c")))) == ["a", "b", "c", "d"]
    assert sorted(map(names, apart(rows("abcd", "ab")))) == ["ab", "cd"]
    assert [names(one) for one in apart(rows("bd"))] == ["bd"]
    assert apart(rows("", "")) == []


def test_sixty_four_pieces_are_seen_at_once() -> None:
    inside = np.eye(64, dtype=np.bool_)
    ((numbers, parts),) = pieces(inside)
    assert numbers is inside
    assert sorted(np.flatnonzero(part).tolist() for part in parts) == [[number] for number in range(64)]


def test_of_more_pieces_every_two_numbers_that_have_rows_in_common_are_seen() -> None:
    # 65 classes of one number each; one number more has the first two, and another the last and the first.
    first, last = np.zeros(65, dtype=np.bool_), np.zeros(65, dtype=np.bool_)
    first[[0, 1]] = last[[64, 0]] = True
    seen = [
        ([np.flatnonzero(number).tolist() for number in numbers], sorted(np.flatnonzero(part).tolist() for part in cut))
        for numbers, cut in pieces(np.vstack([np.eye(65, dtype=np.bool_), first, last]))
    ]
    assert sorted(seen) == [
        ([[0], [0, 1]], [[0], [1]]),
        ([[0], [0, 64]], [[0], [64]]),
        ([[0, 1], [0, 64]], [[0], [1], [64]]),
        ([[1], [0, 1]], [[0], [1]]),
        ([[64], [0, 64]], [[0], [64]]),
    ]


# What sums of groups tell


def test_a_group_of_a_group_of_one_table_is_told_by_its_sums() -> None:
    whole, boys, young = at("all"), at("all", sex=1), at("all", sex=1, age=13)
    assert told_by_groups((boys,), (whole,))
    assert told_by_groups((young,), (boys,))
    assert not told_by_groups((whole,), (boys,))
    assert not told_by_groups((boys,), (boys,))
    assert not told_by_groups((boys,), (at("all", age=13),))
    assert not told_by_groups((boys,), (at("north"),))
    assert told_by_groups((at("south", sex=1), boys), (at("north"), whole))


def test_the_same_rows_are_known_to_be_so_where_groups_do_not_tell() -> None:
    whole, boys, young, domain = at("all"), at("all", sex=1), at("all", sex=1, age=13), at("boys")
    assert list(known_same([boys, domain])) == [[domain, boys]]
    assert list(known_same([young, whole, boys])) == [[whole], [boys], [young]]
    assert list(known_same([whole, boys, domain])) == [[whole, domain, boys]]
    assert list(known_same([whole, boys, at("all", age=13)])) == [[whole], [boys, at("all", age=13)]]
    assert list(known_same([boys])) == [[boys]]
    assert list(known_same([])) == []


# Families


def seen_together(*numbers: tuple[str, Place] | tuple[str, Place, Place]) -> list[list[int]]:
    return list(families([tuple(places) for _, *places in numbers], rows(*(inside for inside, *_ in numbers))))


def test_numbers_of_one_group_that_hang_together_are_a_family() -> None:
    def domains(*inside: str) -> list[list[int]]:
        return seen_together(*((one, at(f"domain {number}", sex=1)) for number, one in enumerate(inside)))

    assert domains("ab", "bc") == [[0, 1]]
    assert domains("ab", "cd") == []
    assert domains("ab", "bc", "cd") == [[0, 1, 2]]
    assert domains("ab", "cd", "bc") == [[0, 1, 2]]
    assert domains("ab", "ef", "fg", "bc") == [[0, 3], [1, 2]]
    assert domains("ab", "bc", "ef", "fg") == [[0, 1], [2, 3]]
    assert domains("ab", "cd", "de") == [[1, 2]]


def test_numbers_of_several_groups_that_overlap_are_none() -> None:
    assert seen_together(("ab", at("one", sex=1)), ("bc", at("two", age=13))) == []


def test_families_come_in_the_order_of_their_numbers() -> None:
    both = ("ab", at("one", sex=1), at("two", age=13))
    assert seen_together(both, ("bc", at("three", age=13)), ("ad", at("four", sex=1))) == [[0, 1], [0, 2]]


def test_what_lies_in_another_number_without_one_between_is_a_family() -> None:
    whole, part = ("abcd", at("one")), ("abc", at("two", sex=1))
    assert seen_together(whole, part) == [[0, 1]]
    assert seen_together(part, whole) == [[1, 0]]
    assert seen_together(whole, part, ("a", at("three", age=13))) == [[0, 1], [1, 2]]
    assert seen_together(whole, ("ab", at("two", sex=1)), ("c", at("three", age=13))) == [[0, 1, 2]]
    assert seen_together(whole, ("cde", at("two", sex=1))) == []
    assert seen_together(whole, ("", at("two", sex=1))) == []


def test_what_groups_tell_of_each_other_is_no_family() -> None:
    assert seen_together(("abcd", at("one")), ("ab", at("one", sex=1))) == []
    assert seen_together(("abcd", at("one")), ("ab", at("one", sex=1)), ("cd", at("two", sex=2))) == [[0, 2]]
    assert seen_together(("ab", at("one")), ("abcd", at("one", sex=1))) == [[1, 0]]


# Crossings


def crossed(*numbers: tuple[str, Place] | tuple[str, Place, Place]) -> dict[str, Place]:
    """The rows that are made up, each with its place."""
    given = [tuple(places) for _, *places in numbers]
    places, inside = with_crossings(given, rows(*(inside for inside, *_ in numbers)))
    assert places[: len(given)] == given
    assert list(map(names, inside[: len(given)])) == [inside for inside, *_ in numbers]
    made = [
        (names(classes), place) for classes, (place,) in zip(inside[len(given) :], places[len(given) :], strict=True)
    ]
    assert len(dict(made)) == len(made)
    return dict(made)


def bands(*inside: str, whom: str = "all") -> list[tuple[str, Place]]:
    return [(one, at(whom, band=one)) for one in inside]


def test_a_domain_is_crossed_with_groups_of_which_some_lie_in_it_or_outside() -> None:
    domain = ("abc", at("young"))
    assert crossed(domain, *bands("ab", "cd")) == {"c": at("~young", band="cd")}
    assert crossed(domain, *bands("cd", "ab")) == {"c": at("~young", band="cd")}
    assert crossed(("ac", at("young")), *bands("ab", "cd", "ef")) == {
        "a": at("~young", band="ab"),
        "c": at("~young", band="cd"),
    }
    assert crossed(("abce", at("young")), *bands("ab", "cd", "ef")) == {
        "c": at("~young", band="cd"),
        "e": at("~young", band="ef"),
    }


def test_groups_that_all_cut_a_domain_are_not_crossed_with_it() -> None:
    assert crossed(("ac", at("young")), *bands("ab", "cd")) == {}
    assert crossed(("acd", at("young")), *bands("abc", "def")) == {}


def test_one_group_in_a_domain_adds_up_to_nothing() -> None:
    assert crossed(("ag", at("young")), *bands("ab", "cd")) == {}


def test_a_domain_with_groups_of_its_own_is_not_crossed_with_those_of_another_table() -> None:
    groups = [*bands("ab", "cd"), *bands("a", "bc", whom="young")]
    assert crossed(("abc", at("young")), *groups) == {}
    assert crossed(("abc", at("young"), at("early")), *groups) == {}
    assert crossed(("abc", at("early"), at("young")), *groups) == {}
    assert crossed(("abc", at("early")), *groups[:2]) == {"c": at("~early", band="cd")}
    assert crossed(("abc", at("young")), *bands("ab", "cd"), ("f", at("young", sex=1))) == {
        "c": at("~young", band="cd")
    }


def test_groups_of_two_variables_or_two_tables_are_not_mixed_up() -> None:
    sexes = [("abe", at("all", sex=1)), ("cdf", at("all", sex=2))]
    assert crossed(("ac", at("young")), *bands("ab", "cd"), *sexes) == {}
    assert crossed(("ac", at("young")), *bands("ab", "cd"), *bands("e", "f", whom="old")) == {}
    assert crossed(("ag", at("young")), ("ab", at("all", band=1)), ("fg", at("old", band=2))) == {}


def test_a_group_of_a_table_is_no_domain_to_be_crossed() -> None:
    assert crossed(("abc", at("all", sex=1)), *bands("ab", "cd", whom="other")) == {}


def test_domains_fall_into_what_every_two_and_all_of_them_have_in_common() -> None:
    assert crossed(("ab", at("one")), ("bc", at("two"))) == dict.fromkeys("abc", at("~"))
    made = crossed(("abc", at("one")), ("bcd", at("two")), ("cde", at("three")))
    assert made == dict.fromkeys([*"abcde", "ab", "bc", "cd", "de"], at("~"))
    assert crossed(("ab", at("one")), ("cd", at("two"))) == {}


def test_only_domains_fall_into_parts_that_they_have_in_common() -> None:
    assert crossed(("ab", at("one")), ("bc", at("two", sex=1))) == {}
    assert crossed(("ab", at("one")), ("bc", at("two"), at("three", sex=1))) == dict.fromkeys("abc", at("~"))


# Counts of pieces

CASES = {"a": 11, "b": 12, "c": 3, "d": 14, "e": 0, "f": 0, "g": 0}
SIZES = {"a": 61, "b": 62, "c": 63, "d": 64, "e": 0, "f": 0, "g": 0}


def extent(inside: str, of: str = "hurt", *, base: str = "asked", unknown: str = "") -> Extent:
    (classes,) = rows(inside)
    cases, sizes = np.array(list(CASES.values())), np.array(list(SIZES.values()))
    known = np.array([letter not in unknown for letter in CLASSES])
    return Extent(base, of, classes, cases, sizes, known)


def number(position: int, inside: str, *places: Place, answer: object = None, **about: str) -> Placed:
    of = "hurt" if answer is None else f"answer {answer}"
    return Placed(position, "question", answer, extent(inside, of, **about), places)


def ties(*placed: Placed, n: int | None = 100) -> tuple[set[tuple[frozenset[int], int | None]], list[Count]]:
    """The parts and totals of the sums, and the counts of pieces that no row shows."""
    found = [Count((one.position,), 0, n) for one in placed]
    given = {one.position: one for one in placed}
    sums = {(frozenset(one.parts), one.total) for one in list(tied(found, given))}
    assert given.keys() == {place for place, count in enumerate(found) if not count.unsaid}
    for place in given.keys() - {*range(len(placed))}:
        new = given[place]
        assert (new.places, found[place].cases) == ((), new.extent.cases[new.extent.inside].sum())
    return sums, found[len(placed) :]


def test_a_domain_is_the_sum_of_one_in_it_and_of_the_rest() -> None:
    sums, new = ties(number(0, "abcd", at("all")), number(1, "ab", at("young")))
    assert sums == {(frozenset({1, 2}), 0)}
    assert new == [Count((), 17, 127, between=True)]


def test_of_two_domains_each_is_the_sum_of_what_they_have_in_common_and_what_not() -> None:
    sums, new = ties(number(0, "ab", at("one")), number(1, "bc", at("two")))
    where = {count.cases: 2 + place for place, count in enumerate(new)}
    assert {cases: new[place - 2].n for cases, place in where.items()} == {11: 61, 12: 62, 3: 63}
    assert sums == {(frozenset({where[11], where[12]}), 0), (frozenset({where[12], where[3]}), 1)}


def test_a_piece_of_people_of_whom_nothing_is_known_is_one_without_a_group() -> None:
    def piece(unknown: str) -> Count:
        whole, part = number(0, "abcd", at("all"), unknown=unknown), number(1, "ab", at("young"), unknown=unknown)
        return ties(whole, part)[1][0]

    assert piece("cd") == Count((), 17, 127, without_group=True)
    assert piece("d") == piece("ab") == Count((), 17, 127, between=True)


def test_a_piece_has_no_base_where_the_numbers_have_none_and_is_a_harm_where_they_are() -> None:
    whole, part = number(0, "abcd", at("all")), number(1, "ab", at("young"))
    assert ties(whole, part, n=None)[1] == [Count((), 17, None, between=True)]
    harms = [Placed(one.position, one.question, None, one.extent, one.places, harm=True) for one in (whole, part)]
    assert ties(*harms)[1] == [Count((), 17, 127, between=True, harm=True)]


def test_one_number_of_a_kind_is_tied_to_nothing() -> None:
    assert ties(number(0, "abcd", at("all"))) == (set(), [])
    others = [number(1, "ab", at("young"), base="other"), number(2, "ab", at("young"), answer=1)]
    assert ties(number(0, "abcd", at("all")), *others) == (set(), [])


def test_counts_of_the_same_rows_are_equal_unless_groups_tell() -> None:
    whole, school, sex = at("all"), at("all", school=None), at("all", sex=None)
    assert ties(number(0, "ab", school), number(1, "ab", sex)) == ({(frozenset({0}), 1)}, [])
    assert ties(number(0, "ab", whole), number(1, "ab", sex)) == (set(), [])
    assert ties(number(0, "ab", sex), number(1, "ab", whole)) == (set(), [])


def test_of_the_same_rows_the_number_of_the_smallest_group_stands_for_the_others() -> None:
    wide, narrow = at("one", sex=1), at("two", sex=1, age=13)
    assert ties(number(0, "ab", wide), number(1, "ab", narrow))[0] == {(frozenset({1}), 0)}
    assert ties(number(0, "ab", at("three"), narrow), number(1, "ab", wide))[0] == {(frozenset({0}), 1)}


def test_a_number_stands_in_the_places_of_all_of_the_same_rows() -> None:
    # That the whole of the second table is more than its group is told by its groups; what it has beyond is no secret.
    same = number(0, "ab", at("one", sex=1, age=13)), number(1, "ab", at("two", school=1))
    sums, new = ties(*same, number(2, "abcd", at("two")))
    assert sums == {(frozenset({0}), 1), (frozenset({0, 3}), 2)}
    assert new == [Count((), 17, None, unsaid=True)]
    assert ties(same[0], number(1, "abcd", at("two")))[0] == {(frozenset({0, 2}), 1)}


@pytest.mark.parametrize(("most", "seen"), [(2, False), (3, True)])
def test_of_too_many_parts_numbers_are_not_seen_all_at_once(
    monkeypatch: pytest.MonkeyPatch, most: int, seen: bool
) -> None:
    # Two numbers that have b in common fall into three parts.
    monkeypatch.setattr("analysis.presentation.protection.domains.ATOMS", most)
    monkeypatch.setattr("analysis.presentation.protection.domains.families", lambda places, inside: [])
    sums, _ = ties(number(0, "ab", at("one")), number(1, "bc", at("two")))
    assert len(sums) == 2 * seen


def test_groups_of_nobody_have_nothing_in_common() -> None:
    assert ties(number(0, "", at("all", sex=1)), number(1, "", at("young", sex=1))) == (set(), [])


def test_the_answers_in_a_piece_add_up_to_its_base() -> None:
    def placed(code: int) -> list[Placed]:
        wide, narrow = at("all"), at("young")
        return [number(2 * code, "abcd", wide, answer=code), number(2 * code + 1, "ab", narrow, answer=code)]

    sums, new = ties(*placed(0), *placed(1), n=0)
    assert sums == {
        (frozenset({1, 4}), 0),
        (frozenset({3, 5}), 2),
        (frozenset({1, 3}), None),
        (frozenset({4, 5, 6}), None),  # those of the piece who gave neither
    }
    assert [one.unsaid for one in new] == [False, False, True]
    # Of a third answer it is not known how many are in the piece.
    sums, _ = ties(*placed(0), *placed(1), number(4, "abcd", at("all"), answer=2))
    assert sums == {(frozenset({1, 5}), 0), (frozenset({3, 6}), 2)}
    sums, _ = ties(*placed(0), *placed(1), number(4, "abcd", at("all"), answer=2, base="other"), n=0)
    assert (frozenset({1, 3}), None) in sums


# People without a group

WHOLE, GROUPS = number(0, "abcd", at("all")), [number(1, "a", at("all", sex=1)), number(2, "c", at("all", sex=2))]
REST = at("all", sex=None)


def test_people_without_a_group_are_those_of_the_total_in_none_of_the_groups() -> None:
    placed = {one.position: one for one in (WHOLE, *GROUPS)}
    found = left_over(Sum((1, 2, 3), 0), REST, placed)
    assert list(found) == [3]
    rest = found[3]
    assert (rest.position, rest.question, rest.places, names(rest.extent.inside)) == (3, "question", (REST,), "bd")
    assert (rest.extent.of, rest.extent.base) == ("hurt", "asked")


@pytest.mark.parametrize(
    ("one", "others"),
    [
        (Sum((1, 2, 3), None), []),
        (Sum((1, 2, 4, 3), 0), []),
        (Sum((1, 2, 3), 5), []),
        (Sum((1, 2, 3), 0), [number(3, "b", REST)]),
        (Sum((1, 2, 4, 3), 0), [number(4, "b", at("all", sex=3), base="other")]),
        (Sum((1, 2, 4, 3), 0), [number(4, "b", at("all", sex=3), answer=1)]),
    ],
    ids=["no total", "an unknown group", "an unknown total", "known already", "other data", "other cases"],
)
def test_who_is_left_over_is_not_known(one: Sum, others: list[Placed]) -> None:
    assert left_over(one, REST, {known.position: known for known in (WHOLE, *GROUPS, *others)}) == {}


# Names of rows


def test_the_base_of_a_number_are_all_who_answered_as_cases() -> None:
    base = extent("ab").of_base
    assert (base.of, base.base, names(base.inside), base.cases.tolist()) == ("asked", "asked", "ab", [*SIZES.values()])


def test_rows_have_a_key_by_their_data_their_cases_and_their_classes() -> None:
    keys = [extent("ab"), extent("abc"), extent("ab", "other"), extent("ab", base="other")]
    assert len({one.key for one in keys}) == 4
    assert extent("ab").key == extent("ab", unknown="a").key
