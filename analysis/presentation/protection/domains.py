"""Counts of tables that speak of other rows, tied by those they share: ages 13-17 beside 13-16 tell of age 17.

Rows fall apart into pieces by which of the numbers they are in. How many of a piece are cases stands in no table, and
is secret where they are few; every number is the sum of its pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ...arrays import BoolArray
from .counts import Count, Sum, of_base
from .extents import Extent, Place
from .families import apart, common, families, pieces, told_by_groups, with_crossings
from .rules import RULES


@dataclass(frozen=True, slots=True)
class Placed:
    """A count that stands in a table, and of which rows it is.

    Attributes:
        question: what is counted, but for the answer and the group.
        answer: which answer, where those to one question add up to its base; None elsewhere.
        places: of which tables and groups; none where it is a piece that no table has.
        harm: that everyone met it would be told of everyone.
    """

    position: int
    question: Hashable
    answer: Hashable
    extent: Extent
    places: tuple[Place, ...]
    harm: bool = False


FEW = max(one.count for one in RULES.values())
ATOMS = 128  # parts that all numbers of an answer may fall into; where they are more, they are not seen all at once
Cases = tuple[str, str]  # of whom, and which of them, whatever a table calls these
Pieces = dict[tuple[Hashable, str, bytes], dict[Hashable, int]]  # of a question in a piece: its answers
Rows = tuple[BoolArray, int]  # classes, and where the count of them is
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


def tied(found: list[Count], placed: dict[int, Placed]) -> Iterator[Sum]:
    """Every count as the sum of its pieces; and of each piece the answers to a question, which make up its base.

    The counts of pieces that no row shows are put at the end of `found`, and are `placed` where no table has them.
    """
    shown = list(placed.values())
    known: dict[Hashable, Cut] = {}
    answers: Pieces = defaultdict(dict)
    of_nobody = {_cases_of(one) for one in shown if not one.extent.inside.any()}
    for (base, of), alike in _by_cases(shown).items():
        own = sorted(_once(alike), key=lambda one: found[one.position].n is None)  # pieces are like the first
        called = {(one.question, one.answer): None for one in alike if one.answer is not None}
        at = {one.extent.inside.tobytes(): one.position for one in own}
        yield from _equal(alike, at)
        for together, cut in _cut(own, known) if len(own) > 1 else ():
            parts = [(classes, _piece(found, placed, at, own[0], classes)) for classes in cut]
            wholes = [(inside, _piece(found, placed, at, own[0], inside)) for inside in together]
            yield from _made_up(wholes, parts)
            for (classes, part), (question, answer) in product(parts, called):
                answers[question, base, classes.tobytes()][answer] = part
        yield from _beyond(found, placed, at, own)
        if (base, of) not in of_nobody:
            yield from _all_at_once(found, at, own[0].extent)
    yield from _bases(found, shown, answers)


def _beyond(
    found: list[Count], placed: dict[int, Placed], at: dict[bytes, int], own: Sequence[Placed]
) -> Iterator[Sum]:
    """What one number has beyond one of another table, where it is few cases or few others, whatever lies between."""
    inside, extent = np.array([one.extent.inside for one in own]), own[0].extent
    people = inside @ (extent.cases if extent.people is None else extent.people[0])
    beyond, others = (np.subtract.outer(of, of) for of in (people, inside @ (extent.answered - extent.cases)))
    few = ((beyond > 0) & (beyond < FEW)) | ((others > 0) & (others < FEW))
    for whole, part in np.argwhere(few & (common(inside) == inside.sum(axis=1))):
        if not all(told_by_groups(own[part].places, (place,)) for place in own[whole].places):
            piece = _piece(found, placed, at, own[0], inside[whole] & ~inside[part])
            yield Sum((at[inside[part].tobytes()], piece), at[inside[whole].tobytes()])


def _made_up(wholes: Sequence[Rows], parts: Sequence[Rows]) -> Iterator[Sum]:
    """Each whole as the sum of the parts that lie in it, which do not overlap."""
    for inside, whole in wholes:
        made = tuple(part for classes, part in parts if (classes & inside).any())
        if made != (whole,):
            yield Sum(made, whole)


def _by_cases(placed: Sequence[Placed]) -> Mapping[Cases, list[Placed]]:
    """Those of the same cases; nobody is in two empty groups, which have nothing else in common."""
    alike: dict[Cases, list[Placed]] = defaultdict(list)
    for one in (one for one in placed if one.extent.inside.any()):
        alike[_cases_of(one)].append(one)
    return alike


def _cases_of(one: Placed) -> Cases:
    return one.extent.base, one.extent.of


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


def _piece(
    found: list[Count], placed: dict[int, Placed], at: dict[bytes, int], like: Placed, classes: BoolArray
) -> int:
    """Where the count of a piece is: that of a number of the same rows, or a new one."""
    key = classes.tobytes()
    if key not in at:
        cases, answered = (int(of[classes].sum()) for of in (like.extent.cases, like.extent.answered))
        known = bool(like.extent.known[classes].any())
        n = None if found[like.position].n is None else answered
        people = None if like.extent.people is None else int(like.extent.people[0][classes].sum())
        found.append(Count((), cases, n, without_group=not known, between=known, harm=like.harm, people=people))
        at[key] = len(found) - 1
        extent = replace(like.extent, inside=classes)
        placed[at[key]] = replace(like, position=at[key], extent=extent, places=())
    return at[key]


def _all_at_once(found: list[Count], at: dict[bytes, int], extent: Extent) -> Iterator[Sum]:
    """All numbers and all their pieces as sums of what they fall apart into together, which is no secret by itself.

    Not where nobody is in some group: that would go into it as known.
    """
    wholes = [(np.frombuffer(key, np.bool_), position) for key, position in at.items()]
    atoms = apart(np.array([inside for inside, _ in wholes]))
    if len(atoms) > ATOMS:
        return
    for atom in atoms:
        if atom.tobytes() not in at:
            found.append(Count((), int(extent.cases[atom].sum()), None, unsaid=True))
            at[atom.tobytes()] = len(found) - 1
    yield from _made_up(wholes, [(atom, at[atom.tobytes()]) for atom in atoms])


def _bases(found: list[Count], placed: Sequence[Placed], answers: Pieces) -> Iterator[Sum]:
    """All answers to a question in one piece, where each has a count there."""
    asked: dict[Hashable, set[Hashable]] = defaultdict(set)
    for one in placed:
        asked[one.question, one.extent.base].add(one.answer)
    for (question, base, _), parts in answers.items():
        if parts.keys() >= asked[question, base] - {None}:
            yield of_base(found, parts.values())
