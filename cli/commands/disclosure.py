"""`tallybook disclosure`: whom children told, that they told no one, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import BreakdownRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(BreakdownRequest, role="disclosure", set=())
def disclosure(request: BreakdownRequest) -> Table:
    """Whom children told, or no one, and why not.

    The response sets are found by their role in the codebook; without DATA it reads the synthetic sample survey.

    Example: tallybook disclosure survey.sav --codebook survey.yaml --base ocsea
    """
    from analysis import pipeline

    return pipeline.breakdown(request)
