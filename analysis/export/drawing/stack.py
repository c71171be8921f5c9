"""Stacks of 100 %: the answers of a scale in one hue, and hatched what of them is not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import axis, rows
from .colours import AXIS, PAPER, QUIET, ink_on, ramp
from .fonts import breadth
from .frame import Key, hatched, legend
from .sheet import INNER, NUMBER, RIGHT, TICK, Box, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...presentation.chart import Chart, Mark

WHOLE, QUARTER = 1.0, 0.25
AIR = 1.5  # at each side of a number inside its part


def draw(sheet: Sheet, chart: Chart) -> None:
    """A bar for each label; parts follow one another from zero, and are never stretched to 100 %."""
    fills = dict(zip(chart.series, ramp(len(chart.series)), strict=True))
    keys = [Key(series, "box", fill) for series, fill in fills.items() if series]
    if any(mark.status == "suppressed" for mark in chart.marks):
        keys.append(Key(chart.words.get("not_shown", "*"), "hatch", PAPER))
    legend(sheet, keys)
    entries = rows.by_label(chart.marks, rows.least_height(len(chart.labels)) + 2)
    bases = [next((mark.n for mark in entry.marks if mark.n), "") for entry in entries]
    column = max(breadth(base, NUMBER) for base in bases)
    top = sheet.y + (14 if column else 0)
    placed, start = rows.place(entries, top, INNER * 0.36)
    end = RIGHT - (column + 12 if column else 16)
    sums = [sum(mark.value or 0.0 for mark in entry.marks) for entry in entries]
    high = max(WHOLE, *sums)
    scale = axis.Scale(0.0, high, start, end, QUARTER if high < WHOLE + QUARTER else axis.step_of(0.0, high))
    sheet.y = axis.draw(sheet, chart, scale, top, placed[-1].bottom)
    rows.label(sheet, placed, start)
    for row, base in zip(placed, bases, strict=True):
        _bar(sheet, chart, row, scale, fills)
        sheet.words(base, RIGHT, row.centre, size=NUMBER, colour=QUIET, align="right")
    if column:
        sheet.words(chart.words.get("n", "n"), RIGHT, top - 7, size=TICK, colour=QUIET, align="right")


def _bar(sheet: Sheet, chart: Chart, row: rows.Row, scale: axis.Scale, fills: Mapping[str, str]) -> None:
    thick = min(row.height - 6, 22.0)
    top, done = row.centre - thick / 2, 0.0
    for mark in row.entry.marks:
        if mark.value:
            left, right = scale.at(done), scale.at(done + mark.value)
            sheet.box(Box(left, top, right - left, thick, fills[mark.series], PAPER, 1.0))
            _inside(sheet, mark, (left, right), row.centre, fills[mark.series])
            done += mark.value
    left, right = scale.at(done), scale.at(WHOLE)
    if any(mark.status == "suppressed" for mark in row.entry.marks) and right > left + 1:
        hatched(sheet, Box(left, top, right - left, thick))
        _over_hatch(sheet, chart.words.get("not_shown", ""), (left, right), row.centre)
    sheet.strokes([((scale.start, row.top), (scale.start, row.bottom))], 1.6, AXIS)


def _inside(sheet: Sheet, mark: Mark, ends: tuple[float, float], y: float, fill: str) -> None:
    """The number, where the part is wide enough for it."""
    left, right = ends
    if breadth(mark.text, NUMBER) + 2 * AIR <= right - left:
        sheet.words(mark.text, (left + right) / 2, y, size=NUMBER, colour=ink_on(fill), align="centre")


def _over_hatch(sheet: Sheet, text: str, ends: tuple[float, float], y: float) -> None:
    """Words on a white ground, so that no line runs through them."""
    left, right = ends
    width = breadth(text, TICK) + 6
    if text and width + 6 <= right - left:
        middle = (left + right) / 2
        sheet.box(Box(middle - width / 2, y - TICK * 0.7, width, TICK * 1.4, PAPER))
        sheet.words(text, middle, y, size=TICK, colour=QUIET, align="centre")
