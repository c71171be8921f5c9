"""Native bars: one series or several side by side, or stacked to 100 % in one hue; the first category at the top."""

from __future__ import annotations

from ...presentation.chart import Mark
from . import frame, series
from .frame import Native, Over, Part
from .series import Label
from .setting import INCH, POINT, Box, one_line, width
from .theme import TEXT, Ink, accent, ramp

GAP, GAP_GROUPED = 55, 45  # between categories, as a part of the breadth of a bar
INSET = 6 * POINT  # between the axis and words that begin at it
LEAST_BAR = int(10.5 * POINT)
NO_LABELS = int(0.15 * INCH)  # for half of the first number at the axis
PAST = 0.004  # of the chart, between a whisker and the value behind it
RIGHT = int(0.35 * INCH)  # for half of the last number at the axis


class _Rows:
    """Where each bar stands on the slide."""

    def __init__(self, part: Part, plot: Box, *, side_by_side: int, gap: int) -> None:
        self.part, self.plot = part, plot
        slot = plot.height / len(part.labels)
        self.breadth = slot / (side_by_side + gap / 100)
        self._first = self.breadth * gap / 200
        self._slot = slot

    def x(self, value: float) -> int:
        """Where a value stands."""
        return int(self.plot.left + self.part.scale.part(value) * self.plot.width)

    def strip(self, category: int, at: int, left: int, room: int) -> Box:
        """A piece of the row of a bar."""
        top = self.plot.top + category * self._slot + self._first + at * self.breadth
        return Box(left, int(top), room, int(self.breadth))

    @property
    def size(self) -> float:
        """Size of the words on a bar."""
        return float(max(7, min(12, int(self.breadth / POINT / 1.2))))


def bars(part: Part) -> Native:
    """Bars with whiskers; the value stands in the base of its bar, or behind the whisker where it has no room there."""
    many = len(part.book.series)
    gap = GAP_GROUPED if many > 1 else GAP
    inks = [accent(at) for at in range(many)]
    plot = frame.plot_box(part, left=part.label_room or NO_LABELS, right=_right(part), named=True)
    rows = _Rows(part, plot, side_by_side=many, gap=gap)

    def label(at: int, category: int) -> Label | None:
        mark = part.book.series[at].marks[category]
        return None if mark is None or mark.value is None else _on_bar(mark, mark.value, rows, inks[at])

    written = "".join(series.bar(part.book, at, inks[at], label, part.form, part.lang) for at in range(many))
    body = _bar_chart(written, "clustered", gap, 0)
    words, rule = frame.reference(part, plot)
    over = tuple(words + [_missing(rows, mark, category, at) for category, at, mark in _hidden(part)])
    inside = body + frame.axes(part, upright=False, named=bool(part.label_room))
    return Native(frame.whole(part, plot, inside, named=True), part.book, over, rule)


def stack(part: Part) -> Native:
    """Stacked bars in shades of one hue; values stand in their segments where they have room."""
    many = len(part.book.series)
    inks = ramp(many)
    plot = frame.plot_box(part, left=part.label_room, right=RIGHT, named=True)
    rows = _Rows(part, plot, side_by_side=1, gap=GAP_GROUPED)

    def label(at: int, category: int) -> Label | None:
        mark = part.book.series[at].marks[category]
        if mark is None or mark.value is None or not one_line(mark.text, rows.size, mark.value * plot.width):
            return None
        return Label(mark.text, rows.size, part.theme.over(inks[at]), "ctr")

    written = "".join(
        series.bar(part.book, at, inks[at], label, part.form, part.lang, intervals=False) for at in range(many)
    )
    inside = _bar_chart(written, "stacked", GAP_GROUPED, 100) + frame.axes(part, upright=False)
    over = tuple(
        _missing_of_stack(rows, category) for category in sorted({category for category, _, _ in _hidden(part)})
    )
    return Native(frame.whole(part, plot, inside, named=True), part.book, over)


def _bar_chart(written: str, grouping: str, gap: int, overlap: int) -> str:
    head = f'<c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>'
    axes = '<c:axId val="1"/><c:axId val="2"/>'
    return f'<c:barChart>{head}{written}<c:gapWidth val="{gap}"/><c:overlap val="{overlap}"/>{axes}</c:barChart>'


def _right(part: Part) -> int:
    """Room at the right for a value that stands behind the longest whisker."""
    behind = INSET if part.panel is None else 0
    values = [width(mark.text, 12, bold=True) + behind for row in part.book.series for mark in row.marks if mark]
    return max([RIGHT, *values])


def _on_bar(mark: Mark, value: float, rows: _Rows, ink: Ink) -> Label:
    low, high = (value if bound is None else bound for bound in (mark.low, mark.high))
    base = rows.x(max(0.0, rows.part.scale.low))
    if value >= 0 and one_line(mark.text, rows.size, rows.x(low) - base - 2 * INSET, bold=True):
        return Label(mark.text, rows.size, rows.part.theme.over(ink), "inBase")
    past = rows.x(high) - rows.x(value) if value >= 0 else rows.x(low) - rows.x(value)
    across = past / rows.part.frame.width + (PAST if value >= 0 else -PAST)
    return Label(mark.text, rows.size, TEXT, "outEnd", across=across)


def _hidden(part: Part) -> list[tuple[int, int, Mark]]:
    """Category, series and mark of everything that may not be shown."""
    return [
        (category, at, mark)
        for at, row in enumerate(part.book.series)
        for category, mark in enumerate(row.marks)
        if mark is not None and mark.status == "suppressed"
    ]


def _missing(rows: _Rows, mark: Mark, category: int, at: int) -> Over:
    left = rows.x(max(0.0, rows.part.scale.low)) + INSET
    return Over(rows.part.not_shown(mark), rows.strip(category, at, left, rows.plot.right - left), rows.size)


def _missing_of_stack(rows: _Rows, category: int) -> Over:
    """Which answers are not shown, behind those that are; the mark alone where there is no room."""
    hidden = [row for row in rows.part.book.series if _is_hidden(row.marks[category])]
    shown = sum(row.values[category] or 0 for row in rows.part.book.series)
    left = rows.x(min(shown, 1.0)) + INSET // 2
    room = rows.part.frame.right - left
    first = next(mark for row in hidden if (mark := row.marks[category]) is not None)
    named = f"{rows.part.not_shown(first)}: {', '.join(row.name for row in hidden)}"
    text = next((each for each in (named, rows.part.not_shown(first)) if one_line(each, rows.size, room)), first.text)
    return Over(text, rows.strip(category, 0, left, room), rows.size)


def _is_hidden(mark: Mark | None) -> bool:
    return mark is not None and mark.status == "suppressed"


def least_row(side_by_side: int) -> int:
    """The least height of a category whose values can still be read."""
    return int(LEAST_BAR * (side_by_side + (GAP_GROUPED if side_by_side > 1 else GAP) / 100))
