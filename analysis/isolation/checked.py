"""Words of the other process held against what can be, before they are believed: it has read what we have not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..errors import DataError
from .process import Talk, UnreadableError

UNKNOWN_MEMORY: Final = 1 << 32
SECONDS: Final = 30.0  # of processor time for what a file says of itself, and to begin with for its values


@contextmanager
def believed(path: Path, talk: Talk, rows: int | None = None) -> Iterator[None]:
    """Turn silence, lateness and nonsense into a DataError; `rows` is what the file promised."""
    try:
        yield
    except (EOFError, OSError):
        why = "takes too long to read" if talk.late else "makes the program that reads it fail"
        raise UnreadableError(
            f"{path.name} {why}{_promise(rows)}: it is damaged, or made to do harm; get it again, or export it as .csv."
        ) from None
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError):
        raise UnreadableError(
            f"{path.name} is cut short or damaged{_promise(rows)}; copy or export it again."
        ) from None


def answer(said: Any, path: Path, rows: int | None = None) -> dict[str, Any]:
    """The answer, unless it is that there is none."""
    failed = said.get("failed")
    if failed == "encoding":
        raise DataError(
            f"{path.name} holds text in another encoding than it says; name its encoding, such as --encoding cp1252."
        )
    if failed == "password":
        raise DataError(f"{path.name} is protected by a password; save it without one.")
    if failed == "twice":
        raise DataError(f"{path.name} has two columns named {text(said['column'])!r}; give each a name of its own.")
    if failed:
        raise DataError(f"{path.name} is cut short or damaged{_promise(rows)}; copy or export it again.")
    return dict(said)


def _promise(rows: int | None) -> str:
    return f": its header promises {rows} rows" if rows else ""


def text(said: Any) -> str:
    """A text that can be written anywhere; a lone surrogate cannot."""
    if not isinstance(said, str):
        raise TypeError("no text")
    return said.encode("utf-8", "replace").decode("utf-8")


def count(said: Any, most: int) -> int:
    """A number of things, at most `most`."""
    if not isinstance(said, int) or not 0 <= said <= most:
        raise ValueError("a count that cannot be")
    return said


def memory() -> int:
    """Bytes that reading a file may take: half of what the machine has."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, ValueError, OSError):  # Windows
        return UNKNOWN_MEMORY
