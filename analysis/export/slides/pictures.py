"""Charts that no office program draws: as pictures, as large as the room of the slide lets them be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from ...presentation.chart import Chart
from ..drawing.sheet import WIDTH
from ..picture import inside, picture, sheet
from .native import describe, shared
from .setting import POINT, Box

LEGIBLE = 1.1  # times its own size, at which the words of a card are as large as those of other slides


def pictures(chart: Chart, area: Box) -> list[Chart]:
    """The chart as one picture; a card without its facts, which the table says, and shared out by its goals."""
    if chart.kind != "card":
        return [chart]
    bare = replace(chart, marks=tuple(replace(mark, detail="") for mark in chart.marks))
    for most in range(len(bare.panels), 0, -1):
        parts = list(_by_panels(bare, shared(bare.panels, most)))
        if scale(parts, area) >= LEGIBLE:
            break
    return parts


def put(slide: Any, chart: Chart, area: Box, times: float) -> None:
    """The picture at `times` its own size, without title, subtitle and notes, which are words of the slide."""
    shape = slide.shapes.add_picture(BytesIO(picture(chart, "png")), area.left, area.top)
    shape.crop_top, shape.crop_bottom = inside(chart)
    part = times * WIDTH * POINT / shape.width
    height = shape.height * (1 - shape.crop_top - shape.crop_bottom)
    shape.width, shape.height = int(shape.width * part), int(height * part)
    describe(shape, chart.title, chart.alt or chart.title)


def _by_panels(chart: Chart, groups: Iterator[Sequence[str]]) -> Iterator[Chart]:
    for panels in groups:
        yield replace(chart, marks=tuple(mark for mark in chart.marks if mark.panel in panels))


def scale(charts: Sequence[Chart], area: Box) -> float:
    """Times their own size that all of the pictures can be."""
    tall = max(laid.bottom - laid.top for laid in map(sheet, charts))
    return min(area.width / WIDTH, area.height / tall) / POINT
