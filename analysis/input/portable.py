"""SPSS portable (.por): lines of 80 columns that hold numbers to the base 30, read with their user-missing codes.

The PSPP developers' guide describes the format under "Portable File Format"; the tags of the records are its tags.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from ..errors import DataError
from .columns import check_twice, chosen, coded_column
from .dates import BEYOND, Clock, code_key, dated_column, lost_dates
from .microdata import Column, ColumnFacts, FileFacts, Microdata, UserMissing
from .options import ReadOptions
from .portable_text import BODY, Stream, characters, encoding_of
from .spss import CLOCKS

NAMED: Final = slice(40, 80)  # the name of the format in ASCII, which has room for a title after it
# SPSS itself adds 82 to these. 85 and 86 stay numbers, as some writers mean MTIME by them and some COMMA.
_FORMATS: Final = {
    **dict(enumerate(("DATE", "TIME", "DATETIME", "ADATE", "JDATE", "DTIME"), start=20)),
    **dict(enumerate(("EDATE", "SDATE", "MTIME", "YMDHMS"), start=38)),
}
FORMATS: Final = {number + shift: CLOCKS[name] for number, name in _FORMATS.items() for shift in (0, 82)}


@dataclass(slots=True)
class Variable:
    """A column, as its records describe it one after the other."""

    name: str
    textual: bool
    clock: Clock | None
    label: str = ""
    labels: dict[float | str, str] = field(default_factory=dict)
    missing: list[UserMissing] = field(default_factory=list)

    def raw(self, stream: Stream) -> float | str:
        """A code of one of the lists, as the file writes it."""
        code = stream.text() if self.textual else stream.number()
        if code != code:
            raise ValueError("a code that is system-missing")
        return code

    def key(self, code: float | str) -> float | str:
        """A code as it stands among the values."""
        return code_key(self.textual, self.clock)(code)

    def facts(self) -> ColumnFacts:
        """What the records came to."""
        kind: Final = "text" if self.textual or self.clock else "number"
        level: Final = "date" if self.clock else "unknown"
        return ColumnFacts(self.name, kind, self.label, self.labels, tuple(self.missing), level)


@dataclass(slots=True)
class Dictionary:
    """The variables so far, and how many there should be."""

    variables: list[Variable] = field(default_factory=list)
    by_name: dict[str, Variable] = field(default_factory=dict)
    promised: int | None = None
    notes: list[str] = field(default_factory=list)


def _said(stream: Stream, dictionary: Dictionary) -> None:
    stream.piece()  # the product, the author, the weight: nothing about a column


def _precision(stream: Stream, dictionary: Dictionary) -> None:
    stream.whole()


def _count(stream: Stream, dictionary: Dictionary) -> None:
    dictionary.promised = stream.whole()


def _variable(stream: Stream, dictionary: Dictionary) -> None:
    width, name = stream.whole(), stream.text()
    shown, *_ = [stream.whole() for _ in range(6)]  # type, width and decimals to print with, and those to write with
    if not name:
        raise ValueError("a variable without a name")
    variable = Variable(name, width > 0, None if width else FORMATS.get(shown))
    dictionary.variables.append(variable)
    dictionary.by_name[name] = variable


def _missing(tag: str, stream: Stream, dictionary: Dictionary) -> None:
    """One value (8), LO THRU a value (9), a value THRU HI (A) or one value THRU another (B)."""
    variable = dictionary.variables[-1]
    lowest, highest = ("", "\U0010ffff") if variable.textual else (-np.inf, np.inf)
    low = lowest if tag == "9" else variable.raw(stream)
    high = low if tag == "8" else highest if tag == "A" else variable.raw(stream)
    if tag == "A" and not variable.textual and float(low) > BEYOND:  # PSPP writes HI here too, instead of the value
        dictionary.notes.append(f"{variable.name}: the file has lost the code from which all higher ones are missing")
        return
    variable.missing.append(UserMissing(variable.key(low), variable.key(high)))


def _label(stream: Stream, dictionary: Dictionary) -> None:
    dictionary.variables[-1].label = stream.text().strip()


def _value_labels(stream: Stream, dictionary: Dictionary) -> None:
    variables = [dictionary.by_name[stream.text()] for _ in range(stream.whole())]
    (_,) = {variable.textual for variable in variables}  # of two kinds, one could not tell where a code ends
    for _ in range(stream.whole()):
        code, label = variables[0].raw(stream), stream.text()
        for variable in variables:
            variable.labels[variable.key(code)] = label


def _documents(stream: Stream, dictionary: Dictionary) -> None:
    for _ in range(stream.whole()):
        stream.piece()


RECORDS: Final[dict[bytes, Callable[[Stream, Dictionary], None]]] = {
    **dict.fromkeys((b"1", b"2", b"3", b"6"), _said),
    b"4": _count,
    b"5": _precision,
    b"7": _variable,
    **{tag.encode(): partial(_missing, tag) for tag in "89AB"},
    b"C": _label,
    b"D": _value_labels,
    b"E": _documents,
}


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself; how many rows it has it does not say."""
    with _told(path):
        return _described(path, options)[2]


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for, codes and labels apart."""
    with _told(path):
        stream, variables, facts = _described(path, options)
        wanted = set(chosen(columns, list(facts.columns), path))
        rows, kept = _walk(stream, variables, wanted)
        made = {v.name: _column(v, kept[v.name], stream.encoding) for v in variables if v.name in kept}
        lost = [_lost(v, kept[v.name], made[v.name]) for v in variables if v.name in kept]
    notes = (*facts.notes, *(note for note in lost if note))
    return Microdata(replace(facts, rows=rows, notes=notes), rows, made)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeError:
        raise DataError(f"{path.name} holds text in another encoding; name it, such as --encoding cp1252.") from None
    except (ValueError, LookupError):
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None


def _described(path: Path, options: ReadOptions) -> tuple[Stream, list[Variable], FileFacts]:
    content = characters(path)
    encoding = options.encoding or encoding_of(content[BODY:])
    stream, dictionary = Stream(content, encoding), Dictionary()
    stream.tag(), stream.piece(), stream.piece()  # the version of the format, the day and the time of writing
    while (tag := stream.tag()) != b"F":
        RECORDS[tag](stream, dictionary)
    check_twice([variable.name for variable in dictionary.variables], path)
    if not dictionary.promised == len(dictionary.variables) > 0:
        raise ValueError("another number of variables than promised")
    facts = {variable.name: variable.facts() for variable in dictionary.variables}
    if encoding != "utf-8" and not options.encoding:
        dictionary.notes.append(f"read as {encoding} text, for it is not UTF-8")
    label = content[NAMED].partition(b"SPSS PORT FILE")[2].decode(encoding, "replace").strip()
    found = FileFacts(path.name, "SPSS portable", None, facts, label=label, notes=tuple(dictionary.notes))
    return stream, dictionary.variables, found


class Texts:
    """The texts of a column: each distinct one once, and its number a row."""

    def __init__(self) -> None:
        self.places: dict[bytes, int] = {}
        self.codes = array("i")

    def append(self, piece: bytes) -> None:
        """One row more."""
        self.codes.append(self.places.setdefault(piece, len(self.places)))


Cells: TypeAlias = "Texts | array[float]"


def _walk(stream: Stream, variables: Sequence[Variable], wanted: Collection[str]) -> tuple[int, dict[str, Cells]]:
    """The number of rows, and the cells of the columns wanted."""
    kept: dict[str, Cells] = {v.name: Texts() if v.textual else array("d") for v in variables if v.name in wanted}
    steps: list[tuple[Callable[[], Any], Callable[[Any], object]]] = [
        (stream.piece if v.textual else stream.number, kept[v.name].append if v.name in kept else bool)
        for v in variables  # a column not wanted is read and dropped, since only its end tells where the next begins
    ]
    rows = 0
    while not stream.ends():
        for take, keep in steps:
            keep(take())
        rows += 1
    return rows, kept


def _column(variable: Variable, cells: Cells, encoding: str) -> Column:
    facts = variable.facts()
    if isinstance(cells, Texts):
        return coded_column(facts, np.array(cells.codes, np.int32), [piece.decode(encoding) for piece in cells.places])
    values = np.array(cells, np.float64)
    if np.isinf(values).any():
        raise ValueError("a number beyond all that SPSS can hold")
    return dated_column(facts, values, variable.clock) if variable.clock else Column(facts, values)


def _lost(variable: Variable, cells: Cells, column: Column) -> str:
    if variable.clock is None or isinstance(cells, Texts):
        return ""
    return lost_dates(column, np.array(cells))
