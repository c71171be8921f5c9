"""A sheet as a figure of matplotlib; nothing of matplotlib's own layout, ticks or settings takes part."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from . import fonts
from .sheet import WIDTH, Box, Dots, Sheet, Strokes, Words

if TYPE_CHECKING:
    from matplotlib.backend_bases import RendererBase

DPI = 200
MARKERS: Mapping[str, str] = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "down": "v",
    "plus": "P",
    "cross": "X",
    "half": "o",
    "star": "*",
}
LARGER: Mapping[str, float] = {"triangle": 1.15, "down": 1.15, "plus": 1.15, "cross": 1.1, "star": 1.3, "diamond": 0.9}
SETTINGS: Any = {  # the key of a setting has a type of its own in some versions
    "svg.fonttype": "path",  # words look the same wherever the file is opened; what it says stands in <desc>
    "svg.hashsalt": "tallybook",
    "text.hinting": "none",  # widths do not depend on the resolution
    "path.sketch": None,
    "path.effects": [],
    "path.simplify": True,
    "lines.scale_dashes": True,
}


class Lettering(Artist):
    """One line of text at a place that is already known; matplotlib's own Text would measure it several times."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.said = words

    def draw(self, renderer: RendererBase) -> None:
        """Hand the words to the renderer as they are: no sign in them is markup."""
        x, y = self.get_transform().transform((self.said.x, self.said.y))
        pen = renderer.new_gc()
        pen.set_foreground(self.said.colour)
        down = renderer.get_canvas_width_height()[1] - y if renderer.flipy() else y
        font = fonts.properties(self.said.size, bold=self.said.bold)
        renderer.draw_text(pen, x, down, self.said.text, font, 0.0)


@contextmanager
def settings() -> Iterator[None]:
    """Our settings for as long as something is drawn; a character that no font has becomes an empty box, quietly."""
    with mpl.rc_context(SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def figure(sheet: Sheet) -> Figure:
    """The figure with one artist for each item of the sheet, in its order."""
    height = sheet.y / 72
    drawn = Figure((WIDTH / 72, height), dpi=DPI, facecolor="white")
    points = Affine2D().scale(1 / 72, -1 / 72).translate(0, height) + drawn.dpi_scale_trans
    for item in sheet.items:
        artist = _artist(item)
        artist.set_transform(points)
        artist.set_zorder(1)
        drawn.add_artist(artist)
    return drawn


def _artist(item: Words | Strokes | Box | Dots) -> Artist:
    if isinstance(item, Words):
        return Lettering(item)
    if isinstance(item, Strokes):
        codes = [code for line in item.lines for code in (Path.MOVETO, *[Path.LINETO] * (len(line) - 1))]
        path = Path([point for line in item.lines for point in line], codes)
        return PathPatch(
            path, fill=False, edgecolor=item.colour, linewidth=item.width, **_dashed(item.dash, item.width)
        )
    if isinstance(item, Box):
        return Rectangle(
            (item.x, item.y), item.width, item.height, **_look(item), **_dashed(item.dash, item.edge_width)
        )
    return _dots(item)


def _look(box: Box) -> dict[str, Any]:
    inside = {"facecolor": box.fill} if box.fill else {"fill": False}
    return {**inside, "edgecolor": box.edge or "none", "linewidth": box.edge_width}


def _dots(item: Dots) -> Line2D:
    return Line2D(
        [x for x, _ in item.points],
        [y for _, y in item.points],
        linestyle="none",
        marker=MARKERS[item.shape],
        markersize=item.size * LARGER.get(item.shape, 1.0),
        fillstyle="left" if item.shape == "half" else "full",
        markerfacecolor="white" if item.hollow else item.colour,
        markerfacecoloralt="white",
        markeredgecolor=item.colour,
        markeredgewidth=1.0 if item.hollow or item.shape == "half" else 0.0,
        antialiased=True,
    )


def _dashed(dash: tuple[float, float] | None, width: float) -> dict[str, Any]:
    """A dash of so many points, whatever the width of the pen."""
    ends = {"capstyle": "butt", "joinstyle": "miter", "antialiased": True}
    return ends if dash is None else {**ends, "linestyle": (0, (dash[0] / width, dash[1] / width))}
