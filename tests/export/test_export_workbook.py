"""XLSX: what stands in the cells is what the table says, as numbers where it says numbers, and nothing is active."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from analysis.export import workbook, workbook_chart
from analysis.export.sheet_numbers import Figure, one
from analysis.presentation.chart import Chart, Mark
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.rounding import numerals
from analysis.presentation.table import Column, Line, Table
from tests.export.office_documents import ENGLISH, INDONESIAN, LINES, MARKS, chart, table
from tests.export.sheets import is_number, said, shown

SYNTHETIC = "Synthetic data: only figures marked [published] are real"


def opened(document: Document) -> Any:
    return openpyxl.load_workbook(BytesIO(workbook.write(document)))


def parts(document: Document) -> dict[str, str]:
    with zipfile.ZipFile(BytesIO(workbook.write(document))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def one_table(lines: tuple[Line, ...], columns: tuple[Column, ...], drawn: Chart | None = None) -> Document:
    made = Table(command="estimate", title="A title", columns=columns, lines=lines)
    return replace(ENGLISH, synthetic=False, exhibits=(Exhibit("one", made, drawn),))


def pairs(document: Document) -> Iterator[tuple[str, tuple[float, ...], str, list[Any]]]:
    """Text, raw numbers and unit of every cell of every table, with the cells of the sheet that stand for it."""
    book = opened(document)
    for exhibit, sheet in zip(document.exhibits, book.worksheets[1:], strict=False):
        head = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
        wide = {i for line in exhibit.table.lines for i, numbers in enumerate(line.numbers) if len(numbers) == 2}
        for row, line in enumerate(exhibit.table.lines, head + 1):
            if line.kind != "line":
                assert sheet.cell(row, 1).value == line.cells[0]
                assert all(cell.value is None for cell in sheet[row][1:])
                continue
            place = 1
            for column, text in enumerate(line.cells):
                cells = [sheet.cell(row, place + i) for i in range(2 if column in wide else 1)]
                place += len(cells)
                yield text, line.numbers[column], exhibit.table.columns[column].unit, cells


@pytest.mark.parametrize("document", [ENGLISH, INDONESIAN], ids=["English", "Indonesian"])
def test_every_cell_shows_the_text_of_the_table(document: Document) -> None:
    checked = 0
    for text, _, unit, cells in pairs(document):
        if all(is_number(cell) for cell in cells):
            assert unit != "percent" or all("%" in shown(cell.value, cell.number_format) for cell in cells)
            bare = [said(cell, document.lang) for cell in cells]
            assert text in {"".join(bare), "-".join(bare), " to ".join(bare)}
            checked += 1
        else:
            assert [cell.value for cell in cells] == [text.strip() or None] * len(cells)
    assert checked >= 3


def test_numbers_are_the_raw_ones_and_words_are_no_numbers() -> None:
    found = {text: [cell.value for cell in cells] for text, _, _, cells in pairs(ENGLISH)}
    assert found["(51.6)"] == [0.5161234567]
    assert found["41.2-61.9"] == [0.41151, 0.61949]
    assert found["1,995"] == [1995]
    assert found["-1.0 to 25.7"] == [-0.0104, 0.2566]
    for text in ("3 of 50", "<5", "*", "-", "at least 500,000 (270,000-840,000)", "about 20,000"):
        assert set(found[text]) == {text}


def test_a_number_that_the_text_does_not_say_is_in_no_part_of_the_file() -> None:
    secret = 0.0871236
    columns = (Column("", "left"), Column("%", unit="percent"), Column("CI", unit="percent"), Column("n", unit="whole"))
    lines = tuple(
        Line(("x", text, text, "<5"), numbers=((), (secret,), (secret, 0.1 + secret), (4.0,)))
        for text in ("*", "(*)", "-", "<5", "3 of 40", "9.9", "")
    )
    marks = (*MARKS, Mark("Hidden", low=secret, high=1 - secret, text="*", status="suppressed"))
    files = parts(one_table(lines, columns, chart("bars", marks=marks)))
    assert not [name for name, text in files.items() if "0.08712" in text or "0.18712" in text or "0.91287" in text]


def test_noise_in_the_last_digits_does_not_move_what_is_shown() -> None:
    columns = (Column("", "left"), Column("%", unit="percent"))
    sheet = opened(one_table((Line(("x", "15"), numbers=((), (0.14499999999997,))),), columns))["one"]
    cell = sheet.cell(4, 2)
    assert shown(cell.value, cell.number_format) == "15%"
    assert cell.value == pytest.approx(0.14499999999997, rel=1e-11)


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [("0.0", 0.0, "0.0%"), ("0", -0.001, "0%;0%"), ("-0.1", -0.001, '0.0%;"-"0.0%'), ("(3)", 0.03, '"("0%")"')],
)
def test_only_a_number_below_nought_has_a_format_for_those_below(text: str, value: float, form: str) -> None:
    cell = one(text, (value,), "percent", numerals("en"))
    assert isinstance(cell, Figure)
    assert cell.format == form


def test_a_number_is_kept_as_it_is_where_a_sheet_reads_it_as_it_is_shown() -> None:
    """A sheet reads fifteen digits: sixteen that begin 0.1449999 are 0.145 to it, which is 15 % by its rule."""
    long = 0.1449999999999999
    cell = one("15", (long,), "percent", numerals("en"))
    assert isinstance(cell, Figure)
    assert cell.value == long


@pytest.mark.parametrize(("rows", "tall"), [(56, 1), (57, 0)])
def test_a_sheet_is_set_on_one_page_where_it_can_be_read_on_one(rows: int, tall: int) -> None:
    line = Line(("x", "1"), numbers=((), (1.0,)))
    above = opened(one_table((line,), (Column("", "left"), Column("n", unit="whole"))))["one"]
    lines = (line,) * (rows - int(above.print_area.rpartition("$")[2]) + 1)
    sheet = opened(one_table(lines, (Column("", "left"), Column("n", unit="whole"))))["one"]
    assert int(sheet.print_area.rpartition("$")[2]) == rows
    assert sheet.page_setup.fitToHeight == (None if tall else 0)  # one page is what is meant where nothing is said


def test_no_workbook_passes_a_file_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: Any, **__: Any) -> Any:
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile", "TemporaryDirectory"):
        monkeypatch.setattr(tempfile, name, made)
    assert workbook.write(ENGLISH)


def test_nothing_in_the_book_is_a_formula() -> None:
    book, files = opened(ENGLISH), parts(ENGLISH)
    labels = {cell.value for row in book["harm"].iter_rows() for cell in row if cell.data_type == "s"}
    assert {"=1+1", "@x", "+1", "-1"} <= labels
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [name for name, text in files.items() if name.startswith("xl/worksheets/") and "<f>" in text]
    assert not [name for name in files if "external" in name.lower()]


def test_an_interval_takes_two_columns_with_headings_in_words() -> None:
    sheet = opened(ENGLISH)["harm"]
    heads = [cell.value for cell in sheet[int(sheet.freeze_panes[1:]) - 1]][:6]
    assert heads == [None, "%", "95 % CI, lower bound", "95 % CI, upper bound", "n", "Number of children"]


def test_sheet_names_are_short_unique_and_plain() -> None:
    assert opened(ENGLISH).sheetnames == [
        *("Contents", "harm", "harm-by-sex", "HARM 2", "dots_of_a_name_longer_than_thir", "slope", "long"),
        *("Notes", "Chart data", "How it was made"),
    ]
    assert opened(INDONESIAN).sheetnames == ["Daftar isi", "tabel", "Catatan", "Cara pembuatannya"]
    odd = tuple(Exhibit(name, table()) for name in ("History", "[a]:b*c?d/e\\f'g", "notes", ""))
    assert opened(replace(ENGLISH, exhibits=odd)).sheetnames == [
        *("Contents", "History 2", "-a-b-c-d-e-f-g", "notes", "4", "Notes 2", "How it was made"),
    ]


def test_names_of_sheets_that_are_taken_get_numbers_and_stay_short() -> None:
    odd = tuple(Exhibit(name, table()) for name in ("a", "A", "a", "x" * 40, "X" * 40))
    assert opened(replace(ENGLISH, exhibits=odd)).sheetnames[1:6] == [
        *("a", "A 2", "a 3", "x" * 31, f"{'X' * 29} 2"),
    ]


def test_a_table_of_made_up_data_says_so_among_others() -> None:
    made = replace(table(), synthetic=True)
    document = replace(ENGLISH, synthetic=False, exhibits=(Exhibit("made", made), Exhibit("real", table())))
    book = opened(document)
    assert [sheet.title for sheet in book if sheet["A1"].value == SYNTHETIC] == ["made"]
    assert [sheet.title for sheet in book if sheet.oddHeader.left.text == SYNTHETIC] == ["made"]


def test_words_above_a_printed_page_are_no_codes_of_a_printer() -> None:
    phrases = {**ENGLISH.words, "synthetic_in_picture": "Made up & no &P of a survey"}
    sheet = parts(replace(ENGLISH, words=phrases))["xl/worksheets/sheet1.xml"]
    assert "<oddHeader>&amp;LMade up &amp;&amp; no &amp;&amp;P of a survey</oddHeader>" in sheet


def test_every_sheet_is_ready_for_readers_and_printers() -> None:
    for sheet in opened(ENGLISH).worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.print_area
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in (1, None)  # one page is what is meant where nothing is said
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Notes":
            head = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
            assert sheet.print_title_rows == f"${head}:${head}"
            assert sheet.cell(head, 2).value
        if sheet.title in ("harm", "slope"):  # all that was written is inside, and the chart under it
            last = int(sheet.print_area.rpartition("$")[2])
            assert last > sheet._charts[0].anchor._from.row > sheet.max_row


def test_title_subtitle_and_notes_stand_around_the_table() -> None:
    words = [row[0].value for row in opened(ENGLISH)["harm"].iter_rows() if row[0].value]
    assert words[1] == "Table 1. Experience of harm among children & young people"
    assert words[2].startswith("Internet users aged 12-17; weighted")
    assert "rounded to 10,000." in " ".join(words)
    assert words[-1] == "( ) 25 to 49 unweighted cases in the base: read with care."


def test_the_first_row_of_every_sheet_says_that_the_data_are_made_up() -> None:
    assert {sheet["A1"].value for sheet in opened(ENGLISH)} == {SYNTHETIC}
    assert not [1 for text in parts(INDONESIAN).values() if "sintetis" in text]


def test_contents_lead_to_the_sheets() -> None:
    sheet = opened(ENGLISH)["Contents"]
    rows = [[cell.value for cell in row][:3] for row in sheet.iter_rows(min_row=6)]
    assert rows[0] == [1, "Experience of harm among children & young people", "harm"]
    assert rows[-1] == [None, "How it was made", "How it was made"]
    assert sheet["C7"].hyperlink.location == "'harm-by-sex'!A1"


def test_notes_and_provenance_have_sheets() -> None:
    book = opened(ENGLISH)
    notes = [row[0].value for row in book["Notes"].iter_rows()]
    assert [notes[3], notes[4], notes[6]] == [*ENGLISH.notes, "Help: SAPA 129"]
    found = {row[0].value: row[1].value for row in book["How it was made"].iter_rows(min_row=5)}
    assert found == {
        "tallybook": "0.1.0",
        "design.psus": "40",
        "design.weighted": "true",
        "files": "children.sav; caregivers.sav",
        "request.where": "=1+1",
    }


def test_a_chart_is_native_with_its_intervals_from_cells_and_its_words_for_those_who_do_not_see_it() -> None:
    files, book = parts(ENGLISH), opened(ENGLISH)
    drawn = files["xl/charts/chart1.xml"]
    assert "barDir" in drawn
    assert "dispBlanksAs" not in drawn  # nothing said means a gap
    values = re.search("<c:val>.*?</c:val>", drawn)
    assert values
    assert re.findall(r'<c:pt idx="(\d)"><c:v>([0-9.]+)', values[0]) == [
        *(("0", "0.382"), ("1", "0.315"), ("2", "0.061"), ("4", "0.03"))
    ]
    assert "Social media and messaging lead where contact happened! A1" in drawn  # words, not the address of a cell
    assert SYNTHETIC in drawn
    assert ENGLISH.exhibits[0].chart is not None
    assert f'descr="{ENGLISH.exhibits[0].chart.alt}"' in files["xl/drawings/drawing1.xml"]
    data = [[cell.value for cell in row] for row in book["Chart data"].iter_rows(min_row=6, max_row=10)]
    for arm, column in (("minus", "G"), ("plus", "H")):
        assert re.search(rf"<c:{arm}><c:numRef><c:f>'Chart data'!\${column}\$6:\${column}\$10</c:f>", drawn)
    for mark, line in zip(MARKS, data, strict=True):
        assert line[2] == mark.label
        assert line[3:6] == [mark.value, mark.low, mark.high]
        assert line[8] == mark.text
        if mark.value is not None and mark.low is not None and mark.high is not None:
            assert line[6:8] == pytest.approx([mark.value - mark.low, mark.high - mark.value])
        else:
            assert line[6:8] == [None, None]


def test_axes_hold_every_interval() -> None:
    for number, highest in ((1, 0.427), (2, 0.54), (4, 0.427), (5, 0.48)):
        ends = re.findall(
            r'<c:max val="([0-9.]+)"/><c:min val="([0-9.]+)"', parts(ENGLISH)[f"xl/charts/chart{number}.xml"]
        )
        assert [(float(high) >= highest, float(low)) for high, low in ends] == [(True, 0.0)]


def test_an_axis_ends_at_the_first_tick_that_holds_all() -> None:
    ends = {0.15: 0.15, 0.05 * (3 + 4e-10): 0.15, 0.151: 0.2, 1.0: 1.0, 0.0: 1.0}
    for high, end in ends.items():
        marks = (Mark("a", value=high, low=0.0, high=high, text="x"),)
        assert workbook_chart._span(chart("bars", marks=marks)) == (0, pytest.approx(end))
    numbers = replace(chart("stack", marks=(Mark("a", value=3.0, text="3"),)), unit="number")
    assert workbook_chart._span(numbers) == (0, 3)
    below = Mark("a", value=-0.12, low=-0.31, high=-0.1, text="x")
    assert workbook_chart._span(chart("bars", marks=(below,))) == (pytest.approx(-0.35), 0)
    assert workbook_chart._span(chart("bars", marks=(Mark("a", text="*"),))) == (0, 1)


def test_a_number_stands_where_it_has_just_the_room() -> None:
    """In 4 % of a stack or more, and at the foot of a bar whose whisker begins at 9 % of the axis or behind."""
    whole = chart("bars", marks=(Mark("a", value=1.0, text="x"),))
    for value, written in ((0.04, True), (0.0399, False)):
        assert workbook_chart._has_room(replace(whole, kind="stack"), Mark("a", value=value)) is written
    for low, written in ((0.09, True), (0.0899, False), (None, True)):
        assert workbook_chart._has_room(whole, Mark("a", value=0.5, low=low)) is written
    assert not workbook_chart._has_room(whole, Mark("a"))


def test_charts_that_a_sheet_cannot_draw_are_left_to_pictures() -> None:
    panels = tuple(replace(mark, panel=panel) for panel in ("Girls", "Boys") for mark in MARKS)
    exhibits = (Exhibit("m", table(), chart("multiples", marks=panels)), Exhibit("o", table(), chart("one-in")))
    book = opened(replace(ENGLISH, exhibits=exhibits))
    assert "Chart data" not in book.sheetnames
    assert not any(sheet._charts for sheet in book)


def test_the_same_document_gives_the_same_bytes_and_says_nothing_of_when_and_where() -> None:
    assert workbook.write(ENGLISH) == workbook.write(ENGLISH)
    about = opened(ENGLISH).properties
    assert about.creator == "tallybook"
    assert about.title == ENGLISH.title
    assert about.created == datetime(1980, 1, 1)
    assert opened(replace(ENGLISH, title="T" * 300)).properties.title == "T" * 255


def test_signs_that_xml_cannot_hold_do_not_break_the_file() -> None:
    line = Line(("bell\x07 half\ud83d end\uffff", "1.0"), numbers=((), (0.01,)))
    sheet = opened(one_table((line,), (Column("", "left"), Column("%", unit="percent"))))["one"]
    assert sheet.cell(4, 1).value == "bell  half\ufffd end\ufffd"


def test_a_label_without_end_is_whole() -> None:
    label = "A very long label " * 20
    sheet = opened(one_table((replace(LINES[1], cells=(label, *LINES[1].cells[1:])),), table().columns))["one"]
    assert sheet.cell(4, 1).value == label.strip()
    assert sheet.column_dimensions["A"].width < 60
    assert sheet.row_dimensions[4].height > 60
