"""Our own look, for decks without a template of the user's: white, wide, titles on the left, our colours and fonts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

KEPT = ("Title Slide", "Title and Content", "Title Only")
FONT = "Arial"  # on every machine that opens a deck; a missing font is replaced by another on each
COLOURS = {
    "dk2": "0B4F7D",
    "lt2": "E3EEF5",
    "accent1": "0072B2",
    "accent2": "D55E00",
    "accent3": "009E73",
    "accent4": "CC79A7",
    "accent5": "5F6B73",
    "accent6": "0B4F7D",
}
TEXT_COLOUR = "202428"
WIDTH, HEIGHT = 13.333, 7.5
TITLE = (0.6, 0.42, 12.13, 0.86)  # left, top, width, height in inches
BODY = (0.6, 1.34, 12.13, 5.72)
FOOTERS = {"ftr": (3.6, 7.1, 6.13, 0.28), "sldNum": (11.73, 7.1, 1.0, 0.28)}
OPENING = {"ctrTitle": (1.0, 1.6, 11.3, 1.9), "subTitle": (1.0, 3.7, 11.3, 1.9)}
BODY_SIZES = (18, 16, 14, 12, 12)


def blank() -> bytes:
    """The presentation that python-pptx brings, without slides."""
    return (Path(pptx.__file__).parent / "templates" / "default.pptx").read_bytes()


def dress(presentation: Any) -> None:
    """Give the blank presentation our size, fonts, colours and places."""
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    presentation.element.find(qn("p:sldSz")).attrib.pop("type", None)
    for layout in list(presentation.slide_layouts):
        if layout.name not in KEPT:
            presentation.slide_layouts.remove(layout)
    master = presentation.slide_master
    theme = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme.blob = _recoloured(theme.blob.decode("utf-8")).encode("utf-8")
    _set_type(master)
    _place(master, {"title": TITLE, "body": BODY, **FOOTERS})
    _place(presentation.notes_master, {})
    for layout in presentation.slide_layouts:
        _place(layout, OPENING)
    _dress_opening(presentation.slide_layouts.get_by_name("Title Slide"))


def _recoloured(theme: str) -> str:
    for name, colour in COLOURS.items():
        theme = re.sub(rf"(<a:{name}>\s*<a:srgbClr val=)\"\w+\"", rf'\g<1>"{colour}"', theme)
    theme = re.sub(r"<a:dk1>[\s\S]*?</a:dk1>", f'<a:dk1><a:srgbClr val="{TEXT_COLOUR}"/></a:dk1>', theme)
    theme = re.sub(r"(<a:latin typeface=)\"[^\"]*\"", rf'\g<1>"{FONT}"', theme)
    return re.sub(r"name=\"Office[^\"]*\"", 'name="tallybook"', theme)


def _set_type(master: Any) -> None:
    """Titles in bold on the left, standing on their lower edge; text in sizes that a page can hold."""
    title = next(master.element.iter(qn("p:titleStyle"))).find(qn("a:lvl1pPr"))
    title.set("algn", "l")
    title.find(qn("a:defRPr")).attrib.update({"sz": "2600", "b": "1"})
    body = next(master.element.iter(qn("p:bodyStyle")))
    for level, size in enumerate(BODY_SIZES, 1):
        body.find(qn(f"a:lvl{level}pPr")).find(qn("a:defRPr")).set("sz", str(100 * size))


def _place(holder: Any, boxes: dict[str, tuple[float, float, float, float]]) -> None:
    """Move placeholders to `boxes` by their type; the date goes, because it would be that of the reading."""
    for shape in list(holder.placeholders):
        kind = shape.element.ph.get("type", "obj")
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
        elif kind in boxes:
            shape.left, shape.top, shape.width, shape.height = map(Inches, boxes[kind])
        if kind in ("title", "body") and kind in boxes:
            frame = shape.text_frame
            frame.margin_left = frame.margin_right = 0
            shape.element.txBody.find(qn("a:bodyPr")).set("anchor", "b" if kind == "title" else "t")


def _dress_opening(layout: Any) -> None:
    """The title slide: title over subtitle, both on the left."""
    layout.shapes.element.insert(2, _band())  # behind everything else
    for shape in layout.placeholders:
        kind, body = shape.element.ph.get("type"), shape.element.txBody
        if kind == "ctrTitle":
            body.find(qn("a:bodyPr")).set("anchor", "b")
            body.find(qn("a:lstStyle")).append(_level(36))
        elif kind == "subTitle":
            body.find(qn("a:bodyPr")).set("lIns", "0")
            level = body.find(qn("a:lstStyle")).find(qn("a:lvl1pPr"))
            level.set("algn", "l")
            level.find(qn("a:defRPr")).set("sz", "1800")


def _band() -> Any:
    """A band down the left edge."""
    names = nsdecls("p", "a")
    return parse_xml(
        f'<p:sp {names}><p:nvSpPr><p:cNvPr id="90" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{Inches(0.32)}" cy="{Inches(HEIGHT)}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="accent1"/></a:solidFill>'
        "</p:spPr></p:sp>"
    )


def _level(size: int) -> Any:
    return parse_xml(f'<a:lvl1pPr {nsdecls("a")} algn="l"><a:defRPr sz="{100 * size}" b="1"/></a:lvl1pPr>')
