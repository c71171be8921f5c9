"""Parquet, through pyarrow, which is an extra."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..errors import DataError, MissingExtraError
from .columns import check_twice, chosen, coded_column
from .dates import Clock
from .microdata import Column, ColumnFacts, FileFacts, Microdata
from .options import ReadOptions

LABEL_KEYS: Final = (b"label", b"description", b"comment")
LARGEST: Final = 2**53  # beyond, neighbouring whole numbers share one float
CLOCKS: Final = {
    "date": Clock("date", "1970-01-01", 1.0),
    "datetime": Clock("datetime", "1970-01-01", 1.0),  # UTC where the column has a time zone
    "time": Clock("time", step=1.0),
}


def look(path: Path, options: ReadOptions) -> FileFacts:
    """What the file says of itself."""
    return _open(path)[1]


def read(path: Path, columns: Collection[str] | None, options: ReadOptions) -> Microdata:
    """The columns asked for; whole numbers too long for a float become text."""
    file, facts = _open(path)
    wanted = chosen(columns, list(facts.columns), path)
    arrow = _arrow()
    try:
        table = file.read(columns=wanted)
    except (arrow.ArrowException, OSError, UnicodeError):
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    made = {name: _column(facts.columns[name], table.column(name)) for name in wanted}
    known = {name: made[name].facts if name in made else column for name, column in facts.columns.items()}
    return Microdata(replace(facts, columns=known), file.metadata.num_rows, made)


def _arrow() -> Any:
    """The package, imported only when a Parquet file is read."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("reading .parquet needs pyarrow; install tallybook[parquet].") from None
    return pyarrow


def _open(path: Path) -> tuple[Any, FileFacts]:
    arrow = _arrow()
    try:
        file = arrow.parquet.ParquetFile(path)
        schema = file.schema_arrow
    except (arrow.ArrowException, OSError, UnicodeError):
        raise DataError(f"{path.name} is cut short or damaged; copy or export it again.") from None
    check_twice(schema.names, path)
    fields = [field for field in schema if not field.name.startswith("__index_level_")]  # row names of pandas
    kinds = {field.name: _kind(field.type) for field in fields}
    notes = tuple(f"{name}: left out, for it holds neither numbers nor text" for name in kinds if not kinds[name])
    columns = {field.name: _facts(field, kinds[field.name]) for field in fields if kinds[field.name]}
    return file, FileFacts(path.name, "Parquet", file.metadata.num_rows, columns, notes=notes)


def _kind(kind: Any) -> str:
    """`number`, `text`, the name of a clock, or nothing for what a table of answers does not hold."""
    types = _arrow().types
    if types.is_dictionary(kind):
        return _kind(kind.value_type)
    tests = {
        "number": (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_null),
        "text": (types.is_string, types.is_large_string, types.is_string_view),
        "date": (types.is_date,),
        "datetime": (types.is_timestamp,),
        "time": (types.is_time,),
    }
    return next((name for name, group in tests.items() if any(test(kind) for test in group)), "")


def _facts(field: Any, kind: str) -> ColumnFacts:
    said = field.metadata or {}
    label = next((said[key].decode("utf-8", "replace").strip() for key in LABEL_KEYS if key in said), "")
    return ColumnFacts(
        field.name,
        "number" if kind == "number" else "text",
        label,
        _value_labels(said.get(b"value_labels", b""), kind),
        level="date" if kind in CLOCKS else "unknown",
    )


def _value_labels(said: bytes, kind: str) -> dict[float | str, str]:
    """Labels some writers keep as JSON beside a column; what is not that is not ours to guess."""
    try:
        labels = json.loads(said)
        return {float(code) if kind == "number" else str(code): str(label) for code, label in labels.items()}
    except (ValueError, AttributeError):
        return {}


def _column(facts: ColumnFacts, cells: Any) -> Column:
    arrow = _arrow()
    if arrow.types.is_dictionary(cells.type) and _kind(cells.type) != "text":
        cells = cells.cast(cells.type.value_type)
    kind = _kind(cells.type)
    if kind in CLOCKS:
        return _dated(facts, cells, CLOCKS[kind])
    if kind == "number" and not _too_long(cells):
        # pyarrow casts no booleans and no decimals to floats directly.
        narrow = cells.cast(arrow.int8()) if arrow.types.is_boolean(cells.type) else cells
        return Column(facts, np.array(narrow.cast(arrow.float64(), safe=False).to_numpy(), dtype=np.float64))
    return _text(replace(facts, kind="text"), cells.cast(arrow.string()) if kind == "number" else cells)


def _too_long(cells: Any) -> bool:
    if not _arrow().types.is_integer(cells.type) or cells.null_count == len(cells):
        return False
    import pyarrow.compute

    ends = pyarrow.compute.min_max(cells).as_py()
    return bool(ends["min"] < -LARGEST or ends["max"] > LARGEST)


def _text(facts: ColumnFacts, cells: Any) -> Column:
    arrow = _arrow()
    coded = cells if arrow.types.is_dictionary(cells.type) else cells.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    parts = whole.chunks if isinstance(whole, arrow.ChunkedArray) else [whole]
    codes = [np.asarray(part.indices.fill_null(-1), dtype=np.int32) for part in parts]
    texts = parts[0].dictionary.to_pylist() if parts else []
    return coded_column(facts, np.concatenate([np.empty(0, np.int32), *codes]), [text or "" for text in texts])


def _dated(facts: ColumnFacts, cells: Any, clock: Clock) -> Column:
    arrow = _arrow()
    if clock.shows == "time":
        numbers = cells.cast(arrow.time32("ms"), safe=False).cast(arrow.int32())
    else:
        numbers = cells.cast(arrow.timestamp("ms"), safe=False).cast(arrow.int64())
    values = np.array(numbers.cast(arrow.float64(), safe=False).to_numpy(), dtype=np.float64)
    distinct, codes = np.unique(values, return_inverse=True)
    return coded_column(facts, codes.astype(np.int32), clock.texts(distinct))
