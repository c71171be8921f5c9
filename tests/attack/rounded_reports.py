"""Random reports with rounded counts: `python -m tests.attack.rounded_reports [reports] [seed]`.

What they hide must be what they hide with exact counts, every printed count a multiple beside the true one, and there
must be children of whom all of them are true at once: then everything that adds up still does, in all of the tables.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import linprog

from analysis.pipeline.unprotected import Estimated
from analysis.presentation.table import Table

from .follow_ups import finished
from .known_sums import Cells, attack
from .reports_that_ask_on import Report, made_up
from .who_is_counted import Asks, counted

STEPS = (2, 3, 5, 10, 25)


def main(number_of_reports: int = 200, seed: int = 1) -> int:
    """Exit status 1 where a count is not as it should be."""
    return attack(rounded, number_of_reports, seed, "counts not as they should be")


def rounded(rng: np.random.Generator, folder: Path) -> list[str] | None:
    """What is wrong with the counts of one report; None where it is refused though with exact counts it is not."""
    report, step = made_up(rng, folder), int(rng.choice(STEPS))
    exact = finished(report, together=True)
    made = finished(replace(report, made={name: _in(step, one) for name, one in report.made.items()}), together=True)
    if exact is None:
        return []
    return None if made is None else [*_wrong(exact, made, step), *_contradictions(report, made, step)]


def _in(step: int, made: Estimated) -> Estimated:
    return replace(made, request=replace(made.request, shown=replace(made.request.shown, round_counts=step)))


def _wrong(exact: Mapping[str, Table], made: Mapping[str, Table], step: int) -> Iterator[str]:
    for name, table in made.items():
        for one, row in zip(exact[name].rows, table.rows, strict=True):
            if (one.status, one.base_hidden, one.estimate.value) != (row.status, row.base_hidden, row.estimate.value):
                yield f"{name}: another row is hidden"
            for true, printed in (
                (one.estimate.n, row.estimate.n),
                (one.estimate.n_cases or 0, row.estimate.n_cases or 0),
            ):
                if printed % step or not true - step < printed < true + step:
                    yield f"{name}: {printed} in the place of {true}, in multiples of {step}"


def _contradictions(report: Report, made: Mapping[str, Table], step: int) -> Iterator[str]:
    asks = {name: Asks.of(one.request, asked=report.asked) for name, one in report.made.items()}
    known = list(_printed(made, asks, report.children.shape))
    if not known:
        return
    sums, numbers = np.array([part.ravel() for part, _ in known]), np.array([number for _, number in known])
    if linprog(np.zeros(sums.shape[1]), A_eq=sums, b_eq=numbers, bounds=(0, None)).status:
        yield f"multiples of {step} that no children are"


def _printed(
    made: Mapping[str, Table], asks: Mapping[str, Asks], shape: tuple[int, ...]
) -> Iterator[tuple[Cells, float]]:
    for name, table in made.items():
        for row in table.rows:
            base, cases = counted(row.estimate.subject, asks[name], shape)
            if not row.base_hidden:
                yield base, row.estimate.n
            if row.estimate.n_cases is not None:
                yield cases, row.estimate.n_cases


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
