"""How wide the columns of a table on a slide are: numbers whole, words broken where they would not all have room."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ...presentation.table import Line, Table
from ..widths import widths
from .setting import EM_BOLD, INCH, POINT, SOONER, width, word

BESIDE, ABOVE = int(0.07 * INCH), int(0.035 * INCH)  # margins of a cell
INSET = int(0.16 * INCH)  # of a line under its heading, and of words behind numbers
BETWEEN = int(0.3 * INCH)  # free room between two columns
COMFORT = 1.25  # a table of few columns is not spread over the whole slide: the eye must keep its line
WORDS = 0.28  # least part of the width for the columns of words together, where they ask for it
LONGEST_WORD = 20  # characters; a longer one (an address) may be cut rather than take the room of its neighbours


def columns(table: Table, size: int, room: int, inset: int) -> list[int] | None:
    """What each column takes of `room` at a size; None where not even the words of all of them have room.

    `inset` is how far the deepest line stands in.
    """
    whole, few = _whole(table, size), int(WORDS * room) // max(1, _aligns(table).count("left"))
    least = [max(narrow, min(most, few)) for narrow, most in zip(_least(table, size), whole, strict=True)]
    whole = [max(pair) for pair in zip(least, whole, strict=True)]
    least[0], whole[0] = least[0] + inset, whole[0] + inset
    if sum(least) > room:
        return None
    level = bisect_right(range(max(whole) + 1), room, key=lambda level: sum(_upto(level, least, whole))) - 1
    given = _upto(level, least, whole)
    wanted = max(COMFORT * sum(given), _longest_heading(table, size) + inset)
    return [int(each * min(wanted, room) / sum(given)) for each in given]


def squeezed(table: Table, size: int, room: int) -> list[int]:
    """What each column takes where they do not have room at all: each its part."""
    least = _least(table, size)
    return [int(each * room / sum(least)) for each in least]


def apart(table: Table, column: int) -> int:
    """How far words stand in where the column before them ends in numbers."""
    aligns = _aligns(table)
    return INSET if column and aligns[column - 1 : column + 1] == ["right", "left"] else 0


def is_heading(line: Line) -> bool:
    """Words only, over the whole width of the table."""
    return line.kind != "line" and bool(line.cells) and not any(line.cells[1:])


def _upto(level: int, least: Sequence[int], whole: Sequence[int]) -> list[int]:
    """Every column as wide as it asks for up to the same level, so that long words are broken before short ones."""
    return [min(most, max(few, level)) for few, most in zip(least, whole, strict=True)]


def _least(table: Table, size: int) -> list[int]:
    """Numbers whole, under a heading that may break between words; words as narrow as the longest of them."""
    asked = widths([column.heading for column in table.columns], _cells(table), _aligns(table))
    out = []
    for column, characters in enumerate(asked):
        if table.columns[column].align == "left":
            longest = max((word(line[column], size) for line in _cells(table) if len(line) > column), default=0)
            heading = word(table.columns[column].heading, size)
            longest = min(longest, word("x" * LONGEST_WORD, size))
            out.append(max(heading, longest) + 2 * BESIDE + apart(table, column))
        else:
            out.append(int(characters * size * EM_BOLD * POINT) + BETWEEN)
    return out


def _whole(table: Table, size: int) -> list[int]:
    """Every cell on one line."""
    out = []
    for column, head in enumerate(table.columns):
        cells = (width(line[column], size) for line in _cells(table) if len(line) > column)
        words = _on_one_line(max([width(head.heading, size, bold=True), *cells])) + apart(table, column)
        out.append(words if head.align == "left" else 0)
    return out


def _longest_heading(table: Table, size: int) -> int:
    headings = (width(line.cells[0], size, bold=True) for line in table.lines if is_heading(line))
    return _on_one_line(max(headings, default=0))


def _on_one_line(taken: int) -> int:
    return int(taken / SOONER) + BETWEEN


def _cells(table: Table) -> list[tuple[str, ...]]:
    return [line.cells for line in table.lines if not is_heading(line)]


def _aligns(table: Table) -> list[str]:
    return [column.align for column in table.columns]
