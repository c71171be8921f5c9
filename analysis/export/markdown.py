"""Markdown: a pipe table that GitHub and its kin render, notes as a list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .measure import clean

if TYPE_CHECKING:
    from ..presentation.table import Line, Table

ALIGNMENT = {"left": ":---", "right": "---:"}
MARKUP = re.compile(r"([\\`*_\[\]<>|~])")
STARTS_A_BLOCK = re.compile(r"^(?:([#+=-])|(\d+)([.)])(?=\s|$))")
EMPHASIS = {"group": "**{}**", "subgroup": "*{}*"}


def write(table: Table) -> str:
    """The table with its title as a heading; every character of the words is shown, none is taken for markup."""
    grid: list[str] = []
    if table.lines:
        grid = [
            _row([_escaped(column.heading) for column in table.columns]),
            _row([ALIGNMENT[column.align] for column in table.columns]),
            *(_line(line, len(table.columns)) for line in table.lines),
        ]
    blocks = (
        [f"## {_escaped(table.title)}"],
        [_escaped(table.subtitle)] if table.subtitle else [],
        grid,
        [f"- {_escaped(note)}" for note in table.notes],
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _line(line: Line, columns: int) -> str:
    if line.kind in EMPHASIS:
        heading = " ".join(_escaped(cell) for cell in line.cells if cell)
        return _row([EMPHASIS[line.kind].format(heading)] + [""] * (columns - 1))
    first, *others = (*line.cells, *[""] * (columns - len(line.cells)))
    inset = (len(first) - len(first.lstrip(" "))) // 2
    return _row(["&emsp;" * inset + _escaped(first), *map(_escaped, others)])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    marked = MARKUP.sub(r"\\\1", clean(text).strip().replace("&", "&amp;"))
    return STARTS_A_BLOCK.sub(lambda start: f"\\{start[1]}" if start[1] else f"{start[2]}\\{start[3]}", marked)
