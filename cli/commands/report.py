"""`tallybook report`: a whole report in every format."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from analysis.groups import Auditing
from analysis.request import ReportRequest

from .. import console
from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(ReportRequest, Auditing, arguments=("report", "data"), output=None)
def report(request: ReportRequest, auditing: Auditing) -> Table:
    """Write a whole report in every format.

    One file says what it contains; every figure is made once, and each data file read once. What is unchanged since
    the last run into the same folder is left alone; a figure that cannot be made is named at the end.

    Example: tallybook report report.yaml -o out --format html,pptx,xlsx
    """
    from analysis import pipeline

    gc.set_threshold(10_000)  # it is long, and what one document lets go is room for the next
    tell = console.tell if sys.stderr and sys.stderr.isatty() else _quiet
    return pipeline.report(request, progress=tell, audit_to=auditing.audit)


def _quiet(sentence: str) -> None:
    """Nobody watches."""
