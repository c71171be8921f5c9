"""What goes between the two processes: JSON with its length in front, and plain bytes. Nothing that could run."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO, Final

LENGTH: Final = struct.Struct(">Q")
LONGEST: Final = 1 << 28  # bytes of JSON; the dictionary of a file of 30,000 labelled columns takes a twentieth


def tell(stream: BinaryIO, said: object, *buffers: bytes) -> None:
    """Write one message, and the bytes it announces."""
    text = json.dumps(said).encode("ascii")
    for part in (LENGTH.pack(len(text)), text, *buffers):
        stream.write(part)
    stream.flush()


def hear(stream: BinaryIO) -> tuple[Any, int]:
    """The next message and its length; EOFError when the other side has gone, ValueError when it is none."""
    (length,) = LENGTH.unpack(take(stream, LENGTH.size))
    if length > LONGEST:
        raise ValueError("a message longer than any")
    return json.loads(take(stream, length)), length


def take(stream: BinaryIO, size: int) -> bytes:
    """Exactly `size` bytes, of which the caller has found that they are not too many; EOFError when fewer come."""
    if size < 0:
        raise ValueError("fewer bytes than none")
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return found
