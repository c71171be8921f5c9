"""The workbook inside a native chart: what "Edit data" opens, all of it and nothing that may not be shown."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from ...presentation.chart import Mark
from ..office_text import sayable

SHEET = "Data"
MADE = datetime.datetime(2020, 1, 1)  # a fixed date: the same chart gives the same bytes
DETAILS = ("low", "high", "to_low", "to_high", "base_n", "as_written")
Cell = float | str | None


@dataclass(frozen=True, slots=True)
class Series:
    """A series of a native chart: a mark, or none, at each of the categories."""

    name: str
    marks: tuple[Mark | None, ...]

    @property
    def values(self) -> list[float | None]:
        """Estimates; none where nothing may be shown."""
        return [None if mark is None else mark.value for mark in self.marks]

    @property
    def below(self) -> list[float | None]:
        """From the estimate down to its lower bound."""
        return [None if mark is None else _apart(mark.low, mark.value) for mark in self.marks]

    @property
    def above(self) -> list[float | None]:
        """From the estimate up to its upper bound."""
        return [None if mark is None else _apart(mark.value, mark.high) for mark in self.marks]


def _apart(lower: float | None, upper: float | None) -> float | None:
    return None if lower is None or upper is None else upper - lower


@dataclass(frozen=True, slots=True)
class Book:
    """Rows are categories. First the estimates of every series side by side, then what belongs to each."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    phrases: Mapping[str, str]

    def column(self, series: int, part: str = "") -> int:
        """The column of a series' estimates, or of a part of what belongs to it."""
        if not part:
            return 1 + series
        return 1 + len(self.series) + len(DETAILS) * series + DETAILS.index(part)

    def head(self, series: int) -> str:
        """The heading of a series' estimates."""
        return sayable(self.series[series].name) or self.phrases["estimate"]

    def packed(self, *, share: bool) -> bytes:
        """As .xlsx; words are never formulas, and shares have the format of a percentage."""
        import xlsxwriter  # here, because it is only needed once there is a chart

        out = BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        book.set_properties({"created": MADE, "author": "tallybook"})
        sheet = book.add_worksheet(SHEET)
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%" if share else "General"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, len(self.series) * (1 + len(DETAILS)), 14)
        for column, cells in enumerate(self._columns()):
            for row, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell, None if row else bold)
                elif cell is not None:
                    sheet.write_number(row, column, cell, None if isinstance(cell, int) else number)
        book.close()
        return out.getvalue()

    def _columns(self) -> list[Sequence[Cell]]:
        head, many = self.phrases, len(self.series) > 1
        columns: list[Sequence[Cell]] = [[head["category"], *map(sayable, self.labels)]]
        columns += [[self.head(at), *series.values] for at, series in enumerate(self.series)]
        for at, series in enumerate(self.series):
            of = f"{self.head(at)}: " if many else ""
            lows = [None if mark is None else mark.low for mark in series.marks]
            highs = [None if mark is None else mark.high for mark in series.marks]
            bases = [self._base(mark) for mark in series.marks]
            shown = [self._shown(mark) for mark in series.marks]
            details: tuple[Sequence[Cell], ...] = (lows, highs, series.below, series.above, bases, shown)
            columns += [[of + head[name], *cells] for name, cells in zip(DETAILS, details, strict=True)]
        return columns

    def _base(self, mark: Mark | None) -> Cell:
        if mark is None:
            return None
        return mark.base if mark.base is not None else sayable(mark.n) or None

    def _shown(self, mark: Mark | None) -> Cell:
        if mark is None:
            return None
        return self.phrases["not_shown"] if mark.status == "suppressed" else sayable(mark.text) or None
