"""Several series at each label, one under the other, told apart by colour and by shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import axis, bars, points, rows
from .colours import GRID, of_series
from .frame import Key, aside, legend, not_shown
from .sheet import INNER, MARGIN, NUMBER, RIGHT, Sheet

if TYPE_CHECKING:
    from ...presentation.chart import Chart

EACH = 17.0  # points for one series in a row


def draw(sheet: Sheet, chart: Chart) -> None:
    """A dot with whisker for each series of a label, the number at its end."""
    looks = {series: of_series(position) for position, series in enumerate(chart.series)}
    legend(sheet, [Key(series, shape, colour) for series, (colour, shape) in looks.items() if series])
    top = sheet.y
    placed, start = rows.place(rows.by_label(chart.marks, 8.0, EACH), top, INNER * 0.38)
    scale = bars.fitted(chart.marks, start, RIGHT)
    sheet.strokes([((MARGIN, row.top), (RIGHT, row.top)) for row in placed[1:]], 0.7, GRID)
    sheet.y = axis.draw(sheet, chart, scale, top, placed[-1].bottom)
    rows.label(sheet, placed, start)
    for row in placed:
        first = row.centre - (len(row.entry.marks) - 1) * EACH / 2
        for number, mark in enumerate(row.entry.marks):
            y = first + number * EACH
            points.dot(sheet, scale, mark, y, looks[mark.series])
            if mark.value is None:
                words = f"{mark.series}: {not_shown(chart, mark)}".removeprefix(": ")
                aside(sheet, words, scale.at(0.0) + bars.AIR, y)
            else:
                sheet.words(mark.text, scale.at(points.reach(mark)) + bars.AIR, y, size=NUMBER, bold=True)
