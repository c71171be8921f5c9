"""`tallybook chart`: one figure by hand, of whatever a command estimates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from analysis.groups import Drawing, Pictures
from analysis.request import (
    BreakdownRequest,
    CardRequest,
    EstimateRequest,
    FiguresRequest,
    PrevalenceRequest,
)
from analysis.request_analysis import CompareRequest, CrosstabRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.document import Exhibit


def _drawn(request: type, **plan: Any) -> Callable[[Callable[..., Exhibit]], Callable[..., None]]:
    """A command that draws what the one of the same name prints."""
    return command(request, Drawing, output=Pictures, **plan)


@_drawn(PrevalenceRequest)
def prevalence(request: PrevalenceRequest, drawing: Drawing) -> Exhibit:
    """A chart of the prevalence of indicators.

    Example: tallybook chart prevalence --by sex,age_group --draw dots -o prevalence.svg -o prevalence.png
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(BreakdownRequest, required=("set",))
def breakdown(request: BreakdownRequest, drawing: Drawing) -> Exhibit:
    """A chart of the answers of any question.

    Example: tallybook chart breakdown --set image_fault --by sex --draw stack -o fault.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(BreakdownRequest, role="disclosure", set=())
def disclosure(request: BreakdownRequest, drawing: Drawing) -> Exhibit:
    """A chart of whom children told.

    Example: tallybook chart disclosure --title "Children told friends and siblings" -o told.pptx
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(BreakdownRequest, role="platforms", set=())
def platforms(request: BreakdownRequest, drawing: Drawing) -> Exhibit:
    """A chart of where it happened.

    Example: tallybook chart platforms --draw bars -o platforms.png
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(BreakdownRequest, role="offenders", set=())
def offenders(request: BreakdownRequest, drawing: Drawing) -> Exhibit:
    """A chart of who did it, as reported by the child.

    Example: tallybook chart offenders --draw dots -o offenders.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(EstimateRequest, required=("variable",))
def estimate(request: EstimateRequest, drawing: Drawing) -> Exhibit:
    """A chart of any statistic of any variable.

    Example: tallybook chart estimate --variable hours_online --by age_group,sex -o hours.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(CrosstabRequest, required=("row", "column"), percent=None, counts=False, residuals=False)
def crosstab(request: CrosstabRequest, drawing: Drawing) -> Exhibit:
    """A chart of one question against another.

    Shares of each row as a stack; of a response set, shares of each column side by side.

    Example: tallybook chart crosstab --row age_group --column image_fault --draw stack -o fault.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(CompareRequest)
def compare(request: CompareRequest, drawing: Drawing) -> Exhibit:
    """A chart of groups held against each other.

    Contrasts and the line of no difference; of several measures the first.

    Example: tallybook chart compare --indicator own_fault --by region --against rest -o regions.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(FiguresRequest)
def figures(request: FiguresRequest, drawing: Drawing) -> Exhibit:
    """A chart of published figures, countries side by side.

    Example: tallybook chart figures --topic ocsea_any --search "clear examples" -o countries.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)


@_drawn(CardRequest, arguments=("card",))
def card(request: CardRequest, drawing: Drawing) -> Exhibit:
    """A picture of a country's progress card.

    Example: tallybook chart card -o card.svg
    """
    from analysis import pipeline

    return pipeline.draw(request, drawing)
