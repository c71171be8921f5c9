"""The tests of independence that ../shared/conventions.md prints in its section 5, on the sample behind them."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from analysis import pipeline
from analysis.estimation import estimate
from analysis.request import Data, Design, Shown
from analysis.request_analysis import CrosstabRequest

# ../shared/cases/by_hand/reference_R.txt, R 4.2.2 and survey 4.1-1: statistic (of Chisq: X^2), p.
EXPECTED = {
    "rao-scott-f": (1.16083849942, 0.28667687494),
    "rao-scott-chisq": (1.16083849942, 0.281291710906),
    "wald": (1.29802041914, 0.260228992419),
    "adjusted-wald": (1.29802041914, 0.260228992419),
    "saddlepoint": (1.15906517372, 0.288736845462),
}


@pytest.fixture
def sample(shared: Path) -> Path:
    return shared / "by_hand" / "d.csv"


def _tests(file: Path, design: Design) -> dict[str, estimate.Test]:
    request = CrosstabRequest(
        row="sex",
        column="y",
        test=("all",),
        data=Data(file),
        design=design,
        shown=Shown(rules="none", protect="none"),
    )
    return {test.name: test for test in pipeline.crosstab(request).tests}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_printed_statistic_and_p(sample: Path, name: str) -> None:
    found = _tests(sample, Design(weight="w", strata="strat", psu=("psu",)))[name]
    assert (found.statistic, found.p) == pytest.approx(EXPECTED[name], rel=1e-6 if name == "saddlepoint" else 1e-11)


def test_the_printed_degrees_of_freedom(sample: Path) -> None:
    found = _tests(sample, Design(weight="w", strata="strat", psu=("psu",)))["rao-scott-f"]
    assert (found.df, found.ddf) == pytest.approx((1, 48))


def test_with_one_odds_ratio_the_law_of_the_weighted_sum_is_that_of_f(sample: Path) -> None:
    found = _tests(sample, Design(weight="w", strata="strat", psu=("psu",)))
    assert found["lincom"].p == pytest.approx(found["rao-scott-f"].p, rel=1e-12)


def test_under_simple_random_sampling_f_is_pearsons_statistic_times_n_less_one_over_n(sample: Path) -> None:
    found = _tests(sample, Design(weight="1"))["rao-scott-f"]
    assert found.statistic == pytest.approx(_pearson(sample) * 986 / 987, rel=1e-12)


def _pearson(file: Path) -> float:
    with file.open(newline="", encoding="utf-8") as stream:
        pairs = Counter((row["sex"], row["y"]) for row in csv.DictReader(stream))
    table = np.array([[pairs[sex, y] for y in ("0", "1")] for sex in ("0", "1")])
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum())
