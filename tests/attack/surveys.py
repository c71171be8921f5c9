"""Small surveys made at random, and the tables of them that a reader may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from analysis.estimation.estimate import Estimate
from tests.presentation.made import level, share

VARIABLES = ("place", "school", "age")
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
}


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


def tables(made: Survey, kind: str) -> list[list[Estimate]]:
    """The rows of each table of it; shares of all children in each group who gave an answer."""
    asked = (1,) if made.answers == 2 else range(made.answers)
    return [[row for by in table for answer in asked for row in _rows(made, by, answer)] for table in KINDS[kind]]


def _rows(made: Survey, by: Sequence[str], answer: int) -> Iterator[Estimate]:
    axes = [VARIABLES.index(name) for name in by]
    for codes in product(*(range(made.children.shape[axis] - 1) for axis in axes)):
        inside = made.children[at(dict(zip(axes, codes, strict=True)))]
        if n := int(inside.sum()):
            group: dict[str, Any] = {"by": dict(zip(by, codes, strict=True))} if by else {}
            if made.answers > 2:
                group |= {"level": level(answer), "exclusive_parts": True}
            yield share(int(inside[..., answer].sum()), n, **group)


def at(codes: dict[int, int]) -> tuple[slice, ...]:
    """Where in `children` the groups with these codes of these axes are."""
    return tuple(slice(codes[axis], codes[axis] + 1) if axis in codes else slice(None) for axis in range(3))
