"""Copies of SPSS and Stata files with further columns: labels, missing codes, measures, formats and sets stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import DataError, OutputError
from ..input.options import ReadOptions
from .copies import Added, Copy
from .folders import opened
from .originals import Original, look_original, read_original
from .spss_dictionary import dated, weighed_by, with_sets

STAMP = re.compile(rb"(?<=<timestamp>\x11).{17}")  # a Stata file tells when it was written
LONGEST = 26
NO_TIME = b"01 Jan 1980 00:00"
ATTRIBUTES = {
    "file_label": "the label of the file",
    "notes": "notes",
    "column_names_to_labels": "labels of columns",
    "variable_value_labels": "labels of codes",
    "missing_ranges": "missing codes",
    "variable_measure": "levels of measurement",
    "variable_display_width": "widths of columns",
    "original_variable_types": "formats",
    "mr_sets": "response sets",
}


def of_spss(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """A .sav or .zsav with everything of the original's dictionary that a reader can see."""
    import pyreadstat

    frame, meta = read_original("read_sav", data, options)
    packed = data.suffix.lower() == ".zsav"

    def write(path: str) -> None:
        pyreadstat.write_sav(
            _with(frame, added),
            path,
            file_label=meta.file_label,
            column_labels=meta.column_names_to_labels | {one.name: one.label for one in added},
            compress=packed,
            row_compress=not packed,
            note=meta.notes or None,
            variable_value_labels=meta.variable_value_labels,
            missing_ranges=meta.missing_ranges,
            variable_display_width=meta.variable_display_width,
            variable_measure=meta.variable_measure | {one.name: "scale" for one in added},
            variable_format=meta.original_variable_types | {one.name: "F12.6" for one in added},
        )

    written = _through_file(write, folder, data.suffix.lower())
    content = with_sets(dated(written), meta.mr_sets)
    lost = list(_lost(meta, content, "read_sav", folder, data.suffix.lower()))
    if weighed_by(data):
        lost.append("which column weighs the cases")
    return Copy(content, tuple(lost))


def of_stata(data: Path, added: Sequence[Added], options: ReadOptions, folder: Path) -> Copy:
    """A .dta (of release 118) with labels, formats and tagged missing values."""
    import pyreadstat

    frame, meta = read_original("read_dta", data, options)
    frame = _with(frame, added)
    # The library calls a set of labels after its column and a number, which together may have 32 letters; so columns
    # of long names stand under a shorter one until they are written.
    short = {name: f"{name[:20]}_{number:05d}" for number, name in enumerate(frame.columns) if len(name) > LONGEST}

    def named(by_column: Any) -> dict[str, Any]:
        return {short.get(name, name): value for name, value in by_column.items()}

    def write(path: str) -> None:
        pyreadstat.write_dta(
            frame.rename(columns=short),
            path,
            file_label=meta.file_label,
            column_labels=named(meta.column_names_to_labels | {one.name: one.label for one in added}),
            variable_value_labels=named(meta.variable_value_labels),
            missing_user_values=named(meta.missing_user_values) or None,
            variable_format=named(meta.original_variable_types | {one.name: "%12.0g" for one in added}),
        )

    content = STAMP.sub(NO_TIME, _through_file(write, folder, ".dta"), count=1)
    for name, placeholder in short.items():
        whole = name.encode()
        content = content.replace(placeholder.encode().ljust(len(whole), b"\0"), whole)
    return Copy(content, tuple(_lost(meta, content, "read_dta", folder, ".dta")))


def _with(frame: Any, added: Sequence[Added]) -> Any:
    return frame.assign(**{one.name: one.values for one in added})


def _through_file(write: Callable[[str], None], folder: Path, suffix: str) -> bytes:
    """What a library writes that can write to a path only; nobody else may read the file, which is gone at once."""
    try:
        with opened(folder) as place, place.temporary(suffix) as (name, _):
            write(str(folder / name))
            return (folder / name).read_bytes()
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise OutputError(f"could not write to {folder}: {why}; name another place.") from error


def _lost(before: Original, content: bytes, parser: str, folder: Path, suffix: str) -> Iterator[str]:
    """What the copy, read back, does not say of the columns it has from the original."""
    seen: list[Original] = []

    def look(path: str) -> None:
        Path(path).write_bytes(content)
        seen.append(look_original(parser, Path(path), ReadOptions()))

    _through_file(look, folder, suffix)
    after = seen[0]
    if list(after.column_names[: len(before.column_names)]) != list(before.column_names):
        raise DataError("the copy would not have the columns of the original; nothing was written. This is a bug.")
    for name, words in ATTRIBUTES.items():
        if not _same(getattr(before, name), getattr(after, name)):
            yield words


def _same(before: Any, after: Any) -> bool:
    """Equal in what the original has; a text column may have become as narrow as its longest text."""
    if not isinstance(before, dict):
        return bool(before == after)
    return all(_plain(after.get(name)) == _plain(value) for name, value in before.items())


def _plain(value: Any) -> Any:
    return "A" if isinstance(value, str) and re.fullmatch(r"A\d+|%-?\d+s", value) else value
