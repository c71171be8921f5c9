"""Protection of tables that speak of other people than those beside them, some of whom are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from analysis.choices import ProtectionRule
from analysis.presentation.protection import Extent, Protected, domains, protected
from analysis.presentation.protection.counts import Count
from analysis.presentation.protection.domains import Placed
from tests.presentation.made import level, share


@dataclass(frozen=True)
class People:
    """Classes of people by name, each with its cases and its size."""

    of: Mapping[str, tuple[int, int]]
    unknown: frozenset[str] = frozenset()

    def row(self, whom: str, *, answer: Sequence[int] = (), **about: Any) -> tuple[Any, Extent]:
        """A share of the classes named, one letter each; `answer` are the cases in place of those of `of`."""
        inside = np.array([name in whom for name in self.of])
        cases, n = (np.array(of) for of in zip(*self.of.values(), strict=True))
        cases = np.array(answer) if answer else cases
        known = np.array([name not in self.unknown for name in self.of])
        extent = Extent("answered", str(cases.tolist()), inside, cases, n, known)
        return share(int(cases[inside].sum()), int(n[inside].sum()), **about), extent

    def protected(self, **tables: Sequence[tuple[Any, Extent]]) -> dict[str, Protected]:
        sides = [([one for one, _ in rows], "standard", name) for name, rows in tables.items()]
        told = protected(sides, [[extent for _, extent in rows] for rows in tables.values()])
        return dict(zip(tables, told, strict=True))


def ages(last: tuple[int, int]) -> People:
    """Ages 13 to 17, of which the last has these cases."""
    return People({"3": (12, 60), "4": (12, 60), "5": (12, 60), "6": (12, 60), "7": last})


def hidden(told: Mapping[str, Protected]) -> dict[str, set[int]]:
    return {name: set(one.hidden) for name, one in told.items()}


@pytest.mark.parametrize(("last", "secret"), [((3, 60), True), ((57, 60), True), ((9, 60), False), ((0, 60), False)])
def test_ages_13_to_17_less_13_to_16_do_not_give_age_17_back(last: tuple[int, int], secret: bool) -> None:
    people = ages(last)
    told = hidden(people.protected(all=[people.row("34567")], young=[people.row("3456")]))
    assert told == {"all": set(), "young": {0} if secret else set()}


def test_a_difference_of_three_children_is_told_by_no_two_bases() -> None:
    people = ages((0, 3))
    told = people.protected(all=[people.row("34567")], young=[people.row("3456")])
    assert [len(one.untold) for one in told.values()] in ([0, 1], [1, 0])


@pytest.mark.parametrize("strict", ["all", "young"])
def test_the_stricter_rule_of_two_tables_says_which_difference_is_of_few(strict: str) -> None:
    rules: dict[str, ProtectionRule] = {"all": "standard", "young": "standard"}
    rules[strict] = "strict"

    def told(last: tuple[int, int]) -> list[Protected]:
        people = ages(last)
        rows = {name: people.row(whom) for name, whom in {"all": "34567", "young": "3456"}.items()}
        sides = [([one], rules[name], name) for name, (one, _) in rows.items()]
        return protected(sides, [[extent] for _, extent in rows.values()])

    assert sum(len(one.hidden) for one in told((9, 60))) == 1
    assert sum(len(one.hidden) for one in told((10, 60))) == 0
    assert sum(len(one.untold) for one in told((0, 9))) == 1
    assert sum(len(one.untold) for one in told((0, 10))) == 0


def test_children_of_unknown_age_may_be_counted_but_not_told_of() -> None:
    people = People({"3": (30, 100), "4": (30, 100), "?": (0, 3)}, unknown=frozenset("?"))
    assert hidden(people.protected(all=[people.row("34?")], known=[people.row("34")])) == {"all": set(), "known": set()}
    people = People({"3": (30, 100), "4": (30, 100), "?": (1, 1)}, unknown=frozenset("?"))
    assert sorted(map(len, hidden(people.protected(all=[people.row("34?")], known=[people.row("34")])).values())) == [
        0,
        1,
    ]


def test_a_difference_of_three_of_whom_one_gave_an_age_is_told_by_no_two_bases() -> None:
    for last, untold in (("7", [0, 1]), ("", [0, 0])):
        people = People({"3": (30, 100), "4": (30, 100), "?": (0, 3), "7": (0, 1)}, unknown=frozenset("?"))
        told = people.protected(all=[people.row(f"34?{last}")], known=[people.row("34")])
        assert sorted(len(one.untold) for one in told.values()) == untold


def test_everyone_in_a_difference_having_met_a_harm_is_a_secret_of_them() -> None:
    people = ages((40, 40))
    for harm in (True, False):
        rows = {name: [people.row(whom, harm=harm)] for name, whom in {"all": "34567", "young": "3456"}.items()}
        assert any(hidden(people.protected(**rows)).values()) == harm


def test_boys_by_a_condition_are_the_boys_of_a_breakdown() -> None:
    # Girls are three: beside the total, boys must not stand in either table.
    people = People({"b": (40, 100), "g": (3, 100)})
    by_sex = [people.row("bg"), people.row("b", by={"sex": 1}), people.row("g", by={"sex": 2})]
    told = hidden(people.protected(all=by_sex, boys=[people.row("b")]))
    assert told in ({"all": {1, 2}, "boys": {0}}, {"all": {0, 2}, "boys": set()})


def test_a_condition_beside_everybody_has_the_rest_as_its_other_group() -> None:
    people = People({"b": (40, 100), "g": (3, 100)})
    told = hidden(people.protected(all=[people.row("bg")], boys=[people.row("b")]))
    assert sorted(map(len, told.values())) == [0, 1]


def test_three_domains_of_which_none_holds_another_do_not_give_their_parts_back() -> None:
    # Half of (3 + 12) + (3 + 14) - (12 + 14) is 3.
    people = People({"a": (3, 80), "b": (12, 80), "c": (14, 80)})
    told = hidden(people.protected(one=[people.row("ab")], two=[people.row("ac")], three=[people.row("bc")]))
    assert sum(map(len, told.values())) >= 1
    told = hidden(people.protected(one=[people.row("ab")], two=[people.row("ac")]))
    assert sum(map(len, told.values())) == 0


def test_groups_that_lie_in_groups_of_another_variable_are_summed_up() -> None:
    # 13-14 less 13 is 14, in one table.
    people = People({"3": (12, 60), "4": (3, 60), "5": (12, 60), "6": (15, 60)})
    rows = [
        people.row("3456"),
        *(people.row(whom, by={"group": whom}) for whom in ("34", "56")),
        *(people.row(whom, by={"age": whom}) for whom in "3456"),
    ]
    (told,) = hidden(people.protected(all=rows)).values()
    assert 4 in told
    assert {3, 1} & told
    (apart,) = protected([([one for one, _ in rows], "standard", "all")])
    assert not {3, 1} & apart.hidden


def test_a_domain_that_groups_of_another_table_tell_of_is_crossed_with_them() -> None:
    # Of schools y and z 88 children were hurt, 55 of them young; so 33 of the old, and with 35 old in all, 2 in x.
    people = People({"x": (2, 135), "y": (12, 180), "z": (21, 153), "X": (9, 137), "Y": (41, 372), "Z": (14, 96)})
    old = [people.row("xyz"), people.row("z", by={"school": "z"}), people.row("x", by={"school": "x"})]
    schools = [people.row("yzYZ"), people.row("yY", by={"school": "y"}), people.row("zZ", by={"school": "z"})]
    told = hidden(people.protected(old=old, schools=schools, young=[people.row("YZ")]))
    assert told != {"old": {2}, "schools": set(), "young": set()}


def test_answers_that_add_up_are_kept_in_a_difference_too() -> None:
    # Age 17 gave answers 2, 30 and 28: the first is hidden in one of the tables, and another with it.
    people = ages((0, 60))
    answers = [(14, 14, 14, 14, 2), (30, 30, 30, 30, 30), (16, 16, 16, 16, 28)]
    rows = {
        name: [
            people.row(whom, answer=answer, level=level(code), exclusive_parts=True)
            for code, answer in enumerate(answers)
        ]
        for name, whom in {"all": "34567", "young": "3456"}.items()
    }
    told = hidden(people.protected(**rows))
    assert 0 in told["all"] | told["young"]
    assert len(told["all"] | told["young"]) >= 2


def test_where_rows_fall_into_too_many_pieces_numbers_are_held_against_each_other_by_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("analysis.presentation.protection.families.MOST", 1)
    people = ages((3, 60))
    told = hidden(people.protected(all=[people.row("34567")], young=[people.row("3456")], few=[people.row("345")]))
    assert told == {"all": set(), "young": {0}, "few": set()}


def test_other_answers_of_the_same_rows_have_nothing_to_do_with_each_other() -> None:
    people = ages((3, 60))
    one, other = people.row("34567"), people.row("3456", answer=(13, 12, 12, 12, 4), variable="another")
    assert hidden(people.protected(all=[one], young=[other])) == {"all": set(), "young": set()}


@pytest.mark.parametrize(
    ("of", "few"),
    [
        ({"a": (5, 50), "b": (0, 30), "c": (9, 40)}, [9]),  # nine cases are few under `strict`
        ({"a": (5, 50), "b": (1, 30), "c": (9, 40)}, [1]),
        ({"a": (5, 50), "b": (0, 30), "c": (36, 40)}, []),  # of all beyond the first 34 others are left
        ({"a": (5, 50), "b": (26, 30), "c": (40, 40)}, [26, 66]),
        ({"a": (5, 50), "b": (30, 30), "c": (40, 40)}, []),
    ],
)
def test_few_by_whom_two_numbers_differ_are_a_count_whatever_lies_between(
    of: Mapping[str, tuple[int, int]], few: Sequence[int]
) -> None:
    # All in one table, the first in another, and those of the first two by both.
    people, own = People(of), []
    for position, (whom, table) in enumerate({"abc": "all", "ab": "all", "a": "some"}.items()):
        extent = people.row(whom)[1]
        group = frozenset({("place", 1.0)}) if whom == "ab" else frozenset()
        own.append(Placed(position, "hurt", None, extent, ((table, group),)))
    found = [Count((one.position,), int(one.extent.cases[one.extent.inside].sum()), None) for one in own]
    at = {one.extent.inside.tobytes(): one.position for one in own}
    placed = {one.position: one for one in own}
    sums = list(domains._beyond(found, placed, at, own))
    assert sorted(one.cases for one in found[3:]) == few
    assert all(one.between and not one.unsaid for one in found[3:])
    assert [sum(found[part].cases for part in one.parts) for one in sums] == [
        found[one.total or 0].cases for one in sums
    ]
    assert all(1 not in one.parts or one.total != 0 for one in sums)  # groups of one table say that themselves


@pytest.mark.parametrize(("elsewhere", "few"), [(False, [1, 1]), (True, [0, 1, 1])])
def test_a_group_of_a_table_is_held_against_all_of_it_where_these_stand_in_another_table(
    elsewhere: bool, few: Sequence[int]
) -> None:
    people, own = People({"a": (5, 50), "b": (1, 30), "c": (0, 4)}), []
    for position, (whom, table) in enumerate({"abc": "all", "ab": "all", "a": "some"}.items()):
        group = frozenset({("place", 1.0)}) if whom == "ab" else frozenset()
        also = [("other", frozenset({("age", 1.0)}))] if whom == "abc" and elsewhere else []
        own.append(Placed(position, "hurt", None, people.row(whom)[1], ((table, group), *also)))
    found = [Count((one.position,), int(one.extent.cases[one.extent.inside].sum()), None) for one in own]
    at = {one.extent.inside.tobytes(): one.position for one in own}
    list(domains._beyond(found, {one.position: one for one in own}, at, own))
    assert sorted(one.cases for one in found[3:]) == few
