"""`tallybook rerun`: does a manifest still give what it gave?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import RerunRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(RerunRequest, arguments=("manifest",))
def rerun(request: RerunRequest) -> Table:
    """Repeat what a manifest says, and tell what changed.

    Nothing is written. Exit code 1: something is no longer as it was.

    Example: tallybook rerun out/manifest.json --data survey.sav
    """
    from analysis import pipeline

    return pipeline.rerun(request)
