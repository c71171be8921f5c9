"""Slides: native charts and tables that can be edited, only what may be shown, and the same bytes every time."""

from __future__ import annotations

import math
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Inches

from analysis.errors import MissingExtraError, UsageError
from analysis.export import slides
from analysis.export.archive import repeatable
from analysis.export.slides import template
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Column, Line, Table
from analysis.presentation.words import words

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
SYNTHETIC = words("en")["synthetic_in_picture"]
HIDDEN = Mark("Video calls", text="*", n="21", base=21, status="suppressed", reason="base under 25")
MARKS = (
    Mark("Social media", value=0.382, low=0.339, high=0.427, text="38.2", bounds="33.9-42.7", n="1,082", base=1082),
    Mark("Online games", value=0.179, low=0.146, high=0.217, text="(17.9)", bounds="14.6-21.7", n="41", base=41),
    Mark("=cmd|' /C calc'!A0", value=0.03, low=0.017, high=0.052, text="3.0^", bounds="1.7-5.2", n="<5"),
    HIDDEN,
)
BARS = Chart(
    "bars",
    "Social media lead where contact happened",
    "% of children, 95 % confidence interval",
    MARKS,
    axis="% of children",
    notes=("Base: internet users.", "Source: a survey."),
    alt="Social media 38.2 %, online games 17.9 %.",
    words=words("en"),
)
TABLE = Table(
    "prevalence",
    "Where contact happened",
    "Internet users aged 12-17",
    (Column("", "left"), Column("%"), Column("95 % CI"), Column("n")),
    (
        Line(("Platforms",), "group"),
        Line(("Social media", "38.2", "33.9-42.7", "1,082")),
        Line(("Video calls", "*", "-", "21")),
    ),
    notes=("* not shown.",),
)
DOCUMENT = Document(
    "report",
    "What children told us",
    (Exhibit("platforms", TABLE, BARS),),
    subtitle="Household survey 2026",
    words=words("en"),
    provenance={"codebook": "survey", "design": {"psus": 40}},
)


def test_a_deck_opens_with_its_title_and_shows_each_exhibit_as_chart_and_then_as_table() -> None:
    opening, chart, table = _slides(slides.write(DOCUMENT))
    assert opening.shapes.title.text == "What children told us"
    assert "Household survey 2026" in _text(opening)
    assert chart.shapes.title.text == BARS.title
    assert BARS.subtitle in _text(chart)
    assert "Source: a survey." in _text(chart)
    assert [shape.shape_type for shape in chart.shapes if shape.has_chart] == [MSO_SHAPE_TYPE.CHART]
    assert table.shapes.title.text == TABLE.title
    assert [cell.text for cell in _table(table).rows[2].cells] == ["Social media", "38.2", "33.9-42.7", "1,082"]


def test_a_chart_is_native_with_its_values_and_whiskers_of_unequal_length() -> None:
    chart = _chart(_slides(slides.write(DOCUMENT))[1])
    assert list(chart.plots[0].categories) == [mark.label for mark in MARKS]
    assert chart.series[0].values == pytest.approx((0.382, 0.179, 0.03, None))
    bars = chart.series[0]._element.find(f"{CHART}errBars")
    order = [child.tag.removeprefix(CHART) for child in chart.series[0]._element]
    assert order.index("errBars") < order.index("cat") < order.index("val")
    assert bars.find(f"{CHART}errValType").get("val") == "cust"
    assert _cached(bars.find(f"{CHART}plus")) == {
        0: pytest.approx(0.045),
        1: pytest.approx(0.038),
        2: pytest.approx(0.022),
    }
    assert _cached(bars.find(f"{CHART}minus")) == {
        0: pytest.approx(0.043),
        1: pytest.approx(0.033),
        2: pytest.approx(0.013),
    }


def test_edit_data_opens_all_that_is_shown_and_every_reference_points_at_it() -> None:
    chart = _chart(_slides(slides.write(DOCUMENT))[1])
    sheet = _book(chart)["Data"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("Category", "Estimate", "lower bound", "upper bound")
    assert rows[1] == ("Social media", 0.382, 0.339, 0.427, pytest.approx(0.043), pytest.approx(0.045), 1082, "38.2")
    assert rows[3][0] == "=cmd|' /C calc'!A0"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}  # no formula
    assert rows[3][6] == "<5"
    assert rows[4] == ("Video calls", None, None, None, None, None, 21, "not shown")
    assert sheet["B2"].number_format == "0.0%"
    of_people = _chart(_slides(slides.write(_with(replace(BARS, unit="number"))))[1])
    assert _book(of_people)["Data"]["B2"].number_format == "General"
    bars = chart.series[0]._element.find(f"{CHART}errBars")
    for part, column in (("plus", 5), ("minus", 4)):
        assert _pointed(sheet, bars.find(f"{CHART}{part}")) == [row[column] for row in rows[1:]]
    assert _pointed(sheet, chart.series[0]._element.find(f"{CHART}val")) == [row[1] for row in rows[1:]]
    assert _pointed(sheet, chart.series[0]._element.find(f"{CHART}cat")) == [row[0] for row in rows[1:]]


def test_labels_are_the_texts_of_the_table_and_nothing_is_written_where_there_is_no_value() -> None:
    slide = _slides(slides.write(DOCUMENT))[1]
    labels = _chart(slide).series[0]._element.findall(f"{CHART}dLbls/{CHART}dLbl")
    written = {int(label.find(f"{CHART}idx").get("val")): _said(label) for label in labels}
    assert written == {0: "38.2", 1: "(17.9)", 2: "3.0^"}
    assert "* not shown" in _text(slide)


@pytest.mark.parametrize("kind", ["bars", "grouped", "multiples", "stack", "slope", "dots"])
def test_a_number_that_may_not_be_shown_is_in_no_part_of_the_file(kind: Any) -> None:
    field = {"multiples": "panel", "dots": "", "bars": ""}.get(kind, "series")
    twice = [replace(mark, **{field: name}) for name in ("A", "B") for mark in MARKS] if field else MARKS
    if kind == "slope":  # its rounds, which are series, are the categories of the native chart
        twice = [replace(mark, label=mark.series, series=mark.label) for mark in twice]
    chart = replace(BARS, kind=kind, marks=tuple(twice))
    deck = slides.write(replace(DOCUMENT, exhibits=(Exhibit("one", TABLE, chart),)))
    drawn = [_chart_of(shape) for slide in _slides(deck) for shape in slide.shapes if shape.has_chart]
    assert drawn
    for each in drawn:
        for series in each.series:
            shown = {mark.value for mark in MARKS}
            assert series.values[-1] is None
            assert {value for value in series.values if value is not None} <= shown
            for cache in series._element.iter(f"{CHART}numCache"):
                assert len(cache.findall(f"{CHART}pt")) == 3
        hidden = [row for row in _book(each)["Data"].iter_rows(values_only=True) if row[0] == "Video calls"]
        assert {cell for row in hidden for cell in row if cell is not None} == {"Video calls", 21, "not shown"}


def test_a_stack_is_in_shades_of_one_hue_up_to_the_whole_and_is_not_stretched_over_what_is_hidden() -> None:
    answers = [Mark("Girls", name, value=part, text=name) for name, part in (("No", 0.6), ("Once", 0.3))]
    marks = (*answers, replace(HIDDEN, label="Girls", series="Often"))
    chart = _chart(_slides(slides.write(_with(replace(BARS, kind="stack", marks=marks))))[1])
    assert chart.plots[0]._element.find(f"{CHART}grouping").get("val") == "stacked"
    assert (chart.value_axis.minimum_scale, chart.value_axis.maximum_scale) == (0, 1)
    inks = {each.get("val") for series in chart.series for each in series._element.find(f"{CHART}spPr")[0]}
    assert inks == {"accent1"}


def test_a_slope_names_its_lines_and_draws_upright_whiskers() -> None:
    marks = [
        Mark(name, year, value=value, low=value - 0.02, high=value + 0.05, text=f"{value:.1%}")
        for name, values in (("Girls", (0.2, 0.3)), ("Boys", (0.21, 0.1)))
        for year, value in zip(("2023", "2026"), values, strict=True)
    ]
    chart = _chart(_slides(slides.write(_with(replace(BARS, kind="slope", marks=tuple(marks)))))[1])
    assert [series.name for series in chart.series] == ["Girls", "Boys"]
    assert not chart.has_legend
    texts = [_said(label) for label in chart.plots[0]._element.iter(f"{CHART}dLbl")]
    assert any("Girls" in text for text in texts)
    assert {each.get("val") for each in chart.plots[0]._element.iter(f"{CHART}errDir")} == {"y"}
    symbols = [each.get("val") for each in chart.plots[0]._element.iter(f"{CHART}symbol")]
    assert len(set(symbols)) == 2


def test_small_multiples_share_one_axis_and_have_a_workbook_each() -> None:
    panels = [replace(mark, panel=panel) for panel in ("Girls", "Boys", "All") for mark in MARKS]
    slide = _slides(slides.write(_with(replace(BARS, kind="multiples", marks=tuple(panels)))))[1]
    charts = [_chart_of(shape) for shape in slide.shapes if shape.has_chart]
    assert [chart.chart_title.text_frame.text for chart in charts] == ["Girls", "Boys", "All"]
    assert len({(chart.value_axis.maximum_scale, chart.value_axis.major_unit) for chart in charts}) == 1
    assert all(_book(chart)["Data"]["B2"].value == 0.382 for chart in charts)


def test_what_no_chart_program_draws_is_a_picture_with_words_for_those_who_hear_it() -> None:
    long = tuple(replace(mark, label=f"{mark.label}, {'a very long label ' * 4}") for mark in MARKS)
    slide = _slides(slides.write(_with(replace(BARS, kind="dots", marks=long))))[1]
    (picture,) = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert picture._element.nvPicPr.cNvPr.get("descr") == BARS.alt
    assert picture.image.content_type == "image/png"


def test_charts_and_tables_have_alternative_text_and_the_head_of_a_table_is_marked() -> None:
    _, chart, table = _slides(slides.write(DOCUMENT))
    (frame,) = [shape for shape in chart.shapes if shape.has_chart]
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == BARS.alt
    assert frame._element.nvGraphicFramePr.cNvPr.get("title") == BARS.title
    (frame,) = [shape for shape in table.shapes if shape.has_table]
    assert TABLE.title in frame._element.nvGraphicFramePr.cNvPr.get("descr")
    assert _table(table).first_row


def test_the_speaker_reads_the_notes_of_the_table_and_what_the_numbers_stand_on() -> None:
    spoken = _slides(slides.write(DOCUMENT))[2].notes_slide.notes_text_frame.text.split("\n")
    assert "* not shown." in spoken
    assert "design.psus: 40" in spoken


def test_a_long_table_goes_on_over_slides_with_its_head_and_heading_and_loses_no_line() -> None:
    label = "Someone asked me to talk about sexual things online when I did not want to talk about it"
    lines = [Line((f"{label} {at}", f"{at}.0", "1.0-2.0", "1,082")) for at in range(40)]
    table = replace(TABLE, lines=(Line(("Platforms",), "group"), *lines))
    made = _slides(slides.write(replace(DOCUMENT, exhibits=(Exhibit("long", table),))))
    bodies = [[[cell.text for cell in row.cells] for row in _table(slide).rows] for slide in made[1:]]
    assert len(bodies) > 1
    assert all(rows[0] == ["", "%", "95 % CI", "n"] and rows[1] == ["Platforms", "", "", ""] for rows in bodies)
    assert [row[1] for rows in bodies for row in rows[2:]] == [f"{at}.0" for at in range(40)]
    for slide in made[1:]:
        (frame,) = [shape for shape in slide.shapes if shape.has_table]
        assert frame.top + frame.height < Inches(7.5)
        assert frame.left + frame.width < Inches(13.333)


def test_words_in_any_column_break_in_the_width_they_get_and_no_row_is_lower_than_its_words() -> None:
    fact = "Two thousand officers of the law were trained in the year before, most of them in one of the provinces"
    columns = (Column("No.", "left"), Column("Figure", "left"), Column("Value", "left"), Column("n"))
    lines = [Line((f"D{at:03}", fact, f"{at} children (of those who answered)", "1,082")) for at in range(12)]
    table = replace(TABLE, columns=columns, lines=(Line(("Indonesia",), "group"), *lines))
    for slide in _slides(slides.write(replace(DOCUMENT, exhibits=(Exhibit("words", table),))))[1:]:
        made = _table(slide)
        size = next(made.cell(0, 0)._tc.iter(f"{DRAWING}rPr")).sz / 100
        assert size >= 10
        widths = [column.width / 12700 for column in made.columns]
        assert widths[0] < widths[1] / 4
        for row in list(made.rows)[2:]:
            for width, cell in zip(widths, row.cells, strict=True):
                needed = math.ceil(len(cell.text) * size * 0.5 / (width - 0.14 * 72)) * size * 1.2
                assert row.height / 12700 > needed
                if cell.text == "1,082":
                    assert width > len(cell.text) * size * 0.56 + 0.14 * 72


def test_an_empty_cell_is_no_higher_than_the_words_of_its_line_and_a_heading_has_the_whole_width() -> None:
    made = _table(_slides(slides.write(DOCUMENT))[2])
    size = next(made.cell(0, 1)._tc.iter(f"{DRAWING}rPr")).sz
    ends = [next(cell._tc.iter(f"{DRAWING}endParaRPr")) for row in made.rows for cell in row.cells]
    assert {end.get("sz") for end in ends} == {str(size)}
    assert made.cell(1, 0).is_merge_origin
    assert made.cell(1, 0).span_width == 4


def test_no_table_runs_over_the_notes_under_it_and_each_slide_names_the_sources_that_it_cites() -> None:
    columns = tuple(Column(heading, "left") for heading in ("No.", "Figure", "Source"))
    pairs = [
        (Line((f"Country {at}",), "group"), Line((f"D{at:03}", "clear examples", f"[{at}]"))) for at in range(1, 25)
    ]
    notes = (
        "Values stand as they were printed.",
        *(f"[{at}] https://example.org/{at}/{'a' * 90}" for at in range(1, 25)),
    )
    table = replace(TABLE, columns=columns, lines=tuple(line for pair in pairs for line in pair), notes=notes)
    made = _slides(slides.write(replace(DOCUMENT, exhibits=(Exhibit("sources", table),))))[1:]
    assert len(made) > 2
    for slide in made:
        (frame,) = [shape for shape in slide.shapes if shape.has_table]
        (words,) = [shape for shape in slide.shapes if shape.has_text_frame and notes[0] in shape.text_frame.text]
        assert frame.top + sum(row.height for row in frame.table.rows) <= words.top
        assert words.top + words.height <= Inches(7.1)
        named = re.findall(r"^\[\d+\]", words.text_frame.text, re.MULTILINE)
        cited = [row.cells[2].text for row in frame.table.rows if row.cells[2].text.startswith("[")]
        assert named
        assert named == cited[: len(named)]
        assert notes[-1] in slide.notes_slide.notes_text_frame.text


@pytest.mark.parametrize("kind", ["dots", "bars"])
def test_a_range_without_a_value_is_drawn_as_a_picture_and_its_middle_stands_nowhere(kind: Any) -> None:
    span = Mark("Kenya", low=0.05, high=0.14, text="5-14")
    deck = slides.write(_with(replace(BARS, kind=kind, marks=(MARKS[0], span))))
    slide = _slides(deck)[1]
    assert [shape.shape_type for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert not any(shape.has_chart for shape in slide.shapes)
    assert all(b"0.095" not in content for name, content in _parts(deck) if name.endswith((".xml", ".xlsx")))


def test_a_card_fills_its_slides_goal_by_goal_and_leaves_the_facts_to_the_table_and_to_those_who_hear_it() -> None:
    fact = "Passed by Parliament after the card was printed, and said at such a length that it fills lines. " * 4
    marks = tuple(
        Mark(f"Indicator {at}", panel=f"Goal {goal}", text="not known", detail=fact)
        for goal in range(3)
        for at in range(6)
    )
    made = _slides(slides.write(_with(replace(BARS, kind="card", marks=marks, alt=fact))))[1:-1]
    assert [slide.shapes.title.text for slide in made] == [f"{BARS.title} ({at}/3)" for at in (1, 2, 3)]
    for slide in made:
        (picture,) = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE]
        assert picture.width > Inches(8)
        assert picture.top + picture.height < Inches(7.1)
        assert picture._element.nvPicPr.cNvPr.get("descr") == fact


def test_a_card_of_few_indicators_stands_on_one_slide() -> None:
    marks = tuple(Mark(f"Indicator {goal}", panel=f"Goal {goal}", text="not known") for goal in range(2))
    assert len(_slides(slides.write(_with(replace(BARS, kind="card", marks=marks))))) == 3


def test_a_category_under_its_mark_is_set_smaller_before_a_word_of_it_would_break() -> None:
    def made(labels: tuple[str, ...]) -> Any:
        marks = tuple(replace(MARKS[0], label=label) for label in labels)
        return _slides(slides.write(_with(replace(BARS, kind="dots", marks=marks))))[1]

    few, many = (made(("Mozambique", *"ABCDEFGHIJK"[:count])) for count in (3, 11))
    sizes = [
        int(next(_chart(slide).category_axis._element.iter(f"{DRAWING}defRPr")).get("sz")) for slide in (few, many)
    ]
    assert sizes[0] == 1200
    assert 1000 <= sizes[1] < 1200
    assert not any(shape.has_chart for shape in made(("Intergovernmentally", *"ABCDEFGHIJK")).shapes)


def test_a_section_begins_with_a_slide_of_its_own_and_is_listed_with_its_slides() -> None:
    exhibits = [
        Exhibit(name, TABLE, section=section) for name, section in (("a", "One"), ("b", "One"), ("c", "Two & 3"))
    ]
    made = Presentation(BytesIO(slides.write(replace(DOCUMENT, synthetic=True, exhibits=tuple(exhibits)))))
    titles = [slide.shapes.title.text for slide in made.slides]
    assert titles == [DOCUMENT.title, "One", TABLE.title, TABLE.title, "Two & 3", TABLE.title]
    assert all(SYNTHETIC in _text(slide) for slide in made.slides)
    listed = list(made.element.iter(f"{SECTIONS}section"))
    assert [each.get("name") for each in listed] == [DOCUMENT.title, "One", "Two & 3"]
    ids = [[int(slide.get("id")) for slide in each.iter(f"{SECTIONS}sldId")] for each in listed]
    assert [each for part in ids for each in part] == [slide.slide_id for slide in made.slides]
    assert [len(part) for part in ids] == [1, 3, 2]
    assert len({each.get("id") for each in listed}) == 3
    assert not list(Presentation(BytesIO(slides.write(DOCUMENT))).element.iter(f"{SECTIONS}section"))


def test_a_template_lends_its_layout_for_sections() -> None:
    document = replace(DOCUMENT, exhibits=(replace(DOCUMENT.exhibits[0], section="One"),))
    slide = _slides(slides.write(document, template=_template()))[1]
    assert slide.slide_layout.name == "Section Header"
    assert [shape.placeholder_format.type.name for shape in slide.placeholders] == ["TITLE", "SLIDE_NUMBER"]


def test_many_bars_are_shared_out_over_slides_with_the_same_axis() -> None:
    many = tuple(replace(MARKS[0], label=f"Platform {at}", value=0.4 / (at + 1)) for at in range(40))
    charts = [_chart(slide) for slide in _slides(slides.write(_with(replace(BARS, marks=many))))[1:-1]]
    assert len(charts) > 1
    assert [label for chart in charts for label in chart.plots[0].categories] == [mark.label for mark in many]
    assert len({chart.value_axis.maximum_scale for chart in charts}) == 1


def test_every_slide_of_synthetic_data_says_so_and_so_does_the_chart_when_it_is_copied_elsewhere() -> None:
    made = _slides(slides.write(replace(DOCUMENT, synthetic=True, exhibits=(_synthetic(),))))
    assert len(made) == 3
    assert all(SYNTHETIC in _text(slide) for slide in made)
    assert _chart(made[1]).chart_title.text_frame.text == SYNTHETIC


def test_words_are_told_in_their_language() -> None:
    chart = replace(BARS, lang="id", words=words("id"))
    document = replace(DOCUMENT, lang="id", words=words("id"), exhibits=(Exhibit("satu", TABLE, chart),))
    slide = _slides(slides.write(document))[1]
    assert "tidak ditampilkan" in _text(slide)
    assert {run.get("lang") for run in slide._element.iter(f"{DRAWING}rPr")} == {"id-ID"}
    assert _book(_chart(slide))["Data"]["H5"].value == "tidak ditampilkan"


def test_the_same_report_gives_the_same_bytes_without_time_or_person() -> None:
    deck = slides.write(DOCUMENT)
    assert deck == slides.write(DOCUMENT)
    properties = Presentation(BytesIO(deck)).core_properties
    assert (properties.author, properties.last_modified_by, properties.revision) == ("tallybook", "tallybook", 1)
    assert properties.created == properties.modified == datetime(2020, 1, 1)
    assert properties.title == "What children told us"
    other = replace(DOCUMENT, provenance={"codebook": "another"})
    assert Presentation(BytesIO(slides.write(other))).core_properties.keywords != properties.keywords
    for name, content in _parts(deck):
        assert b"Steve Canny" not in content, name
        assert b"2013-" not in content, name
        assert b"1/27/13" not in content, name


def test_an_archive_is_packed_again_in_order_and_without_its_times() -> None:
    inner, outer = BytesIO(), BytesIO()
    with zipfile.ZipFile(inner, "w") as made:
        made.writestr(zipfile.ZipInfo("b.xml", (2021, 5, 6, 7, 8, 9)), "b")
    with zipfile.ZipFile(outer, "w") as made:
        made.writestr(zipfile.ZipInfo("z.xlsx", (2022, 1, 1, 1, 1, 1)), inner.getvalue())
        made.writestr("[Content_Types].xml", "types")
        made.writestr("a.xml", "a")
        made.writestr("A.xml", "a name before the one that must come first")
    with zipfile.ZipFile(BytesIO(repeatable(outer.getvalue()))) as packed:
        assert packed.namelist() == ["[Content_Types].xml", "A.xml", "a.xml", "z.xlsx"]
        assert {entry.create_system for entry in packed.infolist()} == {0}  # of no system that is told from others
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # the earliest there is
        with zipfile.ZipFile(BytesIO(packed.read("z.xlsx"))) as inside:
            assert {entry.date_time for entry in inside.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert inside.read("b.xml") == b"b"


def test_a_template_gives_size_layout_fonts_and_colours_and_keeps_its_slides_to_itself() -> None:
    deck = slides.write(DOCUMENT, template=_template(), layout="House exhibit")
    presentation = Presentation(BytesIO(deck))
    assert (presentation.slide_width, presentation.slide_height) == (Inches(10), Inches(7.5))
    assert len(presentation.slides) == 3
    assert presentation.slides[1].slide_layout.name == "House exhibit"
    theme = presentation.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    assert b'latin typeface="Georgia"' in theme
    assert b'"6A1B9A"' in theme
    fill = _chart(presentation.slides[1]).series[0]._element.find(f"{CHART}spPr")[0][0]
    assert fill.get("val") == "accent1"
    assert all(b"OLD SLIDE" not in content and b"Old Author" not in content for _, content in _parts(deck))
    for slide in presentation.slides:
        assert all(shape.text_frame.text for shape in slide.placeholders)
        assert all(shape.left + shape.width <= presentation.slide_width for shape in slide.shapes)
        assert all(shape.top + shape.height <= presentation.slide_height for shape in slide.shapes)


def test_without_a_name_the_layout_with_a_title_only_is_taken_and_empty_placeholders_go() -> None:
    deck = Presentation()
    for layout in list(deck.slide_layouts):
        if layout.name == "Title Only":
            deck.slide_layouts.remove(layout)
    out = BytesIO()
    deck.save(out)
    assert _slides(slides.write(DOCUMENT, template=_template("Title Only")))[1].slide_layout.name == "Title Only"
    slide = _slides(slides.write(DOCUMENT, template=out.getvalue()))[1]
    assert slide.slide_layout.name == "Title and Content"
    assert [shape.placeholder_format.type.name for shape in slide.placeholders] == ["TITLE", "SLIDE_NUMBER"]


def test_a_potx_is_a_template_too() -> None:
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(_template())) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            plain, of_template = b"presentationml.presentation.main+xml", b"presentationml.template.main+xml"
            new.writestr(name, old.read(name).replace(plain, of_template))
    assert len(_slides(slides.write(DOCUMENT, template=changed.getvalue()))) == 3


def test_a_layout_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"'House exhibit'.* Did you mean House exhibit\?"):
        slides.write(DOCUMENT, template=_template(), layout="House exhibt")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x05\x06" + bytes(18)])
def test_a_template_that_is_no_presentation_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match="no PowerPoint file"):
        slides.write(DOCUMENT, template=content)


def test_a_template_that_is_damaged_is_told_from_a_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    torn = BytesIO()
    with zipfile.ZipFile(BytesIO(_template())) as old, zipfile.ZipFile(torn, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name)[: 200 if "theme" in name else None])
    with pytest.raises(UsageError, match="the template is damaged; open it in PowerPoint, and save it again"):
        slides.write(DOCUMENT, template=torn.getvalue())
    monkeypatch.setattr("analysis.export.slides.deck._exhibit", lambda *of_ours: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        slides.write(DOCUMENT, template=_template())


def test_a_template_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.export.slides.template.MOST_UNPACKED", 20_000)
    with pytest.raises(UsageError, match=r"the template unpacks to 0 MB, more than 0; take pictures"):
        slides.write(DOCUMENT, template=_template())


@pytest.mark.parametrize(("size", "refused"), [(300_000_000, False), (300_000_001, True)])
def test_a_template_may_unpack_to_three_hundred_million_bytes(
    size: int, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = _template()
    monkeypatch.setattr(zipfile.ZipFile, "infolist", lambda _: [SimpleNamespace(file_size=size)])
    if refused:
        with pytest.raises(UsageError, match="the template unpacks to 300 MB, more than 300"):
            template._bare(content)
    else:
        assert template._bare(content)


def test_a_workbook_is_no_template() -> None:
    book = _chart(_slides(slides.write(DOCUMENT))[1]).part.chart_workbook.xlsx_part.blob
    with pytest.raises(UsageError, match="no PowerPoint file"):
        slides.write(DOCUMENT, template=book)


def test_without_python_pptx_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(MissingExtraError, match=r"tallybook\[slides\]"):
        slides.write(DOCUMENT)


@pytest.mark.parametrize("label", ["<a:b>&amp;</a:b>", "a\x07b\ufffe", "_x000D_", "\ud800", "$x^2$ {0}", "x" * 90])
def test_no_label_breaks_a_slide(label: str) -> None:
    chart = replace(BARS, title=label, marks=(replace(MARKS[0], label=label), MARKS[1]), notes=(label,), alt=label)
    table = replace(TABLE, title=label, lines=(Line((label, "1.0", "-", "2")),))
    slide = _slides(slides.write(replace(DOCUMENT, exhibits=(Exhibit("odd", table, chart),))))[1]
    assert len(_chart(slide).plots[0].categories) == 2


def _said(label: Any) -> str:
    return "".join(part.text for part in label.iter(f"{DRAWING}t"))


def _with(chart: Chart) -> Document:
    return replace(DOCUMENT, exhibits=(Exhibit("one", TABLE, chart),))


def _synthetic() -> Exhibit:
    return Exhibit("platforms", replace(TABLE, synthetic=True), replace(BARS, synthetic=SYNTHETIC))


def _slides(deck: bytes) -> list[Any]:
    return list(Presentation(BytesIO(deck)).slides)


def _text(slide: Any) -> str:
    return "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def _chart(slide: Any) -> Any:
    return next(_chart_of(shape) for shape in slide.shapes if shape.has_chart)


def _chart_of(shape: Any) -> Any:
    return shape.chart


def _table(slide: Any) -> Any:
    return next(shape.table for shape in slide.shapes if shape.has_table)


def _book(chart: Any) -> Any:
    return load_workbook(BytesIO(chart.part.chart_workbook.xlsx_part.blob))


def _cached(holder: Any) -> dict[int, float]:
    return {int(point.get("idx")): float(point[0].text) for point in holder.iter(f"{CHART}pt")}


def _pointed(sheet: Any, holder: Any) -> list[Any]:
    """What stands in the cells that a part of a chart points at."""
    formula = next(holder.iter(f"{CHART}f")).text
    name, cells = formula.split("!")
    assert name == sheet.title
    return [row[0].value for row in sheet[cells.replace("$", "")]]


def _parts(deck: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(deck)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield name, content
            if name.endswith(".xlsx"):
                yield from _parts(content)


def _template(exhibit: str = "House exhibit") -> bytes:
    """A template in 4:3 with other fonts, colours and names of layouts, a slide and an author."""
    made = Presentation()
    theme = made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = re.sub(r'(<a:accent1>\s*<a:srgbClr val=)"\w+"', r'\1"6A1B9A"', theme.blob.decode())
    theme.blob = text.replace('latin typeface="Calibri"', 'latin typeface="Georgia"').encode()
    layouts = {layout.name: layout for layout in made.slide_layouts}
    layouts["Title Only"].name = exhibit
    slide = made.slides.add_slide(layouts["Title and Content"])
    slide.shapes.title.text = "OLD SLIDE"
    made.core_properties.author = "Old Author"
    out = BytesIO()
    made.save(out)
    return out.getvalue()
