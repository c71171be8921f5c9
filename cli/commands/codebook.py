"""`tallybook codebook`: does a codebook hold together, and what may stand in one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.request import CheckRequest, PinsRequest

from .. import console
from ..options import command

if TYPE_CHECKING:
    from analysis.presentation.table import Table


@command(CheckRequest, arguments=("codebook", "data"))
def check(request: CheckRequest) -> Table:
    """Check a codebook and how it fits its file.

    Every fault is named at once with its line. Exit code 1: it does not fit the file; 3: it is faulty itself.

    Example: tallybook codebook check survey.yaml survey.sav
    """
    from analysis import pipeline

    return pipeline.check(request)


@command(PinsRequest, arguments=("codebook",))
def pins(request: PinsRequest) -> Table:
    """Show what a codebook should pin of its files, so that any other is refused.

    Rows, columns, the sum of the weights and the sha256, as keys to write into the codebook.

    Example: tallybook codebook pins survey.yaml
    """
    from analysis import pipeline

    return pipeline.pins(request)


def schema() -> None:
    """Print the JSON Schema of a codebook, for editors.

    Example: tallybook codebook schema > codebook.schema.json
    """
    from importlib.resources import files

    console.say(files("analysis").joinpath("codebook", "codebook.schema.json").read_text(encoding="utf-8"))


def report_schema() -> None:
    """Print the JSON Schema of a report file, for editors.

    Example: tallybook codebook report-schema > report.schema.json
    """
    from importlib.resources import files

    console.say(files("analysis").joinpath("report", "report.schema.json").read_text(encoding="utf-8"))
