"""A native chart without its marks: where its plot stands, its axes, its legend, and what is written over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ...presentation.chart import Chart, Mark
from . import xml
from .book import Book
from .scale import Scale
from .setting import INCH, POINT, Box, height, lines, width
from .theme import MUTED, TEXT, Theme

Align = Literal["left", "center", "right"]
TICKS, HEADING = int(0.30 * INCH), int(0.26 * INCH)
KEY = int(0.36 * INCH)  # the coloured square of a legend entry with the space around it
SMALL, NAME = 10.0, 12.0
CORNER = (  # at the left and at the top; a title takes no size
    '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.00000"/><c:y val="0.00000"/>'
    "</c:manualLayout></c:layout>"
)


@dataclass(frozen=True, slots=True)
class Over:
    """Words that stand over the chart at a mark that has no value to carry them."""

    text: str
    box: Box
    size: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Native:
    """A chart as it goes on a slide: its XML, its workbook, and what is written and drawn over it."""

    xml: str
    book: Book
    over: tuple[Over, ...] = ()
    rule: Box | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What of a chart stands in one frame.

    Attributes:
        labels: the categories shown here.
        panel: the small multiple shown here; None where the chart has none.
        label_room: width of the column of categories; nothing where the neighbour has it.
        lowered: how much lower the plot begins, since a neighbour has a longer name.
    """

    chart: Chart
    frame: Box
    labels: tuple[str, ...]
    book: Book
    scale: Scale
    theme: Theme
    panel: str | None
    label_room: int
    label_size: float
    lowered: int = 0

    @property
    def lang(self) -> str:
        """Tag of its language."""
        return xml.tag(self.chart.lang)

    @property
    def form(self) -> str:
        """Format of the numbers at the ticks."""
        if self.chart.unit == "percent":
            return self.scale.format
        return "#,##0" if self.scale.step >= 1 else "General"

    def not_shown(self, mark: Mark) -> str:
        """The words at the place of a mark that may not be shown."""
        return f"{mark.text} {self.chart.words['not_shown']}".strip()


def titles(part: Part) -> list[tuple[str, float, bool]]:
    """What is written at the top inside the chart, so that it stays when the chart is copied elsewhere."""
    if part.panel:  # some programs know one size in a title, so the words on made-up data stand at the axis
        return [(part.panel, NAME, True)]
    return [(part.chart.synthetic, SMALL, False)] if part.chart.synthetic else []


def title_room(part: Part) -> int:
    """Height of what is written at the top inside the chart."""
    room = part.frame.width - part.label_room
    return sum(height(lines(text, size, room, bold=bold), of=size) for text, size, bold in titles(part)) + part.lowered


def legend_room(part: Part, *, named: bool) -> int:
    """Height of the legend: as many rows as the names of the series fill."""
    if not named or len(part.book.series) < 2:
        return 0
    taken = sum(KEY + width(part.book.head(at), 11) for at in range(len(part.book.series)))
    return (1 + taken // part.frame.width) * height(1.5, of=11)


def reference_room(part: Part) -> int:
    """Height of the words over the line of the total."""
    mark = part.chart.reference
    return height(1.3, of=SMALL) if mark is not None and mark.value is not None else 0


def whole(part: Part, plot: Box, inside: str, *, named: bool) -> str:
    """The chart element: title, plot, legend."""
    written = [(text, size, TEXT if bold else MUTED, bold) for text, size, bold in titles(part)]
    box = part.frame.head(title_room(part))
    head = ""
    if written:
        words = xml.rich(written, part.lang, align="l")
        head = f'<c:title>{words}{CORNER}<c:overlay val="1"/></c:title>'
    room = legend_room(part, named=named)
    key = xml.legend(Box(part.frame.left, box.bottom, part.frame.width, room), part.frame, 11) if room else ""
    body = f"<c:plotArea>{xml.place(plot, part.frame, inner=True)}{inside}{xml.NOTHING}</c:plotArea>"
    deleted = f'<c:autoTitleDeleted val="{not head:d}"/>'
    blanks = '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
    return f"<c:chart {xml.NAMESPACES}>{head}{deleted}{body}{key}{blanks}</c:chart>"


def axes(part: Part, *, upright: bool, named: bool = True) -> str:
    """The axis of categories and that of values; `upright` where values go up."""
    where, across = ("b", "l") if upright else ("l", "b")
    order = "minMax" if upright else "maxMin"  # the first category stands at the top
    tick_labels = "low" if named else "none"
    line = f"<c:spPr>{xml.line(MUTED, 1.25)}</c:spPr>"
    category = (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{where}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{tick_labels}"/>{line}{xml.look(part.label_size)}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="60"/>'
        '<c:tickLblSkip val="1"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )
    ends = f'<c:max val="{part.scale.high!r}"/><c:min val="{part.scale.low!r}"/>'
    crosses = "autoZero" if upright else "max"
    grid = f"<c:majorGridlines><c:spPr>{xml.line(part.theme.hair, 0.75)}</c:spPr></c:majorGridlines>"
    value = (
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{ends}</c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{across}"/>{grid}{_heading(part, upright=upright)}'
        f'<c:numFmt formatCode="{part.form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{xml.look(SMALL, MUTED)}<c:crossAx val="1"/><c:crosses val="{crosses}"/><c:crossBetween val="between"/>'
        f'<c:majorUnit val="{part.scale.step!r}"/></c:valAx>'
    )
    return category + value


def _heading(part: Part, *, upright: bool) -> str:
    """The heading of the axis of values; an upright axis has it in the subtitle, since text stays horizontal."""
    heading = part.chart.axis if part.label_room else ""
    if part.panel and part.chart.synthetic:
        heading = f"{heading} ({part.chart.words['made_up']})" if heading else part.chart.words["made_up"]
    if upright or not heading:
        return ""
    words = xml.rich([(heading, SMALL, MUTED, False)], part.lang)
    return f'<c:title>{words}<c:overlay val="0"/></c:title>'


def plot_box(part: Part, *, left: int, right: int, named: bool, over: float = 0.06, under: int | None = None) -> Box:
    """Where the marks stand: what titles, legend, ticks and headings leave of the frame.

    `over` it are some inches, and `under` it what the categories of upright values take.
    """
    top = title_room(part) + legend_room(part, named=named) + reference_room(part) + int(over * INCH)
    bottom = under or TICKS + (HEADING if part.chart.axis or part.panel else 0)
    frame = part.frame
    return Box(frame.left + left, frame.top + top, frame.width - left - right, frame.height - top - bottom)


def reference(part: Part, plot: Box, *, upright: bool = False) -> tuple[list[Over], Box | None]:
    """The line of the total with its words: over the plot, or where values go up at the right end of the line."""
    mark = part.chart.reference
    if mark is None or mark.value is None:
        return [], None
    text = f"{mark.label} {mark.text}".strip()
    room, tall = width(text, SMALL) + 12 * POINT, height(1.1, of=SMALL)
    if upright:
        at = plot.bottom - int(part.scale.part(mark.value) * plot.height)
        return [Over(text, Box(plot.right - room, at - tall, room, tall), SMALL, "right")], Box(
            plot.left, at, plot.width, 0
        )
    at = plot.left + int(part.scale.part(mark.value) * plot.width)
    left = max(plot.left - part.label_room, min(at - room // 2, part.frame.right - room))
    words = Over(text, Box(left, plot.top - tall, room, tall), SMALL, "center")
    return [words], Box(at, plot.top, 0, plot.height)
