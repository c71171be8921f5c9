"""Horizontal bars from zero with whiskers, the number right of each whisker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import axis, rows
from .colours import AXIS, INK, PAPER, QUIET, SERIES
from .fonts import breadth
from .frame import aside, not_shown
from .points import reach, whisker
from .sheet import BODY, INNER, NUMBER, RIGHT, TICK, Box, Sheet

if TYPE_CHECKING:
    from ...presentation.chart import Chart, Mark
    from .axis import Scale

AIR = 7.0  # between a whisker and its number
CAP = 3.5


def draw(sheet: Sheet, chart: Chart) -> None:
    """A bar for each mark, in the order of the marks; bases in a column where they differ."""
    entries = rows.one_a_mark(chart.marks, rows.least_height(len(chart.marks)))
    with_bases = len({mark.n for mark in chart.marks}) > 1
    column = max(breadth(mark.n, NUMBER) for mark in chart.marks) + 14 if with_bases else 0.0
    top = sheet.y + (16 if with_bases else 0)
    placed, start = rows.place(entries, top, INNER * 0.38)
    bottom = placed[-1].bottom
    scale = fitted(chart.marks, start, RIGHT - column)
    sheet.y = axis.draw(sheet, chart, scale, top, bottom)
    rows.label(sheet, placed, start)
    for row in placed:
        for mark in row.entry.marks:
            _bar(sheet, chart, mark, scale, row)
            if with_bases:
                sheet.words(mark.n, RIGHT, row.centre, size=NUMBER, colour=QUIET, align="right")
    if with_bases:
        sheet.words(chart.words.get("n", "n"), RIGHT, top - 8, size=TICK, colour=QUIET, align="right")


def fitted(marks: tuple[Mark, ...], start: float, right: float) -> Scale:
    """The widest axis that leaves room for every number at the end of its whisker."""
    low, high = axis.span(axis.numbers(marks), zero=True)
    room = right - start
    for mark in marks:
        if mark.value is not None and reach(mark) > low:
            free = right - start - AIR - breadth(mark.text, BODY, bold=True)
            room = min(room, free * (high - low) / (reach(mark) - low))
    return axis.Scale(low, high, start, start + room, axis.step_of(low, high))


def _bar(sheet: Sheet, chart: Chart, mark: Mark, scale: Scale, row: rows.Row) -> None:
    zero = scale.at(0.0)
    if mark.value is None:
        aside(sheet, not_shown(chart, mark), zero + AIR, row.centre)
        return
    thick = min(row.height * 0.62, 18.0)
    end = scale.at(mark.value)
    sheet.box(Box(min(zero, end), row.centre - thick / 2, abs(end - zero), thick, SERIES[0]))
    whisker(sheet, scale, mark, row.centre, (3.4, PAPER))  # a rim that parts it from the bar
    whisker(sheet, scale, mark, row.centre, (1.3, INK))
    caps = [scale.at(bound) for bound in (mark.low, mark.high) if bound is not None]
    sheet.strokes([((x, row.centre - CAP), (x, row.centre + CAP)) for x in caps], 1.3, INK)
    sheet.strokes([((zero, row.top), (zero, row.bottom))], 1.6, AXIS)
    sheet.words(mark.text, scale.at(reach(mark)) + AIR, row.centre, bold=True)
