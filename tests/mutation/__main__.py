"""Draw mutants, run the tests that reach each of them, and say which survive: `python -m tests.mutation`."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from scipy.stats import binomtest

from .campaign import ROOT, SURVIVED, Campaign
from .mutants import Mutant
from .parts import PARTS
from .trials import Verdict

TOO_LONG = ("reference/test_cases.py", "cli/test_real_cases.py")  # real surveys: minutes


def summary(results: Sequence[tuple[Mutant, Verdict]]) -> list[str]:
    """How many were noticed: in all with a 95 % interval, by file and by kind of change."""
    noticed = sum(verdict.fate not in SURVIVED for _, verdict in results)
    low, high = binomtest(noticed, len(results)).proportion_ci(method="exact")
    fates = ", ".join(
        f"{count} {fate}" for fate, count in Counter(verdict.fate for _, verdict in results).most_common()
    )
    share = f"{100 * noticed / len(results):.1f} % ({100 * low:.1f} to {100 * high:.1f})"
    lines = [f"{noticed} of {len(results)} mutants noticed, {share}: {fates}"]
    for title in ("kind", "file"):
        lines += ["", f"| {title} | mutants | survived |", "|---|---|---|"]
        every = Counter(getattr(mutant, title) for mutant, _ in results)
        left = Counter(getattr(mutant, title) for mutant, verdict in results if verdict.fate in SURVIVED)
        lines += [f"| {name} | {count} | {left[name] or ''} |" for name, count in sorted(every.items())]
    survivors = [
        f"* {verdict.fate}: [{mutant.kind}] {mutant}" for mutant, verdict in results if verdict.fate in SURVIVED
    ]
    return [*lines, "", *sorted(survivors, key=lambda line: line.split("] ", 1)[1])]


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sample", type=int, default=600, help="how many mutants to draw, one of every file at least")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="a path, or a pattern that file, function or change must have")
    options.add_argument("--jobs", type=int, default=1, help="mutants tried at a time")
    options.add_argument("--out", type=Path, help="file of verdicts, a line each; those it holds already are not tried")
    options.add_argument("--budget", type=float, default=30, help="seconds of tests for one mutant, the quickest first")
    options.add_argument("--every", action="store_true", help="run all tests, for a list of those that no mutant needs")
    options.add_argument("--equivalent", action="store_true", help="try those that are said to be equivalent instead")
    options.add_argument("--verbose", action="store_true", help="name those that are noticed, too")
    options.add_argument("--part", choices=PARTS, default="numbers", help="which rooms, and which folders of tests")
    options.add_argument("--tests", nargs="+", help="other folders of tests")
    return options.parse_args()


def main() -> int:
    """Exit code 1 where a mutant survived."""
    given = _options()
    campaign = Campaign(given, os.fdopen(os.dup(1), "w", encoding="utf-8"))
    folders = [str(ROOT / "tests" / name) for name in given.tests or PARTS[given.part].tests]
    left_out = [f"--ignore={ROOT / 'tests' / name}" for name in TOO_LONG]
    code = pytest.main(["-q", "--rootdir", str(ROOT), *left_out, *folders], plugins=[campaign])
    if not campaign.results:
        return int(code) or 1
    print(
        f"{datetime.date.today()}, {given.part}, seed {given.seed}, {campaign.seconds:.0f} s",
        *summary(campaign.results),
        sep="\n",
    )
    return int(bool(code) or any(verdict.fate in SURVIVED for _, verdict in campaign.results))


if __name__ == "__main__":
    sys.exit(main())
