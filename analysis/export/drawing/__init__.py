"""Charts laid out on a sheet, one file a kind; a place is worked out from what words measure, never by trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ...choices import ChartKind
from . import bars, card, dots, frame, grouped, multiples, one_in, slope, stack
from .sheet import Sheet

if TYPE_CHECKING:
    from ...presentation.chart import Chart

KINDS: Mapping[ChartKind, Callable[[Sheet, Chart], None]] = {
    "bars": bars.draw,
    "dots": dots.draw,
    "grouped": grouped.draw,
    "multiples": multiples.draw,
    "stack": stack.draw,
    "slope": slope.draw,
    "one-in": one_in.draw,
    "card": card.draw,
}


def laid_out(chart: Chart) -> Sheet:
    """The whole picture: message, marks and notes; `y` of the sheet is its height."""
    sheet = Sheet()
    frame.heading(sheet, chart)
    if chart.marks:
        KINDS[chart.kind](sheet, chart)
    frame.footing(sheet, chart)
    return sheet
