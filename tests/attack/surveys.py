"""Small surveys made at random, and the tables of them that a reader may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from analysis.choices import ProtectionRule
from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import Extent, Noted, Protected, protected
from tests.presentation.made import level, share

VARIABLES = ("place", "school", "age")
DOMAINS = "domains that share children"
KINDS: Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]] = {  # the breakdowns of each table that lies beside others
    "one way": (((), ("place",)),),
    "two ways with margins": (((), ("place",), ("school",), ("place", "school")),),
    "three ways with margins": (tuple(by for size in range(4) for by in combinations(VARIABLES, size)),),
    "three ways beside margins of one": (((), ("place",), ("school",)), (("place", "school", "age"),)),
    "three ways beside margins of two and one": (((), ("age",), ("place", "school"), VARIABLES),),
    "answers by group": (((), ("place",)),),
    "groups without a total": ((("place",),),),
    "linked by a report": (
        ((), ("place",)),
        (("school",), ("place", "school")),
        (("place", "age"),),
        (("school", "place"), ("age",)),
        ((), ("school", "age"), ("age",)),
    ),
    DOMAINS: (),  # drawn at random
}


Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A table before anything is hidden: of which children, by their codes, shape (p, s, a), and its rows."""

    domain: Array
    estimates: Sequence[Estimate]


@dataclass(frozen=True, slots=True)
class Survey:
    """Children by group and answer.

    Attributes:
        children: how many, shape (p, s, a, answers); the last code of each variable is "not known".
        answers: how many answers the question has; 2 where it is yes or no.
    """

    children: np.ndarray[Any, np.dtype[np.int64]]

    @property
    def answers(self) -> int:
        return self.children.shape[-1]


def survey(rng: np.random.Generator, answers: int) -> Survey:
    """Groups of some tens to some hundreds with a rare answer, and a few children whose group is not known."""
    known = rng.integers(2, 5, 3)
    sizes = rng.gamma(1.5, rng.choice([6, 20, 60]), (*known, 1))
    rare = np.clip(rng.beta(0.6, 6, (*known, answers)), 0.001, None)
    rare[..., 0] = 1
    children = rng.poisson(sizes * rare / rare.sum(axis=-1, keepdims=True))
    whole = np.zeros((*(known + 1), answers), np.int64)
    whole[:-1, :-1, :-1] = children
    for axis in range(3):
        if rng.random() < 0.5:
            lost = tuple(rng.integers(0, size) for size in known)
            place = list(lost)
            place[axis] = known[axis]
            whole[tuple(place)] += rng.integers(0, 3, answers)
    return Survey(whole)


def tables(made: Survey, kind: str, rng: np.random.Generator) -> list[Asked]:
    """Tables of it; shares of the children of a domain in each group who gave an answer."""
    asked = (1,) if made.answers == 2 else range(made.answers)
    everybody = np.ones(made.children.shape[:3], np.bool_)
    of = list(_domains(made, rng)) if kind == DOMAINS else [(everybody, table) for table in KINDS[kind]]
    return [
        Asked(domain, [row for by in table for answer in asked for row in _rows(made, domain, by, answer)])
        for domain, table in of
    ]


def _domains(made: Survey, rng: np.random.Generator) -> Iterator[tuple[Array, Sequence[Sequence[str]]]]:
    """Everybody beside some ages, a school, its complement, or both conditions; each with or without a breakdown."""
    known = [size - 1 for size in made.children.shape[:3]]
    for number in range(rng.integers(2, 5)):
        domain = np.ones(made.children.shape[:3], np.bool_)
        for axis in rng.permutation(3)[: 0 if number == 0 else rng.integers(1, 3)]:
            first, last = sorted(rng.integers(0, known[axis], 2))
            chosen = np.zeros(domain.shape[axis], np.bool_)
            chosen[first : last + 1] = True
            if rng.random() < 0.3:
                chosen[:-1] = ~chosen[:-1]
            domain &= np.moveaxis(np.broadcast_to(chosen, np.moveaxis(domain, axis, 2).shape), 2, axis)
        if made.children[domain].any():
            yield domain, ((), *rng.permutation([(name,) for name in VARIABLES])[: rng.integers(0, 3)].tolist())


def hidden(made: Survey, asked: Sequence[Asked], *, rows_known: bool = True) -> list[Protected]:
    """What protection makes of the tables, if it is told which children are in each row and in each domain."""
    sides: list[tuple[Sequence[Estimate], ProtectionRule, str]] = [
        (table.estimates, "standard", table.domain.tobytes().hex()) for table in asked
    ]
    if not rows_known:
        return protected(sides)
    rows = [[_extent(made, of_row(table, row), answer_of(row)) for row in table.estimates] for table in asked]
    return protected(sides, rows, noted=[[_noted(made, table)] for table in asked])


def _extent(made: Survey, inside: Array, answer: int | None) -> Extent:
    """The children of a row, of which those with the answer are cases; a class is all children of the same codes."""
    children = made.children.reshape(-1, made.answers)
    known = np.zeros(made.children.shape[:3], np.bool_)
    known[:-1, :-1, :-1] = True
    size = children.sum(axis=1)
    cases, of = (size, "answered") if answer is None else (children[:, answer], str(answer))
    return Extent("answered", of, inside.ravel(), cases, size, known.ravel())


def _noted(made: Survey, table: Asked) -> Noted:
    """How many children are in the domain: what provenance tells, and every reader knows of the whole file."""
    people = int(made.children[table.domain].sum())
    of = table.estimates[0].subject
    return Noted(of, people, people if table.domain.all() else None, extent=_extent(made, table.domain, None))


def of_row(table: Asked, row: Estimate) -> Array:
    """Which children a row is of, shape (p, s, a)."""
    inside = np.zeros(table.domain.shape, np.bool_)
    inside[at({VARIABLES.index(name): int(code.value) for name, code in row.subject.by.items()})] = True
    return inside & table.domain


def answer_of(row: Estimate) -> int:
    """Which answer a row is of."""
    return 1 if row.subject.level is None else int(row.subject.level.value)


def _rows(made: Survey, domain: Array, by: Sequence[str], answer: int) -> Iterator[Estimate]:
    axes = [VARIABLES.index(name) for name in by]
    for codes in product(*(range(made.children.shape[axis] - 1) for axis in axes)):
        inside = (made.children * domain[..., None])[at(dict(zip(axes, codes, strict=True)))]
        if n := int(inside.sum()):
            group: dict[str, Any] = {"by": dict(zip(by, codes, strict=True))} if by else {}
            if made.answers > 2:
                group |= {"level": level(answer), "exclusive_parts": True}
            yield share(int(inside[..., answer].sum()), n, **group)


def at(codes: dict[int, int]) -> tuple[slice, ...]:
    """Where in `children` the groups with these codes of these axes are."""
    return tuple(slice(codes[axis], codes[axis] + 1) if axis in codes else slice(None) for axis in range(3))
