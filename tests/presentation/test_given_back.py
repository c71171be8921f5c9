"""What finished tables tell together: of which numbers, and where nothing is told."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.presentation.protection import RULES
from analysis.presentation.protection.given_back import GivenBack, Told, given_back
from analysis.presentation.protection.rules import Asked
from tests.presentation.made import share

SHOWN, HIDDEN = Told(cases=True, base=True), Told(base=True, hidden=True)


def asked(*cases: int, variable: str = "hurt", base: int = 100) -> list[Asked]:
    """Cases of all, and in places of so many children each."""
    whole = share(sum(cases), base * len(cases), variable=variable)
    places = [share(one, base, variable=variable, by={"place": str(place)}) for place, one in enumerate(cases)]
    return [Asked(one, RULES["standard"], "children") for one in (whole, *places)]


def found(rows: Sequence[Asked], *told: Told) -> list[GivenBack]:
    return list(given_back(rows, [], told, []))


def test_a_hidden_group_is_what_the_others_leave_of_all() -> None:
    rows = asked(3, 20, 30)
    assert found(rows, SHOWN, HIDDEN, SHOWN, SHOWN) == [GivenBack(frozenset({1}))]
    assert found(rows, SHOWN, HIDDEN, HIDDEN, SHOWN) == []
    assert found(rows, Told(base=True), HIDDEN, SHOWN, SHOWN) == []


def test_what_is_printed_is_only_found_where_it_is_hidden_too() -> None:
    rows = [*asked(3, 20, 30), asked(3, 20, 30)[1]]
    assert found(rows, Told(), SHOWN, Told(), Told(), SHOWN) == []
    assert found(rows, Told(), HIDDEN, Told(), Told(), SHOWN) == [GivenBack(frozenset({1, 4}), shown=True)]


def test_people_without_a_group_are_told_of_beside_the_numbers_that_leave_them_over() -> None:
    # Of 103 children three are of no place, all of whom were hurt; another question has nothing to do with it.
    whole, *places = asked(20, 30, base=50)
    rows = [Asked(share(53, 103), RULES["standard"], "children"), *places, *asked(20, 30, variable="hit")]
    assert whole.estimate.n == 100
    assert found(rows, *[SHOWN] * 6) == [GivenBack(frozenset({0, 1, 2}), between=True)]
    assert found(rows, Told(base=True), *[SHOWN] * 5) == []


def test_a_base_of_few_is_found_by_the_others() -> None:
    rows = asked(1, 20, 30)
    rows[1] = Asked(share(1, 3, by={"place": "0"}), RULES["standard"], "children")
    rows[0] = Asked(share(51, 203), RULES["standard"], "children")
    secret = Told(hidden=True)
    assert GivenBack(frozenset({1})) in found(rows, Told(base=True), secret, Told(base=True), Told(base=True))
    assert found(rows, Told(base=True), secret, Told(base=True), Told()) == []
