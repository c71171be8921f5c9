"""What a verification says: verdict by verdict, with remarks and what a difference is consistent with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ..presentation.cells import Writing
from ..presentation.rounding import numerals
from ..presentation.table import Column, Line, Table
from ..presentation.words import words
from ..report.model import Report
from ..report.relations import Relation
from ..request import VerifyRequest
from .finish import repeatable, versions
from .verification_relations import line_of, record_of
from .verification_words import Verified, as_computed, as_printed, consistent, explanations, name_of, remarks


def told(
    request: VerifyRequest,
    report: Report,
    verified: Sequence[Verified],
    related: Sequence[Relation],
    made: Sequence[Table],
) -> Table:
    """The table; its findings are the figures and relations that do not agree, or could not be computed."""
    lang = report.report.language
    writing = Writing(words(lang), numerals=numerals(lang), lang=lang)
    phrases = writing.words
    verdicts = [*(one.verdict for one in verified), *(_verdict(one) for one in related)]
    summary = phrases["verify_summary"].format(
        agree=verdicts.count("agrees"), differ=verdicts.count("differs"), missing=verdicts.count("not_computed")
    )
    synthetic = any(table.synthetic for table in made)
    return Table(
        command="verify",
        title=report.text(report.report.title),
        subtitle=summary,
        columns=(
            Column(phrases["published_figure"], "left"),
            Column(phrases["verify_printed"], "left"),
            Column(phrases["verify_computed"], "left"),
            Column(phrases["verify_verdict"], "left"),
        ),
        lines=(*_lines(verified, report, writing), *_relation_lines(related, report, writing)),
        notes=tuple(_notes(verified, writing, synthetic=synthetic, related=bool(related))),
        more={
            "verified": tuple(_record(one, writing) for one in verified),
            "relations": tuple(record_of(one, _verdict(one), report, writing) for one in related),
        },
        provenance=_provenance(request, report, made),
        synthetic=synthetic,
        findings=len(verdicts) - verdicts.count("agrees"),
        writing=writing,
    )


def _verdict(one: Relation) -> str:
    return "not_computed" if one.holds is None else "agrees" if one.holds else "differs"


def _lines(verified: Sequence[Verified], report: Report, writing: Writing) -> Iterator[Line]:
    for _, group in groupby(verified, key=lambda one: one.figure.id):
        several = list(group)
        figure = several[0].figure
        yield Line((f"{figure.id}: {report.text(figure.title)}",), "group")
        for one in several:
            printed, computed = as_printed(one.printed, writing), as_computed(one, writing)
            yield Line((name_of(one.printed), printed, computed, writing.words[f"verdict_{one.verdict}"]))
            for remark in (*remarks(one, writing), *explanations(one, writing)):
                yield Line(("", "", "", f"- {remark}"))


def _relation_lines(related: Sequence[Relation], report: Report, writing: Writing) -> Iterator[Line]:
    if related:
        yield Line((writing.words["verify_among"],), "group")
    for one in related:
        yield from line_of(one, _verdict(one), report, writing)


def _record(one: Verified, writing: Writing) -> dict[str, Any]:
    """One flat object; what was computed is null where it may not be shown."""
    computed = one.found.told if one.found else None
    several = computed.several if computed else ()
    printed = one.printed
    least, greatest = printed.span or (None, None)
    return {
        "figure": one.figure.id,
        "register": printed.id or None,
        "of": name_of(printed),
        "printed": printed.value,
        "printed_least": least,
        "printed_greatest": greatest,
        "printed_text": as_printed(printed, writing),
        "unit": printed.unit,
        "decimals": printed.decimals,
        "step": printed.step,
        "qualifier": printed.qualifier,
        "computed": computed.value if computed else None,
        "computed_least": min(several) if several else None,
        "computed_greatest": max(several) if several else None,
        "verdict": one.verdict,
        "remark": "; ".join(remarks(one, writing)),
        "explanations": tuple(consistent(one, writing)),
        "tried": one.explained.tried if one.explained else 0,
        "source": printed.source,
    }


def _notes(verified: Sequence[Verified], writing: Writing, *, synthetic: bool, related: bool) -> Iterator[str]:
    phrases = writing.words
    if not verified and not related:
        yield phrases["verify_none_printed"]
    if verified:
        yield phrases["verify_precision"]
    if any(one.found is not None and one.found.told is None for one in verified):
        yield phrases["verify_hidden"]
    if any(one.explained for one in verified):
        yield phrases["verify_not_a_cause"]
        yield phrases["verify_not_listed"]
    if synthetic:
        yield phrases["synthetic"]


def _provenance(request: VerifyRequest, report: Report, made: Sequence[Table]) -> dict[str, Any]:
    """What the numbers stand on, each part once."""
    files: dict[str, Any] = {}
    for table in made:
        files |= table.provenance["files"]
    codebooks = sorted({str(table.provenance["codebook"]) for table in made})
    asked = repeatable(request)
    return {**versions(), "report": report.report.id, "codebooks": codebooks, "files": files, "request": asked}
