"""How many did not answer or were not asked: a reader takes them from all, and has a base."""

from __future__ import annotations

import pytest

from analysis.estimation.estimate import Estimate, Unanswered
from analysis.presentation.protection import Noted, Protected, protected, question_of, unanswered
from analysis.presentation.protection.noted import ASKED
from tests.presentation.made import share


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
    assert told(3, noted=(note(3, 200), note(4, 200, asked=True))).silent == {"hurt", "place"}


def test_a_base_that_was_asked_is_not_the_one_that_answered() -> None:
    assert note(9).as_base("standard", "x").estimate.subject.level is None
    of_asked = note(9, 30, asked=True).as_base("strict", "x")
    assert (of_asked.estimate.subject.level, of_asked.estimate.contributors) == (ASKED, 9)
    assert (of_asked.limits.count, of_asked.whom, of_asked.everybody) == (10, "x", 30)


def test_without_notes_no_number_is_known_but_that_of_the_largest_base() -> None:
    (found,) = protected([([share(46, 93), *by_place(3, 40, 50)], "standard", "children")])
    assert 0 not in found.untold
    assert len(found.untold) == 2


def test_of_a_table_that_notes_do_not_go_with_a_small_base_keeps_its_unanswered() -> None:
    tables = [(by_place(3, 40), "standard", "one"), ([share(40, 90, variable="other")], "standard", "two")]
    one, two = protected(tables, noted=[[], [Noted(share(1, 60, variable="other").subject, 90, None)]])  # type: ignore[arg-type]
    assert one.silent == {"hurt", "place"}
    assert two.silent == {"place"}  # how many have no place is told of no table


@pytest.mark.parametrize(("set_", "name"), [("", "hurt"), ("told", "told")])
def test_a_response_set_is_listed_by_its_own_name(set_: str, name: str) -> None:
    assert question_of(share(1, 60, set=set_).subject) == name


def test_reasons_of_few_and_of_silent_questions_are_not_told() -> None:
    rows = [Unanswered("x", "X", reason, n, 0.1) for reason, n in (("blank", 1), ("refused", 4), ("dont_know", 5))]
    assert [row.reason for row in unanswered(rows, "standard", ())] == ["dont_know"]
    assert unanswered(rows, "none", {"y"}) == tuple(rows)
    assert unanswered(rows, "none", {"x"}) == ()
