"""`tallybook protect`: what finished outputs give away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import ProtectCheckRequest

from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(ProtectCheckRequest, arguments=("folder",))
def check(request: ProtectCheckRequest) -> Table:
    """Attack the finished tables of a folder, all together, of this run and of earlier ones.

    Reads JSON output. Exit code 1: a row that one table hides can be worked out from what the others show.

    Example: tallybook protect check out
    """
    from analysis import pipeline

    return pipeline.protect_check(request)
