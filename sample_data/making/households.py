"""The sample drawn: strata, sampling units, children screened, weights, and who of them uses the internet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calibrate import BoolArray, FloatArray, draw, settle

CHILDREN = 1082
INTERNET_USERS = 995
POPULATION = 27_231_704  # children aged 12-17 in Indonesia, published
USE = (0.9196, 0.9204)  # published: 92.0 %

# Sampling units and share of the population of the 12 strata: region by zone by urban and rural. The eastern
# strata are sampled more heavily than their share, as surveys do that report on every region.
SAMPLED_UNITS = (12, 9, 9, 8, 11, 9, 8, 7, 8, 6, 7, 6)
POPULATION_SHARE = (0.150, 0.105, 0.110, 0.085, 0.135, 0.100, 0.085, 0.070, 0.055, 0.040, 0.035, 0.030)
SIZES = np.repeat((10, 11, 12), (38, 42, 20))  # children interviewed in a unit; together 1,082


@dataclass(frozen=True, slots=True)
class Sample:
    """Everything the screening knows, one entry a child, and the leanings that its answers will share.

    Attributes:
        columns: the columns of the file.
        weight: children represented.
        user: uses the internet, and so was interviewed.
        older: aged 15-17.
        exposure: how likely things are to happen to the child online; alike within a sampling unit.
    """

    columns: dict[str, np.ndarray]
    weight: FloatArray
    user: BoolArray
    older: BoolArray
    exposure: FloatArray


def weights(stratum: np.ndarray, unit: np.ndarray, rng: np.random.Generator) -> FloatArray:
    """Design weight of the stratum, times the luck of the unit, times non-response; they sum to the population."""
    by_stratum = np.array(POPULATION_SHARE) / np.bincount(stratum, minlength=12)
    by_unit = rng.lognormal(0, 0.33, size=unit.max() + 1)
    raw = by_stratum[stratum] * by_unit[unit] * rng.lognormal(0, 0.28, size=len(unit))
    return np.round(raw / raw.sum() * POPULATION, 1)


def screened(rng: np.random.Generator) -> Sample:
    """Draw the 1,082 children screened, of whom 995 use the internet."""
    unit_stratum = np.repeat(np.arange(12), SAMPLED_UNITS)
    unit = np.repeat(np.arange(len(unit_stratum)), rng.permutation(SIZES))
    stratum = unit_stratum[unit]
    within = unit - np.searchsorted(unit_stratum, np.arange(12))[stratum]
    weight = weights(stratum, unit, rng)
    age = rng.integers(12, 18, size=CHILDREN)
    rural = stratum % 2 == 1
    everyone = np.ones(CHILDREN, dtype=bool)
    offline = draw(CHILDREN - INTERNET_USERS, np.exp(0.9 * rural - 0.25 * (age - 12)), everyone, rng)
    user = settle(~offline, everyone, weight, USE, rng, pool=everyone)
    columns = {
        "child_id": np.arange(1, CHILDREN + 1),
        "household_id": np.array([f"H{number:04d}" for number in 1 + rng.permutation(CHILDREN)]),
        "stratum": stratum + 1,
        "psu": 100 * (stratum + 1) + within + 1,
        "wt": weight,
        "region": stratum // 4 + 1,
        "area": rural + 1,
        "sex": rng.integers(1, 3, size=CHILDREN),
        "age": age,
        "uses_internet": np.where(user, 1, 2),
    }
    leaning = 0.6 * rng.normal(size=unit.max() + 1)[unit] + 0.15 * (age - 14.5)
    return Sample(columns, weight, user, age >= 15, np.exp(leaning + 0.5 * rng.normal(size=CHILDREN)))
