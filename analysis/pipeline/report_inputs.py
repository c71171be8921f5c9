"""The files that a report stands on: what its manifest names, and what must be the same for a run to be skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..codebook.opening import locate
from ..errors import DataError
from ..export.manifest import fingerprints
from ..report.card import shipped_card
from ..report.register import shipped_registers
from ..request import CardRequest, FiguresRequest, ReportRequest, SurveyRequest
from .report_figures import Chapter


def inputs_of(chapter: Chapter, request: ReportRequest) -> dict[str, str]:
    """The fingerprint of each file that a report stands on, by its name."""
    template = request.template.template
    return fingerprints([*read_by(chapter), *([template] if template else [])])


def read_by(chapter: Chapter) -> tuple[Path, ...]:
    """The files themselves, without what only changes the look."""
    return (chapter.path, *_of_figures(chapter))


def _of_figures(chapter: Chapter) -> Iterator[Path]:
    """What the requests of the figures read; published values stand in the register."""
    for figure in chapter.figures:
        request = chapter.requests[figure.id]
        if isinstance(request, SurveyRequest):
            yield from _of_survey(request, chapter)
        if isinstance(request, CardRequest):
            yield request.card or shipped_card()
        if isinstance(request, FiguresRequest | CardRequest) or figure.published:
            yield from shipped_registers()


def _of_survey(request: SurveyRequest, chapter: Chapter) -> Iterator[Path]:
    codebook = chapter.shelf.codebook(request.data)
    if codebook is None:
        return
    if codebook.path is not None:
        yield codebook.path
    for name in codebook.files:
        if name == codebook.main and request.data.data is not None:
            yield request.data.data
            continue
        try:
            yield from locate(codebook, name)
        except DataError:  # told by the figure that needs it
            continue
