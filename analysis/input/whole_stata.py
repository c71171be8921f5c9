"""Whether the end of a .dta file of Stata 7 to 12 is there; later ones end in a mark that their reader looks for.

`help dta_115` of Stata describes the layout. The rows are counted by the reader; the labels behind them have no count.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Final

from ..errors import DataError

RELEASES: Final = (111, 113, 114, 115)
HEADER, NAME, LABEL = 109, 33, 81
WIDTHS: Final = {251: 1, 252: 2, 253: 4, 254: 4, 255: 8}  # bytes of a number; of a text its type is its width


def open_ended(path: Path) -> bool:
    """Whether a table of value labels is named and is not there, as in a file cut before it, or in one saved without.

    A DataError where a row or a table is not whole.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content[0] not in RELEASES:
            return False
        try:
            named, at, order = _rows(content)
            defined = _tables(content, at, order)
        except struct.error:
            raise DataError(f"{path.name} is cut short: its end is missing; copy or export it again.") from None
    return not named <= defined


def _rows(content: mmap.mmap) -> tuple[set[bytes], int, str]:
    """The tables of labels that columns name, where the rows end, and the order of bytes."""
    order = ">" if content[1] == 1 else "<"
    columns, rows = struct.unpack_from(f"{order}Hi", content, 4)
    if rows < 0:
        raise struct.error
    types = content[HEADER : HEADER + columns]
    display = 12 if content[0] <= 113 else 49
    labels = HEADER + columns * (1 + NAME + 2 + display) + 2
    named = {_name(content, labels + NAME * place) for place in range(columns)} - {b""}
    at = labels + columns * (NAME + LABEL)
    while True:  # characteristics: a type and a length each, until both are 0
        kind, length = struct.unpack_from(f"{order}bi", content, at)
        if length < 0:
            raise struct.error
        at += 5 + length
        if not kind and not length:
            break
    return named, at + rows * sum(WIDTHS.get(kind, kind) for kind in types), order


def _tables(content: mmap.mmap, at: int, order: str) -> set[bytes]:
    """The names of the tables of labels from `at` on; struct.error where one is not whole."""
    found = set()
    while at != len(content):
        (length,) = struct.unpack_from(f"{order}i", content, at)
        found.add(_name(content, at + 4))
        at += 4 + NAME + 3 + length
        if length < 0 or at > len(content):
            raise struct.error
    return found


def _name(content: mmap.mmap, at: int) -> bytes:
    return content[at : at + NAME].partition(b"\x00")[0]
