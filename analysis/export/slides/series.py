"""A series of a native chart: its marks, the words on them and their intervals, all pointing at the workbook."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from . import xml
from .book import SHEET, Book
from .theme import BACK, TEXT, Ink

WHISKER = 1.25
MARKERS = ("circle", "square", "diamond", "triangle", "dash", "plus")
MARKER_SIZE = 9
SILENT = "".join(
    f'<c:show{name} val="0"/>' for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
)
NO_LEADERS = (  # lines from a moved label to its mark
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"><c15:showLeaderLines val="0"/></c:ext>'
    "</c:extLst>"
)
SPOKEN = SILENT.replace('<c:showVal val="0"/>', '<c:showVal val="1"/>')


@dataclass(frozen=True, slots=True)
class Label:
    """Words on a mark.

    Attributes:
        where: the name of the place: inBase, outEnd, ctr, l, r.
        across: how far it is moved from there, in parts of the chart.
    """

    text: str
    size: float
    ink: Ink
    where: str
    across: float = 0.0
    down: float = 0.0

    def xml(self, at: int, lang: str) -> str:
        """As the label of a point."""
        offset = xml.moved(self.across, self.down) if self.across or self.down else ""
        written = xml.rich([(self.text, self.size, self.ink, True)], lang, wrap="none")
        return (
            f'<c:dLbl><c:idx val="{at}"/>{offset}{written}{xml.NOTHING}<c:dLblPos val="{self.where}"/>{SPOKEN}</c:dLbl>'
        )


Labelling = Callable[[int, int], Label | None]  # of a series and a category


def bar(book: Book, at: int, ink: Ink, labels: Labelling, form: str, lang: str, *, intervals: bool = True) -> str:
    """A series of bars."""
    edge = "<a:ln><a:noFill/></a:ln>" if intervals else xml.line(BACK, 0.75)  # stacked segments are set apart
    shape = f'<c:spPr>{ink.xml()}{edge}</c:spPr><c:invertIfNegative val="0"/>'
    bars = _error_bars(book, at, TEXT) if intervals else ""
    return _series(book, at, shape + _labels(book, at, labels, lang) + bars, form)


def line(book: Book, at: int, ink: Ink, labels: Labelling, form: str, lang: str, *, joined: bool) -> str:
    """A series of markers with their intervals, joined by a line or not."""
    stroke = xml.line(ink, 2.25) if joined else "<a:ln><a:noFill/></a:ln>"
    symbol = f'<c:symbol val="{MARKERS[at % len(MARKERS)]}"/><c:size val="{MARKER_SIZE}"/>'
    marker = f"<c:marker>{symbol}<c:spPr>{ink.xml()}{xml.line(ink, 0.75)}</c:spPr></c:marker>"
    bars = _error_bars(book, at, ink, direction='<c:errDir val="y"/>', breadth=2.0)
    inside = f"<c:spPr>{stroke}</c:spPr>{marker}{_labels(book, at, labels, lang)}{bars}"
    return _series(book, at, inside, form, after='<c:smooth val="0"/>')


def _series(book: Book, at: int, inside: str, form: str, after: str = "") -> str:
    name = xml.texts(f"{SHEET}!{_cell(book.column(at), 0)}", [book.head(at)])
    categories = xml.texts(_range(book, 0), book.labels)
    values = xml.numbers(_range(book, book.column(at)), book.series[at].values, form)
    head = f'<c:idx val="{at}"/><c:order val="{at}"/><c:tx>{name}</c:tx>'
    return f"<c:ser>{head}{inside}<c:cat>{categories}</c:cat><c:val>{values}</c:val>{after}</c:ser>"


def _labels(book: Book, at: int, labels: Labelling, lang: str) -> str:
    found = [(point, labels(at, point)) for point in range(len(book.labels))]
    written = "".join(label.xml(point, lang) for point, label in found if label is not None)
    return f"<c:dLbls>{written}{SILENT}{NO_LEADERS}</c:dLbls>"


def _error_bars(book: Book, at: int, ink: Ink, *, direction: str = "", breadth: float = WHISKER) -> str:
    """Intervals with a length of their own on either side; none where no mark has one."""
    series = book.series[at]
    if not any(part is not None for part in series.above):
        return ""
    above = xml.numbers(_range(book, book.column(at, "to_high")), series.above)
    below = xml.numbers(_range(book, book.column(at, "to_low")), series.below)
    kind = '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="1"/>'
    drawn = f"<c:spPr><a:noFill/>{xml.line(ink, breadth)}</c:spPr>"
    return f"<c:errBars>{direction}{kind}<c:plus>{above}</c:plus><c:minus>{below}</c:minus>{drawn}</c:errBars>"


def _range(book: Book, column: int) -> str:
    return f"{SHEET}!{_cell(column, 1)}:{_cell(column, len(book.labels))}"


def _cell(column: int, row: int) -> str:
    """The fixed address of a cell, counted from nought.

    >>> _cell(1, 0), _cell(27, 4)
    ('$B$1', '$AB$5')
    """
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"${letters}${row + 1}"
