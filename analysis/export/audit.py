"""The record for an output checker: which rows are hidden, and why, laid out as ACRO's results.json is.

It alone tells primary from complementary suppression, so it never lies beside an output. It holds no count, estimate,
time, user, host or folder.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import OutputError, as_written
from ..presentation.document import Exhibit
from ..presentation.ordering import ORDER_ONLY
from ..presentation.protection import RULES, Thresholds
from ..presentation.table import Row, Table
from . import files
from .flat import plain, wide
from .folders import settled
from .manifest import sha256

LAYOUT = "0.4.0"  # the release of ACRO whose results.json has these keys
# What ACRO calls a check that we make too; it lists all of its own, the ones that nothing was found by as well.
CHECKS: Mapping[str, str] = {"count": "threshold", "dominance": "nk-rule", "everyone": "all-values-are-same"}
OF_ACRO = ("negative", "missing", "threshold", "p-ratio", "nk-rule", "all-values-are-same")
OUR_OWN = ("complement", "base", "psus", "complementary")
# What ACRO's config.json calls a limit of ours, or would.
SAFE: Mapping[str, str] = {
    "safe_threshold": "count",
    "safe_base": "base",
    "safe_psus": "psus",
    "safe_nk_k": "dominance",
    "zeros_are_disclosive": "zeros",
}
LIMITS: Mapping[str, Thresholds] = {str(name): limits for name, limits in RULES.items()}
STANDARD_OUTPUT = "standard output"


def place(path: Path, folders: Iterable[Path], *, force: bool) -> Path:
    """Where a record goes, its links followed; refused inside a folder of outputs, and where `files.check` refuses."""
    goes = settled(path)
    real = Path(os.path.realpath(goes))
    for folder in folders:
        if real.is_relative_to(os.path.realpath(folder)):
            raise OutputError(
                f"{path} lies in the folder of the output, with which it would be passed on; name another folder for "
                "--audit."
            )
    files.check(goes, force=force)
    return goes


def write(content: bytes, path: Path, *, force: bool) -> None:
    """Write a record to a `place`, for its owner alone."""
    files.write(content, path, force=force, private=True)


def record(shown: Sequence[Exhibit], outputs: Mapping[str, bytes]) -> bytes:
    """The record of some tables as JSON; `outputs` is the content of each file that was written, by its name.

    A file that is named after a figure shows that one; every other shows them all.
    """
    stems = {files.named(one.id, synthetic=synthetic) for one in shown for synthetic in (False, True)}
    results = {}
    for one in shown:
        own = {files.named(one.id, synthetic=synthetic) for synthetic in (False, True)}
        named = {name: made for name, made in outputs.items() if Path(name).stem in own or Path(name).stem not in stems}
        results[one.id] = _result(one, named)
    told = {
        "version": LAYOUT,
        "results": results,
        "session_summary": {
            "DO_NOT_RELEASE": True,
            "purpose": "for the output checker only: it tells which hidden cells are of few people",
            "data": [_summary(result) for result in results.values()],
        },
    }
    return (json.dumps(plain(told), ensure_ascii=False, indent=4) + "\n").encode("utf-8", "backslashreplace")


def _result(shown: Exhibit, outputs: Mapping[str, bytes]) -> dict[str, Any]:
    """One table, with the keys of a record of ACRO in its order."""
    table = shown.table
    protection = str(table.provenance.get("protection", ""))
    suppressed = protection in LIMITS and protection != "none"
    cells = _cells(table)
    found = {check: positions for check, positions in cells.items() if positions}
    status = "pass" if not found else "review" if suppressed else "fail"
    became = "suppressed" if suppressed else "may need suppressing"
    said = [status, *(f"{check}: {len(positions)} cells {became}" for check, positions in found.items())]
    counted = {"suppressed": suppressed and bool(found)} | {check: len(positions) for check, positions in cells.items()}
    sdc = {"summary": counted, "cells": cells}
    told = [{"name": name, "sha256": sha256(made), "sdc": sdc} for name, made in sorted(outputs.items())]
    return {
        "uid": shown.id,
        "status": status,
        "type": "table",
        "properties": {"method": table.command, **_properties(table, protection)},
        "files": told or [{"name": STANDARD_OUTPUT, "sdc": sdc}],
        "outcome": _outcome(table),
        "command": f"tallybook {table.command}",
        "summary": "; ".join(said) + ("; " if found else ""),
        "timestamp": "",
        "comments": _comments(table, protection),
        "exception": "Suppression applied automatically where needed" if status == "review" else "",
    }


def _properties(table: Table, protection: str) -> dict[str, Any]:
    """What was asked for, and the limits that were in force; under `none` those of `standard`, which were looked at."""
    about = {name: table.provenance[name] for name in ("tallybook", "request") if name in table.provenance}
    rules = {name: table.provenance[name] for name in ("protection", "reliability") if name in table.provenance}
    limits = LIMITS.get("standard" if protection == "none" else protection)
    safe = {} if limits is None else {"safe_nk_n": 2} | {told: getattr(limits, name) for told, name in SAFE.items()}
    return {"synthetic": table.synthetic, **rules, **safe, **about}


def _cells(table: Table) -> dict[str, list[list[int]]]:
    """Positions by check: the row, from 0, and the column of the estimate in the CSV of the table."""
    found: dict[str, list[list[int]]] = {check: [] for check in (*OF_ACRO, *OUR_OWN)}
    if not any(table.withheld):
        return found
    column = wide(table)[0].index("estimate")
    for row, reasons in enumerate(table.withheld):
        for reason in reasons:
            found[CHECKS.get(reason, reason)].append([row, column])
    return found


def _outcome(table: Table) -> dict[str, dict[str, str]]:
    """The checks that each row fails, or ok, by the row and what it is of."""
    said = {}
    for number, (row, reasons) in enumerate(zip(table.rows, table.withheld, strict=True)):
        checks = "".join(f"{CHECKS.get(reason, reason)}; " for reason in reasons)
        said[f"{number} {' '.join(_of(row))}"] = checks or "ok"
    return {"estimate": said}


def _of(row: Row) -> Iterator[str]:
    """What a row is of, in codes."""
    subject = row.estimate.subject
    parts = (subject.item, subject.level)
    yield from (subject.variable, *(as_written(part.value) for part in parts if part is not None))
    yield from (f"{name}={as_written(level.value)}" for name, level in subject.by.items())
    yield from (word for word in (subject.statistic, subject.percent_of, subject.contrast, subject.term) if word)


def _comments(table: Table, protection: str) -> list[str]:
    told = []
    if protection == "none":
        told.append("protection was off: every cell is shown; listed are those that the limits of standard would hide")
    if table.rows and table.rows[0].reason == ORDER_ONLY:
        told.append("only the order is shown: items that too few named are left out, and no row has a number")
    elif any(row.status == "suppressed" and not why for row, why in zip(table.rows, table.withheld, strict=True)):
        told.append(
            "rows without a number that are listed nowhere are hidden for being too uncertain, or have no cases"
        )
    return told


def _summary(result: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the session summary."""
    properties = result["properties"]
    return {
        "id": result["uid"],
        "method": properties["method"],
        "status": result["status"],
        "type": result["type"],
        "command": result["command"],
        "summary": result["summary"],
        "suppression": result["files"][0]["sdc"]["summary"]["suppressed"],
    }
