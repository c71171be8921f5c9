"""The progress card: goals as headings, under them what is measured, its rating by word and by shape, and facts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from .colours import GRID, INK, PAPER, QUIET, SERIES
from .fonts import breadth, wrapped
from .sheet import BODY, INNER, MARGIN, NUMBER, RIGHT, Box, Shape, Sheet, block_height

if TYPE_CHECKING:
    from ...presentation.chart import Chart, Mark

ICON, PAD, BETWEEN = 20.0, 7.0, 14.0
STAR, STAR_COLOUR = 11.0, "#B7791F"


@dataclass(frozen=True, slots=True)
class Look:
    """A rating: the box, and the sign in it, which differ in grey too."""

    fill: str
    edge: str
    ink: str
    shape: Shape
    hollow: bool = False
    edge_width: float = 1.0
    dash: tuple[float, float] | None = None


LOOKS = {
    "significant": Look("#0B4F7D", "#0B4F7D", PAPER, "circle"),
    "partial": Look("#C9DFEC", "#0B4F7D", INK, "half"),
    "inadequate": Look(PAPER, SERIES[1], INK, "down", edge_width=2.0),
    "unknown": Look(PAPER, "#5F6B74", INK, "circle", hollow=True, dash=(4, 3)),
}
OTHER = Look(PAPER, "#5F6B74", INK, "square", hollow=True)


def draw(sheet: Sheet, chart: Chart) -> None:
    """Goal by goal, in the order of the marks; what a star means stands underneath."""
    badge = max(breadth(mark.text, NUMBER, bold=True) for mark in chart.marks) + ICON + 2 * PAD
    badge = min(badge, INNER * 0.34)
    for goal, marks in groupby(chart.marks, key=lambda mark: mark.panel):
        if goal:
            _goal(sheet, goal)
        for mark in marks:
            _line(sheet, chart, mark, badge)
    for tag in dict.fromkeys(mark.tag for mark in chart.marks if mark.tag):
        lines = wrapped(tag, NUMBER, INNER - 18)
        height = block_height(lines, NUMBER)
        sheet.y += 8
        sheet.dots([(MARGIN + 6, sheet.y + height / 2)], "star", STAR, STAR_COLOUR)
        sheet.block(lines, MARGIN + 18, sheet.y + height / 2, size=NUMBER)
        sheet.y += height


def _goal(sheet: Sheet, goal: str) -> None:
    lines = wrapped(goal, BODY + 1, INNER, bold=True)
    height = block_height(lines, BODY + 1)
    sheet.y += 6
    sheet.block(lines, MARGIN, sheet.y + height / 2, size=BODY + 1, bold=True)
    sheet.y += height + 4
    sheet.strokes([((MARGIN, sheet.y), (RIGHT, sheet.y))], 1.2, INK)


def _line(sheet: Sheet, chart: Chart, mark: Mark, badge: float) -> None:
    """Rating, indicator, facts; as high as the one that needs most lines."""
    left = MARGIN + badge + BETWEEN
    with_star = STAR + 10 if any(other.tag for other in chart.marks) else 0.0
    facts = any(other.detail for other in chart.marks)
    room = RIGHT - left - with_star
    longest = max(breadth(other.label, BODY) for other in chart.marks)
    first = min(room * 0.5, longest + BETWEEN) if facts else room
    names, said = wrapped(mark.label, BODY, first), wrapped(mark.detail, NUMBER, room - first - BETWEEN)
    rating = wrapped(mark.text, NUMBER, badge - ICON - 2 * PAD, bold=True)
    boxed = block_height(rating, NUMBER) + 7
    height = max(block_height(names, BODY), block_height(said, NUMBER), boxed) + 10
    middle = sheet.y + height / 2
    _badge(sheet, rating, look_of(chart, mark), Box(MARGIN, middle - boxed / 2, badge, boxed))
    sheet.block(names, left, middle)
    sheet.block(said, left + with_star + first + BETWEEN, middle, size=NUMBER, colour=QUIET)
    if mark.tag:
        sheet.dots([(left + first + 11, middle)], "star", STAR, STAR_COLOUR)
    sheet.y += height
    sheet.strokes([((MARGIN, sheet.y), (RIGHT, sheet.y))], 0.7, GRID)


def look_of(chart: Chart, mark: Mark) -> Look:
    """The look of a rating by its word in the language, else by its English word; a plain box for any other."""
    named = {chart.words[name]: look for name, look in LOOKS.items() if name in chart.words}
    return named.get(mark.text) or LOOKS.get(mark.text.casefold(), OTHER)


def _badge(sheet: Sheet, rating: list[str], look: Look, box: Box) -> None:
    sheet.box(Box(box.x, box.y, box.width, box.height, look.fill, look.edge, look.edge_width, look.dash))
    middle = box.y + box.height / 2
    sign = PAPER if look.ink == PAPER else look.edge
    sheet.dots([(box.x + PAD + 6, middle)], look.shape, 9.5, sign, hollow=look.hollow)
    sheet.block(rating, box.x + PAD + ICON, middle, size=NUMBER, colour=look.ink, bold=True)
