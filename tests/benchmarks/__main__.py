"""Print every ratio and add a row each to results.csv: `python -m tests.benchmarks` from the root of the checkout."""

from __future__ import annotations

import csv
import datetime
import platform
import statistics
from pathlib import Path

import numpy as np

from . import crosstab, indicators, medians, model, protecting, replication, reporting, startup, suppression, weighting

RESULTS = Path(__file__).with_name("results.csv")
FIELDS = ["date", "benchmark", "baseline", "median_ratio", "least", "greatest", "runs", "budget", "python", "numpy"]


def main() -> None:
    """Run all, one after the other."""
    benchmarks = [
        ("tallybook --help", "import typer", 2.2, startup.ratios(["--help"], "import typer")),
        (
            "tallybook prevalence on the sample survey",
            "import pandas, scipy.special, pyreadstat",
            1.2,
            startup.ratios(["prevalence"], "import pandas, scipy.special, pyreadstat"),
        ),
        ("10 indicators by 3 variables, 1 M rows, 2,000 PSUs", "30 weighted bincounts", 1.5, indicators.ratios()),
        ("medians by 34 regions, 1 M rows", "one sort and the sums by hand", 2, medians.ratios()),
        ("500 replicate weights x 34 domains, 1 M rows", "a sparse pass by hand", 1.3, replication.ratios()),
        ("logistic model, 10 covariates, 1 M rows, 2,000 PSUs", "weighted least squares by hand", 1.5, model.ratios()),
        ("raking to 3 margins, 1 M rows", "meeting the margins by turns by hand", 5, weighting.ratios()),
        (
            "5 x 4 crosstab with Rao-Scott F, 1 M rows, 2,000 PSUs",
            "bincounts and algebra by hand",
            2,
            crosstab.ratios(),
        ),
        ("protecting a table of 20 x 10", "one call of milp on the whole program", 1.5, suppression.ratios()),
        ("a report without small cells, protected", "the same with --protect none", 1.2, protecting.ratios()),
        ("tallybook report in 10 formats", "tallybook chart as SVG and PNG", 6, reporting.ratios()),
    ]
    new = not RESULTS.exists()
    with RESULTS.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if new:
            writer.writerow(FIELDS)
        for name, baseline, budget, ratios in benchmarks:
            row = [datetime.date.today().isoformat(), name, baseline]
            row += [f"{pick(ratios):.2f}" for pick in (statistics.median, min, max)]
            writer.writerow([*row, len(ratios), budget, platform.python_version(), np.__version__])
            print(f"{name}: {row[3]} times {baseline} ({row[4]} to {row[5]} in {len(ratios)} runs), budget {budget}")


if __name__ == "__main__":
    main()
