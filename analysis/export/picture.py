"""A chart as a picture, SVG or PNG: the same bytes twice, made once however many documents it goes into."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .drawing import laid_out
from .drawing.sheet import WIDTH

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from ..choices import PictureFormat
    from ..presentation.chart import Chart
    from .drawing.sheet import Sheet

POINTS_AN_INCH = 72
FRAME = re.compile(r'height="([\d.]+)pt" viewBox="([^"]+)"')
KEPT = 256  # pictures: more than a report has
COLOURS = 128  # of a PNG: inks, fills and the steps between them and the paper


@lru_cache(maxsize=KEPT)
def picture(chart: Chart, form: PictureFormat) -> bytes:
    """The picture of a chart; an SVG has no prolog, so that it can stand inside a page as it is."""
    from .drawing import paint, vector

    with paint.settings():
        figure = paint.figure(sheet(chart))
        if form == "svg":
            return vector.svg(figure, chart.title, chart.alt or chart.subtitle, chart.lang)
        return _png(figure)


@lru_cache(maxsize=KEPT)
def sheet(chart: Chart) -> Sheet:
    """The picture before it is painted: every word, box and line with its place in points."""
    return laid_out(chart)


def inside(chart: Chart) -> tuple[float, float]:
    """Where heading and notes leave off, as parts of the height: what a document cuts off that says them itself."""
    laid = sheet(chart)
    return laid.top / laid.y, 1 - laid.bottom / laid.y


def without_heading(chart: Chart) -> bytes:
    """The SVG cut off above its marks, for a page that says title and subtitle itself; drawn once for both."""
    drawn, laid = picture(chart, "svg").decode(), sheet(chart)
    found = FRAME.search(drawn)
    if found is None or not laid.top:
        return drawn.encode()
    left, top, width, height = (float(part) for part in found[2].split())
    cut = laid.top * height / laid.y
    frame = f'height="{height - cut:.2f}pt" viewBox="{left:g} {top + cut:.2f} {width:g} {height - cut:.2f}"'
    return (drawn[: found.start()] + frame + drawn[found.end() :]).encode()


def size(chart: Chart) -> tuple[float, float]:
    """Width and height in inches, for documents that ask how large it is."""
    return WIDTH / POINTS_AN_INCH, sheet(chart).y / POINTS_AN_INCH


def _png(figure: Figure) -> bytes:
    """Without time and software; with a palette, which is a third as large and sooner written."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba())).convert("RGB")
    few = drawn.quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    few.putpalette([255 if part == 254 else part for part in few.getpalette() or []])  # rounded down: paper is white
    out = io.BytesIO()
    few.save(out, "png", dpi=(figure.dpi, figure.dpi))
    return out.getvalue()
