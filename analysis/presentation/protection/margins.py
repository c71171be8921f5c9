"""Rows and columns of crossings, as counts that cells add up to or are part of; of people without a group too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from ...estimation.estimate import Subject
from ..subjects import Key, code_of, key_of
from .counts import Count, Sum
from .rules import Asked


def of_margin(subject: Subject) -> bool:
    """Whether it is a share of a row or a column of a crossing.

    Its size is a count of the table: sums say what a reader knows of it, who does not know it where it is hidden.
    """
    return bool(subject.rests_on) and subject.percent_of in ("row", "column")


def grouped_by(subject: Subject) -> bool:
    """Whether it is the one of several shares of a row or a column of which the groups are held against each other.

    That beside which the others of its column stand as groups of its row; of a response set, those of its row.
    """
    return not of_margin(subject) or subject.percent_of == ("row" if subject.exclusive_parts else "column")


def rows_of(asked: Sequence[Asked]) -> dict[Key, Key]:
    """Of what the counts of rows are that cells add up to, by what these are of, whatever the answer and the group."""
    return {
        (one.whom, *key_of(one.estimate.subject)[:-2]): (one.whom, *key_of(total)[:-1])
        for one in asked
        if one.estimate.subject.exclusive_parts
        for total in one.estimate.subject.rests_on
        if total.level is None
    }


def parts_of_columns(found: list[Count], asked: Sequence[Asked], at: Mapping[Key, int]) -> Iterator[Sum]:
    """Who ticked an answer of a set, of a column of its crossing: `at` is where the count of something in a group is.

    The counts of those who did not tick it are put at the end of `found`.
    """
    columns: dict[Key, dict[tuple[str, object], Key]] = defaultdict(dict)
    for one in asked:
        subject = one.estimate.subject
        if of_margin(subject) and not subject.exclusive_parts:
            _, column = subject.rests_on
            whole = one.whom, *key_of(column)[:-1]
            columns[one.whom, *key_of(subject)[:-1]][column.variable, code_of(column.level)] = whole
    for (*of, group), position in at.items():
        for answer, whole in columns.get((*of,), {}).items():
            total = at.get((*whole, group - {answer}))
            if answer in group and total is not None:
                found.append(Count((), found[total].cases - found[position].cases, None, unsaid=True))
                yield Sum((position, len(found) - 1), total)
