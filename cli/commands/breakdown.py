"""`tallybook breakdown`: how any question was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import BreakdownRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(BreakdownRequest, required=("set",))
def breakdown(request: BreakdownRequest) -> Table:
    """Shares of the answers of any question.

    A response set or a categorical variable, as a share of respondents and of responses.

    Without DATA it reads the synthetic sample survey.

    Example: tallybook breakdown survey.dta --codebook survey.yaml --set devices --by sex
    """
    from analysis import pipeline

    return pipeline.breakdown(request)
