"""The axis of values of a native chart: it ends at ticks, and they are those of the picture of the same chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..drawing.axis import numbers, span, step_of

if TYPE_CHECKING:
    from ...presentation.chart import Chart


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the axis begins and ends, and the distance of its ticks."""

    low: float
    high: float
    step: float

    def part(self, value: float) -> float:
        """How far along the axis `value` stands, between 0 and 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def format(self) -> str:
        """As many decimals of a percentage as the ticks need."""
        power = math.floor(math.log10(self.step) + 1e-9)
        return f"0.{'0' * decimals}%" if (decimals := max(0, -power - 2)) else "0%"


WHOLE = Scale(0.0, 1.0, 0.2)  # of shares that add up


def scale(chart: Chart, *, zero: bool) -> Scale:
    """Ticks for all marks of the chart, so that its slides and panels share them; `zero` says that they begin there."""
    marks = [*chart.marks, *([chart.reference] if chart.reference else [])]
    low, high = span(numbers(marks), zero=zero or chart.unit == "percent")
    step = step_of(low, high)
    first, last = (round(turn(end / step) * step, 12) for turn, end in ((_down, low), (_up, high)))
    return Scale(first, last, step)


def _down(number: float) -> int:
    return math.floor(number + 1e-9)


def _up(number: float) -> int:
    return math.ceil(number - 1e-9)
