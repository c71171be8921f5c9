"""Whatever the format: what a file is called, what it holds and what it says of itself come out in the same places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.input import look, read

FRAME = pd.DataFrame({"N": [1.5, np.nan, -3.0], "T": ["b", "a", ""]})
LABELS = ["A number", "A text"]
TITLE = "A title of 20 signs!"

# What other programs write of it: the name of the format, whether titles and labels go along, whether rows are told.
FILES: dict[str, tuple[str, bool, bool, Callable[[Path], object]]] = {
    ".sav": ("SPSS", True, True, lambda path: pyreadstat.write_sav(FRAME, path, TITLE, LABELS)),
    ".zsav": ("SPSS", True, True, lambda path: pyreadstat.write_sav(FRAME, path, TITLE, LABELS, compress=True)),
    ".por": ("SPSS portable", True, False, lambda path: pyreadstat.write_por(FRAME, path, TITLE, LABELS)),
    ".dta": ("Stata", True, True, lambda path: pyreadstat.write_dta(FRAME, path, TITLE, LABELS)),
    ".xpt": ("SAS transport", True, False, lambda path: pyreadstat.write_xport(FRAME, path, TITLE, LABELS)),
    ".csv": ("delimited text", False, True, lambda path: FRAME.to_csv(path, index=False)),
    ".tsv": ("delimited text", False, True, lambda path: FRAME.to_csv(path, index=False, sep="\t")),
    ".txt": ("delimited text", False, True, lambda path: FRAME.to_csv(path, index=False, sep=";")),
    ".parquet": ("Parquet", False, True, lambda path: FRAME.to_parquet(path, index=False)),
    ".xlsx": ("workbook", False, True, lambda path: FRAME.to_excel(path, index=False)),
    ".ods": ("workbook", False, True, lambda path: FRAME.to_excel(path, index=False, engine="odf")),
}


@pytest.mark.parametrize("extension", FILES)
def test_one_survey_in_every_format(tmp_path: Path, extension: str) -> None:
    kind, titled, counted, write = FILES[extension]
    path = tmp_path / f"survey{extension}"
    write(path)
    facts, microdata = look(path), read(path)
    labels = LABELS if titled else ["", ""]
    expected = {"N": ("N", "number", labels[0]), "T": ("T", "text", labels[1])}
    for one in (facts, microdata.facts):
        assert (one.name, one.format, one.label) == (path.name, kind, TITLE if titled else "")
        assert {name: (column.name, column.kind, column.label) for name, column in one.columns.items()} == expected
        assert (one.notes, dict(one.sets)) == ((), {})
    assert (facts.rows, microdata.facts.rows, microdata.rows) == (3 if counted else None, 3, 3)
    assert {name: column.facts for name, column in microdata.columns.items()} == microdata.facts.columns
    number, text = microdata.columns.values()
    np.testing.assert_array_equal(number.values, FRAME["N"])
    assert (number.values.dtype, number.categories, number.tags) == (np.float64, None, None)
    assert (text.values.dtype, text.values.tolist(), text.categories) == (np.int32, [1, 0, -1], ("a", "b"))
    for column in microdata.facts.columns.values():
        assert (dict(column.value_labels), column.user_missing) == ({}, ())


@pytest.mark.parametrize("extension", FILES)
def test_of_every_format_only_what_is_asked_for_is_read(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"survey{extension}"
    FILES[extension][3](path)
    assert list(read(path, ["T"]).columns) == ["T"]
    assert list(read(path, ["T", "N"]).columns) == ["N", "T"]
    assert (read(path, []).rows, read(path, []).columns) == (3, {})
