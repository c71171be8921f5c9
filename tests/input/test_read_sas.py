"""SAS transport files of both versions, with special missing values and dates."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import look, read
from analysis.input.transport import layout, tags
from tests.input.sas_writer import write_sas7bdat

PLAIN_MISSING = b"." + bytes(7)


@pytest.fixture(params=[5, 8])
def transport(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "answers.xpt"
    frame = pd.DataFrame({"NAME": ["b", "a", "a", ""], "X": [1.5, np.nan, np.nan, np.nan], "D": [0.0, 1.0, 2.0, 3.0]})
    pyreadstat.write_xport(
        frame,
        path,
        file_format_version=request.param,
        column_labels=["", "An answer", ""],
        variable_format={"D": "DATE9"},
    )
    return path


def test_numbers_text_labels_and_dates(transport: Path) -> None:
    microdata = read(transport)
    np.testing.assert_array_equal(microdata.columns["X"].values, [1.5, np.nan, np.nan, np.nan])
    assert microdata.columns["X"].tags is None
    assert microdata.columns["NAME"].categories == ("a", "b")
    assert microdata.columns["D"].categories == ("1960-01-01", "1960-01-02", "1960-01-03", "1960-01-04")
    assert look(transport).columns["X"].label == "An answer"


def test_special_missing_values_are_tags(transport: Path) -> None:
    content = transport.read_bytes()
    for letter in (b"R", b"_"):
        content = content.replace(PLAIN_MISSING, letter + bytes(7), 1)
    transport.write_bytes(content)
    answer = read(transport, ["X"]).columns["X"]
    np.testing.assert_array_equal(answer.values, [1.5, np.nan, np.nan, np.nan])
    assert answer.tags is not None
    assert answer.tags.tolist() == [0, 18, 27, 0]


def test_a_record_that_is_not_whole_means_a_cut_file(transport: Path) -> None:
    transport.write_bytes(transport.read_bytes()[:-10])
    with pytest.raises(DataError, match="cut short"):
        read(transport)


def test_version_8_may_promise_its_rows(transport: Path) -> None:
    content = transport.read_bytes()
    if b"OBSV8" not in content:
        assert read(transport).rows == 4
        return
    start = content.index(b"HEADER RECORD*******OBSV8") + 48
    transport.write_bytes(content[:start] + b"          99999" + content[start + 15 :])
    with pytest.raises(DataError, match="promises 99999 rows"):
        read(transport)


def test_a_data_set_keeps_its_special_missing_values_as_tags(tmp_path: Path) -> None:
    path = tmp_path / "a.sas7bdat"
    write_sas7bdat(path, {"x": [1.5, "A", np.nan, "Z", "_"], "y": [1.0, 2.0, 3.0, 4.0, 5.0]})
    microdata = read(path)
    x, y = microdata.columns.values()
    np.testing.assert_array_equal(x.values, [1.5, *[np.nan] * 4])
    assert x.tags is not None
    assert (x.tags.tolist(), x.tags.dtype, y.tags) == ([0, 1, 0, 26, 27], np.int32, None)
    for facts in (look(path), microdata.facts):
        assert (facts.name, facts.format, facts.rows, list(facts.columns)) == ("a.sas7bdat", "SAS", 5, ["x", "y"])
    assert list(read(path, ["y"]).columns) == ["y"]


def test_a_transport_file_without_rows_has_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "none.xpt"
    pyreadstat.write_xport(pd.DataFrame({"X": pd.Series([], dtype=float)}), path)
    microdata = read(path)
    assert (microdata.rows, len(microdata.columns["X"].values), microdata.columns["X"].tags) == (0, 0, None)


def test_rows_that_end_just_with_the_file_are_as_many_as_are_promised(tmp_path: Path) -> None:
    path = tmp_path / "full.xpt"
    pyreadstat.write_xport(pd.DataFrame({f"X{place}": [1.0, 2.0] for place in range(10)}), path, file_format_version=8)
    content = path.read_bytes()
    start = content.index(b"HEADER RECORD*******OBSV8") + 48
    path.write_bytes(content[:start] + b"              2" + content[start + 15 :])
    assert (read(path).rows, look(path).open_ended) == (2, False)
    path.write_bytes(path.read_bytes()[:-80])
    with pytest.raises(DataError, match="promises 2 rows"):
        look(path)


def test_more_rows_than_the_description_has_room_for_are_refused(transport: Path) -> None:
    found = read(transport)
    more = replace(found, rows=found.rows * 100)
    with pytest.raises(DataError, match="its rows do not fit its description"):
        tags(transport, layout(transport), more)


@pytest.mark.parametrize("width", [None, 0])
def test_a_transport_file_without_columns_or_of_no_width_is_refused(tmp_path: Path, width: int | None) -> None:
    path = tmp_path / "none.xpt"
    pyreadstat.write_xport(pd.DataFrame(index=[0, 1]) if width is None else pd.DataFrame({"X": [1.0]}), path)
    content = bytearray(path.read_bytes())
    if width is not None:
        names = content.index(b"HEADER RECORD*******NAM") + 80
        content[names + 4 : names + 6] = width.to_bytes(2, "big")
    path.write_bytes(content)
    for door in (look, read):
        with pytest.raises(DataError, match=r"none\.xpt is cut short or damaged; copy or export it again\."):
            door(path)
