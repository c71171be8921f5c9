"""One sheet, written from top to bottom: words, one table without merged cells, words; ready for the printer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .measure import wrap
from .office_text import sayable
from .sheet_numbers import Cell, Figure
from .widths import widths

ROOM = 110  # characters across that the words above and below a narrow table may take
INK, GREY, HAIR = "#1F2328", "#57606A", "#D0D7DE"
LETTERS = 1.1  # letters in the room of a digit, which widths of columns are counted in
LINE = 15  # points of a line of words
ONE_PAGE = 56  # rows that are set on one page rather than broken


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a sheet holds it.

    Attributes:
        aligns: of each column, left or right.
        lines: of each line its cells; of a heading among the lines only the first.
        looks: of each line what sets it apart from plain ones, in the names of XlsxWriter.
    """

    headings: tuple[str, ...]
    aligns: tuple[str, ...]
    lines: tuple[tuple[Cell, ...], ...]
    looks: tuple[dict[str, bool], ...] = ()

    @property
    def widths(self) -> list[int]:
        """Characters that each column takes."""
        texts = [[f"{cell.text}%" if isinstance(cell, Figure) else cell for cell in line] for line in self.lines]
        return [width + 3 for width in widths(self.headings, texts, self.aligns)]


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a workbook, each made once."""

    book: Any
    made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def of(self, **properties: Any) -> Any:
        """The format with these properties."""
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_color": INK, "valign": "top", **properties})
        return self.made[key]


@dataclass(slots=True)
class Page:
    """A sheet and the row where the pen stands.

    Attributes:
        running: words that stand in the first row and above every printed page; empty where there are none.
        widths: of its columns, in characters.
        head: the row of the headings, once there is a table.
    """

    sheet: Any
    formats: Formats
    running: str
    widths: Sequence[int]
    row: int = 0
    head: int | None = None

    def open(self, title: str, subtitle: str = "") -> None:
        """The words above the table."""
        if self.running:
            self.say(self.running, bold=True, font_color="#B3261E")
        self.say(title, size=14, bold=True)
        if subtitle:
            self.say(subtitle, font_color=GREY)
        self.row += 1

    def say(self, text: str, *, size: int = 10, **properties: Any) -> None:
        """Words in the first column, on as many rows as they need: they run on over empty cells, and no row is tall."""
        for part in wrap(sayable(text).strip(), max(sum(self.widths), ROOM) * 10 // size):
            self.sheet.set_row(self.row, size * LINE / 10)
            self.sheet.write_string(self.row, 0, part, self.formats.of(font_size=size, **properties))
            self.row += 1

    def table(self, grid: Grid) -> int:
        """Headings, which stay in sight and are repeated on every printed page, and the lines; the row of the first."""
        self.head = self.row
        first = self.row + 1
        self._tall(grid.headings)
        for column, heading in enumerate(grid.headings):
            align = grid.aligns[column]
            self._put(column, heading, align=align, bold=True, text_wrap=True, valign="bottom", top=1, bottom=1)
        for number, cells in enumerate(grid.lines):
            self.row += 1
            look = grid.looks[number] if grid.looks else {}
            if len(cells) > 1:
                self._tall(cells)
            for column, align in enumerate(grid.aligns):
                cell = cells[column] if column < len(cells) else ""
                wrapped = align == "left" and len(cells) > 1  # a heading among the lines runs on over empty cells
                self._put(column, cell, align=align, text_wrap=wrapped, bottom=1, bottom_color=HAIR, **look)
        self.row += 1
        return first

    def _tall(self, cells: Sequence[Cell]) -> None:
        """Room for the most broken of the cells, which not every program finds by itself."""
        texts = zip(self.widths, cells, strict=False)
        broken = max(len(wrap(text, int(LETTERS * width))) for width, text in texts if isinstance(text, str))
        self.sheet.set_row(self.row, LINE * broken)

    def _put(self, column: int, cell: Cell, **look: Any) -> None:
        """A number as a number; words as words, never taken for anything else, the spaces in front as an indent."""
        if isinstance(cell, Figure):
            self.sheet.write_number(self.row, column, cell.value, self.formats.of(num_format=cell.format, **look))
        elif cell:
            inset = (len(cell) - len(cell.lstrip(" "))) // 2
            self.sheet.write_string(self.row, column, sayable(cell).strip(), self.formats.of(indent=inset, **look))
        else:
            self.sheet.write_blank(self.row, column, None, self.formats.of(**look))

    def close(self, *, frozen: int = 0) -> None:
        """What the printer gets: all that was written, as wide as the paper; `frozen` columns stay in sight."""
        across = [*self.widths, ROOM - sum(self.widths)] if sum(self.widths) < ROOM else self.widths
        for column, width in enumerate(across):
            self.sheet.set_column(column, column, width)
        self.sheet.print_area(0, 0, max(self.row - 1, 0), len(across) - 1)
        if self.head is not None:
            self.sheet.repeat_rows(self.head)
            self.sheet.freeze_panes(self.head + 1, frozen)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 1 if self.row <= ONE_PAGE else 0)
        self.sheet.ignore_errors(
            {"number_stored_as_text": "A1:XFD1048576"}
        )  # codes, and numbers that words stand beside
        self.sheet.set_footer("&L&A&R&P / &N")
        if self.running:
            self.sheet.set_header("&L" + sayable(self.running).replace("&", "&&"))
