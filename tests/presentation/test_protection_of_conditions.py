"""Where answers are possible at all: what a reader knows of domains and groups that are made of them.

Classes of rows: boys and girls who were never hurt (n, N), and who were (h, H).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from analysis.arrays import BoolArray
from analysis.presentation.protection import Extent, MadeOf, Possible, possible
from analysis.presentation.protection.answers import loosely_tied, tied_by_answers
from analysis.presentation.protection.attack import worked_out
from analysis.presentation.protection.counted import Counted, beside
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.domains import Placed
from analysis.presentation.protection.in_pieces import InPieces
from analysis.presentation.protection.rules import Need

CLASSES = "nNhH"
ALL, HURT, BOYS, GIRLS = "nNhH", "hH", "nh", "NH"
SIZES = (3, 1, 96, 100)
OF: dict[str, Sequence[int]] = {  # how many of each class
    "everybody": SIZES,
    "never": (3, 1, 0, 0),
    "hurt": (0, 0, 96, 100),
    "told": (0, 0, 90, 99),  # of those who were hurt; some did not say
    "asked": (0, 0, 96, 100),
}


def some(*names: str) -> BoolArray:
    return np.array([name in "".join(names) for name in CLASSES])


def placed(*shown: tuple[str, str], kinds: Sequence[str] = ()) -> tuple[list[Count], list[Placed]]:
    """Counts of sets of rows in some classes, by the variables that group them."""
    found, made = [], []
    for position, (name, whom) in enumerate(shown):
        cases, inside = np.array(OF[name]), some(whom)
        extent = Extent("everybody", name, inside, cases, np.array(SIZES), np.ones(4, np.bool_))
        group = frozenset({(kinds[position], 1.0)}) if kinds and kinds[position] else frozenset()
        made.append(Placed(position, name, None, extent, ((f"table {position}", group),)))
        found.append(Count((position,), int(cases[inside].sum()), None))
    return found, made


def about(
    base: str, *, silent: str = "", blank: str = "", others: str = "", asked: str = "", **answers: str
) -> Possible:
    """Of a question in which classes something is possible."""
    can_be = {name: some(inside) for name, inside in answers.items()}
    return Possible(base, asked or base, "everybody", True, some(silent), some(blank), can_be, some(others))


NEVER_OR_HURT = about("everybody", never="nN", hurt="hH")


def told(found: Sequence[Count], sums: Sequence[Sum], hidden: Sequence[int], secret: int, by: int = 1) -> bool:
    """Whether a reader who is not shown the `hidden` counts, nor any that no row shows, knows a secret one.

    It must be able to be so much higher; lower where `by` is below zero.
    """
    free = [position for position, one in enumerate(found) if one.unsaid and not one.known]
    return bool(worked_out(found, sums, [*hidden, *free], {secret: Need(up=max(by, 0), down=max(-by, 0))}))


def test_a_domain_is_as_large_as_the_answers_that_it_is_made_of() -> None:
    found, made = placed(("everybody", ALL), ("never", ALL), ("hurt", ALL), ("everybody", HURT))
    sums = tied_by_answers(found, made, [NEVER_OR_HURT])
    assert all(sum(found[part].cases for part in one.parts) == found[one.total or 0].cases for one in sums)
    assert told(found, sums, [1, 2], 1)
    assert not told(found, sums, [1, 2, 3], 1)
    assert not told(found, tied_by_answers(found, made, []), [1, 2], 1)


def test_a_group_of_the_domain_is_not_what_the_same_group_of_all_leaves() -> None:
    found, made = placed(("everybody", "nh"), ("never", "nh"), ("everybody", "h"), kinds=["sex", "sex", "sex"])
    sums = tied_by_answers(found, made, [NEVER_OR_HURT])
    assert told(found, sums, [1], 1)
    assert not told(found, sums, [1, 2], 1)


def test_answers_that_are_not_possible_are_no_part_of_a_base() -> None:
    found, made = placed(("everybody", HURT), ("never", ALL), ("everybody", "nN"))
    sums = tied_by_answers(found, made, [about("everybody", never="nN", others=HURT)])
    of_bases = [one for one in sums if one.total in (0, 2)]
    assert of_bases
    assert all(found[part].cases for one in of_bases for part in one.parts)


def test_how_many_rows_there_are_every_reader_knows() -> None:
    found, made = placed(("everybody", HURT), ("everybody", "nN"))
    sums = tied_by_answers(found, made, [NEVER_OR_HURT])
    assert told(found, sums, [1], 1)
    known = [position for position, one in enumerate(found) if one.known]
    assert [found[position].cases for position in known] == [200]
    incomplete = Possible("everybody", "everybody", "everybody", False, some(), some(), {}, some(ALL))
    found, made = placed(("everybody", HURT), ("everybody", "nN"))
    assert not told(found, tied_by_answers(found, made, [incomplete]), [1], 1)


def test_those_who_were_asked_are_the_base_and_who_left_it_blank() -> None:
    found, made = placed(("everybody", HURT), ("told", ALL), ("asked", ALL))
    ties = [
        NEVER_OR_HURT,
        about("told", asked="asked", silent=ALL, blank="hH", others=HURT),
        about("asked", silent="nN", others=HURT),
    ]
    sums = tied_by_answers(found, made, ties)
    assert all(sum(found[part].cases for part in one.parts) == found[one.total or 0].cases for one in sums)
    assert told(found, sums, [0], 0)  # all of the domain were asked
    assert not told(found, sums, [0, 2], 0)
    girls = about("told", asked="asked", silent="nNhH", blank="H", others=HURT)
    found, made = placed(("asked", "h"), ("told", "h"), ("asked", ALL))
    found[0] = Count((0,), 90, None)
    made[0] = replace(made[0], extent=replace(made[0].extent, cases=np.array([0, 0, 90, 100])))
    assert told(found, tied_by_answers(found, made, [girls]), [0], 0)  # all boys who were asked answered


def test_of_answers_that_no_table_counts_it_is_known_where_they_are_not() -> None:
    found, made = placed(("hurt", ALL), ("everybody", HURT))
    sums = tied_by_answers(found, made, [about("everybody", hurt="hH", others="nN")])
    assert told(found, sums, [0], 0, by=-1)
    found, made = placed(("hurt", ALL), ("everybody", HURT))
    sums = tied_by_answers(found, made, [about("everybody", hurt="hH", others=ALL)])
    assert not told(found, sums, [0], 0, by=-1)
    found, made = placed(("hurt", ALL), ("everybody", HURT))
    sums = tied_by_answers(found, made, [about("everybody", hurt="hH", never="nN")])  # which stands in no table
    assert told(found, sums, [0], 0, by=-1)


@pytest.mark.parametrize("most", [4, 3, 1])
def test_groups_of_each_kind_and_each_by_itself_where_all_are_too_many(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(possible, "MOST", most)
    shown = [("everybody", ALL), ("never", ALL), ("everybody", BOYS), ("never", BOYS), ("everybody", HURT)]
    found, made = placed(*shown, ("everybody", "h"), kinds=["", "", "sex", "sex", "", "sex"])
    sums = tied_by_answers(found, made, [about("everybody", never="nN", others="hH")])
    assert all(sum(found[part].cases for part in one.parts) == found[one.total or 0].cases for one in sums)
    assert told(found, sums, [1], 1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(possible, "MOST", 64)
        again, other = placed(*shown, ("everybody", "h"), kinds=["", "", "sex", "sex", "", "sex"])
        at_once = tied_by_answers(again, other, [about("everybody", never="nN", others="hH")])
    assert (sums == at_once) == (most >= 4)  # boys and girls, hurt or not
    assert told(found, sums, [1, 3, 4], 3)
    assert not told(found, sums, [1, 3, 4, 5], 1)


@pytest.mark.parametrize(("girls", "known"), [(100, True), (99, False)])
def test_what_holds_inside_a_group_is_said_of_it_alone(
    monkeypatch: pytest.MonkeyPatch, girls: int, known: bool
) -> None:
    monkeypatch.setitem(OF, "told", (0, 0, 90, girls))  # of 100 who were hurt
    found, made = placed(("hurt", ALL), ("told", ALL), ("hurt", BOYS), ("told", BOYS), kinds=["", "", "sex", "sex"])
    sums = tied_by_answers(found, made, [MadeOf(("told",), ("hurt",), some(GIRLS).tobytes())])
    assert told(found, sums, [0], 0) == known
    assert not told(found, sums, [0, 2], 0)


def test_those_of_one_kind_are_no_more_than_those_of_any() -> None:
    ties = [MadeOf(("told",), ("hurt",), loose=True)]
    found, made = placed(("hurt", ALL), ("told", ALL))
    assert tied_by_answers(found, made, ties) == []
    sums = loosely_tied(found, made, ties)
    assert [(one.parts[0], one.total) for one in sums] == [(1, 0)]
    assert found[sums[0].parts[1]] == Count((), 7, None, unsaid=True)
    assert told(found, sums, [1], 1, by=8)
    assert not told(found, sums, [1], 1, by=7)


def test_where_all_are_of_one_kind_there_could_be_others_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OF, "told", OF["hurt"])
    found, made = placed(("hurt", ALL), ("told", ALL))
    (one,) = loosely_tied(found, made, [MadeOf(("told",), ("hurt",), loose=True)])
    assert [found[part].cases for part in one.parts] == [found[0].cases, 0]


def test_finer_groups_make_up_the_group_in_which_one_kind_is_held_against_any() -> None:
    ties = [MadeOf(("told",), ("hurt",), loose=True)]
    found, made = placed(("hurt", BOYS), ("told", "n"), ("told", "h"), kinds=["sex", "cell", "cell"])
    sums = loosely_tied(found, made, ties)
    whole = next(one.total for one in sums if one.parts == (1, 2))
    assert whole is not None
    assert found[whole].cases == 90
    assert any(one.parts[0] == whole and one.total == 0 for one in sums)
    found, made = placed(("hurt", BOYS), ("told", "h"), kinds=["sex", "cell"])
    assert loosely_tied(found, made, ties) == []
    assert InPieces(*placed(("told", BOYS))).made_up("told", some(BOYS)) == []


def test_of_those_who_were_hurt_all_were_hurt_in_every_group_of_them() -> None:
    _, made = placed(("hurt", HURT), ("hurt", "h"), ("hurt", ALL), ("told", HURT))
    one = replace(NEVER_OR_HURT, certain={"hurt": some(HURT)})
    assert possible.certain(made, [NEVER_OR_HURT, one]) == {0, 1}
    assert possible.certain(made, [NEVER_OR_HURT]) == set()


def test_what_bounds_a_secret_from_below_is_hidden_with_it() -> None:
    # Of 3 and 10 hurt, 13 together, 9 of the 10 met one kind: so the others are no more than 4.
    counts = [Count((0,), 3, 50), Count((1,), 10, 60), Count((2,), 13, 110), Count((3,), 9, 60)]
    counts.append(Count((), 1, None, unsaid=True))
    adding, secret = [Sum((0, 1), 2)], {0: Need(up=2)}
    assert Counted(counts, adding, [], secret).chosen(()) == {0, 1, 4}
    chosen = Counted(counts, adding, [], secret, [Sum((3, 4), 1)]).chosen(())
    assert chosen > {0, 1, 4}


@pytest.mark.parametrize(("few", "needs"), [(0, Need()), (196, Need()), (200, Need(up=4))])
def test_that_all_are_cases_by_definition_is_a_secret_of_few_alone(few: int, needs: Need) -> None:
    found, made = placed(("hurt", HURT), ("everybody", ALL))
    secret = {0: Need(up=5, down=5)}
    by_definition = replace(NEVER_OR_HURT, certain={"hurt": some(HURT)})
    bases = Counted(found[1:], [], [replace(made[1], position=0)], {})
    assert beside(Counted(found[:1], [], made[:1], secret), bases, [by_definition], few).secret[0] == needs
