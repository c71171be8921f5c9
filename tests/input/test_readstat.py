"""What is held against a file before pyreadstat is asked for its values, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.input import ReadOptions, readstat, sas, spss, stata
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


Reader = Callable[[Path, list[str], ReadOptions], object]
# How each format is read, how it begins, its parser, what a byte of it holds at most, and whether that keeps codes.
FORMATS: dict[str, tuple[Reader, bytes, str, int, bool]] = {
    "sav": (spss.read, b"$FL2", "read_sav", 1, True),
    "zsav": (spss.read, b"$FL3", "read_sav", 1100, True),  # zlib packs 1032 to 1 at best
    "dta": (stata.read, b"", "read_dta", 1, True),
    "sas7bdat": (sas.read, b"", "read_sas7bdat", 1100, True),
    "xpt": (lambda path, columns, options: readstat.read(path, columns, options, sas.XPT), b"", "read_xport", 1, False),
}


def asked(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, rows: int) -> object:
    """The columns that are asked for where none are wanted, of a file of 500 bytes; and the question."""
    read, start, *_ = FORMATS[name]
    path = folder / f"survey.{name}"
    path.write_bytes(start.ljust(SIZE, b"\0"))
    questions = []

    @contextmanager
    def visit(question: Question) -> Iterator[File]:
        questions.append(question)
        yield File(rows)

    monkeypatch.setattr(readstat, "visit", visit)
    with pytest.raises(Asked) as told:
        read(path, [], ReadOptions(encoding="cp1252"))
    (question,) = questions
    return told.value.args[0], question.parser, dict(question.how)


@pytest.mark.parametrize("name", FORMATS)
def test_a_byte_of_the_file_holds_no_more_values_than_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    rows = FORMATS[name][3] * SIZE // len(COLUMNS)
    asked(tmp_path, monkeypatch, name, rows)
    said = rf"is cut short or damaged: it is too small for {rows + 1} rows; get it again\.$"
    with pytest.raises(DataError, match=said):
        asked(tmp_path, monkeypatch, name, rows + 1)


@pytest.mark.parametrize("name", FORMATS)
def test_rows_are_counted_by_one_column_and_missing_codes_kept_where_that_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    *_, parser, _, keeps = FORMATS[name]
    how = {"encoding": "cp1252"} | ({"user_missing": True} if keeps else {})
    assert asked(tmp_path, monkeypatch, name, 2) == (["a"], parser, how)
