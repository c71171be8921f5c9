"""Finished tables attacked together, of this run and of earlier ones: `tallybook protect check`.

Where the microdata are at hand, it is known which rows each table is of.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..codebook.answers import Level
from ..errors import DataError, UsageError, as_written
from ..estimation.estimate import Estimate, Subject
from ..presentation.protection import RULES, Extent
from ..presentation.protection.attack import ranges
from ..presentation.protection.counts import Count
from ..presentation.protection.rules import Asked, Need
from ..presentation.protection.sums import added
from ..presentation.protection.suppression import tied_to
from ..presentation.showing import PROTECTED
from ..presentation.table import Column, Line, Table
from ..request import ProtectCheckRequest
from .finish import repeatable, versions
from .rows_of_tables import extents_of_tables, key

LIMITS = RULES["standard"]
NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of a finished table, the file that it stands in, and its count where it is told."""

    file: str
    asked: Asked
    cases: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Leak:
    """A hidden row that the shown ones give back; what it is stays untold here too."""

    severity: str
    place: str
    message: str


def protect_check(request: ProtectCheckRequest) -> Table:
    """Hold every table of a folder against all others of the same data: of the same rows, or of some of them."""
    if not request.folder.is_dir():
        raise UsageError(f"{request.folder} is no folder; name the one that holds the JSON output")
    told = _tables(request.folder)
    if not told:
        raise DataError(f"{request.folder} holds no JSON output of tables; write some with --format json")
    known = extents_of_tables(told, request.data, request.codebook) if request.data or request.codebook else {}
    rows = list(_rows(told, known))
    leaks = tuple(_leaks(rows))
    hidden = sum(row.hidden for row in rows)
    found = f"what can be worked out: {len(leaks)}" if leaks else "nothing hidden can be worked out"
    return Table(
        command="protect check",
        title=f"{request.folder.name}: {len(told)} tables, {hidden} hidden rows; {found}",
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


def _rows(told: Mapping[str, Mapping[str, Any]], known: Mapping[str, Mapping[Hashable, Extent]]) -> Iterator[Printed]:
    for name, table in told.items():
        whom = _whom(table["provenance"])
        for row in table["rows"]:
            made = _printed(name, whom, row)
            if made is not None:
                extent = known.get(name, {}).get(key(made.asked.estimate.subject))
                yield replace(made, asked=replace(made.asked, extent=extent))


def _whom(provenance: Mapping[str, Any]) -> str:
    """The rows of the data that a table speaks of, as far as its file says."""
    request = provenance.get("request", {})
    domain = request.get("domain", {}).get("where")
    of = (provenance.get("codebook"), provenance.get("files"), domain, request.get("missing"), request.get("base"))
    return json.dumps(of, sort_keys=True)


def _printed(file: str, whom: str, row: Mapping[str, Any]) -> Printed | None:
    """A row as an estimate; None for what is no count of people: contrasts, models, quantiles."""
    if row["contrast"] or row["term"] or row["statistic"] != "proportion":
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
        exclusive_parts=row["level"] is not None or row["percent_of"] == "responses",
    )
    hidden = row["status"] == "suppressed" and row["reason"] == PROTECTED
    based, n = row["n"] is not None, row["n"] or 0
    cases = row["n_cases"]
    estimate = Estimate(subject, None, n=n, n_cases=cases or 0)
    return Printed(file, Asked(estimate, LIMITS, whom, based), cases, hidden)


def _level(code: Any) -> Level | None:
    return None if code is None else Level(code, "")


def _leaks(rows: Sequence[Printed]) -> Iterator[Leak]:
    """Hidden rows that are shown elsewhere, or that are certain to be of few, given all that is shown.

    So too people by whom the rows of two tables differ, whom no row shows.
    """
    counts, sums, _ = added([row.asked for row in rows])
    shown = {p: told for p, count in enumerate(counts) for row in count.rows if (told := rows[row].cases) is not None}
    hidden = {p for p, count in enumerate(counts) if count.between or any(rows[row].hidden for row in count.rows)}
    for position in sorted(hidden):
        if position in shown and _tells(counts[position], shown[position], shown[position]):
            yield _leak(rows, counts[position], "is hidden here and shown in another table; protect them in one report")
    for tied in tied_to(sums, dict.fromkeys(hidden - shown.keys(), Need()), ()):
        own = [counts[position] for position in tied.counts]
        printed = {place: shown[position] for place, position in enumerate(tied.counts) if position in shown}
        found = ranges(own, tied.sums, printed, list(tied.needs))
        if found is None:
            raise DataError(
                "these tables contradict each other, so they are not of the same data; check one run at a time"
            )
        few = [own[place] for place, reach in zip(tied.needs, found, strict=True) if _tells(own[place], *reach)]
        for count in few:
            if count.rows:
                yield _leak(rows, count, "can be worked out from what is shown; leave one of these tables out")
        if any(not count.rows for count in few):
            yield _differing([rows[row] for one in own for row in one.rows])


def _differing(rows: Sequence[Printed]) -> Leak:
    """That tables differ by few people, of whom so much is told."""
    first, *others = sorted({row.file for row in rows})
    beside = f" beside {', '.join(others)}" if others else ""
    told = "tells of the few people by whom groups or conditions differ; leave one of them out, or make one report"
    return Leak("error", first, f"{', '.join(_named(rows[0]))}{beside} {told}")


def _tells(count: Count, least: float, most: float) -> bool:
    """Whether a count between these is certain to be of few people, or leaves few others; or known, of a small base."""
    some, few = least > 1 - NOISE, most < LIMITS.count - NOISE
    others = (None, None) if count.n is None else (count.n - most, count.n - least)
    few_others = others[0] is not None and others[0] > 1 - NOISE and others[1] < LIMITS.count - NOISE
    small = count.n is not None and count.n < LIMITS.base and not count.between
    known = most - least < 1 - NOISE and small
    return (some and few) or few_others or known


def _leak(rows: Sequence[Printed], count: Count, message: str) -> Leak:
    row = next(rows[position] for position in count.rows if rows[position].hidden)
    groups = [f"{name} {as_written(level.value)}" for name, level in row.asked.estimate.subject.by.items()]
    return Leak("error", row.file, f"{', '.join([*_named(row), *groups])} {message}")


def _named(row: Printed) -> list[str]:
    """The question of a row, and which answer."""
    subject = row.asked.estimate.subject
    return [subject.variable, *(as_written(part.value) for part in (subject.item, subject.level) if part is not None)]
