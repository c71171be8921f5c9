"""The axis of values: three to six ticks at round numbers, a light grid and a heavy line at zero."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING

from .colours import AXIS, GRID, QUIET
from .fonts import breadth
from .sheet import MARGIN, RIGHT, TICK, Sheet

if TYPE_CHECKING:
    from ...presentation.chart import Chart, Mark

MOST_TICKS = 6
FAR_FROM_ZERO = 0.6  # part of the highest value above which dots may do without zero
LABELS, HEADING = 18.0, 15.0  # points under the axis for its numbers and for its heading


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a value stands: `low` at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float
    step: float

    def at(self, value: float) -> float:
        """The place of a value, in points."""
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> tuple[float, ...]:
        """Round numbers from end to end."""
        first = math.ceil(self.low / self.step - 1e-9)
        last = math.floor(self.high / self.step + 1e-9)
        return tuple(number * self.step for number in range(first, last + 1))


def numbers(marks: Iterable[Mark]) -> list[float]:
    """Every value and bound that is drawn."""
    return [number for mark in marks for number in (mark.value, mark.low, mark.high) if number is not None]


def span(values: Sequence[float], *, zero: bool) -> tuple[float, float]:
    """What the axis covers; it begins at zero, unless `zero` may be left out and lies far off."""
    if not any(values):  # none at all, or nothing but zeros
        return 0.0, 1.0
    low, high = min(values), max(values)
    far = low < high and (low > FAR_FROM_ZERO * high or high < FAR_FROM_ZERO * low)
    if zero or not far:
        low, high = min(low, 0.0), max(high, 0.0)
    step = step_of(low, high)
    return math.floor(low / step + 1e-9) * step, high


def step_of(low: float, high: float, most: int = MOST_TICKS) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... that leaves no more ticks than `most`."""
    size = math.floor(math.log10((high - low) / most))
    for power in count(size):
        for digit in (1, 2, 5):
            step = digit * 10.0**power
            if math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) < most:
                return step
    raise AssertionError  # some power of ten is wide enough


def scale(values: Sequence[float], start: float, end: float, *, zero: bool, most: int = MOST_TICKS) -> Scale:
    """An axis from `start` to `end` over all values."""
    low, high = span(values, zero=zero)
    return Scale(low, high, start, end, step_of(low, high, most))


def written(chart: Chart, scale: Scale) -> list[str]:
    """The numbers at the ticks, in the way of the language."""
    power = math.floor(math.log10(scale.step) + 1e-9)
    if chart.unit == "percent":
        return [f"{chart.numerals.percent(tick, max(0, -power - 2))} %" for tick in scale.ticks]
    return [chart.numerals.plain(tick, max(0, -power)) for tick in scale.ticks]


def draw(sheet: Sheet, chart: Chart, scale: Scale, top: float, bottom: float, *, heading: bool = True) -> float:
    """Grid, zero and numbers of a horizontal axis between two heights; says how far down it reaches."""
    sheet.strokes([((scale.at(tick), top), (scale.at(tick), bottom)) for tick in scale.ticks if tick], 0.7, GRID)
    base = scale.at(min(max(scale.low, 0.0), scale.high))
    heavy = scale.low <= 0 <= scale.high
    sheet.strokes([((base, top), (base, bottom))], 1.6 if heavy else 0.7, AXIS if heavy else GRID)
    _labels(sheet, written(chart, scale), [scale.at(tick) for tick in scale.ticks], bottom + LABELS / 2 + 1)
    if not heading or not chart.axis:
        return bottom + LABELS
    left = min(scale.start, RIGHT - breadth(chart.axis, TICK))
    sheet.words(chart.axis, max(left, MARGIN), bottom + LABELS + HEADING / 2, size=TICK, colour=QUIET)
    return bottom + LABELS + HEADING


def _labels(sheet: Sheet, texts: list[str], places: list[float], y: float) -> None:
    """Numbers under their ticks; where they would touch, every second or third is left out."""
    widths = [breadth(text, TICK) for text in texts]
    centres = [
        min(max(place, MARGIN + width / 2), RIGHT - width / 2) for place, width in zip(places, widths, strict=True)
    ]
    ends = [(centre - width / 2 - 3, centre + width / 2 + 3) for centre, width in zip(centres, widths, strict=True)]
    every = next(each for each in count(1) if all(left[1] <= right[0] for left, right in pairwise(ends[::each])))
    for text, centre in list(zip(texts, centres, strict=True))[::every]:
        sheet.words(text, centre, y, size=TICK, colour=QUIET, align="centre")
