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
HEADED = 6.0  # more air above a heading


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a row: a label over its marks, or a heading of the rows that follow."""

    label: str
    marks: tuple[Mark, ...] = ()
    least: float = 24.0

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
            entries.append(Entry(mark.panel))
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
    widest = 0.0
    for entry in entries:
        bold = entry.is_heading
        lines = tuple(wrapped(entry.label, BODY, room, bold=bold))
        widest = max(widest, *(breadth(line, BODY, bold=bold) for line in lines))
        least = 20.0 + (HEADED if out else 0.0) if bold else entry.least
        out.append(Row(entry, lines, top, max(least, block_height(lines, BODY) + 6)))
        top = out[-1].bottom
    return out, MARGIN + widest + GAP


def label(sheet: Sheet, rows: Iterable[Row], axis: float) -> None:
    """The labels: headings at the margin, categories against the axis."""
    for row in rows:
        if row.entry.is_heading:
            sheet.block(row.lines, MARGIN, row.centre + HEADED / 2, bold=True)
        else:
            sheet.block(row.lines, axis - GAP, row.centre, align="right")
