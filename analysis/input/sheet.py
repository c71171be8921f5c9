"""Workbooks: .xlsx, .xls and .ods, the first sheet or a named one, with the column names in its first row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ..errors import DataError, did_you_mean
from .columns import Distinct, chosen, guessed_column, names_of
from .dates import SECOND, Clock
from .microdata import Column, FileFacts, Microdata
from .options import ReadOptions


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself; reads the sheet, for only its cells tell whether a column is a number."""
    return read(path, None, options).facts


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for; the facts hold only these, for the kind of the others is not known."""
    rows, notes = _rows(path, options.sheet)
    filled = [row for row in rows if any(cell != "" for cell in row)]
    if not filled:
        raise DataError(f"the sheet read from {path.name} is empty; name another one.")
    header, *body = filled
    by_column = list(zip(*body, strict=True)) if body else [()] * len(header)
    # Formatted but empty columns lie to the right of many a sheet.
    real = [place for place, cell in enumerate(header) if cell != "" or any(c != "" for c in by_column[place])]
    names = names_of([_text(header[place]) for place in real], path, lambda: "the first row of the sheet")
    place_of = dict(zip(names, real, strict=True))
    made = {name: _column(name, by_column[place_of[name]]) for name in chosen(columns, names, path)}
    facts = {name: column.facts for name, column in made.items()}
    return Microdata(FileFacts(path.name, "workbook", len(body), facts, notes=notes), len(body), made)


def _rows(path: Path, sheet: str | None) -> tuple[list[list[Any]], tuple[str, ...]]:
    """The cells of the sheet, row by row, and a note when it was one of several."""
    import python_calamine as calamine  # here, so that nothing but reading a workbook pays for it

    try:
        with calamine.load_workbook(path) as book:
            kinds = {part.name: part.typ for part in book.sheets_metadata}
            sheets = [name for name, kind in kinds.items() if kind == calamine.SheetTypeEnum.WorkSheet]
            name = _sheet(path, sheets, sheet)
            rows = book.get_sheet_by_name(name).to_python()
    except calamine.PasswordError:
        raise DataError(f"{path.name} is protected by a password; save it without one.") from None
    except (calamine.CalamineError, OSError):
        raise DataError(f"{path.name} is cut short or damaged; open it and save it again.") from None
    first = len(sheets) > 1 and sheet is None
    return rows, (f"read the first of {len(sheets)} sheets, {name!r}",) if first else ()


def _sheet(path: Path, sheets: Sequence[str], wanted: str | None) -> str:
    if not sheets:
        raise DataError(f"{path.name} has no sheet with cells; export the data again.")
    if wanted is not None and wanted not in sheets:
        raise DataError(
            f"{path.name} has no sheet {wanted!r}; it has {', '.join(sheets)}.{did_you_mean(wanted, sheets)}"
        )
    return wanted or sheets[0]


def _column(name: str, cells: Sequence[Any]) -> Column:
    distinct = Distinct()
    codes = distinct.codes(cells)
    dated = [cell for cell in distinct if isinstance(cell, date)]
    # Midnight comes as a bare date; beside other moments it is written like them.
    moments = any(isinstance(cell, datetime) for cell in dated)
    column = guessed_column(name, codes, [_text(cell, moments=moments) for cell in distinct])
    only_dates = bool(dated) and len(dated) == sum(cell != "" for cell in distinct)
    return replace(column, facts=replace(column.facts, level="date")) if only_dates else column


def _text(cell: Any, *, moments: bool = False) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date | time):
        midnight = moments and not isinstance(cell, datetime | time)
        return f"{cell.isoformat()}T00:00:00" if midnight else cell.isoformat()
    if isinstance(cell, timedelta):
        return Clock("time", step=SECOND).texts(_as_array(cell.total_seconds()))[0]
    return str(cell)


def _as_array(number: float) -> Any:
    import numpy as np

    return np.array([number])
