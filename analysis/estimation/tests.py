"""Tests of independence of two questions, from the covariance of the cells of their crossing under the design.

X^2 is Pearson's statistic of the estimated shares, scaled to the rows that answered. Under independence it is a sum of
chi-squares weighted by generalised design effects (Rao and Scott 1984); the tests differ in what they make of that sum.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ..arrays import FloatArray
from ..choices import CrosstabTest
from .quadratic import one_chi_square, saddlepoint_tail, tail

NO_DF = "no degrees of freedom"
TOO_FEW = "too few cells or sampling units"
NEGATIVE = "a negative variance"
SINGULAR = 1e-12  # eigenvalues below this part of the largest are none
BELOW = 1e-9  # and those this part of it below zero are no rounding, but a variance that can be negative


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one crossing, or of one crossing a ticked answer, as the design estimates them.

    Attributes:
        share: of all in its crossing, shape (t, r, c); no row and no column of it is empty.
        covariance: of all shares, shape (t * r * c, t * r * c).
        n: rows of the file behind each crossing, shape (t,).
        df: degrees of freedom of the variance.
        total, total_covariance: the same of weighted totals; only the Wald tests ask.
    """

    share: FloatArray
    covariance: FloatArray
    n: FloatArray
    df: float
    total: FloatArray
    total_covariance: FloatArray

    @property
    def parameters(self) -> int:
        """Degrees of freedom of independence: (r - 1) (c - 1) for each crossing."""
        tables, rows, columns = self.share.shape
        return int(tables * (rows - 1) * (columns - 1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test finds; p is None where it does not exist, with the reason."""

    statistic: float | None
    df: float | None = None
    ddf: float | None = None
    p: float | None = None
    reason: str = ""


def expected(share: FloatArray) -> FloatArray:
    """Shares under independence, shape (t, r, c)."""
    return np.asarray(share.sum(axis=2, keepdims=True) * share.sum(axis=1, keepdims=True))


def residuals(cells: Cells) -> FloatArray:
    """Departure of each cell from independence over its own standard error under the design, shape (t, r, c)."""
    change = _change(cells.share)
    variance = np.einsum("ij,jk,ik->i", change, cells.covariance, change).reshape(cells.share.shape)
    error = np.sqrt(np.where(variance > 0, variance, np.nan))
    return np.asarray((cells.share - expected(cells.share)) / error)


def pearson(cells: Cells) -> float:
    """X^2, added up over the crossings."""
    under = expected(cells.share)
    return float(cells.n @ ((cells.share - under) ** 2 / under).sum(axis=(1, 2)))


def design_effects(cells: Cells) -> FloatArray:
    """Weights of the chi-squares that X^2 is made of, shape (k,), none of them zero; empty where they do not exist."""
    form = _of_log_odds(cells) if len(cells.share) == 1 else _of_departures(cells)
    if form is None or not np.isfinite(form).all():
        return np.zeros(0)
    found = np.linalg.eigvalsh(form)
    largest = np.abs(found).max()
    return np.asarray(found[(found > SINGULAR * largest) | (found < -BELOW * largest)], dtype=np.float64)


def _of_log_odds(cells: Cells) -> FloatArray | None:
    """Covariance of the log odds ratios under the design over that of a simple random sample; as R's `svychisq`.

    Rao and Scott (1984), section 4, at the observed shares. A cell without anybody has no part in the odds.
    """
    _, rows, columns = cells.share.shape
    share = cells.share.ravel()
    inverse = np.divide(1, share, out=np.zeros_like(share), where=share > 0)
    odds = np.kron(_contrasts(rows), _contrasts(columns)) * inverse
    simple = (odds * share) @ odds.T / cells.n[0]
    root = _inverse_root(simple)
    return None if root is None else np.asarray(root.T @ (odds @ cells.covariance @ odds.T) @ root)


def _of_departures(cells: Cells) -> FloatArray:
    """Covariance of the departures under the design, scaled as X^2 squares them: what ticked answers have together."""
    change = _change(cells.share)
    scale = np.sqrt(np.repeat(cells.n, cells.share[0].size) / expected(cells.share).ravel())
    return np.asarray((change @ cells.covariance @ change.T) * np.outer(scale, scale))


def _contrasts(levels: int) -> FloatArray:
    """Each level but the first against the first, shape (levels - 1, levels)."""
    return np.asarray(np.column_stack([-np.ones(levels - 1), np.eye(levels - 1)]))


def _inverse_root(matrix: FloatArray) -> FloatArray | None:
    """A root of the inverse; None where there is no inverse, as with too many empty cells."""
    value, vector = np.linalg.eigh(matrix)
    return None if value.min() <= SINGULAR * value.max() else np.asarray(vector / np.sqrt(value))


def _change(share: FloatArray) -> FloatArray:
    """Change of every departure with every cell, crossing by crossing; of shares, or of totals.

    A departure is its cell less row times column over the sum of all.
    """
    rows, columns = share.shape[1:]
    in_row = np.kron(np.eye(rows), np.ones((columns, columns)))
    in_column = np.kron(np.ones((rows, rows)), np.eye(columns))
    out = np.zeros((share.size, share.size))
    for table, cells in enumerate(share):
        size = cells.sum()
        row, column = np.repeat(cells.sum(axis=1), columns)[:, None], np.tile(cells.sum(axis=0), rows)[:, None]
        here = slice(table * cells.size, (table + 1) * cells.size)
        out[here, here] = np.eye(cells.size) - (column * in_row + row * in_column) / size + row * column / size**2
    return out


def _wald(cells: Cells) -> float | None:
    """Squared length of the departures of the totals, in their own covariance, over their number; None without one."""
    change = _change(cells.total)
    tables, rows, columns = cells.total.shape
    free = np.zeros((tables, rows, columns), dtype=np.bool_)
    free[:, 1:, 1:] = True
    sums = cells.total.sum(axis=(1, 2), keepdims=True)
    departure = (cells.total - expected(cells.total) / sums)[free]
    covariance = (change @ cells.total_covariance @ change.T)[np.ix_(free.ravel(), free.ravel())]
    root = _inverse_root(covariance) if np.isfinite(covariance).all() else None
    return None if root is None else float(((departure @ root) ** 2).sum() / cells.parameters)


def _f(cells: Cells, effects: FloatArray) -> Outcome:
    """Second order: X^2 over the sum of the effects, F with the degrees of freedom that the effects are worth."""
    df = _worth(effects)
    statistic = pearson(cells) / effects.sum()
    return Outcome(statistic, df, df * cells.df, one_chi_square(df * statistic, df, df * cells.df))


def _first_order(cells: Cells, effects: FloatArray) -> Outcome:
    """First order: X^2 over the mean effect, a chi-square."""
    statistic = pearson(cells) * cells.parameters / effects.sum()
    return Outcome(statistic, cells.parameters, None, one_chi_square(statistic, cells.parameters))


def _worth(effects: FloatArray) -> float:
    """Degrees of freedom of the one chi-square nearest to the sum (Satterthwaite)."""
    return float(effects.sum() ** 2 / (effects**2).sum())


def _combination(law: Callable[[float, FloatArray, float], float]) -> Callable[[Cells, FloatArray], Outcome]:
    """X^2 by the law of the sum itself, over a variance with the degrees of freedom of `_f`."""

    def test(cells: Cells, effects: FloatArray) -> Outcome:
        statistic, ddf = pearson(cells), _worth(effects) * cells.df
        return Outcome(statistic, cells.parameters, ddf, law(statistic, effects, ddf))

    return test


def _plain_wald(cells: Cells, effects: FloatArray) -> Outcome:
    """Wald's statistic, F with the degrees of freedom of the variance; too large where these are few."""
    statistic = _wald(cells)
    if statistic is None:
        return Outcome(None, reason=TOO_FEW)
    df = cells.parameters
    return Outcome(statistic, df, cells.df, one_chi_square(df * statistic, df, cells.df))


def _adjusted_wald(cells: Cells, effects: FloatArray) -> Outcome:
    """Wald's statistic as Hotelling's T squared, F with as many degrees of freedom less (Fellegi 1980)."""
    statistic, df = _wald(cells), cells.parameters
    left = cells.df - df + 1
    if statistic is None or left <= 0:
        return Outcome(None, reason=TOO_FEW)
    adjusted = statistic * left / cells.df
    return Outcome(adjusted, df, left, one_chi_square(df * adjusted, df, left))


TESTS: Mapping[CrosstabTest, Callable[[Cells, FloatArray], Outcome]] = {
    "rao-scott-f": _f,
    "rao-scott-chisq": _first_order,
    "wald": _plain_wald,
    "adjusted-wald": _adjusted_wald,
    "lincom": _combination(tail),
    "saddlepoint": _combination(saddlepoint_tail),
}


def tested(cells: Cells, test: CrosstabTest) -> Outcome:
    """One test of one crossing, or of the crossings of a response set together."""
    effects = design_effects(cells)
    if cells.df <= 0:
        return Outcome(None, reason=NO_DF)
    if not len(effects) or not math.isfinite(pearson(cells)):
        return Outcome(None, reason=TOO_FEW)
    if (effects < 0).any():
        return Outcome(None, reason=NEGATIVE)
    return TESTS[test](cells, effects)
