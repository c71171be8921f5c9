"""DOCX: a report to print, with real headings, native tables whose heads repeat, pictures of charts, page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from ..errors import MissingExtraError
from . import picture, provenance
from .archive import repeatable

if TYPE_CHECKING:
    from ..presentation.document import Document, Exhibit
    from .docx_parts import Draft

LANGUAGES = {"en": "en-GB", "id": "id-ID"}
TALLEST = 215  # millimetres of a picture


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading of the report, and what stands under it."""

    text: str
    level: int
    exhibit: Exhibit | None = None
    pairs: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def write(document: Document) -> bytes:
    """The report as Word opens it; the same report gives the same bytes."""
    words = document.words
    draft = _draft(document)
    draft.numbered()
    draft.say(document.title, "Title")
    if document.subtitle:
        draft.say(document.subtitle, "Subtitle")
    if document.synthetic:
        draft.running(words["synthetic_in_picture"])
        draft.warn(words["synthetic_in_picture"])
    entries = {f"_Toc_{number}": entry for number, entry in enumerate(_entries(document), 1)}
    draft.contents(words["contents"], [(entry.text, entry.level, anchor) for anchor, entry in entries.items()])
    for anchor, entry in entries.items():
        draft.heading(entry.text, entry.level, anchor)
        if entry.exhibit is not None:
            _exhibit(draft, entry.exhibit)
        for remark in entry.remarks:
            draft.say(remark)
        if entry.pairs:
            lines = [("line", pair) for pair in entry.pairs]
            draft.table(entry.text, (words["item"], words["value"]), ("left", "left"), lines)
    held = BytesIO()
    draft.save(held)
    return repeatable(held.getvalue())


def _draft(document: Document) -> Draft:
    try:
        from .docx_parts import Draft
    except ImportError:
        raise MissingExtraError("writing .docx needs python-docx: pip install 'tallybook[docx]'.") from None
    return Draft.new(document.title, LANGUAGES.get(document.lang, "en-GB"))


def _entries(document: Document) -> Iterator[Entry]:
    """Chapters and exhibits in their order, notes, and what the numbers stand on."""
    words, number = document.words, 0
    for section, exhibits in groupby(document.exhibits, key=lambda exhibit: exhibit.section):
        if section:
            yield Entry(section, 1)
        for exhibit in exhibits:
            number += 1
            title = f"{words['table'].format(number=number)}. {exhibit.table.title}"
            yield Entry(title, 2 if section else 1, exhibit)
    help_line = (f"{words['help']}: {document.help_line}",) if document.help_line else ()
    if document.notes or help_line:
        yield Entry(words["notes"], 1, remarks=(*document.notes, *help_line))
    if pairs := tuple(provenance.lines(document.provenance)):
        yield Entry(words["provenance"], 1, pairs=pairs)


def _exhibit(draft: Draft, exhibit: Exhibit) -> None:
    table, chart = exhibit.table, exhibit.chart
    if table.subtitle:
        draft.say(table.subtitle, with_next=True)
    if chart is not None:
        draft.picture(picture.picture(chart, "png"), chart.alt, picture.size(chart), picture.inside(chart)[0], TALLEST)
    if table.lines:
        headings, aligns = zip(*((column.heading, column.align) for column in table.columns), strict=True)
        lines = [
            (line.kind, line.cells if line.kind == "line" else (" ".join(filter(None, line.cells)),))
            for line in table.lines
        ]
        draft.table(table.title, headings, aligns, lines)
    for note in table.notes:
        draft.say(note, "Under a table")
