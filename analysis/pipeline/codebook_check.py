"""Does a codebook hold together, and does it fit its file? `tallybook codebook check`."""

from __future__ import annotations

from dataclasses import asdict

from ..codebook import check_file
from ..presentation.table import Column, Line, Table
from ..request import CheckRequest
from .finish import repeatable, versions


def check(request: CheckRequest) -> Table:
    """Every fault and every doubt, each with its place and the next step; doubts alone do not fail the check."""
    findings = check_file(request.codebook, request.data)
    errors = sum(finding.severity == "error" for finding in findings)
    lines = tuple(Line((finding.severity, f"{finding.place}: {finding.message}")) for finding in findings)
    doubts = len(findings) - errors
    fits = "the codebook holds together and fits its files"
    found = f"errors: {errors}, warnings: {doubts}" if findings else f"no findings: {fits}"
    return Table(
        command="codebook check",
        title=f"{request.codebook.name}: {found}",
        columns=(Column("", "left"), Column("Finding", "left")) if findings else (),
        lines=lines,
        more={"findings": tuple(asdict(finding) for finding in findings)},
        provenance={**versions(), "request": repeatable(request)},
        inputs=(request.codebook, *([request.data] if request.data else [])),
        findings=errors,
    )
