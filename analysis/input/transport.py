"""The layout of a SAS transport file, read for what pyreadstat drops: special missing values and a cut end."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ..arrays import CodeArray
from ..errors import DataError
from .columns import tag_of
from .microdata import Microdata

RECORD: Final = 80
# Where numbers stand in a record: two of them as text, then the type, length and offset of a column, and the rows.
_SIZE, _COUNT = struct.Struct("74x4s"), struct.Struct("52x6s")
_COLUMN, _ROWS = struct.Struct(">H2xH78xI"), struct.Struct("48x15s")
SPECIAL: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ_"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the numbers stand.

    Attributes:
        start: byte at which the rows begin.
        row: bytes a row takes.
        numbers: offset in the row and width of each number column, by its place in the file.
        promised: the number of rows, which only version 8 can tell.
    """

    start: int
    row: int
    numbers: dict[int, tuple[int, int]]
    promised: int | None


def layout(path: Path) -> Layout:
    """The layout of the file; a DataError if it ends before its last record does."""
    if path.stat().st_size % RECORD:
        raise DataError(f"{path.name} is cut short: its last record is incomplete; copy or export it again.")
    with path.open("rb") as file:
        head = file.read(1 << 22)
    try:
        found = _layout(head)
    except (ValueError, struct.error):
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    if found.promised and found.start + found.promised * found.row > path.stat().st_size:
        raise DataError(f"{path.name} is cut short: it promises {found.promised} rows; copy or export it again.")
    return found


def _layout(head: bytes) -> Layout:
    # The header of the member gives the size of a column's description, that of the descriptions their number.
    member = head.index(b"HEADER RECORD*******MEMB")
    names = head.index(b"HEADER RECORD*******NAM")  # NAMESTR in version 5, NAMSTV8 in version 8
    size, count = int(_SIZE.unpack_from(head, member)[0]), int(_COUNT.unpack_from(head, names)[0])
    columns = [_COLUMN.unpack_from(head, names + RECORD + place * size) for place in range(count)]
    numbers = {place: (offset, width) for place, (kind, width, offset) in enumerate(columns) if kind == 1}
    row = max(offset + width for _, width, offset in columns)  # a ValueError where there are none
    if not row:
        raise ValueError("columns of no width")
    rows_follow = head.index(b"HEADER RECORD*******OBS", names)
    said = _ROWS.unpack_from(head, rows_follow)[0].strip()
    return Layout(rows_follow + RECORD, row, numbers, int(said) or None if said.isdigit() else None)


def tags(path: Path, layout: Layout, microdata: Microdata) -> dict[str, CodeArray]:
    """The tags of the columns that have some: a special missing value is its letter followed by zero bytes."""
    held = microdata.rows * layout.row
    if layout.start + held > path.stat().st_size:
        raise DataError(f"{path.name} is damaged: its rows do not fit its description; copy or export it again.")
    if not held:
        return {}
    cells = np.memmap(path, np.uint8, "r", layout.start, (microdata.rows, layout.row))
    letters = np.zeros(256, np.int32)
    for letter in SPECIAL:
        letters[letter] = tag_of(chr(letter))
    found = {}
    for place, name in enumerate(microdata.facts.columns):
        if name in microdata.columns and place in layout.numbers:
            offset, width = layout.numbers[place]
            special = ~cells[:, offset + 1 : offset + width].any(axis=1)
            tag = np.where(special, letters[cells[:, offset]], 0).astype(np.int32)
            if tag.any():
                found[name] = tag
    return found
