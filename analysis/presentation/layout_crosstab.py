"""A crossing as people read it: rows down, columns across, one percentage at a time with its interval beneath it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..codebook.answers import Level
from .cells import Writing
from .layout import Columns, Grid, Numbers, bounds
from .table import Column, Line, Row

Key = float | str | None
Place = tuple[object, Key, Key, str]  # group, row, column (None for a total), and what the row of the table is


@dataclass(frozen=True, slots=True)
class Face:
    """How a crossing is shown.

    Attributes:
        own: the variable that is a group of every row without being one of the groups of the table.
        heading: of the column of labels: the question of the rows.
        percent: row, column or total.
        counts: whether the unweighted count stands under each percentage.
    """

    own: str
    heading: str
    percent: str
    counts: bool = False


def crosstab_layout(rows: Sequence[Row], writing: Writing, columns: Columns | None = None, *, face: Face) -> Grid:
    """One block a group: a line of percentages and one of intervals for each answer; `columns` is for other layouts."""
    cells = {_place(row, face): row for row in rows}
    across = _labels(rows, lambda row: _column(row, face))
    down = _labels(rows, lambda row: _line(row, face))
    groups = {_group(row, face): row for row in reversed(rows)}
    lines: list[Line] = []
    for group in dict.fromkeys(_group(row, face) for row in rows):
        if len(groups) > 1:
            lines.append(Line((_heading(groups[group], face, writing),), "group"))
        lines += _Block(cells, group, across, down, writing, face).lines()
    headings = [Column(face.heading, "left"), *(Column(label, unit="percent") for label in across.values())]
    if face.percent != "row":
        headings.append(Column(writing.heading("total"), unit="percent"))
    if face.percent == "row":
        headings.append(Column(writing.heading("n"), unit="whole"))
    return Grid(tuple(headings), tuple(lines))


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one group."""

    cells: Mapping[Place, Row]
    group: object
    across: Mapping[Key, str]
    down: Mapping[Key, str]
    writing: Writing
    face: Face

    def lines(self) -> list[Line]:
        """A line or more for each answer, and the totals."""
        lines = [line for key, label in self.down.items() for line in self._answer(key, label)]
        if self.face.percent != "column":
            lines += self._answer(None, self.writing.words["total"])
        if self.face.percent != "row":
            lines.append(self._sizes())
        return lines

    def _answer(self, line: Key, label: str) -> list[Line]:
        """Percentages; under them intervals, and counts and residuals where they are wanted."""
        writing = self.writing
        parts = [self._row(line, column, self.face.percent) for column in self._all_columns()]
        made = [self._line(label, parts, writing.value, _share, self._base(line))]
        if any(bounds(row) for row in parts if row):
            made.append(self._line(f"  {writing.heading('interval')}", parts, writing.bounds, bounds))
        if self.face.counts:
            made.append(self._line(f"  {writing.heading('cases')}", parts, writing.cases))
        off = [self._row(line, column, "residual") for column in self._all_columns()]
        if any(off):
            made.append(self._line(f"  {writing.heading('residual')}", off, self._residual))
        return made

    def _all_columns(self) -> list[Key]:
        return [*self.across, *([] if self.face.percent == "row" else [None])]

    def _row(self, line: Key, column: Key, kind: str) -> Row | None:
        """The row of a cell; a total of the rows stands as a share of the column of totals, and the other way round."""
        if kind != "residual" and line is None:
            kind = "row"
        elif kind != "residual" and column is None:
            kind = "column"
        return self.cells.get((self.group, line, column, kind))

    def _line(
        self,
        label: str,
        rows: Sequence[Row | None],
        text: Callable[[Row], str],
        numbers: Callable[[Row], Numbers] = lambda row: (),
        size: Row | None = None,
    ) -> Line:
        cells = ["" if row is None else text(row) for row in rows]
        raw: list[Numbers] = [() if row is None else numbers(row) for row in rows]
        if self.face.percent == "row":
            cells.append("" if size is None else self.writing.base(size))
            raw.append(() if size is None or size.base_hidden else (size.estimate.n,))
        return Line((label, *cells), numbers=((), *raw))

    def _residual(self, row: Row) -> str:
        value = row.estimate.value
        return self.writing.value(row) if value is None else self.writing.numerals.plain(value, 2)

    def _base(self, line: Key) -> Row | None:
        """A row of the table whose base is the number of people in this line."""
        return next((row for column in self.across if (row := self._row(line, column, "row"))), None)

    def _sizes(self) -> Line:
        """The number of people in each column, and in all."""
        first = next(iter(self.down))
        whole = self._row(first, None, "column")
        if self.face.percent == "column":
            rows = [self._row(first, column, "column") for column in self.across]
        else:
            rows = [None for _ in self.across]
        cells = ["" if row is None else self.writing.base(row) for row in (*rows, whole)]
        return Line((self.writing.words["n"], *cells))


def _share(row: Row) -> Numbers:
    return () if row.estimate.value is None else (row.estimate.value,)


def _place(row: Row, face: Face) -> Place:
    subject = row.estimate.subject
    kind = "residual" if subject.statistic == "residual" else subject.percent_of
    return (_group(row, face), _code(_line(row, face)), _code(_column(row, face)), kind)


def _code(level: Level | None) -> Key:
    return None if level is None else level.value


def _line(row: Row, face: Face) -> Level | None:
    subject = row.estimate.subject
    return subject.item if subject.set else subject.by.get(face.own)


def _column(row: Row, face: Face) -> Level | None:
    subject = row.estimate.subject
    return subject.by.get(face.own) if subject.set else subject.level


def _group(row: Row, face: Face) -> object:
    return tuple((name, level.value) for name, level in row.estimate.subject.by.items() if name != face.own)


def _heading(row: Row, face: Face, writing: Writing) -> str:
    subject = row.estimate.subject
    named = {name: level.label for name, level in subject.by.items() if name != face.own}
    return (
        ", ".join(f"{subject.by_labels.get(name, name)}: {label}" for name, label in named.items())
        or (writing.words["total"])
    )


def _labels(rows: Sequence[Row], part: Callable[[Row], Level | None]) -> dict[Key, str]:
    found = [level for row in rows if (level := part(row))]
    return {level.value: level.label for level in found}


def of_one_percentage(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows; of a crossing only shares of each row, which fill it, or of each column where answers are ticked."""
    subjects = [row.estimate.subject for row in rows]
    if all(subject.percent_of != "total" for subject in subjects):
        return tuple(rows)
    of = "column" if any(subject.set for subject in subjects) else "row"
    return tuple(row for row, subject in zip(rows, subjects, strict=True) if subject.percent_of == of)
