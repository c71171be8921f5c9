"""Counts of several questions of which a reader knows that they are of the same people, or that they add up.

Who was harmed is asked what followed: the cases of one table are the base of another. Answers to one question are put
together in another, or turned round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .counts import Count, Sum
from .crossed import Crossed, tied_by_crossing
from .domains import Placed
from .families import MOST, apart
from .in_pieces import InPieces
from .possible import Possible, tied_by_conditions


@dataclass(frozen=True, slots=True)
class MadeOf:
    """That sets of rows, named as in `Extent`, make up others in any group; or all of these but the unanswered.

    Attributes:
        inside: the classes of rows in which it holds, as bytes; none where it holds in all.
        loose: that they are among the others, whoever else is: those who met one harm, of those who met any.
    """

    parts: tuple[str, ...]
    whole: tuple[str, ...]
    inside: bytes = b""
    loose: bool = False


Tie = MadeOf | Possible | Crossed


def tied_by_answers(found: list[Count], placed: Sequence[Placed], ties: Sequence[Tie]) -> list[Sum]:
    """Sums of counts of several questions, whatever groups they are shown of.

    Groups fall apart into pieces; counts of these, of those who gave no answer, and of what several answers make up,
    are put at the end of `found`.
    """
    counts = InPieces(found, placed)
    made = list(counts.alike())
    made += [tie for one in ties if isinstance(one, MadeOf) and not one.loose for tie in _made_up(counts, one)]
    made += tied_by_conditions(counts, [one for one in ties if isinstance(one, Possible)])
    return list(dict.fromkeys(made))


def loosely_tied(found: list[Count], placed: Sequence[Placed], ties: Sequence[Tie]) -> list[Sum]:
    """Sums of counts that are part of others, with whoever else is: those of the same groups alone, which are many."""
    counts = InPieces(found, placed)
    made = [tie for one in ties if isinstance(one, MadeOf) and one.loose for tie in _among(counts, one)]
    made += [tie for one in ties if isinstance(one, Crossed) for tie in tied_by_crossing(found, placed, one)]
    return list(dict.fromkeys(made))


def _among(counts: InPieces, one: MadeOf) -> Iterator[Sum]:
    """In every group that all of these are shown of, or that finer groups make up."""
    names = (*one.parts, *one.whole)
    groups = {each.extent.inside.tobytes(): each.extent.inside for name in names for each in counts.named[name]}
    for rows in groups.values():
        made = [counts.made_up(name, rows) for name in names]
        if all(of_name is not None for of_name in made):
            yield from (each for of_name in made for each in of_name or ())
            at = [counts.at(name, rows) for name in names]
            yield from _equal(counts, at[: len(one.parts)], at[len(one.parts) :], loose=True)


def _made_up(counts: InPieces, one: MadeOf) -> Iterator[Sum]:
    names = (*one.parts, *one.whole)
    of_names = [counts.named.get(name, ()) for name in names]
    if not all(of_names):
        return
    there = [np.frombuffer(one.inside, np.bool_)] if one.inside else []
    pieces = apart(np.array([each.extent.inside for of in of_names for each in of] + there))
    if len(pieces) > MOST:
        return
    for name in names:
        yield from counts.cut(name, pieces)
    for piece in pieces:
        if not all((piece & inside).any() for inside in there):
            continue
        yield from _equal(
            counts, [counts.at(of, piece) for of in one.parts], [counts.at(of, piece) for of in one.whole]
        )


def _equal(counts: InPieces, parts: list[int], whole: list[int], *, loose: bool = False) -> Iterator[Sum]:
    """Parts that make up the whole, or all of it but others: those who gave no answer, or whoever may be in it."""
    together = sum(counts.found[position].cases for position in whole)
    others = together - sum(counts.found[position].cases for position in parts)
    if others or loose:
        parts = [*parts, counts.unsaid(others)]
    if len(whole) > 1:
        total = counts.unsaid(together)
        yield Sum(tuple(whole), total)
        whole = [total]
    yield Sum(tuple(parts), *whole)
