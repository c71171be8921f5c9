"""What a chart of a comparison draws: the contrasts of one measure, held against the line of no difference."""

from __future__ import annotations

from collections.abc import Sequence

from .cells import POINTS, Writing
from .chart import Mark
from .table import Row


def contrasts(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The contrasts of the first measure: a difference and a ratio have no axis in common."""
    of_all = [row for row in rows if row.estimate.subject.contrast]
    first = of_all[0].estimate.subject.statistic if of_all else ""
    return tuple(row for row in of_all if row.estimate.subject.statistic == first)


def label(row: Row) -> str:
    """What is held against what; the variable whose groups these are stands once, in the subtitle."""
    subject = row.estimate.subject
    return subject.contrast.removeprefix(f"{', '.join(subject.by_labels.values())}: ")


def no_difference(rows: Sequence[Row], writing: Writing) -> Mark:
    """The value that says that both sides are the same."""
    ratio = rows[0].estimate.subject.statistic not in POINTS
    return Mark(label=writing.words["no_ratio" if ratio else "no_difference"], value=1.0 if ratio else 0.0)


def measure(rows: Sequence[Row], writing: Writing) -> str:
    """What is drawn, in words."""
    statistic = rows[0].estimate.subject.statistic
    points = statistic in POINTS and writing.is_share(rows[0])
    name = {"difference": "points", "trend": "trend_points"}[statistic] if points else statistic
    by = dict.fromkeys(", ".join(row.estimate.subject.by_labels.values()) for row in rows)
    named = ", ".join(filter(None, by))
    heading = writing.words[name]
    return writing.words["of_breakdown"].format(heading=heading, by=named) if named else heading
