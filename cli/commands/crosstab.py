"""`tallybook crosstab`: one question against another, with tests of independence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request_analysis import CrosstabRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(CrosstabRequest, required=("row", "column"))
def crosstab(request: CrosstabRequest) -> Table:
    """One question against another, with a test.

    Shares of the row, of the column or of all with their intervals, and whether the two are independent under the
    design of the sample. The answers of a response set can be the rows.

    Without DATA it reads the synthetic sample survey.

    Example: tallybook crosstab --row sex --column age_group --test all
    """
    from analysis import pipeline

    return pipeline.crosstab(request)
