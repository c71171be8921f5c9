"""A whole report in every format asked for: `tallybook report`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..choices import ReportFormat
from ..errors import DataError, SurveyError, UsageError, together
from ..export import ENDINGS, OF_DOCUMENTS, PICTURES, audit, files, of_chart, of_document, of_table
from ..export.folders import Folder, opened, settled
from ..export.manifest import NAME, manifest, parsed, sha256
from ..presentation.document import Exhibit
from ..presentation.table import Column, Line, Table
from ..request import ReportRequest
from .finish import repeatable, versions
from .report_figures import Chapter, document, exhibits, open_report
from .report_inputs import inputs_of

Progress = Callable[[str], None]


@dataclass(slots=True)
class Made:
    """What a report has become.

    Attributes:
        outputs: content of each file, by its name.
        failed: what could not be made, by the id of the figure or the name of the format.
    """

    shown: Sequence[Exhibit]
    outputs: dict[str, bytes] = field(default_factory=dict)
    failed: dict[str, SurveyError] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


def report(request: ReportRequest, progress: Progress = lambda sentence: None, audit_to: Path | None = None) -> Table:
    """Make every figure once, write every format, and say what was written, what was as before and what failed.

    The record for an output checker goes to `audit_to`, where one is asked for: it is no part of the report, nor of the
    request that its manifest repeats. Raises the first failure once everything else is written, with all of them named.
    """
    place = settled(request.folder.output)
    files.check_folder(place)
    record = None if audit_to is None else audit.place(audit_to, [place], force=request.folder.force)
    chapter = open_report(request.report, data=request.data, lang=request.lang, only=request.figure)
    with opened(place, make=True) as folder, folder.alone():
        return _into(folder, chapter, request, progress, record)


def _into(folder: Folder, chapter: Chapter, request: ReportRequest, progress: Progress, record: Path | None) -> Table:
    inputs = inputs_of(chapter, request)
    before = _last_run(folder)
    asked = {"request": _comparable(request), "inputs": inputs, "about": versions()}
    if record is None and _is_current(before, asked, folder, request):
        return _told(chapter.path.name, request, {}, sorted(before["outputs"]))
    made = build(chapter, request, progress)
    written = _write(made, folder, before, force=request.folder.force, progress=progress)
    kept = {name: content for name, content in made.outputs.items() if name not in written}
    about = {**versions(), **made.about}
    content = manifest("report", repeatable(request), inputs, made.shown, made.outputs, about, made.failed)
    files.write_in(folder, NAME, content, force=True)
    if record is not None:
        audit.write(audit.record(made.shown, made.outputs), record, force=request.folder.force)
    if made.failed:
        written_too = f"the rest is written to {request.folder.output}; " if made.outputs else ""
        raise together(made.failed, f"{written_too}these could not be made:")
    return _told(chapter.path.name, request, written, sorted(kept))


def build(chapter: Chapter, request: ReportRequest, progress: Progress = lambda sentence: None) -> Made:
    """Every output of a report in memory: one pass over the figures, then one writer after the other."""
    shown: list[Exhibit] = []
    for exhibit in exhibits(chapter):
        shown.append(exhibit)
        progress(f"figure {len(shown)} of {len(chapter.requests)}: {exhibit.id}")
    made = Made(shown, failed=dict(chapter.failed))
    if not shown:
        return made
    whole = document(chapter, shown)
    made.about = whole.provenance
    for form in dict.fromkeys(request.format):
        progress(f"format {form}")
        try:
            for name, content in _outputs(form, replace(whole, id=_called(whole.id, request)), request):
                made.outputs[files.named(name, synthetic=whole.synthetic)] = content
        except SurveyError as error:
            made.failed[form] = error
    return made


def _outputs(form: ReportFormat, whole: Any, request: ReportRequest) -> Iterator[tuple[str, bytes]]:
    """The files of a format: one for the whole report, or one a figure."""
    ending = ENDINGS[form]
    if form in OF_DOCUMENTS:
        yield f"{whole.id}{ending}", of_document(whole, form, **_look(form, request))
        return
    for exhibit in whole.exhibits:
        if form not in PICTURES:
            yield f"{exhibit.id}{ending}", of_table(exhibit.table, form)
        elif exhibit.chart is not None:
            yield f"{exhibit.id}{ending}", of_chart(exhibit.chart, form)


def _called(name: str, request: ReportRequest) -> str:
    """What documents are called: a part of the report does not take the place of the whole."""
    return "-".join((name, *request.figure)) if len(request.figure) == 1 else f"{name}-part" if request.figure else name


def _look(form: ReportFormat, request: ReportRequest) -> dict[str, Any]:
    look = request.template
    if form != "pptx" or (look.template is None and look.layout is None):
        return {}
    if look.template is None:
        return {"layout": look.layout}
    try:
        return {"template": look.template.read_bytes(), "layout": look.layout}
    except OSError as error:
        why = f"the template {look.template.name} cannot be read ({error.strerror}); check its path."
        raise UsageError(why) from error


def _write(
    made: Made, folder: Folder, before: Mapping[str, Any], *, force: bool, progress: Progress
) -> dict[str, bytes]:
    """Write what is not there yet; a file that the last run did not write is only overwritten by force."""
    changed = {name: content for name, content in made.outputs.items() if _on_disk(folder, name) != sha256(content)}
    for name in changed:
        ours = _on_disk(folder, name) == before.get("outputs", {}).get(name)
        files.check_in(folder, name, force=force or ours)
    for name, content in changed.items():
        progress(f"writing {name}")
        files.write_in(folder, name, content, force=True)
    return changed


def _last_run(folder: Folder) -> dict[str, Any]:
    """The manifest of the last run into this folder, empty where there is none that can be read."""
    content = folder.read(NAME)
    with suppress(DataError):
        return parsed(content, NAME) if content is not None else {}
    return {}


def _is_current(before: Mapping[str, Any], asked: Mapping[str, Any], folder: Folder, request: ReportRequest) -> bool:
    """Whether the same was asked of the same inputs, and every output still is as it was written."""
    if not before or before.get("failed") or before["inputs"] != asked["inputs"]:
        return False
    same = {name: before["request"].get(name) for name in asked["request"]} == asked["request"]
    about = {name: before["about"].get(name) for name in asked["about"]} == asked["about"]
    return same and about and all(_on_disk(folder, name) == digest for name, digest in before["outputs"].items())


def _comparable(request: ReportRequest) -> dict[str, Any]:
    return {name: value for name, value in repeatable(request).items() if name != "folder"}


def _on_disk(folder: Folder, name: str) -> str | None:
    content = folder.read(name)
    return None if content is None else sha256(content)


def _told(name: str, request: ReportRequest, written: Mapping[str, bytes], kept: Sequence[str]) -> Table:
    lines = [*(Line((name, "written")) for name in sorted(written)), *(Line((name, "as before")) for name in kept)]
    title = f"{name}: {len(written)} written, {len(kept)} as before, in {request.folder.output}"
    return Table(
        command="report",
        title=title,
        columns=(Column("File", "left"), Column("", "left")),
        lines=tuple(lines),
        more={"outputs": tuple({"file": line.cells[0], "state": line.cells[1]} for line in lines)},
    )
