"""What the codebook makes of a file: one question as every row answered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from ..arrays import BoolArray, CodeArray, FloatArray, IntArray
from ..choices import Reason

REASONS: tuple[Reason, ...] = get_args(Reason)


def code_of(reason: Reason) -> int:
    """The negative code of a reason: blank is -1, the last of the list the least."""
    return -1 - REASONS.index(reason)


NOT_ASKED = code_of("not_asked")


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader must know of the numbers, not yet in words: these depend on the language of the table.

    Attributes:
        kind: which sentence it is, of those in `presentation.words`.
        values: what the sentence is filled with; a whole number is a count of rows, which is not told below 5, and
            any other number a share.
    """

    kind: str
    values: tuple[tuple[str, str | float], ...] = ()

    @classmethod
    def of(cls, kind: str, **values: str | float) -> Note:
        """A note with its values by name."""
        return cls(kind, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Level:
    """One answer: its code in the file (an item's name in a response set) and its label."""

    value: float | str
    label: str


@dataclass(frozen=True, slots=True)
class Truth:
    """Three-valued truth of every row, shape (n,): `yes` holds only where `known` does."""

    yes: BoolArray
    known: BoolArray


@dataclass(frozen=True, slots=True)
class Answers:
    """One question as every row answered it.

    Attributes:
        code: shape (n,); the index of the answer in `levels`, or a negative reason code (see `code_of`).
            `NOT_ASKED` is outside the base; every other reason is missing.
        number: shape (n,), the value in `unit`, NaN where not answered; None for a question without numbers.
        before_rule: `code` before a missing rule turned reasons into answers; None where none did.
        notes: what a reader must know of the base (items not asked of some, conflicts solved).
    """

    name: str
    label: str
    levels: tuple[Level, ...]
    code: CodeArray
    number: FloatArray | None = None
    before_rule: CodeArray | None = None
    version: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAnswers:
    """A response set as every unit (child, or child and form) answered it.

    Attributes:
        base: label of whose answers these are.
        items: one `Answers` per item, levels (no, yes), all with the same rows outside the base.
        exclusive: names of the items that exclude the others ("told no one").
        row: row of the file of each unit, shape (u,); None where every row is one unit.
        forms: after which forms these units are, one form after the other, and how many.
    """

    name: str
    label: str
    base: str
    unit: str
    items: tuple[Answers, ...]
    exclusive: frozenset[str] = frozenset()
    row: IntArray | None = None
    notes: tuple[Note, ...] = ()
    forms: tuple[tuple[str, int], ...] = ()
