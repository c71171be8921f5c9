"""Which rows answered a question, and which of them are cases: what protection counts rows of other groups by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import AnyArray, BoolArray, CodeArray, IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """The answers of all rows of a file, in whole numbers as small as they can be: a report keeps those of every table.

    Attributes:
        code: shape (rows,), whatever the domain; negative where there is no answer.
        case: the answer that is counted.
        row: the row of the file of each answer, where one may have several: of incidents.
        forms: after which forms these are, one form after the other, and how many.
    """

    code: AnyArray
    case: int
    row: IntArray | None = None
    forms: tuple[tuple[str, int], ...] = ()

    @property
    def answered(self) -> BoolArray:
        """Whether each row answered, shape (rows,)."""
        return np.asarray(self.code >= 0)

    @property
    def cases(self) -> BoolArray:
        """Whether each row is a case, shape (rows,)."""
        return np.asarray(self.code == self.case)


def tallies(
    code: CodeArray, of: Sequence[int], row: IntArray | None = None, forms: tuple[tuple[str, int], ...] = ()
) -> Iterator[Tally]:
    """One for each answer of `of`; `code`, of shape (rows,), is negative where there is none."""
    small = code.astype(np.int8) if code.max(initial=0) <= np.iinfo(np.int8).max else code
    for case in of:
        yield Tally(small, case, row, forms)
