"""What compiled code prints on standard output, where tables go, is thrown away."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def silent() -> Iterator[None]:
    """Nothing reaches standard output, that of compiled code included: HiGHS prints whatever it is told."""
    before, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        if os.name == "posix":
            ctypes.CDLL(None).fflush(None)  # what C holds back would come out later
        os.dup2(before, 1)
        os.close(before)
        os.close(nowhere)
