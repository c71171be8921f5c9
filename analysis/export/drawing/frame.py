"""What every picture has around its marks: message, subtitle, the word that data are made up, legend, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .colours import AXIS, INK, NOTICE, NOTICE_EDGE, NOTICE_INK, PAPER, QUIET
from .fonts import balanced, breadth, wrapped
from .sheet import BODY, INNER, MARGIN, NOTE, NUMBER, RIGHT, SUBTITLE, TITLE, Box, Shape, Sheet, block_height

if TYPE_CHECKING:
    from ...presentation.chart import Chart, Mark

HATCH_STEP = 5.0


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of the legend: what is drawn, in which colour, and what it stands for."""

    text: str
    shape: Shape | Literal["box", "hatch"]
    colour: str


def heading(sheet: Sheet, chart: Chart) -> None:
    """Title and subtitle, unless the page around the picture says them, and the words that data are synthetic."""
    if chart.title:
        paragraph(sheet, balanced(chart.title, TITLE, INNER, bold=True), TITLE, INK, bold=True)
    if chart.subtitle:
        sheet.y += 2
        paragraph(sheet, balanced(chart.subtitle, SUBTITLE, INNER), SUBTITLE, QUIET)
    sheet.top = sheet.y if chart.title or chart.subtitle else 0.0
    if chart.synthetic:
        _notice(sheet, chart.synthetic)
    sheet.y += 10


def footing(sheet: Sheet, chart: Chart) -> None:
    """Base, method and source, small, and the margin under them."""
    sheet.y += 8 if chart.notes else 0
    sheet.bottom = sheet.y
    for note in chart.notes:
        paragraph(sheet, wrapped(note, NOTE, INNER), NOTE, QUIET)
        sheet.y += 1.5
    sheet.y += MARGIN - 4


def paragraph(sheet: Sheet, lines: Sequence[str], size: float, colour: str, *, bold: bool = False) -> None:
    """Lines from the left margin, under what is there."""
    height = block_height(lines, size)
    sheet.block(lines, MARGIN, sheet.y + height / 2, size=size, colour=colour, bold=bold)
    sheet.y += height


def legend(sheet: Sheet, keys: Sequence[Key]) -> None:
    """What colours and shapes stand for, side by side while there is room."""
    x, row, gap = MARGIN, 18.0, 20.0
    for key in keys:
        lines = wrapped(key.text, NUMBER, INNER - gap)
        width = gap + max(breadth(line, NUMBER) for line in lines)
        if x + width > RIGHT:
            x, sheet.y, row = MARGIN, sheet.y + row, 18.0
        row = max(row, block_height(lines, NUMBER) + 4)
        _swatch(sheet, key, x, sheet.y + row / 2)
        sheet.block(lines, x + gap, sheet.y + row / 2, size=NUMBER)
        x += width + gap
    sheet.y += row + 6


def hatched(sheet: Sheet, box: Box) -> None:
    """A part whose size is not shown: slanting lines in a frame, which no printer turns into a colour."""
    x, y, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    slants = []
    for step in range(1, int((box.width + box.height) / HATCH_STEP) + 1):
        reach = step * HATCH_STEP  # a line from the left or lower edge up to the upper or right one
        start = (x, y + reach) if reach <= box.height else (x + reach - box.height, bottom)
        end = (x + reach, y) if reach <= box.width else (right, y + reach - box.width)
        slants.append((start, end))
    sheet.box(Box(x, y, box.width, box.height, PAPER))
    sheet.strokes(slants, 0.6, "#8A949C")
    sheet.box(Box(x, y, box.width, box.height, "", AXIS, 0.6))


def aside(sheet: Sheet, text: str, x: float, y: float, size: float = NUMBER) -> None:
    """Words in place of a mark, on a white ground so that no line runs through them."""
    if text:
        sheet.box(Box(x - 2, y - size * 0.75, breadth(text, size) + 4, size * 1.5, PAPER))
        sheet.words(text, x, y, size=size, colour=QUIET)


def not_shown(chart: Chart, mark: Mark) -> str:
    """What stands where a number is missing: its sign, and the words where it is hidden."""
    if mark.status != "suppressed":
        return mark.text or "-"
    return f"{mark.text} {chart.words.get('not_shown', '')}".strip() or "*"


def _notice(sheet: Sheet, text: str) -> None:
    lines = wrapped(text, BODY, INNER - 24, bold=True)
    height = block_height(lines, BODY) + 6
    sheet.y += 7
    sheet.box(Box(MARGIN, sheet.y, INNER, height, NOTICE, NOTICE_EDGE, 0.8))
    sheet.box(Box(MARGIN, sheet.y, 5, height, NOTICE_EDGE))
    sheet.block(lines, MARGIN + 14, sheet.y + height / 2, colour=NOTICE_INK, bold=True)
    sheet.y += height


def _swatch(sheet: Sheet, key: Key, x: float, y: float) -> None:
    box = Box(x, y - 6, 14, 12, key.colour, QUIET, 0.5)
    if key.shape == "hatch":
        hatched(sheet, box)
    elif key.shape == "box":
        sheet.box(box)
    else:
        sheet.dots([(x + 7, y)], key.shape, 8, key.colour)
