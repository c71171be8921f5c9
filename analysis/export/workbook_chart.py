"""Charts that stay charts in a sheet: drawn from cells by the program that opens it, with intervals as error bars."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .measure import breadth, wrap
from .office_text import sayable
from .workbook_data import Lane, whisker

if TYPE_CHECKING:
    from ..presentation.chart import Chart, Mark

NATIVE = ("bars", "grouped", "stack", "dots", "slope")
WIDTH, UPRIGHT = 760, 430  # pixels; no wider than the words above it
ABOVE, LEGEND, BELOW = 48, 28, 62  # pixels of title, legend and axis
TITLE, LINE = 85, 20  # letters of a line of the title, and pixels from one to the next
LETTER, WIDEST_NAMES = 6.2, 0.45  # pixels of a letter, and the share of the chart that names take before they break
MOST_UPRIGHT = 6  # categories that have room for their names side by side
FILLS = (
    "#9CC5DF",
    "#F2BE9E",
    "#9FD8C5",
    "#E9C9DA",
)  # pale, so that dark words stand on them; their edges tell them apart
EDGES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
LIGHT, DARK = (0xE3, 0xEE, 0xF5), (0x0B, 0x4F, 0x7D)  # ends of the ramp of an ordered scale
NARROW = 0.04  # a part of a stack that has no room for its number
CLEAR = 0.09  # of the axis is what a number at the foot of a bar takes
INK, GRID = "#1F2328", "#D0D7DE"
POINTS_AT_A_CELL = re.compile(r"!(?=\$?[A-Za-z]+\$?[0-9])")


def is_native(chart: Chart) -> bool:
    """Whether a sheet can draw it; small multiples, marks of one in so many and the card it cannot."""
    return chart.kind in NATIVE and len(chart.panels) == 1


def drawn(book: Any, chart: Chart, lanes: Sequence[Lane], sheet: str) -> Any:
    """The chart as XlsxWriter makes it, to be placed on a sheet."""
    upright = _is_upright(chart)
    subtype = {"subtype": "stacked"} if chart.kind == "stack" else {}
    figure = book.add_chart({"type": "line"} if upright else {"type": "bar", **subtype})
    for position, lane in enumerate(lanes):
        series = {
            "name": lane.range(sheet, "series").partition(":")[0],
            "categories": lane.range(sheet, "category"),
            "values": lane.range(sheet, "value"),
            "values_data": [mark.value if mark else None for mark in lane.marks],  # empty cells would be kept as zeros
            **_look(chart, position, len(lanes)),
            "data_labels": _labels(chart, lane, sheet, dark=position / max(1, len(lanes) - 1) > 0.5),
        }
        if chart.kind != "stack":
            series["y_error_bars"] = _whiskers(lane, sheet)
        figure.add_series(series)
    figure.set_title({"name": _inert(chart.title), "overlay": False, "name_font": _font(12, bold=True)})
    _axes(figure, chart, upright=upright)
    figure.set_legend({"position": "top", "font": _font(9)} if len(lanes) > 1 else {"none": True})
    figure.set_size({"width": WIDTH, "height": height(chart)})
    if not upright:
        figure.set_plotarea({"layout": _room(chart, legend=len(lanes) > 1)})
    figure.set_chartarea({"border": {"none": True}})
    return figure


def height(chart: Chart) -> int:
    """Pixels from top to bottom."""
    if _is_upright(chart):
        return UPRIGHT
    bars = 1 if chart.kind == "stack" else len(chart.series)
    return _above(chart) + LEGEND + BELOW + len(chart.labels) * max(38, 22 * bars)


def _room(chart: Chart, *, legend: bool) -> dict[str, float]:
    """Where the bars lie, as shares of the chart: beside their names, below title and legend, above the axis."""
    names = min(LETTER * max(breadth(label) for label in chart.labels) + 16, WIDEST_NAMES * WIDTH)
    above, tall = _above(chart) + (LEGEND if legend else 0), height(chart)
    return {
        "x": names / WIDTH,
        "y": above / tall,
        "width": 0.97 - names / WIDTH,
        "height": (tall - above - BELOW) / tall,
    }


def _above(chart: Chart) -> int:
    """Pixels of the title, which breaks where it is longer than the chart is wide."""
    return ABOVE + LINE * (len(wrap(chart.title, TITLE)) - 1)


def _is_upright(chart: Chart) -> bool:
    """A few dots stand at their height, where every program draws intervals; many, and those of groups, lie as bars."""
    few = len(chart.series) == 1 and len(chart.labels) <= MOST_UPRIGHT
    return chart.kind == "slope" or (chart.kind == "dots" and few)


def _look(chart: Chart, position: int, lanes: int) -> dict[str, Any]:
    colour = EDGES[position % len(EDGES)]
    if _is_upright(chart):
        line = {"color": colour, "width": 1.75} if chart.kind == "slope" else {"none": True}
        return {
            "line": line,
            "marker": {"type": "circle", "size": 8, "fill": {"color": colour}, "border": {"none": True}},
        }
    if chart.kind == "stack":
        return {"fill": {"color": _step(position, lanes)}, "border": {"color": "#FFFFFF"}, "gap": 45}
    fill = FILLS[position % len(FILLS)]
    return {"fill": {"color": fill}, "border": {"color": colour, "width": 0.75}, "gap": 55}


def _step(position: int, steps: int) -> str:
    """A colour of the ramp from light to dark."""
    share = position / max(1, steps - 1)
    return "#" + "".join(
        f"{round(light + share * (dark - light)):02X}" for light, dark in zip(LIGHT, DARK, strict=True)
    )


def _labels(chart: Chart, lane: Lane, sheet: str, *, dark: bool) -> dict[str, Any]:
    """Each number as the table writes it, read from its cell."""
    place = "center" if chart.kind == "stack" else "right" if _is_upright(chart) else "inside_base"
    start = lane.range(sheet, "as_written").partition(":")[0].rstrip("0123456789")
    custom: list[dict[str, Any]] = []
    for row, mark in enumerate(lane.marks, lane.first + 1):
        custom.append({"value": f"{start}{row}"} if mark and _has_room(chart, mark) else {"delete": True})
    colour = "#FFFFFF" if chart.kind == "stack" and dark else INK
    return {"value": True, "position": place, "custom": custom, "font": _font(9, color=colour)}


def _has_room(chart: Chart, mark: Mark) -> bool:
    """Whether the number fits into its part of a stack, or is clear of the whisker of its bar; the table has it too."""
    if mark.value is None:
        return False
    if chart.kind == "stack":
        return mark.value >= NARROW
    return _is_upright(chart) or mark.low is None or mark.low >= CLEAR * _span(chart)[1]


def _whiskers(lane: Lane, sheet: str) -> dict[str, Any]:
    """Intervals that may be longer on one side; a mark without one has none."""
    arms = [whisker(mark) for mark in lane.marks]
    return {
        "type": "custom",
        "minus_values": lane.range(sheet, "to_low"),
        "plus_values": lane.range(sheet, "to_high"),
        "minus_data": [minus for minus, _ in arms],
        "plus_data": [plus for _, plus in arms],
        "end_style": 0,
        "line": {"color": INK, "width": 1.25},
    }


def _axes(figure: Any, chart: Chart, *, upright: bool) -> None:
    line = f"{chart.reference.label}: {chart.reference.text}".rstrip(": ") if chart.reference else ""
    words = [chart.axis, line, chart.synthetic]
    values: dict[str, Any] = {
        "num_format": "0%" if chart.unit == "percent" else "#,##0.##",
        "num_font": _font(9),
        "name": _inert("; ".join(filter(None, words))),
        "name_font": _font(9),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": GRID, "width": 0.5}},
        "major_tick_mark": "none",
    }
    values["min"], values["max"] = _span(chart)
    categories: dict[str, Any] = {"num_font": _font(9), "major_tick_mark": "none", "line": {"color": "#57606A"}}
    categories["interval_unit"] = 1  # every name
    if not upright:
        categories |= {"reverse": True, "crossing": "max"}  # the first on top, the axis of values still below
        figure.set_y_axis(categories)  # XlsxWriter names the axes of lying bars as they stand
        figure.set_x_axis(values)
        return
    figure.set_x_axis(categories)
    figure.set_y_axis(values)


def _span(chart: Chart) -> tuple[float, float]:
    """The ends of the axis: around zero and every interval; a program that sets them itself looks at values only."""
    if chart.kind == "stack" and chart.unit == "percent":
        return 0, 1
    ends = [end for mark in chart.marks for end in (mark.value, mark.low, mark.high) if end is not None]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    size = max(-low, high)
    if not size:
        return 0, 1
    step = 10 ** math.floor(math.log10(size)) / 2
    return min(0, math.floor(low / step) * step), max(0, math.ceil(round(high / step, 9)) * step)


def _font(size: int, *, bold: bool = False, color: str = INK) -> dict[str, Any]:
    return {"size": size, "bold": bold, "color": color}


def _inert(text: str) -> str:
    """Words that XlsxWriter does not take for the address of a cell."""
    return POINTS_AT_A_CELL.sub("! ", sayable(text))
