"""The deck: a title slide, then for each exhibit the slides of its chart and those of its table."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import Any

from ...errors import UsageError
from ...presentation.chart import Chart
from ...presentation.document import Document, Exhibit
from ...presentation.words import words as words_of
from .. import provenance
from ..archive import repeatable
from ..flat import plain
from ..office_text import sayable
from . import grid, native, page, sections
from .places import Plan, Words, cited, plan
from .template import UNREADABLE, Stage, stage
from .xml import tag

MADE = datetime.datetime(2020, 1, 1)  # a fixed date: the same report gives the same bytes
LONGEST_PROPERTY = 255


def deck(document: Document, *, template: bytes | None, layout: str | None) -> bytes:
    """The whole deck as .pptx; a UsageError where it cannot be made of this template."""
    if template is None:
        return _deck(document, None, layout)
    try:
        return _deck(document, template, layout)
    except UNREADABLE as error:
        _deck(document, None, None)  # a fault that is not the template's shows itself here
        raise UsageError("the template is damaged; open it in PowerPoint, and save it again.") from error


def _deck(document: Document, template: bytes | None, layout: str | None) -> bytes:
    phrases = {**words_of(document.lang), **document.words}
    set_on = stage(template, layout)
    synthetic = phrases["synthetic_in_picture"] if document.synthetic else ""
    under = [text for text in (document.subtitle, document.help_line) if text]
    spoken = _spoken(document, phrases, document.notes)
    page.opening(set_on, document.title, under, Words(synthetic=synthetic, spoken=spoken))
    begins = [(document.title, 0)]
    for section, exhibits in groupby(document.exhibits, key=lambda exhibit: exhibit.section):
        if section:
            begins.append((section, len(set_on.presentation.slides)))
            page.divider(set_on, section, Words(synthetic=synthetic, spoken=spoken))
        for exhibit in exhibits:
            _exhibit(set_on, exhibit, document, phrases)
    sections.listed(set_on.presentation, begins)
    page.tell_language(set_on.presentation, document.lang)
    _sign(set_on.presentation, document)
    out = BytesIO()
    set_on.presentation.save(out)
    return repeatable(out.getvalue())


def _exhibit(set_on: Stage, exhibit: Exhibit, document: Document, phrases: Any) -> None:
    notes = tuple(dict.fromkeys((*exhibit.table.notes, *(exhibit.chart.notes if exhibit.chart else ()))))
    synthetic = phrases["synthetic_in_picture"]
    spoken = _spoken(document, phrases, notes)
    said = synthetic if document.synthetic else ""
    around = Words(synthetic=said, spoken=spoken, more=phrases["more_spoken"])
    _charts(set_on, exhibit, around)
    _tables(set_on, exhibit, around, synthetic)


def _charts(set_on: Stage, exhibit: Exhibit, around: Words) -> None:
    chart = exhibit.chart
    if chart is None or not chart.marks:
        return
    chart = replace(chart, words={**words_of(chart.lang), **chart.words})
    synthetic = around.synthetic or chart.synthetic
    around = replace(around, subtitle=chart.subtitle, notes=chart.notes, synthetic=synthetic)
    places = plan(set_on, around)
    picture = chart
    if chart.kind == "slope":  # its rounds are the categories of a native chart, and its items the lines through them
        chart = replace(chart, marks=tuple(replace(one, label=one.series, series=one.label) for one in chart.marks))
    if not native.drawn(chart, places.room):
        _pictures(set_on, picture, around, places)
        return
    slides = native.slides(chart, places.room, set_on.theme)
    for at, parts in enumerate(slides, 1):
        slide = page.page(set_on, replace(around, title=_numbered(chart.title, at, len(slides))), places)
        for part in parts:
            drawn = native.put(slide, part, name=part.panel or chart.title, alt=chart.alt or chart.title)
            for words in drawn.over:
                page.over(slide, words)
            if drawn.rule is not None:
                page.rule(slide, drawn.rule)


def _pictures(set_on: Stage, chart: Chart, around: Words, places: Plan) -> None:
    from . import pictures  # here, because it loads matplotlib

    parts = pictures.pictures(chart, places.room)
    times = pictures.scale(parts, places.room)
    for at, part in enumerate(parts, 1):
        slide = page.page(set_on, replace(around, title=_numbered(chart.title, at, len(parts))), places)
        pictures.put(slide, part, places.room, times)


def _tables(set_on: Stage, exhibit: Exhibit, around: Words, synthetic: str) -> None:
    table = exhibit.table
    if not table.lines:
        return
    synthetic = around.synthetic or (synthetic if table.synthetic else "")
    around = replace(around, subtitle=table.subtitle, notes=table.notes, synthetic=synthetic)
    places = plan(set_on, around)
    laid = grid.grid(table, places.room)
    pages = list(grid.pages(laid, places.room.height))
    for at, chosen in enumerate(pages, 1):
        heading = _numbered(table.title, at, len(pages))
        cells = " ".join(cell for line in chosen for cell in table.lines[line].cells)
        free = places.room.height - laid.tall(chosen)
        slide = page.page(set_on, replace(around, title=heading), cited(places, table.notes, cells, free))
        shape = grid.put(slide, laid, chosen, places.room, set_on.theme.hair)
        native.describe(shape, heading, ". ".join(text for text in (table.title, table.subtitle) if text))


def _numbered(title: str, at: int, count: int) -> str:
    return f"{title} ({at}/{count})" if count > 1 else title


def _spoken(document: Document, phrases: Any, notes: tuple[str, ...]) -> tuple[str, ...]:
    """What the speaker reads: the notes of the exhibit, and how it was made."""
    return tuple(_paragraphs(document, phrases, notes))


def _paragraphs(document: Document, phrases: Any, notes: tuple[str, ...]) -> Iterator[str]:
    if notes:
        yield phrases["notes"]
        yield from notes
        yield ""
    if document.provenance:
        yield phrases["provenance"]
        yield from (f"{key}: {words}" for key, words in provenance.lines(document.provenance))


def _sign(presentation: Any, document: Document) -> None:
    """Properties of the file: what it is and a short hash of what it stands on; no person, no clock."""
    stands_on = json.dumps(plain(document.provenance), sort_keys=True, ensure_ascii=False)
    properties = presentation.core_properties
    properties.title = sayable(document.title)[:LONGEST_PROPERTY]
    properties.subject = sayable(document.subtitle)[:LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = "tallybook"
    properties.created = properties.modified = MADE
    properties.revision = 1
    properties.language = tag(document.lang)
    properties.keywords = f"provenance {hashlib.sha256(stands_on.encode('utf-8')).hexdigest()[:12]}"
