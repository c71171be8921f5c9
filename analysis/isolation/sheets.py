"""A sheet of a workbook as the other process tells it, and what a workbook unpacks to before it is given to it."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..arrays import CodeArray
from ..errors import DataError
from . import checked
from .parsing_sheets import PARSER
from .process import Talk, conversation

Cell = str | float | bool | date | time | timedelta
BYTES_A_SECOND: Final = 500_000  # of the workbook unpacked; a twentieth of what is usual
KINDS: Final[Mapping[str, Callable[[Any], Cell]]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda seconds: timedelta(seconds=seconds),
}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: its first cell, the distinct cells below, and the place among them of each row, shape (n,)."""

    first: Cell
    codes: CodeArray
    cells: list[Cell]


def sheet_of(path: Path, wanted: str | None) -> tuple[list[str], int, list[SheetColumn]]:
    """The names of the sheets; the rows with a cell and the columns of the one wanted, the first where none is.

    There are no rows where there is no such sheet. DataError, in one sentence, when the workbook cannot be read.
    """
    memory, unpacked = checked.memory(), _unpacked(path)
    if unpacked > memory // 4:
        raise DataError(
            f"{path.name} unpacks to {unpacked / 1e9:,.1f} GB; the limit on this machine is {memory / 4e9:,.1f} GB: "
            "save the sheet as .csv, unless the file is made to do harm."
        )
    asked = {"parser": PARSER, "path": str(path), "sheet": wanted}
    with conversation() as talk, checked.believed(path, talk):
        said = checked.answer(talk.ask(asked, checked.SECONDS + unpacked / BYTES_A_SECOND, memory), path)
        rows, columns = checked.count(said["rows"], memory), checked.count(said["columns"], memory)
        return [checked.text(name) for name in said["sheets"]], rows, [_column(talk, rows) for _ in range(columns)]


def _column(talk: Talk, rows: int) -> SheetColumn:
    said = talk.hear()
    cells = [_cell(cell) for cell in said["cells"]]
    codes = np.frombuffer(talk.take(4 * (rows - 1)), "<i4").astype(np.int32)
    if not ((codes >= 0) & (codes < len(cells))).all():
        raise ValueError("a row without a cell")
    return SheetColumn(_cell(said["first"]), codes, cells)


def _cell(said: Any) -> Cell:
    if isinstance(said, str):
        return checked.text(said)
    if isinstance(said, bool):
        return said
    if isinstance(said, int | float):
        if not math.isfinite(said):
            raise ValueError("a cell that is no number")
        return said
    kind, value = said
    return KINDS[kind](value)


def _unpacked(path: Path) -> int:
    """Bytes that the parts of the workbook say they unpack to, which the library holds them to; 0 for an .xls."""
    if path.suffix.lower() == ".xls":
        return 0
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())
