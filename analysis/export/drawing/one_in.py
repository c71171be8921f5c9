"""About one in so many: the sentence, and as many neutral marks with one filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .colours import INK, QUIET, SERIES
from .fonts import wrapped
from .frame import not_shown, paragraph
from .sheet import BODY, INNER, MARGIN, Sheet, block_height

if TYPE_CHECKING:
    from ...presentation.chart import Chart

SENTENCE = 26.0
MOST = 2000  # more marks than this nobody sees
WIDEST = 24.0


def draw(sheet: Sheet, chart: Chart) -> None:
    """The sentence of the first mark with its grid; where there is no number, only the words for that."""
    mark = chart.marks[0]
    count = int(mark.detail) if mark.detail.isascii() and mark.detail.isdigit() else 0
    shown = mark.status != "suppressed" and count > 0
    lines = wrapped(mark.text if shown else not_shown(chart, mark), SENTENCE, INNER, bold=True)
    height = block_height(lines, SENTENCE)
    colour = SERIES[0] if shown else QUIET
    sheet.block(lines, MARGIN, sheet.y + height / 2, size=SENTENCE, colour=colour, bold=True)
    sheet.y += height
    if mark.label:
        paragraph(sheet, wrapped(mark.label, BODY, INNER), BODY, INK)
    if shown and count <= MOST:
        _grid(sheet, count)


def _grid(sheet: Sheet, count: int) -> None:
    """Rows of ten, of twenty, of fifty: so many that the eye can count them."""
    across = next((columns for columns in (10, 20, 25) if count <= columns * 5), 50)
    across = min(across, count)
    step = min(WIDEST, INNER / across)
    sheet.y += 10
    places = [
        (MARGIN + (number % across + 0.5) * step, sheet.y + (number // across + 0.5) * step) for number in range(count)
    ]
    sheet.dots(places[:1], "circle", step * 0.74, SERIES[0])
    sheet.dots(places[1:], "circle", step * 0.74, "#7A858D", hollow=True)
    sheet.y += step * -(-count // across) + 4
