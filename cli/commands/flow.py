"""`tallybook flow`: from the households selected to the children interviewed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import FlowRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(FlowRequest)
def flow(request: FlowRequest) -> Table:
    """How many rows each step of the sample has.

    The steps are populations of the codebook, in its order or in that of --step, each with its share of the last step
    that contains it. Nothing is weighted.

    Without DATA it reads the synthetic sample survey.

    Example: tallybook flow contacts.sav --codebook contacts.yaml --step selected --step eligible --step interviewed
    """
    from analysis import pipeline

    return pipeline.flow(request)
