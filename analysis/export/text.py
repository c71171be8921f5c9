"""The table for a terminal and a pipe: plain characters, aligned columns, notes underneath."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from .measure import breadth, clean, longest_word, pad, wrap

if TYPE_CHECKING:
    from ..presentation.table import Column, Table

GAP = "  "
READABLE, NARROWEST = 24, 8  # cells a column of words keeps: while others can still give way, and at the very end


def write(table: Table, *, width: int = 80) -> str:
    """The table in lines of at most `width` cells, unless its numbers alone are wider: those are never cut."""
    heading = [line for part in (table.title, table.subtitle) if part for line in wrap(clean(part), width)]
    notes = [line for note in table.notes for line in wrap(clean(note), width, hang=2)]
    blocks = (heading, _grid(table, width) if table.lines else [], notes)
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _grid(table: Table, room: int) -> list[str]:
    columns = table.columns
    headings = [clean(column.heading) for column in columns]
    body = _indented(table)
    widths = _widths(columns, headings, [cells for cells, kind in body if kind == "line"], room)
    rule = "-" * (sum(widths) + len(GAP) * (len(widths) - 1))
    out = [*_headed(headings, widths, columns), rule]
    for cells, kind in body:
        if kind == "group":
            out += ([""] if out[-1] != rule else []) + wrap(" ".join(filter(None, cells)), max(len(rule), NARROWEST))
        elif kind == "subgroup":
            out += wrap(GAP + " ".join(filter(None, cells)), max(len(rule), NARROWEST), hang=len(GAP))
        else:
            out += _set(cells, widths, columns)
    return [*out, rule]


def _indented(table: Table) -> list[tuple[list[str], str]]:
    """Cells of every line, as many as there are columns; what stands under a group heading is set in."""
    out: list[tuple[list[str], str]] = []
    inset = ""
    for line in table.lines:
        cells = [clean(cell) for cell in line.cells]
        cells += [""] * (len(table.columns) - len(cells))
        if line.kind == "group":
            inset = GAP
        elif line.kind == "subgroup":
            inset = 2 * GAP
        else:
            cells[0] = inset + cells[0]
        out.append((cells, line.kind))
    return out


def _widths(columns: tuple[Column, ...], headings: list[str], lines: list[list[str]], room: int) -> list[int]:
    """Cells of each column: as wide as it likes, else headings give way, then words, then spaces between numbers."""
    by_column = [[heading, *(line[i] for line in lines)] for i, heading in enumerate(headings)]
    words = [not i or column.align == "left" for i, column in enumerate(columns)]
    natural = [max(map(breadth, cells)) for cells in by_column]
    short = [breadth(heading) if breadth(heading) <= NARROWEST else longest_word(heading) for heading in headings]
    broken = [max([least, *map(longest_word, cells[1:])]) for least, cells in zip(short, by_column, strict=True)]
    unheaded = [max([least, *map(breadth, cells[1:])]) for least, cells in zip(short, by_column, strict=True)]

    def floors(least_words: int, numbers: list[int]) -> list[int]:
        both = zip(words, unheaded, numbers, strict=True)
        return [min(least_words, wide) if is_words else number for is_words, wide, number in both]

    stages = (unheaded, floors(READABLE, unheaded), floors(READABLE, broken), floors(NARROWEST, broken))
    free = room - len(GAP) * (len(columns) - 1)
    widths = natural
    for least in stages:
        widths = _shrunk(widths, least, free)
    first, *others = (_used(cells, width) for cells, width in zip(by_column, widths, strict=True))
    return [
        min(natural[0], max(first, free - sum(others))),
        *others,
    ]  # what broken lines left over is the first column's


def _used(cells: list[str], width: int) -> int:
    """What is filled of a column of `width` once its cells are broken."""
    return max(breadth(line) for cell in cells for line in wrap(cell, width))


def _shrunk(widths: list[int], floors: list[int], room: int) -> list[int]:
    """`widths` made narrower, the one with most to spare first, until they fit into `room` or stand on their floors."""
    out = list(widths)
    while sum(out) > room:
        spare = [have - floor for have, floor in zip(out, floors, strict=True)]
        if max(spare) <= 0:
            break
        out[spare.index(max(spare))] -= 1
    return out


def _headed(headings: list[str], widths: list[int], columns: tuple[Column, ...]) -> list[str]:
    """The headings, standing on the rule."""
    wrapped = [wrap(heading, room) for heading, room in zip(headings, widths, strict=True)]
    height = max(map(len, wrapped))
    return _side_by_side([[""] * (height - len(lines)) + lines for lines in wrapped], widths, columns)


def _set(cells: list[str], widths: list[int], columns: tuple[Column, ...]) -> list[str]:
    """One line of the table as lines of text; numbers begin beside the last line of their label: it is read first."""
    label = wrap(cells[0], widths[0], hang=len(GAP))
    others = [wrap(cell, width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
    down = [""] * (len(label) - 1)
    numbers = [column.align == "right" for column in columns[1:]]
    lowered = [down + lines if number else lines for lines, number in zip(others, numbers, strict=True)]
    return _side_by_side([label, *lowered], widths, columns)


def _side_by_side(stacks: list[list[str]], widths: list[int], columns: tuple[Column, ...]) -> list[str]:
    aligned = [(width, column.align) for width, column in zip(widths, columns, strict=True)]
    layers = zip_longest(*stacks, fillvalue="")
    return [GAP.join(pad(part, *how) for part, how in zip(parts, aligned, strict=True)).rstrip() for parts in layers]
