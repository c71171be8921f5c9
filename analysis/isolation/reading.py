"""What the other process may say of a file, each word checked before it is believed: it has read what we have not."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..arrays import CodeArray, FloatArray
from ..errors import DataError
from . import wire
from .process import Talk, UnreadableError, conversation

Code = float | str
SECONDS: Final = 30.0  # of processor time for what a file says of itself, and to begin with for its values
CELLS_A_SECOND: Final = 100_000  # a fiftieth of what is usual
CELL: Final = 40  # bytes a value takes while the library holds it: an object and the reference to it
UNKNOWN_MEMORY: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Described:
    """What a file says of one column.

    Attributes:
        textual: whether it holds text.
        format: the display format, in the words of the file.
        labels: a code and its label; the code is a letter for a tagged missing value.
        missing: the first and the last code of each range that is missing.
    """

    name: str
    textual: bool
    format: str
    label: str
    level: str
    labels: tuple[tuple[Code, str], ...]
    missing: tuple[tuple[Code, Code], ...]


@dataclass(frozen=True, slots=True)
class SaidSet:
    """A set of several answers: its columns, and the code that counts as ticked, None in a set of categories."""

    label: str
    columns: tuple[str, ...]
    counted: str | None


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What a file says of itself; `rows` is None where it does not say."""

    rows: int | None
    label: str
    columns: Mapping[str, Described]
    sets: Mapping[str, SaidSet]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Cells of a number column, each shape (n,): float64, NaN where there is none, and the letters that tag them."""

    values: FloatArray
    letters: CodeArray | None


@dataclass(frozen=True, slots=True)
class Texts:
    """Cells of a text column: the distinct texts, and the place among them of each row, shape (n,)."""

    codes: CodeArray
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """The parser to call, and how."""

    path: Path
    parser: str
    how: Mapping[str, Any]

    def asked(self) -> dict[str, Any]:
        """In words for the other process."""
        return {"parser": self.parser, "path": str(self.path), "how": dict(self.how), "memory": memory()}


@dataclass(frozen=True, slots=True)
class Visit:
    """A file that is open in the other process."""

    question: Question
    dictionary: Dictionary
    _talk: Talk

    def cells(self, names: Sequence[str], rows: int | None) -> tuple[int, dict[str, Numbers | Texts]]:
        """The number of rows, and the cells of the columns; DataError when they are more than memory holds."""
        path, most = self.question.path, memory()
        need = (rows or 0) * len(names) * CELL
        if need > most:
            raise DataError(
                f"{path.name} holds {rows:,} rows, and {len(names):,} columns of them would take {need / 1e9:,.1f} GB "
                f"to read; the limit on this machine is {most / 1e9:,.1f} GB: ask for fewer columns."
            )
        seconds = SECONDS + (rows or path.stat().st_size) * len(names) / CELLS_A_SECOND
        with _believed(path, self._talk, rows):
            said = _answer(self._talk.ask({"columns": list(names)}, seconds), path, rows)
            found = _count(said["rows"], most // 8)
            return found, {name: self._column(self.dictionary.columns[name], found, most) for name in names}

    def _column(self, column: Described, rows: int, most: int) -> Numbers | Texts:
        said, reader = wire.hear(self._talk.reader), self._talk.reader
        if not column.textual:
            lettered = _count(said["letters"], rows)
            values = np.frombuffer(wire.take(reader, 8 * rows), "<f8").astype(np.float64)
            letters = wire.take(reader, lettered)
            return Numbers(values, np.frombuffer(letters, np.uint8).astype(np.int32) if letters else None)
        distinct, size = _count(said["texts"], rows), _count(said["bytes"], most)
        codes = np.frombuffer(wire.take(reader, 4 * rows), "<i4").astype(np.int32)
        lengths = np.frombuffer(wire.take(reader, 8 * distinct), "<i8")
        whole = wire.take(reader, size)
        if rows and (codes.min() < 0 or codes.max() >= distinct):
            raise ValueError("a row without a text")
        ends = [0, *np.cumsum(lengths).tolist()]
        if (lengths < 0).any() or ends[-1] != size:
            raise ValueError("texts of other lengths than announced")
        return Texts(codes, [whole[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)])


@contextmanager
def visit(question: Question) -> Iterator[Visit]:
    """A file opened in the other process; DataError, in one sentence, when it cannot be read there."""
    with conversation() as talk:
        with _believed(question.path, talk):
            said = _answer(talk.ask(question.asked(), SECONDS), question.path)
            dictionary = _dictionary(said)
        yield Visit(question, dictionary, talk)


@contextmanager
def _believed(path: Path, talk: Talk, rows: int | None = None) -> Iterator[None]:
    """Turn silence, lateness and nonsense into a DataError."""
    try:
        yield
    except (EOFError, OSError):
        why = "takes too long to read" if talk.late else "makes the program that reads it fail"
        raise UnreadableError(
            f"{path.name} {why}{_promise(rows)}: it is damaged, or made to do harm; get it again, or export it as .csv."
        ) from None
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError):
        raise UnreadableError(
            f"{path.name} is cut short or damaged{_promise(rows)}; copy or export it again."
        ) from None


def _answer(said: Any, path: Path, rows: int | None = None) -> dict[str, Any]:
    """The answer, unless it is that there is none."""
    failed = said.get("failed")
    if failed == "encoding":
        raise DataError(
            f"{path.name} holds text in another encoding than it says; name its encoding, such as --encoding cp1252."
        )
    if failed:
        raise DataError(f"{path.name} is cut short or damaged{_promise(rows)}; copy or export it again.")
    return dict(said)


def _promise(rows: int | None) -> str:
    return f": its header promises {rows} rows" if rows else ""


def _dictionary(said: Mapping[str, Any]) -> Dictionary:
    columns = [_described(column) for column in said["columns"]]
    rows = None if said["rows"] is None else _count(said["rows"], 1 << 62)
    sets = {_text(name): _set(one) for name, one in said["sets"].items()}
    return Dictionary(rows, _text(said["label"]), {column.name: column for column in columns}, sets)


def _described(said: Mapping[str, Any]) -> Described:
    name, shown, label, level = (_text(said[key]) for key in ("name", "format", "label", "level"))
    labels = tuple((_code(code), _text(text)) for code, text in said["labels"])
    missing = tuple((_code(low), _code(high)) for low, high in said["missing"])
    return Described(name, said["textual"] is True, shown, label, level, labels, missing)


def _set(said: Mapping[str, Any]) -> SaidSet:
    counted = str(said["counted_value"]) if said["is_dichotomy"] and said["counted_value"] is not None else None
    return SaidSet(_text(said["label"] or ""), tuple(map(_text, said["variable_list"])), counted)


def _text(said: Any) -> str:
    if not isinstance(said, str):
        raise TypeError("no text")
    return said.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate could not be written anywhere


def _code(said: Any) -> Code:
    if isinstance(said, str):
        return _text(said)
    code = float(said)
    if math.isnan(code):
        raise ValueError("a code that is no number")
    return code


def _count(said: Any, most: int) -> int:
    if not isinstance(said, int) or not 0 <= said <= most:
        raise ValueError("a count that cannot be")
    return said


def memory() -> int:
    """Bytes that reading a file may take: half of what the machine has."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):  # Windows
        return UNKNOWN_MEMORY
