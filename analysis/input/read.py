"""The door of this room: `look` at what a file says of itself, or `read` its columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..errors import DataError
from . import delimited, parquet, portable, sas, sheet, spss, stata, whole
from .microdata import FileFacts, Microdata
from .options import DEFAULTS, ReadOptions, check_options
from .signatures import check_content


@dataclass(frozen=True, slots=True)
class Reader:
    """The two functions of a format, and the options it understands."""

    look: Callable[[Path, ReadOptions], FileFacts]
    read: Callable[[Path, Collection[str] | None, ReadOptions], Microdata]
    options: frozenset[str] = frozenset()


_SPSS: Final = Reader(spss.look, spss.read, frozenset({"encoding"}))
_PORTABLE: Final = Reader(portable.look, portable.read, frozenset({"encoding"}))
_STATA: Final = Reader(stata.look, stata.read, frozenset({"encoding"}))
_SAS: Final = Reader(sas.look, sas.read, frozenset({"encoding"}))
_TEXT: Final = Reader(delimited.look, delimited.read, frozenset({"encoding", "delimiter", "decimal"}))
_PARQUET: Final = Reader(parquet.look, parquet.read)
_SHEET: Final = Reader(sheet.look, sheet.read, frozenset({"sheet"}))

READERS: Final[Mapping[str, Reader]] = {
    ".sav": _SPSS,
    ".zsav": _SPSS,
    ".por": _PORTABLE,
    ".dta": _STATA,
    ".sas7bdat": _SAS,
    ".xpt": _SAS,
    ".csv": _TEXT,
    ".tsv": _TEXT,
    ".txt": _TEXT,
    ".parquet": _PARQUET,
    ".xlsx": _SHEET,
    ".xls": _SHEET,
    ".ods": _SHEET,
}


def look(path: Path, options: ReadOptions = DEFAULTS) -> FileFacts:
    """What a file knows of itself, without its values.

    Formats without types (text, sheets) are read whole for it: there, prefer `read`, whose result holds the facts.
    """
    reader, open_ended = _reader(path, options)
    return replace(reader.look(path, options), open_ended=open_ended)


def read(path: Path, columns: Collection[str] | None = None, options: ReadOptions = DEFAULTS) -> Microdata:
    """The columns asked for (None: all) in the order of the file, with what the file knows of them.

    The facts list every column of the file; of text and sheets, which have no types, only those read.
    """
    reader, open_ended = _reader(path, options)
    microdata = reader.read(path, columns, options)
    return replace(microdata, facts=replace(microdata.facts, open_ended=open_ended))


def _reader(path: Path, options: ReadOptions) -> tuple[Reader, bool]:
    """The reader of a file whose content, as far as its bytes tell, is of its kind and whole; and how far they do."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        named = f"{path.suffix} files" if path.suffix else "files without an extension"
        raise DataError(f"cannot read {named}; {path.name} must be one of {', '.join(READERS)}.")
    check_options(options, reader.options, path)
    check_content(path)
    return reader, whole.open_ended(path)
