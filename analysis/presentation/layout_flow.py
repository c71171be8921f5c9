"""The flow of a sample as people read it: step, rows, share, and the step that it is a share of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .cells import ABSENT, Writing
from .layout import Columns, Grid
from .table import Column, Line, Row


def flow(rows: Sequence[Row], writing: Writing, columns: Columns | None = None) -> Grid:
    """A line a step; `columns` is for the layout of estimates, of which a flow has none."""
    headings = (
        Column("", "left"),
        Column(writing.heading("n"), unit="whole"),
        Column(writing.heading("percent"), unit="percent"),
        Column(writing.heading("share_of_step"), "left"),
    )
    labels = {row.estimate.subject.variable: row.estimate.subject.label for row in rows}
    return Grid(headings, tuple(_line(row, labels, writing) for row in rows))


def is_whole(row: Row) -> bool:
    """Whether a step has every row that is counted, and so is a share of nothing."""
    return row.estimate.subject.population == row.estimate.subject.variable


def _line(row: Row, labels: Mapping[str, str], writing: Writing) -> Line:
    estimate, subject = row.estimate, row.estimate.subject
    if is_whole(row):
        n = () if row.base_hidden else (estimate.n,)
        return Line((subject.label, writing.base(row), ABSENT, ""), numbers=((), n, (), ()))
    of = labels.get(subject.population, writing.words["all_rows"])
    n = () if estimate.n_cases is None else (estimate.n_cases,)
    share = () if estimate.value is None or writing.as_count(row) else (estimate.value,)
    return Line((subject.label, writing.cases(row), writing.value(row), of), numbers=((), n, share, ()))
