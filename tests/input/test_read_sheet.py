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


def sheet_of(path: Path, rows: list[list[Any]], **formats: str) -> Path:
    """A workbook of one sheet; columns named in `formats` show their numbers so."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Answers")
        shown = {rows[0].index(name): book.add_format({"num_format": form}) for name, form in formats.items()}
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell, shown.get(column) if row else None)
    return path


def test_durations_and_times_are_written_as_hours_minutes_and_seconds(tmp_path: Path) -> None:
    rows = [["long", "hour"], [1.5, 0.25], [0.0, 0.5]]
    columns = read(sheet_of(tmp_path / "a.xlsx", rows, long="[h]:mm:ss", hour="hh:mm")).columns
    assert columns["long"].categories == ("00:00:00", "36:00:00")
    assert columns["hour"].categories == ("06:00:00", "12:00:00")
    assert {column.facts.level for column in columns.values()} == {"unknown"}


def test_a_named_column_without_answers_stays_and_an_empty_one_goes(tmp_path: Path) -> None:
    rows = [["id", "told", None, None], ["a", None, None, 5], ["b", None, None, None]]
    microdata = read(sheet_of(tmp_path / "a.xlsx", rows))
    assert list(microdata.columns) == ["id", "told", "column_3"]
    assert microdata.columns["told"].values.tolist() == pytest.approx([np.nan, np.nan], nan_ok=True)
    assert microdata.columns["column_3"].values.tolist() == pytest.approx([5, np.nan], nan_ok=True)
    assert microdata.facts.notes == ()


def test_whole_numbers_have_no_point_and_long_ones_stay_as_they_are(tmp_path: Path) -> None:
    rows = [["code", "long", "mixed"], [7.0, 123456789012345.0, 3.0], [-8.0, 1e15, 0.5], ["x", "x", "x"]]
    columns = read(sheet_of(tmp_path / "a.xlsx", rows)).columns
    assert columns["code"].categories == ("-8", "7", "x")
    assert columns["long"].categories == ("1000000000000000.0", "123456789012345", "x")
    assert columns["mixed"].categories == ("0.5", "3", "x")


def test_dates_beside_words_are_text_and_no_dates(tmp_path: Path) -> None:
    rows = [["day", "blank", "mixed"], [43832.0, 43832.0, 43832.0], [43833.0, None, "unknown"]]
    form = "yyyy-mm-dd"
    columns = read(sheet_of(tmp_path / "a.xlsx", rows, day=form, blank=form, mixed=form)).columns
    assert columns["day"].categories == ("2020-01-02", "2020-01-03")
    assert columns["mixed"].categories == ("2020-01-02", "unknown")
    assert [column.facts.level for column in columns.values()] == ["date", "date", "unknown"]


def test_numbers_in_place_of_names_are_told_with_their_place(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="put the column names in the first row of the sheet"):
        read(sheet_of(tmp_path / "a.xlsx", [[1, 2], [3, 4]]))


def test_only_the_columns_asked_for_are_made(workbook: Path) -> None:
    microdata = read(workbook, ["told", "id"])
    assert list(microdata.columns) == list(microdata.facts.columns) == ["id", "told"]


def test_of_two_sheets_the_first_is_read_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Answers", "Codes"):
            book.add_worksheet(name).write_column(0, 0, ["id", "a"])
    assert look(path).notes == ("read the first of 2 sheets, 'Answers'",)
    assert look(path, ReadOptions(sheet="Answers")).notes == ()


def test_a_header_alone_is_a_table_without_rows_and_a_date_in_it_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "header.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "id")
        sheet.write_datetime(0, 1, dt.datetime(2020, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    microdata = read(path)
    assert (microdata.rows, microdata.facts.rows, list(microdata.columns)) == (0, 0, ["id", "2020-01-02"])
    assert [len(column.values) for column in microdata.columns.values()] == [0, 0]
