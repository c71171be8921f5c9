"""Copies of Parquet files with further columns."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from ..errors import MissingExtraError
from ..input.options import ReadOptions
from ..isolation.copying import parquet_copy
from .copies import Added, Copy


def of_parquet(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """The table with its metadata, types and labels, and the new columns behind."""
    if find_spec("pyarrow") is None:
        raise MissingExtraError("writing .parquet needs pyarrow; install tallybook[parquet].")
    return Copy(parquet_copy(data, [(one.name, one.label, one.values) for one in added]))
