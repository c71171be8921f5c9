"""Rows of a picture: category labels at the left, wrapped, each row as high as its words need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fonts import breadth, wrapped
from .sheet import BODY, MARGIN, Sheet, block_height

if TYPE_CHECKING:
    from ...presentation.chart import Mark

GAP = 8.0  # between a label and the axis
HEADING, HEADED = 20.0, 6.0  # points of a heading, and more air above it


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a row: a label with its marks, or a heading of the rows that follow."""

    label: str
    marks: tuple[Mark, ...]
    least: float

    @property
    def is_heading(self) -> bool:
        """A row of words only."""
        return not self.marks


@dataclass(frozen=True, slots=True)
class Row:
    """A row in its place."""

    entry: Entry
    lines: tuple[str, ...]
    top: float
    height: float

    @property
    def centre(self) -> float:
        """Where its marks stand."""
        return self.top + self.height / 2

    @property
    def bottom(self) -> float:
        """Where the next row begins."""
        return self.top + self.height


def one_a_mark(marks: Iterable[Mark], least: float) -> list[Entry]:
    """A row for each mark in its order, with a heading where its panel changes."""
    entries: list[Entry] = []
    panel = ""
    for mark in marks:
        if mark.panel and mark.panel != panel:
            entries.append(Entry(mark.panel, (), HEADING))
        panel = mark.panel
        entries.append(Entry(mark.label, (mark,), least))
    return entries


def by_label(marks: Iterable[Mark], least: float, each: float = 0.0) -> list[Entry]:
    """A row for each label with all its marks, `each` points more for every one of them."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(mark.label, []).append(mark)
    return [Entry(label, tuple(here), least + each * len(here)) for label, here in found.items()]


def least_height(count: int) -> float:
    """Air for few rows, closer together when there are many."""
    return 28.0 if count <= 8 else 24.0 if count <= 16 else 20.0


def place(entries: Sequence[Entry], top: float, room: float) -> tuple[list[Row], float]:
    """Rows from `top` downwards with labels in at most `room` points, and where the axis may begin."""
    out: list[Row] = []
    for entry in entries:
        lines = tuple(wrapped(entry.label, BODY, room, bold=entry.is_heading))
        air = HEADED if out and entry.is_heading else 0.0
        out.append(Row(entry, lines, top, max(entry.least + air, block_height(lines, BODY) + 6)))
        top = out[-1].bottom
    widest = max(breadth(line, BODY, bold=row.entry.is_heading) for row in out for line in row.lines)
    return out, MARGIN + widest + GAP


def label(sheet: Sheet, rows: Iterable[Row], axis: float) -> None:
    """The labels: headings at the margin, categories against the axis."""
    for row in rows:
        if row.entry.is_heading:
            sheet.block(row.lines, MARGIN, row.centre + HEADED / 2, bold=True)
        else:
            sheet.block(row.lines, axis - GAP, row.centre, align="right")
