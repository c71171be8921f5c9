"""A Parquet file with further columns, made in the other process, which alone reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ..arrays import FloatArray
from . import ARROW, checked
from .parsing_parquet import COPIER
from .process import conversation

BYTES_A_SECOND: Final = 100_000  # of the file; a hundredth of what is usual


def parquet_copy(path: Path, added: Sequence[tuple[str, str, FloatArray]]) -> bytes:
    """The content of the copy: the table with its metadata, types and labels, and the new columns behind.

    Of each new column the name, the label and the values, shape (n,). DataError, in one sentence, when the file cannot
    be read.
    """
    buffers = [values.astype("<f8").tobytes() for _, _, values in added]
    columns = [
        {"name": name, "label": label, "bytes": len(own)} for (name, label, _), own in zip(added, buffers, strict=True)
    ]
    asked = {"parser": COPIER, "path": str(path), "columns": columns}
    seconds, memory = checked.SECONDS + path.stat().st_size / BYTES_A_SECOND, checked.memory()
    with conversation(ARROW) as talk, checked.believed(path, talk):
        said = checked.answer(talk.ask(asked, seconds, memory, *buffers), path)
        return talk.take(checked.count(said["bytes"], memory))
