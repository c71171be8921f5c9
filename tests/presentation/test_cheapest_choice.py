"""What is hidden is enough, and nothing cheaper would be: every choice of rows is tried, by a reader of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import cheapest, hidden
from tests.presentation.made import level, share

LIMIT, BASE, NOISE = 5, 25, 1e-6
NAMES = ("sex", "age")
Array = np.ndarray[Any, np.dtype[Any]]
Secret = tuple[Array, float, float]  # which children; a reader must hold so many possible at least, and so few at most


@dataclass(frozen=True)
class Children:
    """Children by two groupings and answer, shape (a, b, answers); the last code of a grouping is "not known".

    `margins` are the breakdowns of the table; of one answer alone nobody else's are shown.
    """

    cases: Array
    size: Array
    margins: tuple[tuple[int, ...], ...]

    def rows(self) -> Iterator[tuple[Estimate, Array, tuple[int, ...]]]:
        """Each row of the table, the children it counts, and what it is grouped by."""
        for by in self.margins:
            for codes in product(*(range(self.size.shape[axis] - 1) for axis in by)):
                for answer, inside in self._counted(by, codes):
                    about: dict[str, Any] = {"by": {NAMES[axis]: code for axis, code in zip(by, codes, strict=True)}}
                    if self.cases.shape[2] > 1:
                        about |= {"level": level(answer), "exclusive_parts": True}
                    n = int(inside @ np.repeat(self.size, self.cases.shape[2]))
                    yield share(int(inside @ self.cases.ravel()), n, **about), inside, by

    def without_group(self) -> Iterator[Array]:
        """Children who lack a group, whom printed rows leave over."""
        for by in self.margins:
            for codes in product(*(range(self.size.shape[axis]) for axis in by)):
                if any(code == self.size.shape[axis] - 1 for axis, code in zip(by, codes, strict=True)):
                    yield from (inside for _, inside in self._counted(by, codes))

    def _counted(self, by: Sequence[int], codes: Sequence[int]) -> Iterator[tuple[int, Array]]:
        for answer in range(self.cases.shape[2]):
            inside = np.zeros(self.cases.shape)
            place: list[Any] = [slice(None), slice(None), answer]
            for axis, code in zip(by, codes, strict=True):
                place[axis] = code
            inside[tuple(place)] = 1
            yield answer, inside.ravel()


class Reader:
    """Knows the rows that are shown, all bases, and that the answers of a group add up to its base."""

    def __init__(self, made: Children) -> None:
        self.made, self.cases = made, made.cases.ravel().astype(float)
        self.table = list(made.rows())
        self.inside = np.array([inside for _, inside, _ in self.table])
        self.limits = np.repeat(made.size.ravel(), made.cases.shape[2]).astype(float)
        self.primary = frozenset(
            place for place, (one, inside, _) in enumerate(self.table) if list(self._secrets(inside, one.n < BASE))
        )
        self.secrets = [
            secret
            for secrets in (
                *(self._secrets(inside, one.n < BASE) for one, inside, _ in self.table),
                *(self._secrets(inside, self._all_are_cases(inside)) for inside in made.without_group()),
            )
            for secret in secrets
        ]

    def _all_are_cases(self, inside: Array) -> bool:
        return bool(0 < inside @ self.cases == inside @ self.limits < BASE)

    def _secrets(self, inside: Array, small: bool) -> Iterator[Secret]:
        cases, n = inside @ self.cases, inside @ self.limits
        others = n - cases
        up = LIMIT if small else LIMIT - cases if 0 < cases < LIMIT else 0
        down = LIMIT if small else LIMIT - others if 0 < others < LIMIT else 0
        if small or up or down:
            yield inside, min(cases + up, n), max(cases - down, 0)

    def kept(self, hidden: frozenset[int]) -> bool:
        shown = [place for place in range(len(self.table)) if place not in hidden]
        known = self.inside[shown]
        if () not in self.made.margins and len(hidden) < len(self.table):
            known = np.vstack([known, np.ones(self.cases.size)])  # a total that groups tell of
        if (answers := self.made.cases.shape[2]) > 1:
            known = np.vstack([known, np.kron(np.eye(self.made.size.size), np.ones(answers))])
        return all(
            self._most(inside, known) > most - NOISE and -self._most(-inside, known) < least + NOISE
            for inside, most, least in self.secrets
        )

    def _most(self, of: Array, known: Array) -> float:
        found: Any = linprog(
            -of, A_eq=known, b_eq=known @ self.cases, bounds=np.column_stack([0 * self.limits, self.limits])
        )
        assert found.status == 0
        return -float(found.fun)

    def cost(self, hidden: frozenset[int]) -> tuple[int, int]:
        """Rows, a total as many more as it has parts; and of as many, those of few cases, one of none last."""
        counted = [one.n_cases or 0 for one, _, _ in self.table]
        of_none = max(counted) + 1
        return sum(1 + self._parts(place) for place in hidden), sum(counted[place] or of_none for place in hidden)

    def _parts(self, place: int) -> int:
        _, whole, by = self.table[place]
        found = 0
        for finer in self.made.margins:
            if len(finer) == len(by) + 1 and {*by} < {*finer}:
                inside = [i for _, i, of in self.table if of == finer and (i <= whole).all()]
                left = (whole - np.sum(inside, axis=0)) @ self.limits
                found += len(inside) + bool(left)
        return found

    def cheapest(self) -> tuple[int, int]:
        """The cost of the cheapest of all choices that keep every secret."""
        others = [place for place in range(len(self.table)) if place not in self.primary]
        choices = [self.primary.union(more) for size in range(len(others) + 1) for more in combinations(others, size)]
        return next(self.cost(choice) for choice in sorted(choices, key=self.cost) if self.kept(choice))


def survey(rng: np.random.Generator, shape: tuple[int, int, int], margins: Any, lost: int) -> Children:
    """Some tens of children in a group, a rare answer; of some no group is known."""
    a, b, answers = shape
    size = np.zeros((a + 1, b + 1), np.int64)
    size[:a, :b] = rng.integers(22, 70, (a, b))
    for _ in range(lost):
        size[(rng.integers(0, a), b) if rng.random() < 0.5 and b > 1 else (a, rng.integers(0, b))] += rng.integers(1, 9)
    rare = np.clip(rng.beta(0.5, 3, (a + 1, b + 1)), 0.01, 0.9)
    if answers == 1:
        mirrored = rng.random((a + 1, b + 1)) < 0.2
        return Children(rng.binomial(size, np.where(mirrored, 1 - rare, rare))[..., None], size, margins)
    others = (1 - rare)[..., None] * rng.dirichlet(np.full(answers - 1, 2), (a + 1, b + 1))
    return Children(rng.multinomial(size, np.concatenate([rare[..., None], others], axis=2)), size, margins)


KINDS: dict[str, tuple[tuple[int, int, int], Any, int]] = {
    "groups beside their total": ((5, 1, 1), ((), (0,)), 0),
    "groups, and children without one": ((4, 1, 1), ((), (0,)), 2),
    "groups without a total": ((5, 1, 1), ((0,),), 0),
    "answers": ((1, 1, 5), ((),), 0),
    "answers by group": ((2, 1, 3), ((), (0,)), 0),
    "answers by group, and children without one": ((2, 1, 3), ((), (0,)), 1),
    "a crossing with its margins": ((2, 3, 1), ((), (0,), (1,), (0, 1)), 0),
    "a crossing, and children without a group": ((2, 2, 1), ((), (0,), (1,), (0, 1)), 3),
}


def drawn(kind: str, rng: np.random.Generator) -> Reader:
    """A table with a secret, and at most one count of none: these cost as much as the largest, and no row."""
    while True:
        reader = Reader(survey(rng, *KINDS[kind]))
        if reader.secrets and sum(one.n_cases == 0 for one, _, _ in reader.table) <= 1:
            return reader


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_is_enough_and_nothing_cheaper_would_be(kind: str) -> None:
    rng = np.random.default_rng(20261122)
    for _ in range(6):
        reader = drawn(kind, rng)
        chosen = hidden([one for one, _, _ in reader.table], "standard")
        assert reader.kept(chosen)
        assert reader.cost(chosen) == reader.cheapest()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_chosen_without_the_integer_program_is_enough_too(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise cheapest.NotFoundError

    monkeypatch.setattr(cheapest, "_solved", never)
    rng = np.random.default_rng(20261123)
    shown = 0
    for _ in range(5):
        reader = drawn(kind, rng)
        chosen = hidden([one for one, _, _ in reader.table], "standard")
        assert reader.kept(chosen)
        shown += len(reader.table) - len(chosen)
    assert shown > 0
