"""The shares of a crossing, block by block, and what each is called in its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..codebook.answers import Answers, Level
from ..estimation.estimate import Subject
from ..estimation.statistics import Statistic

Rows = tuple[int, ...] | None  # None for all of them


@dataclass(frozen=True, slots=True)
class Part:
    """The same shares in several blocks of a crossing, such as those of each row.

    Attributes:
        blocks: position of the crossing, and its rows and columns.
        of: what is made of the cells of a block.
        cases: the cells of each share.
        subjects: of each share, block by block, without its group.
    """

    blocks: tuple[tuple[int, Rows, Rows], ...]
    of: Statistic
    cases: tuple[tuple[int, ...], ...]
    subjects: tuple[tuple[Subject, ...], ...]

    def subject(self, place: int, position: int, by: Sequence[Answers], codes: Sequence[int]) -> Subject:
        """What a figure is of: its place in the crossing beside its group."""
        subject = self.subjects[place][position]
        if not by:
            return subject
        group = {answers.name: answers.levels[code] for answers, code in zip(by, codes, strict=True)}
        labels = {answers.name: answers.label for answers in by}
        totals = tuple(_in_group(total, group, labels) for total in subject.rests_on)
        return replace(_in_group(subject, group, labels), rests_on=totals)


def _in_group(subject: Subject, by: Mapping[str, Level], labels: Mapping[str, str]) -> Subject:
    return replace(subject, by={**by, **subject.by}, by_labels={**labels, **subject.by_labels})
