"""`tallybook model`: a regression with the variance of the real design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request_analysis import ModelRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(ModelRequest, arguments=("formula", "data"), required=("formula",))
def model(request: ModelRequest) -> Table:
    """A regression with the variance of the real design.

    Odds ratios (logistic; ordinal for answers in their order), prevalence ratios (poisson, log-binomial) or differences
    (linear), with tests of terms, predictions and average marginal effects.

    Example: tallybook model 'ocsea ~ sex + age_group' survey.sav --codebook survey.yaml --effects
    """
    from analysis import pipeline

    return pipeline.model(request)
