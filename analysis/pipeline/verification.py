"""Printed figures against computed ones, and against each other: `tallybook verify`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..errors import DesignError, ProtectionError, UsageError
from ..presentation.table import Table
from ..report.agreement import Agreement, held
from ..report.model import Figure
from ..report.printed import Printed, printed
from ..report.relations import relations
from ..request import Request, SurveyRequest, VerifyRequest
from .computing import Found, Workings, found, requests_for, with_step
from .explanations import Difference, Explained, explain
from .report_figures import Chapter, open_report
from .report_inputs import read_by
from .verification_table import told
from .verification_words import Verified

NO_FAULT_OF_THE_FILE = (UsageError, DesignError, ProtectionError)  # of one figure, where the others can be computed


@dataclass(frozen=True, slots=True)
class Held:
    """A printed value with its request, and what became of it."""

    figure: Figure
    request: Request
    printed: Printed
    found: Found | None = None
    agreement: Agreement | None = None
    why: str = ""

    @property
    def difference(self) -> Difference | None:
        """What may be explained: a difference of a number that is shown."""
        if self.agreement is None or self.agreement.agrees or self.found is None or self.found.told is None:
            return None
        if not isinstance(self.request, SurveyRequest):
            return None
        return Difference(self.request, self.printed, self.found, self.agreement)


def verify(request: VerifyRequest) -> Table:
    """Compute what was printed, compare, explain what differs; then what the printed figures say of each other."""
    chapter = open_report(request.report, data=request.data, lang=None, only=request.figure)
    workings = Workings(chapter.shelf, tuple(chapter.requests.values()))
    for one in _printed(chapter):
        _announce(one, workings)
    compared = [_held(one, workings) for one in _printed(chapter)]
    explained = _explained(compared, chapter)
    verified = [
        Verified(one.figure, one.printed, one.found, one.agreement, one.why, reasons)
        for one, reasons in zip(compared, explained, strict=True)
    ]
    table = told(request, chapter.report, verified, list(relations(chapter.report, request.figure)), workings.tables)
    return replace(table, inputs=read_by(chapter))


def _printed(chapter: Chapter) -> Iterator[Held]:
    for figure in chapter.figures:
        for one in figure.published:
            known = printed(one, chapter.report.report.sample)
            yield Held(figure, chapter.requests[figure.id], known)


def _announce(one: Held, workings: Workings) -> None:
    """What the figure asks for after each form; a form that is not there is told when the figure is computed."""
    if not isinstance(one.request, SurveyRequest) or not one.printed.across:
        return  # its own request was announced when the report was opened
    codebook = workings.shelf.codebook(one.request.data)
    known = {*codebook.variables, *codebook.indicators} if codebook else set()
    if known.issuperset(one.printed.across):
        for request in requests_for(one.request, one.printed):
            workings.announce(request)


def _held(one: Held, workings: Workings) -> Held:
    if not isinstance(one.request, SurveyRequest):
        return replace(one, why="the figure looks up what was printed, and computes nothing")
    try:
        number = found(one.request, one.printed, workings)
    except NO_FAULT_OF_THE_FILE as error:
        return replace(one, why=str(error))
    known = with_step(one.printed, workings.of(requests_for(one.request, one.printed)[0])[0].round_to)
    return replace(one, printed=known, found=number, agreement=held(known, number.computed))


def _explained(compared: list[Held], chapter: Chapter) -> list[Explained | None]:
    """The explanations of what differs, in the places of the figures; one reading of the files for all."""
    differences = [one.difference for one in compared]
    some = [difference for difference in differences if difference is not None]
    found_out = iter(explain(some, chapter.shelf) if some else [])
    return [None if difference is None else next(found_out) for difference in differences]
