"""Is a file the one that the codebook was written for: its rows, its columns, the sum of its weights, its sha256."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..errors import DataError, SurveyError
from .meaning import Meaning
from .model import Codebook, File

AGREES = 1e-7  # relative: half the last digit of the narrowest number in which a format may keep a weight (float32)
SHOWN = 12  # digits of a fingerprint that tell it from another


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file comes to; None where it was not counted."""

    rows: int | None = None
    columns: int | None = None
    sum_of_weights: float | None = None
    sha256: str | None = None


def measured(meaning: Meaning, name: str, path: Path | None = None) -> Measured:
    """What a file that was read comes to, with its fingerprint where its path is given.

    Only the first file has weights; a blank one counts as nothing, and the design room tells how many there are.
    """
    data = meaning.files[name]
    return Measured(
        data.rows,
        len(data.facts.columns),
        _sum_of_weights(meaning) if name == meaning.codebook.main else None,
        None if path is None else fingerprint(path),
    )


def _sum_of_weights(meaning: Meaning) -> float | None:
    """The sum of the weights as the file has them, before any calibration; NaN where the file has no such column."""
    weight = meaning.codebook.files[meaning.codebook.main].weight
    if weight is None:
        return None
    try:
        number = meaning.number(weight).number
    except SurveyError:
        return math.nan
    return math.nan if number is None else math.fsum(number[~np.isnan(number)])


def differences(file: File, found: Measured, which: int = 0) -> dict[str, str]:
    """What is not as it is pinned, by key: what was found and what was expected.

    Args:
        which: of several completed data sets the one that was found, counted from 0.
    """
    told = {}
    if file.rows is not None and found.rows not in (None, file.rows):
        told["rows"] = f"{found.rows:,} rows and not {file.rows:,}"
    if file.columns is not None and found.columns not in (None, file.columns):
        told["columns"] = f"{found.columns:,} columns and not {file.columns:,}"
    pinned, weights = file.sum_of_weights, found.sum_of_weights
    if pinned is not None and weights is not None and not math.isclose(weights, pinned, rel_tol=AGREES):
        none = math.isnan(weights)
        told["sum_of_weights"] = (
            f"no weights where they sum to {pinned:,.12g}"
            if none
            else f"weights that sum to {weights:,.12g} and not {pinned:,.12g}"
        )
    digest = sha256_of(file, which)
    if digest is not None and found.sha256 not in (None, digest):
        told["sha256"] = f"a sha256 that begins {(found.sha256 or '')[:SHOWN]} and not {digest[:SHOWN]}"
    return told


def has_its_name(file: File, path: Path) -> bool:
    """Whether a file named in place of the codebook's own can have its fingerprint.

    One of another name is the same survey in another format, or another round, and its bytes are other ones.
    """
    return path.name == Path(file.path[0]).name


def sha256_of(file: File, which: int) -> str | None:
    """The fingerprint that is pinned for a file, or for one of its completed data sets."""
    return file.sha256[min(which, len(file.sha256) - 1)].lower() if file.sha256 else None


def refuse(name: str, called: str, told: Collection[str]) -> None:
    """A DataError with all that differs, if anything does."""
    if told:
        raise DataError(
            f"{called} is not the file that the codebook pins as {name}: it has {', '.join(told)}; "
            "use that file, or change the pins."
        )


def pins(codebook: Codebook, runs: Collection[Meaning]) -> Mapping[str, Mapping[str, object]]:
    """The keys that pin each file, by its name, with what they should say; `runs` hold every completed data set."""
    made: dict[str, dict[str, object]] = {}
    for name, file in codebook.files.items():
        each = [measured(meaning, name, meaning.paths[name]) for meaning in runs]
        first, digests = each[0], [one.sha256 for one in each]
        said = {
            "rows": first.rows,
            "columns": first.columns,
            "sum_of_weights": first.sum_of_weights,
            "sha256": digests if file.completed else digests[0],
        }
        made[name] = {key: value for key, value in said.items() if value is not None and value == value}
    return made


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
