"""Entries of ../shared/cases that compare groups: `svyttest`, and `svycontrast` over `svyby` with its covariance.

R's t test takes the design's degrees of freedom less one, which are given here as a number (`--df NUMBER`); contrasts
take those of the design. Estimates and standard errors are held to 1e-10 relative, statistics and bounds to 1e-8, p to
1e-8 of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.estimation.estimate import Estimate, Test
from analysis.request import Data, Domain, Precision, Replication, Shown
from analysis.request_analysis import CompareRequest

from .cases import Outcome, design_of, entries, expression, near
from .cases_replicates import replication_of

STATISTICS = ("ttest", "contrast")


def outcomes_of_comparisons(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each entry, with its case."""
    for folder, designs, entry in entries(cases, STATISTICS):
        yield folder.name, held(folder, designs, entry)


def held(folder: Path, designs: dict[str, Any], entry: dict[str, Any]) -> Outcome:
    """Compare the groups of the entry as a user would and hold every number of it against R's."""
    spec, replication = designs[entry["design"]]["spec"], Replication()
    if "replicates" in spec:
        spec, replication = replication_of(spec, designs)
    row, test = _compared(folder, spec, replication, entry)
    (result,) = entry["results"]
    low, high = result["ci"] if entry["stat"] == "ttest" else (result["ci_low"], result["ci_high"])
    numbers = {
        "estimate": (row.value, result["estimate"], 1e-10),
        "se": (row.se, result.get("se") or result["estimate"] / result["statistic"], 1e-10),
        "ci_low": (row.low, low, 1e-8),
        "ci_high": (row.high, high, 1e-8),
        "statistic": (test.statistic, result.get("statistic"), 1e-8),
        "df": (test.df, result.get("parameter"), 1e-8),
        "p": (test.p, result.get("p_value"), 1e-8),
    }
    wrong = [
        f"{key} {ours!r} for {theirs!r}"
        for key, (ours, theirs, limit) in numbers.items()
        if not near(ours, theirs, limit)
    ]
    return Outcome(entry["id"], entry["stat"], "differs" if wrong else "passed", ", ".join(wrong))


def _compared(
    folder: Path, spec: dict[str, Any], replication: Replication, entry: dict[str, Any]
) -> tuple[Estimate, Test]:
    """The contrast of the first group of R's with the second: for a t test the second less the first."""
    if entry["stat"] == "ttest":
        by, against, df = expression(entry["group"]), None, f"{entry['results'][0]['parameter']:g}"
    else:
        by, against, df = entry["by"], entry["contrast"].split("-")[1], "design"
    table = pipeline.compare(
        CompareRequest(
            variable=(entry.get("y") or entry["var"],),
            against=against,
            data=Data(data=folder / f"{spec.get('file', 'data')}.csv"),
            design=design_of(spec),
            replication=replication,
            domain=Domain(expression(entry.get("subset")), (by or "",)),
            precision=Precision(df=df),
            shown=Shown(rules="none", protect="none"),
        )
    )
    wanted = next(row.estimate for row in table.rows if row.estimate.subject.contrast)
    return wanted, next(test for test in table.tests if test.of.endswith(wanted.subject.contrast))
