"""Stata files keep .a to .z apart from the plain missing value."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import look, read


def test_tagged_missing_values_are_tags_and_their_labels_have_a_dot(tmp_path: Path) -> None:
    path = tmp_path / "tags.dta"
    pyreadstat.write_dta(
        pd.DataFrame({"told": [1.0, "a", np.nan, "z"], "plain": [1.0, 2.0, 3.0, 4.0]}),
        path,
        missing_user_values={"told": ["a", "z"]},
        variable_value_labels={"told": {1.0: "Oui", "a": "Refus"}},
    )
    told = read(path).columns["told"]
    np.testing.assert_array_equal(told.values, [1, np.nan, np.nan, np.nan])
    assert told.tags is not None
    assert told.tags.tolist() == [0, 1, 0, 26]
    assert told.facts.value_labels == {1.0: "Oui", ".a": "Refus"}
    assert read(path).columns["plain"].tags is None


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_every_release_reads_the_same(tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.dta"
    frame = pd.DataFrame({"n": [1, 2, 3], "x": [0.5, np.nan, -2.0], "t": ["yes", "", "no"]})
    pyreadstat.write_dta(frame, path, version=version, column_labels=["count", "half", "answer"])
    microdata = read(path)
    np.testing.assert_array_equal(microdata.columns["n"].values, [1, 2, 3])
    np.testing.assert_array_equal(microdata.columns["x"].values, [0.5, np.nan, -2])
    assert microdata.columns["t"].categories == ("no", "yes")
    assert microdata.columns["t"].values.tolist() == [1, -1, 0]
    assert microdata.facts.columns["x"].label == "half"


@pytest.mark.parametrize(
    ("display", "value", "text"),
    [
        ("%td", 19118.0, "2012-05-05"),
        ("%d", 0.0, "1960-01-01"),
        ("%tdCCYY-NN-DD", -1.0, "1959-12-31"),
        ("%tc", 86_400_000.0 + 3_723_004, "1960-01-02T01:02:03.004"),
        ("%tcHH:MM:SS", 3_723_000.0, "01:02:03"),
        ("%tw", 53.0, "1961-w02"),
        ("%tm", -1.0, "1959-12"),
        ("%tq", 241.0, "2020-Q2"),
        ("%th", 121.0, "2020-H2"),
    ],
)
def test_dates_are_iso_text(tmp_path: Path, display: str, value: float, text: str) -> None:
    path = tmp_path / "dates.dta"
    pyreadstat.write_dta(pd.DataFrame({"when": [value, np.nan]}), path, variable_format={"when": display})
    when = read(path).columns["when"]
    assert when.categories == (text,)
    assert when.values.tolist() == [0, -1]


def test_a_year_is_a_number(tmp_path: Path) -> None:
    path = tmp_path / "years.dta"
    pyreadstat.write_dta(pd.DataFrame({"born": [1999.0]}), path, variable_format={"born": "%ty"})
    assert read(path).columns["born"].values.tolist() == [1999]


@pytest.mark.parametrize("byte", [3, 4])
def test_a_header_that_promises_more_rows_than_the_file_can_hold_is_refused_before_memory_is_asked_for(
    tmp_path: Path, byte: int
) -> None:
    path = tmp_path / "damaged.dta"
    pyreadstat.write_dta(pd.DataFrame({"x": [1.0, 2.0]}), path)
    content = path.read_bytes()
    start = content.index(b"<N>") + 3
    path.write_bytes(content[: start + byte] + b"\x01" + content[start + byte + 1 :])
    with pytest.raises(DataError, match=r"too small for|damaged"):
        read(path)


def test_a_file_cut_in_its_labels_is_not_read_without_them(tmp_path: Path) -> None:
    path = tmp_path / "cut.dta"
    labels = {"x": {1: "yes"}}
    pyreadstat.write_dta(pd.DataFrame({"x": [1, 2]}), path, variable_value_labels=labels)
    path.write_bytes(path.read_bytes()[:-40])
    for door in (look, read):
        with pytest.raises(DataError, match="cut short: its end is missing"):
            door(path)


def test_a_little_may_stand_behind_the_end_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "padded.dta"
    pyreadstat.write_dta(pd.DataFrame({"x": [1, 2]}), path)
    content = path.read_bytes()
    path.write_bytes(content.ljust(len(content) + 64 - len("</stata_dta>")))
    assert read(path).rows == 2
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(DataError, match="its end is missing"):
        read(path)
