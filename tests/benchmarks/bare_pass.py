"""The baseline of `indicators`: 30 weighted bincounts keyed by PSU and level; never changed with the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS, PSUS, STRATA, INDICATORS = 1_000_000, 2_000, 100, 10
LEVELS = (2, 6, 34)


@dataclass(frozen=True)
class Rows:
    """A million made-up rows: every PSU in one stratum and one region, each indicator with 5 % of cases."""

    weight: NDArray[np.float64]
    stratum: NDArray[np.int64]
    psu: NDArray[np.int64]
    groups: tuple[NDArray[np.int32], ...]
    indicators: tuple[NDArray[np.bool_], ...]


def made_up(seed: int = 20) -> Rows:
    """The rows of the benchmark."""
    random = np.random.default_rng(seed)
    psu = random.integers(0, PSUS, ROWS)
    sex, age = (random.integers(0, levels, ROWS).astype(np.int32) for levels in LEVELS[:2])
    region = (psu % LEVELS[2]).astype(np.int32)
    cases = tuple(random.random(ROWS) < 0.05 for _ in range(INDICATORS))
    return Rows(random.uniform(0.5, 2, ROWS), psu % STRATA, psu, (sex, age, region), cases)


def bare(rows: Rows) -> list[NDArray[np.float64]]:
    """What a hand would write: per indicator and variable, the weight of the cases by PSU and level."""
    sums: list[NDArray[np.float64]] = []
    for case in rows.indicators:
        weighted = rows.weight * case
        sums += [_by_psu(rows.psu, group, levels, weighted) for group, levels in zip(rows.groups, LEVELS, strict=True)]
    return sums


def _by_psu(
    psu: NDArray[np.int64], group: NDArray[np.int32], levels: int, weighted: NDArray[np.float64]
) -> NDArray[np.float64]:
    return np.bincount(psu * levels + group, weighted, PSUS * levels)


def case_codes(rows: Rows) -> Sequence[NDArray[np.int32]]:
    """The indicators as the codebook hands them on."""
    return [case.astype(np.int32) for case in rows.indicators]
