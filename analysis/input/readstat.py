"""The way into pyreadstat, shared by SPSS, Stata and SAS: call it, turn its failures into ours, make columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np

from ..errors import DataError
from .columns import chosen, number_column, tagged_column, text_column
from .dates import Clock, code_key, dated_column, lost_dates
from .microdata import Column, ColumnFacts, FileFacts, MeasureLevel, Microdata, ResponseSetFacts, UserMissing
from .options import ReadOptions

LEVELS: Final = frozenset(get_args(MeasureLevel))


@dataclass(frozen=True, slots=True)
class Dialect:
    """What sets one format apart.

    Attributes:
        parser: the name of the function of pyreadstat.
        keeps_missing: whether that function can hand over user-missing codes and tagged missing values.
        packing: how many bytes of values one byte of the file can hold at most.
        clock: what a display format counts, None where it is no date.
        finish: a last look at the facts, with the metadata of pyreadstat beside them.
    """

    format: str
    parser: str
    keeps_missing: bool
    clock: Callable[[str], Clock | None]
    packing: int = 1
    finish: Callable[[FileFacts, Any], FileFacts] = lambda facts, meta: facts


def look(path: Path, options: ReadOptions, dialect: Dialect) -> FileFacts:
    """The facts without the values."""
    _, meta = _parse(path, options, dialect, metadataonly=True)
    return _facts(path, meta, dialect)


def read(path: Path, columns: Collection[str] | None, options: ReadOptions, dialect: Dialect) -> Microdata:
    """The facts and the columns asked for."""
    facts = look(path, options, dialect)
    wanted = chosen(columns, list(facts.columns), path)
    # A value takes a byte at least; a damaged header could otherwise make pyreadstat ask for all the memory there is.
    if (facts.rows or 0) * len(facts.columns) > path.stat().st_size * dialect.packing:
        raise DataError(f"{path.name} is cut short or damaged: it is too small for {facts.rows} rows; get it again.")
    # An empty list would mean all columns to pyreadstat; one column is the cheapest way to count the rows.
    asked = wanted or list(facts.columns)[:1]
    values, meta = _parse(path, options, dialect, promised=facts.rows, usecols=asked)
    rows = len(next(iter(values.values()), ()))
    if facts.rows not in (None, rows):
        raise DataError(f"{path.name} is cut short: it promises {facts.rows} rows and holds {rows}; get it again.")
    made = {name: _column(facts.columns[name], values[name], meta, dialect) for name in wanted}
    notes = (
        *facts.notes,
        *(lost_dates(made[name], _held(values[name])) for name in wanted if _is_dated(meta, name, dialect)),
    )
    return Microdata(replace(facts, rows=rows, notes=tuple(note for note in notes if note)), rows, made)


def _parse(
    path: Path, options: ReadOptions, dialect: Dialect, *, promised: int | None = None, **how: Any
) -> tuple[dict[str, list[Any]], Any]:
    import pyreadstat  # here, so that nothing but reading such a file pays for it

    if dialect.keeps_missing:
        how["user_missing"] = True
    if options.encoding:
        how["encoding"] = options.encoding
    try:
        # Dates stay numbers because pyreadstat stops at a date that Python's own cannot hold.
        values, meta = getattr(pyreadstat, dialect.parser)(
            path, output_format="dict", disable_datetime_conversion=True, **how
        )
    except UnicodeError:
        raise DataError(
            f"{path.name} holds text in another encoding than it says; name its encoding, such as --encoding cp1252."
        ) from None
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, IndexError, MemoryError):
        said = f": its header promises {promised} rows" if promised else ""
        raise DataError(f"{path.name} is cut short or damaged{said}; copy or export it again.") from None
    return values, meta


def _facts(path: Path, meta: Any, dialect: Dialect) -> FileFacts:
    columns = {name: _column_facts(name, meta, dialect) for name in meta.column_names}
    facts = FileFacts(path.name, dialect.format, meta.number_rows, columns, label=(meta.file_label or "").strip())
    return dialect.finish(facts, meta)


def _column_facts(name: str, meta: Any, dialect: Dialect) -> ColumnFacts:
    clock = _clock(meta, name, dialect)
    textual = meta.readstat_variable_types[name] == "string"
    level = meta.variable_measure.get(name)
    key = code_key(textual, clock)
    return ColumnFacts(
        name,
        "text" if textual or clock else "number",
        (meta.column_names_to_labels.get(name) or "").strip(),
        {key(code): label for code, label in meta.variable_value_labels.get(name, {}).items()},
        tuple(UserMissing(key(part["lo"]), key(part["hi"])) for part in meta.missing_ranges.get(name, ())),
        "date" if clock else level if level in LEVELS else "unknown",
    )


def _column(facts: ColumnFacts, cells: Sequence[Any], meta: Any, dialect: Dialect) -> Column:
    if meta.readstat_variable_types[facts.name] == "string":
        return text_column(facts, cells)
    tagged = facts.name in meta.missing_user_values
    column = tagged_column(facts, cells) if tagged else number_column(facts, cells)
    clock = _clock(meta, facts.name, dialect)
    if clock is None:
        return column
    return replace(dated_column(facts, column.values.astype(np.float64), clock), tags=column.tags)


def _clock(meta: Any, name: str, dialect: Dialect) -> Clock | None:
    if meta.readstat_variable_types[name] == "string":
        return None
    return dialect.clock(meta.original_variable_types.get(name) or "")


def _is_dated(meta: Any, name: str, dialect: Dialect) -> bool:
    return _clock(meta, name, dialect) is not None


def _held(cells: Sequence[Any]) -> int:
    return sum(cell is not None and not isinstance(cell, str) for cell in cells)


def response_sets(sets: Mapping[str, Any], columns: Mapping[str, ColumnFacts]) -> dict[str, ResponseSetFacts]:
    """The file's own response sets, without those that name a column it does not have."""
    by_folded = {name.casefold(): name for name in columns}
    found = {}
    for name, said in sets.items():
        members = [by_folded.get(member.casefold(), "") for member in said["variable_list"]]
        if members and all(members):
            counted = said["counted_value"] if said["is_dichotomy"] else None
            if counted is not None:
                counted = str(counted) if columns[members[0]].kind == "text" else float(counted)
            found[name] = ResponseSetFacts(name, said["label"] or "", tuple(members), counted)
    return found
