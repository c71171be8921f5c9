"""HTML: the report as one page that asks for nothing else, reads without script, and lets only its own script run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import count, groupby
from typing import TYPE_CHECKING, Any

from ..presentation.words import words
from . import provenance
from .inline_svg import inline
from .measure import clean
from .picture import without_heading

if TYPE_CHECKING:
    from jinja2 import Template

    from ..presentation.chart import Chart
    from ..presentation.document import Document, Exhibit
    from ..presentation.table import Line, Table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a line: its text, and the numbers behind it for sorting."""

    text: str
    align: str
    numbers: str
    head: bool
    inset: int


@dataclass(frozen=True, slots=True)
class Body:
    """Lines under one heading, which are sorted among themselves; `heading` is empty where they stand alone."""

    heading: str
    kind: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """An exhibit with its numbers in the page; `picture` is markup; a figure or a table that it lacks has no number."""

    anchor: str
    table: Table
    chart: Chart | None
    picture: str | None
    figure_number: int | None
    table_number: int | None

    @property
    def figure_caption(self) -> str:
        """What the picture shows; its title only where the heading over it does not say it."""
        parts = (self.chart.title, self.chart.subtitle) if self.chart else ()
        return ". ".join(dict.fromkeys(part for part in parts if part and part != self.table.title))

    @property
    def table_caption(self) -> str:
        """What the table shows."""
        return self.table.subtitle or self.table.title

    @property
    def bodies(self) -> tuple[Body, ...]:
        """The lines of the table, cut before every heading."""
        out: list[Body] = []
        for line in self.table.lines:
            if line.kind != "line":
                out.append(Body(" ".join(filter(None, line.cells)), line.kind, ()))
            elif out:
                out[-1] = Body(out[-1].heading, out[-1].kind, (*out[-1].lines, line))
            else:
                out.append(Body("", "line", (line,)))
        return tuple(out)

    def cells(self, line: Line) -> Iterator[Cell]:
        """As many cells as there are columns."""
        for i, column in enumerate(self.table.columns):
            text = line.cells[i] if i < len(line.cells) else ""
            numbers = line.numbers[i] if i < len(line.numbers) else ()
            inset = min(2, (len(text) - len(text.lstrip(" "))) // 2)
            yield Cell(text.strip(" "), column.align, " ".join(map(repr, numbers)), not i, inset)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Exhibits under one heading; `title` is empty where they have none."""

    anchor: str
    title: str
    pieces: tuple[Piece, ...]


def write(document: Document) -> str:
    """The document as one HTML file: its words are shown as they are, none is taken for markup."""
    pieces = tuple(_pieces(document))
    sections = groupby(zip(pieces, document.exhibits, strict=True), key=lambda pair: pair[1].section)
    chapters = [
        Chapter(f"chapter-{number}", section, tuple(piece for piece, _ in pairs))
        for number, (section, pairs) in enumerate(sections, 1)
    ]
    style, script = _asset("page.css"), _asset("page.js")
    return _template().render(
        document=document,
        pieces=pieces,
        chapters=chapters,
        provenance=provenance.lines(document.provenance),
        words={**words(document.lang), **document.words},
        policy=_policy(style, script),
        style=_markup(style),
        script=_markup(script),
    )


def _pieces(document: Document) -> Iterator[Piece]:
    figures, tables = count(1), count(1)
    for number, exhibit in enumerate(document.exhibits, 1):
        anchor = f"exhibit-{number}"
        figure = next(figures) if exhibit.chart else None
        table = next(tables) if exhibit.table.lines else None
        yield Piece(anchor, exhibit.table, exhibit.chart, _picture(exhibit, anchor), figure, table)


def _picture(exhibit: Exhibit, anchor: str) -> str | None:
    """The picture without what the page says over it."""
    chart = exhibit.chart
    if chart is None:
        return None
    return _markup(inline(without_heading(chart), f"{anchor}-picture", title=chart.title, description=chart.alt))


def _policy(style: str, script: str) -> str:
    """Nothing but the style and the script of this page, told by their hashes; no request leaves it."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _asset(name: str) -> str:
    return (files(__package__) / "web" / name).read_text(encoding="utf-8")


def _markup(text: str) -> str:
    from markupsafe import Markup  # here and below, because a table on the terminal does without it

    return Markup(text)  # noqa: S704  # our own style, script and picture


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    return environment.from_string(_asset("page.html.j2"))


def _shown(value: Any) -> Any:
    """A label may not break its line; markup is ours and stays as it is."""
    return clean(value) if type(value) is str else value
