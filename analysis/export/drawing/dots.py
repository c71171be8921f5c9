"""Dot and whisker with the numbers in columns at the right: the interval is the message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import axis, points, rows
from .colours import INK, QUIET, SERIES
from .fonts import breadth, wrapped
from .frame import aside
from .sheet import INNER, MARGIN, NUMBER, RIGHT, TICK, Sheet, block_height

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...presentation.chart import Chart, Mark
    from .axis import Scale

BETWEEN = 10.0  # two columns of numbers


def bounds(mark: Mark) -> str:
    """The interval in brackets; nothing where there is none."""
    return f"({mark.bounds})" if mark.low is not None and mark.bounds else ""


COLUMNS: tuple[Callable[[Mark], str], ...] = (lambda mark: mark.text, bounds, lambda mark: mark.n)


def draw(sheet: Sheet, chart: Chart) -> None:
    """A dot for each mark, in the order of the marks; the total as a dashed line."""
    widths = [max(breadth(text(mark), NUMBER, bold=not i) for mark in chart.marks) for i, text in enumerate(COLUMNS)]
    ends = [RIGHT - sum(width + BETWEEN for width in widths[i + 1 :] if width) for i in range(len(widths))]
    right = RIGHT - sum(width + BETWEEN for width in widths if width) - 8
    room = min(INNER * 0.38, max(INNER * 0.26, right - MARGIN - 150))
    entries = rows.one_a_mark(chart.marks, rows.least_height(len(chart.marks)))
    _, start = rows.place(entries, sheet.y, room)
    total = _total(chart)
    shown = [*chart.marks, *([total[0]] if total else [])]
    scale = axis.scale(axis.numbers(shown), start, right, zero=False)
    top = sheet.y + (_reference(sheet, *total, scale) if total else 16 if widths[2] else 0)
    placed, _ = rows.place(entries, top, room)
    bottom = placed[-1].bottom
    sheet.y = axis.draw(sheet, chart, scale, top, bottom)
    if total:
        x = scale.at(total[1])
        sheet.strokes([((x, top), (x, bottom))], 1.2, INK, (4, 3))
    rows.label(sheet, placed, start)
    for row in placed:
        for mark in row.entry.marks:
            _mark(sheet, chart, mark, scale, row.centre, ends)
    if widths[2]:
        sheet.words(chart.words.get("n", "n"), RIGHT, top - 8, size=TICK, colour=QUIET, align="right")


def _total(chart: Chart) -> tuple[Mark, float] | None:
    """The total and its value, where it has one."""
    mark = chart.reference
    return None if mark is None or mark.value is None else (mark, mark.value)


def _reference(sheet: Sheet, mark: Mark, value: float, scale: Scale) -> float:
    """The words of the total above its line; says how high they are."""
    words = " ".join(part for part in (mark.label, mark.text, bounds(mark)) if part)
    lines = wrapped(words, TICK, scale.end - MARGIN)
    height = block_height(lines, TICK) + 5
    half = max(breadth(line, TICK) for line in lines) / 2
    x = min(max(scale.at(value), MARGIN + half), RIGHT - 40 - half)  # the heading of the bases is at the right
    sheet.block(lines, x, sheet.y + height / 2 - 2, size=TICK, align="centre")
    return height


def _mark(sheet: Sheet, chart: Chart, mark: Mark, scale: Scale, y: float, ends: list[float]) -> None:
    shown = mark.value is not None or mark.low is not None
    for i, (text, end) in enumerate(zip(COLUMNS, ends, strict=True)):
        sheet.words(text(mark), end, y, size=NUMBER, bold=not i, colour=INK if i < 2 else QUIET, align="right")
    if shown:
        points.dot(sheet, scale, mark, y, (SERIES[0], "circle"))
    else:
        said = chart.words.get("not_shown", "") if mark.status == "suppressed" else "" if mark.text else "-"
        aside(sheet, said, scale.start + 7, y)
