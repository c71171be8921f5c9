"""What notes and provenance tell beside the rows: how many are in a domain, were not asked, or did not answer.

A reader takes one from the other, and has a base.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ...choices import ProtectionRule
from ...codebook.answers import Level
from ...estimation.estimate import Estimate, Subject, Unanswered
from ..rounding import to_nearest
from .bases import bare
from .extents import Extent
from .rules import RULES, Asked

ASKED = Level("asked", "")


@dataclass(frozen=True, slots=True)
class Noted:
    """A number of people that follows from the notes of a table.

    Attributes:
        of: a number of the table that counts answers to the question.
        people: how many of the domain answered it, or were asked it.
        everybody: how many people are in the file, where the table speaks of them all: every reader knows that.
        asked: they are those who were asked it.
        without: the variable of whose groups they have none; empty where they are all of the domain.
        whole: they are all of the domain, with an answer or without.
        ruled: how many notes say gave no answer is another number: a rule made answers of some, or another question had
            to be answered too.
        extent: their rows, of whom everyone is a case; None where these are not known.
    """

    of: Subject
    people: int
    everybody: int | None
    asked: bool = False
    without: str = ""
    ruled: bool = False
    extent: Extent | None = None
    whole: bool = False

    @property
    def names(self) -> set[str]:
        """What notes list it by: the variable, or the question."""
        return {self.without} if self.without else questions_of(self.of)

    def as_base(self, rule: ProtectionRule, whom: str) -> Asked:
        """It as a base that no row stands on."""
        asked = replace(bare(self.of), by={}, level=ASKED if self.asked else None)
        subject = Subject("", "", "proportion") if self.whole else asked
        estimate = Estimate(subject, None, contributors=self.people)
        whom = f"all of {whom}" if self.whole else whom  # those whose answers are asked for may be part of them
        return Asked(estimate, RULES[rule], whom, extent=self.extent, everybody=self.everybody, without=self.without)


def questions_of(subject: Subject) -> set[str]:
    """The names by which notes may list those who gave no answer: of the question, and of a form of an indicator.

    Of a model they list those of each question, and not how many rows it stands on, which has a name of its own.
    """
    if subject.term:
        return {rows_of_model(subject.variable)}
    return {subject.set or subject.variable, *({str(subject.item.value)} if subject.item else ())}


def rows_of_model(outcome: str) -> str:
    """The name of the rows that a model stands on."""
    return f"rows of a model of {outcome}"


def unanswered(
    rows: Sequence[Unanswered], rule: ProtectionRule, step: int, tells: Callable[[str], bool]
) -> tuple[Unanswered, ...]:
    """The reasons for having no answer, without those that one to four people gave, and those that are not told.

    How many gave them is a multiple of `step`.
    """
    told = (row for row in rows if tells(row.variable) and not 0 < row.n < RULES[rule].count)
    return tuple(replace(row, n=to_nearest(row.n, step)) for row in told)
