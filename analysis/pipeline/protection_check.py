"""Finished tables attacked together, of this run and of earlier ones: `tallybook protect check`.

First by what they print alone; where the microdata are at hand, by all that is known of the rows that they are of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..codebook.answers import Level
from ..errors import DataError, UsageError
from ..estimation.estimate import Estimate, Subject
from ..presentation.protection import RULES
from ..presentation.protection.attack import ranges
from ..presentation.protection.counts import Count
from ..presentation.protection.rules import Asked, Need
from ..presentation.protection.sums import added
from ..presentation.protection.suppression import tied_to
from ..presentation.showing import PROTECTED
from ..presentation.table import Column, Line, Table
from ..request import ProtectCheckRequest
from .finish import repeatable, versions
from .protection_check_with_data import leaks_beside_data
from .protection_leaks import Leak, printed_elsewhere, worked_out
from .tables_made_again import counts_are_exact, made_again

LIMITS = RULES["standard"]
NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of a finished table, the file that it stands in, and its count where it is told."""

    file: str
    asked: Asked
    cases: int | None
    hidden: bool


def protect_check(request: ProtectCheckRequest) -> Table:
    """Hold every table of a folder against all others of the same data: of the same rows, or of some of them."""
    if not request.folder.is_dir():
        raise UsageError(f"{request.folder} is no folder; name the one that holds the JSON output")
    told = _tables(request.folder)
    if not told:
        raise DataError(f"{request.folder} holds no JSON output of tables; write some with --format json")
    with_data = request.data is not None or request.codebook is not None
    found = (
        leaks_beside_data(told, made_again(told, request.data, request.codebook))
        if with_data
        else _leaks(list(_rows(told)))
    )
    leaks = tuple(dict.fromkeys(found))
    hidden = sum(_hidden(row) for table in told.values() for row in table["rows"])
    said = f"what can be worked out: {len(leaks)}" if leaks else "nothing hidden can be worked out"
    return Table(
        command="protect check",
        title=f"{request.folder.name}: {len(told)} tables, {hidden} hidden rows; {said}",
        columns=(Column("", "left"), Column("Finding", "left")) if leaks else (),
        lines=tuple(Line((leak.severity, f"{leak.place}: {leak.message}")) for leak in leaks),
        more={"findings": tuple(asdict(leak) for leak in leaks)},
        provenance={**versions(), "request": repeatable(request)},
        inputs=tuple(request.folder / name for name in told),
        findings=len(leaks),
    )


def _tables(folder: Path) -> dict[str, Mapping[str, Any]]:
    """What every table below a folder says, by its path there; manifests and other JSON are passed by."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValueError, RecursionError):
            raise DataError(
                f"{path.name} cannot be read as JSON; make it again, or take it out of the folder"
            ) from None
        if isinstance(told, dict) and {"schema_version", "rows", "provenance"} <= told.keys():
            found[str(path.relative_to(folder))] = told
    return found


def _rows(told: Mapping[str, Mapping[str, Any]]) -> Iterator[Printed]:
    for name, table in told.items():
        whom, rule = _whom(table["provenance"]), table["provenance"].get("request", {}).get("missing") or {}
        whole = rule.get("missing") != "as-no"  # by which the answers to a question are not all of its base
        exact = counts_are_exact(table)
        made = (_printed(name, whom, row, whole=whole, exact=exact) for row in table["rows"])
        yield from (row for row in made if row is not None)


def _whom(provenance: Mapping[str, Any]) -> str:
    """The rows of the data that a table speaks of, as far as its file says."""
    request = provenance.get("request", {})
    domain = request.get("domain", {}).get("where")
    of = (provenance.get("codebook"), provenance.get("files"), domain, request.get("missing"), request.get("base"))
    return json.dumps(of, sort_keys=True)


def _printed(file: str, whom: str, row: Mapping[str, Any], *, whole: bool, exact: bool) -> Printed | None:
    """A row as an estimate; None for what is no count of people: contrasts, models, quantiles.

    And for crossings, of which a file does not say how many of whom they leave out. The levels of a question add up to
    the `whole` of its base, or not. Cases that are not `exact` are as good as not told.
    """
    crossed = row["percent_of"] in ("row", "column", "total")
    if row["contrast"] or row["term"] or row["statistic"] != "proportion" or crossed:
        return None
    subject = Subject(
        row["variable"],
        row["label"],
        "proportion",
        set=row["set"] or "",
        item=_level(row["item"]),
        level=_level(row["level"]),
        by={name: Level(group["code"], "") for name, group in row["by"].items()},
        percent_of=row["percent_of"] or "",
        indicator_version=row["indicator_version"],
        exclusive_parts=(row["level"] is not None and whole) or row["percent_of"] == "responses",
    )
    based, n = exact and row["n"] is not None, row["n"] or 0
    cases = row["n_cases"] if exact else None
    estimate = Estimate(subject, None, n=n, n_cases=cases or 0)
    return Printed(file, Asked(estimate, LIMITS, whom, based), cases, _hidden(row))


def _hidden(row: Mapping[str, Any]) -> bool:
    """Whether protection keeps a row back."""
    return bool(row["status"] == "suppressed" and row["reason"] == PROTECTED)


def _level(code: Any) -> Level | None:
    return None if code is None else Level(code, "")


def _leaks(rows: Sequence[Printed]) -> Iterator[Leak]:
    """Hidden rows that are shown elsewhere, or that are certain to be of few, given all that is shown."""
    counts, sums, _ = added([row.asked for row in rows], counted=False)
    shown = {p: told for p, count in enumerate(counts) for row in count.rows if (told := rows[row].cases) is not None}
    hidden = {p for p, count in enumerate(counts) if any(rows[row].hidden for row in count.rows)}
    for position in sorted(hidden):
        if position in shown and _tells(counts[position], shown[position], shown[position]):
            yield printed_elsewhere(*_first(rows, counts[position]))
    for tied in tied_to(sums, dict.fromkeys(hidden - shown.keys(), Need()), ()):
        own = [counts[position] for position in tied.counts]
        printed = {place: shown[position] for place, position in enumerate(tied.counts) if position in shown}
        found = ranges(own, tied.sums, printed, list(tied.needs))
        if found is None:
            raise DataError(
                "these tables contradict each other, so they are not of the same data; check one run at a time"
            )
        for place, reach in zip(tied.needs, found, strict=True):
            if _tells(own[place], *reach):
                yield worked_out(*_first(rows, own[place]))


def _tells(count: Count, least: float, most: float) -> bool:
    """Whether a count between these is certain to be of few people, or leaves few others; or known, of a small base."""
    some, few = least > 1 - NOISE, most < LIMITS.count - NOISE
    others = (None, None) if count.n is None else (count.n - most, count.n - least)
    few_others = others[0] is not None and others[0] > 1 - NOISE and others[1] < LIMITS.count - NOISE
    small = count.n is not None and 0 < count.n < LIMITS.base
    known = most - least < 1 - NOISE and small
    return (some and few) or few_others or known


def _first(rows: Sequence[Printed], count: Count) -> tuple[str, Subject]:
    """The first row that hides a count: the file it stands in, and what it is of."""
    row = next(rows[position] for position in count.rows if rows[position].hidden)
    return row.file, row.asked.estimate.subject
