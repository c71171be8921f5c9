"""How many did not answer or were not asked: a reader takes them from all, and has a base."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis.estimation.estimate import Estimate, Unanswered
from analysis.presentation.protection import RULES, Extent, Noted, Protected, protected, questions_of, unanswered
from analysis.presentation.protection.bases import bases, counted_bases
from analysis.presentation.protection.counted import Counted
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.noted import ASKED
from analysis.presentation.protection.rules import Asked, Need
from tests.presentation.made import answers, level, share


def by_place(*bases: int) -> list[Estimate]:
    """Half the children of each place, without a row of all."""
    return [share(base // 2, base, by={"place": str(place)}) for place, base in enumerate(bases)]


def told(*bases: int, noted: tuple[Noted, ...]) -> Protected:
    (found,) = protected([(by_place(*bases), "standard", "children")], noted=[noted])
    return found


def note(people: int, everybody: int | None = None, *, asked: bool = False) -> Noted:
    return Noted(share(1, 60).subject, people, everybody, asked)


def test_a_number_in_the_notes_goes_before_another_row_does() -> None:
    # 3 + 40 + 50 answered: with the number of those who did not, and all but the first place, these 3 are told.
    found = told(3, 40, 50, noted=(note(93, 100),))
    assert (found.untold, found.silent) == ({0}, {"hurt", "place"})


def test_a_number_that_everybody_knows_keeps_nothing_secret() -> None:
    # Everybody of the file answered: how many these are is told whatever the notes say.
    found = told(3, 40, 50, noted=(note(93, 93),))
    assert len(found.untold) == 2
    assert found.silent == {"place"}


def test_of_few_who_were_asked_no_note_tells() -> None:
    assert told(30, 40, noted=(note(70, 200),)) == Protected(frozenset(), frozenset())
    assert not told(3, noted=(note(3, 200), note(4, 200, asked=True))).tells("hurt")


def test_where_a_row_is_hidden_notes_tell_only_what_was_held_against_it() -> None:
    (found,) = protected([([share(3, 60)], "standard", "children")], noted=[(note(60, 200),)])
    assert (found.hidden, found.untold, found.counted) == ({0}, set(), {"hurt"})
    assert [found.tells(name) for name in ("hurt", "told")] == [True, False]


def test_what_one_of_the_completed_data_sets_would_tell_is_not_told() -> None:
    first = Protected(frozenset({1}), frozenset({2}), frozenset({"place"}), frozenset({"hurt"}))
    other = Protected(frozenset({3}), frozenset({4}), frozenset({"sex"}))
    together = Protected(frozenset({1, 3}), frozenset({2, 4}), frozenset({"place", "sex"}), frozenset())
    assert first.beside([other]) == together
    assert first.beside([]) is first
    nothing = Protected(frozenset(), frozenset())
    assert nothing.beside([nothing]) == nothing


def test_a_base_that_was_asked_is_not_the_one_that_answered() -> None:
    assert note(9).as_base("standard", "x").estimate.subject.level is None
    of_asked = note(9, 30, asked=True).as_base("strict", "x")
    assert (of_asked.estimate.subject.level, of_asked.estimate.contributors) == (ASKED, 9)
    assert (of_asked.limits.count, of_asked.whom, of_asked.everybody) == (10, "x", 30)


def test_a_number_in_the_notes_is_of_no_group() -> None:
    of_boys = Noted(share(1, 60, by={"sex": "1"}).subject, 9, None).as_base("standard", "x")
    assert of_boys.estimate.subject.by == {}


def test_all_of_a_domain_are_one_number_whatever_question_its_notes_tell_of() -> None:
    whole = [replace(Noted(share(1, 60, variable=name).subject, 3, None), whole=True) for name in ("one", "two")]
    one, two = (each.as_base("standard", "x") for each in whole)
    assert one == two
    assert (one.estimate.contributors, one.estimate.subject.variable) == (3, "")
    (told,) = protected([([share(37, 80, variable="one")], "standard", "x")], [[extent(*CLASSES)]], (), [whole])
    assert told.silent == {"one", "two"}


def test_without_notes_no_number_is_known_but_that_of_the_largest_base() -> None:
    (found,) = protected([([share(46, 93), *by_place(3, 40, 50)], "standard", "children")])
    asked = [Asked(one, RULES["standard"], "children") for one in (share(46, 93), *by_place(3, 40, 50))]
    assert [one.known for one in counted_bases(asked, []).counts[:4]] == [True, False, False, False]
    assert 0 not in found.untold
    assert len(found.untold) == 2


def test_what_was_not_held_against_the_rows_is_told_only_where_nothing_is_hidden() -> None:
    def tells(*bases: int) -> list[bool]:
        tables = [(by_place(*bases), "standard", "one"), ([share(40, 90, variable="other")], "standard", "two")]
        of_other = Noted(share(1, 60, variable="other").subject, 90, None)
        found = protected(tables, noted=[[], [of_other]])  # type: ignore[arg-type]  # the name of a rule
        return [one.tells(name) for one, name in zip(found, ("hurt", "other"), strict=True)]

    assert tells(30, 40) == [True, True]
    assert tells(3, 40) == [False, True]


def test_a_number_that_a_rule_made_answers_of_is_held_against_nothing() -> None:
    noted = (replace(note(93, 100), ruled=True),)
    assert not told(3, 40, 50, noted=noted).tells("hurt")
    assert told(30, 40, 50, noted=noted).tells("hurt")


def test_each_table_is_silent_about_its_own_questions() -> None:
    def small(n: int, variable: str) -> tuple[list[Estimate], Any, str]:
        return [share(n // 2, n, variable=variable)], "standard", variable

    def noted(n: int, variable: str) -> list[Noted]:
        return [Noted(share(1, 60, variable=variable).subject, n, None)]

    sizes = {"one": 60, "two": 3, "three": 4, "four": 50}
    tables = [small(n, name) for name, n in sizes.items()]
    found = protected(tables, noted=[noted(n, name) for name, n in sizes.items()])
    assert [one.silent for one in found] == [frozenset(), {"two"}, {"three"}, frozenset()]


@pytest.mark.parametrize(
    ("about", "names"),
    [({}, {"hurt"}), ({"set": "told"}, {"told"}), ({"item": level("form")}, {"hurt", "form"})],
)
def test_a_question_is_listed_by_its_own_name_or_that_of_its_set_or_form(about: Any, names: set[str]) -> None:
    assert questions_of(share(1, 60, **about).subject) == names


def test_reasons_of_few_and_of_silent_questions_are_not_told() -> None:
    rows = [Unanswered("x", "X", reason, n, 0.1) for reason, n in (("blank", 1), ("refused", 4), ("dont_know", 5))]
    assert [row.reason for row in unanswered(rows, "standard", 1, bool)] == ["dont_know"]
    assert unanswered(rows, "none", 1, "x".__eq__) == tuple(rows)
    assert unanswered(rows, "none", 1, "y".__eq__) == ()


# People without a group

CLASSES = {"north": (12, 30), "south": (20, 40), "nowhere": (5, 10)}


def extent(*whom: str, of: str = "hurt", base: str = "answered") -> Extent:
    cases, sizes = (np.array(some) for some in zip(*CLASSES.values(), strict=True))
    inside = np.array([name in whom for name in CLASSES])
    known = np.array([name != "nowhere" for name in CLASSES])
    return Extent(base, of, inside, sizes if of == base else cases, sizes, known)


def row(*whom: str, **about: Any) -> Asked:
    cases, n = (sum(CLASSES[name][place] for name in whom) for place in (0, 1))
    return Asked(share(cases, n, **about), RULES["standard"], "children", extent=extent(*whom))


def nowhere(base: str, *, asked: bool = False) -> Asked:
    told = extent("nowhere", of=base, base=base)
    made = Noted(share(1, 60).subject, 10, None, asked=asked, without="place", extent=told)
    return made.as_base("standard", "children")


ROWS = [row(*CLASSES), row("north", by={"place": "north"}), row("south", by={"place": "south"})]


def test_those_whom_groups_leave_over_are_a_number_of_the_notes() -> None:
    def left(*noted: Asked) -> list[Count]:
        return [one for one in counted_bases(ROWS, noted).counts if one.cases == 10]

    assert left() == [Count((), 10, None, without_group=True)]
    assert left(nowhere("answered")) == [Count((3,), 10, None, noted=True)]
    assert left(nowhere("answered"), nowhere("answered")) == [Count((3, 4), 10, None, noted=True)]


def test_a_base_that_rows_stand_on_is_no_number_of_the_notes_alone() -> None:
    everybody = Noted(share(1, 60).subject, 80, None, extent=extent(*CLASSES, of="answered")).as_base(
        "standard", "children"
    )
    (base,) = [one for one in counted_bases(ROWS, [everybody]).counts if one.cases == 80]
    assert (base.rows, base.noted, base.known) == ((0, 3), False, False)
    (base,) = [one for one in counted_bases(ROWS, [replace(everybody, everybody=80)]).counts if one.cases == 80]
    assert (base.up, base.down, base.known) == (0, 0, True)


def test_bases_of_the_same_people_are_one_whatever_was_asked_of_them() -> None:
    others = [row(*CLASSES, variable="other"), row("north", by={"place": "north"}, variable="other")]
    made, on = bases([*ROWS, *others])
    assert [(one.estimate.subject.variable, one.estimate.contributors) for one in made] == [
        ("answered", 80),
        ("answered", 30),
        ("answered", 40),
    ]
    assert on == [[0, 3], [1, 4], [2]]
    apart = [replace(one, whom="boys", extent=None) for one in others]
    assert bases([*ROWS, *apart])[1] == [[0], [1], [2], [3], [4]]


def test_of_two_rules_a_base_is_under_the_stricter() -> None:
    same = Asked(share(3, 7), RULES["standard"], "children", extent=extent("nowhere"))
    found = counted_bases([same, replace(same, limits=RULES["strict"], whom="all children")], [])
    assert [found.counts[position].rows for position in found.secret] == [(0, 1)]
    assert list(found.secret.values()) == [Need(up=3)]


def test_that_everybody_knows_a_base_is_known_of_all_that_are_the_same() -> None:
    everybody = Noted(share(1, 60, variable="other").subject, 80, 80, extent=extent(*CLASSES, of="answered"))
    third = replace(everybody, of=share(1, 60, variable="third").subject, everybody=None)
    for noted in ([everybody], [everybody, third]):
        made, _ = bases(ROWS, [one.as_base("standard", "children") for one in noted])
        assert made[0].everybody == 80


def test_a_column_of_a_crossing_is_no_base_of_the_rows_of_its_cells() -> None:
    cell, total = share(12, 30, by={"place": "north"}, level="yes"), share(20, 40, level="yes")
    of_column = replace(cell.subject, percent_of="column", exclusive_parts=True)
    column = replace(total.subject, percent_of="row")
    of_row = replace(total.subject, percent_of="column", level=None, by=cell.subject.by)
    subject = replace(of_column, rests_on=(of_row, column))
    asked = Asked(replace(cell, subject=subject), RULES["standard"], "children", extent=extent("north"))
    (made,), _ = bases([asked])
    assert made.extent is None


def test_those_without_a_group_who_were_asked_are_a_number_of_their_own() -> None:
    found = counted_bases(ROWS, [nowhere("asked", asked=True)])
    assert [one for one in found.counts if one.cases == 10] == [
        Count((), 10, None, without_group=True),
        Count((3,), 10, None, noted=True),
    ]
    (own,) = [one for one in found.placed if one.extent.of == "asked"]
    assert (own.position, own.places) == (len(found.counts) - 1, (("children", frozenset({("place", None)})),))


def test_a_row_of_those_without_a_group_goes_on_standing_on_its_base() -> None:
    rows = [*ROWS, row("nowhere", by={"place": "nowhere"})]
    assert [one for one in counted_bases(rows, [nowhere("answered")]).counts if one.cases == 10] == [
        Count((3, 4), 10, None)
    ]


def test_where_rows_are_not_known_those_without_a_group_are_not_counted() -> None:
    small = [replace(one, extent=None) for one in [*ROWS, row("north", by={"place": "north"}, variable="other")]]
    small[-1] = replace(small[-1], estimate=share(1, 3, variable="other"))
    noted = replace(nowhere("answered"), extent=None)
    assert counted_bases(small, [noted]) == counted_bases(small, [])


# Answers that nobody gave


def never(*, nobody: bool, everyone: bool = False) -> Counted:
    """None said never, 60 sometimes, which could as well be 58, and 30 often; 90 were hurt at all."""
    counts = [Count((0,), 0, 90, nobody=nobody), Count((1,), 60, 90), Count((2,), 30, 90), Count((3,), 90, 90)]
    secret = {1: Need(down=2), 3: Need(down=5)} if everyone else {1: Need(down=2)}
    return Counted(counts, [Sum((0, 1, 2)), Sum((0, 3))], [], secret)


def test_an_answer_that_nobody_can_have_given_keeps_no_other_secret() -> None:
    assert never(nobody=False).chosen({0, 3}) == {0, 1, 3}
    assert never(nobody=True).chosen({0, 3}) == {0, 1, 2, 3}
    assert never(nobody=True).chosen(()) == {1, 2}


def test_that_everyone_was_hurt_is_not_kept_from_one_who_knows_that_nobody_was_not() -> None:
    assert never(nobody=False, everyone=True).chosen(()) == {0, 1, 3}
    assert never(nobody=True, everyone=True).chosen(()) == {0, 1, 2, 3}


def test_what_nobody_gave_in_any_table_may_be_what_nobody_could() -> None:
    tables = [(answers({1: 0, 2: 2, 3: 40, 4: 50}), "standard", "one"), ([share(0, 60)], "standard", "two")]
    (one, two) = protected(tables)  # type: ignore[arg-type]  # the name of a rule
    assert one.hidden >= {1}
    assert one.hidden & {2, 3}
    assert two.hidden == frozenset()
