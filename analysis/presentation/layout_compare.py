"""The table of a comparison: the groups' own estimates first, then what is held against what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ..choices import Adjustment
from ..estimation.estimate import Test
from . import notes
from .cells import ABSENT, POINTS, Writing
from .layout import Columns, Filling, Fillings, Grid, bounds, unit_of
from .table import Column, Line, Row


def compared(
    rows: Sequence[Row],
    writing: Writing,
    columns: Columns | None = None,
    *,
    tests: Sequence[Test],
    adjust: Adjustment,
    paired: bool,
) -> Grid:
    """Under a heading per question its groups, and under one per measure the contrasts, each with its t and p."""
    test_of = notes.test_of(tests)
    cells = columns(rows, writing) if columns else _cells(rows, writing)
    cells |= _of_tests(test_of, writing, "p" if adjust == "none" else f"p_{adjust}")
    lines: list[Line] = []
    for question, part in groupby(rows, key=lambda row: _question(row, writing, paired=paired)):
        lines.append(Line((question,), "group"))
        for heading, block in groupby(part, key=lambda row: _heading(row, writing, paired=paired)):
            lines.append(Line((heading,), "subgroup"))
            lines += [_line(row, _label(row, paired=paired), cells) for row in block]
    return Grid((Column("", "left"), *_columns(cells, writing)), tuple(lines))


def _columns(cells: Fillings, writing: Writing) -> Iterator[Column]:
    for name, cell in cells.items():
        yield Column(writing.heading(name), unit=cell.unit)


def _cells(rows: Sequence[Row], writing: Writing) -> Fillings:
    unit = unit_of(rows, writing)
    return {
        "estimate": Filling(writing.value, lambda row: _number(row.estimate.value) if unit else (), unit),
        "interval": Filling(writing.bounds, bounds if unit else lambda row: (), unit),
        "n": Filling(
            lambda row: "" if _is_contrast(row) else writing.base(row),
            lambda row: () if _is_contrast(row) or row.base_hidden else (row.estimate.n,),
            "whole",
        ),
        "df": Filling(writing.degrees, lambda row: _number(row.estimate.df), "number"),
    }


def _of_tests(test_of: Callable[[Row], Test | None], writing: Writing, heading: str) -> Fillings:
    """Columns that only contrasts fill."""

    def number(row: Row, name: str) -> tuple[float, ...]:
        return _number(getattr(test_of(row), name, None))

    def text(row: Row, name: str) -> str:
        if not _is_contrast(row):
            return ""
        found = number(row, name)
        if not found:
            return writing.hidden(row) if row.status == "suppressed" else ABSENT
        return writing.p(found[0]) if name == "p" else writing.numerals.plain(found[0], 2)

    return {
        "t": Filling(lambda row: text(row, "statistic"), lambda row: number(row, "statistic"), "number"),
        heading: Filling(lambda row: text(row, "p"), lambda row: number(row, "p"), "number"),
    }


def _question(row: Row, writing: Writing, *, paired: bool) -> str:
    subject = row.estimate.subject
    if paired:
        return writing.words["answered_both"]
    statistic = (subject.rests_on[0] if subject.rests_on else subject).statistic
    return f"{subject.label}, {writing.words[statistic]}"


def _heading(row: Row, writing: Writing, *, paired: bool) -> str:
    subject = row.estimate.subject
    by = ", ".join(subject.by_labels.values())
    if paired:
        groups = [f"{subject.by_labels.get(name, name)}: {level.label}" for name, level in subject.by.items()]
        by = ", ".join(groups) or writing.words["total"]
    if not _is_contrast(row):
        return by
    points = subject.statistic in POINTS and writing.is_share(row)
    name = {"difference": "points", "trend": "trend_points"}[subject.statistic] if points else subject.statistic
    return writing.words["of_breakdown"].format(heading=writing.words[name], by=by)


def _label(row: Row, *, paired: bool) -> str:
    subject = row.estimate.subject
    if _is_contrast(row):
        before = "" if paired else f"{', '.join(subject.by_labels.values())}: "
        return subject.contrast.removeprefix(before)
    return subject.label if paired else ", ".join(level.label for level in subject.by.values())


def _is_contrast(row: Row) -> bool:
    return bool(row.estimate.subject.contrast)


def _line(row: Row, label: str, cells: Fillings) -> Line:
    filled = cells.values()
    return Line((label, *(cell.text(row) for cell in filled)), numbers=((), *(cell.numbers(row) for cell in filled)))


def _number(value: float | None) -> tuple[float, ...]:
    return () if value is None else (value,)
