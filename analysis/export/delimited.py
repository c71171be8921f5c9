"""CSV: one line per estimate in full precision, for other programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from .flat import wide

if TYPE_CHECKING:
    from ..presentation.table import Table

RUNS_AS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write(table: Table) -> str:
    r"""The rows of the table as comma-separated text with a heading line; lines end in `\n`."""
    columns, records = wide(table)
    if not columns:
        return ""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([_cell(column) for column in columns])
    lines.writerows([_cell(entry.get(column)) for column in columns] for entry in records)
    return out.getvalue()


def _cell(value: Any) -> str:
    """Shortest text that reads back as the same number; text that a spreadsheet would run is disarmed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else repr(value)
    disarmed = f"'{value}" if value.startswith(RUNS_AS_A_FORMULA) else value
    return disarmed.replace("\r\n", "\n").replace("\r", "\n")  # the csv module does not quote a lone carriage return
