"""Whether the end of a .sav file is there, where its writer did not know how many cases would come.

The PSPP developers' guide describes the records under "System File Format". With the number of cases in the header,
the reader counts them; the blocks of .zsav have a list behind them, without which nothing is read.
"""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ..errors import DataError

HEADER: Final = 176
ELEMENT: Final = 8  # bytes of a number, and of each part of a text
PLAIN, BYTECODE = 0, 1
END, LITERAL, PADDING = 252, 253, 0  # codes of compressed data
NUMBERS: Final = re.compile(rb"(?:[^\x00\xfc\xfd]{8})+")  # blocks of codes that say all of their elements
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, LAST = 2, 3, 4, 6, 7, 999


def open_ended(path: Path) -> bool:
    """Whether a cut between two cases could not be seen; a DataError where the last case is not whole."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            order = "<" if content[64:68] in (b"\x02\x00\x00\x00", b"\x03\x00\x00\x00") else ">"
            packing, _, cases = struct.unpack_from(f"{order}iii", content, 72)
            if cases >= 0 or packing not in (PLAIN, BYTECODE):
                return False
            start, case = _dictionary(content, order)
            if packing == PLAIN:
                parts, ended = (len(content) - start) / ELEMENT, False
            else:
                parts, ended = _unpacked(content, start)
            over = parts % case
        except (struct.error, IndexError, ZeroDivisionError):
            raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    if over:
        raise DataError(f"{path.name} is cut short: its last case is not whole; copy or export it again.")
    return not ended


def _dictionary(content: mmap.mmap, order: str) -> tuple[int, int]:
    """Where the cases begin, and how many elements each has."""

    def whole(at: int) -> int:
        return int(struct.unpack_from(f"{order}i", content, at)[0])

    at, elements = HEADER, 0
    while (kind := whole(at)) != LAST:
        elements += kind == VARIABLE
        end = _labels_end(content, at + 8, whole(at + 4)) if kind == LABELS else at + _length(kind, at, whole)
        if end <= at:
            raise IndexError("a record of less than nothing")
        at = end
    return at + 8, elements


def _length(kind: int, at: int, whole: Callable[[int], int]) -> int:
    """Bytes of the record at `at`."""
    if kind == VARIABLE:
        labelled, missing = whole(at + 8), abs(whole(at + 12))
        return 32 + (4 + _up(whole(at + 32), 4) if labelled else 0) + ELEMENT * missing
    if kind == LABELLED:
        return 8 + 4 * whole(at + 4)
    if kind == DOCUMENT:
        return 8 + 80 * whole(at + 4)
    if kind == EXTENSION:
        return 16 + whole(at + 8) * whole(at + 12)
    raise IndexError("no record begins here")


def _labels_end(content: mmap.mmap, at: int, count: int) -> int:
    """Where the labels of values end: each is its value, its length and itself, up to a multiple of 8 bytes."""
    for _ in range(count):
        at += ELEMENT + _up(content[at + ELEMENT] + 1, ELEMENT)
    return at


def _up(length: int, to: int) -> int:
    return -(-length // to) * to


def _unpacked(content: mmap.mmap, at: int) -> tuple[int, bool]:
    """How many elements the compressed cases hold, and whether the code of their end is there."""
    elements = 0
    while at < len(content):
        if run := NUMBERS.match(content, at):
            elements += run.end() - at
            at = run.end()
            continue
        codes = content[at : at + 8]
        last = codes.find(END)
        codes = codes if last < 0 else codes[:last]
        elements += len(codes) - codes.count(PADDING)
        at += 8 + ELEMENT * codes.count(LITERAL)
        if last >= 0:
            return elements, True
        if at > len(content):
            raise IndexError("a value is not whole")
    return elements, False
