"""XLSX: contents, a sheet with one table for every exhibit, notes, the data of the charts, and how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from . import provenance, workbook_chart, workbook_data
from .office_text import sayable
from .sheet_numbers import Cell, Figure, one, two
from .sheet_page import Formats, Grid, Page

if TYPE_CHECKING:
    from ..presentation.document import Document, Exhibit
    from ..presentation.table import Line, Table

CREATED = datetime(1980, 1, 1)  # a workbook knows no time zone; the day says nothing of when it was made
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\'\"]+")
LONGEST_NAME = 31
LOOKS: Mapping[str, dict[str, bool]] = {"group": {"bold": True}, "subgroup": {"italic": True}, "line": {}}
PIXELS_OF_A_ROW = 20
Key = int | str


@dataclass(frozen=True, slots=True)
class _Book:
    """The workbook with its sheets, by number of the exhibit or by what they are for."""

    document: Document
    book: Any
    formats: Formats
    names: Mapping[Key, str]
    sheets: Mapping[Key, Any]

    def page(self, key: Key, widths: list[int]) -> Page:
        """A sheet to be written."""
        synthetic = self.document.synthetic or (
            isinstance(key, int) and self.document.exhibits[key - 1].table.synthetic
        )
        running = self.document.words["synthetic_in_picture"] if synthetic else ""
        return Page(self.sheets[key], self.formats, running, widths)


def write(document: Document) -> bytes:
    """The workbook; nothing in it is a formula, and no cell holds a number that the table does not show."""
    from xlsxwriter import Workbook

    held = BytesIO()
    book = Workbook(held, SAFE)
    book.set_properties({"title": sayable(document.title)[:255], "author": "tallybook", "created": CREATED})
    charts = {
        number: exhibit.chart
        for number, exhibit in enumerate(document.exhibits, 1)
        if exhibit.chart and workbook_chart.is_native(exhibit.chart)
    }
    names = _names(document, charts=bool(charts))
    opened = _Book(document, book, Formats(book), names, {key: book.add_worksheet(name) for key, name in names.items()})
    _contents(opened)
    lanes = workbook_data.lanes(charts)
    for number, exhibit in enumerate(document.exhibits, 1):
        drawn = None
        if number in charts:
            drawn = workbook_chart.drawn(book, charts[number], lanes[number], names["chart_data"])
        _exhibit(opened, number, exhibit, drawn)
    _notes(opened)
    if charts:
        _chart_data(opened, charts, lanes)
    _provenance(opened)
    book.close()
    return held.getvalue()


def spread(table: Table, words: Mapping[str, str]) -> Grid:
    """The table with its numbers as numbers; an interval takes two columns."""
    pairs = {column for line in table.lines for column, numbers in enumerate(line.numbers) if len(numbers) == 2}
    headings: list[str] = []
    aligns: list[str] = []
    for position, column in enumerate(table.columns):
        ends = [f"{column.heading}, {words[end]}" for end in ("low", "high")]
        headings += ends if position in pairs else [column.heading]
        aligns += [column.align] * (2 if position in pairs else 1)
    lines = tuple(tuple(_cells(line, table, pairs)) for line in table.lines)
    return Grid(tuple(headings), tuple(aligns), lines, tuple(LOOKS[line.kind] for line in table.lines))


def _cells(line: Line, table: Table, pairs: set[int]) -> Iterable[Cell]:
    if line.kind != "line":
        yield " ".join(cell for cell in line.cells if cell)
        return
    for position, column in enumerate(table.columns):
        text = line.cells[position] if position < len(line.cells) else ""
        numbers = line.numbers[position] if position < len(line.numbers) else ()
        if position in pairs:
            yield from two(text, numbers, column.unit, table.writing.numerals)
        else:
            yield one(text, numbers, column.unit, table.writing.numerals)


def _exhibit(opened: _Book, number: int, exhibit: Exhibit, drawn: Any) -> None:
    table = exhibit.table
    grid = spread(table, opened.document.words)
    page = opened.page(number, grid.widths)
    page.open(f"{opened.document.words['table'].format(number=number)}. {table.title}", table.subtitle)
    if table.lines:
        page.table(grid)
        page.row += 1
    for note in table.notes:
        page.say(note, size=9, font_color="#57606A")
    if drawn is not None and exhibit.chart is not None:
        page.row += 1
        page.sheet.insert_chart(page.row, 0, drawn, {"description": sayable(exhibit.chart.alt), "x_offset": 4})
        page.row += workbook_chart.height(exhibit.chart) // PIXELS_OF_A_ROW + 1
    page.close(frozen=1)


def _contents(opened: _Book) -> None:
    words, document = opened.document.words, opened.document
    listed: list[tuple[Cell, str, Key]] = [
        (Figure(number, "0", str(number)), exhibit.table.title, number)
        for number, exhibit in enumerate(document.exhibits, 1)
    ]
    listed += [("", words[key], key) for key in opened.names if isinstance(key, str) and key != "contents"]
    lines = tuple((number, title, opened.names[key]) for number, title, key in listed)
    grid = Grid((words["number"], words["title"], words["sheet"]), ("left", "left", "left"), lines)
    page = opened.page("contents", [7, 80, LONGEST_NAME + 2])
    page.open(document.title, document.subtitle)
    first = page.table(grid)
    link = opened.formats.of(font_color="#0B4F7D", underline=1, bottom=1, bottom_color="#D0D7DE")
    for row, (_, _, name) in enumerate(lines, first):
        page.sheet.write_url(row, 2, f"internal:'{name}'!A1", link, string=name)
    page.close()


def _notes(opened: _Book) -> None:
    words, document = opened.document.words, opened.document
    page = opened.page("notes", [110])
    page.open(words["notes"])
    for note in document.notes:
        page.say(note)
    if document.help_line:
        page.row += 1
        page.say(f"{words['help']}: {document.help_line}")
    page.close()


def _chart_data(opened: _Book, charts: Mapping[int, Any], lanes: Mapping[int, Any]) -> None:
    grid = workbook_data.data(charts, lanes, opened.document.words)
    page = opened.page("chart_data", grid.widths)
    page.open(opened.document.words["chart_data"])
    page.row = workbook_data.HEAD
    page.table(grid)
    page.close()


def _provenance(opened: _Book) -> None:
    words = opened.document.words
    lines = tuple(provenance.lines(opened.document.provenance))
    grid = Grid((words["item"], words["value"]), ("left", "left"), lines)
    page = opened.page("provenance", [36, 90])
    page.open(words["provenance"])
    page.table(grid)
    page.close()


def _names(document: Document, *, charts: bool) -> dict[Key, str]:
    """A name for every sheet in their order: short, unique whatever the case, without the signs that Excel refuses."""
    wanted: dict[Key, str] = {"contents": document.words["contents"]}
    wanted |= {number: exhibit.id for number, exhibit in enumerate(document.exhibits, 1)}
    wanted |= {key: document.words[key] for key in ("notes", *(["chart_data"] if charts else []), "provenance")}
    taken = {"history"}  # a name that Excel keeps for itself
    names: dict[Key, str] = {}
    for key, title in wanted.items():
        plain = NOT_IN_A_NAME.sub("-", sayable(title)).strip() or str(key)
        name, again = plain[:LONGEST_NAME].strip(), 1
        while name.casefold() in taken:
            again += 1
            name = f"{plain[: LONGEST_NAME - len(str(again)) - 1].strip()} {again}"
        taken.add(name.casefold())
        names[key] = name
    return names
