"""A file of SPSS, Stata or SAS as the other process tells it: what the file says of itself, and its columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..arrays import CodeArray, FloatArray
from ..errors import DataError
from . import STATISTICAL, checked
from .checked import SECONDS, answer, believed, count, memory
from .process import Talk, conversation

Code = float | str
CELLS_A_SECOND: Final = 100_000  # a fiftieth of what is usual
CELL: Final = 40  # bytes a value takes while the library holds it: an object and the reference to it


@dataclass(frozen=True, slots=True)
class Described:
    """What a file says of one column.

    Attributes:
        textual: whether it holds text.
        format: the display format, in the words of the file; `width` is how many characters it shows.
        labels: a code and its label; the code is a letter for a tagged missing value.
        missing: the first and the last code of each range that is missing.
    """

    name: str
    textual: bool
    format: str
    label: str
    level: str
    width: int
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
    notes: tuple[str, ...]
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
    """The parser to call, and how.

    Attributes:
        library: what it needs.
        cell: bytes that a value takes while the library holds it.
        spells: whether numbers may come as texts, where they are too long for a float.
    """

    path: Path
    parser: str
    how: Mapping[str, Any]
    library: str = STATISTICAL
    cell: int = CELL
    spells: bool = False

    def asked(self) -> dict[str, Any]:
        """In words for the other process."""
        return {"parser": self.parser, "path": str(self.path), "how": dict(self.how)}


@dataclass(frozen=True, slots=True)
class Visit:
    """A file that is open in the other process."""

    question: Question
    dictionary: Dictionary
    _talk: Talk

    def cells(self, names: Sequence[str], rows: int | None) -> tuple[int, dict[str, Numbers | Texts]]:
        """The number of rows, and the cells of the columns; DataError when they are more than memory holds."""
        path, most = self.question.path, memory()
        need = (rows or 0) * len(names) * self.question.cell
        if need > most:
            raise DataError(
                f"{path.name} holds {rows:,} rows, and {len(names):,} columns of them would take {need / 1e9:,.1f} GB "
                f"to read; the limit on this machine is {most / 1e9:,.1f} GB: ask for fewer columns."
            )
        seconds = SECONDS + (rows or path.stat().st_size) * len(names) / CELLS_A_SECOND
        with believed(path, self._talk, rows):
            said = answer(self._talk.ask({"columns": list(names)}, seconds, most), path, rows)
            found = count(said["rows"], most)
            return found, {name: self._column(self.dictionary.columns[name], found) for name in names}

    def _column(self, column: Described, rows: int) -> Numbers | Texts:
        said, take = self._talk.hear(), self._talk.take
        if not column.textual and not (self.question.spells and "texts" in said):
            lettered = count(said["letters"], rows)
            if lettered not in (0, rows):
                raise ValueError("letters of some rows")
            values = np.frombuffer(take(8 * rows), "<f8").astype(np.float64)
            letters = take(lettered)
            return Numbers(values, np.frombuffer(letters, np.uint8).astype(np.int32) if letters else None)
        distinct, size = count(said["texts"], rows), count(said["bytes"], memory())
        codes = np.frombuffer(take(4 * rows), "<i4").astype(np.int32)
        lengths = np.frombuffer(take(8 * distinct), "<i8")
        whole = take(size)
        if not ((codes >= 0) & (codes < distinct)).all():
            raise ValueError("a row without a text")
        ends = [0, *np.cumsum(lengths).tolist()]
        if (lengths < 0).any() or ends[-1] != size:
            raise ValueError("texts of other lengths than announced")
        return Texts(codes, [whole[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)])


@contextmanager
def visit(question: Question) -> Iterator[Visit]:
    """A file opened in the other process; DataError, in one sentence, when it cannot be read there."""
    with conversation(question.library) as talk:
        with believed(question.path, talk):
            said = answer(talk.ask(question.asked(), SECONDS, memory()), question.path)
            dictionary = _dictionary(said)
        yield Visit(question, dictionary, talk)


def _dictionary(said: Mapping[str, Any]) -> Dictionary:
    columns = [_described(column) for column in said["columns"]]
    rows = None if said["rows"] is None else count(said["rows"], 1 << 62)
    sets = {checked.text(name): _set(one) for name, one in said["sets"].items()}
    notes = tuple(checked.text(note) for note in said["notes"])
    return Dictionary(rows, checked.text(said["label"]), notes, {column.name: column for column in columns}, sets)


def _described(said: Mapping[str, Any]) -> Described:
    name, shown, label, level = (checked.text(said[key]) for key in ("name", "format", "label", "level"))
    labels = tuple((_code(code), checked.text(label)) for code, label in said["labels"])
    missing = tuple((_code(low), _code(high)) for low, high in said["missing"])
    width = count(abs(said["width"]), 1 << 32)  # Stata has widths below 0 for what stands to the left
    return Described(name, said["textual"] is True, shown, label, level, width, labels, missing)


def _set(said: Mapping[str, Any]) -> SaidSet:
    counted = str(said["counted_value"]) if said["is_dichotomy"] and said["counted_value"] is not None else None
    return SaidSet(checked.text(said["label"] or ""), tuple(map(checked.text, said["variable_list"])), counted)


def _code(said: Any) -> Code:
    if isinstance(said, str):
        return checked.text(said)
    code = float(said)
    if math.isnan(code):
        raise ValueError("a code that is no number")
    return code
