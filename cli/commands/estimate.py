"""`tallybook estimate`: any statistic of any variable of any file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import EstimateRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(EstimateRequest, required=("variable",))
def estimate(request: EstimateRequest) -> Table:
    """Any statistic of any variable of any file.

    Mean, total, proportion (every level), ratio, median, quantiles, variance, histogram or distribution; with or
    without a codebook.

    Example: tallybook estimate survey.csv --variable income --statistic mean --weight w --strata region --psu village
    """
    from analysis import pipeline

    return pipeline.estimate(request)
