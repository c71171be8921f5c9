"""Entries of ../shared/cases that test independence: `svychisq` with each of its statistics.

Statistics, degrees of freedom and p are held to 1e-8 relative; p of the saddlepoint, which R looks for to 1e-8 of its
own scale, to 1e-6. Where a question has no answer on some rows, R scales X^2 by all rows and we by those who answered:
ours is held times that ratio. R's `Chisq` names X^2 itself, ours the X^2 over the mean effect, which p is of. R's
`lincom` lacked its package, and its p is that of the saddlepoint: ours is the law itself, held in crosstab.json and by
laws of its own; of these entries X^2 is held alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.estimation.estimate import Test
from analysis.request import Data, Domain, Precision, Shown
from analysis.request_analysis import CrosstabRequest

from .cases import Outcome, design_of, entries, expression, near

NAMES = {
    "F": "rao-scott-f",
    "Chisq": "rao-scott-chisq",
    "Wald": "wald",
    "adjWald": "adjusted-wald",
    "lincom": "lincom",
    "saddlepoint": "saddlepoint",
}
DERIVED = {"small": "acres92 < 200000"}  # made by the script behind the numbers and not in the file


def outcomes_of_crosstabs(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each entry, with its case."""
    made: dict[tuple[str, ...], dict[str, Test]] = {}
    for folder, designs, entry in entries(cases, ("chisq",)):
        spec = designs[entry["design"]]["spec"]
        key = (folder.name, *(str(entry[part]) for part in ("design", "row", "col", "subset")))
        made[key] = made.get(key) or _tests(folder, spec, entry)
        yield folder.name, held(folder / f"{spec.get('file', 'data')}.csv", entry, made[key])


def _tests(folder: Path, spec: dict[str, Any], entry: dict[str, Any]) -> dict[str, Test]:
    table = pipeline.crosstab(
        CrosstabRequest(
            row=DERIVED.get(entry["row"], entry["row"]),
            column=entry["col"],
            test=("all",),
            data=Data(data=folder / f"{spec.get('file', 'data')}.csv"),
            design=design_of(spec),
            domain=Domain(expression(entry.get("subset"))),
            precision=Precision(df="design"),
            shown=Shown(rules="none", protect="none"),
        )
    )
    return {test.name: test for test in table.tests}


def held(file: Path, entry: dict[str, Any], tests: Mapping[str, Test]) -> Outcome:
    """Hold every number of a test against R's."""
    (result,) = entry["results"]
    statistic, test = entry["statistic"], tests[NAMES[entry["statistic"]]]
    parameter = result["parameter"] if isinstance(result["parameter"], list) else [result["parameter"]]
    scaled = (
        1 / _answering(file, entry["row"], entry["col"]) if statistic in ("Chisq", "lincom", "saddlepoint") else 1.0
    )
    squared = tests["lincom"].statistic if statistic == "Chisq" else test.statistic
    numbers = {
        "statistic": (None if squared is None else squared * scaled, result["statistic"], 1e-8),
        "p": (test.p, result["p_value"], 1e-6 if statistic == "saddlepoint" else 1e-8),
    }
    if statistic == "lincom":
        del numbers["p"]
    if statistic not in ("lincom", "saddlepoint"):
        numbers["df"] = (test.df, parameter[0], 1e-8)
        numbers["ddf"] = (test.ddf, parameter[1] if len(parameter) > 1 else None, 1e-8)
    wrong = [
        f"{key} {ours!r} for {theirs!r}"
        for key, (ours, theirs, limit) in numbers.items()
        if not near(ours, theirs, limit)
    ]
    note = "R's p is the saddlepoint's; ours is the law itself" if statistic == "lincom" else ""
    return Outcome(entry["id"], f"chisq {statistic}", "differs" if wrong else "passed", ", ".join(wrong) or note)


@cache
def _answering(file: Path, row: str, column: str) -> float:
    """The share of rows that answered both."""
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return sum(bool(one.get(row, "made") and one[column]) for one in rows) / len(rows)
