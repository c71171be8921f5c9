"""`tallybook offenders`: who did it, as reported by the child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import BreakdownRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(BreakdownRequest, role="offenders", set=())
def offenders(request: BreakdownRequest) -> Table:
    """Who did it, as reported by the child.

    The response sets are found by their role in the codebook; without DATA it reads the synthetic sample survey.

    Example: tallybook offenders survey.sav --codebook survey.yaml --by sex
    """
    from analysis import pipeline

    return pipeline.breakdown(request)
