"""Pieces of DrawingML that charts and tables are put together from; every word of a label is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from ..office_text import sayable
from .setting import POINT, Box
from .theme import MUTED, TEXT, Ink

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NOTHING = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
FONT = '<a:latin typeface="+mn-lt"/>'
LANGUAGE_TAGS = {"en": "en-US", "id": "id-ID"}


def tag(lang: str) -> str:
    """The tag by which office programs check the spelling of a language."""
    return LANGUAGE_TAGS.get(lang, lang)


def said(text: str) -> str:
    """Words as the content of an element."""
    return escape(sayable(text).strip())


def line(ink: Ink, points: float) -> str:
    """A line of a colour and breadth."""
    return f'<a:ln w="{points * POINT:.0f}" cap="flat">{ink.xml()}<a:round/></a:ln>'


def look(size: float, ink: Ink = TEXT, *, bold: bool = False) -> str:
    """How the words of a part of a chart are set."""
    inside = f'<a:defRPr sz="{100 * size:.0f}" b="{bold:d}">{ink.xml()}{FONT}</a:defRPr>'
    body = '<a:bodyPr rot="0" vert="horz"/><a:lstStyle/>'
    return f'<c:txPr>{body}<a:p><a:pPr>{inside}</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'


def rich(paragraphs: Iterable[tuple[str, float, Ink, bool]], lang: str, *, align: str = "ctr", wrap: str = "") -> str:
    """Words of our own in a title or a label: each paragraph with its size, colour and weight."""
    wrapped = f' wrap="{wrap}"' if wrap else ""
    body = f'<a:bodyPr rot="0"{wrapped} lIns="0" tIns="0" rIns="0" bIns="0"/><a:lstStyle/>'
    written = [
        f'<a:p><a:pPr algn="{align}"><a:defRPr/></a:pPr><a:r><a:rPr lang="{lang}" sz="{100 * size:.0f}" b="{bold:d}">'
        f"{ink.xml()}{FONT}</a:rPr><a:t>{said(text)}</a:t></a:r></a:p>"
        for text, size, ink, bold in paragraphs
    ]
    return f"<c:tx><c:rich>{body}{''.join(written)}</c:rich></c:tx>"


def place(box: Box, frame: Box, *, inner: bool = False) -> str:
    """Where a part stands in the chart, fixed: what is written over the chart must meet its marks."""
    target = '<c:layoutTarget val="inner"/>' if inner else ""
    edges = {
        "x": (box.left - frame.left) / frame.width,
        "y": (box.top - frame.top) / frame.height,
        "w": box.width / frame.width,
        "h": box.height / frame.height,
    }
    modes = '<c:xMode val="edge"/><c:yMode val="edge"/>'
    sizes = "".join(f'<c:{name} val="{part:.5f}"/>' for name, part in edges.items())
    return f"<c:layout><c:manualLayout>{target}{modes}{sizes}</c:manualLayout></c:layout>"


def moved(across: float, down: float) -> str:
    """A label moved from its usual place, in parts of the chart."""
    return f'<c:layout><c:manualLayout><c:x val="{across:.5f}"/><c:y val="{down:.5f}"/></c:manualLayout></c:layout>'


def texts(formula: str, cells: Sequence[str]) -> str:
    """Cells of words, with what stood in them when the deck was made."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{said(cell)}</c:v></c:pt>' for at, cell in enumerate(cells))
    return f'<c:strRef><c:f>{formula}</c:f><c:strCache><c:ptCount val="{len(cells)}"/>{points}</c:strCache></c:strRef>'


def numbers(formula: str, cells: Sequence[float | None], form: str = "General") -> str:
    """Cells of numbers; an empty one has no point."""
    filled = [(at, cell) for at, cell in enumerate(cells) if cell is not None]
    points = "".join(f'<c:pt idx="{at}"><c:v>{float(cell)!r}</c:v></c:pt>' for at, cell in filled)
    inside = f'<c:formatCode>{form}</c:formatCode><c:ptCount val="{len(cells)}"/>{points}'
    return f"<c:numRef><c:f>{formula}</c:f><c:numCache>{inside}</c:numCache></c:numRef>"


def legend(box: Box, frame: Box, size: float) -> str:
    """The legend over the marks, in the order that they stand in."""
    return f'<c:legend><c:legendPos val="t"/>{place(box, frame)}<c:overlay val="0"/>{look(size, MUTED)}</c:legend>'
