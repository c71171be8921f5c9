"""Native tables on slides: hair lines, the head repeated on every slide, and nothing that runs off it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ...presentation.table import Line, Table
from ..measure import longest_word
from ..office_text import sayable
from . import xml
from .page import colour
from .setting import INCH, POINT, Box, height, lines, width
from .theme import MUTED, TEXT, Ink

PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the style without lines and without fill
SIZES, READABLE = (12, 11, 10, 9, 8), 10
BESIDE, ABOVE = int(0.07 * INCH), int(0.035 * INCH)  # margins of a cell
BETWEEN = int(0.3 * INCH)  # free room between two columns of numbers
FIRST = 0.28  # least part of the width for the column of labels
INSET = int(0.16 * INCH)
COMFORT = 1.25  # a table of few columns is not spread over the whole slide: the eye must keep its line


@dataclass(frozen=True, slots=True)
class Grid:
    """A table set at a size: the width of each column and the height of each line."""

    table: Table
    size: int
    widths: tuple[int, ...]
    head: int
    heights: tuple[int, ...]


def grid(table: Table, area: Box) -> Grid:
    """The largest size at which columns stand side by side; a little smaller where one slide then holds all lines."""
    wide = next((size for size in SIZES if sum(_numbers(table, size)) <= (1 - FIRST) * area.width), SIZES[-1])
    grids = [_at(table, size, area) for size in SIZES if size == wide or wide > size >= READABLE]
    return next((each for each in grids if each.head + sum(each.heights) <= area.height), grids[0])


def _at(table: Table, size: int, area: Box) -> Grid:
    """The table set at a size; headings and labels may break."""
    numbers = _numbers(table, size)
    spare = max(area.width - sum(numbers), int(FIRST * area.width))
    first = min(spare, max(_natural(table, size, area.width), int(FIRST * area.width)))
    total = first + sum(numbers)
    stretch = min(COMFORT, area.width / total)
    widths = tuple(int(each * stretch) for each in (first, *numbers))
    head = max(
        (_deep(column.heading, size, room, bold=True) for column, room in zip(table.columns, widths, strict=True))
    )
    heights = tuple(_height(line, size, widths) for line in table.lines)
    return Grid(table, size, widths, head, heights)


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
    tall = grid.head + sum(grid.heights[at] for at in chosen)
    shape = slide.shapes.add_table(count, len(grid.widths), area.left, area.top, sum(grid.widths), tall)
    table = shape.table
    table.first_row, table.horz_banding = True, False
    shape.element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN
    for column, room in enumerate(grid.widths):
        table.columns[column].width = room
    rows = [Line(tuple(column.heading for column in grid.table.columns)), *(grid.table.lines[at] for at in chosen)]
    insets = [0, *_insets(rows[1:])]
    for at, (row, inset) in enumerate(zip(rows, insets, strict=True)):
        table.rows[at].height = grid.heights[chosen[at - 1]] if at else grid.head
        cells = (*row.cells, *[""] * (len(grid.widths) - len(row.cells)))
        for column, text in enumerate(cells):
            aligned = grid.table.columns[column].align
            cell = table.cell(at, column)
            _set(
                cell,
                text,
                grid.size,
                aligned=aligned,
                bold=not at or row.kind == "group",
                slanted=row.kind == "subgroup",
            )
            cell.margin_left = BESIDE + (inset if not column else 0)
            cell.vertical_anchor = MSO_ANCHOR.BOTTOM if not at else MSO_ANCHOR.MIDDLE
            _rule(cell, hair, head=not at, last=at == len(rows) - 1)
    return shape


def _set(cell: Any, text: str, size: int, *, aligned: str, bold: bool, slanted: bool) -> None:
    cell.margin_right, cell.margin_top, cell.margin_bottom = BESIDE, ABOVE, ABOVE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.RIGHT if aligned == "right" else PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = sayable(text).strip()
    run.font.size, run.font.bold, run.font.italic = size * POINT, bold, slanted
    colour(run.font.color, TEXT)


def _rule(cell: Any, hair: Ink, *, head: bool, last: bool) -> None:
    """A hair line under each row, a stronger one under the head and at the end."""
    ink, breadth = (TEXT, 1.25) if head else (MUTED, 1.0) if last else (hair, 0.5)
    properties = cell._tc.get_or_add_tcPr()
    inside = xml.line(ink, breadth).replace("a:ln ", "a:lnB ").replace("a:ln>", "a:lnB>")
    properties.insert(0, parse_xml(f"<c:x {xml.NAMESPACES}>{inside}</c:x>")[0])


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
    group = next((at for at in reversed(here) if rows[at].kind == "group"), None)
    below = [at for at in here if rows[at].kind == "subgroup" and at > (-1 if group is None else group)]
    subgroup = below[-1:] if rows[rest[0]].kind == "line" else []
    return [*([] if group is None else [group]), *subgroup]


def _numbers(table: Table, size: int) -> list[int]:
    """Widths of all columns but the first."""
    return [_breadth(table, column, size) for column in range(1, len(table.columns))]


def _breadth(table: Table, column: int, size: int) -> int:
    """Room for the cells of a column; its heading may break between words."""
    cells = [line.cells[column] for line in table.lines if len(line.cells) > column]
    heading = table.columns[column].heading
    if table.columns[column].align == "left":
        longest = max((min(width(cell, size), INCH * 3) for cell in cells), default=0)
    else:
        longest = max((width(cell, size) for cell in cells), default=0)
    return max(longest, int(longest_word(heading) * size * 0.62 * POINT)) + BETWEEN


def _natural(table: Table, size: int, whole: int) -> int:
    """Room for the labels on one line; for a long heading, which stands above free cells, half of the table."""
    labels = [width(line.cells[0], size) for line in table.lines if line.kind == "line" and line.cells]
    headings = [width(line.cells[0], size, bold=True) for line in table.lines if line.kind != "line" and line.cells]
    return max([*labels, *(min(each, whole // 2) for each in headings)], default=0) + 2 * INSET + 2 * BESIDE


def _deep(text: str, size: int, room: int, *, bold: bool = False) -> int:
    return height(lines(text, size, room - 2 * BESIDE, bold=bold), size) + 2 * ABOVE


def _height(line: Line, size: int, widths: Sequence[int]) -> int:
    """Height of a line, whose label may break."""
    deep = [
        _deep(cell, size, room - (0 if column else 2 * INSET), bold=line.kind == "group")
        for column, (cell, room) in enumerate(zip(line.cells, widths, strict=False))
    ]
    return max(deep, default=_deep("", size, INCH))
