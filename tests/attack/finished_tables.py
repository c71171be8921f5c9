"""Whether `protect check` with data finds what readers do: `python -m tests.attack.finished_tables [reports] [seed]`.

The tables of random reports are written as JSON, protected together, and again each by itself. Of the first nothing may
be found; of the others whatever a reader learns of a secret count, who knows how all questions hang together. It finds
more than that, since what two tables differ by is a secret of protection too.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from analysis.export import of_table
from analysis.pipeline.protection_check_with_data import leaks_beside_data

from .follow_ups import finished, learned_of
from .reports_that_ask_on import Report, made_up


def main(number_of_reports: int = 300, seed: int = 1) -> int:
    """Exit status 1 where a finding is false, or one is missed."""
    rng = np.random.default_rng(seed)
    alarms = missed = learned = found = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(number_of_reports):
            report = made_up(rng, Path(folder))
            alarms += bool(check(report, together=True)[0])
            leaks, told = check(report, together=False)
            learned, found, missed = learned + bool(told), found + bool(leaks), missed + bool(told and not leaks)
    print(f"{number_of_reports} reports, seed {seed}: {alarms} false findings where tables are protected together")
    print(f"one by one {learned} tell a secret count, {found} are found to, {missed} missed")
    return int(bool(alarms or missed))


def check(report: Report, *, together: bool) -> tuple[list[str], list[str]]:
    """What `protect check` finds, and what a reader learns; nothing where the report is refused."""
    tables = finished(report, together=together)
    if tables is None:
        return [], []
    documents = {name: json.loads(of_table(table, "json")) for name, table in tables.items()}
    return [leak.message for leak in leaks_beside_data(documents, report.made)], learned_of(report, tables)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
