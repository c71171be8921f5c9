"""The files that pyreadstat parses, shared by SPSS, Stata and SAS: ask for them in the other process, make columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np

from ..errors import DataError
from ..isolation.reading import Described, Dictionary, Numbers, Question, SaidSet, Texts, Visit, visit
from .columns import chosen, coded_column, tag_of
from .dates import Clock, code_key, dated_column, lost_dates
from .microdata import Column, ColumnFacts, FileFacts, MeasureLevel, Microdata, ResponseSetFacts, UserMissing
from .options import ReadOptions

LEVELS: Final = frozenset(get_args(MeasureLevel))
_TAGS: Final = {byte: tag_of(chr(byte)) for byte in b"_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"}
LETTERS: Final = np.array(
    [_TAGS.get(byte, 0) for byte in range(256)], np.int32
)  # the tag of each character, shape (256,)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What sets one format apart.

    Attributes:
        parser: the name of the function of pyreadstat.
        keeps_missing: whether that function can hand over user-missing codes and tagged missing values.
        packing: how many bytes of values one byte of the file can hold at most.
        clock: what a display format counts, None where it is no date.
        finish: a last look at the facts, with all that the file says beside them.
    """

    format: str
    parser: str
    keeps_missing: bool
    clock: Callable[[str], Clock | None]
    packing: int = 1
    finish: Callable[[FileFacts, Dictionary], FileFacts] = lambda facts, said: facts


def look(path: Path, options: ReadOptions, dialect: Dialect) -> FileFacts:
    """The facts without the values."""
    with _open(path, options, dialect) as file:
        return _facts(path, file.dictionary, dialect)


def read(path: Path, columns: Collection[str] | None, options: ReadOptions, dialect: Dialect) -> Microdata:
    """The facts and the columns asked for."""
    with _open(path, options, dialect) as file:
        said, facts = file.dictionary.columns, _facts(path, file.dictionary, dialect)
        wanted = chosen(columns, list(facts.columns), path)
        # A value takes a byte at least: a header that promises more than that is damaged.
        if (facts.rows or 0) * len(facts.columns) > path.stat().st_size * dialect.packing:
            raise DataError(
                f"{path.name} is cut short or damaged: it is too small for {facts.rows} rows; get it again."
            )
        # An empty list would mean all columns to pyreadstat; one column is the cheapest way to count the rows.
        rows, cells = file.cells(wanted or list(facts.columns)[:1], facts.rows)
    if facts.rows not in (None, rows):
        raise DataError(f"{path.name} is cut short: it promises {facts.rows} rows and holds {rows}; get it again.")
    made = {name: _column(facts.columns[name], cells[name], _clock(said[name], dialect)) for name in wanted}
    lost = [
        lost_dates(column, held.values)
        for name, column in made.items()
        if column.categories is not None and isinstance(held := cells[name], Numbers)
    ]
    notes = (*facts.notes, *(note for note in lost if note))
    return Microdata(replace(facts, rows=rows, notes=notes), rows, made)


def _open(path: Path, options: ReadOptions, dialect: Dialect) -> AbstractContextManager[Visit]:
    how: dict[str, Any] = {"user_missing": True} if dialect.keeps_missing else {}
    if options.encoding:
        how["encoding"] = options.encoding
    return visit(Question(path, dialect.parser, how))


def _facts(path: Path, said: Dictionary, dialect: Dialect) -> FileFacts:
    columns = {name: _column_facts(column, dialect) for name, column in said.columns.items()}
    return dialect.finish(FileFacts(path.name, dialect.format, said.rows, columns, label=said.label.strip()), said)


def _column_facts(said: Described, dialect: Dialect) -> ColumnFacts:
    clock = _clock(said, dialect)
    key = code_key(said.textual, clock)
    return ColumnFacts(
        said.name,
        "text" if said.textual or clock else "number",
        said.label.strip(),
        {key(code): label for code, label in said.labels},
        tuple(UserMissing(key(low), key(high)) for low, high in said.missing),
        "date" if clock else said.level if said.level in LEVELS else "unknown",  # type: ignore[arg-type]  # one of LEVELS
    )


def _column(facts: ColumnFacts, cells: Numbers | Texts, clock: Clock | None) -> Column:
    if isinstance(cells, Texts):
        return coded_column(facts, cells.codes, cells.texts)
    tags = None if cells.letters is None else LETTERS[cells.letters]
    column = dated_column(facts, cells.values, clock) if clock else Column(facts, cells.values)
    return replace(column, tags=tags if tags is not None and tags.any() else None)


def _clock(said: Described, dialect: Dialect) -> Clock | None:
    return None if said.textual else dialect.clock(said.format)


def response_sets(sets: Mapping[str, SaidSet], columns: Mapping[str, ColumnFacts]) -> dict[str, ResponseSetFacts]:
    """The file's own response sets, without those that name a column it does not have."""
    by_folded = {name.casefold(): name for name in columns}
    found = {}
    for name, said in sets.items():
        members = [by_folded.get(member.casefold(), "") for member in said.columns]
        if members and all(members):
            counted: float | str | None = said.counted
            if counted is not None and columns[members[0]].kind == "number":
                counted = float(counted)
            found[name] = ResponseSetFacts(name, said.label, tuple(members), counted)
    return found
