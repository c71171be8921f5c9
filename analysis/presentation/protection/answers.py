"""Counts of several questions of which a reader knows that they are of the same people, or that they add up.

Who was harmed is asked what followed: the cases of one table are the base of another. Answers to one question are put
together in another, or turned round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import BoolArray
from .counts import Count, Sum
from .domains import Placed
from .families import MOST, apart

Pieces = dict[tuple[str, bytes], int]  # by the name of a set of rows and the classes of a piece: its count


@dataclass(frozen=True, slots=True)
class MadeOf:
    """That sets of rows, named as in `Extent`, make up others in any group; or all of these but the unanswered."""

    parts: tuple[str, ...]
    whole: tuple[str, ...]


def tied_by_answers(found: list[Count], placed: Sequence[Placed], made_of: Sequence[MadeOf]) -> list[Sum]:
    """Sums of counts of several questions, whatever groups they are shown of.

    Groups fall apart into pieces; counts of these, of those who gave no answer, and of what several answers make up,
    are put at the end of `found`.
    """
    named: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        named[one.extent.of].append(one)
    known: Pieces = {}
    made = [tie for one in made_of for tie in _made_up(found, known, one, named)]
    return list(dict.fromkeys(made))


def _made_up(found: list[Count], known: Pieces, one: MadeOf, named: Mapping[str, Sequence[Placed]]) -> Iterator[Sum]:
    counts = [named.get(name, ()) for name in (*one.parts, *one.whole)]
    if not all(counts):
        return
    pieces = apart(np.array([each.extent.inside for of in counts for each in of]))
    if len(pieces) > MOST:
        return
    for of in counts:
        yield from _of_pieces(found, known, of, pieces)
    for piece in pieces:
        of_piece = [known[of[0].extent.of, piece.tobytes()] for of in counts]
        yield from _equal(found, of_piece[: len(one.parts)], of_piece[len(one.parts) :])


def _of_pieces(
    found: list[Count], known: Pieces, alike: Sequence[Placed], pieces: Sequence[BoolArray]
) -> Iterator[Sum]:
    """Each count of some answers as the sum of its pieces; those that no row shows are put at the end of `found`."""
    name, cases = alike[0].extent.of, alike[0].extent.cases
    for one in sorted(alike, key=lambda one: max(len(group) for _, group in one.places)):
        known[name, one.extent.inside.tobytes()] = one.position  # the smallest group that has them all
    for piece in pieces:
        if (name, piece.tobytes()) not in known:
            found.append(Count((), int(cases[piece].sum()), None, unsaid=True))
            known[name, piece.tobytes()] = len(found) - 1
    for one in alike:
        parts = tuple(known[name, piece.tobytes()] for piece in pieces if (piece & one.extent.inside).any())
        if parts and parts != (one.position,):
            yield Sum(parts, one.position)


def _equal(found: list[Count], parts: list[int], whole: list[int]) -> Iterator[Sum]:
    """Parts that make up the whole, or all of it but those who gave no answer."""
    together = sum(found[position].cases for position in whole)
    if silent := together - sum(found[position].cases for position in parts):
        found.append(Count((), silent, None, unsaid=True))
        parts = [*parts, len(found) - 1]
    if len(whole) > 1:
        found.append(Count((), together, None, unsaid=True))
        yield Sum(tuple(whole), len(found) - 1)
        whole = [len(found) - 1]
    yield Sum(tuple(parts), *whole)
