"""From rows to lines: which columns a table has, what stands under which heading, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .cells import ABSENT, FEW_TO_COUNT, Writing
from .notes import FEW
from .rounding import whole
from .table import Column, Line, Row

Cell = Callable[[Row], str]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table as people read it."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


def prevalence(rows: Sequence[Row], writing: Writing) -> Grid:
    """A line per indicator, or per group of each: share, interval, base, design effect, number of people."""
    cells = _share_cells(writing)
    if any(row.estimate.count for row in rows):
        cells["people"] = writing.people
    lines: list[Line] = []
    grouped = any(row.estimate.subject.by for row in rows)
    for _, question in groupby(rows, key=_question):
        part = list(question)
        if grouped:
            lines.append(Line((part[0].estimate.subject.label,), "group"))
        lines += _by_group(part, writing, cells) if grouped else [_line(row, _own_label(row), cells) for row in part]
    return Grid(_columns(cells, writing), tuple(lines))


def breakdown(rows: Sequence[Row], writing: Writing) -> Grid:
    """Under a heading per set and group, a line per item: share of respondents, and share of responses beside it."""
    of_responses = {_item_key(row): row for row in rows if row.estimate.subject.percent_of == "responses"}
    of_people = [row for row in rows if row.estimate.subject.percent_of != "responses"]
    main = of_people or list(rows)
    cells = _share_cells(writing, "percent" if of_people else "of_responses")
    if writing.probability or any(row.estimate.n >= FEW_TO_COUNT for row in main):
        cells["cases"] = writing.cases
    if of_responses and of_people:
        cells["of_responses"] = lambda row: _value_of(of_responses.get(_item_key(row)), writing)
    lines: list[Line] = []
    for heading, group in groupby(sorted(main, key=_order(main)), key=lambda row: _heading(row, writing)):
        lines.append(Line((heading,), "group"))
        lines += [_line(row, _own_label(row), cells) for row in group]
    return Grid(_columns(cells, writing), tuple(lines))


def estimates(rows: Sequence[Row], writing: Writing) -> Grid:
    """Under a heading per variable and statistic, a line per answer and group, with all a statistician looks at."""
    cells: dict[str, Cell] = {"estimate": writing.value}
    if writing.probability:
        cells |= {"se": writing.error, "interval": writing.bounds}
    cells["n"] = _base
    if writing.probability:
        cells |= {"df": writing.degrees, "deff": writing.design_effect}
    lines: list[Line] = []
    for _, question in groupby(rows, key=_question):
        part = list(question)
        subject = part[0].estimate.subject
        name = {"total": "statistic_total"}.get(subject.statistic, subject.statistic)
        lines.append(Line((f"{subject.label}, {writing.words[name]}",), "group"))
        lines += _by_group(part, writing, cells)
    return Grid(_columns(cells, writing), tuple(lines))


def _share_cells(writing: Writing, heading: str = "percent") -> dict[str, Cell]:
    cells: dict[str, Cell] = {heading: writing.value}
    if writing.probability:
        cells |= {"interval": writing.bounds}
    cells["n"] = _base
    if writing.probability:
        cells["deff"] = writing.design_effect
    return cells


def _columns(cells: Mapping[str, Cell], writing: Writing) -> tuple[Column, ...]:
    return (Column("", "left"), *(Column(writing.heading(name)) for name in cells))


def _line(row: Row, label: str, cells: Mapping[str, Cell]) -> Line:
    return Line((label, *(cell(row) for cell in cells.values())))


def _by_group(rows: Sequence[Row], writing: Writing, cells: Mapping[str, Cell]) -> list[Line]:
    """The total, and under a subheading for each breakdown its groups; or for each group its answers."""
    lines: list[Line] = []
    for by, breakdown_rows in groupby(rows, key=lambda row: tuple(row.estimate.subject.by)):
        part = list(breakdown_rows)
        if not by:
            lines += [_line(row, _part_label(row) or writing.words["total"], cells) for row in part]
        elif _part_label(part[0]):
            for heading, group in groupby(part, key=lambda row: _group_label(row, writing)):
                lines.append(Line((heading,), "subgroup"))
                lines += [_line(row, _part_label(row), cells) for row in group]
        else:
            labels = part[0].estimate.subject.by_labels
            lines.append(Line((", ".join(labels.get(name, name) for name in by),), "subgroup"))
            lines += [_line(row, _levels_label(row), cells) for row in part]
    return lines


def _part_label(row: Row) -> str:
    """The answer or item that a row is about; empty for a row about the whole question."""
    subject = row.estimate.subject
    part = subject.level or (subject.item if subject.set else None)
    return part.label if part else ""


def _levels_label(row: Row) -> str:
    return ", ".join(level.label for level in row.estimate.subject.by.values())


def _base(row: Row) -> str:
    return f"<{FEW}" if row.base_hidden else whole(row.estimate.n)


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
