"""The dictionary of an SPSS file, byte by byte: what the library that writes such files has no words for.

PSPP's "System File Format" describes the records: 2 a variable, 3 and 4 value labels, 6 documents, 7 extensions (of
kind 7 the response sets, of kind 13 the long names), 999 the end.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

HEADER = 176  # bytes before the first record
WEIGHT = 76  # where the header names the variable that weighs the cases
CREATED = slice(92, 109)
NO_TIME = b"01 Jan 8000:00:00"
VARIABLE, LABELS, LABELLED, DOCUMENT, EXTENSION, END = 2, 3, 4, 6, 7, 999
SETS, LONG_NAMES = 7, 13


def dated(content: bytes) -> bytes:
    """The file with a fixed time of creation, so that the same weights give the same bytes."""
    return content[: CREATED.start] + NO_TIME + content[CREATED.stop :]


def weighed_by(path: Path) -> bool:
    """Whether the file says which of its variables weighs the cases."""
    with path.open("rb") as file:
        head = file.read(HEADER)
    return bool(struct.unpack_from("<i", head, WEIGHT)[0])


def with_sets(content: bytes, sets: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The file with response sets, which stand in a record of their own before the end of the dictionary."""
    if not sets:
        return content
    long_names, end = b"", HEADER
    for kind, extension, start, end in _records(content):
        if kind == EXTENSION and extension == LONG_NAMES:
            long_names = content[start + 16 : end]
    pairs = (pair.split("=", 1) for pair in long_names.decode("utf-8").split("\t") if "=" in pair)
    short = {long.casefold(): name.lower() for name, long in pairs}
    text = "".join(_set(name, described, short) for name, described in sets.items()).encode("utf-8")
    record = struct.pack("<4i", EXTENSION, SETS, 1, len(text)) + text
    return content[:end] + record + content[end:]


def _set(name: str, described: Mapping[str, Any], short: Mapping[str, str]) -> str:
    """A set as the record writes it: kind, counted value, label with its length in bytes, variables by short name."""
    label = described["label"] or ""
    counted = str(described["counted_value"]) if described["is_dichotomy"] else ""
    kind = f"D{len(counted)} {counted}" if described["is_dichotomy"] else "C"
    members = " ".join(short.get(member.casefold(), member.lower()) for member in described["variable_list"])
    return f"${name.removeprefix('$')}={kind} {len(label.encode())} {label} {members}\n"


def _records(content: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Kind, kind of extension, start and stop of each record before the one that ends the dictionary."""
    start = HEADER
    while (record := struct.unpack_from("<2i", content, start))[0] != END:
        stop = _stop(content, start, *record)
        yield *record, start, stop
        start = stop


def _stop(content: bytes, start: int, kind: int, first: int) -> int:
    """Where the record ends that begins with its kind and the number `first`."""
    if kind == VARIABLE:
        labelled, missing = struct.unpack_from("<2i", content, start + 8)
        length = struct.unpack_from("<i", content, start + 32)[0] if labelled else 0
        return int(start + 32 + (4 + (length + 3) // 4 * 4 if labelled else 0) + 8 * abs(missing))
    if kind == LABELS:
        stop = start + 8
        for _ in range(first):
            stop += 8 + (content[stop + 8] + 8) // 8 * 8
        return stop
    if kind == EXTENSION:
        size, count = struct.unpack_from("<2i", content, start + 8)
        return int(start + 16 + size * count)
    return start + 8 + first * {LABELLED: 4, DOCUMENT: 80}[kind]
