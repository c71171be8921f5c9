"""Codebooks that pin a whole file, and what a damaged one gives away in spite of them: rows lost in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.codebook import loads, open_meaning
from analysis.codebook.pins import fingerprint
from analysis.errors import SurveyError
from analysis.input import Microdata, read
from analysis.input.read import READERS

WEIGHTS = ("w", "W")


@dataclass(frozen=True, slots=True)
class Pinned:
    """What is known of a whole file; `weights` is the sum of the column of that name, None where there is none."""

    rows: int
    columns: int
    weights: float | None
    weight: str
    sha256: str

    def codebook(self, name: str, *, with_bytes: bool) -> str:
        """A codebook that says so of the file of this name."""
        pins: dict[str, object] = {"rows": self.rows, "columns": self.columns}
        if self.weights is not None:
            pins |= {"sum_of_weights": self.weights, "design": {"weight": self.weight}}
        if with_bytes:
            pins["sha256"] = self.sha256
        return f"survey: {{id: fuzz, title: Pinned}}\nfiles: {{all: {json.dumps({'path': name, **pins})}}}\n"


def pinned(path: Path) -> Pinned | None:
    """What a codebook pins of this file; nothing of what is no survey file."""
    if path.suffix not in READERS:
        return None
    whole = read(path)
    return Pinned(
        whole.rows,
        len(whole.columns),
        _weights(whole),
        next((name for name in WEIGHTS if name in whole.columns), ""),
        fingerprint(path),
    )


def all_pinned(whole: list[Path]) -> Mapping[Path, Pinned | None]:
    """The same of many."""
    return {path: pinned(path) for path in whole}


def lost(path: Path, pins: Pinned) -> list[str]:
    """What a damaged file that is read loses although a codebook pins what it should hold."""
    found = []
    if _opens(pins.codebook(path.name, with_bytes=True), path) and fingerprint(path) != pins.sha256:
        found.append("it is read although its sha256 is another one")
    if _opens(pins.codebook(path.name, with_bytes=False), path):
        data = read(path)
        if (data.rows, len(data.columns)) != (pins.rows, pins.columns) or not _same(_weights(data), pins.weights):
            found.append("rows, columns or weights are lost in silence")
    return found


def _opens(codebook: str, path: Path) -> bool:
    try:
        open_meaning(loads(codebook), path, [])
    except SurveyError:
        return False
    return True


def _weights(data: Microdata) -> float | None:
    column = next((data.columns[name] for name in WEIGHTS if name in data.columns), None)
    return None if column is None or column.categories is not None else float(np.nansum(column.values))


def _same(one: float | None, other: float | None) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) <= 1e-7 * abs(other))
