"""The one place that calls pyreadstat to read: what it finds as plain words and plain bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from . import wire


def failures() -> tuple[type[BaseException], ...]:
    """How the library says in words of its own that a file cannot be read."""
    import pyreadstat

    return (pyreadstat.ReadstatError, pyreadstat.PyreadstatError)


def described(asked: dict[str, Any]) -> dict[str, Any]:
    """What the file knows of itself: rows, label, notes, columns and response sets, as in `reading.Dictionary`."""
    _, meta = _parse(asked, metadataonly=True)
    columns = [
        {
            "name": name,
            "textual": meta.readstat_variable_types[name] == "string",
            "format": meta.original_variable_types.get(name) or "",
            "label": meta.column_names_to_labels.get(name) or "",
            "level": meta.variable_measure.get(name) or "",
            "width": meta.variable_display_width.get(name) or 0,
            "labels": list(meta.variable_value_labels.get(name, {}).items()),
            "missing": [[part["lo"], part["hi"]] for part in meta.missing_ranges.get(name, ())],
        }
        for name in meta.column_names
    ]
    whole = {"rows": meta.number_rows, "label": meta.file_label or "", "notes": meta.notes or []}
    return {**whole, "columns": columns, "sets": meta.mr_sets or {}}


def send(writer: BinaryIO, asked: dict[str, Any], columns: Sequence[str]) -> None:
    """The cells of the columns, one message and its bytes a column, after one that tells how many rows there are."""
    values, meta = _parse(asked, usecols=columns)
    wire.tell(writer, {"rows": len(next(iter(values.values()), ()))})
    for name in columns:
        cells = values.pop(name)
        if meta.readstat_variable_types[name] == "string":
            _send_texts(writer, cells)
        else:
            _send_numbers(writer, cells, lettered=name in meta.missing_user_values)


def _parse(asked: dict[str, Any], **how: Any) -> tuple[dict[str, list[Any]], Any]:
    import pyreadstat

    # Dates stay numbers because pyreadstat stops at a date that Python's own cannot hold.
    parser = getattr(pyreadstat, asked["parser"])
    values, meta = parser(asked["path"], output_format="dict", disable_datetime_conversion=True, **asked["how"], **how)
    return values, meta


def _send_numbers(writer: BinaryIO, cells: Sequence[float | str | None], *, lettered: bool) -> None:
    """Numbers as float64, NaN where there is none; letters, which tag missing values, as one byte a row."""
    import numpy as np

    letters = b""
    if lettered:
        letters = b"".join(cell.encode("ascii") if isinstance(cell, str) else b"\0" for cell in cells)
        cells = [None if isinstance(cell, str) else cell for cell in cells]
    numbers = np.array(cells, dtype="<f8").tobytes()
    wire.tell(writer, {"letters": len(letters)}, numbers, letters)


def _send_texts(writer: BinaryIO, cells: Sequence[str | None]) -> None:
    """Each distinct text once, and its number a row."""
    import numpy as np

    places: dict[str, int] = {}
    codes = np.fromiter((places.setdefault(cell or "", len(places)) for cell in cells), "<i4", len(cells))
    wire.tell_texts(writer, codes, list(places))
