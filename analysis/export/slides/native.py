"""Native charts on slides: which kinds there are, how a chart is shared out over slides, and how it is put on one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ...choices import ChartKind
from ...presentation.chart import Chart
from ..office_text import sayable
from . import xml
from .bars import bars, least_row, stack
from .book import Book, Series
from .frame import NAME, Native, Part, title_room
from .lines import label_size, reads_well_upright, slope, upright_dots
from .scale import WHOLE, scale
from .setting import INCH, Box, height, lines, width
from .theme import Theme

DRAWN: Mapping[ChartKind, Callable[[Part], Native]] = {
    "bars": bars,
    "grouped": bars,
    "multiples": bars,
    "stack": stack,
    "slope": slope,
    "dots": upright_dots,
}
UPRIGHT = ("slope", "dots")
SIDE_BY_SIDE = int(2.1 * INCH)  # the least width of a small multiple
AROUND = int(1.1 * INCH)  # what legend, ticks and headings may take of the height of a chart
LABELS = 0.40  # most of the width that categories may take
SIZES = (12, 11, 10)


def drawn(chart: Chart, area: Box) -> bool:
    """Is a chart with marks drawn natively? Others are pictures: dots under long labels, and what no program knows.

    A range without a value is among the latter: to stand anywhere it would need a middle that nobody estimated.
    """
    if any(mark.value is None and mark.low is not None for mark in chart.marks):
        return False
    if chart.kind == "dots":
        return reads_well_upright(chart, area.width)
    return chart.kind in DRAWN


def slides(chart: Chart, area: Box, theme: Theme) -> list[list[Part]]:
    """The frames of each slide: so many categories and small multiples as can be read side by side."""
    most = len(chart.labels) if chart.kind in UPRIGHT else max(1, (area.height - AROUND) // _least_row(chart, area))
    panels: Sequence[str | None] = chart.panels if chart.kind == "multiples" else (None,)
    across = max(1, (area.width - _label_room(chart.labels, SIZES[-1], area)) // SIDE_BY_SIDE)
    return [
        _side_by_side(chart, area, theme, labels, group)
        for group in shared(panels, across)
        for labels in shared(chart.labels, most)
    ]


def _least_row(chart: Chart, area: Box) -> int:
    """The least height of a category: its bars, and its label at the smallest size."""
    room = int(area.width * LABELS)  # a label that needs less has one line in any case
    label = max(height(lines(label, SIZES[-1], room), of=SIZES[-1]) for label in chart.labels)
    return max(least_row(1 if chart.kind == "stack" else len(chart.series)), label)


def _label_room(labels: Sequence[str], size: int, area: Box) -> int:
    return min(max(width(label, size) for label in labels), int(area.width * LABELS))


def put(slide: Any, part: Part, *, name: str, alt: str) -> Native:
    """Draw the part on the slide with the workbook of its own; says what is to be written over it."""
    native = DRAWN[part.chart.kind](part)
    holder = CategoryChartData()
    holder.categories = [""]
    holder.add_series("")
    box = part.frame
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, box.left, box.top, box.width, box.height, holder)
    space = shape.chart.element
    for old in [each for each in space if each.tag not in (qn("c:externalData"), qn("c:date1904"))]:
        space.remove(old)
    outer = parse_xml(f"<c:x {xml.NAMESPACES}>{xml.NOTHING}{xml.look(NAME)}</c:x>")
    corners = parse_xml(f'<c:roundedCorners {xml.NAMESPACES} val="0"/>')
    for at, element in enumerate((corners, parse_xml(native.xml), *outer), len(space) - 1):
        space.insert(at, element)
    shape.chart.part.chart_workbook.update_from_xlsx_blob(native.book.packed(share=part.chart.unit == "percent"))
    describe(shape, name, alt)
    return native


def describe(shape: Any, title: str, alt: str) -> None:
    """Words for those who hear the slide."""
    properties = next(shape.element.iter(qn("p:cNvPr")))
    properties.set("title", sayable(title))
    properties.set("descr", sayable(alt))


def _side_by_side(
    chart: Chart, area: Box, theme: Theme, labels: tuple[str, ...], panels: Sequence[str | None]
) -> list[Part]:
    """A frame for each small multiple, the plots equally wide and the labels before the first."""
    upright = chart.kind in UPRIGHT
    size, room = (label_size(labels, area.width) or SIZES[-1], 0) if upright else _label_column(labels, area)
    each = (area.width - room) // len(panels)
    frames = [Box(area.left + room + each * at, area.top, each, area.height) for at in range(len(panels))]
    first = Box(area.left, area.top, room + each, area.height)
    axis = WHOLE if chart.kind == "stack" else scale(chart, zero=not upright)
    whole = Part(chart, first, labels, _book(chart, labels, panels[0]), axis, theme, panels[0], room, size)
    parts = [whole]
    for box, panel in zip(frames[1:], panels[1:], strict=True):
        parts.append(replace(whole, frame=box, book=_book(chart, labels, panel), panel=panel, label_room=0))
    deepest = max(map(title_room, parts))
    return [replace(part, lowered=deepest - title_room(part)) for part in parts]


def _label_column(labels: tuple[str, ...], area: Box) -> tuple[float, int]:
    """Size and width of the categories: as large as their rows let them be."""
    row = (area.height - AROUND) // len(labels)
    size, room = SIZES[-1], 0
    for size in SIZES:
        room = _label_room(labels, size, area)
        if all(height(lines(label, size, room), of=size) <= row for label in labels):
            break
    return float(size), room + INCH // 8


def _book(chart: Chart, labels: tuple[str, ...], panel: str | None) -> Book:
    marks = {(mark.series, mark.label): mark for mark in chart.marks if panel is None or mark.panel == panel}
    rows = (Series(name, tuple(marks.get((name, label)) for label in labels)) for name in chart.series)
    return Book(labels, tuple(rows), chart.words)


def shared(items: Sequence[Any], most: int) -> Iterator[tuple[Any, ...]]:
    """Items shared out evenly, at most so many together."""
    groups = -(-len(items) // most)
    size = -(-len(items) // groups)
    for start in range(0, len(items), size):
        yield tuple(items[start : start + size])
