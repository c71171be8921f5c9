"""A model under the design: coefficients and means with one covariance, made from scores or from replicates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import BoolArray, FloatArray, IntArray
from ...design import Sample
from ..spread import Again, degrees, spread
from .coding import Coding
from .families import Family
from .fit import Columns, Fit, columns, fit, inverse
from .means import Mean
from .sums import Cells, Patterns, Rows, Sums, cells, patterns


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fit with what it was made from.

    Attributes:
        coding: its columns; where answers are ordered without a constant, in whose place are thresholds.
        naive: inverse of the information, of the coefficients of the columns as they are, shape (p + t, p + t).
    """

    coding: Coding
    family: Family
    rows: Rows
    patterns: Patterns
    cells: Cells
    columns: Columns
    sums: Sums
    fit: Fit

    @property
    def coefficient(self) -> FloatArray:
        """Of the columns as they are, then the thresholds, shape (p + t,)."""
        return np.asarray(self.columns.outward() @ self.fit.coefficient)

    @property
    def spent(self) -> int:
        """What residual degrees of freedom lose: a coefficient each, thresholds together one as a constant does."""
        return len(self.coding.columns) + self.family.ordered

    @property
    def naive(self) -> FloatArray:
        """What the covariance would be if the rows were drawn one by one and the weights were counts."""
        outward = self.columns.outward()
        return np.asarray(outward @ inverse(self.fit.information) @ outward.T)

    @property
    def likelihood(self) -> float:
        """Working log-likelihood, but for a constant."""
        return self.family.likelihood(self.sums.w, self.sums.wy, self.sums.wyy, self.fit.mean)


def fitted(coding: Coding, family: Family, rows: Rows, sample: Sample) -> Fitted:
    """Add the rows up by pattern, and fit."""
    of = patterns(rows)
    sums = of.sums(sample.weight[rows.row], rows)
    if family.ordered:
        coding = coding.without_constant()
    made = columns(coding.matrix(of.variables, of.size), coding.constant, max(0, len(rows.answers) - 1))
    return Fitted(coding, family, rows, of, cells(rows, of, sample), made, sums, fit(made, sums, family))


@dataclass(frozen=True, slots=True)
class Estimates:
    """Coefficients, then means.

    Attributes:
        value: shape (s,).
        covariance: shape (s, s); no numbers where a replicate has no fit.
        df: of the domain, before the coefficients are taken off.
    """

    value: FloatArray
    covariance: FloatArray
    df: float


def estimates(of: Fitted, means: Sequence[Mean], sample: Sample, inside: BoolArray, df: str) -> Estimates:
    """Everything with one covariance; `inside` says which rows of the file are in the domain, answered or not."""
    asked = [mean.of(of.fit.coefficient, of.sums.w, of.family) for mean in means]
    share = of.sums.w / of.sums.w.sum()
    value = np.concatenate([of.coefficient, [share @ said for said, _ in asked]])
    covariance = _covariance(of, value, asked, _again(of, means), sample, inside)
    return Estimates(value, covariance, degrees(sample, inside, df))


Asked = Sequence[tuple[FloatArray, FloatArray]]  # of each mean, what the model says of a pattern, and the gradient


def _covariance(
    of: Fitted, value: FloatArray, asked: Asked, again: Again, sample: Sample, inside: BoolArray
) -> FloatArray:
    """The one covariance, from scores of sampling units; calibration asks for those of each row."""
    if sample.replicates is not None:
        return spread(sample, np.empty((0, 0)), value, again, inside)
    if sample.calibration is not None:
        return spread(sample, _scores(of, asked, of.rows.row, len(sample.weight)), value, again, inside)
    size = sample.units.size
    weight = np.asarray(np.bincount(of.cells.unit, of.cells.w, size), dtype=np.float64)
    units = replace(sample, weight=weight, unit=np.arange(size))
    return spread(units, _scores(of, asked, of.cells.unit, size), value, again, np.ones(size, dtype=np.bool_))


def _scores(of: Fitted, asked: Asked, unit: IntArray, size: int) -> FloatArray:
    """Influence of every unit on each coefficient and mean, weights included, shape (size, s); `unit` is of each cell.

    That of a mean has two parts: through the coefficients, and through who makes up the mean.
    """
    here, pattern = of.cells, None if of.patterns.of_row is None else of.cells.pattern

    def at_cells(values: FloatArray) -> FloatArray:
        return values if pattern is None else values[pattern]

    inner = inverse(of.fit.information)
    turned = np.vstack([of.columns.outward() @ inner, *(gradient @ inner for _, gradient in asked)])
    residual, *of_thresholds = _residuals(of, at_cells)
    moments = [np.bincount(unit, at_cells(column) * residual, size) for column in of.columns.at]
    moments += [np.bincount(unit, one, size) for one in of_thresholds]
    made = np.asarray(np.stack(moments, axis=1) @ turned.T, dtype=np.float64)
    share = of.sums.w / of.sums.w.sum()
    for place, (said, _) in enumerate(asked, start=of.columns.size):
        made[:, place] += np.bincount(unit, at_cells(said - share @ said) * here.w, size) / of.sums.w.sum()
    return made


def _residuals(of: Fitted, at_cells: Callable[[FloatArray], FloatArray]) -> list[FloatArray]:
    """What each cell adds to the score of the linear predictor, then of each threshold."""
    here, done = of.cells, of.fit
    if done.pulls is not None:
        return [at_cells(pull) * here.w for pull in done.pulls]
    residual = here.wy - at_cells(done.mean) * here.w
    return [residual if done.factor is None else residual * at_cells(done.factor)]


def _again(of: Fitted, means: Sequence[Mean]) -> Again:
    """The same from other weights, the fit starting where the full one ended."""

    def from_weights(weight: FloatArray) -> FloatArray:
        sums = of.patterns.sums(weight[of.rows.row], of.rows)
        made = fit(of.columns, sums, of.family, of.fit.coefficient)
        said = [mean.of(made.coefficient, sums.w, of.family)[0] for mean in means]
        share = sums.w / sums.w.sum()
        value = np.concatenate([of.columns.outward() @ made.coefficient, [share @ one for one in said]])
        return value if made.converged else np.full_like(value, np.nan)

    return from_weights
