"""The columns of all files, each brought to the rows of the first one by key."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..arrays import AnyArray, BoolArray, IntArray
from ..errors import DataError, UsageError, did_you_mean
from ..input.microdata import Column, Microdata
from .answers import Note
from .model import Codebook, Join

NOWHERE = -1


class Columns:
    """Columns by file and name, aligned to the rows of the first file."""

    def __init__(self, codebook: Codebook, files: Mapping[str, Microdata]) -> None:
        self.codebook = codebook
        self.files = files
        self.main = codebook.main
        if self.main not in files:
            raise UsageError(f"file {self.main!r} of the codebook was not read; give its data.")
        self.rows = files[self.main].rows
        self._places: dict[str, IntArray | None] = {self.main: None}
        self._aligned: dict[tuple[str, str], Column] = {}

    def home(self, name: str) -> str | None:
        """The file that has a column: the first one if it does, else the first that does."""
        return next((file for file in self.codebook.files if file in self.files and name in self._names(file)), None)

    def get(self, file: str, name: str) -> Column:
        """A column with a value for every row of the first file: blank where the joined file has no row."""
        key = (file, name)
        if key not in self._aligned:
            self._aligned[key] = _taken(self._column(file, name), self._place(file))
        return self._aligned[key]

    def matched(self, file: str) -> BoolArray | None:
        """Which rows of the first file have a row in `file`; None when it is the first."""
        place = self._place(file)
        return None if place is None else place != NOWHERE

    def notes(self, file: str) -> tuple[Note, ...]:
        """What a reader must know of the join."""
        matched = self.matched(file)
        lost = 0 if matched is None else int(len(matched) - np.count_nonzero(matched))
        return (Note.of("not_joined", count=lost, size=self.rows, file=file),) if lost else ()

    def _names(self, file: str) -> Mapping[str, object]:
        return self.files[file].columns

    def _column(self, file: str, name: str) -> Column:
        if file not in self.files:
            raise UsageError(f"file {file!r} of the codebook was not read; give its data.")
        columns = self.files[file].columns
        if name not in columns:
            facts = self.files[file].facts
            if name in facts.columns:
                raise UsageError(f"column {name!r} of {facts.name} was not read; name it among what is needed.")
            raise DataError(f"column {name!r} is not in {facts.name}.{did_you_mean(name, facts.columns)}")
        return columns[name]

    def _place(self, file: str) -> IntArray | None:
        """The row of `file` that belongs to each row of the first file."""
        if file not in self._places:
            join = self.codebook.files[file].join
            if join is None:
                raise UsageError(f"file {file!r} is not joined to {self.main}; add join: {{to: ..., on: ...}}.")
            found = self._found(file, join)
            onward = self._place(join.to)
            self._places[file] = found if onward is None else np.where(onward == NOWHERE, NOWHERE, found[onward])
        return self._places[file]

    def _found(self, file: str, join: Join) -> IntArray:
        """The row of `file` for each row of the file it is joined to."""
        key = self.codebook.files[file].key or join.on
        theirs, ours = self._column(file, key), self._column(join.to, join.on)
        if theirs.facts.kind != ours.facts.kind:
            raise DataError(
                f"{join.on} of {join.to} is {ours.facts.kind} and {key} of {file} is {theirs.facts.kind}; "
                "the join needs the same kind in both."
            )
        keys, wanted = _comparable(theirs, ours)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        ordered, order = ordered[ordered == ordered], order[ordered == ordered]  # NaN, the blank, is not itself
        repeated = int(np.count_nonzero(ordered[1:] == ordered[:-1]))
        if repeated:
            raise DataError(f"{key} repeats in {repeated:,} rows of {file}; a joined file needs one row per key.")
        if not len(ordered):
            return np.full(len(wanted), NOWHERE, dtype=np.int64)
        at = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
        return np.where(ordered[at] == wanted, order[at], NOWHERE)


def _comparable(theirs: Column, ours: Column) -> tuple[AnyArray, AnyArray]:
    """Keys of both sides as floats that are equal where the keys are; NaN where blank."""
    if theirs.categories is None or ours.categories is None:
        return theirs.values.astype(np.float64), ours.values.astype(np.float64)
    place = {text: float(index) for index, text in enumerate(theirs.categories)}
    known = np.array([*map(float, range(len(theirs.categories))), np.nan])
    mapped = np.array([*(place.get(text, np.nan) for text in ours.categories), np.nan])
    return known[theirs.values.astype(np.int64)], mapped[ours.values.astype(np.int64)]


def _taken(column: Column, place: IntArray | None) -> Column:
    if place is None:
        return column
    nowhere = place == NOWHERE
    if not len(column.values):
        blank = np.full(len(place), np.nan) if column.categories is None else np.full(len(place), -1, dtype=np.int32)
        return Column(column.facts, blank, column.categories)
    values = column.values[place]
    values[nowhere] = np.nan if column.categories is None else -1
    tags = None if column.tags is None else np.where(nowhere, 0, column.tags[place])
    return Column(column.facts, values, column.categories, tags)
