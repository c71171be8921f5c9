"""The tests of a crossing, group by group, and how far each cell is from independence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..choices import CrosstabTest
from ..codebook.answers import Level
from ..estimation.crossing import Pair, alone, tables
from ..estimation.estimate import Estimate, Subject, Test
from ..estimation.joint import joint
from ..estimation.levels import Levels
from ..estimation.tests import Cells, residuals, tested
from .crosstab_plan import Cell, Plan
from .quantities import Folded

Group = Mapping[str, Level]
WALD = frozenset({"wald", "adjusted-wald"})


@dataclass(frozen=True, slots=True)
class Tested:
    """The crossing of one group as tests have it: without empty rows and columns.

    Attributes:
        crossings, rows, columns: which of the plan's are left; of a set, answers that some ticked and some did not.
    """

    cells: Cells
    crossings: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]


def groups_of(sums: Folded) -> Iterator[tuple[Group, Levels]]:
    """The total, and every group of every breakdown, each with its totals."""
    for breakdown, levels in zip(sums.breakdowns, sums.rolled, strict=True):
        for position, codes in enumerate(levels.codes.tolist()):
            by = {sums.by[key].name: sums.by[key].levels[code] for key, code in zip(breakdown, codes, strict=True)}
            yield by, alone(levels, position)


def tested_cells(plan: Plan, sums: Folded, levels: Levels, df: float | None, *, wald: bool) -> Tested | None:
    """The cells of a group with their covariance; None where less than two rows or columns have anybody."""
    sample, slots = sums.sample, sums.totals.slots

    def anybody(crossing: int, pairs: Sequence[Pair]) -> bool:
        return bool(levels.rows(slots[crossing].counted(plan.crossings[crossing].codes(pairs))).sum())

    columns = tuple(j for j in plan.columns if anybody(0, plan.crossings[0].pairs(None, [j])))
    if plan.about.set:
        rows: tuple[int, ...] = (0, 1)
        both = [k for k, one in enumerate(plan.crossings) if all(anybody(k, one.pairs([row])) for row in rows)]
    else:
        rows = tuple(line.answer for line in plan.lines if anybody(0, plan.crossings[0].pairs([line.answer])))
        both = [0]
    if not both or len(rows) < 2 or len(columns) < 2:
        return None
    pairs = [plan.crossings[k].pairs(rows, columns) for k in both]
    crossings, some = [plan.crossings[k] for k in both], [slots[k] for k in both]
    shape = (len(both), len(rows), len(columns))
    value, covariance = joint(levels, tables(crossings, some, pairs, totals=False), sample)
    total, total_covariance = np.zeros(shape), np.zeros((0, 0))
    if wald:
        totals, total_covariance = joint(levels, tables(crossings, some, pairs, totals=True), sample)
        total = totals.reshape(shape)
    together = zip(crossings, some, pairs, strict=True)
    n = np.array([levels.rows(slot.counted(one.codes(part))).sum() for one, slot, part in together], dtype=np.float64)
    cells = Cells(value.reshape(shape), covariance, n, df or 0.0, total, total_covariance)
    return Tested(cells, tuple(both), rows, columns)


def tests_of(one: Tested | None, names: Sequence[CrosstabTest], of: str, by: Group) -> Iterator[Test]:
    """Each test of one group; without numbers where there are no two rows and columns."""
    for name in names:
        if one is None:
            yield Test(name, of, None, by=by, reason="one row or column")
            continue
        found = tested(one.cells, name)
        yield Test(name, of, found.statistic, found.df, found.ddf, found.p, by, found.reason)


def residuals_of(one: Tested, plan: Plan, cells: Mapping[Cell, Estimate]) -> Iterator[Estimate]:
    """How far each cell of a group is from independence; `cells` are its shares of all, by line and column."""
    found = residuals(one.cells)
    for position, line in enumerate(plan.lines):
        for column in plan.columns:
            cell = cells[position, column]
            value = math.nan
            if line.crossing in one.crossings and line.answer in one.rows and column in one.columns:
                place = (one.crossings.index(line.crossing), one.rows.index(line.answer), one.columns.index(column))
                value = float(found[place])
            yield Estimate(
                _residual(cell.subject),
                value if math.isfinite(value) else None,
                n=cell.n,
                contributors=cell.n_cases,
                df=cell.df,
                n_psu=cell.n_psu,
                n_strata=cell.n_strata,
            )


def _residual(cell: Subject) -> Subject:
    return replace(cell, statistic="residual", percent_of="", exclusive_parts=False)
