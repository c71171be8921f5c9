"""`tallybook platforms`: where it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import BreakdownRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(BreakdownRequest, role="platforms", set=())
def platforms(request: BreakdownRequest) -> Table:
    """Where it happened: the platforms named.

    The response sets are found by their role in the codebook; without DATA it reads the synthetic sample survey.

    Example: tallybook platforms survey.sav --codebook survey.yaml --percent-of responses
    """
    from analysis import pipeline

    return pipeline.breakdown(request)
