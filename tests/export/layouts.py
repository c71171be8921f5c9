"""How pictures, slides, workbooks and documents look, in lines of text: `python -m tests.export.layouts` approves them.

Where a thing stands, how large it is and in which colour no survey and no standard tells: somebody looked at it and
found it good. What was found good stands in `approved/`, so that a change of it is seen as a change and looked at
again. The first line names the library that wrote the file; another version of it may write other XML.
"""

from __future__ import annotations

import io
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from unittest import mock

from pptx import Presentation

from analysis.export import of_document, slides
from analysis.export.docx_parts import LOOKS as LOOKS_OF_WORD
from analysis.export.drawing import fonts
from analysis.export.drawing.sheet import Box, Dots, Strokes, Words
from analysis.export.picture import picture, sheet
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Column, Line, Table
from tests.export import charts, measures, office_documents

APPROVED = Path(__file__).parent / "approved"
ABSENT = Mark("absent", text="-")
BELOW = Mark("below", value=-0.2, low=-0.4, high=-0.1, text="-20.0", bounds="-40-(-10)", n="40")
LARGE = Mark("large", value=27231704.0, low=2.6e7, high=2.9e7, text="27,231,704", bounds="2.6-2.9", n="12")
BARE = replace(
    charts.chart("bars", (LARGE, ABSENT, charts.mark("hidden", None))),
    **{"unit": "number", "subtitle": "", "axis": "", "notes": (), "synthetic": ""},
)
PICTURES: Mapping[str, Callable[[], Chart]] = {
    **{kind: partial(make, "en") for kind, make in charts.EXAMPLES.items()},
    **{f"{kind}, bare": lambda kind=kind: replace(BARE, kind=kind) for kind in charts.EXAMPLES},  # type: ignore[misc]
    "bars of forty": partial(charts.bars, "id", 40),
    "dots of twelve": partial(charts.dots, "en", 12),
    "dots below zero": lambda: replace(BARE, kind="dots", marks=(BELOW, replace(BELOW, label="b", low=None))),
    "five series": partial(charts.grouped, "id", 5),
    "seven panels": partial(charts.multiples, "id", 7),
    "one in 120": partial(charts.one_in, "en", 120),
    "one in a number not shown": partial(charts.one_in, "id", None),
    "one in so many, at length": lambda: replace(
        charts.one_in(), marks=(replace(charts.one_in().marks[0], text=office_documents.LONG[:62]),)
    ),
    "dots with a printed range": lambda: replace(BARE, kind="dots", marks=(replace(LARGE, value=None), LARGE)),
}


def deck() -> Document:
    """Every kind of chart with a table of one line, and a table of many."""
    small = replace(office_documents.INDONESIAN.exhibits[0].table, notes=())
    exhibits = [Exhibit(kind, small, make("en"), "Charts") for kind, make in charts.EXAMPLES.items()]
    long = Exhibit("long", office_documents.table("A table of many lines"), None, "Tables")
    return replace(office_documents.ENGLISH, exhibits=(*exhibits, long))


def lent() -> Document:
    """What has to fit into a template of somebody else: long words everywhere, and more notes than fit."""
    first, second, *_ = office_documents.ENGLISH.exhibits
    table = replace(first.table, notes=tuple(f"[{place}] {office_documents.LONG}" for place in range(1, 9)))
    assert second.chart is not None
    chart = replace(second.chart, title=office_documents.LONG * 2, notes=table.notes)
    exhibits = (replace(first, table=table), replace(second, table=table, chart=chart))
    return replace(office_documents.ENGLISH, title=office_documents.LONG, exhibits=exhibits)


def others() -> Document:
    """Charts and tables of other shapes: three rounds, few dots, many series; many columns, long words."""
    rounds = [
        charts.mark(name, (0.1 * i + 0.05 * j, 0.1 * i, 0.1 * i + 0.1), series=f"202{j}")
        for i, name in enumerate(("Girls", "Boys"), start=1)
        for j in range(3)
    ]
    few = tuple(charts.mark(name, (0.1 * i, 0.08 * i, 0.13 * i)) for i, name in enumerate(("a", "b", "c"), start=1))
    made = {
        "three rounds": charts.chart("slope", tuple(rounds)),
        "few dots": replace(charts.chart("dots", few), reference=charts.mark("Total", (0.2, 0.1, 0.3))),
        "five series": charts.grouped("en", 5),
        "six rounds": charts.chart("slope", tuple(_six(round_) for round_ in range(18))),
        "numbers": replace(BARE, marks=(LARGE, replace(LARGE, label="half", value=1.4e7, low=None))),
        "numbers, upright": replace(BARE, kind="dots", marks=(LARGE, replace(LARGE, label="half", value=2e7))),
        "bars": replace(charts.bars("en", 3), reference=charts.mark("Total", (0.35, 0.3, 0.4))),
        "bare stack": replace(BARE, kind="stack", marks=office_documents.stacked()),
        "below zero": replace(BARE, marks=(BELOW, replace(BELOW, label="b", value=0.3, low=0.1, high=0.4))),
    }
    heads = (Column("", "left"), *(Column(f"Heading {place}") for place in range(14)), Column("Remark", "left"))
    wide = Table("c", "Many columns", columns=heads, lines=(Line(("x" * 21, *["1,234 (1,000-2,000)"] * 14, "y")),))
    words = (Line(("a group of lines",), "group"), Line((office_documents.LONG, "12.3", "https://" + "long" * 8, "9")))
    long = Table("c", "Long words", columns=(*heads[:2], heads[-1], heads[2]), lines=words)
    short = Table("c", "Short", columns=heads[:2], lines=(words[0], Line(("Girls", "1")), Line(("Boys", "2"))))
    only = Table("c", "One column", columns=heads[:1], lines=(words[0], Line(("Girls",))))
    tables = [wide, long, short, only]
    exhibits = [Exhibit(name, tables[at % 4], chart) for at, (name, chart) in enumerate(made.items())]
    return replace(office_documents.ENGLISH, exhibits=tuple(exhibits), subtitle="", synthetic=False)


def _six(at: int) -> Mark:
    """Of six series over three rounds."""
    series, label = divmod(at, 3)
    value = 0.1 * series + 0.05 * label + 0.02
    return charts.mark(f"question {label}", (value, value - 0.02, value + 0.03), series=f"202{series}")


def template() -> bytes:
    """The one in 4:3 that python-pptx brings."""
    out = io.BytesIO()
    Presentation().save(out)
    return out.getvalue()


def pages() -> Document:
    """A table with every kind of line, one with a chart, and one in another language."""
    first, second = office_documents.ENGLISH.exhibits[:2]
    small = replace(second, table=office_documents.INDONESIAN.exhibits[0].table)
    return replace(office_documents.ENGLISH, exhibits=(first, small))


def papers() -> Document:
    """For workbooks and documents: tables of other shapes, every kind of chart that a sheet can draw, a tall one."""
    made, tall = others(), replace(charts.bars("en", 27), title="Tall " * 40)
    few = made.exhibits[2].table
    further = [replace(one, table=few) for one in office_documents.ENGLISH.exhibits[2:5]]
    many = Exhibit("many", office_documents.table("Many lines", office_documents.LINES[7:] * 14), None)
    drawn = Exhibit("tall", replace(few, lines=()), tall)
    short = replace(few, lines=(*few.lines, Line(("Both",))))
    parts = [Exhibit(name, short, measures.SHAPES[name]()) for name in ("two answers", "three answers")]
    return replace(made, exhibits=(*made.exhibits, *further, *parts, many, drawn), help_line="")


def printed() -> Document:
    """The same, with only the tall picture, for pictures take their time."""
    exhibits = [one if one.id == "tall" else replace(one, chart=None) for one in papers().exhibits]
    return replace(papers(), exhibits=tuple(exhibits), lang="id")


def of_picture(chart: Chart) -> Iterator[str]:
    """The items of a sheet, in points."""
    drawn = sheet(chart)
    yield f"height {drawn.y:.1f}, top {drawn.top:.1f}, bottom {drawn.bottom:.1f}"
    for item in drawn.items:
        if isinstance(item, Words):
            bold = " bold" if item.bold else ""
            yield f"words {item.x:.1f} {item.y:.1f} {item.size:.1f} {item.colour}{bold} {item.text}"
        elif isinstance(item, Box):
            edge = f"{item.edge} {item.edge_width:.1f} {item.dash}"
            yield f"box {item.x:.1f} {item.y:.1f} {item.width:.1f} {item.height:.1f} {item.fill or '-'} {edge}"
        elif isinstance(item, Dots):
            yield f"dots {item.shape} {item.size:.1f} {item.colour} {item.hollow} {_points(item.points)}"
        else:
            assert isinstance(item, Strokes)
            ends = " | ".join(map(_points, item.lines))
            yield f"strokes {item.width:.1f} {item.colour} {item.dash} {ends}"


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def of_xml(raw: bytes, depth: int = 1) -> Iterator[str]:
    """The elements, each on a line, without their namespaces; of fonts' outlines nothing."""

    def lines(element: ET.Element, depth: int) -> Iterator[str]:
        tag = element.tag.rpartition("}")[2]
        said = [f"{name.rpartition('}')[2]}={value}" for name, value in element.attrib.items()]
        text = " ".join([tag, *said, (element.text or "").strip()]).rstrip()
        yield " " * depth + " ".join(text.split())
        for child in element if tag != "defs" else ():
            yield from lines(child, depth + 1)

    return lines(ET.fromstring(raw), depth)  # noqa: S314 - our own


def of_parts(raw: bytes, *wanted: str) -> Iterator[str]:
    """The parts of an office document whose names begin like this."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(wanted) and name.endswith(".xml"):
                yield name
                yield from of_xml(archive.read(name))


def spoken(raw: bytes) -> Iterator[str]:
    """What the speaker reads under each slide."""
    for number, slide in enumerate(Presentation(io.BytesIO(raw)).slides, start=1):
        yield f"{number}: {slide.notes_slide.notes_text_frame.text!r}"


def of_document_of_word(raw: bytes) -> Iterator[str]:
    """Its text and the styles that it uses; the library brings many others."""
    yield from of_parts(raw, "word/document.", "word/header", "word/footer")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        styles = archive.read("word/styles.xml")
    names = {f"name val={name}".lower() for name in LOOKS_OF_WORD}
    for style in ET.fromstring(styles):  # noqa: S314 - our own
        lines = list(of_xml(ET.tostring(style)))
        if any(line.lower().strip() in names for line in lines):
            yield from lines


SLIDES = (
    "ppt/slides/",
    "ppt/charts/",
    "ppt/presentation.",
    "ppt/slideLayouts/",
    "ppt/slideMasters/",
    "ppt/theme/theme1",
)
BOOK = (
    "docProps/core.",
    "xl/worksheets/",
    "xl/charts/",
    "xl/drawings/",
    "xl/styles",
    "xl/workbook",
    "xl/sharedStrings",
)
LOOKS: Mapping[str, tuple[str, Callable[[], Iterator[str]]]] = {
    **{f"picture of {name}": ("matplotlib", lambda make=make: of_picture(make())) for name, make in PICTURES.items()},  # type: ignore[misc]
    "svg": ("matplotlib", lambda: of_xml(picture(charts.dots(), "svg"))),
    "slides": ("python-pptx", lambda: of_parts(slides.write(deck()), *SLIDES[:3])),
    "slides, their masters": ("python-pptx", lambda: of_parts(slides.write(Document("empty", "", ())), *SLIDES[2:])),
    "slides of other shapes": ("python-pptx", lambda: of_parts(slides.write(others()), *SLIDES[:2])),
    "slides, measured": ("python-pptx", measures.measured),
    "slides, their books": ("XlsxWriter", lambda: chain(*(of_parts(raw, *BOOK) for raw in measures.books()))),
    "slides, spoken": ("python-pptx", lambda: spoken(slides.write(deck()))),
    "slides in a template": ("python-pptx", lambda: of_parts(slides.write(lent(), template=template()), "ppt/slides/")),
    "workbook": ("XlsxWriter", lambda: of_parts(of_document(pages(), "xlsx"), *BOOK)),
    "workbook of other shapes": ("XlsxWriter", lambda: of_parts(of_document(papers(), "xlsx"), *BOOK)),
    "document of other shapes": ("python-docx", lambda: of_parts(of_document(printed(), "docx"), "word/document.")),
    "document": ("python-docx", lambda: of_document_of_word(of_document(pages(), "docx"))),
}


@contextmanager
def lettered() -> Iterator[None]:
    """In the one font that is there wherever matplotlib is; what was measured and drawn in another is forgotten."""
    kept = (fonts.families, fonts.properties, fonts.set_breadth, fonts._advance, fonts._fonts, sheet, picture)
    with mock.patch.object(fonts, "FAMILIES", fonts.FAMILIES[-1:]):
        for made in kept:
            made.cache_clear()
        yield
    for made in kept:
        made.cache_clear()


def look(name: str) -> str:
    """The file as it should stand in `approved/`."""
    library, lines = LOOKS[name]
    with lettered():
        return "\n".join([f"{library} {version(library)}", *lines(), ""])


def main() -> None:
    for name in LOOKS:
        (APPROVED / f"{name}.txt").write_text(look(name), encoding="utf-8")
    for path in APPROVED.glob("*.txt"):
        if path.stem not in LOOKS:
            path.unlink()


if __name__ == "__main__":
    sys.exit(main())
