"""Whether the end of a SAS file is there, told by its pages (.sas7bdat) or by its last row (.xpt)."""

from __future__ import annotations

import mmap
import re
import struct
from pathlib import Path
from typing import Final

from ..errors import DataError
from . import transport

WIDE: Final = b"\x33"  # this byte in the header: one alignment, of the header's fields or of 8-byte counts
MEMBER: Final = re.compile(re.escape(b"HEADER RECORD*******MEMB"))


def open_ended(path: Path) -> bool:
    """Never: a .sas7bdat file says how many pages it has; a DataError where some are missing.

    Shotwell (2013), SAS7BDAT Database Binary Format, describes the header.
    """
    with path.open("rb") as file:
        head = file.read(288)
    wide, shift = head[32:33] == WIDE, 4 if head[35:36] == WIDE else 0
    order = "<" if head[37:38] == b"\x01" else ">"
    try:
        start, page, pages = struct.unpack_from(f"{order}ii{'q' if wide else 'i'}", head, 196 + shift)
        if min(start, page, pages) < 0:
            raise struct.error
    except struct.error:
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    if start + page * pages > path.stat().st_size:
        raise DataError(f"{path.name} is cut short: it promises {pages:,} pages; copy or export it again.")
    return False


def transport_open_ended(path: Path) -> bool:
    """Whether a cut between two rows could not be seen; a DataError where the last row is not whole.

    Version 8 says how many rows there are. In both the rows are followed by blanks to the end of a record of 80 bytes.
    """
    layout = transport.layout(path)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        follows = MEMBER.search(content, layout.start)  # a library may hold further members
        end = follows.start() if follows else len(content)
        over = (end - layout.start) % layout.row
        rest = content[end - over : end]
    if over >= transport.RECORD or rest.strip(b" "):
        raise DataError(f"{path.name} is cut short: its last row is not whole; copy or export it again.")
    return layout.promised is None
