"""SPSS: .sav and .zsav, with user-missing codes kept and response sets."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from ..isolation.reading import Dictionary
from . import readstat
from .dates import SECOND, Clock
from .microdata import FileFacts, Microdata
from .options import ReadOptions

EPOCH: Final = "1582-10-14"  # the day before the Gregorian calendar began
# QYR, MOYR, WKYR, WKDAY and MONTH stay numbers: they hide part of the date that is stored.
CLOCKS: Final = {
    **dict.fromkeys(("DATE", "ADATE", "EDATE", "JDATE", "SDATE"), Clock("date", EPOCH, SECOND)),
    **dict.fromkeys(("DATETIME", "YMDHMS"), Clock("datetime", EPOCH, SECOND)),
    **dict.fromkeys(("TIME", "DTIME", "MTIME"), Clock("time", EPOCH, SECOND)),
}


def _clock(display: str) -> Clock | None:
    return CLOCKS.get(re.sub(r"[\d.]+$", "", display.upper()))


def _with_sets(facts: FileFacts, said: Dictionary) -> FileFacts:
    return replace(facts, sets=readstat.response_sets(said.sets, facts.columns))


SAV: Final = readstat.Dialect("SPSS", "read_sav", keeps_missing=True, clock=_clock, finish=_with_sets)
ZSAV: Final = replace(SAV, packing=1100)  # zlib packs 1032 to 1 at best


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself."""
    return readstat.look(path, options, _dialect(path))


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for, codes and labels apart."""
    return readstat.read(path, columns, options, _dialect(path))


def _dialect(path: Path) -> readstat.Dialect:
    with path.open("rb") as file:
        return ZSAV if file.read(4) == b"$FL3" else SAV
