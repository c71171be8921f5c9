"""Reports read again, one function a format: with readers that know nothing of our writers, or by hand.

Each gives the same plain values, so that formats can be held against each other and against the tables they came from.
"""

from __future__ import annotations

import html as entities
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

import docx
import openpyxl
from docx.oxml.ns import qn
from lxml import etree
from lxml import html as markup
from pptx import Presentation

from analysis.presentation.words import words
from tests.export.sheets import is_number, said

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
FACES = {"bf": "group", "it": "subgroup"}
NAMED = {  # commands of LaTeX and textcomp that stand for one character
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textasciigrave": "`",
    "textquotedbl": '"',
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textendash": "–",
    "textemdash": "—",
    "texttimes": "×",
    "ldots": "…",
    "allowbreak": "",
}
OF_LATEX = re.compile(r"\\([A-Za-z]+)\{\}|\\([{}#$%&_])|([{}])")
OF_MARKDOWN = re.compile(r"\\([!-/:-@\[-`{-~])|(&\w+;)")
HEADING_OF_LATEX = re.compile(r"\\multicolumn\{(\d+)\}\{.*?\\relax\}\}\{\\text(bf|it)\{(.*)\}\}")
GOES_ON = re.compile(r"(.*) \(\d+/\d+\)")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; of a heading among the lines only the first cell has words."""

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as its readers see it."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A report read again: its tables, and what it tells those who do not see its pictures, one text a picture."""

    grids: tuple[Grid, ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Native:
    """A chart of a slide: its name, the words on its marks by series and category, and the rows of its workbook."""

    name: str
    labels: Mapping[tuple[str, str], str]
    book: Mapping[str, Mapping[str, Any]]


def html(content: bytes, lang: str) -> Opened:
    """A page, by lxml; words that only a reader of the screen hears are no heading of a column."""
    root = markup.document_fromstring(content.decode())
    for unseen in root.iterfind(".//thead//span[@class='unseen']"):
        unseen.drop_tree()
    grids = []
    for table in root.iter("table"):
        head = tuple(cell.text_content().strip() for cell in table.iterfind("thead/tr/th"))
        rows = []
        for row in table.iterfind("tbody/tr"):
            kind = row.getparent().get("class") if row.get("class") == "heading" else "line"
            rows.append(_row(kind, [cell.text_content() for cell in row], head))
        grids.append(Grid(head, tuple(rows)))
    told = [picture.findtext("desc") for picture in root.iter("svg")]
    return Opened(tuple(grids), tuple(told))


def xlsx(content: bytes, lang: str) -> Opened:
    """A workbook, by openpyxl; the two columns of an interval become one again."""
    own = {words(lang)[name] for name in ("contents", "notes", "chart_data", "provenance")}
    sheets = [sheet for sheet in openpyxl.load_workbook(BytesIO(content)) if sheet.title not in own]
    grids = tuple(_sheet(sheet, lang) for sheet in sheets if sheet.freeze_panes)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        drawings = [etree.fromstring(archive.read(name)) for name in archive.namelist() if "drawings/drawing" in name]
    return Opened(grids, tuple(_described(drawings)))


def chart_data(content: bytes, lang: str) -> list[dict[str, Any]]:
    """The sheet that the charts of a workbook stand on: for each mark its cells, by their headings."""
    sheet = openpyxl.load_workbook(BytesIO(content))[words(lang)["chart_data"]]
    head, *rows = sheet.iter_rows(min_row=_head_of(sheet))
    return [dict(zip([str(cell.value) for cell in head], row, strict=True)) for row in rows]


def _sheet(sheet: Any, lang: str) -> Grid:
    head, *rows = sheet.iter_rows(min_row=_head_of(sheet))
    names = [str(cell.value or "") for cell in head]
    while not names[-1]:
        names.pop()
    low, high = (f", {words(lang)[end]}" for end in ("low", "high"))
    ends = {at for at, name in enumerate(names) if name.endswith(low) and names[at + 1] == name[: -len(low)] + high}
    heads = [name.removesuffix(low) if at in ends else name for at, name in enumerate(names) if at - 1 not in ends]
    found = []
    for row in rows:
        if all(cell.value is None for cell in row):
            break  # what comes after are notes
        cells = [
            _between(row[at], row[at + 1], lang) if at in ends else said(row[at], lang)
            for at in range(len(names))
            if at - 1 not in ends
        ]
        kind = "group" if row[0].font.b else "subgroup" if row[0].font.i else "line"
        found.append(_row(kind, cells, heads))
    return Grid(tuple(heads), tuple(found))


def _head_of(sheet: Any) -> int:
    return int(re.sub(r"\D", "", sheet.freeze_panes)) - 1


def _between(low: Any, high: Any, lang: str) -> str:
    """Two bounds as one interval; words, which stand in both cells, once."""
    if is_number(low) and is_number(high):
        word = {"en": " to ", "id": " sampai "}[lang]
        return (word if low.value < 0 else "-").join((said(low, lang), said(high, lang)))
    assert low.value == high.value
    return said(low)


def print_(content: bytes, lang: str) -> Opened:
    """A print, by python-docx; the last table says what the numbers stand on."""
    document = docx.Document(BytesIO(content))
    grids = []
    for table in document.tables[:-1]:
        first, *others = table._tbl.tr_lst
        head = tuple(_words(cell) for cell in first.tc_lst)
        grids.append(Grid(head, tuple(_row(_face(row), [_words(cell) for cell in row.tc_lst], head) for row in others)))
    return Opened(tuple(grids), tuple(shape._inline.docPr.get("descr") for shape in document.inline_shapes))


def _words(cell: Any) -> str:
    return "\n".join(paragraph.text for paragraph in cell.p_lst)


def _face(row: Any) -> str:
    """Headings are set apart by their letters; of a table of one column nothing else tells them."""
    bold, slanted = (next(row.iter(qn(name)), None) is not None for name in ("w:b", "w:i"))
    return "group" if bold else "subgroup" if slanted else "line"


def pptx(content: bytes, lang: str) -> Opened:
    """A deck, by python-pptx; a table that goes on over slides is one again, without what is said a second time."""
    deck = Presentation(BytesIO(content))
    pages = [(_title(slide), _page(shape.table)) for slide in deck.slides for shape in slide.shapes if shape.has_table]
    grids = tuple(_one([grid for _, grid in group]) for _, group in groupby(pages, key=lambda page: page[0]))
    return Opened(grids, tuple(_described(slide._element for slide in deck.slides)))


def natives(content: bytes, lang: str) -> list[tuple[str, Native]]:
    """The native charts of a deck, each with the title of its slide."""
    deck = Presentation(BytesIO(content))
    return [(_title(slide), _native(shape.chart)) for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def _title(slide: Any) -> str:
    whole = slide.shapes.title.text
    part = GOES_ON.fullmatch(whole)
    return part[1] if part else whole


def _page(table: Any) -> Grid:
    head, *rows = [[_runs(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
    names = tuple(text for text, _, _ in head)
    found = []
    for row in rows:
        _, bold, slanted = row[0]
        found.append(_row("group" if bold else "subgroup" if slanted else "line", [text for text, _, _ in row], names))
    return Grid(names, tuple(found))


def _runs(cell: Any) -> tuple[str, bool, bool]:
    """The words of a cell, and whether they are bold or slanted."""
    looks = [look.attrib for look in cell.iter(f"{A}rPr")]
    text = "".join(run.text or "" for run in cell.iter(f"{A}t"))
    return text, any(look.get("b") == "1" for look in looks), any(look.get("i") == "1" for look in looks)


def _one(pages: Sequence[Grid]) -> Grid:
    """Pages of a table as one: a page begins with the headings that were still open, which were there before."""
    rows: list[Row] = []
    for page in pages:
        assert page.head == pages[0].head
        still = [_last(rows, "group"), _last(rows, "subgroup")]
        start = 0
        while start < len(page.rows) and page.rows[start] in still:
            start += 1
        rows += page.rows[start:]
    return Grid(pages[0].head, tuple(rows))


def _last(rows: Sequence[Row], kind: str) -> Row | None:
    return next((row for row in reversed(rows) if row.kind == kind), None)


def _native(chart: Any) -> Native:
    categories = [str(category) for category in chart.plots[0].categories]
    labels = {}
    for series in chart.plots[0].series:
        for label in series._element.iter(f"{C}dLbl"):
            at = int(label.find(f"{C}idx").get("val"))
            labels[series.name, categories[at]] = "".join(run.text or "" for run in label.iter(f"{A}t"))
    book = openpyxl.load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    name = chart.chart_title.text_frame.text if chart.has_title else ""
    return Native(name, labels, {str(row[0]): dict(zip(map(str, head), row, strict=True)) for row in rows})


def markdown(content: bytes, lang: str) -> Opened:
    """Pipe tables by hand; what a chart says is a paragraph like others."""
    blocks = content.decode().split("\n\n")
    grids = []
    for block in blocks:
        if block.startswith("|"):
            head, _, *rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in block.strip().split("\n")]
            names = tuple(_of_markdown(cell) for cell in head)
            grids.append(Grid(names, tuple(_row(*_emphasis(row), names) for row in rows)))
    return Opened(tuple(grids), tuple(_of_markdown(block) for block in blocks if block[0] not in "|#<-"))


def _emphasis(row: Sequence[str]) -> tuple[str, list[str]]:
    first = row[0].strip()
    for sign, kind in (("**", "group"), ("*", "subgroup")):
        if first.startswith(sign):
            assert first.endswith(sign)
            return kind, [_of_markdown(first[len(sign) : -len(sign)]), *map(_of_markdown, row[1:])]
    return "line", [*map(_of_markdown, row)]


def _of_markdown(text: str) -> str:
    return OF_MARKDOWN.sub(lambda sign: sign[1] or entities.unescape(sign[2]), text).strip()


def latex(content: bytes, lang: str) -> Opened:
    """Long tables by hand; the last one says what the numbers stand on, and pictures are files of their own."""
    bodies = re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", content.decode(), re.DOTALL)
    grids = []
    for body in bodies[:-1]:
        head = next(iter(re.findall(r"\\toprule\n(.*) \\\\\n\\midrule", body)))
        names = tuple(_of_latex(cell.strip().removeprefix(r"\textbf")) for cell in _parted(head))
        lines = body.partition("\\endfoot\n")[2].split("\n")[:-1]
        rows = [re.sub(r" \\\\\*?$", "", line) for line in lines if line != r"\addlinespace"]
        grids.append(Grid(names, tuple(_row(*_cells_of_latex(row), names) for row in rows)))
    return Opened(tuple(grids), ())


def _cells_of_latex(row: str) -> tuple[str, list[str]]:
    heading = HEADING_OF_LATEX.fullmatch(row)
    if heading:
        return FACES[heading[2]], [_of_latex(heading[3])]
    return "line", [_of_latex(cell) for cell in _parted(re.sub(r"^\\hspace\*\{\dem\}", "", row))]


def _parted(row: str) -> list[str]:
    return re.split(r"(?<!\\)&", row)


def _of_latex(text: str) -> str:
    return OF_LATEX.sub(lambda sign: NAMED[sign[1]] if sign[1] else sign[2] or "", text).strip()


def svg(content: bytes) -> str:
    """What a picture tells those who do not see it."""
    return str(etree.fromstring(content).findtext("{http://www.w3.org/2000/svg}desc"))


def everything(content: bytes) -> str:
    """All that a file holds, its parts unpacked and the workbooks inside them too."""
    if not zipfile.is_zipfile(BytesIO(content)):
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return "\n".join(everything(archive.read(name)) for name in archive.namelist() if not name.endswith(".png"))


def _described(roots: Iterable[Any]) -> Iterator[str]:
    for root in roots:
        yield from (element.get("descr") for element in root.iter("{*}cNvPr") if element.get("descr"))


def _row(kind: str | None, cells: Sequence[str], head: Sequence[str]) -> Row:
    """A line with as many cells as there are columns; the spaces in front of a label are set in by the format."""
    assert len(cells) == len(head) or (kind != "line" and len(cells) == 1)
    return Row(kind or "", (*(cell.strip() for cell in cells), *[""] * (len(head) - len(cells))))


READERS: Mapping[str, Callable[[bytes, str], Opened]] = {
    "html": html,
    "xlsx": xlsx,
    "docx": print_,
    "pptx": pptx,
    "md": markdown,
    "latex": latex,
}
