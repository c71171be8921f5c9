"""SAS transport files of both versions, with special missing values and dates."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.input import look, read

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
