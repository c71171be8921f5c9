"""CSV: one line an estimate, full precision, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pandas as pd
import pytest

from analysis.export import delimited
from analysis.export.frame import frame
from analysis.presentation.table import Row, Table
from tests.export.tables import BOYS, FOUND, SUBJECT, SYNTHETIC, TABLE, WHOLE


def read(table: Table) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(delimited.write(table))))


def test_one_line_an_estimate_with_the_breakdown_in_columns_of_its_own() -> None:
    whole, girls = read(TABLE)
    assert (whole["by_sex"], whole["by_sex_label"]) == ("", "")
    assert (girls["by_sex"], girls["by_sex_label"]) == ("2", "Girls")
    assert (girls["status"], girls["flags"], girls["estimate"]) == ("suppressed", "small base", "")


def test_numbers_read_back_as_they_were() -> None:
    whole = read(TABLE)[0]
    assert whole["estimate"] == "0.30000000000000004"
    assert float(whole["sum_of_weights"]) == 25_050_000.5
    assert (whole["total_estimate"], whole["total_qualifier"]) == ("7515000.0", "at least")


def test_a_negative_number_is_a_number() -> None:
    assert read(replace(TABLE, rows=(Row(replace(WHOLE, value=-0.5)),)))[0]["estimate"] == "-0.5"


def test_every_line_says_whether_it_is_synthetic() -> None:
    assert [row["synthetic"] for row in read(SYNTHETIC)] == ["true", "true"]
    assert [row["synthetic"] for row in read(TABLE)] == ["false", "false"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    label = f"{start}HYPERLINK(1)"
    rows = (Row(replace(WHOLE, subject=replace(SUBJECT, label=label))),)
    assert read(replace(TABLE, rows=rows))[0]["label"] == f"'{label}".replace("\r", "\n")


def test_quotes_and_delimiters_in_words_survive() -> None:
    label = 'She said "no", twice'
    assert read(replace(TABLE, rows=(Row(replace(WHOLE, subject=replace(SUBJECT, label=label))),)))[0]["label"] == label


def test_breaks_inside_a_label_are_those_of_every_other_line() -> None:
    label = "one\r\ntwo\rthree\nfour"
    text = delimited.write(replace(TABLE, rows=(Row(replace(WHOLE, subject=replace(SUBJECT, label=label))),)))
    assert '"one\ntwo\nthree\nfour"' in text
    assert "\r" not in text


def test_what_a_command_adds_is_written_by_kind() -> None:
    first = {"=name": "-x", "place": None, "asked": True, "codes": ["a", 1], "counts": {"n": 2, "m": 1.5}, "share": 0.1}
    made = Table("x", "x", more={"found": (first, {"place": "y", "later": False}), "other": ({"not": 1},)})
    assert delimited.write(made) == (
        "'=name,place,asked,codes,counts,share,later\n'-x,,true,a; 1,n: 2; m: 1.5,0.1,\n,y,,,,,false\n"
    )


def test_estimates_go_before_what_a_command_adds() -> None:
    assert read(replace(TABLE, more=FOUND.more))[0]["variable"] == "ocsea"


def test_lines_end_the_same_everywhere() -> None:
    text = delimited.write(TABLE)
    assert "\r" not in text
    assert text.count("\n") == 3


def test_breakdowns_of_different_rows_share_one_heading() -> None:
    other = Row(replace(WHOLE, subject=replace(SUBJECT, by={"age": BOYS})))
    rows = read(replace(TABLE, rows=(*TABLE.rows, other)))
    assert [(row["by_sex"], row["by_age"]) for row in rows] == [("", ""), ("2", ""), ("", "1")]


def test_a_table_without_estimates_is_its_first_array() -> None:
    assert read(FOUND) == [{"file": "cb.yaml", "line": "3", "finding": "no such key"}]
    assert delimited.write(replace(FOUND, more={})) == ""


def test_the_data_frame_has_the_columns_of_the_csv() -> None:
    rows = frame(TABLE)
    assert list(rows.columns) == list(read(TABLE)[0])
    assert rows["n"].tolist() == [995, 12]
    assert rows["estimate"].iloc[0] == 0.30000000000000004
    assert pd.isna(rows["estimate"].iloc[1])
