"""Finished tables made again: their requests are answered from the microdata."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import DataError, SurveyError
from ..estimation.estimate import Estimate, Subject
from ..presentation.protection import RULES
from ..presentation.protection.controlled import FARTHEST
from ..presentation.subjects import code_of, group_of
from ..report.requests import KINDS
from ..request import BreakdownRequest, Data, SurveyRequest, rebuilt
from .shelf import Shelf
from .survey import asked_of
from .unprotected import Estimated
from .use_cases import estimated, names_of

ROLES = ("disclosure", "platforms", "offenders")


def made_again(told: Mapping[str, Mapping[str, Any]], data: Path | None, codebook: Path | None) -> dict[str, Estimated]:
    """Every table by its name, as it was before protection; but for those of no survey, or of another one.

    Raises:
        DataError: a table is not of these data, or none is of this codebook or file.
    """
    shelf, made = Shelf(), dict[str, Estimated]()
    of_these = [table for table in told.values() if _is_of(table, shelf, data, codebook)]
    if not of_these:
        name = (codebook or data or Path()).name
        raise DataError(f"no table was made with {name}; name the codebook or the file that they were made with")
    named = ((name, _request(table, data, codebook)) for name, table in told.items() if table in of_these)
    requests = {name: asked for name, asked in named if asked}
    for request in requests.values():
        with suppress(SurveyError):  # told below, with the name of the table
            shelf.announce(request, asked_of(names_of(request, shelf), request))
    for name, request in requests.items():
        try:
            made[name] = estimated(request, shelf)
        except SurveyError as error:
            raise DataError(f"{name} cannot be made again from these data: {error}") from error
        if not _same(made[name].estimates, told[name]):
            raise DataError(f"{name} has other counts than these data give; name the data that it was made from")
    return made


def counts_are_exact(table: Mapping[str, Any]) -> bool:
    """Whether bases and cases of a finished table are what they are, and not rounded."""
    provenance = table["provenance"]
    rule = RULES.get(provenance.get("protection", "none"), RULES["strict"])
    return "counts_rounded_to" not in provenance and rule.coarse == 1


def key(subject: Subject) -> Hashable:
    """What tells a row of one table from the others."""
    parts = (subject.variable, subject.set, subject.statistic, subject.percent_of, subject.contrast, subject.term)
    return (*parts, code_of(subject.item), code_of(subject.level), frozenset(group_of(subject)))


def key_of_row(row: Mapping[str, Any]) -> Hashable:
    """The same of a row of a finished table."""
    parts = (row["variable"], row["set"], row["statistic"], row["percent_of"], row["contrast"], row["term"])
    group = frozenset((name, level["code"]) for name, level in row["by"].items())
    return (*(part or "" for part in parts), row["item"], row["level"], group)


def _is_of(told: Mapping[str, Any], shelf: Shelf, data: Path | None, codebook: Path | None) -> bool:
    """Whether a table names the codebook as its own; without one, the file."""
    if codebook is None:
        return data is None or data.name in {file["name"] for file in told["provenance"]["files"].values()}
    described = shelf.codebook(Data(data, codebook))
    return described is not None and described.survey.id == told["provenance"]["codebook"]


def _request(told: Mapping[str, Any], data: Path | None, codebook: Path | None) -> SurveyRequest | None:
    """What a table answers, with its files where they are; None where it is of no survey."""
    kind = KINDS.get(told["command"], BreakdownRequest if told["command"] in ROLES else None)
    if kind is None or not issubclass(kind, SurveyRequest):
        return None
    request = rebuilt(kind, told["provenance"]["request"])
    files = Data(data or _near(request.data.data, codebook), codebook or _near(request.data.codebook, data))
    return replace(request, data=files)


def _near(named: Path | None, other: Path | None) -> Path | None:
    """A file of which only the name is known: in the folder of the other one, or here; else what that one says."""
    if named is None or other is None:
        return named
    return next((path for path in (other.parent / named.name, named) if path.exists()), None)


def _same(made: Sequence[Estimate], table: Mapping[str, Any]) -> bool:
    """Whether the counts of cases that a table prints are those of the estimates, as many of each, or as rounded."""
    counts = {(one.n, one.n_cases) for one in made if one.n_cases is not None}
    within = (FARTHEST + 1) * table["provenance"].get("counts_rounded_to", 0)
    printed = {(row["n"], row["n_cases"]) for row in table["rows"] if row["n_cases"] is not None}
    return all(
        (n, cases) in counts or any(abs(n - a) < within and abs(cases - b) < within for a, b in counts)
        for n, cases in printed
    )
