"""The other process: it waits with the C library loaded, and lets a fork of itself, held to limits, parse each file."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from math import ceil
from time import process_time
from typing import Any, BinaryIO, Final, NoReturn

from . import ARROW, STATISTICAL, wire

FORKS = hasattr(os, "fork")
ORDERS: Final = {b"s": STATISTICAL, b"a": ARROW}  # what is said to get a fork, and the library that it needs
PARSERS: Final = tuple(f"{__package__}.{room}" for room in ("parsing", "parsing_parquet", "parsing_sheets"))
FAILURES: Final = (ValueError, TypeError, LookupError, MemoryError, OverflowError, OSError)


def main(control: int, library: str) -> None:
    """Load what parses, then serve: forks where there are forks, otherwise one file from standard input."""
    # Now, while the other process is busy, and not once it waits, in each fork anew.
    _load(f"numpy resource {library} {' '.join(PARSERS)}")
    if control:
        _serve(control)
    _converse(sys.stdin.buffer, sys.stdout.buffer)


def _load(library: str) -> None:
    """Once for all forks; where it is not installed, nobody asks for it."""
    for name in library.split():
        with suppress(ImportError):
            import_module(name)


def _serve(control: int) -> NoReturn:
    """One fork a file, at most one at a time; when the parent is gone everything here ends, whatever it is doing."""
    import socket

    worker = 0
    with socket.socket(fileno=control) as orders:
        while True:
            order, passed, _, _ = socket.recv_fds(orders, 1, 1)
            if not order:
                os.killpg(os.getpgrp(), signal.SIGKILL)  # the parent made this process the leader of a group
            _load(ORDERS[order])
            if worker:
                os.kill(worker, signal.SIGKILL)
                os.wait()
            with socket.socket(fileno=passed[0]) as line:
                worker = os.fork()
                if not worker:
                    orders.close()
                    _work(line.makefile("rb"), line.makefile("wb"))


def _work(reader: BinaryIO, writer: BinaryIO) -> NoReturn:
    """Parse one file, and end without the ways out of an interpreter that a damaged memory could lead astray."""
    try:
        _converse(reader, writer)
    finally:
        os._exit(0)


def _converse(reader: BinaryIO, writer: BinaryIO) -> None:
    """Say what the file knows of itself; then, if columns are asked for, send them. A workbook is sent at once."""
    from . import parsing, parsing_parquet, parsing_sheets

    asked, _ = wire.hear(reader)
    limit(asked["seconds"], asked["memory"])
    try:
        if asked["parser"] == parsing_sheets.PARSER:
            parsing_sheets.send(writer, asked)
            return
        if asked["parser"] == parsing_parquet.COPIER:
            parsing_parquet.copy(reader, writer, asked)
            return
        part = parsing_parquet if asked["parser"] == parsing_parquet.PARSER else parsing
        wire.tell(writer, part.described(asked))
        wanted, _ = wire.hear(reader)
        limit(wanted["seconds"])
        part.send(writer, asked, wanted["columns"])
    except EOFError:
        return
    except UnicodeError:
        wire.tell(writer, {"failed": "encoding"})
    except FAILURES:
        wire.tell(writer, {"failed": "damaged"})
    except parsing.failures():  # looked up only here, for it loads the library
        wire.tell(writer, {"failed": "damaged"})


def limit(seconds: float, memory: int | None = None) -> None:
    """From here on so much processor time and further memory; no files written, no processes started, no core.

    Where there is no `resource` (Windows) nothing is limited here, and the parent's clock is the only limit.
    """
    try:
        import resource
    except ImportError:
        return
    limits: dict[str, int] = {"RLIMIT_CPU": ceil(process_time() + seconds)}
    if memory is not None:
        limits |= {"RLIMIT_AS": _held() + memory, "RLIMIT_FSIZE": 0, "RLIMIT_NPROC": 0}
        # 0 would still hand the core to a program that the system names for it; 1 byte is too little for either.
        limits["RLIMIT_CORE"] = 1
    for name, most in limits.items():
        kind: Any = getattr(resource, name, None)
        with suppress(ValueError, OSError, TypeError):  # a system that has no such limit, or a lower one already
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1] if name == "RLIMIT_CPU" else most))


def _held() -> int:
    """Bytes of address space that what is loaded takes up; where the system does not tell, 4 GiB: a generous guess."""
    try:
        with open("/proc/self/statm", "rb") as told:  # noqa: PTH123  # pathlib would be one import more
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 1 << 32
