"""Counts with their sums and their secrets, and what is hidden of them; those of cases beside those of bases."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...errors import ProtectionError
from .answers import Tie, loosely_tied, tied_by_answers
from .attack import worked_out
from .counts import Count, Sum
from .domains import Placed
from .families import MOST, apart
from .in_pieces import InPieces
from .possible import Possible, certain
from .rules import Need
from .suppression import further, tied_to


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of tables, and what a reader knows of them.

    Attributes:
        placed: those of which the rows of the data are known.
        secret: what each secret one needs.
        loose: sums that bound counts by others of which they are part; they seldom tell, and are looked at last.
    """

    counts: list[Count]
    adding: list[Sum]
    placed: list[Placed]
    secret: Mapping[int, Need]
    loose: Sequence[Sum] = ()

    def rows(self, chosen: Collection[int]) -> frozenset[int]:
        """The rows that show some of the counts."""
        return frozenset(row for position in chosen for row in self.counts[position].rows)

    def chosen(self, gone: Collection[int]) -> set[int]:
        """Secret counts, and those that tell too much of them, beside those of rows that are gone; an attack must fail.

        Raises:
            ProtectionError: it does not.
        """
        if not gone and not self.secret:
            return set()
        lost = {*gone}
        also = (place for place, one in enumerate(self.counts) if one.unprinted or not lost.isdisjoint(one.rows))
        chosen = self._enough(self.counts, self.secret, {*self.secret, *also})
        if any(self.counts[position].nobody for position in chosen):
            chosen = self._beyond_none(chosen)
        bounded = replace(self, adding=[*self.adding, *self.loose])
        if self.loose and worked_out(self.counts, bounded.adding, chosen, self.secret):
            secret = _unknown(self.counts, bounded.adding, self.secret)
            chosen = bounded._enough(self.counts, secret, chosen)
        return chosen

    def told(self, hidden: Collection[int]) -> frozenset[int]:
        """Secret ones of the hidden counts that all others tell too much of."""
        secret = {position: need for position, need in self.secret.items() if position in hidden}
        together = [*self.adding, *self.loose]
        bounded = _unknown(self.counts, together, secret)
        return worked_out(self.counts, self.adding, hidden, secret) | worked_out(self.counts, together, hidden, bounded)

    def _enough(self, counts: Sequence[Count], secret: Mapping[int, Need], chosen: set[int]) -> set[int]:
        """What is chosen already, and what must be hidden beside it."""
        chosen = chosen | further(counts, self.adding, secret, chosen)
        if worked_out(counts, self.adding, chosen, secret):
            for tied in tied_to(self.adding, secret, chosen):
                chosen |= {*tied.counts}
            if worked_out(counts, self.adding, chosen, secret):
                raise ProtectionError(
                    "what would be hidden here could be worked out from what would be shown; ask for fewer breakdowns "
                    "at once, or for larger groups"
                )
        return chosen

    def _beyond_none(self, chosen: set[int]) -> set[int]:
        """What a reader must not know either who is sure of an answer that nobody can have given it.

        That everyone met a harm no table keeps from him.
        """
        sure = [replace(one, known=True) if one.nobody else one for one in self.counts]
        return self._enough(sure, _unknown(sure, self.adding, self.secret), chosen)


def _unknown(
    counts: Sequence[Count], sums: Sequence[Sum], secret: Mapping[int, Need], among: Collection[int] | None = None
) -> dict[int, Need]:
    """What secret counts need, nothing of those (`among` some) that a reader knows who is shown no number at all."""
    lost = worked_out(counts, sums, range(len(counts)), secret)
    known = lost if among is None else lost.intersection(among)
    return {position: Need() if position in known else need for position, need in secret.items()}


def beside(cases: Counted, bases: Counted, made_of: Sequence[Tie], few: int = 0, *, always: bool = False) -> Counted:
    """Counts of cases with those of bases behind them, where some are of the same people; else those of cases alone.

    `always` with bases where these are not of known people either.

    Where a base is hidden it is not enough that the cases could be fewer: the others of a secret count, if they are
    fewer than `few`, must be able to be as many. That all of those who were hurt were hurt tells nothing, unless they
    are so few.
    """
    first = len(cases.counts)
    counts = [*cases.counts, *bases.counts]
    placed = [*cases.placed, *(replace(one, position=one.position + first) for one in bases.placed)]
    of_tables = [one for one in placed if one.places]
    ties, loose = tied_by_answers(counts, of_tables, made_of), loosely_tied(counts, of_tables, made_of)
    if not ties and not loose and not always:
        return cases
    adding = [
        Sum(tuple(part + first for part in s.parts), None if s.total is None else s.total + first) for s in bases.adding
    ]
    secret = {**cases.secret, **{position + first: need for position, need in bases.secret.items()}}
    ties += _of_bases(counts, placed, first)
    within = _within(counts, placed, first)
    for position, on in enumerate(within):
        for base in sorted(on):
            others = counts[base].cases - counts[position].cases
            counts.append(Count((), others, None, unsaid=True))
            if position in cases.secret and 0 < others < few:
                secret[len(counts) - 1] = Need(up=few - others)
            ties.append(Sum((position, len(counts) - 1), base))
        unseen = not counts[position].rows and not counts[position].unprinted  # how large it can be, its parts say
        counts[position] = replace(counts[position], n=None if on or unseen else counts[position].n)
    adding = [*adding, *(_of_base(counts, within, one) for one in cases.adding), *ties]
    of_conditions = [one for one in made_of if isinstance(one, Possible) and one.answers]
    for position in certain(placed, of_conditions) & secret.keys():
        secret[position] = Need(up=max(few - counts[position].cases, 0))
    none = None if of_conditions else [position for position in secret if not counts[position].cases]
    of_no_base = [replace(one, n=None) for one in counts], [one for one in adding if one.total is not None]
    return Counted(counts, adding, placed, _unknown(*of_no_base, secret, none), loose)


def _of_bases(counts: list[Count], placed: list[Placed], first: int) -> Iterator[Sum]:
    """Bases of cases that no row shows, where no table has these: they are `placed`, and hidden as others are."""
    bases = InPieces(counts, [one for one in placed if one.position >= first and one.places])
    wanted: dict[str, dict[bytes, Placed]] = {}
    for one in placed:
        if one.position < first and not counts[one.position].rows and one.extent.base in bases.named:
            wanted.setdefault(one.extent.base, {})[one.extent.inside.tobytes()] = one
    for name, some in wanted.items():
        pieces = apart(np.array([one.extent.inside for one in (*bases.named[name], *some.values())]))
        if len(pieces) > MOST:
            continue
        for one in some.values():
            position = bases.at(name, one.extent.inside)
            if all(each.position != position for each in placed):
                placed.append(replace(one, position=position, extent=one.extent.of_base))
        yield from bases.cut(name, pieces)


def _within(counts: Sequence[Count], placed: Sequence[Placed], first: int) -> list[set[int]]:
    """Of each count of cases the bases that it stands on, which begin at `first`: those of its rows, or of its people.

    People without a group have no row, nor have those by whom tables differ.
    """
    of_row = {row: base for base, count in enumerate(counts) for row in count.rows if base >= first}
    found = [{of_row[row] for row in count.rows if row in of_row} for count in counts[:first]]
    of_people = {(one.extent.of, one.extent.inside.tobytes()): one.position for one in placed if one.position >= first}
    for one in placed:
        base = of_people.get((one.extent.base, one.extent.inside.tobytes()))
        if base is not None and one.position < first:
            found[one.position].add(base)
    return [{base for base in on if counts[base].cases >= counts[p].cases} for p, on in enumerate(found)]


def _of_base(counts: Sequence[Count], within: Sequence[Collection[int]], one: Sum) -> Sum:
    """A sum of answers that a base is known to be, with the count of that base."""
    if one.total is not None:
        return one
    together = sum(counts[part].cases for part in one.parts)
    on_all = set.intersection(*(set(within[part]) for part in one.parts))
    return replace(one, total=next((base for base in sorted(on_all) if counts[base].cases == together), None))
