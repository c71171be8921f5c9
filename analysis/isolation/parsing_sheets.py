"""The one place that calls calamine: the cells of a sheet as plain words and plain bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final

from . import wire

PARSER: Final = "calamine"
# Exact types, for a datetime is a date and a bool is a number.
KINDS: Final[dict[type, str]] = {datetime: "datetime", date: "date", time: "time"}


def send(writer: BinaryIO, asked: dict[str, Any]) -> None:
    """The names of the sheets; and, where the one asked for is among them, its columns, from left to right."""
    import python_calamine as calamine

    try:
        with calamine.load_workbook(asked["path"]) as book:
            kinds = {part.name: part.typ for part in book.sheets_metadata}
            sheets = [name for name, kind in kinds.items() if kind == calamine.SheetTypeEnum.WorkSheet]
            name = asked["sheet"] or next(iter(sheets), None)
            rows = book.get_sheet_by_name(name).to_python() if name in sheets else []
    except calamine.PasswordError:
        wire.tell(writer, {"failed": "password"})
    except (calamine.CalamineError, OSError):
        wire.tell(writer, {"failed": "damaged"})
    else:
        filled = [row for row in rows if any(cell != "" for cell in row)]
        wire.tell(writer, {"sheets": sheets, "rows": len(filled), "columns": len(filled[0]) if filled else 0})
        for column in zip(*filled, strict=True):
            _send_column(writer, column)


def _send_column(writer: BinaryIO, column: Sequence[Any]) -> None:
    """The first cell, each distinct one of the others once, and the place of each row among them as int32."""
    import numpy as np

    places: dict[Any, int] = {}
    codes = np.fromiter((places.setdefault(cell, len(places)) for cell in column[1:]), "<i4", len(column) - 1)
    wire.tell(writer, {"first": _plain(column[0]), "cells": [_plain(cell) for cell in places]}, codes.tobytes())


def _plain(cell: Any) -> Any:
    """A cell as JSON has it; what JSON does not have, as its kind and its text."""
    if isinstance(cell, timedelta):
        return ["duration", cell.total_seconds()]
    kind = KINDS.get(type(cell))
    return [kind, cell.isoformat()] if kind else cell
