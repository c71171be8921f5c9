"""Counts of sets of rows in the pieces that the groups of tables fall apart into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...arrays import BoolArray
from .counts import Count, Sum
from .domains import Placed
from .families import told_by_groups


class InPieces:
    """Sets of rows by their names, as in `Extent`, with their counts in whatever groups; new counts go to `found`.

    Attributes:
        named: the counts of each that stand in tables.
    """

    def __init__(self, found: list[Count], placed: Sequence[Placed]) -> None:
        self.found = found
        self.named: defaultdict[str, list[Placed]] = defaultdict(list)
        self._known: defaultdict[str, dict[bytes, int]] = defaultdict(dict)
        for one in sorted(placed, key=lambda one: max(len(group) for _, group in one.places)):
            self.named[one.extent.of].append(one)
            self._known[one.extent.of][one.extent.inside.tobytes()] = one.position  # the smallest group of these rows

    def alike(self) -> Iterator[Sum]:
        """Counts of the same rows under several headings, as the mean of a yes is the share that said it.

        Groups of nobody have nothing in common.
        """
        for name, some in self.named.items():
            first = {one.position: one for one in some}
            for one in (one for one in some if one.extent.inside.any()):
                known = first[self._known[name][one.extent.inside.tobytes()]]
                if known is not one and not told_by_groups(known.places, one.places):
                    yield Sum((known.position,), one.position)

    def at(self, name: str, piece: BoolArray) -> int:
        """Where the count of the named rows in a piece is: one of a table, or a new one that no row shows."""
        known, key = self._known[name], piece.tobytes()
        if key not in known:
            known[key] = self.unsaid(int(self.named[name][0].extent.cases[piece].sum()))
        return known[key]

    def told(self, name: str, inside: BoolArray) -> None:
        """That every reader knows how many of the named rows there are."""
        position = self.at(name, inside)
        self.found[position] = replace(self.found[position], known=True)

    def unsaid(self, cases: int) -> int:
        """Where a new count is that no row shows, and that is no secret by itself."""
        self.found.append(Count((), cases, None, unsaid=True))
        return len(self.found) - 1

    def cut(self, name: str, pieces: Sequence[BoolArray], can_be: BoolArray | None = None) -> Iterator[Sum]:
        """Each count known so far as the sum of those pieces that it falls apart into, and in which anybody can be."""
        every = np.array(pieces)
        size = every.sum(axis=1)
        for inside, position in self._whole(name):
            common = (every & inside).sum(axis=1)
            if common.sum() < inside.sum() or ((common > 0) & (common < size)).any():
                continue
            own = every[(common > 0) & (True if can_be is None else (every & can_be).any(axis=1))]
            parts = tuple(self.at(name, piece) for piece in own)
            if not parts:  # every reader knows that nobody is there
                self.found[position] = replace(self.found[position], known=True)
            elif parts != (position,):
                yield Sum(parts, position)

    def made_up(self, name: str, rows: BoolArray) -> list[Sum] | None:
        """The sum of groups that a count is, none where it stands in a table itself; None where it is neither."""
        if any((one.extent.inside == rows).all() for one in self.named[name]):
            return []
        kinds: defaultdict[frozenset[str], dict[bytes, Placed]] = defaultdict(dict)
        for one in self.named[name]:
            if not (one.extent.inside & ~rows).any():
                for _, group in one.places:
                    kinds[frozenset(each for each, _ in group)][one.extent.inside.tobytes()] = one
        for some in kinds.values():
            if (np.sum([one.extent.inside for one in some.values()], axis=0) == rows).all():
                return [Sum(tuple(one.position for one in some.values()), self.at(name, rows))]
        return None

    def _whole(self, name: str) -> list[tuple[BoolArray, int]]:
        """Every count of the named rows, those of equal rows too."""
        of_tables = [(one.extent.inside, one.position) for one in self.named[name]]
        return [*((np.frombuffer(key, np.bool_), at) for key, at in self._known[name].items()), *of_tables]
