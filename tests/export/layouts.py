"""How pictures, slides, workbooks and documents look, in lines of text: `python -m tests.export.layouts` approves them.

Where a thing stands, how large it is and in which colour no survey and no standard tells: somebody looked at it and
found it good. What was found good stands in `approved/`, so that a change of it is seen as a change and looked at
again. The first line names the library that wrote the file; another version of it may write other XML.
"""

from __future__ import annotations

import io
import re
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from random import Random
from unittest import mock

from pptx import Presentation

from analysis.export import of_document, page, slides
from analysis.export.docx_parts import LOOKS as LOOKS_OF_WORD
from analysis.export.drawing import fonts
from analysis.export.drawing.sheet import Box, Dots, Strokes, Words
from analysis.export.picture import picture, sheet
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Column, Line, Table
from tests.export import charts, measures, office_documents
from tests.export import pages as hypertext

APPROVED = Path(__file__).parent / "approved"
ABSENT = Mark("absent", text="-")
BELOW = Mark("below", value=-0.2, low=-0.4, high=-0.1, text="-20.0", bounds="-40-(-10)", n="40")
LARGE = Mark("large", value=27231704.0, low=2.6e7, high=2.9e7, text="27,231,704", bounds="2.6-2.9", n="12")
BARE = replace(
    charts.chart("bars", (LARGE, ABSENT, charts.mark("hidden", None))),
    **{"unit": "number", "subtitle": "", "axis": "", "notes": (), "synthetic": ""},
)


def _narrow(at: int, words: int = 60) -> str:
    """Words of few and narrow letters, so that a line that is a point longer or shorter breaks somewhere else."""
    draw = Random(at)  # noqa: S311  # the same ones every time
    return " ".join("".join(draw.choices("iljtfr.,'!:", k=draw.randint(1, 3))) for _ in range(words))


def _narrowed(kind: str) -> Chart:
    """A chart with narrow words for all that is broken into lines."""
    whole = charts.EXAMPLES[kind]("en")
    places: dict[str, int] = {}

    def say(text: str, words: int = 60) -> str:
        return text and _narrow(places.setdefault(text, len(places)), words)

    of_kind = {"card": ("text", "detail"), "one-in": ("text",), "stack": ("series",), "slope": ("series",)}
    broken = ("label", "panel", *of_kind.get(kind, ()))
    marks = tuple(replace(mark, **{name: say(getattr(mark, name)) for name in broken}) for mark in whole.marks)
    return replace(
        whole,
        title=say("title"),
        subtitle=say("subtitle"),
        synthetic=say("synthetic", 400),
        marks=tuple(replace(mark, tag=mark.tag and _narrow(50 + at, 400)) for at, mark in enumerate(marks)),
        reference=whole.reference and replace(whole.reference, label=say("total")),
        axis=_narrow(99, 60 if kind == "slope" else 40),
        notes=(say("note"), say("source")),
    )


def _stacked(shares: Mapping[str, Sequence[float | None]]) -> Chart:
    """A stack of the parts of each label; one that is None is hidden."""
    marks = [
        charts.mark(label, None if share is None else (share, share, share), series=f"answer {place}")
        for label, parts in shares.items()
        for place, share in enumerate(parts)
    ]
    return charts.chart("stack", tuple(replace(mark, n="") for mark in marks))


def _panels(count: int, label: str, text: str) -> Chart:
    """So many panels of one dot each."""
    marks = (Mark(label, value=0.42, low=0.1, high=0.45, text=text, panel=f"p{place}") for place in range(count))
    return charts.chart("multiples", tuple(marks))


def _panel_of_words(words: str) -> Chart:
    """A panel of which nothing is shown but these words, and one with a dot."""
    marks = (Mark("a", panel="b", status="suppressed", text="*"), replace(BELOW, label="a", panel="c"))
    return replace(charts.chart("multiples", marks), words={"not_shown": words})


def _total_at(value: float, other: float) -> Chart:
    """Dots with the total at an end of the axis, in more words than there is room for above it."""
    total = replace(charts.mark("Total", (value, value, value)), label=office_documents.LONG)
    return replace(charts.chart("dots", (charts.mark("a", (other, other, other)),)), reference=total)


def _many_digits(text: str, bounds: str) -> Chart:
    """Dots with little room left of their numbers."""
    marks = (replace(LARGE, label=_narrow(12, 150), text=text, bounds=bounds), LARGE)
    return replace(BARE, kind="dots", marks=marks)


PICTURES: Mapping[str, Callable[[], Chart]] = {
    **{kind: partial(make, "en") for kind, make in charts.EXAMPLES.items()},
    **{f"{kind}, bare": lambda kind=kind: replace(BARE, kind=kind) for kind in charts.EXAMPLES},  # type: ignore[misc]
    "bars of forty": partial(charts.bars, "id", 40),
    "dots of twelve": partial(charts.dots, "en", 12),
    "dots below zero": lambda: replace(BARE, kind="dots", marks=(BELOW, replace(BELOW, label="b", low=None))),
    "five series": partial(charts.grouped, "id", 5),
    "seven panels": partial(charts.multiples, "id", 7),
    "panels that just fit": partial(_panels, 4, "immmm", "1,234"),
    "panels just wide enough for many numbers": partial(_panels, 3, "nmmmmmmm", "5"),
    "panels that do not fit": partial(_panels, 4, "mmmmmm", "1,234"),
    "five narrow panels": partial(_panels, 5, "a", "5"),
    "panels whose words just fit": partial(_panel_of_words, f"{'n' * 27}iiii{'n' * 8}"),
    "panels whose words do not fit": partial(_panel_of_words, "n" * 39),
    "panels not shown": lambda: replace(
        charts.chart("multiples", tuple(replace(charts.mark("a", None), panel=panel) for panel in "bc")),
        words={"not_shown": office_documents.LONG[:70]},
    ),
    "one in 120": partial(charts.one_in, "en", 120),
    "one in a number not shown": partial(charts.one_in, "id", None),
    "one in so many, at length": lambda: replace(
        charts.one_in(), marks=(replace(charts.one_in().marks[0], text=office_documents.LONG[:62]),)
    ),
    "dots with a printed range": lambda: replace(BARE, kind="dots", marks=(replace(LARGE, value=None), LARGE)),
    **{f"{kind}, narrow words": partial(_narrowed, kind) for kind in charts.EXAMPLES},
    **{f"bars of {count}": partial(charts.bars, "en", count) for count in (8, 9, 16, 17)},
    "bars from below zero": lambda: replace(
        BARE,
        marks=(
            Mark("", value=-2.4e7, low=-2.6e7, high=-2.2e7, text="-24 m", n="1,412"),
            Mark("", value=2.4e7, low=2.2e7, high=2.6e7, text="24 m", n="40"),
            Mark("", low=1e7, high=2.7e7, text="10 to 27 millions", n="40"),
            Mark("", value=1e7, text="10 m", n="40"),
        ),
    ),
    "bars not shown": lambda: replace(BARE, marks=(charts.mark("hidden", None),)),
    "bars without a heading": lambda: replace(BARE, title=""),
    "bars below zero": lambda: replace(BARE, marks=(BELOW,)),
    "dots of one number": lambda: replace(
        BARE,
        kind="dots",
        marks=(replace(BELOW, low=None, high=None), Mark("nothing"), Mark("over", low=-0.1, text=">")),
    ),
    "dots without bases": lambda: replace(BARE, kind="dots", marks=(replace(LARGE, n=""),)),
    "dots left of their total": partial(_total_at, 0.99, 0.03),
    "dots right of their total": partial(_total_at, 0.01, 0.5),
    "dots, total not shown": lambda: replace(charts.dots(), reference=charts.mark("Total", None)),
    "dots of large numbers": partial(_many_digits, "2,723,170", "2.60-2.90 million"),
    "dots of larger numbers": partial(_many_digits, "27,231,704.5", "26,000,000.5-29,000,000.5"),
    "stack of all": lambda: replace(
        charts.stack(), marks=tuple(replace(mark, n="") for mark in charts.stack().marks if mark.base and mark.value)
    ),
    "stack at its limits": lambda: _stacked(
        {"a": (1 - 61.6 / 477, None), "b": (1 - 55 / 477, None), "c": (18.9 / 477,), "d": (1 - 1.5 / 477, None)}
    ),
    "stack without words": lambda: replace(_stacked({"a": (0.5, None)}), words={}),
    "stack of five quarters": lambda: _stacked({"a": (0.5, 0.75)}),
    "stack of seventeen": lambda: _stacked({f"{place}": (0.5, 0.25, 0.25) for place in range(17)}),
    "slope of few": lambda: replace(
        charts.slope(), marks=tuple(mark for mark in charts.slope().marks if len(mark.label) < 20)
    ),
    "slope below zero": lambda: replace(
        charts.chart("slope", (replace(BELOW, series="2021"), replace(BELOW, series="2026", value=-0.3, low=None))),
        axis="",
    ),
    "slope not shown": lambda: charts.chart(
        "slope", tuple(replace(charts.mark("a", None), series=series) for series in ("2021", "2026"))
    ),
    "card without stars": lambda: replace(
        charts.card(), marks=tuple(replace(mark, label=mark.label[:9], tag="") for mark in charts.card().marks)
    ),
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
        for child in element:
            if tag != "defs" or "transform" not in child.attrib:  # a letter is made smaller, a mark is not
                yield from lines(child, depth + 1)

    return lines(ET.fromstring(raw), depth)  # noqa: S314 - our own


def of_svg(raw: bytes) -> Iterator[str]:
    """The elements of a picture; their names are made of its outlines, which another build may round."""
    yield from of_xml(re.sub(rb"(?<=[#\"])t[0-9a-f]{6}-", b"t-", raw))


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


def of_page(text: str) -> Iterator[str]:
    """The lines of a page, without what stands in its style, its script and its pictures."""
    bare = re.sub(r"(?s)(<(style|script|svg)\b[^>]*>).*?(?=</\2>)", r"\1", text)
    yield from re.sub(r"sha256-[\w+/=]+", "sha256", bare).split("\n")


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
    **{
        f"svg of {kind}": ("matplotlib", lambda kind=kind: of_svg(picture(charts.EXAMPLES[kind]("en"), "svg")))  # type: ignore[misc]
        for kind in ("dots", "stack", "slope", "card")
    },
    "page": ("Jinja2", lambda: of_page(page.write(hypertext.ENGLISH))),
    "page of hostile words": ("Jinja2", lambda: of_page(page.write(replace(hypertext.NASTY, words={})))),
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
