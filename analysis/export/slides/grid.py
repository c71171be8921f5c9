"""Native tables on slides: hair lines, the head repeated on every slide, and nothing that runs off it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ...presentation.table import Line, Table
from ..office_text import sayable
from . import columns, xml
from .columns import ABOVE, BESIDE, INSET, apart
from .page import colour
from .setting import INCH, POINT, Box, at_most, height
from .theme import MUTED, TEXT, Ink

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the style without lines and without fill
SIZES, READABLE = (12, 11, 10, 9, 8), 10


@dataclass(frozen=True, slots=True)
class Grid:
    """A table set at a size: the width of each column and the height of each line."""

    table: Table
    size: int
    widths: tuple[int, ...]
    head: int
    heights: tuple[int, ...]

    def tall(self, chosen: Sequence[int]) -> int:
        """Height of the head and the chosen lines."""
        return self.head + sum(self.heights[at] for at in chosen)


def grid(table: Table, area: Box) -> Grid:
    """The size that needs the fewest slides, and of those the largest; a small one only where none else has room."""
    grids = [each for size in SIZES if (each := _at(table, size, area)) is not None]
    if not grids:
        return _set_in(table, SIZES[-1], columns.squeezed(table, SIZES[-1], area.width))
    readable = [each for each in grids if each.size >= READABLE] or grids[:1]
    return min(readable, key=lambda each: len(list(pages(each, area.height))))


def _at(table: Table, size: int, area: Box) -> Grid | None:
    """The table set at a size; headings and words may break."""
    deepest = max(_insets(table.lines), default=0)
    widths = columns.columns(table, size, area.width, deepest)
    return None if widths is None else _set_in(table, size, widths)


def _set_in(table: Table, size: int, widths: Sequence[int]) -> Grid:
    """The table in columns of these widths, and how high that makes its lines."""
    headings = zip(table.columns, widths, strict=True)
    head = max(_deep(column.heading, size, room, bold=True) for column, room in headings)
    insets = _insets(table.lines)
    rooms = [each - apart(table, column) for column, each in enumerate(widths)]
    heights = tuple(_height(line, size, rooms, inset) for line, inset in zip(table.lines, insets, strict=True))
    return Grid(table, size, tuple(widths), head, heights)


def pages(grid: Grid, room: int) -> Iterator[list[int]]:
    """The lines of each slide; a heading goes with the line under it and is repeated where its group goes on."""
    rest = list(range(len(grid.table.lines)))
    headings: list[int] = []
    while rest:
        left = room - grid.head - sum(grid.heights[at] for at in headings)
        here = list(headings)
        while rest and (left >= grid.heights[rest[0]] or len(here) == len(headings)):
            left -= grid.heights[rest[0]]
            here.append(rest.pop(0))
        while rest and len(here) > 1 and grid.table.lines[here[-1]].kind != "line":
            rest.insert(0, here.pop())
        yield here
        headings = _still_open(grid.table.lines, here, rest)


def put(slide: Any, grid: Grid, chosen: Sequence[int], area: Box, hair: Ink) -> Any:
    """The chosen lines under the head of the table; returns the shape."""
    count = len(chosen) + 1
    shape = slide.shapes.add_table(count, len(grid.widths), area.left, area.top, sum(grid.widths), grid.tall(chosen))
    table = shape.table
    table.first_row, table.horz_banding = True, False
    shape.element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    # Of its elements, for the shape is as large as they are already; python-pptx would add them all up for each.
    for element, room in zip(table._tbl.tblGrid.gridCol_lst, grid.widths, strict=True):
        element.w = room
    for element, tall in zip(table._tbl.tr_lst, (grid.head, *(grid.heights[line] for line in chosen)), strict=True):
        element.h = tall
    rows = [Line(tuple(column.heading for column in grid.table.columns)), *(grid.table.lines[at] for at in chosen)]
    insets = [0, *_insets(rows[1:])]
    for at, (row, inset) in enumerate(zip(rows, insets, strict=True)):
        _row(table, at, grid, row, inset)
        for cell in table.rows[at].cells:
            _rule(cell, hair, head=not at, last=at == len(rows) - 1)
        if columns.is_heading(row) and len(grid.widths) > 1:
            table.cell(at, 0).merge(table.cell(at, len(grid.widths) - 1))
    return shape


def _row(table: Any, at: int, grid: Grid, row: Line, inset: int) -> None:
    """The words of a row; the first is the head."""
    bold = not at or row.kind == "group"
    cells = (*row.cells, *[""] * (len(grid.widths) - len(row.cells)))
    for column, text in enumerate(cells):
        aligned = grid.table.columns[column].align
        cell = table.cell(at, column)
        _set(cell, text, grid.size, aligned=aligned, bold=bold, slanted=row.kind == "subgroup")
        cell.margin_left = BESIDE + (apart(grid.table, column) if column else inset)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE if at else MSO_ANCHOR.BOTTOM


def _set(cell: Any, text: str, size: int, *, aligned: str, bold: bool, slanted: bool) -> None:
    cell.margin_right, cell.margin_top, cell.margin_bottom = BESIDE, ABOVE, ABOVE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if aligned == "right" else PP_ALIGN.LEFT
    paragraph._p.get_or_add_endParaRPr().set("sz", str(100 * size))  # else an empty cell is as high as large text
    if not (said := sayable(text).strip()):
        return
    run = paragraph.add_run()
    run.text = said
    run.font.size, run.font.bold, run.font.italic = size * POINT, bold, slanted
    colour(run.font.color, TEXT)


def _rule(cell: Any, hair: Ink, *, head: bool, last: bool) -> None:
    """A hair line under each row, a stronger one under the head and at the end."""
    ink, breadth = (TEXT, 1.25) if head else (MUTED, 1.0) if last else (hair, 0.5)
    properties = cell._tc.get_or_add_tcPr()
    inside = xml.line(ink, breadth).replace("a:ln ", "a:lnB ").replace("a:ln>", "a:lnB>")
    properties.append(parse_xml(f"<c:x {xml.NAMESPACES}>{inside}</c:x>")[0])


def _insets(rows: Sequence[Line]) -> Iterator[int]:
    """How far each line stands in under its headings; spaces in front of a label count too."""
    depth = 0
    for row in rows:
        own = {"group": 0, "subgroup": 1}.get(row.kind, depth)
        spaces = len(row.cells[0]) - len(row.cells[0].lstrip(" ")) if row.cells else 0
        yield INSET * own + INSET * spaces // 2
        depth = {"group": 1, "subgroup": 2}.get(row.kind, depth)


def _still_open(rows: Sequence[Line], here: Sequence[int], rest: Sequence[int]) -> list[int]:
    """The headings under which the next slide begins."""
    if not rest or rows[rest[0]].kind == "group":
        return []
    group: list[int] = []
    subgroup: list[int] = []
    for at in here:
        if rows[at].kind == "group":
            group, subgroup = [at], []
        elif rows[at].kind == "subgroup":
            subgroup = [at]
    return [*group, *(subgroup if rows[rest[0]].kind == "line" else [])]


def _deep(text: str, size: int, room: int, *, bold: bool) -> int:
    return height(at_most(text, size, room - 2 * BESIDE, bold=bold), of=size) + 2 * ABOVE


def _height(line: Line, size: int, widths: Sequence[int], inset: int) -> int:
    """Height of the cell that breaks into the most lines, in the width that it really gets."""
    first, *others = [sum(widths)] if columns.is_heading(line) else widths
    bold = line.kind == "group"
    rooms = (first - inset, *others)
    deep = [_deep(cell.strip(), size, room, bold=bold) for cell, room in zip(line.cells, rooms, strict=False)]
    return max([_deep("", size, INCH, bold=bold), *deep])
