"""`tallybook verify`: printed figures against computed ones, and against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import VerifyRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(VerifyRequest, arguments=("report", "data"))
def verify(request: VerifyRequest) -> Table:
    """Hold printed figures against computed ones.

    Each at the precision it was printed with; and printed figures against each other, which needs no data. Exit code 1:
    a figure differs, cannot be computed, or does not follow from the others.

    Example: tallybook verify codebooks/disrupting_harm_indonesia/report.yaml
    """
    from analysis import pipeline

    return pipeline.verify(request)
