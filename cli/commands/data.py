"""`tallybook data`: what a survey file knows about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import DescribeRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(DescribeRequest)
def describe(request: DescribeRequest) -> Table:
    """What a file knows about itself.

    Columns, labels, missing codes and response sets, and which columns look like its design.

    Example: tallybook data describe survey.sav
    """
    from analysis import pipeline

    return pipeline.describe(request)
