"""The sections of a deck, as office programs list them beside its slides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml

from ..office_text import sayable

MAIN = "http://schemas.openxmlformats.org/presentationml/2006/main"
LIST = "http://schemas.microsoft.com/office/powerpoint/2010/main"
EXTENSION = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"


def listed(presentation: Any, begins: Sequence[tuple[str, int]]) -> None:
    """Say which slide each section begins with; nothing where the report has none."""
    if len(begins) < 2:
        return
    slides = [slide.slide_id for slide in presentation.slides]
    ends = [*(start for _, start in begins[1:]), len(slides)]
    parts = [_section(name, slides[start:end]) for (name, start), end in zip(begins, ends, strict=True)]
    inside = f'<p14:sectionLst xmlns:p14="{LIST}">{"".join(parts)}</p14:sectionLst>'
    written = f'<p:extLst xmlns:p="{MAIN}"><p:ext uri="{EXTENSION}">{inside}</p:ext></p:extLst>'
    presentation.element.append(parse_xml(written))


def _section(name: str, slides: list[int]) -> str:
    """Its number is made from its first slide, so that the same report has the same."""
    number = str(uuid.uuid5(uuid.NAMESPACE_OID, f"section {slides[0]}")).upper()
    listed = "".join(f'<p14:sldId id="{each}"/>' for each in slides)
    head = f'<p14:section name={quoteattr(sayable(name))} id="{{{number}}}">'
    return f"{head}<p14:sldIdLst>{listed}</p14:sldIdLst></p14:section>"
