"""`tallybook prevalence`: how many of the children were subjected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import PrevalenceRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(PrevalenceRequest)
def prevalence(request: PrevalenceRequest) -> Table:
    """Weighted prevalence of a codebook's indicators.

    With intervals from the real sample design, and how many people that is.

    Without DATA it reads the synthetic sample survey.

    Example: tallybook prevalence survey.sav --codebook survey.yaml --indicator ocsea --by sex,age_group
    """
    from analysis import pipeline

    return pipeline.prevalence(request)
