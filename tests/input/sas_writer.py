"""A .sas7bdat file for the tests: pyreadstat reads them and writes none, but the ReadStat inside it can."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyreadstat import _readstat_writer

DOUBLE = 5  # READSTAT_TYPE_DOUBLE
Sink = ctypes.CFUNCTYPE(ctypes.c_ssize_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_void_p)


def write_sas7bdat(path: Path, columns: Mapping[str, Sequence[float | str]]) -> None:
    """Columns of numbers as a SAS data set; a letter is a special missing value."""
    library = ctypes.CDLL(_readstat_writer.__file__)
    library.readstat_writer_init.restype = ctypes.c_void_p
    library.readstat_add_variable.restype = ctypes.c_void_p
    made = bytearray()

    def take(data: int, length: int, _: object) -> int:
        made.extend(ctypes.string_at(data, length))
        return length

    sink, pointer = Sink(take), ctypes.c_void_p
    writer = pointer(library.readstat_writer_init())
    library.readstat_set_data_writer(writer, sink)
    variables = [
        pointer(library.readstat_add_variable(writer, name.encode(), DOUBLE, ctypes.c_size_t(0))) for name in columns
    ]
    rows = len(next(iter(columns.values())))
    library.readstat_begin_writing_sas7bdat(writer, None, ctypes.c_long(rows))
    for row in zip(*columns.values(), strict=True):
        library.readstat_begin_row(writer)
        for variable, value in zip(variables, row, strict=True):
            if isinstance(value, str):
                library.readstat_insert_tagged_missing_value(writer, variable, ctypes.c_char(value.encode()))
            else:
                library.readstat_insert_double_value(writer, variable, ctypes.c_double(value))
        library.readstat_end_row(writer)
    library.readstat_end_writing(writer)
    library.readstat_writer_free(writer)
    path.write_bytes(made)
