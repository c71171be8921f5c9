"""Is a file whole: what its own bytes say of its end, looked at before a parser reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from . import whole_office, whole_sas, whole_spss, whole_stata

LINE_ENDS: Final = (b"\n", b"\r")


def _text(path: Path) -> bool:
    """A last line without a line end may be half a line; what has too few cells is refused by its reader."""
    with path.open("rb") as file:
        file.seek(-min(4, path.stat().st_size), 2)
        end = file.read().rstrip(b"\x00")  # half of each character of UTF-16
    return end[-1:] not in LINE_ENDS


# The others end in what their reader cannot do without: .por, .parquet, .xlsx, .ods, and .dta since release 13.
CHECKS: Final[Mapping[str, Callable[[Path], bool]]] = {
    ".sav": whole_spss.open_ended,
    ".zsav": whole_spss.open_ended,
    ".dta": whole_stata.open_ended,
    ".sas7bdat": whole_sas.open_ended,
    ".xpt": whole_sas.transport_open_ended,
    ".xls": whole_office.open_ended,
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
}


def open_ended(path: Path) -> bool:
    """Whether a cut at the end of this file could not be seen; a DataError where one is seen.

    Text, SAS transport files of version 5 and SPSS files whose writer did not know the number of cases say nothing of
    how many rows there should be: cut between two rows, they look whole.
    """
    check = CHECKS.get(path.suffix.lower())
    return check is not None and check(path)
