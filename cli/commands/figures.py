"""`tallybook figures` and `tallybook card`: what others have published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import CardRequest, FiguresRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(FiguresRequest)
def figures(request: FiguresRequest) -> Table:
    """Search the register of published figures.

    Every value carries its source; a range stays a range, and nothing is averaged.

    Example: tallybook figures --search "told no one" --country Namibia,Thailand
    """
    from analysis import pipeline

    return pipeline.figures(request)


@command(CardRequest, arguments=("card",))
def card(request: CardRequest) -> Table:
    """The progress card of a country.

    Goals, indicators, ratings and the facts that bear on them; a rating that the print lost is unknown.

    Example: tallybook card --lang id
    """
    from analysis import pipeline

    return pipeline.card(request)
