"""Which rows of the data a number is of."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...arrays import BoolArray, IntArray
from .groups import Group

Place = tuple[str, Group]  # whom a table speaks of, and the group


@dataclass(frozen=True, slots=True, eq=False)
class Extent:
    """Which rows of the data a number is of, in classes of rows that no domain and no group of any table tells apart.

    Attributes:
        base: a name of all who answered: numbers of other data, or of others, have nothing to do with its cases.
        of: which of them are cases: a name of these rows, the same in all tables of the file.
        inside: the classes of its domain and group, shape (k,).
        cases: in each class the rows that are its cases, wherever they are, shape (k,).
        answered: likewise those in its base.
        known: of which classes every condition and every group is known, shape (k,).
        people: where one person may have several cases: in each class who has any, and who is in the base.
    """

    base: str
    of: str
    inside: BoolArray
    cases: IntArray
    answered: IntArray
    known: BoolArray
    people: tuple[IntArray, IntArray] | None = None

    @property
    def key(self) -> tuple[str, str, bytes]:
        """The same for the same cases of the same rows."""
        return self.base, self.of, self.inside.tobytes()

    @property
    def of_base(self) -> Extent:
        """The same rows, of whom everyone in the base is a case."""
        people = self.people and (self.people[1], self.people[1])
        return replace(self, of=self.base, cases=self.answered, people=people)
