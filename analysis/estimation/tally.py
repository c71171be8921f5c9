"""Which rows answered a question, and which of them are cases: what protection counts rows of other groups by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, ByteArray, CodeArray


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The rows of a file as bits, because a report keeps those of every answer.

    Attributes:
        rows: how many rows the file has.
        answered, cases: a bit for each row, whatever its domain, shape (rows / 8,).
    """

    rows: int
    answered: ByteArray
    cases: ByteArray

    def unpacked(self) -> tuple[BoolArray, BoolArray]:
        """Whether each row answered, and whether it is a case, both of shape (rows,)."""
        both = np.unpackbits([self.answered, self.cases], axis=1, count=self.rows).astype(np.bool_)
        return both[0], both[1]


def tallies(code: CodeArray, of: Sequence[int]) -> Iterator[Tally]:
    """One for each answer of `of`; `code`, of shape (rows,), is negative where there is none."""
    answered = np.packbits(code >= 0)
    for answer in of:
        yield Tally(len(code), answered, np.packbits(code == answer))
