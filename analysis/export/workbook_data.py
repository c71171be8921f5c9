"""The marks of all native charts as one table on a sheet of their own, which the charts point at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .sheet_numbers import Cell, Figure, one, two
from .sheet_page import Grid

if TYPE_CHECKING:
    from ..presentation.chart import Chart, Mark

HEAD = 4  # row of the headings on the sheet of data, which the charts point at: fixed, whatever stands above
COLUMNS = ("number", "series", "category", "value", "low", "high", "to_low", "to_high", "as_written", "base_n")


@dataclass(frozen=True, slots=True)
class Lane:
    """What is drawn alike: a mark at each category, None where the chart has none; `first` is its first row."""

    name: str
    categories: tuple[str, ...]
    marks: tuple[Mark | None, ...]
    first: int

    def range(self, sheet: str, column: str) -> str:
        """The cells of one of the columns."""
        letter = "ABCDEFGHIJ"[COLUMNS.index(column)]
        return f"='{sheet}'!${letter}${self.first + 1}:${letter}${self.first + len(self.marks)}"


def lanes(charts: Mapping[int, Chart]) -> dict[int, list[Lane]]:
    """The lanes of each chart, one below the other on the sheet of data; those of a slope are its categories."""
    found: dict[int, list[Lane]] = {}
    row = HEAD + 1
    for number, chart in charts.items():
        slope = chart.kind == "slope"
        at = {((mark.label, mark.series) if slope else (mark.series, mark.label)): mark for mark in chart.marks}
        names, categories = (chart.labels, chart.series) if slope else (chart.series, chart.labels)
        found[number] = []
        for name in names:
            marks = tuple(at.get((name, category)) for category in categories)
            found[number].append(Lane(name or chart.title, categories, marks, row))
            row += len(marks)
    return found


def data(charts: Mapping[int, Chart], lanes: Mapping[int, Sequence[Lane]], words: Mapping[str, str]) -> Grid:
    """All marks of all charts as one table; a number that is not shown is an empty cell, which a chart leaves out."""
    lines = [
        (Figure(number, "0", str(number)), lane.name, category, *_numbers(charts[number], mark))
        for number, drawn in lanes.items()
        for lane in drawn
        for category, mark in zip(lane.categories, lane.marks, strict=True)
    ]
    return Grid(tuple(words[name] for name in COLUMNS), ("left",) * 3 + ("right",) * 7, tuple(lines))


def whisker(mark: Mark | None) -> tuple[float, float]:
    """How far the bounds are from the value; nothing where there is no interval."""
    if mark is None or mark.value is None or mark.low is None or mark.high is None:
        return 0.0, 0.0
    return mark.value - mark.low, mark.high - mark.value


def _numbers(chart: Chart, mark: Mark | None) -> tuple[Cell, ...]:
    if mark is None or mark.value is None:
        return ("", "", "", "", "", mark.text if mark else "", _base(chart, mark))
    value = _figure(one(mark.text, (mark.value,), chart.unit, chart.numerals), mark.value, chart)
    written = (mark.text, _base(chart, mark))
    if mark.low is None or mark.high is None:
        return (value, "", "", "", "", *written)
    low, high = two(mark.bounds, (mark.low, mark.high), chart.unit, chart.numerals)
    bounds = (_figure(low, mark.low, chart), _figure(high, mark.high, chart))
    arms = tuple(_figure("", arm, chart) for arm in whisker(mark))
    return (value, *bounds, *arms, *written)


def _base(chart: Chart, mark: Mark | None) -> Cell:
    if mark is None or mark.base is None:
        return mark.n if mark else ""
    return one(mark.n, (float(mark.base),), "whole", chart.numerals)


def _figure(cell: Cell, value: float, chart: Chart) -> Figure:
    """The number also where the text says it in words, for the chart shows it."""
    if isinstance(cell, Figure):
        return cell
    return Figure(value, "0.0%" if chart.unit == "percent" else "#,##0.00", cell)
