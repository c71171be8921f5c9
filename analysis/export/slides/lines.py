"""Native markers over upright values: joined from round to round, or standing alone with their intervals."""

from __future__ import annotations

from . import frame, series
from .frame import Native, Over, Part
from .series import Label
from .setting import INCH, Box, height, width
from .theme import TEXT, accent

AXIS = int(0.65 * INCH)  # for the numbers of the upright axis
SIZE = 11.0
MIDWAY = -0.03  # of the chart: between two rounds a value stands over the line that leaves its marker
MOST_NAMED = 5  # series that can be named at their ends


def slope(part: Part) -> Native:
    """Lines from round to round, named at their ends where they are few."""
    return _lines(part, joined=True, direct=len(part.book.series) <= MOST_NAMED)


def upright_dots(part: Part) -> Native:
    """Markers with their intervals and nothing between them."""
    return _lines(part, joined=False, direct=False)


def reads_well_upright(labels: tuple[str, ...], many: int, room: int) -> bool:
    """Can every category stand under its marks on two lines?"""
    slot = room // max(1, len(labels))
    longest = max((max(map(len, label.split())) for label in labels if label.split()), default=0)
    return many == 1 and all(width(label, 12) < 1.6 * slot and width("x" * longest, 12) < slot for label in labels)


def _lines(part: Part, *, joined: bool, direct: bool) -> Native:
    many, last = len(part.book.series), len(part.labels) - 1
    ends = [_end(part, at) if direct else "" for at in range(many)]
    named = many > 1 and not direct
    right = max((width(f" {text}", SIZE, bold=True) for text in ends if text), default=int(0.2 * INCH))
    slot = (part.frame.width - AXIS) // (len(part.labels) or 1)
    plot = frame.plot_box(
        part, left=AXIS, right=max(0, min(right, part.frame.width // 3) - slot // 2), named=named, over=0.16
    )

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
    return Native(frame.whole(part, plot, inside, named=named), part.book, (*words, *_hidden(part, plot)), rule)


def _end(part: Part, at: int) -> str:
    row = part.book.series[at]
    mark = row.marks[-1]
    return "" if mark is None else f"{mark.text}  {row.name}".strip()


def _pushed_apart(part: Part, plot: Box, category: int) -> dict[int, float]:
    """How far each label of a category moves down, in parts of the chart, so that none stands on another."""
    step = height(0.95, SIZE)
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
                top = plot.bottom - (line + 1) * height(1.2, SIZE)
                box = Box(plot.left + category * slot, top, slot, height(1.2, SIZE))
                found.append(Over(text, box, SIZE, "center"))
    return found
