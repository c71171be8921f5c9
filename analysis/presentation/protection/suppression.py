"""Which further counts are hidden so that nobody works a secret one out, one part of the table after the other."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from .cheapest import Tied, cheapest
from .counts import Count, Sum
from .rules import Need


def further(
    counts: Sequence[Count], sums: Sequence[Sum], needs: Mapping[int, Need], hidden: Collection[int]
) -> frozenset[int]:
    """Positions of counts to hide beside those of `hidden`, which has all of `needs`.

    All that are tied to a secret one, where no choice among them is found in time.
    """
    found: set[int] = set()
    for tied in tied_to(sums, {position: need for position, need in needs.items() if need}, hidden):
        chosen = cheapest([counts[position] for position in tied.counts], tied)
        found |= {position for place, position in enumerate(tied.counts) if chosen is None or chosen[place]}
    return frozenset(found - {*hidden})


def tied_to(sums: Sequence[Sum], needs: Mapping[int, Need], hidden: Collection[int]) -> Iterator[Tied]:
    """The parts of a table that have nothing to do with each other, those with a secret count only."""
    part_of: dict[int, set[int]] = {}
    for one in sums:
        together = {*one.parts, *(() if one.total is None else (one.total,))}
        for part in [part_of[position] for position in together if position in part_of]:
            together |= part
        part_of.update(dict.fromkeys(together, together))
    for part in {id(part): part for position, part in part_of.items() if position in needs}.values():
        order = tuple(sorted(part))
        place = {position: number for number, position in enumerate(order)}
        yield Tied(
            order,
            tuple(
                Sum(tuple(place[i] for i in s.parts), None if s.total is None else place[s.total])
                for s in sums
                if s.parts[0] in place
            ),
            {place[position]: need for position, need in needs.items() if position in place},
            frozenset(place[position] for position in hidden if position in place),
        )
