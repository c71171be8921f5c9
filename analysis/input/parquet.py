"""Parquet, through pyarrow, which is an extra: asked for in the other process."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np

from ..errors import DataError, MissingExtraError
from ..isolation import ARROW
from ..isolation.parsing_parquet import PARSER
from ..isolation.reading import Described, Dictionary, Numbers, Question, Texts, Visit, visit
from .columns import chosen, coded_column
from .dates import Clock
from .microdata import Column, ColumnFacts, FileFacts, Microdata
from .options import ReadOptions

CELL: Final = 24  # bytes a value takes: as the file has it, as a float, and as it is sent
CLOCKS: Final = {
    "date": Clock("date", "1970-01-01", 1.0),
    "datetime": Clock("datetime", "1970-01-01", 1.0),  # UTC where the column has a time zone
    "time": Clock("time", step=1.0),
}


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself."""
    with _open(path) as file:
        return _facts(path, file.dictionary)


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for; whole numbers too long for a float become text."""
    with _open(path) as file:
        said, facts = file.dictionary.columns, _facts(path, file.dictionary)
        wanted = chosen(columns, list(facts.columns), path)
        rows, cells = file.cells(wanted, facts.rows)
    if rows != facts.rows:
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.")
    made = {name: _column(facts.columns[name], cells[name], said[name]) for name in wanted}
    known = {name: made[name].facts if name in made else column for name, column in facts.columns.items()}
    return Microdata(replace(facts, columns=known), rows, made)


def _open(path: Path) -> AbstractContextManager[Visit]:
    if find_spec("pyarrow") is None:
        raise MissingExtraError("reading .parquet needs pyarrow; install tallybook[parquet].")
    return visit(Question(path, PARSER, {}, ARROW, CELL, spells=True))


def _facts(path: Path, said: Dictionary) -> FileFacts:
    notes = tuple(f"{name}: left out, for it holds neither numbers nor text" for name in said.notes)
    columns = {name: _column_facts(column) for name, column in said.columns.items()}
    return FileFacts(path.name, "Parquet", said.rows, columns, notes=notes)


def _column_facts(said: Described) -> ColumnFacts:
    return ColumnFacts(
        said.name,
        "number" if said.format == "number" else "text",
        said.label.strip(),
        dict(said.labels),
        level="date" if said.format in CLOCKS else "unknown",
    )


def _column(facts: ColumnFacts, cells: Numbers | Texts, said: Described) -> Column:
    if isinstance(cells, Texts):
        return coded_column(replace(facts, kind="text"), cells.codes, cells.texts)
    if said.format not in CLOCKS:
        return Column(facts, cells.values)
    distinct, codes = np.unique(cells.values, return_inverse=True)
    return coded_column(facts, codes.astype(np.int32), CLOCKS[said.format].texts(distinct))
