"""The door of this room: `look` at what a file says of itself, or `read` its columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from ..errors import DataError
from . import whole
from .microdata import FileFacts, Microdata
from .options import DEFAULTS, ReadOptions, check_options
from .signatures import check_content


class Reader(NamedTuple):
    """The room of a format, whose `look` and `read` are as those here, and the options it understands."""

    room: str
    options: frozenset[str] = frozenset()

    def opened(self) -> Any:
        """Loaded only for a file of its format: the others would take as long as reading it."""
        return import_module(f".{self.room}", __package__)


_SPSS: Final = Reader("spss", frozenset({"encoding"}))
_PORTABLE: Final = Reader("portable", frozenset({"encoding"}))
_STATA: Final = Reader("stata", frozenset({"encoding"}))
_SAS: Final = Reader("sas", frozenset({"encoding"}))
_TEXT: Final = Reader("delimited", frozenset({"encoding", "delimiter", "decimal"}))
_PARQUET: Final = Reader("parquet")
_SHEET: Final = Reader("sheet", frozenset({"sheet"}))

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
    facts: FileFacts = reader.opened().look(path, options)
    return replace(facts, open_ended=open_ended)


def read(path: Path, columns: Collection[str] | None = None, options: ReadOptions = DEFAULTS) -> Microdata:
    """The columns asked for (None: all) in the order of the file, with what the file knows of them.

    The facts list every column of the file; of text and sheets, which have no types, only those read.
    """
    reader, open_ended = _reader(path, options)
    microdata: Microdata = reader.opened().read(path, columns, options)
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
