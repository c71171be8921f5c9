"""Delimited text: .csv, .tsv and .txt, whose encoding, delimiter and decimal sign are found out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from ..arrays import CodeArray
from ..errors import DataError
from .columns import Distinct, chosen, guessed_column, names_of
from .microdata import FileFacts, Microdata
from .options import ReadOptions

CANDIDATES: Final = (",", ";", "\t", "|")
SAMPLE: Final = 262_144  # characters looked at before the values are read
CHUNK: Final = 4096  # rows turned into columns at a time: small enough to stay in the cache
COMMA: Final = re.compile(r"[+-]?\d+,\d+", re.ASCII)
THOUSANDS: Final = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)
POINT: Final = re.compile(r"[+-]?\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the text is written."""

    encoding: str
    delimiter: str
    decimal: str
    names: tuple[str, ...]
    notes: tuple[str, ...]


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself; reads it all, for only its values tell whether a column is a number."""
    return read(path, None, options).facts


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for; the facts hold only these, for the kind of the others is not known."""
    dialect = dialect_of(path, options)
    wanted = chosen(columns, dialect.names, path)
    place_of = {name: place for place, name in enumerate(dialect.names)}
    rows, coded = _columns(path, dialect, [place_of[name] for name in wanted])
    made = {
        name: guessed_column(name, codes, texts, dialect.decimal)
        for name, (codes, texts) in zip(wanted, coded, strict=True)
    }
    facts = FileFacts(
        path.name, "delimited text", rows, {name: made[name].facts for name in wanted}, notes=dialect.notes
    )
    return Microdata(facts, rows, made)


def _columns(path: Path, dialect: Dialect, places: list[int]) -> tuple[int, list[tuple[CodeArray, list[str]]]]:
    """The rows, and for each wanted column its codes and the distinct texts they stand for."""
    seen = [Distinct() for _ in places]
    parts: list[list[CodeArray]] = [[np.empty(0, np.int32)] for _ in places]
    rows = 0
    with path.open(encoding=dialect.encoding, newline="") as file, _told_by_line(path, dialect):
        # Strict, because a quote that is never closed would otherwise swallow all the rows that follow.
        records = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        next(row for row in records if row)
        while chunk := list(islice(records, CHUNK)):
            if {*map(len, chunk)} != {len(dialect.names)}:
                chunk = _without_blank_lines(chunk, len(dialect.names))
            rows += len(chunk)
            by_column = list(zip(*chunk, strict=True)) or [()] * len(dialect.names)
            for place, distinct, part in zip(places, seen, parts, strict=True):
                part.append(distinct.codes(by_column[place]))
    return rows, [
        (np.concatenate(part), [str(text) for text in distinct]) for part, distinct in zip(parts, seen, strict=True)
    ]


def _without_blank_lines(chunk: list[list[str]], width: int) -> list[list[str]]:
    rows = [row for row in chunk if row]
    if any(len(row) != width for row in rows):
        raise csv.Error("ragged")
    return rows


@contextmanager
def _told_by_line(path: Path, dialect: Dialect) -> Iterator[None]:
    """Turn failures into errors that name a line and never its content."""
    try:
        yield
    except csv.Error:
        raise _fault(path, dialect) from None
    except UnicodeError:
        raise _wrong_encoding(path, dialect.encoding) from None


def _fault(path: Path, dialect: Dialect) -> DataError:
    """The first fault of the file, found by reading it once more, row by row."""
    width, start = len(dialect.names), 1
    with path.open(encoding=dialect.encoding, newline="") as file:
        records = csv.reader(file, delimiter=dialect.delimiter, strict=True)
        try:
            for row in records:
                if len(row) not in (0, width):
                    cut = len(row) < width and next(records, None) is None
                    remedy = (
                        "it is the last line, so that the file looks cut short: copy or export it again."
                        if cut
                        else "look for a delimiter or a line break inside a cell that is not quoted."
                    )
                    return DataError(
                        f"{path.name}, line {start}: {len(row)} cells where the header has {width}; {remedy}"
                    )
                start = records.line_num + 1
        except csv.Error:
            return DataError(
                f"{path.name}, line {start}: a quote is not closed, or not doubled inside a cell; mend it."
            )
    return DataError(f"{path.name} changed while it was read; try again.")


def _wrong_encoding(path: Path, encoding: str) -> DataError:
    return DataError(f"{path.name} is not {encoding} text; name its encoding, such as --encoding cp1252.")


def dialect_of(path: Path, options: ReadOptions) -> Dialect:
    """How a text file is written: what the options say of it, else what is found."""
    encoding = options.encoding or encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            sample = file.read(SAMPLE)
    except UnicodeError:
        raise _wrong_encoding(path, encoding) from None
    delimiter = options.separator or _delimiter(sample, path)
    rows = _sample_rows(sample, delimiter)
    if not rows:
        raise DataError(f"{path.name} has no header; put the column names in its first line.")
    names = names_of(rows[0], path, lambda: "its first line")
    decimal = options.decimal or _decimal(rows[1:], delimiter)
    # Only the guess that could be wrong is told: every byte is some letter in cp1252.
    guessed = encoding in ("cp1252", "latin-1") and not options.encoding
    notes = (f"read as {encoding} text, for it is not UTF-8",) if guessed else ()
    return Dialect(encoding, delimiter, decimal, names, notes)


def encoding_of(path: Path) -> str:
    """The encoding of a text file: by its mark, else UTF-8 if every byte fits, else Windows-1252."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if 0 in head:  # every other byte, or its signature would not be that of a text
        return "utf-16-be" if 0 in head[::2] else "utf-16-le"
    for name in ("utf-8", "cp1252"):
        with suppress(UnicodeError):
            _decode(path, name)
            return name
    return "latin-1"


def _decode(path: Path, encoding: str) -> None:
    """Raise a UnicodeError where a byte does not fit."""
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            decoder.decode(part)
    decoder.decode(b"", final=True)


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    """The whole rows of the sample, as far as it can be read."""
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))
    except csv.Error:
        return [row for row in rows if row]
    # The last row of a long file is cut where the sample ends.
    return [row for row in (rows[:-1] if len(sample) == SAMPLE else rows) if row]


def _delimiter(sample: str, path: Path) -> str:
    """The candidate that gives most rows the width of the header, and of equals the one that gives most columns."""

    def fit(candidate: str) -> tuple[bool, float, int]:
        rows = _sample_rows(sample, candidate)[:500] or [[]]
        width = len(rows[0])
        return width > 1, sum(len(row) == width for row in rows) / len(rows), width

    usual = "\t" if path.suffix.lower() == ".tsv" else ","
    return max((usual, *CANDIDATES), key=fit)


def _decimal(rows: list[list[str]], delimiter: str) -> str:
    """The comma if numbers are written with it and none with a point; 1,234 between commas or tabs may be thousands."""
    cells = [cell.strip() for row in rows for cell in row]
    commas = [cell for cell in cells if COMMA.fullmatch(cell)]
    if delimiter == "," or not commas or any(POINT.fullmatch(cell) for cell in cells):
        return "."
    thousands = delimiter != ";" and all(THOUSANDS.fullmatch(cell) for cell in commas)
    return "." if thousands else ","
