"""From paths to meaning: find the files, read only the columns that are needed, and hold them against their pins."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from ..errors import DataError, UsageError
from ..input import FileFacts, Microdata, ReadOptions, look, read
from .imputed import completed
from .meaning import Meaning
from .model import Codebook, File, Survey, Variable
from .model_replicates import matching
from .needs import needed

SAMPLES = "sample_data"
UNTYPED = {".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods"}  # looked at by reading, so they are read once and whole


def open_meaning(
    codebook: Codebook | None,
    data: Path | None,
    names: Collection[str] | None,
    *,
    options: ReadOptions | None = None,
    lang: str | None = None,
    which: int = 0,
) -> Meaning:
    """The meaning of the files for a request.

    Args:
        codebook: None for a file that speaks for itself.
        data: the file of analysis; None for the one the codebook names.
        names: names and expressions that will be asked for; None reads every column of every file.
        options: how the file of analysis is read.
        which: of several completed data sets the one that is read, counted from 0.
    """
    if codebook is None and data is None:
        raise UsageError("there is neither a data file nor a codebook that names one; name a file, or give --codebook.")
    options = options or ReadOptions()
    if codebook is None:
        path = data or Path()
        source = _Source(path, options)
        return Meaning(book := bare(source.facts), _read(book, {book.main: source}, names), lang, {book.main: path})
    located = {name: locate(codebook, name) for name in codebook.files if data is None or name != codebook.main}
    paths = {name: some[min(which, len(some) - 1)] for name, some in located.items()}
    sources = {
        name: _Source(paths[name], ReadOptions()) if name in paths else _Source(data or Path(), options)
        for name in codebook.files
    }
    for name, source in sources.items():
        check_fingerprint(codebook.files[name], name, source.path)
    read_files = _read(codebook, sources, names)
    bound = completed(codebook, {name: source.facts for name, source in sources.items()}, which)
    return Meaning(bound, read_files, lang, {name: sources[name].path for name in read_files})


def again(meaning: Meaning, which: int) -> Meaning:
    """The meaning of the same files with the columns of another imputation."""
    facts = {name: data.facts for name, data in meaning.files.items()}
    return Meaning(completed(meaning.codebook, facts, which), meaning.files, meaning.lang, meaning.paths)


def bare(facts: FileFacts) -> Codebook:
    """A codebook for a file that has none: its own labels and missing codes are read as they stand."""
    variables = {
        name: Variable(label={"": column.label} if column.label else None) for name, column in facts.columns.items()
    }
    title = facts.label or facts.name
    return Codebook(
        survey=Survey(id="file", title={"": title}), files={"file": File(path=(facts.name,))}, variables=variables
    )


def locate(codebook: Codebook, name: str) -> tuple[Path, ...]:
    """Where a file of the codebook is, or each of its completed data sets: beside it, or in the package's own data."""
    found = [path for written in codebook.files[name].path for path in _located(codebook, name, written)]
    if codebook.files[name].completed and len(found) < 2:
        raise DataError(
            f"{codebook.at(('files', name, 'path'))}there is one file, {found[0].name}, and completed data sets are "
            "two or more; name them all, or write its name alone."
        )
    return tuple(found)


def _located(codebook: Codebook, name: str, written: str) -> list[Path]:
    beside = codebook.folder / written
    if beside.exists():
        return [beside]
    if "*" in beside.name and beside.parent.is_dir():
        near = matching(beside.name, [path.name for path in beside.parent.iterdir()])
        if near:
            return [beside.with_name(one) for one in near]
    packaged = files(SAMPLES) / Path(written).name if find_spec(SAMPLES) else None
    if isinstance(packaged, Path) and packaged.exists():
        return [packaged]
    remedy = "check the path" if codebook.files[name].completed else "name it after the command"
    raise DataError(f"{codebook.at(('files', name, 'path'))}data file {written!r} is not there; {remedy}.")


def check_fingerprint(described: File, name: str, path: Path) -> None:
    """Refuse a file whose content is not the one the codebook was written for.

    A file of another name is the same survey in another format, or another round: only its rows can be held to a pin.
    """
    if described.sha256 is None or path.name != Path(described.path[0]).name:
        return
    found = fingerprint(path)
    if found != described.sha256.lower():
        raise DataError(
            f"{path.name} is not the file that the codebook pins as {name}: its sha256 begins {found[:12]} and not "
            f"{described.sha256[:12]}; use that file, or change the pin."
        )


def check_rows(described: File, name: str, data: Microdata) -> None:
    """Refuse a file with other than the pinned number of rows."""
    if described.rows not in (None, data.rows):
        raise DataError(
            f"{data.facts.name} has {data.rows:,} rows and the codebook pins {described.rows:,} for {name}; "
            "use that file, or change the pin."
        )


def fingerprint(path: Path) -> str:
    """The sha256 of a file; of one that has not changed it is computed once."""
    try:
        found = path.stat()
        return _fingerprint(path, found.st_mtime_ns, found.st_size)
    except OSError as error:
        raise DataError(f"{path.name} cannot be read ({error.strerror}); check the path.") from error


@lru_cache(maxsize=64)
def _fingerprint(path: Path, changed: int, size: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Source:
    """A file that is looked at first and read later."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.options = options
        self._whole = read(path, None, options) if path.suffix.lower() in UNTYPED else None
        self.facts = look(path, options) if self._whole is None else self._whole.facts

    def read(self, columns: Collection[str] | None) -> Microdata:
        """The columns asked for; a column that is not there is left to whoever asks for it by name."""
        if self._whole is not None:
            return self._whole
        there = None if columns is None else [name for name in self.facts.columns if name in columns]
        return read(self.path, there, self.options)


def _read(codebook: Codebook, sources: Mapping[str, _Source], names: Collection[str] | None) -> Mapping[str, Microdata]:
    facts = {name: source.facts for name, source in sources.items()}
    columns = None if names is None else needed(codebook, names, facts)
    taken = {}
    for name, source in sources.items():
        if columns is None or name in columns:
            taken[name] = source.read(None if columns is None else columns[name])
            check_rows(codebook.files[name], name, taken[name])
    return taken
