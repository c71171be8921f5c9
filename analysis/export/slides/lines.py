"""Native markers over upright values: joined from round to round, or standing alone with their intervals."""

from __future__ import annotations

from collections.abc import Sequence

from ...presentation.chart import Chart
from . import frame, series
from .frame import Native, Over, Part
from .series import Label
from .setting import INCH, Box, height, lines, one_line, width, word
from .theme import TEXT, accent

AXIS, AXIS_MOST = int(0.65 * INCH), INCH  # for the numbers of the upright axis
LABEL_SIZES = (12.0, 11.0, 10.0)
SIZE = 11.0
MARK = int(0.12 * INCH)  # from the middle of a marker to the words beside it
MIDWAY = -0.03  # of the chart: between two rounds a value stands over the line that leaves its marker
MOST_NAMED = 5  # series that can be named at their ends


def slope(part: Part) -> Native:
    """Lines from round to round, named at their ends where they are few."""
    return _lines(part, joined=True, direct=len(part.book.series) <= MOST_NAMED)


def upright_dots(part: Part) -> Native:
    """Markers with their intervals and nothing between them."""
    return _lines(part, joined=False, direct=False)


def reads_well_upright(chart: Chart, room: int) -> bool:
    """Can every category stand under its mark, and every value between its mark and the next?"""
    if chart.panels[1:] or chart.series[1:] or label_size(chart.labels, room) is None:
        return False
    beside = _slot(chart.labels, room) - MARK
    return all(one_line(mark.text, SIZE, beside, bold=True) for mark in chart.marks)


def label_size(labels: Sequence[str], room: int) -> float | None:
    """The largest size at which every category stands under its marks on two lines, no word of it broken."""
    slot = _slot(labels, room)
    for size in LABEL_SIZES:
        if all(word(label, size) <= slot and lines(label, size, slot) <= 2 for label in labels):
            return size
    return None


def _slot(labels: Sequence[str], room: int) -> int:
    return (room - AXIS_MOST) // len(labels)


def _lines(part: Part, *, joined: bool, direct: bool) -> Native:
    many, last = len(part.book.series), len(part.labels) - 1
    ends = [_end(part, at) if direct else "" for at in range(many)]
    left, slot = _axis(part), (part.frame.width - AXIS) // len(part.labels)
    beside = ends if direct else [mark.text for row in part.book.series if (mark := row.marks[-1])]
    right = max((width(f" {text}", SIZE, bold=True) for text in beside if text), default=0) + MARK
    right = max(0, min(right, part.frame.width // 3) - slot // 2)
    plot = frame.plot_box(part, left=left, right=right, named=not direct, over=0.16, under=_under(part, slot))

    apart = [_pushed_apart(part, plot, category) for category in range(len(part.labels))]

    def label(at: int, category: int) -> Label | None:
        mark = part.book.series[at].marks[category]
        if mark is None or mark.value is None:
            return None
        if joined and category == 0 and last:
            return Label(mark.text, SIZE, TEXT, "l", down=apart[category][at])
        text = ends[at] if direct and category == last else mark.text
        between = MIDWAY if joined and category < last else 0.0
        return Label(text, SIZE, TEXT, "r", down=apart[category][at] + between)

    written = "".join(
        series.line(part.book, at, accent(at), label, part.form, part.lang, joined=joined) for at in range(many)
    )
    body = f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{written}<c:marker val="1"/>'
    inside = body + '<c:axId val="1"/><c:axId val="2"/></c:lineChart>' + frame.axes(part, upright=True)
    words, rule = frame.reference(part, plot, upright=True)
    return Native(frame.whole(part, plot, inside, named=not direct), part.book, (*words, *_hidden(part, plot)), rule)


def _axis(part: Part) -> int:
    """Room for the numbers of the upright axis."""
    return max(AXIS, width(f"{part.scale.high:,.0f}", frame.SMALL) + INCH // 8)


def _under(part: Part, slot: int) -> int:
    """Room for the categories under the marks; the heading of an upright axis stands in the subtitle."""
    deepest = max(lines(label, part.label_size, slot) for label in part.labels)
    return max(frame.TICKS, height(deepest + 0.6, of=part.label_size))


def _end(part: Part, at: int) -> str:
    row = part.book.series[at]
    mark = row.marks[-1]
    return "" if mark is None else f"{mark.text}  {row.name}".strip()


def _pushed_apart(part: Part, plot: Box, category: int) -> dict[int, float]:
    """How far each label of a category moves down, in parts of the chart, so that none stands on another."""
    step = height(0.95, of=SIZE)
    places = {
        at: plot.bottom - part.scale.part(value) * plot.height
        for at, row in enumerate(part.book.series)
        if (value := row.values[category]) is not None
    }
    moved: dict[int, float] = {}
    last = -float("inf")
    for at in sorted(places, key=lambda each: places[each]):
        last = moved[at] = max(places[at], last + step)
    drift = sum(moved[at] - places[at] for at in moved) / max(1, len(moved))  # the group stays where it was
    return {at: (moved[at] - drift - places[at]) / part.frame.height for at in moved}


def _hidden(part: Part, plot: Box) -> list[Over]:
    """Over the axis at its category, one line for each mark that may not be shown."""
    slot = plot.width // len(part.labels)
    found: list[Over] = []
    for category in range(len(part.labels)):
        hidden = [row for row in part.book.series if (mark := row.marks[category]) and mark.status == "suppressed"]
        for line, row in enumerate(hidden):
            mark = row.marks[category]
            if mark is not None:
                text = f"{row.name}: {part.not_shown(mark)}" if row.name else part.not_shown(mark)
                top = plot.bottom - (line + 1) * height(1.2, of=SIZE)
                box = Box(plot.left + category * slot, top, slot, height(1.2, of=SIZE))
                found.append(Over(text, box, SIZE, "center"))
    return found
