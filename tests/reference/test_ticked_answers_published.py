"""The test of ticked answers against what is printed of 262 Kansas farmers: education by sources of information.

Data first examined by Loughin and Scherer (1998, Biometrics 54, 630-637) and tested by Bilder, Loughin and Nettleton
(2000, Communications in Statistics 29, 1285-1316). Counts and results as the manual of the R package MRCV 0.4-0 (Koziol
and Bilder) prints them under `item.response.table` and `MI.test`. Who ticked what together is not printed, and X^2 does
not depend on it. The second-order test does, through its degrees of freedom: these are taken from print, and what
follows from them is held.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.design import DesignColumns, draw
from analysis.estimation import tests as independence
from analysis.estimation.crossing import alone, crossed, tables
from analysis.estimation.fold import Fold, fold
from analysis.estimation.joint import joint
from analysis.estimation.tests import Cells, pearson

# By education: did not tick, ticked each of five sources.
PRINTED = {
    "professional consultant": ((69, 14, 30, 94, 11), (19, 2, 1, 19, 3), 5.96),
    "veterinarian": ((50, 10, 18, 84, 10), (38, 6, 13, 29, 4), 7.89),
    "extension service": ((59, 8, 21, 73, 6), (29, 8, 10, 40, 8), 4.62),
    "magazines": ((41, 8, 14, 60, 8), (47, 8, 17, 53, 6), 1.42),
    "feed companies": ((48, 12, 17, 84, 8), (40, 4, 14, 29, 6), 10.95),
}
TOGETHER, ADJUSTED, DF, P = 30.84, 28.68, 18.6, 0.0632
FARMERS = 262


def cells(*sources: str) -> Cells:
    """The crossings of some sources with education, under simple random sampling."""
    education = np.repeat(np.arange(5), np.add(*PRINTED[sources[0]][:2])).astype(np.int32)
    made = []
    for source in sources:
        untouched, ticked, _ = PRINTED[source]
        pairs = zip(untouched, ticked, strict=True)
        tick = np.concatenate([np.repeat((0, 1), pair) for pair in pairs]).astype(np.int32)
        made.append(crossed(tick, education, 2, 5))
    sample = draw(DesignColumns(FARMERS))
    totals = fold(Fold(sample, (), tuple(measure for _, measure in made)))
    crossings = [one for one, _ in made]
    ask = tables(crossings, totals.slots, [one.pairs() for one in crossings], totals=False)
    share, covariance = joint(alone(totals.levels(()), 0), ask, sample)
    n, none = np.full(len(made), float(FARMERS)), np.zeros(0)
    return Cells(share.reshape(len(made), 2, 5), covariance, n, math.inf, none, none)


@pytest.mark.parametrize("source", PRINTED)
def test_the_statistic_of_each_source_is_as_printed(source: str) -> None:
    assert pearson(cells(source)) == pytest.approx(PRINTED[source][2], abs=0.005)


def test_the_statistics_add_up_to_that_of_all_sources_together() -> None:
    assert pearson(cells(*PRINTED)) == pytest.approx(TOGETHER, abs=0.005)


def test_with_the_printed_degrees_of_freedom_the_second_order_test_is_as_printed() -> None:
    effects = np.ones(20)
    effects[:10] += math.sqrt(20 / DF - 1)  # any twenty with this sum and sum of squares
    effects[10:] -= math.sqrt(20 / DF - 1)
    found = independence.TESTS["rao-scott-f"](cells(*PRINTED), effects)
    assert found.df == pytest.approx(DF, rel=1e-12)
    assert found.statistic * found.df == pytest.approx(ADJUSTED, abs=0.005)
    assert found.p == pytest.approx(P, abs=0.0005)


def test_under_simple_random_sampling_the_first_order_test_is_that_of_pearson() -> None:
    """The mean effect is n / (n - 1): each source has its own, and only ties between them differ."""
    found = independence.tested(cells(*PRINTED), "rao-scott-chisq")
    assert found.df == 20
    assert found.statistic == pytest.approx(TOGETHER * (FARMERS - 1) / FARMERS, rel=0.02)
