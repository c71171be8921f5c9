"""Which use case answers which request: for one table, for a chart of it, and for a figure of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..errors import UsageError
from ..groups import Drawing
from ..presentation.chart import Chart
from ..presentation.document import Exhibit
from ..presentation.drawing import chart, described
from ..presentation.table import Table
from ..request import (
    BreakdownRequest,
    CardRequest,
    DefinitionsRequest,
    EstimateRequest,
    FiguresRequest,
    FlowRequest,
    PrevalenceRequest,
    Request,
    SurveyRequest,
)
from ..request_analysis import CompareRequest, CrosstabRequest, ModelRequest
from . import breakdown_table, compare_table, crosstab_table, estimate_table, model_table, prevalence_table, sample_flow
from .definitions_table import definitions
from .finish import finish, repeatable
from .progress_card import card, chart_of_card
from .published_figures import chart_of_request, figures
from .shelf import Shelf
from .unprotected import Estimated

Estimating = Callable[[Any, Shelf], Estimated]
# For each request on a survey: what it needs of the files, and what it makes of them.
ESTIMATING: Mapping[type[SurveyRequest], tuple[Callable[[Any, Shelf], list[str]], Estimating]] = {
    PrevalenceRequest: (prevalence_table.names_of, prevalence_table.estimated),
    BreakdownRequest: (breakdown_table.names_of, breakdown_table.estimated),
    EstimateRequest: (estimate_table.names_of, estimate_table.estimated),
    CompareRequest: (compare_table.names_of, compare_table.estimated),
    CrosstabRequest: (crosstab_table.names_of, crosstab_table.estimated),
    ModelRequest: (model_table.names_of, model_table.estimated),
    FlowRequest: (sample_flow.names_of, sample_flow.estimated),
}
LOOKED_UP: Mapping[type, Callable[[Any], Table]] = {
    DefinitionsRequest: definitions,
    FiguresRequest: figures,
    CardRequest: card,
}
DRAWN: Mapping[type, Callable[[Any], Chart]] = {FiguresRequest: chart_of_request, CardRequest: chart_of_card}


def names_of(request: SurveyRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files."""
    return ESTIMATING[type(request)][0](request, shelf)


def estimated(request: SurveyRequest, shelf: Shelf) -> Estimated:
    """What a request estimates, before anybody has asked what may be shown of it."""
    return ESTIMATING[type(request)][1](request, shelf)


def table_of(request: Request, shelf: Shelf) -> Table:
    """The table that answers a request."""
    if isinstance(request, SurveyRequest):
        return finish(estimated(request, shelf))
    return looked_up(request)


def looked_up(request: Request) -> Table:
    """The table of a request that estimates nothing."""
    if type(request) not in LOOKED_UP:
        raise UsageError(f"a {type(request).__name__} makes no table of its own")
    return LOOKED_UP[type(request)](request)


def draw(request: Request, drawing: Drawing) -> Exhibit:
    """One figure by hand: the table of a request, and its chart."""
    made = table_of(request, Shelf())
    drawn = chart_of(request, made, drawing)
    about = {**made.provenance, "drawing": repeatable(drawing)}
    return Exhibit("chart", replace(made, title=drawn.title, subtitle=drawn.subtitle, provenance=about), drawn)


def chart_of(request: Request, made: Table, drawing: Drawing) -> Chart:
    """The chart of a request's table: of estimates as the drawing says, of what was looked up as it is always drawn."""
    title, subtitle = drawing.title or "", drawing.subtitle or ""
    if type(request) not in DRAWN:
        return chart(made, drawing.draw, title=title, subtitle=subtitle)
    drawn = DRAWN[type(request)](request)
    if drawing.draw not in (None, drawn.kind):
        raise UsageError(f"these figures are drawn as {drawn.kind}; leave --draw {drawing.draw} out")
    told = replace(drawn, title=title or drawn.title, subtitle=subtitle or drawn.subtitle)
    return replace(told, alt=described(told))
