"""Small multiples: a panel beside the other with one axis, so that places can be compared from panel to panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import axis, points, rows
from .colours import SERIES
from .fonts import breadth, wrapped
from .frame import aside, not_shown
from .sheet import BODY, INNER, RIGHT, TICK, Sheet, block_height

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...presentation.chart import Chart, Mark

MOST, BETWEEN, NARROWEST, LABELS = 4, 14.0, 64.0, 0.32
FEWER_TICKS, NARROW = 4, 130.0


def draw(sheet: Sheet, chart: Chart) -> None:
    """As many panels beside one another as are readable, then the next row of them."""
    entries = rows.by_label(chart.marks, rows.least_height(len(chart.labels)))
    start = rows.place(entries, sheet.y, INNER * LABELS)[1]
    numbers = max((breadth(mark.text, TICK, bold=True) for mark in chart.marks if mark.value is not None), default=0.0)
    across = _across(chart, RIGHT - start, numbers)
    width = (RIGHT - start - (across - 1) * BETWEEN) / across
    for begin in range(0, len(chart.panels), across):
        shown = chart.panels[begin : begin + across]
        lefts = [start + position * (width + BETWEEN) for position in range(len(shown))]
        top = _headings(sheet, shown, lefts, width)
        placed, _ = rows.place(entries, top, INNER * LABELS)
        rows.label(sheet, placed, start)
        for left, panel in zip(lefts, shown, strict=True):
            ends = left, left + width - numbers - 8
            scale = axis.scale(axis.numbers(chart.marks), *ends, zero=False, most=FEWER_TICKS if width < NARROW else 6)
            sheet.y = axis.draw(sheet, chart, scale, top, placed[-1].bottom, heading=panel == shown[0])
            for row in placed:
                for mark in (mark for mark in row.entry.marks if mark.panel == panel):
                    _mark(sheet, chart, mark, scale, (left + width, row.centre))
        sheet.y = placed[-1].bottom + axis.LABELS + (axis.HEADING if chart.axis else 0) + 10
    sheet.y -= 10


def _across(chart: Chart, room: float, numbers: float) -> int:
    """Panels side by side: each has room for its dots and for the words in place of a number."""
    words = [not_shown(chart, mark) for mark in chart.marks if mark.value is None]
    least = max([NARROWEST + numbers + 8, *(breadth(text, TICK) + 10 for text in words)])
    most = max(1, min(len(chart.panels), MOST, int((room + BETWEEN) / (least + BETWEEN))))
    return -(-len(chart.panels) // -(-len(chart.panels) // most))  # as many in each row


def _headings(sheet: Sheet, panels: Sequence[str], lefts: Sequence[float], width: float) -> float:
    """The names of the panels on one line at the foot; says where the panels begin."""
    wraps = [wrapped(panel, BODY, width, bold=True) for panel in panels]
    height = max(block_height(lines, BODY) for lines in wraps)
    for left, lines in zip(lefts, wraps, strict=True):
        middle = sheet.y + height - block_height(lines, BODY) / 2
        sheet.block(lines, left, middle, bold=True)
    return sheet.y + height + 4


def _mark(sheet: Sheet, chart: Chart, mark: Mark, scale: axis.Scale, place: tuple[float, float]) -> None:
    right, y = place
    if mark.value is None:
        aside(sheet, not_shown(chart, mark), scale.start + 5, y, TICK)
        return
    points.dot(sheet, scale, mark, y, (SERIES[0], "circle"), 7.0)
    sheet.words(mark.text, right, y, size=TICK, bold=True, align="right")
