"""What finished tables tell together of few people, though each hides it: the same attack, on what is printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .answers import Tie
from .bases import counted_bases
from .counted import Counted, beside
from .hiding import counted_cases
from .rules import Asked


@dataclass(frozen=True, slots=True)
class Told:
    """What a finished table tells of a number: its cases and its base; `hidden` where it keeps the number back."""

    cases: bool = False
    base: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GivenBack:
    """A secret count that can be worked out.

    Attributes:
        rows: positions of the numbers that it is behind; of those that it adds up with where it stands in no table.
        between: whether it stands in no table.
        shown: whether one of its numbers is simply printed.
    """

    rows: frozenset[int]
    between: bool = False
    shown: bool = False


def given_back(
    asked: Sequence[Asked], noted: Sequence[Asked], told: Sequence[Told], made_of: Sequence[Tie]
) -> Iterator[GivenBack]:
    """Secret counts of all tables that what is told gives back; `told` is of all that is asked, then of all noted."""
    cases, bases = counted_cases(asked), counted_bases(asked, noted)
    together = beside(cases, bases, made_of, max(one.limits.count for one in asked))
    first = len(cases.counts)
    for counted in [cases, bases] if together is cases else [together]:
        of_cases = range(0 if counted is bases else first)
        of_bases = range(len(of_cases), len(of_cases) + (0 if counted is cases else len(bases.counts)))
        yield from _of(counted, told, of_cases, of_bases)


def _of(counted: Counted, told: Sequence[Told], of_cases: range, of_bases: range) -> Iterator[GivenBack]:
    printed = {p for p in of_cases if any(told[row].cases for row in counted.counts[p].rows)}
    printed |= {p for p in of_bases if any(told[row].base for row in counted.counts[p].rows)}
    for position in printed.intersection(counted.secret, of_cases):
        rows = counted.counts[position].rows
        if any(told[row].hidden for row in rows):
            yield GivenBack(frozenset(rows), shown=True)
    for position in sorted(counted.told({*range(len(counted.counts))} - printed)):
        rows = counted.counts[position].rows
        yield GivenBack(frozenset(rows or _beside(counted, position)), between=not rows)


def _beside(counted: Counted, position: int) -> Iterator[int]:
    """The rows of the counts that one adds up with; where these stand in no table either, of those beside them."""
    near, before = {position}, set[int]()
    while near != before:
        before = set(near)
        together = [{*one.parts, *([] if one.total is None else [one.total])} for one in counted.adding]
        near = before.union(*(some for some in together if some & before))
        if rows := {row for one in near for row in counted.counts[one].rows}:
            yield from sorted(rows)
            return
