"""A manifest repeated: which inputs, versions, numbers and files are no longer as they were: `tallybook rerun`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from ..codebook.opening import SAMPLES
from ..codebook.pins import fingerprint
from ..errors import DataError
from ..export import of_exhibit
from ..export.manifest import fingerprints, read, sha256
from ..groups import Copied, Drawing
from ..presentation.document import Exhibit
from ..presentation.table import Column, Line, Table
from ..report.requests import KINDS
from ..request import (
    BreakdownRequest,
    CheckRequest,
    DefinitionsRequest,
    DescribeRequest,
    PinsRequest,
    ProtectCheckRequest,
    ReportRequest,
    Request,
    RerunRequest,
    VerifyRequest,
    rebuilt,
)
from ..request_analysis import WeightRequest
from .codebook_check import check
from .codebook_pins import pins
from .data_description import describe
from .finish import versions
from .protection_check import protect_check
from .report_figures import open_report
from .report_files import build
from .report_inputs import inputs_of
from .shelf import Shelf, embedded
from .use_cases import chart_of, table_of
from .verification import verify
from .weighting_table import weighed

REQUESTS: Mapping[str, type[Request]] = {
    **KINDS,
    "disclosure": BreakdownRequest,
    "platforms": BreakdownRequest,
    "offenders": BreakdownRequest,
    "codebook definitions": DefinitionsRequest,
    "codebook check": CheckRequest,
    "codebook pins": PinsRequest,
    "data describe": DescribeRequest,
    "protect check": ProtectCheckRequest,
    "verify": VerifyRequest,
}
CHECKS: Mapping[type[Request], Callable[[Any], Table]] = {
    CheckRequest: check,
    PinsRequest: pins,
    DescribeRequest: describe,
    ProtectCheckRequest: protect_check,
    VerifyRequest: verify,
}
Change = tuple[str, str, str]  # what, as it was, as it is


def rerun(request: RerunRequest) -> Table:
    """Make again what the manifest says, in memory, and list everything that is no longer the same."""
    told = read(request.manifest)
    again = AGAIN.get(told["command"], _single)(told, request)
    changes = [
        *_differences(told["inputs"], again.inputs, "not read"),
        *_versions(told),
        *_said(told, again.says),
        *_differences(dict.fromkeys(told.get("failed", ()), "failed"), dict.fromkeys(again.failed, "failed"), "made"),
        *_on_disk(told, request.manifest.parent),
        *_differences(told["outputs"], {name: sha256(made) for name, made in again.outputs.items()}, "not made"),
    ]
    same = f"{len(again.outputs)} outputs made again, all as they were"
    title = f"{request.manifest.name}: " + (f"changes: {len(changes)}" if changes else same)
    return Table(
        command="rerun",
        title=title,
        columns=(Column("What", "left"), Column("It was", "left"), Column("It is", "left")) if changes else (),
        lines=tuple(Line(change) for change in changes),
        more={"changes": tuple({"what": what, "was": was, "is": now} for what, was, now in changes)},
        findings=len(changes),
    )


@dataclass(frozen=True, slots=True)
class Again:
    """What a manifest gives now: fingerprints of inputs, what each figure says, and the outputs, each by its name."""

    inputs: Mapping[str, str]
    says: Mapping[str, Sequence[Sequence[str]]]
    outputs: Mapping[str, bytes]
    failed: Sequence[str] = ()


def _single(told: Mapping[str, Any], request: RerunRequest) -> Again:
    """One table or chart again."""
    command = told["command"]
    if command not in REQUESTS:
        raise DataError(f"the manifest is of {command!r}, which this version cannot repeat; see: tallybook --help")
    asked = told["request"]
    of = _placed(rebuilt(REQUESTS[command], asked["of"]), told, request)
    made = CHECKS[type(of)](of) if type(of) in CHECKS else table_of(of, Shelf())
    drawing = asked.get("drawing")
    chart = chart_of(of, made, rebuilt(Drawing, drawing)) if drawing else None
    exhibit = Exhibit(next(iter(told["says"])), made, chart)
    content = of_exhibit(exhibit, asked["format"])
    return Again(fingerprints(made.inputs), {exhibit.id: _cells(made)}, dict.fromkeys(told["outputs"], content))


def _report(told: Mapping[str, Any], request: RerunRequest) -> Again:
    """A whole report again, into memory."""
    written = rebuilt(ReportRequest, {**told["request"], "folder": {"output": ".", "force": False}})
    path = request.codebook or (written.report and _find(written.report, told, request))
    data = request.data or (written.data and _find(written.data, told, request))
    look = written.template
    template = replace(look, template=_find(look.template, told, request)) if look.template else look
    again = replace(written, report=path, data=data, template=template)
    chapter = open_report(path, data=data, lang=again.lang, only=again.figure)
    made = build(chapter, again)
    return Again(
        inputs_of(chapter, again), {one.id: _cells(one.table) for one in made.shown}, made.outputs, sorted(made.failed)
    )


def _weights(told: Mapping[str, Any], request: RerunRequest) -> Again:
    """A copy of the data with its weights again; what must pass a file on its way lies beside the manifest."""
    of = rebuilt(WeightRequest, told["request"]["of"])
    (name,) = told["outputs"]
    to = Copied(request.manifest.parent / name, force=True)
    made, copy = weighed(replace(_placed(replace(of, copy=Copied()), told, request), copy=to))
    outputs = {} if copy is None else {name: copy[1]}
    return Again(fingerprints(made.inputs), {"table": _cells(made)}, outputs)


AGAIN: Mapping[str, Callable[[Mapping[str, Any], RerunRequest], Again]] = {"report": _report, "weight": _weights}


def _placed(of: Any, told: Mapping[str, Any], request: RerunRequest) -> Any:
    """A request, or a group of its options, with its files where they are now."""
    named = {"data": request.data, "codebook": request.codebook, "report": request.codebook, "card": None}
    found: dict[str, Any] = {}
    for one in fields(of):
        value = getattr(of, one.name)
        if is_dataclass(value):
            found[one.name] = _placed(value, told, request)
        elif isinstance(value, Path):
            found[one.name] = named.get(one.name) or _find(value, told, request)
    return replace(of, **found)


def _find(written: Path, told: Mapping[str, Any], request: RerunRequest) -> Path:
    """A file by its name: beside the manifest or here, the unchanged one first; or that very one as it ships."""
    shipped = embedded().parent.parent
    near = [place for place in (request.manifest.parent / written.name, Path(written.name)) if place.is_file()]
    packaged = [shipped.parent / SAMPLES / written.name, *sorted(shipped.glob(f"*/{written.name}"))]
    digest = told["inputs"].get(written.name)
    same = [place for place in (*near, *packaged) if place.is_file() and fingerprint(place) == digest]
    if not same and not near:
        raise DataError(f"{written.name} is neither beside the manifest nor here; name it with --data or --codebook.")
    return (same or near)[0]


def _on_disk(told: Mapping[str, Any], folder: Path) -> Iterator[Change]:
    """Outputs beside the manifest that somebody changed or took away; none where it stands without any of them."""
    there = {name: (folder / name).is_file() for name in told["outputs"]}
    for name in told["outputs"] if any(there.values()) else ():
        if not there[name]:
            yield f"{name}, the file", "there", "gone"
        elif (now := sha256((folder / name).read_bytes())) != told["outputs"][name]:
            yield f"{name}, the file", told["outputs"][name][:12], now[:12]


def _differences(before: Mapping[str, str], now: Mapping[str, str], absent: str) -> Iterator[Change]:
    """Fingerprints that are not as they were, by name."""
    for name in dict.fromkeys([*before, *now]):
        if before.get(name) != now.get(name):
            yield name, before.get(name, "-")[:12], now.get(name, absent)[:12]


def _versions(told: Mapping[str, Any]) -> Iterator[Change]:
    for name, now in versions().items():
        was = str(told["about"].get(name, "unknown"))
        if was != now:
            yield f"version of {name}", was, now


def _cells(made: Table) -> list[list[str]]:
    return [list(line.cells) for line in made.lines]


def _said(told: Mapping[str, Any], says: Mapping[str, Sequence[Sequence[str]]]) -> Iterator[Change]:
    """Lines that no longer say what they said, by figure and label."""
    for name, before in told["says"].items():
        now = says.get(name)
        if now is None:
            yield name, "there", "not made"
            continue
        was = [list(line) for line in before]
        for one, other in zip(was, now, strict=False):
            if one != list(other):
                yield f"{name}: {one[0] if one else ''}", "  ".join(one[1:]), "  ".join(other[1:])
        if len(was) != len(now):
            yield f"{name}: lines", str(len(was)), str(len(now))
