"""The presentation that a deck starts from: the user's template or our own, without slides and without its history."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from posixpath import join, normpath, split
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ...errors import UsageError, did_you_mean
from .house import blank, dress
from .setting import INCH, Box
from .theme import Theme, theme_of

OFFICE_DOCUMENT = "officeDocument"
KEPT_PARTS = {"slideMaster", "theme", "presProps", "viewProps", "tableStyles", "notesMaster", "font"}
KEPT_LISTS = (
    "sldMasterIdLst",
    "notesMasterIdLst",
    "sldSz",
    "notesSz",
    "embeddedFontLst",
    "defaultTextStyle",
    "kinsoku",
)
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
PREFERRED = ("Title Only", "Title and Content")
HOLDS = {"obj", "body", "chart", "tbl", "pic"}
MARGIN = INCH // 3
UNREADABLE = (  # what is raised for a file that is no package, or not of this kind, or locked, or damaged
    *(zipfile.BadZipFile, zlib.error, EOFError, SyntaxError, LookupError, ValueError, AttributeError, TypeError),
    *(StopIteration, RuntimeError, AssertionError, ArithmeticError, PythonPptxError),
)
MOST_UNPACKED = 300_000_000  # bytes; a template with pictures takes a tenth


@dataclass(frozen=True, slots=True)
class Stage:
    """What slides are set on.

    Attributes:
        opening: layout of the title slide.
        divider: layout of the slides that sections begin with.
        layout: layout of every other slide.
        area: where charts and tables may stand on it.
    """

    presentation: Any
    opening: Any
    divider: Any
    layout: Any
    area: Box
    theme: Theme


def stage(template: bytes | None, layout: str | None) -> Stage:
    """Open the template, choose its layouts and find the room under its titles."""
    presentation = _opened(blank() if template is None else template)
    if template is None:
        dress(presentation)
    layouts = [each for master in presentation.slide_masters for each in master.slide_layouts]
    chosen = _chosen(layouts, layout)
    opening = next((each for each in layouts if _holder(each, {"ctrTitle"}) is not None), chosen)
    divider = next((each for each in layouts if _divides(each)), opening)
    master = chosen.slide_master
    area = _area(chosen, master, presentation.slide_width, presentation.slide_height)
    return Stage(presentation, opening, divider, chosen, area, theme_of(master))


def _opened(content: bytes) -> Any:
    try:
        return Presentation(BytesIO(_bare(content)))
    except UNREADABLE as error:
        raise UsageError("the template is no PowerPoint file; save it as .pptx, without a password.") from error


def _bare(content: bytes) -> bytes:
    """The package without slides, comments, macros, properties and preview: parts that nothing names are not read."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        if (size := sum(entry.file_size for entry in old.infolist())) > MOST_UNPACKED:
            raise UsageError(
                f"the template unpacks to {size / 1e6:,.0f} MB, more than {MOST_UNPACKED / 1e6:,.0f}; take pictures "
                "and films out of it."
            )
        root = parse_xml(old.read("_rels/.rels"))
        main = next(entry.get("Target") for entry in root if _kind(entry) == OFFICE_DOCUMENT).lstrip("/")
        folder, name = split(main)
        for entry in old.namelist():
            part = old.read(entry)
            if entry == "_rels/.rels":
                part = _related(part, {OFFICE_DOCUMENT})
            elif entry == normpath(join(folder, "_rels", f"{name}.rels")):
                part = _related(part, KEPT_PARTS)
            elif entry == main:
                part = _emptied(part)
            elif entry == "[Content_Types].xml":
                part = _as_presentation(part, main)
            new.writestr(entry, part)
    return out.getvalue()


def _related(relations: bytes, kept: set[str]) -> bytes:
    root = parse_xml(relations)
    for entry in [entry for entry in root if _kind(entry) not in kept]:
        root.remove(entry)
    return _written(root)


def _kind(relation: Any) -> str:
    return str(relation.get("Type")).rpartition("/")[2]


def _emptied(presentation: bytes) -> bytes:
    root = parse_xml(presentation)
    for entry in [entry for entry in root if entry.tag not in {qn(f"p:{name}") for name in KEPT_LISTS}]:
        root.remove(entry)
    return _written(root)


def _as_presentation(types: bytes, main: str) -> bytes:
    """A template (.potx) or a deck with macros, told to be a plain presentation."""
    root = parse_xml(types)
    for entry in root:
        if entry.get("PartName") == f"/{main}" and "presentationml" in entry.get("ContentType"):
            entry.set("ContentType", MAIN)
    return _written(root)


def _written(root: Any) -> bytes:
    return bytes(serialize_part_xml(root))


def _chosen(layouts: Sequence[Any], name: str | None) -> Any:
    """The layout called `name`, else the first of those preferred, else the first with a title."""
    titled = [each for each in layouts if _holder(each, {"title", "ctrTitle"}) is not None]
    if not titled:
        raise UsageError("no layout of the template has a title; take another template.")
    if name is None:
        named = {each.name: each for each in reversed(titled)}
        return next((named[each] for each in PREFERRED if each in named), titled[0])
    for each in titled:
        if each.name == name:
            return each
    known = list(dict.fromkeys(each.name for each in titled))
    listed = ", ".join(repr(each) for each in known)
    raise UsageError(f"the template has no layout {name!r} with a title; it has {listed}.{did_you_mean(name, known)}")


def _divides(layout: Any) -> bool:
    return layout.element.get("type") == "secHead" and _holder(layout, {"title", "ctrTitle"}) is not None


def _holder(layout: Any, kinds: set[str]) -> Any | None:
    """The largest placeholder of one of these kinds."""
    found = [each for each in layout.placeholders if each.element.ph.get("type", "obj") in kinds]
    return max(found, key=lambda each: (each.width or 0) * (each.height or 0), default=None)


def _area(layout: Any, master: Any, width: int, height: int) -> Box:
    """The room for content: from the title down to where the body of the layout or its master ends."""
    title = _box(_holder(layout, {"title", "ctrTitle"}))
    body = _box(_holder(layout, HOLDS)) or _box(_holder(master, HOLDS)) or Box(MARGIN, MARGIN, width - 2 * MARGIN, 0)
    bottom = body.bottom if body.height > height // 3 else height - MARGIN
    if title is None or title.bottom > bottom - height // 3:  # the title stands under or beside the body
        return Box(body.left, body.top, body.width, bottom - body.top)
    beside = title.right <= body.left or body.right <= title.left
    top = body.top if beside else title.bottom
    return Box(body.left, top, body.width, bottom - top)


def _box(shape: Any | None) -> Box | None:
    if shape is None or None in (place := (shape.left, shape.top, shape.width, shape.height)):
        return None
    return Box(*map(int, place))
