"""The figures of a report file: each becomes a table and a chart under the titles that the report gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import SurveyError, UsageError, did_you_mean
from ..groups import Data, Drawing
from ..presentation.document import Document, Exhibit
from ..presentation.table import Table
from ..presentation.words import words
from ..report.loading import load_report
from ..report.model import Figure, Report
from ..report.printed import in_words, printed
from ..report.requests import request_of
from ..request import Request, SurveyRequest
from .finish import finish, versions
from .shelf import Shelf, embedded
from .side_by_side import protected_together
from .survey import asked_of
from .unprotected import Estimated
from .use_cases import chart_of, estimated, looked_up, names_of


@dataclass(frozen=True, slots=True)
class Chapter:
    """A report opened: its figures with the request of each, and the shelf that they share.

    Attributes:
        failed: what could not be made, by the id of the figure.
    """

    path: Path
    report: Report
    lang: str | None
    requests: Mapping[str, Request]
    shelf: Shelf = field(default_factory=Shelf)
    failed: dict[str, SurveyError] = field(default_factory=dict)

    @property
    def figures(self) -> Iterator[Figure]:
        """The figures asked for, in their order."""
        return (figure for figure in self.report.figures if figure.id in self.requests)


def open_report(path: Path | None, *, data: Path | None, lang: str | None, only: Sequence[str] = ()) -> Chapter:
    """A report file with its requests; the one of the sample survey where none is named.

    What all of them need of the files is announced, so that each is read once.
    """
    path = path or shipped_report()
    report = load_report(path)
    chosen = _chosen(report, only)
    chapter = Chapter(path, report, lang, {figure.id: request_for(figure, report, data, lang) for figure in chosen})
    for request in chapter.requests.values():
        if isinstance(request, SurveyRequest):
            with suppress(SurveyError):  # told when the figure is made, with its name
                chapter.shelf.announce(request, asked_of(names_of(request, chapter.shelf), request))
    return chapter


def shipped_report() -> Path:
    """The report that ships with the synthetic sample survey."""
    return embedded().with_name("report.yaml")


def request_for(figure: Figure, report: Report, data: Path | None, lang: str | None) -> Request:
    """The request of a figure; a figure with a codebook of its own has its own data too."""
    about = report.report
    codebook = None if about.codebook is None else report.folder / about.codebook
    written = None if about.data is None else report.folder / about.data
    settled: dict[str, Any] = {"codebook": codebook, "data": data or written, "lang": lang or about.language}
    made = request_of(figure.estimate, report.folder, settled)
    if isinstance(made, SurveyRequest) and made.data.codebook != codebook:
        return replace(made, data=Data(None, made.data.codebook))
    return made


def _chosen(report: Report, only: Sequence[str]) -> list[Figure]:
    known = {figure.id: figure for figure in report.figures}
    if unknown := [one for one in only if one not in known]:
        raise UsageError(f"the report has no figure {unknown[0]!r}.{did_you_mean(unknown[0], known)}")
    return [figure for figure in report.figures if not only or figure.id in only]


def exhibits(chapter: Chapter) -> Iterator[Exhibit]:
    """Every figure that can be made, one after the other; what cannot is kept in `failed`, with its reason.

    All are estimated first, because what one of them hides another could give back.
    """
    made, section = _estimated(chapter), ""
    told = protected_together(made)
    for figure in chapter.figures:
        section = chapter.report.text(figure.section, chapter.lang) or section
        request = chapter.requests[figure.id]
        if figure.id in chapter.failed:
            continue
        try:
            table = finish(made.pop(figure.id), told.get(figure.id)) if figure.id in made else looked_up(request)
            yield _exhibit(figure, chapter, section, table)
        except SurveyError as error:
            chapter.failed[figure.id] = error


def _estimated(chapter: Chapter) -> dict[str, Estimated]:
    """The estimates of every figure that has some, by its id."""
    made = {}
    for name, request in chapter.requests.items():
        if isinstance(request, SurveyRequest):
            try:
                made[name] = estimated(request, chapter.shelf)
            except SurveyError as error:
                chapter.failed[name] = error
    return made


def _exhibit(figure: Figure, chapter: Chapter, section: str, made: Table) -> Exhibit:
    report, request = chapter.report, chapter.requests[figure.id]
    title, subtitle = report.text(figure.title, chapter.lang), report.text(figure.subtitle, chapter.lang)
    notes = tuple(report.text(note, chapter.lang) for note in figure.footnotes)
    marked = tuple(_printed(figure, report, made))
    told = replace(
        made,
        title=title,
        subtitle=subtitle or made.subtitle,
        notes=(*notes, *made.notes, *marked),
        credits=(*notes, *made.credits),
    )
    if figure.draw == "none" or not drawable(told, request):
        return Exhibit(figure.id, told, None, section)
    drawing = Drawing(figure.draw, title, subtitle or None)
    drawn = chart_of(request, told, drawing)
    if not isinstance(request, SurveyRequest):  # the chart of an estimate has its notes from the table
        drawn = replace(drawn, notes=(*notes, *drawn.notes))
    return Exhibit(figure.id, told, drawn, section)


def drawable(table: Table, request: Request) -> bool:
    """Is there anything to draw: a number that may be shown, or figures that were looked up?"""
    if isinstance(request, SurveyRequest):
        return any(row.estimate.value is not None and not row.estimate.subject.term for row in table.rows)
    return table.command in ("figures", "card")


def _printed(figure: Figure, report: Report, made: Table) -> Iterator[str]:
    """What was printed of it elsewhere, each with its source: the only real figures beside synthetic ones."""
    parts = [row.estimate.subject.item for row in made.rows]
    labels = {str(part.value): part.label for part in parts if part is not None}
    for one in figure.published:
        found = printed(one, report.report.sample)
        yield f"[published] {in_words(found, made.writing, labels)}: {found.source}"


def document(chapter: Chapter, made: Sequence[Exhibit]) -> Document:
    """The figures as one document."""
    report, lang = chapter.report, chapter.lang or chapter.report.report.language
    phrases, about = words(lang), report.report
    synthetic = any(exhibit.table.synthetic for exhibit in made)
    notes = [report.text(note, chapter.lang) for note in about.notes]
    return Document(
        id=about.id,
        title=report.text(about.title, chapter.lang),
        subtitle=report.text(about.subtitle, chapter.lang),
        exhibits=tuple(made),
        notes=(*notes, phrases["may_not_add"], *([phrases["synthetic"]] if synthetic else [])),
        help_line=report.text(about.help_line, chapter.lang),
        lang=lang,
        words=phrases,
        synthetic=synthetic,
        provenance=_provenance(report, made),
    )


def _provenance(report: Report, made: Sequence[Exhibit]) -> dict[str, Any]:
    """What all figures stand on, each part once."""
    files: dict[str, Any] = {}
    designs: dict[str, Any] = {}
    for exhibit in made:
        files |= exhibit.table.provenance.get("files", {})
        if "design" in exhibit.table.provenance:
            designs[str(exhibit.table.provenance["codebook"])] = exhibit.table.provenance["design"]
    rules = {
        name: sorted({str(e.table.provenance[name]) for e in made if name in e.table.provenance}) for name in RULES
    }
    return {**versions(), "report": report.report.id, "files": files, "design": designs, **rules}


RULES = ("reliability", "protection")
