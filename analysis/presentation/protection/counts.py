"""Counts of a table that a reader sees, or could work out, and the sums that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FREE = 1_000  # how far a sum of numbers may be off: nobody knows


@dataclass(frozen=True, slots=True)
class Count:
    """A count that stands in the table once or several times, as a share of respondents and of responses.

    Attributes:
        rows: positions of the estimates that show it.
        cases: what it is.
        n: the people it is counted among; None where that says nothing of it.
        without_group: whether it is of people who have no group, whom no row shows and all others leave over.
        between: whether it is of people by whom the rows of several numbers differ, whom no row shows either.
        harm: that everyone among them met it would be told of everyone.
        unsaid: whether no row shows it, and it is no secret by itself: those who gave no answer.
        known: whether every reader knows it, whatever is hidden.
        noted: whether only notes tell it, and so no row goes with it.
        nobody: whether nobody whom the tables are of gave the answer, as none of those who were hurt say never.
        people: whose cases these are, where one person may have several.
    """

    rows: tuple[int, ...]
    cases: int
    n: int | None
    without_group: bool = False
    between: bool = False
    harm: bool = False
    unsaid: bool = False
    known: bool = False
    noted: bool = False
    nobody: bool = False
    people: int | None = None

    @property
    def unprinted(self) -> bool:
        """Whether nobody is told of it, whatever is shown."""
        return self.without_group or self.between or self.unsaid

    @property
    def up(self) -> int:
        """How much higher it could be, for all that its base tells."""
        if self.known:
            return 0
        return FREE if self.n is None else max(self.n - self.cases, 0)

    @property
    def down(self) -> int:
        """How much lower it could be."""
        return 0 if self.known else max(self.cases, 0)


@dataclass(frozen=True, slots=True)
class Sum:
    """Counts that add up to one that a reader sees.

    Attributes:
        parts: positions of the counts; one that counts twice stands twice.
        total: position of the count they add up to; None where a base is their sum.
    """

    parts: tuple[int, ...]
    total: int | None = None


def of_base(found: list[Count], answers: Iterable[int]) -> Sum:
    """All answers to a question as parts of its base; where the unanswered count as no, these are one more part.

    Their count, which no row shows, is put at the end of `found`.
    """
    parts = sorted(answers)
    base = found[parts[0]].n
    if base is not None and (others := base - sum(found[part].cases for part in parts)) > 0:
        found.append(Count((), others, None, unsaid=True))
        parts.append(len(found) - 1)
    return Sum(tuple(parts))


def unseen(parts: Sequence[Count]) -> Count:
    """A total that no row shows."""
    known = [part.n for part in parts if part.n is not None]
    return Count((), sum(part.cases for part in parts), sum(known) if len(known) == len(parts) else None)
