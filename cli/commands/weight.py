"""`tallybook weight`: weights that add up to known totals, in a copy of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request_analysis import WeightRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(WeightRequest, output=None)
def weight(request: WeightRequest) -> Table:
    """Adjust weights to known totals, in a copy of the data.

    Nonrespondents' weights are moved first, then the weights are calibrated and trimmed; replicate weights go through
    the same steps. The copy keeps the format, labels and missing codes of the data; its manifest stands beside it.

    Example: tallybook weight survey.sav --codebook survey.yaml --margins totals.yaml -o weighted.sav
    """
    from analysis import pipeline

    return pipeline.weight(request)
