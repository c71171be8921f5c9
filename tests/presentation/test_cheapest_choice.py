"""What is hidden is enough, and nothing cheaper would be: every choice of rows is tried, by a reader of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from analysis.choices import ProtectionRule
from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import Extent, cheapest, hidden, protected
from tests.presentation.made import level, share

LIMIT, BASE, NOISE = 5, 25, 1e-6
UNKNOWN = 9  # of a group
NAMES = ("sex", "age", "place")
Array = np.ndarray[Any, np.dtype[Any]]
Secret = tuple[Array, float, float]  # which children; a reader must hold so many possible at least, and so few at most


@dataclass(frozen=True)
class Children:
    """Children by groupings and answer, shape (a, b, c, answers); the last code of a grouping is "not known".

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
                    if self.cases.shape[-1] > 1:
                        about |= {"level": level(answer), "exclusive_parts": True}
                    n = int(inside @ np.repeat(self.size, self.cases.shape[-1]))
                    yield share(int(inside @ self.cases.ravel()), n, **about), inside, by

    def unprinted(self) -> Iterator[Array]:
        """Children who lack a group, whom printed rows leave over."""
        for by in self.margins:
            for codes in product(*(range(self.size.shape[axis]) for axis in by)):
                if any(code == self.size.shape[axis] - 1 for axis, code in zip(by, codes, strict=True)):
                    yield from (inside for _, inside in self._counted(by, codes))

    def _counted(self, by: Sequence[int], codes: Sequence[int]) -> Iterator[tuple[int, Array]]:
        for answer in range(self.cases.shape[-1]):
            inside = np.zeros(self.cases.shape)
            place: list[Any] = [*[slice(None)] * self.size.ndim, answer]
            for axis, code in zip(by, codes, strict=True):
                place[axis] = code
            inside[tuple(place)] = 1
            yield answer, inside.ravel()


@dataclass(frozen=True)
class Domains:
    """Tables of one share of the children of a domain each, in all and by group.

    `cases` are of shape (classes, answers), `inside` the classes of each domain, `group` the code of each class.
    """

    cases: Array
    size: Array
    inside: Array
    group: Array
    margins: tuple[tuple[int, ...], ...] = ((),)

    def tables(self) -> Iterator[list[tuple[Estimate, Array, int]]]:
        """Rows of each domain: what they print, the classes they are of, and which answer."""
        for inside in self.inside:
            yield [
                (share(int(whom @ self.cases[:, answer]), n, **by, **self._level(answer)), whom, answer)
                for by, of in self._groups()
                for whom in [inside & of]
                if (n := int(whom @ self.size))
                for answer in range(self.cases.shape[1])
            ]

    def _groups(self) -> list[tuple[dict[str, Any], Array]]:
        of_codes = [({"by": {"sex": code}}, self.group == code) for code in self._codes]
        return [({}, self.size > 0), *of_codes]

    @property
    def _codes(self) -> list[int]:
        codes: list[int] = np.unique(self.group).tolist()
        return [code for code in codes if code != UNKNOWN] if len(codes) > 1 else []

    def _level(self, answer: int) -> dict[str, Any]:
        return {"level": level(answer), "exclusive_parts": True} if self.cases.shape[1] > 1 else {}

    def rows(self) -> Iterator[tuple[Estimate, Array, tuple[int, ...]]]:
        for table in self.tables():
            for one, whom, answer in table:
                yield one, self._counted(whom, answer), ()

    def unprinted(self) -> Iterator[Array]:
        """What one domain has beyond others, or with them, in all and in each group; in all, of any two as well."""
        pairs = [self.inside[list(pair)] for pair in combinations(range(len(self.inside)), 2)]
        of_groups = [self.inside & (self.group == code) for code in np.unique(self.group)]
        for some in (self.inside, *pairs, *of_groups):
            for piece in np.unique(some, axis=1).T:
                if piece.any():
                    whom = (piece == some.T).all(axis=1)
                    yield from (self._counted(whom, answer) for answer in range(self.cases.shape[1]))

    def _counted(self, whom: Array, answer: int) -> Array:
        counted = np.zeros(self.cases.shape)
        counted[:, answer] = whom
        return counted.ravel()

    def hidden(self) -> frozenset[int]:
        """What protection hides."""
        asked: list[tuple[list[Estimate], ProtectionRule, str]] = []
        extents = []
        known = self.group != UNKNOWN
        for number, table in enumerate(self.tables()):
            asked.append(([one for one, _, _ in table], "standard", str(number)))
            extents.append([Extent("asked", str(n), whom, self.cases[:, n], self.size, known) for _, whom, n in table])
        told = zip(protected(asked, extents), extents, strict=True)
        secret = [row in one.hidden for one, table in told for row in range(len(table))]
        return frozenset(np.flatnonzero(secret).tolist())


class Reader:
    """Knows the rows that are shown, all bases, and that the answers of a group add up to its base."""

    def __init__(self, made: Children | Domains) -> None:
        self.made, self.cases = made, made.cases.ravel().astype(float)
        self.table = list(made.rows())
        self.inside = np.array([inside for _, inside, _ in self.table])
        self.limits = np.repeat(made.size.ravel(), made.cases.shape[-1]).astype(float)
        self.primary = frozenset(
            place for place, (one, inside, _) in enumerate(self.table) if list(self._secrets(inside, one.n < BASE))
        )
        self.secrets = [
            secret
            for secrets in (
                *(self._secrets(inside, one.n < BASE) for one, inside, _ in self.table),
                *(self._secrets(inside, self._all_are_cases(inside)) for inside in made.unprinted()),
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
        if (answers := self.made.cases.shape[-1]) > 1:
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
            between = any({*by} < {*other} < {*finer} for other in self.made.margins)
            if {*by} < {*finer} and not between:
                inside = [i for _, i, of in self.table if of == finer and (i <= whole).all()]
                left = (whole - np.sum(inside, axis=0)) @ self.limits
                found += len(inside) + bool(left)
        return found

    def cheapest(self) -> tuple[int, int]:
        """The cost of the cheapest of all choices that keep every secret."""
        others = [place for place in range(len(self.table)) if place not in self.primary]
        choices = [self.primary.union(more) for size in range(len(others) + 1) for more in combinations(others, size)]
        return next(self.cost(choice) for choice in sorted(choices, key=self.cost) if self.kept(choice))


def survey(rng: np.random.Generator, shape: tuple[int, ...], answers: int, margins: Any, lost: int) -> Children:
    """Some tens of children in a group, a rare answer; of some no group is known."""
    size = np.zeros([codes + 1 for codes in shape], np.int64)
    size[tuple(slice(codes) for codes in shape)] = rng.integers(22, 70, shape)
    for _ in range(lost):
        place = rng.integers(0, shape)
        axis = rng.choice(np.flatnonzero(np.array(shape) > 1))
        place[axis] = shape[axis]
        size[tuple(place)] += rng.integers(1, 9)
    rare = np.clip(rng.beta(0.5, 3, size.shape), 0.01, 0.9)
    if answers == 1:
        mirrored = rng.random(size.shape) < 0.2
        return Children(rng.binomial(size, np.where(mirrored, 1 - rare, rare))[..., None], size, margins)
    others = (1 - rare)[..., None] * rng.dirichlet(np.full(answers - 1, 2), size.shape)
    return Children(rng.multinomial(size, np.concatenate([rare[..., None], others], axis=-1)), size, margins)


TWO = ((), (0,), (1,), (0, 1))
KINDS: dict[str, tuple[tuple[int, ...], int, Any, int]] = {
    "groups beside their total": ((5, 1), 1, ((), (0,)), 0),
    "groups, and children without one": ((4, 1), 1, ((), (0,)), 2),
    "groups without a total": ((5, 1), 1, ((0,),), 0),
    "answers": ((1, 1), 5, ((),), 0),
    "answers by group": ((2, 1), 3, ((), (0,)), 0),
    "answers by group, and children without one": ((2, 1), 3, ((), (0,)), 1),
    "a crossing with its margins": ((2, 3), 1, TWO, 0),
    "a crossing with one margin": ((2, 3), 1, ((), (1,), (0, 1)), 0),
    "a crossing, and children without a group": ((2, 2), 1, TWO, 3),
    "three groupings beside one": ((2, 2, 2), 1, ((), (1,), (0, 1, 2)), 0),
    "three groupings beside one, and children without a group": ((2, 2, 2), 1, ((), (0,), (0, 1, 2)), 2),
    "three groupings beside one and two": ((2, 2, 2), 1, ((), (2,), (0, 1), (0, 1, 2)), 0),
    "three groupings, and children without a group": ((2, 2, 1), 1, ((), (0,), (0, 1), (0, 1, 2)), 2),
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
    for _ in range(4):
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
    for _ in range(4):
        reader = drawn(kind, rng)
        chosen = hidden([one for one, _, _ in reader.table], "standard")
        assert reader.kept(chosen)
        shown += len(reader.table) - len(chosen)
    assert shown > 0


ALL, TWO_GROUPS, ONE_UNKNOWN = [0] * 6, [0, 1] * 3, [0, 1, 0, 1, 0, UNKNOWN]
DOMAINS = [
    (2, 1, ALL),
    (3, 1, ALL),
    (4, 3, ALL),
    (2, 1, TWO_GROUPS),
    (3, 1, TWO_GROUPS),
    (2, 3, TWO_GROUPS),
    (2, 1, ONE_UNKNOWN),
    (2, 3, ONE_UNKNOWN),
]


@pytest.mark.parametrize(("domains", "answers", "groups"), DOMAINS)
def test_no_row_is_hidden_that_need_not_be_where_domains_share_children(
    domains: int, answers: int, groups: list[int]
) -> None:
    rng = np.random.default_rng(20261122 + domains)
    along = 0
    for _ in range(10):
        size = rng.integers(8, 60, 6)
        share_of = np.clip(rng.beta(0.5, 3, 6), 0.01, 0.9)
        cases = rng.binomial(size, share_of)[:, None]
        if answers > 1:
            cases = rng.multinomial(size, np.column_stack([share_of, (1 - share_of)[:, None] * [0.5, 0.5]]))
        inside = np.unique(rng.random((domains, 6)) < rng.choice([0.5, 0.8]), axis=0)
        made = Domains(cases, size, inside[inside.any(axis=1)], np.array(groups))
        reader, chosen = Reader(made), made.hidden()
        assert chosen >= reader.primary
        assert reader.kept(chosen)
        for row in chosen - reader.primary:
            same = {place for place in chosen if (reader.inside[place] == reader.inside[row]).all()}
            assert same & reader.primary or not reader.kept(chosen - same)
        along += len(chosen - reader.primary)
    assert along > 0


def test_no_row_is_hidden_that_need_not_be_where_groups_of_a_table_tell_of_the_domain_of_another() -> None:
    # Everybody by age; and, in a table of its own, a domain that has all of the last age and some of each other one.
    rng = np.random.default_rng(20261122)
    along = 0
    for _ in range(12):
        group = np.array([0, 0, 1, 1, 2])
        size = rng.integers(30, 90, 5)
        cases = rng.binomial(size, np.clip(rng.beta(0.5, 3, 5), 0.01, 0.9))[:, None]
        everybody, domain = np.ones(5, np.bool_), np.array([0, 1, 0, 1, 1], np.bool_)
        made = Domains(cases, size, np.array([everybody, domain]), group)
        reader = Reader(made)  # of the domain by age as well: these pieces are secrets, and nobody prints them
        alone = [place for place, (one, _, _) in enumerate(reader.table) if place < 4 or not one.subject.by]
        reader.primary = frozenset(place for place, row in enumerate(alone) if row in reader.primary)
        reader.table = [reader.table[place] for place in alone]
        reader.inside = reader.inside[alone]
        first, second = made.tables()
        known = np.ones(5, np.bool_)
        told = protected(
            [([one for one, _, _ in first], "standard", "all"), ([second[0][0]], "standard", "domain")],
            [
                [Extent("asked", "0", whom, cases[:, 0], size, known) for _, whom, _ in part]
                for part in (first, second[:1])
            ],
        )
        chosen = frozenset((*told[0].hidden, *(4 + row for row in told[1].hidden)))
        assert chosen >= reader.primary
        assert reader.kept(chosen)
        for row in chosen - reader.primary:
            assert not reader.kept(chosen - {row})
        along += len(chosen - reader.primary)
    assert along > 0
