"""Items in their order and without numbers: what may be said of answers that are too few to print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ..choices import ProtectionRule
from ..estimation.estimate import Estimate
from . import protection
from .cells import Writing
from .layout import Grid
from .showing import without_numbers
from .table import Column, Line, Row

ORDER_ONLY = "only the order is shown"


def ordered(estimates: Sequence[Estimate], rule: ProtectionRule) -> tuple[Row, ...]:
    """The items that enough people named, the most frequent first, in each group; no number of any is left."""
    least = max(1, protection.RULES[rule].count)
    # What the table of numbers hides for its count, or to keep such a count hidden, is not named here either.
    hidden = protection.hidden(estimates, rule, bases=False)
    told = [one for position, one in enumerate(estimates) if position not in hidden]
    named = [one for one in told if one.subject.percent_of != "responses" and (one.n_cases or 0) >= least]
    rows: list[Row] = []
    for _, group in groupby(named, key=_question):
        for estimate in sorted(group, key=lambda one: -(one.value or 0.0)):
            rows.append(Row(without_numbers(estimate, base=True), "suppressed", (), ORDER_ONLY, True))
    return tuple(rows)


def layout(rows: Sequence[Row], writing: Writing, least: int) -> Grid:
    """A line an item under the heading of its question, the most frequent first."""
    lines: list[Line] = []
    for _, group in groupby(rows, key=lambda row: _question(row.estimate)):
        part = [row.estimate.subject for row in group]
        names = ", ".join(level.label for level in part[0].by.values())
        lines.append(Line((f"{part[0].label} ({names})" if names else part[0].label,), "group"))
        labels = [(subject.item or subject.level) for subject in part]
        lines += [Line((label.label if label else part[0].label,)) for label in labels]
    return Grid((Column(writing.words["in_order"].format(count=least), "left"),), tuple(lines))


def _question(estimate: Estimate) -> tuple[object, ...]:
    subject = estimate.subject
    group = tuple((name, level.value) for name, level in subject.by.items())
    return (subject.set or subject.variable, subject.percent_of, group)
