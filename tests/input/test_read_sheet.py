"""Workbooks of Excel and of LibreOffice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from analysis.errors import DataError
from analysis.input import ReadOptions, look, read

ROWS: list[list[Any]] = [
    ["id", "age", "told", "code", "day", "moment", "share"],
    ["a", 12, True, "007", dt.datetime(2020, 1, 2), dt.datetime(2020, 1, 2), 0.1],
    ["b", "NA", False, "8", dt.datetime(2020, 1, 3), dt.datetime(2020, 1, 3, 4, 5), 1 / 3],
    [None] * 7,
    ["", 17.5, None, "9", None, None, None],
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "survey.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm"))
        book.add_chartsheet("Picture")
        sheet = book.add_worksheet("Answers")
        for row, cells in enumerate(ROWS):
            for column, cell in enumerate(cells):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(row, column, cell, moment if column == 5 else day)
                elif cell is not None:
                    sheet.write(row, column, cell)
        book.add_worksheet("Codes").write_column(0, 0, ["code", 1, 2])
        book.add_worksheet("Nothing")
    return path


def test_the_first_sheet_is_read_and_the_others_are_mentioned(workbook: Path) -> None:
    microdata = read(workbook)
    assert microdata.rows == 3
    assert microdata.facts.notes == ("read the first of 3 sheets, 'Answers'",)
    np.testing.assert_array_equal(microdata.columns["age"].values, [12, np.nan, 17.5])
    np.testing.assert_array_equal(microdata.columns["told"].values, [1, 0, np.nan])
    np.testing.assert_array_equal(microdata.columns["share"].values, [0.1, 1 / 3, np.nan])
    assert microdata.columns["code"].categories == ("007", "8", "9")
    assert microdata.columns["id"].values.tolist() == [0, 1, -1]


def test_dates_are_iso_text_and_midnight_looks_like_its_neighbours(workbook: Path) -> None:
    columns = read(workbook, ["day", "moment"]).columns
    assert columns["day"].categories == ("2020-01-02", "2020-01-03")
    assert columns["moment"].categories == ("2020-01-02T00:00:00", "2020-01-03T04:05:00")
    assert columns["day"].facts.level == columns["moment"].facts.level == "date"


def test_a_sheet_can_be_named(workbook: Path) -> None:
    microdata = read(workbook, options=ReadOptions(sheet="Codes"))
    np.testing.assert_array_equal(microdata.columns["code"].values, [1, 2])
    assert look(workbook, ReadOptions(sheet="Codes")).notes == ()


@pytest.mark.parametrize(
    ("sheet", "said"), [("codes", "no sheet 'codes'.*Did you mean Codes"), ("Nothing", "is empty; name another")]
)
def test_a_sheet_that_does_not_serve_is_refused(workbook: Path, sheet: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read(workbook, options=ReadOptions(sheet=sheet))


def test_an_open_document_sheet_reads_alike(tmp_path: Path) -> None:
    opendocument = pytest.importorskip("odf.opendocument")
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = opendocument.OpenDocumentSpreadsheet()
    table = Table(name="Answers")
    for cells in (["id", "age"], ["a", 12.5], ["b", 17]):
        row = TableRow()
        for cell in cells:
            numeric = not isinstance(cell, str)
            made = TableCell(valuetype="float", value=cell) if numeric else TableCell(valuetype="string")
            made.addElement(P(text=str(cell)))
            row.addElement(made)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    path = tmp_path / "survey.ods"
    book.save(path)
    microdata = read(path)
    assert microdata.columns["id"].categories == ("a", "b")
    np.testing.assert_array_equal(microdata.columns["age"].values, [12.5, 17])
