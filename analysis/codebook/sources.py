"""Where the ticks of a response set stand in the file: a column per item, one text, or a set of the file's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import CodebookError, UsageError, as_written, did_you_mean
from ..input.microdata import Column, ResponseSetFacts
from .coding import Rules, Value, distinct_of
from .model_sets import ResponseSet
from .ticks import UNKNOWN_ITEM, Ticks, chosen, split, ticks_of

if TYPE_CHECKING:
    from .meaning import Meaning


@dataclass(frozen=True, slots=True)
class Source:
    """The ticks of every row, shape (items, rows), and the label of each item in the same order."""

    labels: Mapping[str, str]
    ticks: Ticks


def source_of(meaning: Meaning, described: ResponseSet) -> Source:
    """The ticks of a set that is asked once."""
    if described.delimited is not None:
        return _delimited(meaning, described)
    if described.mrset is not None:
        return _mrset(meaning, described, described.mrset)
    return columns_source(meaning, described, lambda item: (described.columns or "").replace("{item}", item))


def columns_source(meaning: Meaning, described: ResponseSet, name_of: Callable[[str], str]) -> Source:
    """One 0/1 column per item."""
    labels = {item: meaning.text(label) for item, label in described.items.items()}
    columns = [column_of(meaning, name_of(item)) for item in labels]
    _refuse_unheld(described, columns)
    ticks = [ticks_of(column, described.ticked, _rules(described, column)) for column in columns]
    return Source(labels, np.stack(ticks))


def _refuse_unheld(described: ResponseSet, columns: list[Column]) -> None:
    """Several codes and `ticked` not among them is a mistake in the codebook, which would print a table of zeros."""
    found = {
        code
        for column in columns
        for code in distinct_of(column.values, column.categories)[0]
        if _rules(described, column).reason(code) is None
    }
    if len(found) > 1 and described.ticked not in found:
        raise CodebookError(
            f"no column of the set holds {as_written(described.ticked)}, the code that `ticked` says means yes; "
            "see the codes with: tallybook data describe"
        )


def file_set(meaning: Meaning, name: str) -> ResponseSetFacts | None:
    """A set that a file defines, with or without its $."""
    for data in meaning.files.values():
        for candidate in (name, f"${name}", name.removeprefix("$")):
            if candidate in data.facts.sets:
                return data.facts.sets[candidate]
    return None


def column_of(meaning: Meaning, name: str) -> Column:
    """A column of any file, on the rows of the first."""
    home = meaning.columns.home(name)
    if home is None:
        known = {own for data in meaning.files.values() for own in data.facts.columns}
        raise UsageError(f"column {name!r} of the set is not in the file.{did_you_mean(name, known)}")
    return meaning.columns.get(home, name)


def _rules(described: ResponseSet, column: Column) -> Rules:
    return Rules(missing=described.missing, user_missing=column.facts.user_missing)


def _delimited(meaning: Meaning, described: ResponseSet) -> Source:
    if described.delimited is None:
        raise UsageError("the set has no delimited column.")
    labels = {item: meaning.text(label) for item, label in described.items.items()}
    column = column_of(meaning, described.delimited.column)
    ticks = split(column, described.delimited.separator, tuple(labels), _rules(described, column))
    strange = int(np.count_nonzero((ticks == UNKNOWN_ITEM).any(axis=0)))
    if strange:
        raise CodebookError(
            f"{strange:,} of {meaning.rows:,} rows of {described.delimited.column} name an answer that is not in "
            "items; add it to items or to missing, or check the separator."
        )
    return Source(labels, ticks)


def _mrset(meaning: Meaning, described: ResponseSet, name: str) -> Source:
    """A set of dichotomies has an item per column; a set of categories has an item per code in any of its columns."""
    facts = file_set(meaning, name)
    if facts is None:
        known = [own for data in meaning.files.values() for own in data.facts.sets]
        raise UsageError(f"the file has no response set {name!r}.{did_you_mean(name, known)}")
    columns = {column: column_of(meaning, column) for column in facts.columns}
    if facts.counted is not None:
        labels = _labels(meaning, described, {name: column.facts.label or name for name, column in columns.items()})
        ticks = [ticks_of(columns[item], facts.counted, _rules(described, columns[item])) for item in labels]
        return Source(labels, np.stack(ticks))
    codes = _codes(described, list(columns.values()))
    labels = _labels(meaning, described, {as_written(code): label for code, label in codes.items()})
    value_of = {as_written(code): code for code in codes}
    rules = [_rules(described, column) for column in columns.values()]
    ticks = [chosen(list(columns.values()), value_of[item], rules[0]) for item in labels]
    return Source(labels, np.stack(ticks))


def _labels(meaning: Meaning, described: ResponseSet, own: Mapping[str, str]) -> Mapping[str, str]:
    """The codebook's items in its order, or all of the file's own."""
    strange = [item for item in described.items if item not in own]
    if strange:
        raise UsageError(f"item {strange[0]!r} is not in the file's set.{did_you_mean(strange[0], own)}")
    return {item: meaning.text(label) for item, label in described.items.items()} or own


def _codes(described: ResponseSet, columns: list[Column]) -> Mapping[Value, str]:
    """The codes of a set of categories: labelled in the file, or found in it."""
    codes: dict[Value, str] = {}
    for column in columns:
        codes.update(column.facts.value_labels)
    for column in columns:
        texts = column.categories
        found = texts if texts is not None else np.unique(column.values[~np.isnan(column.values)]).tolist()
        for code in found:
            codes.setdefault(code, as_written(code))
    rules = _rules(described, columns[0])
    return {
        code: codes[code]
        for code in sorted(codes, key=lambda code: (isinstance(code, str), code))
        if rules.reason(code) is None
    }
