"""Counts of tables that speak of other rows, tied by those they share: ages 13-17 beside 13-16 tell of age 17.

Rows fall apart into pieces by which of the numbers they are in. How many of a piece are cases stands in no table, and
is secret where they are few; every number is the sum of its pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import BoolArray
from .counts import Count, Sum
from .extents import Extent, Place
from .families import families, pieces, told_by_groups, with_crossings


@dataclass(frozen=True, slots=True)
class Placed:
    """A count that stands in a table, and of which rows it is.

    Attributes:
        question: what is counted, but for the answer and the group.
        answer: which answer, where those to one question add up to its base; None elsewhere.
        harm: that everyone met it would be told of everyone.
    """

    position: int
    question: Hashable
    answer: Hashable
    extent: Extent
    places: tuple[Place, ...]
    harm: bool = False


Answer = tuple[Hashable, Hashable, str, str]  # question and answer, of which data, and which cases
Pieces = dict[tuple[Hashable, str, bytes], dict[Hashable, int]]  # of a question in a piece: its answers
Cut = list[tuple[list[BoolArray], list[BoolArray]]]  # rows that hang together, and the pieces they are made of


def left_over(one: Sum, place: Place, placed: Mapping[int, Placed]) -> dict[int, Placed]:
    """Where people without a group are, the last part of a sum, if that is known of its other counts."""
    *parts, rest = one.parts
    if rest in placed or one.total is None or not placed.keys() >= {one.total, *parts}:
        return {}
    total = placed[one.total]
    groups = [placed[part].extent for part in parts]
    if any(extent.key[:2] != total.extent.key[:2] for extent in groups):
        return {}
    inside = total.extent.inside & ~np.any([extent.inside for extent in groups], axis=0)
    return {rest: replace(total, position=rest, extent=replace(total.extent, inside=inside), places=(place,))}


def tied(found: list[Count], placed: Sequence[Placed]) -> Iterator[Sum]:
    """Every count as the sum of its pieces; and of each piece the answers to a question, which make up its base.

    The counts of pieces that no row shows are put at the end of `found`.
    """
    known: dict[Hashable, Cut] = {}
    answers: Pieces = defaultdict(dict)
    for (question, answer, data, _), alike in _by_answer(placed).items():
        own = _once(alike)
        at = {one.extent.inside.tobytes(): one.position for one in own}
        yield from _equal(alike, at)
        if len(own) < 2:
            continue
        for together, cut in _cut(own, known):
            parts = [(classes, _piece(found, at, own[0], classes)) for classes in cut]
            for inside in together:
                made = tuple(part for classes, part in parts if (classes & inside).any())
                whole = _piece(found, at, own[0], inside)
                if made != (whole,):
                    yield Sum(made, whole)
            if answer is not None:
                for classes, part in parts:
                    answers[question, data, classes.tobytes()][answer] = part
    yield from _bases(placed, answers)


def _by_answer(placed: Sequence[Placed]) -> Mapping[Answer, list[Placed]]:
    """Those of the same answer; nobody is in two empty groups, which have nothing else in common."""
    alike: dict[Answer, list[Placed]] = defaultdict(list)
    for one in (one for one in placed if one.extent.inside.any()):
        alike[one.question, one.answer, one.extent.data, one.extent.of].append(one)
    return alike


def _once(alike: Sequence[Placed]) -> list[Placed]:
    """One for each set of rows, in all its places: the smallest group that has them all."""
    found: dict[bytes, Placed] = {}
    for one in sorted(alike, key=lambda one: -max(len(group) for _, group in one.places)):
        rows = one.extent.inside.tobytes()
        before = found[rows].places if rows in found else ()
        found[rows] = replace(found.get(rows, one), places=tuple(dict.fromkeys((*before, *one.places))))
    return list(found.values())


def _equal(alike: Sequence[Placed], at: Mapping[bytes, int]) -> Iterator[Sum]:
    """Counts of the same rows: those whom two groupings leave over."""
    of = {one.position: one for one in alike}
    for one in alike:
        first = at[one.extent.inside.tobytes()]
        if first != one.position and not told_by_groups(of[first].places, one.places):
            yield Sum((first,), one.position)


def _cut(own: Sequence[Placed], known: dict[Hashable, Cut]) -> Cut:
    """The pieces of the numbers of one answer; most questions stand in the same groups of the same domains."""
    key = tuple((one.places, one.extent.inside.tobytes()) for one in own)
    if key not in known:
        places, inside = with_crossings([one.places for one in own], np.array([one.extent.inside for one in own]))
        known[key] = [
            (list(together), cut) for family in families(places, inside) for together, cut in pieces(inside[family])
        ]
    return known[key]


def _piece(found: list[Count], at: dict[bytes, int], like: Placed, classes: BoolArray) -> int:
    """Where the count of a piece is: that of a number of the same rows, or a new one."""
    key = classes.tobytes()
    if key not in at:
        cases, answered = (int(of[classes].sum()) for of in (like.extent.cases, like.extent.answered))
        known = bool(like.extent.known[classes].any())
        n = None if found[like.position].n is None else answered
        found.append(Count((), cases, n, without_group=not known, between=known, harm=like.harm))
        at[key] = len(found) - 1
    return at[key]


def _bases(placed: Sequence[Placed], answers: Pieces) -> Iterator[Sum]:
    """All answers to a question in one piece, where each has a count there."""
    asked: dict[Hashable, set[Hashable]] = defaultdict(set)
    for one in placed:
        asked[one.question, one.extent.data].add(one.answer)
    for (question, data, _), parts in answers.items():
        if parts.keys() >= asked[question, data] - {None}:
            yield Sum(tuple(sorted(parts.values())))
