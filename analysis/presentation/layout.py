"""From rows to lines: which columns a table has, what stands under which heading, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .cells import ABSENT, FEW_TO_COUNT, Writing
from .table import Column, Line, Row, Unit

Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Filling:
    """How a column is filled: the text of a row's cell, and the raw numbers behind it that may be shown."""

    text: Callable[[Row], str]
    numbers: Callable[[Row], Numbers] = lambda row: ()
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """The table as people read it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


Fillings = dict[str, Filling]  # by the word of the column's heading
Columns = Callable[[Sequence[Row], Writing], Fillings]


def prevalence(rows: Sequence[Row], writing: Writing, columns: Columns | None = None) -> Grid:
    """A line per indicator, or per group of each: share, interval, base, design effect, number of people."""
    cells = columns(rows, writing) if columns else _share_cells(writing)
    if any(row.estimate.count for row in rows) and not columns:
        cells["people"] = Filling(writing.people)
    lines: list[Line] = []
    grouped = any(row.estimate.subject.by for row in rows)
    for _, question in groupby(rows, key=_question):
        part = list(question)
        if grouped:
            lines.append(Line((part[0].estimate.subject.label,), "group"))
        lines += _by_group(part, writing, cells) if grouped else [_line(row, _own_label(row), cells) for row in part]
    return Grid(_columns(cells, writing), tuple(lines))


def breakdown(rows: Sequence[Row], writing: Writing, columns: Columns | None = None) -> Grid:
    """Under a heading per set and group, a line per item: share of respondents, and share of responses beside it."""
    of_responses = {_item_key(row): row for row in rows if row.estimate.subject.percent_of == "responses"}
    of_people = [row for row in rows if row.estimate.subject.percent_of != "responses"]
    main = of_people or list(rows)
    cells = columns(main, writing) if columns else _share_cells(writing, "percent" if of_people else "of_responses")
    if not columns and (writing.probability or any(row.estimate.n >= FEW_TO_COUNT for row in main)):
        cells["cases"] = Filling(writing.cases, lambda row: _numbers(row.estimate.n_cases), "whole")
    if of_responses and of_people and not columns:
        cells["of_responses"] = Filling(
            lambda row: _value_of(of_responses.get(_item_key(row)), writing),
            lambda row: _share_numbers(of_responses.get(_item_key(row)), writing),
            "percent",
        )
    lines: list[Line] = []
    for heading, group in groupby(sorted(main, key=_order(main)), key=lambda row: _heading(row, writing)):
        lines.append(Line((heading,), "group"))
        lines += [_line(row, _own_label(row), cells) for row in group]
    return Grid(_columns(cells, writing), tuple(lines))


def estimates(rows: Sequence[Row], writing: Writing, columns: Columns | None = None) -> Grid:
    """Under a heading per variable and statistic, a line per answer and group, with all a statistician looks at."""
    cells = columns(rows, writing) if columns else _estimate_cells(rows, writing)
    lines: list[Line] = []
    for _, question in groupby(rows, key=_question):
        part = list(question)
        subject = part[0].estimate.subject
        name = {"total": "statistic_total"}.get(subject.statistic, subject.statistic)
        lines.append(Line((f"{subject.label}, {writing.words[name]}",), "group"))
        lines += _by_group(part, writing, cells)
    return Grid(_columns(cells, writing), tuple(lines))


def _share_cells(writing: Writing, heading: str = "percent") -> Fillings:
    cells = {heading: Filling(writing.value, lambda row: _share_numbers(row, writing), "percent")}
    if writing.probability:
        cells["interval"] = Filling(writing.bounds, bounds, "percent")
    cells["n"] = Filling(writing.base, lambda row: () if row.base_hidden else (row.estimate.n,), "whole")
    if writing.probability:
        cells["deff"] = Filling(writing.design_effect, lambda row: _numbers(row.estimate.deff), "number")
    return cells


def _estimate_cells(rows: Sequence[Row], writing: Writing) -> Fillings:
    unit = unit_of(rows, writing)
    cells = {"estimate": Filling(writing.value, lambda row: _share_numbers(row, writing) if unit else (), unit)}
    if writing.probability:
        cells["se"] = Filling(writing.error, lambda row: _numbers(row.estimate.se) if unit else (), unit)
        cells["interval"] = Filling(writing.bounds, bounds if unit else lambda row: (), unit)
    cells["n"] = Filling(writing.base, lambda row: () if row.base_hidden else (row.estimate.n,), "whole")
    if writing.probability:
        cells["df"] = Filling(writing.degrees, lambda row: _numbers(row.estimate.df), "number")
        cells["deff"] = Filling(writing.design_effect, lambda row: _numbers(row.estimate.deff), "number")
    return cells


def unit_of(rows: Sequence[Row], writing: Writing) -> Unit:
    """What the estimates of a table are: shares, numbers, or (empty) some of each, which no column can be."""
    shares = {writing.is_share(row) for row in rows}
    return "" if len(shares) != 1 else "percent" if shares == {True} else "number"


def bounds(row: Row) -> Numbers:
    """The bounds behind an interval."""
    estimate = row.estimate
    return () if estimate.low is None or estimate.high is None else (estimate.low, estimate.high)


def _numbers(value: float | None) -> Numbers:
    return () if value is None else (value,)


def _share_numbers(row: Row | None, writing: Writing) -> Numbers:
    return () if row is None or writing.as_count(row) else _numbers(row.estimate.value)


def _columns(cells: Fillings, writing: Writing) -> tuple[Column, ...]:
    return (Column("", "left"), *(Column(writing.heading(name), unit=cell.unit) for name, cell in cells.items()))


def _line(row: Row, label: str, cells: Fillings) -> Line:
    fillings = cells.values()
    return Line(
        (label, *(cell.text(row) for cell in fillings)), numbers=((), *(cell.numbers(row) for cell in fillings))
    )


def _by_group(rows: Sequence[Row], writing: Writing, cells: Fillings) -> list[Line]:
    """The total, and under a subheading for each breakdown its groups; or for each group its answers."""
    lines: list[Line] = []
    for by, breakdown_rows in groupby(rows, key=lambda row: tuple(row.estimate.subject.by)):
        part = list(breakdown_rows)
        if not by:
            lines += [_line(row, part_label(row) or writing.words["total"], cells) for row in part]
        elif part_label(part[0]):
            for heading, group in groupby(part, key=lambda row: _group_label(row, writing)):
                lines.append(Line((heading,), "subgroup"))
                lines += [_line(row, part_label(row), cells) for row in group]
        else:
            labels = part[0].estimate.subject.by_labels
            lines.append(Line((", ".join(labels.get(name, name) for name in by),), "subgroup"))
            lines += [_line(row, _levels_label(row), cells) for row in part]
    return lines


def part_label(row: Row) -> str:
    """The answer or item that a row is about; empty for a row about the whole question."""
    subject = row.estimate.subject
    part = subject.level or (subject.item if subject.set else None)
    return part.label if part else ""


def _levels_label(row: Row) -> str:
    return ", ".join(level.label for level in row.estimate.subject.by.values())


def _question(row: Row) -> tuple[object, ...]:
    subject = row.estimate.subject
    item = subject.item.value if subject.item else None
    return (subject.variable, subject.set, item, subject.statistic, subject.indicator_version)


def _item_key(row: Row) -> tuple[object, ...]:
    subject = row.estimate.subject
    item = subject.item or subject.level
    return (subject.set, item.value if item else None, tuple((k, v.value) for k, v in subject.by.items()))


def _order(rows: Sequence[Row]) -> Callable[[Row], tuple[int, int]]:
    """Sets in the order they come, and inside each the groups in theirs."""
    sets: dict[str, int] = {}
    groups: dict[tuple[object, ...], int] = {}
    for row in rows:
        subject = row.estimate.subject
        sets.setdefault(subject.set, len(sets))
        groups.setdefault(_codes(row), len(groups))
    return lambda row: (sets[row.estimate.subject.set], groups[_codes(row)])


def _codes(row: Row) -> tuple[object, ...]:
    return tuple((name, level.value) for name, level in row.estimate.subject.by.items())


def _heading(row: Row, writing: Writing) -> str:
    subject = row.estimate.subject
    group = _group_label(row, writing)
    return f"{subject.label} ({group})" if subject.by else subject.label


def _group_label(row: Row, writing: Writing) -> str:
    subject = row.estimate.subject
    if not subject.by:
        return writing.words["total"]
    return ", ".join(f"{subject.by_labels.get(name, name)}: {level.label}" for name, level in subject.by.items())


def _own_label(row: Row) -> str:
    subject = row.estimate.subject
    part = subject.item or subject.level
    return part.label if part else subject.label


def _value_of(row: Row | None, writing: Writing) -> str:
    return ABSENT if row is None else writing.value(row)
