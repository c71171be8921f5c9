"""The baseline of `model`: weighted least squares again and again, by hand; never changed with the engine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS, PSUS, STRATA = 1_000_000, 2_000, 100
LEVELS = (2, 2, 3, 4, 6)  # five categories
NUMBERS = 5  # and five numbers, which make every row its own pattern


@dataclass(frozen=True)
class Rows:
    """A million made-up rows: a yes or no that depends on five categories and five numbers."""

    weight: NDArray[np.float64]
    stratum: NDArray[np.int64]
    psu: NDArray[np.int64]
    outcome: NDArray[np.float64]
    categories: tuple[NDArray[np.int64], ...]
    numbers: tuple[NDArray[np.float64], ...]


def made_up(numbers: int = NUMBERS, seed: int = 21) -> Rows:
    """The rows of the benchmark."""
    random = np.random.default_rng(seed)
    psu = random.integers(0, PSUS, ROWS)
    categories = tuple(random.integers(0, levels, ROWS) for levels in LEVELS * (2 if not numbers else 1))
    values = tuple(random.normal(0, 1, ROWS) for _ in range(numbers))
    eta = -2 + sum(0.2 * code for code in categories[:3]) + sum((0.1 * value for value in values), np.zeros(ROWS))
    outcome = (random.random(ROWS) < 1 / (1 + np.exp(-eta))).astype(np.float64)
    return Rows(random.uniform(0.5, 2, ROWS), psu % STRATA, psu, outcome, categories, values)


def design_matrix(rows: Rows) -> NDArray[np.float64]:
    """Ones, a column for each level but the first, and the numbers."""
    dummies = [code == level for code in rows.categories for level in range(1, int(code.max()) + 1)]
    return np.column_stack([np.ones(ROWS), *dummies, *rows.numbers])


def bare(rows: Rows, matrix: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Coefficients after so many steps; no standard errors."""
    at = np.zeros(matrix.shape[1])
    for _ in range(steps):
        mean = 1 / (1 + np.exp(-(matrix @ at)))
        working = rows.weight * mean * (1 - mean)
        information = matrix.T @ (matrix * working[:, None])
        at = at + np.linalg.solve(information, matrix.T @ (rows.weight * (rows.outcome - mean)))
    return at
