"""The sheet a picture is laid out on: words, strokes, boxes and dots in points, counted from the upper left corner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from .fonts import LEADING, MIDDLE, printable, set_breadth

WIDTH, MARGIN = 540.0, 16.0
RIGHT = WIDTH - MARGIN
INNER = WIDTH - 2 * MARGIN
TITLE, SUBTITLE, BODY, NUMBER, TICK, NOTE = 15.0, 11.0, 11.0, 10.5, 9.5, 8.5

Align = Literal["left", "centre", "right"]
Shape = Literal["circle", "square", "diamond", "triangle", "down", "plus", "cross", "half", "star"]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `x` is its left edge, `y` its baseline."""

    text: str
    x: float
    y: float
    size: float
    colour: str
    bold: bool


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines drawn with one pen."""

    lines: tuple[tuple[Point, ...], ...]
    width: float
    colour: str
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `x` and `y` are its upper left corner, an empty fill lets through what lies under it."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    edge_width: float = 0.0
    dash: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Dots:
    """Marks of one shape; `size` is their diameter, a hollow one is white inside."""

    points: tuple[Point, ...]
    shape: Shape
    size: float
    colour: str
    hollow: bool


@dataclass(slots=True)
class Sheet:
    """A page of fixed width that is filled downwards; `y` is how far it is filled, and at the end its height.

    Attributes:
        top: where the heading ends, for documents that say it themselves.
        bottom: where the notes begin.
    """

    y: float = MARGIN
    top: float = field(init=False)
    bottom: float = field(init=False)
    items: list[Words | Strokes | Box | Dots] = field(default_factory=list)

    def words(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float = BODY,
        colour: str = "#1A1A1A",
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """One line of text whose capitals are centred on `y`; `x` is its left edge, centre or right edge."""
        text = printable(text)
        part = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        left = x - part * set_breadth(text, size, bold=bold) if part else x
        if text.strip():
            self.items.append(Words(text, left, y + MIDDLE * size, size, colour, bold))

    def block(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        *,
        size: float = BODY,
        colour: str = "#1A1A1A",
        bold: bool = False,
        align: Align = "left",
    ) -> None:
        """Several lines, centred on `y` together."""
        first = y - (len(lines) - 1) * LEADING * size / 2
        for number, line in enumerate(lines):
            self.words(line, x, first + number * LEADING * size, size=size, colour=colour, bold=bold, align=align)

    def strokes(
        self, lines: Iterable[tuple[Point, ...]], width: float, colour: str, dash: tuple[float, float] | None = None
    ) -> None:
        """Lines, each a row of points."""
        if kept := tuple(lines):
            self.items.append(Strokes(kept, width, colour, dash))

    def dots(self, points: Iterable[Point], shape: Shape, size: float, colour: str, *, hollow: bool = False) -> None:
        """Marks of one shape."""
        if kept := tuple(points):
            self.items.append(Dots(kept, shape, size, colour, hollow))

    def box(self, box: Box) -> None:
        """A rectangle."""
        self.items.append(box)


def block_height(lines: Sequence[str], size: float) -> float:
    """Points that lines of text take, one under the other."""
    return len(lines) * LEADING * size
