"""Workbooks: .xlsx, .xls and .ods, the first sheet or a named one, with the column names in its first row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import DataError, did_you_mean
from ..isolation.sheets import SheetColumn, sheet_of
from .columns import chosen, guessed_column, names_of
from .dates import SECOND, Clock
from .microdata import Column, FileFacts, Microdata
from .options import ReadOptions


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself; reads the sheet, for only its cells tell whether a column is a number."""
    return read(path, None, options).facts


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for; the facts hold only these, for the kind of the others is not known."""
    sheets, rows, there = sheet_of(path, options.sheet)
    name = _sheet(path, sheets, options.sheet)
    if not rows:
        raise DataError(f"the sheet read from {path.name} is empty; name another one.")
    # Formatted but empty columns lie to the right of many a sheet.
    real = [column for column in there if column.first != "" or any(cell != "" for cell in column.cells)]
    names = names_of([_text(column.first) for column in real], path, lambda: "the first row of the sheet")
    by_name = dict(zip(names, real, strict=True))
    made = {name: _column(name, by_name[name]) for name in chosen(columns, names, path)}
    facts = {name: column.facts for name, column in made.items()}
    first = len(sheets) > 1 and options.sheet is None
    notes = (f"read the first of {len(sheets)} sheets, {name!r}",) if first else ()
    return Microdata(FileFacts(path.name, "workbook", rows - 1, facts, notes=notes), rows - 1, made)


def _sheet(path: Path, sheets: Sequence[str], wanted: str | None) -> str:
    if not sheets:
        raise DataError(f"{path.name} has no sheet with cells; export the data again.")
    if wanted is not None and wanted not in sheets:
        raise DataError(
            f"{path.name} has no sheet {wanted!r}; it has {', '.join(sheets)}.{did_you_mean(wanted, sheets)}"
        )
    return wanted or sheets[0]


def _column(name: str, column: SheetColumn) -> Column:
    dated = [cell for cell in column.cells if isinstance(cell, date)]
    # Midnight comes as a bare date; beside other moments it is written like them.
    moments = any(isinstance(cell, datetime) for cell in dated)
    made = guessed_column(name, column.codes, [_text(cell, moments=moments) for cell in column.cells])
    only_dates = bool(dated) and len(dated) == sum(cell != "" for cell in column.cells)
    return replace(made, facts=replace(made.facts, level="date")) if only_dates else made


def _text(cell: Any, *, moments: bool = False) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date | time):
        midnight = moments and not isinstance(cell, datetime | time)
        return f"{cell.isoformat()}T00:00:00" if midnight else cell.isoformat()
    if isinstance(cell, timedelta):
        return Clock("time", step=SECOND).texts(np.array([cell.total_seconds()]))[0]
    return str(cell)
