"""`tallybook codebook definitions`: what the indicators of a codebook mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import DefinitionsRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(DefinitionsRequest, arguments=("codebook", "data"))
def definitions(request: DefinitionsRequest) -> Table:
    """What the indicators mean: questions, answers that count, period, base.

    No row is read: labels that the codebook leaves to the file are taken from its header.

    Without CODEBOOK it is that of the synthetic sample survey.

    Example: tallybook codebook definitions survey.yaml --indicator ocsea
    """
    from analysis import pipeline

    return pipeline.definitions(request)
