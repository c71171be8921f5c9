"""Random reports that ask on, attacked: `python -m tests.attack.follow_ups [reports] [seed]`.

The reader knows how their questions hang together, every count and base that the tables show, and how many their notes
and their provenance say are in the domain, did not answer, were not asked or have no place.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from itertools import permutations, product
from pathlib import Path

import numpy as np

from analysis.errors import ProtectionError
from analysis.pipeline.finish import finish
from analysis.pipeline.side_by_side import protected_together
from analysis.pipeline.unprotected import Estimated
from analysis.presentation.table import Table
from analysis.request import FlowRequest
from tests.pipeline.small import ROWS

from .known_sums import LIMIT, attack, learned
from .reports_that_ask_on import Report, made_up
from .who_is_counted import NEVER, Asks, Cells, counted, held, those


def main(number_of_reports: int = 500, seed: int = 1) -> int:
    """Exit status 1 where a secret count was found out."""
    return attack(attacked, number_of_reports, seed)


def attacked(rng: np.random.Generator, folder: Path, *, together: bool = True) -> list[str] | None:
    """What a reader of one report learns of secret counts; None where it is refused."""
    report = made_up(rng, folder)
    tables = finished(report, together=together)
    return None if tables is None else learned_of(report, tables)


def finished(report: Report, *, together: bool) -> dict[str, Table] | None:
    """Its tables, protected together or each by itself; None where these are refused."""
    try:
        hidden = protected_together(report.made) if together else {}
        return {name: finish(one, hidden.get(name)) for name, one in report.made.items()}
    except ProtectionError:
        return None


def learned_of(report: Report, tables: Mapping[str, Table]) -> list[str]:
    """What a reader of tables learns of secret counts."""
    children = report.children
    asks = {name: Asks.of(made.request, asked=report.asked) for name, made in report.made.items()}
    known = [equation for name, table in tables.items() for equation in _known(table, asks[name], children)]
    possible = np.ones(children.shape, np.bool_)
    possible[:, :, 0, :, NEVER + 1 :] = possible[:, :, 1:, :, NEVER] = False
    told = [*learned(children, known, _secrets(report.made, asks, children), possible)]
    flows = {name: asks[name] for name, one in report.made.items() if isinstance(one.request, FlowRequest)}
    of_flows = [(np.ones(children.shape), float(ROWS))]
    of_flows += [equation for name, one in flows.items() for equation in _known(tables[name], one, children)]
    return [*told, *learned(children, of_flows, _differing(report.made, flows, children), possible)]


def _known(table: Table, asks: Asks, children: Cells) -> Iterator[tuple[Cells, float]]:
    """Which cases add up to which number, as far as a table tells."""
    shape = children.shape
    inside, rows = held(asks.where, shape)[0], table.provenance["rows_in_domain"]
    yield np.ones(shape), ROWS
    if rows is not None:
        yield inside, rows
    for reason in table.missing:
        some = asks.not_asked if reason.reason == "not_asked" else asks.blank
        yield some(reason.variable, shape) * inside, reason.n
    yield from _noted(table, asks, shape)
    for row in table.rows:
        base, cases = counted(row.estimate.subject, asks, shape)
        if not row.base_hidden:
            yield base, row.estimate.n
        if row.estimate.n_cases is not None:
            yield cases, row.estimate.n_cases


def _noted(table: Table, asks: Asks, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    inside, unknown = held(asks.where, shape)
    if "told" in asks.where:
        unknown = unknown + those(shape, answers=[NEVER]) * (1 - inside)
    for text in table.notes:
        if found := re.search("place: rows without a value, which form no group: ([0-9]+) ", text):
            asked = those(shape, -1) * inside
            for name in asks.crossing or (table.rows[0].estimate.subject.variable,):
                asked *= 1 - asks.not_asked(name, shape)
            yield asked, int(found[1])
        if found := re.search("not known whether the condition holds: ([0-9]+)", text):
            yield unknown, int(found[1])


def _secrets(made: Mapping[str, Estimated], asks: Mapping[str, Asks], children: Cells) -> Iterator[Cells]:
    """Of every row the cases, the others and the base, where these are one to four children."""
    for name, one in made.items():
        for estimate in one.estimates:
            base, cases = counted(estimate.subject, asks[name], children.shape)
            for some in (base, cases, base - cases):
                if 0 < (some * children).sum() < LIMIT:
                    yield some


def _differing(made: Mapping[str, Estimated], asks: Mapping[str, Asks], children: Cells) -> Iterator[Cells]:
    """Of the steps of two flows those in one and not in the other, where these are one to four children."""
    flows = [
        [counted(estimate.subject, of, children.shape)[1] for estimate in made[name].estimates]
        for name, of in asks.items()
    ]
    for one, other in permutations(flows, 2):
        for step, beside in product(one, other):
            if 0 < (step * (1 - beside) * children).sum() < LIMIT:
                yield step * (1 - beside)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
