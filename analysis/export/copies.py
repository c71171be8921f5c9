"""Copies of a data file with further columns, in its own format, with all that the file knows of its others."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from ..arrays import FloatArray
from ..errors import UsageError
from ..input.delimited import dialect_of
from ..input.options import ReadOptions


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """A column to add: numbers with two digits or more behind the point in most programs."""

    name: str
    label: str
    values: FloatArray


@dataclass(frozen=True, slots=True)
class Copy:
    """The content of the copy, and what of the original its format's writer could not keep."""

    content: bytes
    lost: tuple[str, ...] = ()


# Each kind of file with the function that copies it, which loads when it is first used.
COPIERS: Mapping[str, str] = {
    ".sav": "copies_readstat:of_spss",
    ".zsav": "copies_readstat:of_spss",
    ".dta": "copies_readstat:of_stata",
    ".parquet": "copies_parquet:of_parquet",
    ".csv": "copies:of_text",
    ".tsv": "copies:of_text",
    ".txt": "copies:of_text",
}


def check(data: Path, output: Path) -> None:
    """Refuse what `copied` cannot do, before any work is done for it."""
    kind = data.suffix.lower()
    if kind not in COPIERS:
        raise UsageError(
            f"{kind or 'such'} files cannot be copied with all they hold; save {data.name} as .sav, .dta, .csv or "
            ".parquet, and weigh that"
        )
    if output.suffix.lower() != kind:
        raise UsageError(f"a copy of {data.name} keeps its format; let the name of the output end in {kind}")


def copied(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """A copy of the file with the columns behind its own; what must pass a file on its way lies in `folder`."""
    module, name = COPIERS[data.suffix.lower()].split(":")
    copier = cast("Callable[..., Copy]", getattr(import_module(f".{module}", __package__), name))
    return copier(data, added, options, folder)


def of_text(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """Delimited text: every character stays, and the new cells follow at the end of each record."""
    dialect = dialect_of(data, options)
    made = io.StringIO()
    rows = iter(zip(*(one.values.tolist() for one in added), strict=True))
    cells: Sequence[Any] = [one.name for one in added]
    with data.open(encoding=dialect.encoding, newline="") as file:
        for record, text in _records(file, dialect.delimiter):
            body = text.rstrip("\r\n")
            if not record:
                made.write(text)
                continue
            more = "".join(dialect.delimiter + _cell(cell, dialect.decimal) for cell in cells)
            made.write(body + more + text[len(body) :])
            cells = next(rows, ())
    return Copy(made.getvalue().encode(dialect.encoding))


def _records(file: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[list[str], str]]:
    """Each record with the text it was written in; a quoted cell may hold line breaks."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in file:
            taken.append(line)
            yield line

    for record in csv.reader(lines(), delimiter=delimiter, strict=True):
        yield record, "".join(taken)
        taken.clear()


def _cell(value: float | str, decimal: str) -> str:
    return value if isinstance(value, str) else repr(value).replace(".", decimal)
