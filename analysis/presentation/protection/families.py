"""How the rows of one number lie among those of another, and which numbers must so be seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ...arrays import BoolArray, FloatArray
from .extents import Place
from .groups import Group

MOST = 64  # parts that rows may fall into; where they are more, numbers are held against each other by two


def families(places: Sequence[tuple[Place, ...]], inside: BoolArray) -> Iterator[list[int]]:
    """Numbers, counted from 0, whose rows are to be seen together; `places` are where each stands.

    Those of one group in several domains that have rows in common; and what lies in another number without one
    between, where groups do not tell it. `inside` is of shape (numbers, classes), each row different.
    """
    size = inside.sum(axis=1)
    both = common(inside)
    part = (both == size[:, None]) & (size[:, None] < size) & (size[:, None] > 0)
    seen = both > 0
    yield from _of_one_group(places, seen)
    next_to = part & ~(part.astype(np.float64) @ part > 0)
    for whole in range(len(places)):
        inner: list[int] = np.flatnonzero(next_to[:, whole]).tolist()
        parts = [number for number in inner if not told_by_groups(places[number], places[whole])]
        if parts:
            yield [whole, *parts]


def common(inside: BoolArray) -> FloatArray:
    """How many classes each two numbers have in common, shape (numbers, numbers)."""
    counted = inside.astype(np.float64)
    return np.asarray(counted @ counted.T)


def _of_one_group(places: Sequence[tuple[Place, ...]], seen: BoolArray) -> Iterator[list[int]]:
    """The numbers of each group, as many at a time as hang together."""
    by_group: dict[Group, set[int]] = {}
    for number, some in enumerate(places):
        for _, group in some:
            by_group.setdefault(group, set()).add(number)
    for numbers in sorted(by_group.values(), key=sorted):
        left = set(numbers)
        while left:
            reached, new = set[int](), {min(left)}
            while new:
                reached |= new
                new = {other for other in left - reached for one in new if seen[one, other]}
            left -= reached
            if len(reached) > 1:
                yield sorted(reached)


def known_same(places: Iterable[Place]) -> Iterator[list[Place]]:
    """Places of the same rows, those together of which a reader knows that.

    That all of a number are in one group of its table, sums of groups tell, as far as the other groups are shown.
    """
    left = sorted(places, key=lambda place: len(place[1]))
    while left:
        whole, *parts = left
        if not parts or not all(told_by_groups((part,), (whole,)) for part in parts):
            yield left
            return
        yield [whole]
        left = parts


def told_by_groups(part: tuple[Place, ...], whole: tuple[Place, ...]) -> bool:
    """Whether one is a group of the other in one table: sums of groups say so already."""
    return any(p == w and group > larger for p, group in part for w, larger in whole)


def pieces(inside: BoolArray) -> Iterator[tuple[BoolArray, list[BoolArray]]]:
    """What rows fall apart into by which of the numbers they are in: the numbers, and the classes of each piece.

    All at once, or two numbers at a time where they are too many.
    """
    parts = apart(inside)
    if len(parts) <= MOST:
        yield inside, parts
        return
    both = common(inside)
    for one in range(len(inside)):
        for other in range(one):
            if both[one, other]:
                yield inside[[other, one]], apart(inside[[other, one]])


def with_crossings(places: Sequence[tuple[Place, ...]], inside: BoolArray) -> tuple[list[tuple[Place, ...]], BoolArray]:
    """The numbers, and rows that count as if they were printed, by nobody, because groups add up to them.

    These are what the groups of another table make of a domain that they tell of: some groups of age lie in a domain of
    ages, some outside. And what domains have in common, or have not.
    """
    seen = {one.tobytes() for one in inside}
    made: dict[bytes, tuple[Place, BoolArray]] = {}
    for place, part in (*_crossings(places, inside), *_common_parts(places, inside)):
        if part.any() and part.tobytes() not in seen:
            made.setdefault(part.tobytes(), (place, part))
    new = list(made.values())
    return [*places, *((place,) for place, _ in new)], np.vstack([inside, *(part for _, part in new)])


def _crossings(places: Sequence[tuple[Place, ...]], inside: BoolArray) -> Iterator[tuple[Place, BoolArray]]:
    kinds: dict[tuple[str, frozenset[str]], dict[Group, int]] = {}
    for number, some in enumerate(places):
        for whom, group in some:
            kinds.setdefault((whom, frozenset(name for name, _ in group)), {})[group] = number
    for number, some in enumerate(places):
        own = [whom for whom, group in some if not group]
        for (_, names), cells in kinds.items():
            if own and names and not any((one, names) in kinds for one in own):
                groups = inside[list(cells.values())]
                parts = groups & inside[number]
                size = parts.sum(axis=1)
                if ((size == 0) | (size == groups.sum(axis=1))).any() and np.count_nonzero(size) > 1:
                    yield from zip([(f"~{own[0]}", group) for group in cells], parts, strict=True)


def _common_parts(places: Sequence[tuple[Place, ...]], inside: BoolArray) -> Iterator[tuple[Place, BoolArray]]:
    domains = inside[[any(not group for _, group in some) for some in places]]
    if len(domains) > 1:
        pairs = [domains[[one, other]] for one in range(len(domains)) for other in range(one)]
        for some in (domains, *pairs):
            yield from ((("~", frozenset()), part) for part in apart(some))


def apart(inside: BoolArray) -> list[BoolArray]:
    """The classes that the same numbers have, piece by piece; those that none has are left out."""
    some = np.flatnonzero(inside.any(axis=0))
    _, of = np.unique(inside[:, some], axis=1, return_inverse=True)
    of = np.ravel(of)
    made = []
    for piece in range(int(of.max()) + 1 if len(of) else 0):
        classes = np.zeros(inside.shape[1], dtype=np.bool_)
        classes[some[of == piece]] = True
        made.append(classes)
    return made
