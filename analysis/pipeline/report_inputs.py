"""The files that a report stands on: what its manifest names, and what must be the same for a run to be skipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..codebook.opening import fingerprint, locate
from ..errors import DataError
from ..export.manifest import sha256
from ..report.card import shipped_card
from ..report.register import shipped_registers
from ..request import CardRequest, FiguresRequest, ReportRequest, SurveyRequest
from .report_figures import Chapter

PACKAGED = "published figures that ship with tallybook"


def inputs_of(chapter: Chapter, request: ReportRequest) -> dict[str, str]:
    """The fingerprint of each file that a report stands on, by its name; what ships with the package under one name."""
    template = request.template.template
    found = [chapter.path, *_of_surveys(chapter), *([template] if template else [])]
    told = {path.name: fingerprint(path) for path in dict.fromkeys(found) if path.is_file()}
    packaged = sorted(dict.fromkeys(_packaged(chapter)))
    if packaged:
        told[PACKAGED] = sha256("".join(map(fingerprint, packaged)).encode())
    return told


def _of_surveys(chapter: Chapter) -> Iterator[Path]:
    for request in chapter.requests.values():
        if isinstance(request, SurveyRequest):
            yield from _of_survey(request, chapter)
        if isinstance(request, CardRequest) and request.card is not None:
            yield request.card


def _packaged(chapter: Chapter) -> Iterator[Path]:
    """The register of published figures and the card that ships, where a figure draws on them."""
    for figure in chapter.figures:
        request = chapter.requests[figure.id]
        if isinstance(request, FiguresRequest | CardRequest) or figure.published:
            yield from shipped_registers()
        if isinstance(request, CardRequest) and request.card is None:
            yield shipped_card()


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
            yield locate(codebook, name)
        except DataError:  # told by the figure that needs it
            continue
