"""Two rounds and the way between them: a line for each label, named at both of its ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from . import axis
from .colours import AXIS, GRID, PAPER, QUIET, of_series
from .fonts import breadth, wrapped
from .frame import not_shown
from .sheet import BODY, INNER, MARGIN, NUMBER, RIGHT, TICK, Align, Shape, Sheet, block_height

if TYPE_CHECKING:
    from ...presentation.chart import Chart, Mark

LEADER, DODGE, LEAST = 22.0, 4.0, 210.0


@dataclass(frozen=True, slots=True)
class End:
    """One end of a line with its words, where they should stand and where there was room."""

    mark: Mark
    lines: list[str]
    number: str
    wanted: float
    height: float


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two rounds: where its points stand, to which side its words go, and which of their ends is there."""

    name: str
    x: float
    outward: Literal[-1, 1]
    align: Align


def draw(sheet: Sheet, chart: Chart) -> None:
    """Points, intervals and lines between two heights; words move apart where they would touch."""
    shown = [mark for mark in chart.marks if mark.value is not None]
    column = max((breadth(mark.text, NUMBER, bold=True) for mark in shown), default=0.0)
    widest = max(breadth(label, NUMBER) for label in chart.labels)
    words = min(max(widest + 2, 60.0), INNER * 0.38 - column - LEADER)
    reach = words + column + LEADER + 8
    sides = (Side(chart.series[0], MARGIN + reach, -1, "right"), Side(chart.series[-1], RIGHT - reach, 1, "left"))
    heights = [block_height(wrapped(label, NUMBER, words), NUMBER) + 4 for label in chart.labels]
    top = _names(sheet, sides)
    bottom = top + max(LEAST, 1.25 * sum(heights))
    values = axis.scale(axis.numbers(chart.marks), bottom, top, zero=False)
    foot = _frame(sheet, chart, values, sides)
    looks = {label: of_series(position) for position, label in enumerate(chart.labels)}
    _lines(sheet, chart, values, sides, looks)
    for side in sides:
        here = {mark.label: mark for mark in chart.marks if mark.series == side.name}
        ends = [_end(chart, mark, words, values) for mark in here.values()]
        foot = max(foot, _side(sheet, side, ends, (column, top), looks))
    sheet.y = foot + 4


def _end(chart: Chart, mark: Mark, words: float, values: axis.Scale) -> End:
    lines = wrapped(mark.label, NUMBER, words)
    if mark.value is None:  # keeps its place, under all that have a height
        lines += wrapped(not_shown(chart, mark), NUMBER, words)
    height = block_height(lines, NUMBER) + 4
    if mark.value is None:
        return End(mark, lines, "", values.start + height, height)
    return End(mark, lines, mark.text, values.at(mark.value), height)


def _names(sheet: Sheet, sides: tuple[Side, Side]) -> float:
    """The names of the rounds over their points; says where the values begin."""
    room = (sides[1].x - sides[0].x) * 0.9
    wraps = [wrapped(side.name, BODY, room, bold=True) for side in sides]
    height = max(block_height(lines, BODY) for lines in wraps)
    for side, lines in zip(sides, wraps, strict=True):
        sheet.block(lines, side.x, sheet.y + height / 2, bold=True, align="centre")
    return sheet.y + height + 12


def _frame(sheet: Sheet, chart: Chart, values: axis.Scale, sides: tuple[Side, Side]) -> float:
    """Light lines at the round numbers, a heavy one at zero, and what is measured; says how far down it reaches."""
    left, right = sides[0].x, sides[1].x
    sheet.strokes([((left, values.at(tick)), (right, values.at(tick))) for tick in values.ticks], 0.7, GRID)
    sheet.strokes([((side.x, values.start), (side.x, values.end)) for side in sides], 0.9, GRID)
    if values.low <= 0 <= values.high:
        sheet.strokes([((left, values.at(0.0)), (right, values.at(0.0)))], 1.6, AXIS)
    lowest = [axis.written(chart, values)[0], *wrapped(chart.axis, TICK, right - left + 2 * DODGE)]
    height = block_height(lowest, TICK)
    middle = values.at(values.ticks[0]) + 3 + height / 2
    sheet.block(lowest, (left + right) / 2, middle, size=TICK, colour=QUIET, align="centre")
    return middle + height / 2 + 4


def _lines(
    sheet: Sheet, chart: Chart, values: axis.Scale, sides: tuple[Side, Side], looks: dict[str, tuple[str, Shape]]
) -> None:
    """Intervals a little beside one another, then lines, then points on top of all."""
    for position, label in enumerate(chart.labels):
        colour, shape = looks[label]
        marks = {mark.series: mark for mark in chart.marks if mark.label == label}
        shift = (position % 5 - min(len(chart.labels), 5) // 2) * DODGE
        path = []
        for side in sides:
            mark = marks.get(side.name)
            if mark is None or mark.value is None:
                continue
            if mark.low is not None and mark.high is not None:
                x = side.x + shift
                sheet.strokes([((x, values.at(mark.low)), (x, values.at(mark.high)))], 1.0, colour)
            path.append((side.x + shift, values.at(mark.value)))
        if len(path) > 1:
            sheet.strokes([tuple(path)], 2.0, colour)
        sheet.dots(path, shape, 9.5, PAPER)
        sheet.dots(path, shape, 8.0, colour)


def _side(
    sheet: Sheet, side: Side, ends: list[End], room: tuple[float, float], looks: dict[str, tuple[str, Shape]]
) -> float:
    """The words of one round, each beside its point or as near as there is room; says how far down they reach."""
    column, top = room
    ends = sorted(ends, key=lambda end: end.wanted)
    centres = apart([end.wanted for end in ends], [end.height for end in ends], top)
    for end, centre in zip(ends, centres, strict=True):
        x = side.x + side.outward * LEADER
        if end.mark.value is not None:
            bend = side.x + side.outward * 12
            line = ((bend, end.wanted), (x - side.outward * 3, centre))
            sheet.strokes([line], 0.8, looks[end.mark.label][0])
        sheet.words(end.number, x, centre, size=NUMBER, bold=True, align=side.align)
        sheet.block(end.lines, x + side.outward * (column + 6), centre, size=NUMBER, align=side.align)
    return max(centre + end.height / 2 for end, centre in zip(ends, centres, strict=True))


def apart(wanted: Sequence[float], heights: Sequence[float], limit: float) -> list[float]:
    """Centres as near to those wanted, which ascend, as heights allow; what would touch is piled."""
    piles: list[tuple[list[int], float]] = []  # members, top
    for member, (centre, height) in enumerate(zip(wanted, heights, strict=True)):
        members, top = [member], max(limit, centre - height / 2)
        while piles and piles[-1][1] + sum(heights[i] for i in piles[-1][0]) > top:
            members = piles.pop()[0] + members
            above = [sum(heights[i] for i in members[:place]) for place in range(len(members))]
            tops = [wanted[i] - heights[i] / 2 - over for i, over in zip(members, above, strict=True)]
            top = max(limit, sum(tops) / len(tops))
        piles.append((members, top))
    out = list(wanted)
    for members, top in piles:
        for i in members:
            out[i] = top + heights[i] / 2
            top += heights[i]
    return out
