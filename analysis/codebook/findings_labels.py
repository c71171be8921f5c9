"""Labels of a codebook held against those of the file, and against each other: what differs, what is not translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import as_written
from ..input.microdata import Microdata
from .faults import Steps
from .fields import Section
from .model import Codebook, Variable

LABELS = {"label", "question", "period", "title", "source", "people"}


def label_findings(codebook: Codebook, files: Mapping[str, Microdata]) -> Iterator[tuple[Steps, str]]:
    """Both kinds of findings."""
    for name, variable in codebook.variables.items():
        data = files.get(variable.file or codebook.main)
        column = data.columns.get(variable.column or name) if data is not None else None
        if column is not None and variable.derived is None:
            yield from _different(("variables", name, "values"), variable, column.facts.value_labels)
    yield from _untranslated(codebook)


def _different(path: Steps, variable: Variable, own: Mapping[float | str, str]) -> Iterator[tuple[Steps, str]]:
    """Codes whose label in the file is none of those in the codebook."""
    for code, label in variable.values.items():
        if code in own and _folded(own[code]) not in {_folded(text) for text in label.values()}:
            mine = next(iter(label.values()))
            yield (
                (*path, code),
                f"the codebook says '{mine}' and the file '{own[code]}' for {as_written(code)}; which is right?",
            )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _untranslated(codebook: Codebook) -> Iterator[tuple[Steps, str]]:
    """Labels that lack a language which others have; a text without languages serves all, as a brand name does."""
    labels = [(path, label) for path, label in _labels(codebook, ()) if "" not in label]
    languages = {language for _, label in labels for language in label}
    for path, label in labels:
        lacking = sorted(languages - set(label))
        if lacking:
            yield path, f"there is no {' and no '.join(lacking)} label; add it."


def _labels(part: Any, path: Steps) -> Iterator[tuple[Steps, Mapping[str, str]]]:
    """Every label under a part of the codebook."""
    if isinstance(part, Section):
        for key in type(part).model_fields:
            value = getattr(part, key)
            if key in LABELS and isinstance(value, Mapping):
                yield (*path, key), value
            elif key in ("values", "items") and isinstance(value, Mapping):
                yield from (((*path, key, code), label) for code, label in value.items())
            else:
                yield from _labels(value, (*path, key))
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield from _labels(value, (*path, key))
