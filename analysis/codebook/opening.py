"""From paths to meaning: find the files, read only the columns that are needed, and hold them against their pins."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from ..errors import DataError, SurveyError, UsageError
from ..input import FileFacts, Microdata, ReadOptions, look, read
from .imputed import completed
from .meaning import Meaning
from .model import Codebook, File, Survey, Variable
from .model_replicates import matching
from .needs import needed
from .pins import Measured, differences, fingerprint, has_its_name, measured, refuse

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
        name: _Source(paths[name], ReadOptions()) if name in paths else _Source(data or Path(), options, given=True)
        for name in codebook.files
    }
    for name in sources:
        _check_facts(codebook, name, sources, which)
    read_files = _read(codebook, sources, names)
    bound = completed(codebook, {name: source.facts for name, source in sources.items()}, which)
    meaning = Meaning(bound, read_files, lang, {name: sources[name].path for name in read_files})
    for name, found in read_files.items():
        file = codebook.files[name]
        if file.rows is not None or file.sum_of_weights is not None:
            refuse(name, found.facts.name, differences(file, measured(meaning, name)).values())
    return meaning


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
    file = codebook.files[name]
    if file.completed and len(found) < 2:
        raise DataError(
            f"{codebook.at(('files', name, 'path'))}there is one file, {found[0].name}, and completed data sets are "
            "two or more; name them all, or write its name alone."
        )
    if file.completed and len(file.sha256) not in (0, len(found)):
        raise DataError(
            f"{codebook.at(('files', name, 'sha256'))}there are {len(found)} completed data sets and "
            f"{len(file.sha256)} fingerprints; one is lost or new: see what is there, and name one for each."
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


def _check_facts(codebook: Codebook, name: str, sources: Mapping[str, _Source], which: int) -> None:
    """Refuse a file that is another one by its fingerprint, rows or columns, with all that differs."""
    file, source = codebook.files[name], sources[name]
    facts, held = source.facts, file.sha256 and (not source.given or has_its_name(file, source.path))
    found = Measured(facts.rows, len(facts.columns), sha256=fingerprint(source.path) if held else None)
    if told := differences(file, found, which):
        refuse(name, facts.name, {**differences(file, _weighed(codebook, name, sources)), **told}.values())


def _weighed(codebook: Codebook, name: str, sources: Mapping[str, _Source]) -> Measured:
    """The rows and weights of a file that is another one, as far as it can be read as the one it should be."""
    try:
        weight = codebook.files[name].weight if name == codebook.main else None
        read_files = _read(codebook, sources, [] if weight is None else [weight])
        return measured(Meaning(codebook, read_files), name)
    except (SurveyError, KeyError):
        return Measured()


class _Source:
    """A file that is looked at first and read later."""

    def __init__(self, path: Path, options: ReadOptions, *, given: bool = False) -> None:
        self.path = path
        self.options = options
        self.given = given  # in place of the one that the codebook names
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
    return taken
