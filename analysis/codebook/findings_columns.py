"""Columns that a codebook names, held against those of its files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from ..errors import UsageError
from .faults import Steps, suggestion
from .forms import columns_of
from .imputed import IN_DESIGN, problems, refuse_imputed
from .meaning import Meaning
from .model import Codebook
from .model_design import Design
from .model_replicates import matching

Severity: TypeAlias = Literal["error", "warning"]
Found: TypeAlias = Iterator[tuple[Steps, Severity, str]]


def absent(meaning: Meaning) -> Found:
    """Columns that the codebook names and the data lack."""
    for path, file, column in _named(meaning.codebook):
        homes = [file] if file is not None else list(meaning.files)
        here = [meaning.files[name].columns for name in homes if name in meaning.files]
        if here and not any(column in columns for columns in here):
            known = [known for columns in here for known in columns]
            near = suggestion(column, known)
            yield path, "error", f"column {column!r} is not in the data{near or '; check its name.'}"


def _named(codebook: Codebook) -> Iterator[tuple[Steps, str | None, str]]:
    yield from _named_by_files(codebook)
    for name, variable in codebook.variables.items():
        if variable.derived is None and not (variable.imputed and variable.column is None):
            yield ("variables", name), variable.file or codebook.main, variable.column or name
    for name, described in codebook.response_sets.items():
        for column in columns_of(described):
            yield ("response_sets", name), None, column


def _named_by_files(codebook: Codebook) -> Iterator[tuple[Steps, str | None, str]]:
    for name, file in codebook.files.items():
        if file.key is not None:
            yield ("files", name, "key"), name, file.key
        if file.join is not None:
            yield ("files", name, "join", "on"), file.join.to, file.join.on
        for column in file.design.columns if isinstance(file.design, Design) else ():
            if column.isidentifier() and column not in codebook.variables:
                yield ("files", name, "design"), name, column


def patterns(meaning: Meaning) -> Found:
    """Patterns of replicate weights that no column of the file fits."""
    for name, file in meaning.codebook.files.items():
        if name in meaning.files and isinstance(file.design, Design) and file.design.replicates is not None:
            for pattern in file.design.replicates.columns:
                if not matching(pattern, meaning.files[name].columns):
                    at = ("files", name, "design", "replicates", "columns")
                    yield at, "error", f"no column of the data is named by {pattern!r}; check the pattern."


def imputed(meaning: Meaning) -> Found:
    """Imputed variables that no two columns of the file fit, or that the design rests on."""
    facts = {name: data.facts for name, data in meaning.files.items()}
    for name, problem in problems(meaning.codebook, facts):
        yield ("variables", name, "imputed"), "error", problem
        return
    try:
        refuse_imputed(meaning, (), IN_DESIGN)
    except UsageError as error:
        yield ("files", meaning.codebook.main, "design"), "error", f"{error}."
