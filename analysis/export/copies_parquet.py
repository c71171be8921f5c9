"""Copies of Parquet files with further columns."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from ..errors import MissingExtraError
from ..input.options import ReadOptions
from .copies import Added, Copy


def of_parquet(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """The table with its metadata, types and labels, and the new columns behind."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("writing .parquet needs pyarrow; install tallybook[parquet].") from None
    table = pyarrow.parquet.read_table(data)
    for one in added:
        field = pyarrow.field(one.name, pyarrow.float64(), metadata={b"label": one.label.encode()})
        table = table.append_column(field, pyarrow.array(one.values))
    made = io.BytesIO()
    pyarrow.parquet.write_table(table, made)
    return Copy(made.getvalue())
