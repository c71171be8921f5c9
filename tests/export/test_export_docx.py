"""DOCX: real headings, native tables whose heads repeat, pictures with words, and nothing of when and where."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from lxml import etree

from analysis.errors import MissingExtraError
from analysis.export import picture, print_docx
from analysis.presentation.document import Document, Exhibit
from analysis.presentation.table import Line
from tests.export.office_documents import ENGLISH, INDONESIAN, LONG

SYNTHETIC = "Synthetic data: only figures marked [published] are real"
SHORT = replace(ENGLISH, exhibits=(ENGLISH.exhibits[0], replace(ENGLISH.exhibits[1], chart=None)))


@pytest.fixture(scope="module")
def report() -> Any:
    return docx.Document(BytesIO(print_docx.write(SHORT)))


def parts(document: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(print_docx.write(document))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_cell_says_what_the_table_says(report: Any) -> None:
    for exhibit, grid in zip(SHORT.exhibits, report.tables, strict=False):
        rows = [[cell.text for cell in row.cells] for row in grid.rows]
        assert rows[0] == [column.heading for column in exhibit.table.columns]
        for row, line in zip(rows[1:], exhibit.table.lines, strict=True):
            heading = [line.cells[0]] * 5  # one cell as broad as the table
            assert row == ([cell.strip() for cell in line.cells] if line.kind == "line" else heading)


def test_an_indonesian_report_is_marked_as_indonesian() -> None:
    files = parts(INDONESIAN)
    assert b'w:lang w:val="id-ID"' in files["word/styles.xml"]
    assert b'w:themeFontLang w:val="id-ID"' in files["word/settings.xml"]
    assert b"Daftar isi" in files["word/document.xml"]
    about = parts(replace(INDONESIAN, title="T" * 300))["docProps/core.xml"]
    assert b">id-ID<" in about
    assert b"T" * 255 in about
    assert b"T" * 256 not in about
    assert "2,2" in [cell.text for cell in docx.Document(BytesIO(print_docx.write(INDONESIAN))).tables[0].rows[1].cells]
    assert b'w:lang w:val="en-GB"' in parts(SHORT)["word/styles.xml"]


def test_headings_are_real_and_the_contents_lead_to_them(report: Any) -> None:
    headings = [(line.style.name, line.text) for line in report.paragraphs if line.style.name.startswith("Heading")]
    assert headings == [
        ("Heading 1", "Experience"),
        ("Heading 2", "Table 1. Experience of harm among children & young people"),
        ("Heading 2", "Table 2. Where it happened, by sex"),
        ("Heading 1", "Notes"),
        ("Heading 1", "How it was made"),
    ]
    body = report.element.body
    links = [link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    assert links == marks
    assert len(set(marks)) == len(headings)
    told = ["".join(text.text for text in link.iter(qn("w:t"))) for link in body.iter(qn("w:hyperlink"))]
    assert told == [text for _, text in headings]
    kinds = [field.get(qn("w:fldCharType")) for field in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]


def test_heads_repeat_rows_stay_whole_and_tables_have_names(report: Any) -> None:
    for grid, title in zip(report.tables, [exhibit.table.title for exhibit in SHORT.exhibits], strict=False):
        rows = list(grid._tbl.iter(qn("w:tr")))
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True, *[False] * (len(rows) - 1)]
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        assert not list(grid._tbl.iter(qn("w:vMerge")))
        assert grid._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == title


@pytest.mark.parametrize(("count", "whole"), [(25, True), (26, False)])
def test_a_table_that_is_not_long_stays_on_one_page(count: int, whole: bool) -> None:
    line = Line(("Girls", "1.0", "0.5-2.0", "300", "-"))
    exhibit = Exhibit("one", replace(SHORT.exhibits[0].table, lines=(line,) * count))
    grid = docx.Document(BytesIO(print_docx.write(replace(SHORT, exhibits=(exhibit,))))).tables[0]
    with_next = [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in grid.rows]
    assert with_next == [True, *[whole] * (count - 1), False]


def test_numbers_stand_at_the_right_groups_are_bold_and_labels_set_in(report: Any) -> None:
    rows = report.tables[0].rows
    assert rows[2].cells[0].paragraphs[0].alignment is None
    assert {cell.paragraphs[0].alignment for cell in rows[2].cells[1:]} == {2}
    assert rows[1].cells[0].paragraphs[0].runs[0].bold
    assert rows[3].cells[0].paragraphs[0].runs[0].italic
    assert not rows[2].cells[0].paragraphs[0].runs[0].bold
    assert rows[4].cells[0].paragraphs[0].paragraph_format.left_indent > 0


def test_columns_fill_the_page_and_no_more(report: Any) -> None:
    for grid in report.tables:
        assert sum(column.width for column in grid.columns) == pytest.approx(docx.shared.Mm(170), rel=0.001)


def test_a_chart_is_a_picture_with_its_words(report: Any) -> None:
    (shape,) = report.inline_shapes
    chart = SHORT.exhibits[0].chart
    assert chart is not None
    assert shape._inline.docPr.get("descr") == chart.alt
    across, down = picture.size(chart)
    shown = down * (1 - picture.inside(chart)[0])  # the words above the picture say title and subtitle
    assert shape.width / shape.height == pytest.approx(across / shown, rel=0.01)
    assert 0 < picture.inside(chart)[0] < 0.5
    assert shape.width <= docx.shared.Mm(170)
    assert picture.picture(chart, "png") in parts(SHORT).values()


def test_notes_follow_each_table_and_the_end_says_how_it_was_made(report: Any) -> None:
    small = [line.text for line in report.paragraphs if line.style.name == "Under a table"]
    assert small == [*SHORT.exhibits[0].table.notes, *SHORT.exhibits[1].table.notes]
    said = [line.text for line in report.paragraphs]
    assert [said[-4], said[-3], said[-2]] == [*SHORT.notes, "Help: SAPA 129"]
    pairs = [[cell.text for cell in row.cells] for row in report.tables[-1].rows]
    assert pairs[:3] == [["Item", "Value"], ["tallybook", "0.1.0"], ["design.psus", "40"]]


def test_pages_are_numbered_and_say_that_the_data_are_made_up(report: Any) -> None:
    footer = report.sections[0].footer._element
    assert [code.text.strip() for code in footer.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert report.sections[0].header.paragraphs[0].text == SYNTHETIC
    assert SYNTHETIC in [line.text for line in report.paragraphs]
    assert not [1 for part in parts(INDONESIAN).values() if b"sintetis" in part]


def test_the_same_document_gives_the_same_bytes_and_says_nothing_of_the_template() -> None:
    assert print_docx.write(SHORT) == print_docx.write(SHORT)
    files = parts(SHORT)
    about = etree.fromstring(files["docProps/core.xml"])
    said = {etree.QName(entry).localname: entry.text for entry in about}
    assert said["creator"] == said["lastModifiedBy"] == "tallybook"
    assert said["title"] == SHORT.title
    assert [said.get(name) for name in ("revision", "language", "description")] == ["1", "en-GB", None]
    assert said["created"] == said["modified"] == "1980-01-01T00:00:00Z"
    assert not [name for name, part in files.items() if b"2013" in part and name.endswith(".xml")]
    assert "docProps/thumbnail.jpeg" not in files


def test_every_part_can_be_read_whatever_the_labels_hold() -> None:
    table = replace(SHORT.exhibits[0].table, title="bell\x07 <b> half\ud83d & end\uffff", lines=())
    odd = replace(SHORT, exhibits=(replace(SHORT.exhibits[1], table=table, chart=None),))
    for name, part in parts(odd).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    said = [line.text for line in docx.Document(BytesIO(print_docx.write(odd))).paragraphs]
    assert "Table 1. bell  <b> half\ufffd & end\ufffd" in said
    assert LONG not in said


def test_without_python_docx_the_message_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "analysis.export.docx_parts", raising=False)
    with pytest.raises(MissingExtraError, match=r"pip install 'tallybook\[docx\]'"):
        print_docx.write(INDONESIAN)
