"""Markdown: a pipe table that GitHub and its kin render, notes as a list; and a report of such tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from . import provenance
from .measure import clean

if TYPE_CHECKING:
    from ..presentation.document import Document, Exhibit
    from ..presentation.table import Line, Table

ALIGNMENT = {"left": ":---", "right": "---:"}
MARKUP = re.compile(r"([\\`*_\[\]<>|~$])")
STARTS_A_BLOCK = re.compile(r"^(?:([#+=-])|(\d+)([.)])(?=\s|$))")
EMPHASIS = {"group": "**{}**", "subgroup": "*{}*"}


def write(table: Table) -> str:
    """The table with its title as a heading; every character of the words is shown, none is taken for markup."""
    return _joined([f"## {_escaped(table.title)}", *_body(table)])


def write_document(document: Document) -> str:
    """The report: a list of its exhibits that links to them, each with its table, and its chart told in words."""
    words = document.words
    warning = [f"**{_escaped(words['synthetic_in_picture'])}**"] if document.synthetic else []
    listed = [
        f"- [{_title(document, number, exhibit)}](#{_anchor(number)})"
        for number, exhibit in _numbered(document.exhibits)
    ]
    blocks = [
        f"# {_escaped(document.title)}",
        _escaped(document.subtitle),
        *warning,
        f"## {_escaped(words['contents'])}",
        _together(listed),
    ]
    for section, exhibits in groupby(_numbered(document.exhibits), key=lambda pair: pair[1].section):
        blocks += [f"## {_escaped(section)}"] if section else []
        for number, exhibit in exhibits:
            blocks += [f'<a id="{_anchor(number)}"></a>']
            blocks += [f"{'###' if section else '##'} {_title(document, number, exhibit)}"]
            blocks += _body(exhibit.table, told=exhibit.chart.alt if exhibit.chart else "")
    remarks = [*document.notes, *([f"{words['help']}: {document.help_line}"] if document.help_line else [])]
    if remarks:
        blocks += [f"## {_escaped(words['notes'])}", _together(f"- {_escaped(remark)}" for remark in remarks)]
    if pairs := provenance.lines(document.provenance):
        blocks += [f"## {_escaped(words['provenance'])}"]
        blocks += [_together(f"- {_escaped(key)}: {_escaped(value)}" for key, value in pairs)]
    return _joined(blocks)


def _body(table: Table, told: str = "") -> list[str]:
    """Subtitle, what a chart says, table and notes."""
    blocks = [_escaped(table.subtitle), _escaped(told)]
    if table.lines:
        head = [_row([_escaped(column.heading) for column in table.columns])]
        head += [_row([ALIGNMENT[column.align] for column in table.columns])]
        blocks.append(_together([*head, *(_line(line, len(table.columns)) for line in table.lines)]))
    return [*blocks, _together(f"- {_escaped(note)}" for note in table.notes)]


def _numbered(exhibits: Iterable[Exhibit]) -> list[tuple[int, Exhibit]]:
    return list(enumerate(exhibits, 1))


def _title(document: Document, number: int, exhibit: Exhibit) -> str:
    return _escaped(f"{document.words['table'].format(number=number)}. {exhibit.table.title}")


def _anchor(number: int) -> str:
    return f"table-{number}"


def _together(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _joined(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


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
