"""What goes between the two processes: JSON with its length in front, and plain bytes. Nothing that could run."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Final

if TYPE_CHECKING:
    from ..arrays import CodeArray

LENGTH: Final = struct.Struct(">Q")
LONGEST: Final = 1 << 28  # bytes of JSON; the dictionary of a file of 30,000 labelled columns takes a twentieth


def tell(stream: BinaryIO, said: object, *buffers: bytes) -> None:
    """Write one message, and the bytes it announces."""
    text = json.dumps(said).encode("ascii")
    for part in (LENGTH.pack(len(text)), text, *buffers):
        stream.write(part)
    stream.flush()


def tell_texts(stream: BinaryIO, codes: CodeArray, texts: Sequence[str]) -> None:
    """Write which of the texts each row has, shape (n,), as int32, and each text in UTF-8 with its length in front."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    lengths = struct.pack(f"<{len(encoded)}q", *map(len, encoded))
    whole = b"".join(encoded)
    tell(stream, {"texts": len(encoded), "bytes": len(whole)}, codes.astype("<i4").tobytes(), lengths, whole)


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
