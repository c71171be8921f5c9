"""SPSS files keep their codes, their labels and what they call missing."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import ColumnFacts, ResponseSetFacts, UserMissing, look, read
from analysis.input.readstat import response_sets
from analysis.isolation.reading import SaidSet


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    frame = pd.DataFrame(
        {
            "id": ["b  ", "a", "", "   "],
            "told": [1.0, 2.0, 97.0, np.nan],
            "age": [12.0, 17.0, 15.0, 999.0],
            "asked": [13634179200.0, -1.0, 6306150067200.0, np.nan],
            "start": [36610.0, 90061.5, -60.0, np.nan],
        }
    )
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        frame,
        path,
        file_label="A survey",
        column_labels={"told": "Told someone", "age": "Umur anak"},
        variable_value_labels={"told": {1: "Ya", 2: "Tidak", 97: "Menolak"}, "id": {"a": "first"}},
        missing_ranges={"told": [97, {"lo": 98, "hi": 99}], "age": [999], "id": ["b"]},
        variable_measure={"told": "nominal", "age": "scale"},
        variable_format={"asked": "SDATE10", "start": "TIME11.2"},
    )
    return path


def test_user_missing_codes_stay_in_the_values_and_are_listed_apart(survey: Path) -> None:
    told = read(survey).columns["told"]
    np.testing.assert_array_equal(told.values, [1, 2, 97, np.nan])
    assert told.facts.user_missing == (UserMissing(98.0, 99.0), UserMissing(97.0, 97.0))
    assert told.facts.value_labels == {1.0: "Ya", 2.0: "Tidak", 97.0: "Menolak"}
    assert (told.facts.kind, told.facts.label, told.facts.level) == ("number", "Told someone", "nominal")


def test_text_is_coded_without_trailing_blanks_and_blank_text_is_missing(survey: Path) -> None:
    name = read(survey).columns["id"]
    assert name.categories == ("a", "b")
    assert name.values.tolist() == [1, 0, -1, -1]
    assert name.values.dtype == np.int32
    assert name.facts.user_missing == (UserMissing("b", "b"),)
    assert name.facts.value_labels == {"a": "first"}


def test_dates_and_times_are_iso_text_and_a_date_no_calendar_holds_is_blank_with_a_note(survey: Path) -> None:
    microdata = read(survey)
    asked, start = microdata.columns["asked"], microdata.columns["start"]
    assert asked.categories == ("1582-10-13", "2014-11-01")
    assert asked.values.tolist() == [1, 0, -1, -1]
    assert start.categories == ("-00:01:00", "10:10:10", "25:01:01.500")
    assert asked.facts.level == "date"
    assert microdata.facts.notes == ("asked: 1 dates outside the years 1 to 9999 are read as blank",)


def test_look_knows_all_but_the_values(survey: Path) -> None:
    facts = look(survey)
    assert (facts.name, facts.format, facts.rows, facts.label) == ("survey.sav", "SPSS", 4, "A survey")
    assert list(facts.columns) == ["id", "told", "age", "asked", "start"]
    assert facts.columns == read(survey).facts.columns


def test_only_the_columns_asked_for_are_read_in_the_order_of_the_file(survey: Path) -> None:
    microdata = read(survey, ["age", "id"])
    assert list(microdata.columns) == ["id", "age"]
    assert len(microdata.facts.columns) == 5


def test_no_columns_still_count_the_rows(survey: Path) -> None:
    assert (read(survey, []).rows, read(survey, []).columns) == (4, {})


def test_a_column_that_is_not_there_is_named_with_its_neighbour(survey: Path) -> None:
    with pytest.raises(DataError, match=r"has no column 'Tol'\. Did you mean told\?"):
        read(survey, ["Tol"])


def test_compressed_sav_reads_the_same(survey: Path, tmp_path: Path) -> None:
    frame, meta = pyreadstat.read_sav(survey, disable_datetime_conversion=True, user_missing=True)
    pyreadstat.write_sav(frame, tmp_path / "survey.zsav", compress=True)
    assert meta.number_rows == 4
    np.testing.assert_array_equal(read(tmp_path / "survey.zsav").columns["age"].values, [12, 17, 15, 999])


def test_an_open_range_reaches_to_infinity(tmp_path: Path) -> None:
    path = tmp_path / "open.sav"
    lowest = -1.7976931348623157e308
    ranges: Any = {"x": [{"lo": lowest, "hi": -1}]}
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0, -5.0]}), path, missing_ranges=ranges)
    assert look(path).columns["x"].user_missing == (UserMissing(-np.inf, -1.0),)


def test_response_sets_of_the_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "sets.sav"
    pyreadstat.write_sav(pd.DataFrame({"q1": [1.0, 0.0], "q2": [0.0, 1.0], "s1": ["a", "b"]}), path)
    with_sets(path, "$who=D1 1 8 Who told q1 q2\n$kind=C 0  s1\n$gone=C 0  q1 q9\n")
    sets = look(path).sets
    assert sets["who"] == ResponseSetFacts("who", "Who told", ("q1", "q2"), 1.0)
    assert sets["kind"] == ResponseSetFacts("kind", "", ("s1",), None)
    assert "gone" not in sets


def test_a_set_keeps_the_kind_of_its_columns_and_is_dropped_without_one_of_them() -> None:
    columns = {"Q1": ColumnFacts("Q1", "number"), "t1": ColumnFacts("t1", "text"), "t2": ColumnFacts("t2", "text")}

    def found(*names: str, counted: str | None) -> ResponseSetFacts | None:
        return response_sets({"s": SaidSet("Said", names, counted)}, columns).get("s")

    assert found("q1", counted="1") == ResponseSetFacts("s", "Said", ("Q1",), 1.0)
    assert found("t1", "T2", counted="1") == ResponseSetFacts("s", "Said", ("t1", "t2"), "1")
    assert found("Q1", counted=None) == ResponseSetFacts("s", "Said", ("Q1",), None)
    assert found("Q1", "q2", counted="1") is None
    assert found(counted="1") is None


def with_sets(path: Path, sets: str) -> None:
    """Put an MRSETS record (type 7, subtype 7) before the one that ends the dictionary (type 999)."""
    content, end = path.read_bytes(), struct.pack("<ii", 999, 0)
    assert content.count(end) == 1
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets.encode()
    path.write_bytes(content.replace(end, record + end))
