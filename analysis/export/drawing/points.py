"""A dot with its whisker, as several kinds of chart draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .sheet import Shape, Sheet

if TYPE_CHECKING:
    from ...presentation.chart import Mark
    from .axis import Scale


def whisker(sheet: Sheet, scale: Scale, mark: Mark, y: float, pen: tuple[float, str]) -> None:
    """The interval as a line; nothing where there is none."""
    if mark.low is not None and mark.high is not None:
        sheet.strokes([((scale.at(mark.low), y), (scale.at(mark.high), y))], *pen)


def dot(sheet: Sheet, scale: Scale, mark: Mark, y: float, look: tuple[str, Shape], size: float = 8.5) -> None:
    """The value on its interval; a range that was printed without a value is a line with two ends."""
    colour, shape = look
    whisker(sheet, scale, mark, y, (2.4, colour))
    if mark.value is not None:
        sheet.dots([(scale.at(mark.value), y)], shape, size, colour)
    elif mark.low is not None and mark.high is not None:
        ends = (scale.at(mark.low), scale.at(mark.high))
        sheet.strokes([((x, y - size / 2), (x, y + size / 2)) for x in ends], 2.4, colour)


def reach(mark: Mark) -> float:
    """The largest number drawn for a mark."""
    return max(number for number in (mark.value, mark.high, 0.0) if number is not None)
