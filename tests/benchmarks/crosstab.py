"""A 5 x 4 crossing with Rao and Scott's F on a million rows: every percentage with its interval, and the test.

Both sides start from the sampling unit, the weight and the two answers of every row; the sample is drawn beforehand, as
it is once for all tables of a report. By hand it is a count and a sum of weights by unit and cell, and the linear
algebra: standard errors and bounds of all shares, X^2, its design effects and F.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.codebook.answers import Answers, Level
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation.base import Settings
from analysis.estimation.estimate import Estimate, Subject
from analysis.estimation.tests import tested
from analysis.pipeline.crosstab_plan import of_variables
from analysis.pipeline.crosstab_tests import groups_of, tested_cells
from analysis.pipeline.quantities import folded

from . import paired
from .bare_pass import PSUS, STRATA, Rows, made_up

DOWN, ACROSS = 5, 4


def ours(sample: Sample, row: Answers, column: Answers) -> tuple[list[Estimate], float | None]:
    """All cells and totals, and F."""
    subject = Subject(column.name, column.label, "proportion")
    plan = of_variables(subject, row, column, row_harm=False, column_harm=False)
    sums = folded(sample, plan.measures, by=(), breakdowns=((),), rows=None, squares=False)
    made = list(plan.estimates(sums, Settings()))
    ((_, levels),) = groups_of(sums)
    one = tested_cells(plan, sums, levels, made[0].df, wald=False)
    return made, tested(one.cells, "rao-scott-f").p if one else None


def by_hand(rows: Rows, unit: NDArray[np.int64], row: NDArray[np.int32], column: NDArray[np.int32]) -> float:
    """The same F, and the standard errors and bounds of all shares, without anything else."""
    cells = DOWN * ACROSS
    place = unit * cells + row * ACROSS + column
    count = np.bincount(place, minlength=PSUS * cells).reshape(PSUS, cells)
    total = np.bincount(place, rows.weight, PSUS * cells).reshape(PSUS, cells)
    share = total.sum(axis=0) / total.sum()
    influence = (total - total.sum(axis=1, keepdims=True) * share) / total.sum()
    by_stratum = influence.reshape(STRATA, PSUS // STRATA, cells)
    off = (by_stratum - by_stratum.mean(axis=1, keepdims=True)).reshape(PSUS, cells)
    covariance = off.T @ off * (PSUS // STRATA) / (PSUS // STRATA - 1)
    same_row = np.kron(np.eye(DOWN), np.ones((ACROSS, ACROSS)))
    same_column = np.kron(np.ones((DOWN, DOWN)), np.eye(ACROSS))
    for same in (same_row, same_column, np.ones((cells, cells))):
        change = (np.eye(cells) - same * (share / (same @ share))[:, None]) / (same @ share)[:, None]
        variance = np.einsum("ij,jk,ik->i", change, covariance, change, optimize=True)
        p = share / (same @ share)
        size = np.minimum(same @ count.sum(axis=0), p * (1 - p) / variance)
        special.betaincinv(size * p, size * (1 - p) + 1, 0.025), special.betaincinv(size * p + 1, size * (1 - p), 0.975)
    odds = np.kron(*(np.column_stack([-np.ones(k - 1), np.eye(k - 1)]) for k in (DOWN, ACROSS))) / share
    effects = np.linalg.solve((odds * share) @ odds.T / count.sum(), odds @ covariance @ odds.T)
    table = share.reshape(DOWN, ACROSS)
    under = np.outer(table.sum(axis=1), table.sum(axis=0))
    squared = count.sum() * ((table - under) ** 2 / under).sum()
    trace = np.trace(effects)
    df = trace**2 / np.trace(effects @ effects)
    return float(special.fdtrc(df, df * (PSUS - STRATA), squared / trace))


def ratios(runs: int = 9) -> list[float]:
    """Time of ours over that of the pass by hand, in turn, after one warm-up of each, which must give the same p."""
    rows = made_up()
    random = np.random.default_rng(21)
    down, across = (random.integers(0, levels, len(rows.psu)).astype(np.int32) for levels in (DOWN, ACROSS))
    sample = draw(DesignColumns(len(rows.weight), rows.weight, rows.stratum, (rows.psu,)))
    row, column = (
        Answers(name, name, tuple(Level(float(k), str(k)) for k in range(levels)), code)
        for name, levels, code in (("row", DOWN, down), ("column", ACROSS, across))
    )
    unit = sample.unit.astype(np.int64)
    made, p = ours(sample, row, column)
    if (
        len(made) != 3 * DOWN * ACROSS + DOWN + ACROSS
        or p is None
        or not np.isclose(p, by_hand(rows, unit, down, across))
    ):
        raise RuntimeError("the crossing and the pass by hand do not give the same")
    return paired.ratios(lambda: ours(sample, row, column), lambda: by_hand(rows, unit, down, across), runs)
