"""Whether the end of an .xls workbook is there: a compound file lists its sectors ([MS-CFB], 2.2 and 2.3)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from ..errors import DataError

COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
IN_HEADER: Final = 109  # places of the allocation table that the header itself lists
SPECIAL: Final = 0xFFFFFFFA  # from here on no number of a sector
FREE: Final = 0xFFFFFFFF


def open_ended(path: Path) -> bool:
    """Never: a DataError where a sector that is in use is missing."""
    content = path.read_bytes()
    if content.startswith(COMPOUND) and not _whole(content):  # a workbook of before 1997 is no compound file
        raise DataError(f"{path.name} is cut short or damaged; open it and save it again.")
    return False


def _whole(content: bytes) -> bool:
    try:
        size = 1 << struct.unpack_from("<H", content, 30)[0]
        tables = b"".join([_sector(content, place, size) for place in _listed(content, size)])
        used = np.flatnonzero(np.frombuffer(tables, "<u4") != FREE)
    except (struct.error, ValueError, OverflowError, MemoryError):
        return False
    return bool(used.size) and (int(used[-1]) + 2) * size <= len(content)


def _listed(content: bytes, size: int) -> Iterator[int]:
    """The sectors of the allocation table: those in the header, then those in a chain of further lists."""
    listed = struct.unpack_from(f"<{IN_HEADER}I", content, 76)
    yield from (place for place in listed if place < SPECIAL)
    following, left = struct.unpack_from("<II", content, 68)
    left = min(left, len(content) // size)  # a chain may go in a circle
    while following < SPECIAL and left > 0:
        *places, following = struct.unpack(f"<{size // 4}I", _sector(content, following, size))
        left -= 1
        yield from (place for place in places if place < SPECIAL)


def _sector(content: bytes, place: int, size: int) -> bytes:
    found = content[(place + 1) * size : (place + 2) * size]
    if len(found) < size:
        raise struct.error
    return found
