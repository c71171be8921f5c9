"""The one place that calls pyarrow to read a survey: what it finds as plain words and plain bytes.

Everything is done by one thread, because this process may start none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from . import wire

PARSER: Final = "parquet"
COPIER: Final = "copy of parquet"
LABEL_KEYS: Final = (b"label", b"description", b"comment")
LARGEST: Final = 2**53  # beyond, neighbouring whole numbers share one float
CLOCKS: Final = frozenset({"date", "datetime", "time"})


def described(asked: dict[str, Any]) -> dict[str, Any]:
    """What the file knows of itself, as in `reading.Dictionary`; each note is the name of a column left out."""
    with _damage():
        return _described(_open(asked["path"]))


def send(writer: BinaryIO, asked: dict[str, Any], columns: Sequence[str]) -> None:
    """The cells of the columns, one message and its bytes a column, after one that tells how many rows there are."""
    with _damage():
        file = _open(asked["path"])
        rows = file.metadata.num_rows
        wire.tell(writer, {"rows": rows})
        for name in columns:
            cells = file.read(columns=[name], use_threads=False).column(name)
            if len(cells) != rows:
                raise ValueError("a column of another length")
            _send(writer, cells)


def copy(reader: BinaryIO, writer: BinaryIO, asked: dict[str, Any]) -> None:
    """The bytes of a file with all that this one holds, and further columns whose float64 come behind the question."""
    import io

    import numpy as np
    import pyarrow.parquet

    values = [np.frombuffer(wire.take(reader, one["bytes"]), "<f8") for one in asked["columns"]]
    with _damage():
        table = _open(asked["path"]).read(use_threads=False)
        for one, cells in zip(asked["columns"], values, strict=True):
            field = pyarrow.field(one["name"], pyarrow.float64(), metadata={b"label": one["label"].encode()})
            table = table.append_column(field, pyarrow.array(cells))
        made = io.BytesIO()
        pyarrow.parquet.write_table(table, made)
    whole = made.getvalue()
    wire.tell(writer, {"bytes": len(whole)}, whole)


@contextmanager
def _damage() -> Iterator[None]:
    """What the library cannot read, as a ValueError."""
    import pyarrow

    try:
        yield
    except (pyarrow.ArrowException, NotImplementedError, UnicodeError) as error:
        raise ValueError("damaged") from error


def _open(path: str) -> Any:
    import pyarrow.parquet

    return pyarrow.parquet.ParquetFile(path, pre_buffer=False, memory_map=False)


def _described(file: Any) -> dict[str, Any]:
    schema = file.schema_arrow
    twice = [name for name, count in Counter(schema.names).items() if count > 1]
    if twice:
        return {"failed": "twice", "column": twice[0]}
    fields = [field for field in schema if not field.name.startswith("__index_level_")]  # row names of pandas
    kinds = {field.name: _kind(field.type) for field in fields}
    columns = [_column(field, kinds[field.name]) for field in fields if kinds[field.name]]
    left_out = [name for name, kind in kinds.items() if not kind]
    return {"rows": file.metadata.num_rows, "label": "", "notes": left_out, "columns": columns, "sets": {}}


def _kind(kind: Any) -> str:
    """`number`, `text`, the name of a clock, or nothing for what a table of answers does not hold."""
    from pyarrow import types

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


def _column(field: Any, kind: str) -> dict[str, Any]:
    said = field.metadata or {}
    label = next((said[key].decode("utf-8", "replace") for key in LABEL_KEYS if key in said), "")
    labels = _value_labels(said.get(b"value_labels", b""), kind)
    of_values = {"labels": labels, "missing": [], "textual": kind == "text"}
    return {"name": field.name, "format": kind, "label": label, "level": "", "width": 0, **of_values}


def _value_labels(said: bytes, kind: str) -> list[tuple[float | str, str]]:
    """Labels some writers keep as JSON beside a column; what is not that is not ours to guess."""
    try:
        labels = json.loads(said).items()
        return [(float(code) if kind == "number" else str(code), str(label)) for code, label in labels]
    except (ValueError, AttributeError, RecursionError):
        return []


def _send(writer: BinaryIO, cells: Any) -> None:
    import pyarrow

    if pyarrow.types.is_dictionary(cells.type) and _kind(cells.type) != "text":
        cells = cells.cast(cells.type.value_type)
    kind, whole = _kind(cells.type), pyarrow.types.is_integer(cells.type)
    if kind in CLOCKS:
        _send_numbers(writer, _milliseconds(cells, kind))
    elif kind == "number" and not (whole and _too_long(cells)):
        # pyarrow casts no booleans and no decimals to floats directly.
        _send_numbers(writer, cells.cast(pyarrow.int8()) if pyarrow.types.is_boolean(cells.type) else cells)
    else:
        _send_texts(writer, cells.cast(pyarrow.string()) if kind == "number" else cells)


def _too_long(cells: Any) -> bool:
    """Whether a float would change one of these whole numbers."""
    import pyarrow.compute

    ends = pyarrow.compute.min_max(cells).as_py().values()
    return any(end is not None and abs(end) > LARGEST for end in ends)


def _milliseconds(cells: Any, kind: str) -> Any:
    import pyarrow

    if kind == "time":
        return cells.cast(pyarrow.time32("ms"), safe=False).cast(pyarrow.int32())
    return cells.cast(pyarrow.timestamp("ms"), safe=False).cast(pyarrow.int64())


def _send_numbers(writer: BinaryIO, cells: Any) -> None:
    """Numbers as float64, NaN where there is none."""
    import pyarrow

    numbers = _values(cells.cast(pyarrow.float64(), safe=False).chunks, "f8", float("nan"))
    wire.tell(writer, {"letters": 0}, numbers.astype("<f8").tobytes())


def _send_texts(writer: BinaryIO, cells: Any) -> None:
    """Each text that occurs once, and its number a row; blank cells have an empty text of their own."""
    import numpy as np
    import pyarrow

    coded = cells if pyarrow.types.is_dictionary(cells.type) else cells.dictionary_encode()
    chunks = coded.unify_dictionaries().chunks
    texts = [*(chunks[0].dictionary.to_pylist() if chunks else []), ""]
    codes = _values([chunk.indices.cast(pyarrow.int32()) for chunk in chunks], "i4", len(texts) - 1)
    occurs = np.bincount(codes) > 0  # a file that was filtered keeps what it no longer holds
    place = (np.cumsum(occurs) - 1).astype(np.int32)
    wire.tell_texts(writer, place[codes], [texts[code] or "" for code in np.flatnonzero(occurs)])


def _values(chunks: Sequence[Any], kind: str, blank: float) -> Any:
    """The cells of chunks, shape (n,), with `blank` where there is none; pyarrow would load pandas to do so."""
    import numpy as np

    size, made = np.dtype(kind).itemsize, [np.empty(0, kind)]
    for one in chunks:
        filled, held = one.buffers()
        cells = np.frombuffer(held, kind, len(one), one.offset * size) if len(one) else made[0]
        if filled is not None:
            bits = np.unpackbits(np.frombuffer(filled, np.uint8), bitorder="little")
            cells = np.where(bits[one.offset : one.offset + len(one)], cells, blank).astype(kind)
        made.append(cells)
    return np.concatenate(made)
