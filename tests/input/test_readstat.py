"""What is held against a file before pyreadstat is asked for its values, whatever the format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input import ReadOptions, readstat
from analysis.input.sas import SAS7BDAT, XPT
from analysis.input.spss import SAV, ZSAV
from analysis.input.stata import DTA
from analysis.isolation.reading import Described, Dictionary, Question

SIZE = 500
COLUMNS = {name: Described(name, False, "", "", "", 8, (), ()) for name in ("a", "b")}


class Asked(Exception):  # noqa: N818 - no error
    """The values are asked for."""


class File:
    """An open file that promises so many rows."""

    def __init__(self, rows: int) -> None:
        self.dictionary = Dictionary(rows, "", (), COLUMNS, {})

    def cells(self, names: Sequence[str], rows: int) -> None:
        raise Asked([*names])


def asked(folder: Path, monkeypatch: pytest.MonkeyPatch, dialect: readstat.Dialect, rows: int) -> object:
    """The columns that are asked for where none are wanted, of a file of 500 bytes; and the question."""
    path = folder / "survey"
    path.write_bytes(bytes(SIZE))
    questions = []

    @contextmanager
    def visit(question: Question) -> Iterator[File]:
        questions.append(question)
        yield File(rows)

    monkeypatch.setattr(readstat, "visit", visit)
    with pytest.raises(Asked) as told:
        readstat.read(path, [], ReadOptions(encoding="cp1252"), dialect)
    (question,) = questions
    return told.value.args[0], question.parser, dict(question.how)


@pytest.mark.parametrize(
    ("dialect", "most"),
    [(SAV, 1), (DTA, 1), (XPT, 1), (ZSAV, 1100), (SAS7BDAT, 1100)],  # zlib packs 1032 to 1 at best
)
def test_a_byte_of_the_file_holds_no_more_values_than_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: readstat.Dialect, most: int
) -> None:
    rows = most * SIZE // len(COLUMNS)
    asked(tmp_path, monkeypatch, dialect, rows)
    said = rf"survey is cut short or damaged: it is too small for {rows + 1} rows; get it again\."
    with pytest.raises(DataError, match=said):
        asked(tmp_path, monkeypatch, dialect, rows + 1)


@pytest.mark.parametrize(
    ("dialect", "parser", "keeps"),
    [
        (SAV, "read_sav", True),
        (ZSAV, "read_sav", True),
        (DTA, "read_dta", True),
        (SAS7BDAT, "read_sas7bdat", True),
        (XPT, "read_xport", False),
    ],
)
def test_rows_are_counted_by_one_column_and_missing_codes_kept_where_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dialect: readstat.Dialect, parser: str, keeps: bool
) -> None:
    how = {"encoding": "cp1252"} | ({"user_missing": True} if keeps else {})
    assert asked(tmp_path, monkeypatch, dialect, 2) == (["a"], parser, how)
