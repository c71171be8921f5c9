"""Stata: .dta of every release that is still about, with .a to .z as tags."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Final

from ..errors import DataError
from . import readstat
from .dates import Clock
from .microdata import FileFacts, Microdata
from .options import ReadOptions

# %ty is a year and stays a number; %tb counts in a business calendar that lies in another file.
CLOCKS: Final = {
    "d": Clock("date"),
    "c": Clock("datetime", step=1.0),
    "C": Clock("datetime", step=1.0),  # with leap seconds: at most 27 s late, as in other readers
    "w": Clock("week"),
    "m": Clock("month"),
    "q": Clock("quarter"),
    "h": Clock("half"),
}
TIME_ONLY: Final = re.compile(r"%-?t[cC][HhMSs:.AaPp_]+")
START: Final = b"<stata_dta>"
END: Final = b"</stata_dta>"


def _clock(display: str) -> Clock | None:
    if TIME_ONLY.fullmatch(display):
        return Clock("time", step=1.0)
    found = re.match(r"%-?(?:t([dcCwmqh])|(d))", display)
    return CLOCKS[found[1] or found[2]] if found else None


DTA: Final = readstat.Dialect("Stata", "read_dta", keeps_missing=True, clock=_clock)


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself."""
    _check_end(path)
    return readstat.look(path, options, DTA)


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for, codes and labels apart."""
    _check_end(path)
    return readstat.read(path, columns, options, DTA)


def _check_end(path: Path) -> None:
    """Since release 13 the labels stand last: a file cut there would be read whole but without them."""
    with path.open("rb") as file:
        start = file.read(len(START))
        file.seek(-min(64, path.stat().st_size), 2)
        end = file.read()
    if start == START and END not in end:
        raise DataError(f"{path.name} is cut short: its end is missing; copy or export it again.")
