"""`tallybook compare`: groups held against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request_analysis import CompareRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(CompareRequest)
def compare(request: CompareRequest) -> Table:
    """Groups held against each other.

    Differences, ratios of prevalences and odds ratios of indicators, differences of means of variables, with the
    covariance between groups, intervals and t tests; trends, pairs of answers, and rates standardised directly.

    Without DATA it reads the synthetic sample survey.

    Example: tallybook compare survey.sav --codebook survey.yaml --indicator ocsea --by region --against all
    """
    from analysis import pipeline

    return pipeline.compare(request)
