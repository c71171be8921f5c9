"""Pictures: every word stands in them, none over another; the same bytes twice; nothing of a label becomes active."""

from __future__ import annotations

import io
import itertools
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import get_args
from unittest import mock

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from PIL import Image

from analysis.choices import ChartKind
from analysis.export.drawing import KINDS, fonts, paint
from analysis.export.drawing.sheet import MARGIN, WIDTH, Box, Dots, Shape, Sheet, Strokes, Words
from analysis.export.picture import _png, inside, picture, sheet, size, without_heading
from analysis.presentation.chart import Chart
from tests.export import charts
from tests.export.layouts import lettered

SVG = "{http://www.w3.org/2000/svg}"
MANY = {
    **{f"{kind} {lang}": make(lang) for kind, make in charts.EXAMPLES.items() for lang in ("en", "id")},
    "bars of one": charts.bars("en", 1),
    "bars of forty": charts.bars("id", 40),
    "dots of forty": charts.dots("en", 40),
    "five series": charts.grouped("id", 5),
    "seven panels": charts.multiples("id", 7),
    "one in 1200": charts.one_in("en", 1200),
    "one in a number not shown": charts.one_in("id", None),
}


def said(drawn: Sheet) -> str:
    """All words of the picture, however they are broken into lines."""
    return _bare("".join(item.text for item in drawn.items if isinstance(item, Words)))


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_kind_of_chart_can_be_drawn() -> None:
    assert set(KINDS) == set(get_args(ChartKind))
    assert set(KINDS) == set(charts.EXAMPLES)


@pytest.mark.parametrize("chart", MANY.values(), ids=MANY)
def test_every_word_stands_in_the_picture(chart: Chart) -> None:
    words = said(sheet(chart))
    for text in (chart.title, chart.subtitle, chart.synthetic, *chart.notes):
        assert _bare(text) in words
    for mark in chart.marks:
        for text in (mark.label, mark.panel, mark.series):
            assert _bare(text) in words
        if chart.kind != "stack":  # there a number stands where its part is wide enough
            assert _bare(mark.text) in words
    if any(mark.status == "suppressed" for mark in chart.marks):
        assert _bare(chart.words["not_shown"]) in words


@pytest.mark.parametrize("chart", MANY.values(), ids=MANY)
def test_no_words_touch_others_or_leave_the_picture(chart: Chart) -> None:
    drawn = sheet(chart)
    with paint.settings():
        renderer = FigureCanvasAgg(paint.figure(drawn)).get_renderer()
        boxes = []
        for item in (item for item in drawn.items if isinstance(item, Words)):
            font = fonts.properties(item.size, bold=item.bold)
            sizes = renderer.get_text_width_height_descent(item.text, font, ismath=False)
            width, height, down = (part * 72 / paint.DPI for part in sizes)
            boxes.append((item.text, item.x, item.y - height + down, item.x + width, item.y + down))
    for text, left, top, right, bottom in boxes:
        assert left >= MARGIN - 1, text
        assert right <= WIDTH - MARGIN + 1, text
        assert top >= 0, text
        assert bottom <= drawn.y, text
    for one, other in itertools.combinations(boxes, 2):
        apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
        assert apart, (one[0], other[0])


@pytest.mark.parametrize("word", [*("0" * count for count in range(40, 50)), "i" * 90, "Donaudampfschifffahrt" * 4])
@pytest.mark.parametrize("bold", [False, True])
def test_a_word_that_is_wider_than_a_line_is_cut_where_the_line_is_full(word: str, *, bold: bool) -> None:
    lines = fonts.wrapped(f"so {word}", 10, 61, bold=bold)
    assert "".join(lines) == f"so{word}"
    assert all(fonts.breadth(line, 10, bold=bold) <= 61 for line in lines)
    for line, following in itertools.pairwise(lines[1:]):
        assert fonts.breadth(line + following[0], 10, bold=bold) > 61


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("0" * 21, "0" * 10),
        ("00000/000000000000000", "00000/"),
        ("00000-0/0.0000000000000", "00000-0/0."),
        ("0000/0000000000000000", "0000/00000"),  # too near to the start of the line
    ],
)
def test_a_long_word_is_cut_after_a_sign_in_the_second_half_of_the_line(word: str, first: str) -> None:
    lines = fonts.wrapped(word, 10, fonts.breadth("0" * 10, 10))
    assert lines[0] == first
    assert "".join(lines) == word


def test_a_line_that_is_narrower_than_a_letter_takes_one_letter() -> None:
    assert fonts.wrapped("abc d", 10, 1) == ["a", "b", "c", "d"]


def test_what_is_just_as_wide_as_the_room_is_one_line() -> None:
    room = fonts.breadth("0" * 10, 10)
    assert fonts.wrapped("0" * 20, 10, room) == ["0" * 10, "0" * 10]
    assert fonts.wrapped("00 00 00", 10, fonts.breadth("00 00", 10)) == ["00 00", "00"]


@pytest.mark.parametrize(("bold", "weight"), [(False, "normal"), (True, "bold")])
def test_a_font_is_asked_for_as_it_is_measured(weight: str, *, bold: bool) -> None:
    asked = fonts.properties(11.5, bold=bold)
    assert (asked.get_size(), asked.get_weight()) == (11.5, weight)
    assert asked.get_family() == list(fonts.families())


def test_a_font_is_measured_as_it_is() -> None:
    """In a font of one width every letter has it, 1233 of 2048 parts of the size; what it lacks is a box as wide."""
    lacking = "\U000e0fff"
    with mock.patch.object(fonts, "FAMILIES", ("DejaVu Sans Mono",)), lettered():
        for bold in (False, True):
            for text in ("i", "m", "0"):
                assert fonts.breadth(text, 20, bold=bold) == pytest.approx(20 * 1233 / 2048, rel=1e-3)
            assert fonts.breadth(lacking, 20, bold=bold) == 20
            assert fonts.set_breadth(f"im{lacking}", 20, bold=bold) == fonts.breadth(f"im{lacking}", 20, bold=bold)
            assert fonts.set_breadth("mmmm", 20, bold=bold) == pytest.approx(4 * 20 * 1233 / 2048, rel=0.05)


@pytest.mark.parametrize(("kind", "form"), [*((kind, "svg") for kind in charts.EXAMPLES), ("bars", "png")])
def test_the_same_chart_gives_the_same_bytes(kind: str, form: str) -> None:
    make = charts.EXAMPLES[kind]
    assert picture(make("en"), form) == picture(make("en"), form)


def test_a_picture_is_made_once() -> None:
    chart = charts.bars()
    assert picture(chart, "png") is picture(chart, "png")
    assert sheet(chart) is sheet(chart)


@pytest.mark.parametrize("chart", MANY.values(), ids=MANY)
def test_an_svg_says_what_it_shows_and_names_nothing_outside(chart: Chart) -> None:
    raw = picture(chart, "svg").decode()
    root = ET.fromstring(raw)  # noqa: S314 - our own
    assert raw.startswith("<svg ")
    assert root.attrib["role"] == "img"
    assert root.attrib["lang"] == chart.lang
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == chart.title
    assert root[1].tag == f"{SVG}desc"
    assert root[1].text == chart.alt
    assert not inert(root)
    names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert len(names) == len(set(names))
    assert {target[1:] for target in _targets(root)} <= set(names)
    assert not re.search(r"\d{4}-\d\d-\d\d|matplotlib|<!--", raw, re.IGNORECASE)


def inert(root: ET.Element) -> list[str]:
    """What of a picture could act or reach outside: should be nothing."""
    tags = {f"{SVG}{name}" for name in ("svg", "g", "defs", "path", "use", "title", "desc", "rect", "clipPath")}
    found = [element.tag for element in root.iter() if element.tag not in tags]
    names = [name.rpartition("}")[2] for element in root.iter() for name in element.attrib]
    found += [name for name in names if name.startswith("on") or name in ("style", "src")]
    return found + [target for target in _targets(root) if not target.startswith("#")]


def _targets(root: ET.Element) -> list[str]:
    return [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]


def test_two_pictures_on_a_page_share_no_name() -> None:
    names = [
        set(re.findall(r' id="([^"]+)"', picture(make("en"), "svg").decode())) for make in charts.EXAMPLES.values()
    ]
    assert all(names)
    for one, other in itertools.combinations(names, 2):
        assert one.isdisjoint(other)


@pytest.mark.parametrize(
    "label",
    [
        '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
        "--><script>alert(1)</script>]]>&lt;b&gt; & more",
        "$x^2$ for $5 or \\frac{1}{0}$",
        "half a pair \ud800, a bell \x07, \ufffe and a line\nmore",
        "数据 без मूल ا 🙂",
        "x" * 120,
        "",
    ],
)
@pytest.mark.parametrize("kind", charts.EXAMPLES)
def test_labels_are_shown_and_never_act(kind: str, label: str) -> None:
    chart = charts.EXAMPLES[kind]("en")
    marks = tuple(
        replace(mark, label=f"{label}{i % 3}", series=mark.series and f"{label} {mark.series}", panel=label)
        for i, mark in enumerate(chart.marks)
    )
    hostile = replace(
        chart, title=label, subtitle=label, marks=marks, axis=label, notes=(label,), alt=label, lang=label
    )
    assert not inert(ET.fromstring(picture(hostile, "svg")))  # noqa: S314 - our own
    shown = _bare("".join(map(fonts.printable, label)))
    assert shown in said(sheet(hostile))
    if kind == "bars":
        Image.open(io.BytesIO(picture(hostile, "png"))).verify()


@pytest.mark.parametrize("chart", MANY.values(), ids=MANY)
def test_a_png_opens_has_its_size_and_says_nothing_of_time_or_maker(chart: Chart) -> None:
    image = Image.open(io.BytesIO(picture(chart, "png")))
    image.load()
    assert set(image.info) <= {"dpi"}
    assert image.info["dpi"] == pytest.approx((paint.DPI, paint.DPI), abs=0.1)
    assert image.size == pytest.approx([paint.DPI * inches for inches in size(chart)], abs=1)
    assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


@pytest.mark.parametrize("kind", charts.EXAMPLES)
def test_a_page_that_says_the_heading_itself_cuts_it_off(kind: str) -> None:
    chart, laid = charts.EXAMPLES[kind](), sheet(charts.EXAMPLES[kind]())
    whole, cut = (
        ET.fromstring(raw).attrib  # noqa: S314 - our own
        for raw in (picture(chart, "svg"), without_heading(chart))
    )
    left, top, width, height = (float(part) for part in whole["viewBox"].split())
    assert (left, top, width) == (0, 0, WIDTH)
    assert height == pytest.approx(laid.y, abs=0.01)
    below = [float(part) for part in cut["viewBox"].split()]
    assert below == pytest.approx([0, laid.top, WIDTH, height - laid.top], abs=0.01)
    assert cut["height"] == f"{below[3]:.2f}pt"
    assert cut["width"] == whole["width"]
    assert inside(chart) == pytest.approx((laid.top / laid.y, 1 - laid.bottom / laid.y))
    assert 0 < laid.top < laid.bottom < laid.y
    words = [item for item in laid.items if isinstance(item, Words)]
    assert all(_bare(item.text) in _bare(chart.title + chart.subtitle) for item in words if item.y < laid.top)
    assert all(_bare(item.text) in _bare("".join(chart.notes)) for item in words if item.y > laid.bottom)


def test_a_picture_without_a_heading_is_not_cut() -> None:
    bare = replace(charts.bars(), title="", subtitle="")
    assert without_heading(bare) == picture(bare, "svg")
    assert inside(bare)[0] == 0
    assert without_heading(replace(bare, subtitle="x")) != picture(replace(bare, subtitle="x"), "svg")


def test_what_a_picture_tells_is_its_subtitle_where_it_has_no_words_of_its_own() -> None:
    root = ET.fromstring(picture(replace(charts.bars(), alt=""), "svg"))  # noqa: S314 - our own
    assert root.findtext(f"{SVG}desc") == charts.bars().subtitle


@pytest.mark.parametrize("kind", charts.EXAMPLES)
def test_a_png_has_few_colours_on_white_paper(kind: str) -> None:
    image = Image.open(io.BytesIO(picture(charts.EXAMPLES[kind](), "png")))
    assert image.mode == "P"
    assert len(image.getcolors()) <= 128
    counts = {colour: count for count, colour in image.convert("RGB").getcolors()}
    assert max(counts, key=lambda colour: counts[colour]) == (255, 255, 255)
    grey = image.convert("RGB").tobytes()
    assert 254 not in grey


def test_colours_stand_in_the_png() -> None:
    image = Image.open(io.BytesIO(picture(charts.bars(), "png"))).convert("RGB")
    colours = {colour for _, colour in image.getcolors(1 << 20)}
    assert any(max(abs(a - b) for a, b in zip(colour, (0x00, 0x72, 0xB2), strict=True)) <= 1 for colour in colours)


def test_made_up_data_say_so_inside_the_picture_and_real_ones_do_not() -> None:
    chart = charts.bars()
    assert "Syntheticdata" in said(sheet(chart))
    assert "Syntheticdata" not in said(sheet(replace(chart, synthetic="")))


def test_numbers_of_the_axis_are_written_in_the_language() -> None:
    tiny = charts.chart("bars", (charts.mark("a", (0.012, 0.011, 0.0124), "id"),), "id")
    words = [item.text for item in sheet(tiny).items if isinstance(item, Words)]
    assert [text for text in words if re.fullmatch(r"[\d.,]+ %", text)] == ["0,0 %", "0,5 %", "1,0 %"]


STRANGE = {
    "text.usetex": True,
    "text.antialiased": False,
    "text.hinting": "native",
    "svg.fonttype": "none",
    "svg.hashsalt": "another",
    "figure.autolayout": True,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "red",
    "figure.edgecolor": "red",
    "figure.dpi": 50,
    "lines.antialiased": False,
    "lines.scale_dashes": False,
    "lines.linestyle": "--",
    "lines.markeredgewidth": 5,
    "patch.antialiased": False,
    "patch.linewidth": 9,
    "path.sketch": (1, 100, 2),
    "path.effects": [withStroke(linewidth=3)],
    "path.simplify": False,
    "markers.fillstyle": "none",
}


@pytest.mark.parametrize(("kind", "form"), [*((kind, "svg") for kind in charts.EXAMPLES), ("dots", "png")])
def test_drawing_leaves_settings_of_others_alone_and_is_left_alone_by_them(kind: str, form: str) -> None:
    drawn = picture.__wrapped__(charts.EXAMPLES[kind](), form)  # type: ignore[attr-defined]
    with mpl.rc_context(STRANGE):
        before = dict(mpl.rcParams)
        strange = picture.__wrapped__(charts.EXAMPLES[kind](), form)  # type: ignore[attr-defined]
        assert dict(mpl.rcParams) == before
    assert strange == drawn


def test_only_the_warning_of_a_letter_that_no_font_has_is_kept_quiet() -> None:
    with warnings.catch_warnings(record=True, action="always") as told, paint.settings():
        for words in ("Glyph 65 (A) missing from font", "something else"):
            warnings.warn(words, UserWarning, stacklevel=1)
    assert [str(one.message) for one in told] == ["something else"]


@pytest.mark.parametrize("shape", get_args(Shape))
def test_marks_of_every_shape_are_about_as_large(shape: Shape) -> None:
    """By the area that they cover: a circle of the size 10 covers 79."""
    drawn = paint._dots(Dots(((0.0, 0.0),), shape, 10.0, "#123456", hollow=False))
    style = MarkerStyle(drawn.get_marker())
    area = 0.0
    for outline in style.get_transform().transform_path(style.get_path()).to_polygons(closed_only=False):
        ends = zip(outline, [*outline[1:], outline[0]], strict=True)
        area += sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in ends) / 2
    assert 45 <= abs(area) * drawn.get_markersize() ** 2 <= 110


@pytest.mark.parametrize(("hollow", "shape"), [(False, "circle"), (True, "circle"), (False, "half")])
def test_a_hollow_mark_is_white_inside_and_a_half_one_at_its_right(shape: Shape, *, hollow: bool) -> None:
    drawn = paint._dots(Dots(((0.0, 0.0),), shape, 10.0, "#123456", hollow=hollow))
    assert drawn.get_markerfacecolor() == ("white" if hollow else "#123456")
    assert drawn.get_markeredgecolor() == "#123456"
    assert drawn.get_markeredgewidth() == (0 if (hollow, shape) == (False, "circle") else 1)
    assert drawn.get_fillstyle() == ("left" if shape == "half" else "full")
    assert drawn.get_markerfacecoloralt() == "white"
    assert drawn.get_linestyle() == "None"


def test_a_figure_is_white_paper_of_seven_and_a_half_inches_at_200_dots() -> None:
    figure = paint.figure(Sheet(y=144.0))
    assert list(figure.get_size_inches()) == [7.5, 2.0]
    assert figure.dpi == 200
    assert figure.get_facecolor() == (1, 1, 1, 1)


def test_a_box_without_a_fill_lets_through_what_lies_under_it() -> None:
    for fill, filled in (("", False), ("#112233", True)):
        box = paint._artist(Box(1.0, 2.0, 3.0, 4.0, fill, "#445566", 0.6, (4, 3)))
        assert isinstance(box, Rectangle)
        assert box.get_fill() == filled
        assert (box.get_x(), box.get_y(), box.get_width(), box.get_height()) == (1, 2, 3, 4)
        assert box.get_linewidth() == 0.6
        assert mpl.colors.to_hex(box.get_edgecolor()) == "#445566"
    assert paint._look(Box(0, 0, 1, 1, "#112233"))["edgecolor"] == "none"


def test_letters_stand_upright_on_their_line() -> None:
    """Capitals of DejaVu Sans are 1493 of 2048 parts of their size high."""
    with lettered():
        figure = paint.figure(Sheet(y=120.0, items=[Words("HHH", 100.0, 80.0, 60.0, "#000000", bold=False)]))
        image = Image.open(io.BytesIO(_png(figure))).convert("L").point(lambda grey: 255 * (grey < 128))
        left, top, right, bottom = (part * 72 / paint.DPI for part in image.getbbox())
        width = fonts.breadth("HHH", 60)
    assert (top, bottom) == pytest.approx((80 - 60 * 1493 / 2048, 80), abs=0.5)
    assert 100 < left < 110
    assert 100 + width - 10 < right < 100 + width


def test_lines_and_letters_are_smooth_in_a_png() -> None:
    """A slanting line and a round letter have greys at their edges, and a straight one on the grid of dots has none."""
    for item in (
        Strokes((((50.0, 20.0), (500.0, 110.0)),), 3.0, "#000000"),
        Dots(((90.0, 60.0), (300.3, 40.7)), "circle", 20.0, "#000000", hollow=False),
        Words("SOS", 100.0, 80.0, 60.0, "#000000", bold=False),
    ):
        image = Image.open(io.BytesIO(_png(paint.figure(Sheet(y=120.0, items=[item]))))).convert("L")
        greys = sum(count for count, grey in image.getcolors() if 8 < grey < 247)
        assert greys > 300, item


def test_nothing_of_matplotlib_loads_before_a_picture_is_wanted() -> None:
    script = "import sys; import analysis.export.picture; sys.exit('matplotlib' in sys.modules or 'PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_no_figure_is_wider_than_its_sheet() -> None:
    for chart in MANY.values():
        for box in (item for item in sheet(chart).items if isinstance(item, Box)):
            assert 0 <= box.x <= box.x + box.width <= WIDTH
            assert 0 <= box.y <= box.y + box.height <= sheet(chart).y
