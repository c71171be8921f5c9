"""Where answers to a question can be at all: of those who said never, nobody is in the domain of those who were hurt.

A condition, or a group, that is made of answers is as large as these are, whatever is counted in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...arrays import BoolArray
from .counts import Sum
from .domains import Placed
from .families import MOST, apart
from .groups import Names
from .in_pieces import InPieces


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """In which classes of rows a reader who knows the questionnaire thinks answers to a question possible.

    Attributes:
        base: the name of all who answered, as in `Extent`.
        asked: that of all who were asked.
        everybody: that of all rows of the file.
        complete: whether all of these are in some class: how many they are every reader knows.
        silent: where some may not have answered, shape (k,).
        blank: where some may not have, though they were asked, shape (k,).
        answers: by the names of answers that tables count, where these may be, each shape (k,); none where no
            condition and no group is made of the question.
        others: where answers that no table counts may be, shape (k,).
        certain: by the names of answers, where all who answered gave them, because that is the condition, each shape
            (k,): all of those who were hurt were hurt.
    """

    base: str
    asked: str
    everybody: str
    complete: bool
    silent: BoolArray
    blank: BoolArray
    answers: Mapping[str, BoolArray]
    others: BoolArray
    certain: Mapping[str, BoolArray] = field(default_factory=dict)

    @property
    def masks(self) -> list[BoolArray]:
        """All that is told of classes."""
        return [self.silent, self.blank, self.others, *self.answers.values()]

    @property
    def tells(self) -> bool:
        """Whether there are classes in which something is not possible."""
        return not np.all(self.masks)


def certain(placed: Sequence[Placed], ties: Sequence[Possible]) -> set[int]:
    """Positions of counts of which everybody knows that they are as large as their base."""
    of = [(name, inside) for one in ties for name, inside in one.certain.items()]
    return {
        one.position
        for one in placed
        for name, inside in of
        if one.extent.of == name and not (one.extent.inside & ~inside).any()
    }


def tied_by_conditions(counts: InPieces, ties: Sequence[Possible]) -> Iterator[Sum]:
    """Answers, with those that no table counts, as the base of their question, and it as everybody but the silent."""
    within: dict[str, list[Possible]] = {}
    for one in ties:
        yield from _of_answers(counts, one)
        for name in dict.fromkeys((one.everybody, one.asked)):
            within.setdefault(name, []).append(one)
    for one in {one.base: one for one in ties}.values():
        for base in {base.extent.inside.tobytes(): base for base in counts.named[one.base]}.values():
            yield from _of_everybody(counts, one, base.extent.inside)
    for name in {one.everybody for one in ties if one.complete and counts.named[one.everybody]}:
        counts.told(name, np.ones_like(counts.named[name][0].extent.inside))
    for name, some in within.items():
        placed = [*counts.named[name], *(base for one in some for base in counts.named[one.base])]
        masks = {mask.tobytes(): mask for one in some for mask in one.masks}
        for pieces in _partitions(placed, [*masks.values()]) if counts.named[name] else ():
            yield from counts.cut(name, pieces)


def _of_answers(counts: InPieces, one: Possible) -> Iterator[Sum]:
    """In each piece that groups and conditions leave, the answers that can be there as the base."""
    can_be = {name: inside for name, inside in one.answers.items() if counts.named[name]}
    others = np.any([one.others, *(inside for name, inside in one.answers.items() if name not in can_be)], axis=0)
    answering = np.any([others, *can_be.values()], axis=0)
    if not counts.named[one.base] or not one.tells:
        return
    placed = [placed for name in (one.base, *can_be) for placed in counts.named[name]]
    for pieces in _partitions(placed, [one.silent, one.blank, others, *can_be.values()]):
        yield from counts.cut(one.base, pieces, answering)
        for name, inside in can_be.items():
            yield from counts.cut(name, pieces, inside)
        for piece in pieces:
            if (piece & answering).any():
                yield from _of_base(counts, one, piece, can_be, others) if can_be else ()
                yield from _of_everybody(counts, one, piece)


def _of_base(
    counts: InPieces, one: Possible, piece: BoolArray, can_be: Mapping[str, BoolArray], others: BoolArray
) -> Iterator[Sum]:
    base = counts.at(one.base, piece)
    parts = [counts.at(name, piece) for name, inside in can_be.items() if (piece & inside).any()]
    if (piece & others).any():
        parts.append(counts.unsaid(counts.found[base].cases - sum(counts.found[part].cases for part in parts)))
    if parts != [base]:
        yield Sum(tuple(parts), base)


def _of_everybody(counts: InPieces, one: Possible, inside: BoolArray) -> Iterator[Sum]:
    """Who answered and who did not as everybody in some rows, and as all of them who were asked."""
    for name, others in ((one.everybody, one.silent), (one.asked, one.blank)):
        if counts.named[name] and one.base != name:
            base, whole = counts.at(one.base, inside), counts.at(name, inside)
            left = counts.found[whole].cases - counts.found[base].cases
            yield Sum((base, *([counts.unsaid(left)] if (others & inside).any() else [])), whole)


def _partitions(placed: Sequence[Placed], masks: Sequence[BoolArray]) -> Iterator[list[BoolArray]]:
    """What the rows of counts fall apart into by their groups, and by masks of shape (k,).

    By all groups at once; where these are too many by those of the same variables, or by each alone.
    """
    whole = _apart(placed, masks)
    if len(whole) <= MOST:
        yield whole
        return
    kinds: dict[Names, list[Placed]] = {names: [] for one in placed for names in _kinds(one)}
    for names, some in kinds.items():
        some += [one for one in placed if {names, frozenset()} & _kinds(one)]
        pieces = _apart(some, masks)
        yield from [pieces] if len(pieces) <= MOST else (_apart([one], masks) for one in some)


def _kinds(placed: Placed) -> set[Names]:
    return {frozenset(name for name, _ in group) for _, group in placed.places}


def _apart(placed: Sequence[Placed], masks: Sequence[BoolArray]) -> list[BoolArray]:
    inside = np.array(list({one.extent.inside.tobytes(): one.extent.inside for one in placed}.values()))
    somewhere = inside.any(axis=0)
    return [piece for piece in apart(np.vstack([inside, *masks])) if (piece & somewhere).any()]
