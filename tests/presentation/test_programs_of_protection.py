"""The programs behind protection: how long they may take, how large they are, and what follows where they fail."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import scipy.optimize
from scipy import sparse

from analysis.estimation.estimate import Estimate
from analysis.presentation import protection
from analysis.presentation.protection import cheapest, counted
from analysis.presentation.protection.attack import ranges, worked_out
from analysis.presentation.protection.cheapest import NotFoundError
from analysis.presentation.protection.counts import Count, Sum
from analysis.presentation.protection.linear import Linear, Reached
from analysis.presentation.protection.rules import Need
from analysis.presentation.protection.silence import silent
from analysis.presentation.protection.suppression import tied_to
from tests.presentation.made import grouped, share

# Three groups of 100 with 3, 9 and 30 cases, and all of them: places 0 to 2, and 3.
COUNTS = [Count((0,), 3, 100), Count((1,), 9, 100), Count((2,), 30, 100), Count((3,), 42, 300)]
SUMS = [Sum((0, 1, 2), 3)]
NEEDS = {place: Need(up=1, down=1) for place in range(3)}


def hidden(estimates: list[Estimate]) -> set[int]:
    return set(protection.hidden(estimates, "standard"))


def groups(*cases: int) -> list[Estimate]:
    """A total, and groups of 100 children."""
    return grouped("region", {code: (n, 100) for code, n in enumerate(cases)})


@dataclass
class Watched:
    """What a solver is asked: for how many unknowns, which of them whole, and for how many seconds."""

    monkeypatch: pytest.MonkeyPatch
    now: float = 1000.0
    lasting: float = 0.0
    failing: tuple[int, ...] = ()
    programs: list[tuple[str, int, bool, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        most, milp = Linear.most, scipy.optimize.milp

        def linear(program: Linear, goal: Any, seconds: float) -> Reached | None:
            found = most(program, goal, seconds)
            return None if self._asked("linear", len(goal), False, seconds) else found

        def whole(cost: Any, *, options: dict[str, float], **program: Any) -> Any:
            found = milp(cost, options=options, **program)
            if self._asked("milp", len(cost), bool(program["integrality"]), options["time_limit"]):
                found.status = 1
            return found

        self.monkeypatch.setattr(Linear, "most", linear)
        self.monkeypatch.setattr(scipy.optimize, "milp", whole)

    def _asked(self, *program: Any) -> bool:
        self.programs.append(program)
        self.now += self.lasting
        return len(self.programs) in self.failing

    def of(self, name: str) -> list[tuple[int, bool, float]]:
        return [rest for solver, *rest in self.programs if solver == name]  # type: ignore[misc]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    """Every program that is solved, by a clock of its own."""
    made = Watched(monkeypatch)
    monkeypatch.setattr(cheapest.time, "monotonic", lambda: made.now)
    return made


def test_an_attack_asks_for_each_goal_by_itself(watched: Watched) -> None:
    # Six goals among three unknown groups.
    assert worked_out(COUNTS, SUMS, {0, 1, 2}, NEEDS) == set()
    assert watched.of("linear") == [[3, False, 20]] * 6
    assert worked_out(COUNTS, SUMS, {0, 1, 2}, {0: Need(up=40), 1: Need(up=33), 2: Need(up=12)}) == {0}


def test_hidden_counts_that_nothing_ties_to_a_secret_are_not_asked_for(watched: Watched) -> None:
    sums = [*SUMS, Sum((4, 5), 6)]
    counts = [*COUNTS, Count((4,), 7, 50), Count((5,), 8, 50), Count((6,), 15, 100)]
    assert worked_out(counts, sums, {0, 1, 4, 5}, {0: Need(up=2)}) == set()
    assert [size for size, _, _ in watched.of("linear")] == [2]
    assert worked_out(counts, sums, {0, 4, 5}, {0: Need(up=2)}) == {0}


def test_one_program_after_the_other_forgets_the_goal_and_the_limits_before() -> None:
    # x + y + z = 10; by how much more each could be, were a limit one higher.
    program = Linear(sparse.csr_array(np.ones((1, 3))), np.array([10.0]))
    program.within(np.zeros(3), np.array([4.0, 5.0, 8.0]))
    goals = (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), (1.0, 1.0, 0.0)
    found = [program.most(np.array(goal), 5.0) for goal in goals]
    assert [one and one.most for one in found] == [4.0, -1.0, 9.0]
    assert found[0]
    assert (found[0].higher.tolist(), found[0].lower.tolist()) == ([1.0, 0.0, 0.0], [0.0, 0.0, 0.0])
    assert found[1]
    assert (found[1].higher.tolist(), found[1].lower.tolist()) == ([1.0, 1.0, 0.0], [0.0, 0.0, 0.0])
    program.within(np.array([0.0, 0.0, 6.0]), np.array([4.0, 5.0, 8.0]))
    third = program.most(np.array([1.0, 1.0, 0.0]), 5.0)
    assert third
    assert (third.most, third.lower.tolist()) == (4.0, [0.0, 0.0, 1.0])
    program.within(np.zeros(3), np.ones(3))
    assert program.most(np.ones(3), 5.0) is None


def test_a_program_has_its_seconds_from_when_it_is_asked() -> None:
    random = np.random.default_rng(0)
    equations = sparse.random_array((60, 120), density=0.2, rng=random).tocsr()
    program = Linear(equations, equations @ np.ones(120))
    program.within(np.zeros(120), np.full(120, 3.0))
    found = [program.most(random.normal(size=120), seconds) for seconds in (0.0, 5.0, 0.0, 5.0)]
    assert [one is None for one in found] == [True, False, True, False]


def test_what_an_attack_has_no_time_for_counts_as_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Watched(monkeypatch, failing=(3,))
    assert worked_out(COUNTS, SUMS, {0, 1, 2}, NEEDS) == {1}
    assert len(found.programs) == 6
    found = Watched(monkeypatch, failing=(2,))
    assert ranges(COUNTS, SUMS, {2: 30, 3: 42}, [0, 1]) is None


def test_the_cheapest_choice_has_ten_seconds_and_one_that_is_enough_ten_more(watched: Watched) -> None:
    watched.lasting = 4.0
    # What is lacking, a choice, what is lacking of that: 12 seconds. Then what is enough; and an attack.
    assert hidden(groups(3, 9, 30)) == {1, 2}
    assert [seconds for *_, seconds in watched.programs] == [10, 6, 2, 8, 20]
    watched.programs.clear()
    watched.lasting = 4.75
    assert hidden(groups(3, 9, 30)) == {1, 2}
    assert [seconds for *_, seconds in watched.programs] == [10, 5.25, 0.5, 5.75, 20]


def test_where_no_time_is_left_for_either_all_that_is_tied_is_hidden(watched: Watched) -> None:
    watched.lasting = 21.0
    assert hidden([*groups(3, 9, 30), share(50, 300, variable="other")]) == {0, 1, 2, 3}


def test_a_choice_of_parts_of_counts_comes_first_and_is_taken_where_it_is_whole(watched: Watched) -> None:
    assert hidden(groups(3, 9, 30)) == {1, 2}
    assert [whole for _, whole, _ in watched.of("milp")] == [False]


def test_a_program_that_fails_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Watched(monkeypatch, failing=(1,))  # the first linear program; one count after the other is enough
    assert hidden(groups(3, 9, 30)) == {1, 2}
    assert not found.of("milp")
    found = Watched(monkeypatch, failing=(2,))  # the integer program
    assert hidden(groups(3, 9, 30)) == {1, 2}
    assert len(found.of("milp")) == 1


@pytest.mark.parametrize(
    ("cases", "along"),
    [
        ((3, 9, 30, 40), {1, 2}),  # any of the others could be two less: the one of the fewest
        ((3, 30, 9, 40), {1, 3}),
        ((97, 0, 60, 30), {1, 4}),  # nobody in the second; of the others the one of the fewest
        ((3, 0, 0, 30), {1, 4}),  # none of which could be less but the last
    ],
)
def test_one_count_after_the_other_is_chosen_that_helps_most_for_its_cost(
    monkeypatch: pytest.MonkeyPatch, cases: tuple[int, ...], along: set[int]
) -> None:
    def never(*_: object, **__: object) -> None:
        raise NotFoundError

    monkeypatch.setattr(cheapest, "_solved", never)
    assert hidden(groups(*cases)) == along


def test_one_count_after_the_other_no_total_is_chosen_that_no_row_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise NotFoundError

    monkeypatch.setattr(cheapest, "_solved", never)
    assert hidden(groups(3, 9, 30)[1:]) == {0, 1}
    assert hidden(groups(1, 1)[1:]) == {0, 1}


def test_a_total_that_no_row_shows_is_unknown_only_where_all_its_groups_are_hidden() -> None:
    assert hidden(groups(3, 0, 0)[1:]) == {0, 1, 2}
    assert hidden(groups(3, 0, 30)[1:]) == {0, 2}


def test_where_an_attack_still_succeeds_all_that_is_tied_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([frozenset({1}), None])

    def opened(*asked: Any) -> frozenset[int]:
        first = next(said)
        return worked_out(*asked) if first is None else first

    monkeypatch.setattr(counted, "worked_out", opened)
    assert hidden([*groups(3, 9, 30), share(50, 300, variable="other")]) == {0, 1, 2, 3}


def test_only_what_is_tied_to_a_secret_is_looked_at() -> None:
    sums = [Sum((0, 1), 2), Sum((4, 3), 5), Sum((6, 7)), Sum((2, 8), 9)]
    found = list(tied_to(sums, {3: Need(up=1), 4: Need(down=2)}, {3, 0, 4, 9}))
    assert [(one.counts, one.sums, dict(one.needs), one.hidden) for one in found] == [
        ((3, 4, 5), (Sum((1, 0), 2),), {0: Need(up=1), 1: Need(down=2)}, {0, 1})
    ]
    (first, second) = sorted(tied_to(sums, {8: Need(up=1), 7: Need(up=1)}, {6}), key=lambda one: one.counts)
    assert (first.counts, first.sums) == ((0, 1, 2, 8, 9), (Sum((0, 1), 2), Sum((2, 3), 4)))
    assert (second.counts, second.sums, second.hidden) == ((6, 7), (Sum((0, 1)),), {0})


def test_what_c_holds_back_while_nothing_is_to_be_printed_is_not_printed_later(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with silent():
        ctypes.CDLL(None).puts(b"chatter")
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == ""


def test_standard_output_is_back_after_a_failure(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NotFoundError), silent():
        raise NotFoundError
    os.write(1, b"a table")
    assert capfd.readouterr().out == "a table"
