"""SAS: .sas7bdat and transport files (.xpt, version 5 and 8), with .A to .Z and ._ as tags."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Final

from . import readstat, transport
from .dates import SECOND, Clock
from .microdata import FileFacts, Microdata
from .options import ReadOptions

_DATE_ORDERS: Final = ("DDMMYY", "MMDDYY", "YYMMDD")
# MONYY, YEAR, QTR and the like stay numbers: they hide part of the date that is stored.
CLOCKS: Final = {
    **dict.fromkeys(("DATE", "WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX", "JULIAN"), Clock("date")),
    **dict.fromkeys(("E8601DA", "B8601DA", "IS8601DA"), Clock("date")),
    **{order + sign: Clock("date") for order in _DATE_ORDERS for sign in ("", *"BCDNPS")},
    **dict.fromkeys(("DATETIME", "DATEAMPM", "MDYAMPM"), Clock("datetime", step=SECOND)),
    **dict.fromkeys(("E8601DT", "B8601DT", "IS8601DT", "B8601DN", "DTDATE"), Clock("datetime", step=SECOND)),
    **dict.fromkeys(("TIME", "HHMM", "TOD", "TIMEAMPM"), Clock("time", step=SECOND)),
    **dict.fromkeys(("E8601TM", "B8601TM", "IS8601TM"), Clock("time", step=SECOND)),
}


def _clock(display: str) -> Clock | None:
    return CLOCKS.get(re.sub(r"[\d.]+$", "", display.upper()))


SAS7BDAT: Final = readstat.Dialect("SAS", "read_sas7bdat", keeps_missing=True, clock=_clock, packing=1100)
XPT: Final = readstat.Dialect("SAS transport", "read_xport", keeps_missing=False, clock=_clock)


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself."""
    if path.suffix.lower() == ".sas7bdat":
        return readstat.look(path, options, SAS7BDAT)
    return readstat.look(path, options, XPT)


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for."""
    if path.suffix.lower() == ".sas7bdat":
        return readstat.read(path, columns, options, SAS7BDAT)
    layout = transport.layout(path)
    microdata = readstat.read(path, columns, options, XPT)
    tags = transport.tags(path, layout, microdata)
    made = {name: replace(column, tags=tags.get(name)) for name, column in microdata.columns.items()}
    return replace(microdata, columns=made)
