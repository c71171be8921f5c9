"""Medians with Woodruff intervals in the total and by 34 regions on a million rows in memory.

The baseline is what a hand would write for the same numbers without variance or interval: answers sorted once, weights
added up region by region, the medians, and the weight up to each median by sampling unit. Ours draws the sample and
gives value, standard error, interval, degrees of freedom and the counts that protection needs of all 35 estimates.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.codebook.answers import Answers, Level
from analysis.design import DesignColumns, draw
from analysis.estimation.base import Settings
from analysis.estimation.fold import Key
from analysis.estimation.ordered import in_order
from analysis.estimation.quantile import Wanted, quantiles

from . import paired
from .bare_pass import PSUS, Rows, made_up

REGIONS = 34
Numbers = NDArray[np.float64]


def bare(rows: Rows, income: Numbers) -> list[Numbers]:
    """Medians of all and of every region, and the weight up to them and of all by sampling unit."""
    region = rows.groups[2]
    order = np.argsort(income)
    found: list[Numbers] = []
    for group, groups in ((np.zeros_like(region), 1), (region, REGIONS)):
        here = order if groups == 1 else order[np.argsort(group[order].astype(np.int8), kind="stable")]
        ends = np.cumsum(np.bincount(group, minlength=groups))
        answers, weight = income[here], rows.weight[here]
        median = np.empty(groups)
        for code, last in enumerate(ends):
            first = 0 if code == 0 else ends[code - 1]
            added = np.cumsum(weight[first:last])
            median[code] = answers[first + np.searchsorted(added, added[-1] / 2)]
        below = income <= (median[0] if groups == 1 else median[group])
        place = rows.psu * groups + group
        found += [median, _sums(place, rows.weight * below, groups), _sums(place, rows.weight, groups)]
    return found


def _sums(place: NDArray[np.int64], weight: Numbers, groups: int) -> Numbers:
    return np.bincount(place, weight, PSUS * groups)


def ours(rows: Rows, income: Answers, region: Key) -> list[Numbers]:
    """The same medians with everything that stands beside them in a table."""
    sample = draw(DesignColumns(len(rows.weight), rows.weight, rows.stratum, (rows.psu,)))
    rising = in_order(income, sample, None, "math")
    found = [quantiles(income, rising, keys, Wanted((0.5,)), sample, Settings()) for keys in ((), (region,))]
    return [part.figures.value[0] for part in found]


def ratios(runs: int = 9) -> list[float]:
    """Time of ours over the bare pass, in turn, after one warm-up of each."""
    rows = made_up()
    number = np.random.default_rng(21).lognormal(6.5, 0.5, len(rows.weight))
    income = Answers("income", "Income", (Level(0, "answered"),), np.zeros(len(number), np.int32), number)
    region = Key(rows.groups[2], REGIONS)
    medians, by_hand = ours(rows, income, region), bare(rows, number)
    if not (np.array_equal(medians[0], by_hand[0]) and np.array_equal(medians[1], by_hand[3])):
        raise RuntimeError("the medians are not those of the bare pass")
    return paired.ratios(lambda: ours(rows, income, region), lambda: bare(rows, number), runs)
