"""What the variance must know of weights that were calibrated: the part of a statistic that known totals explain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..arrays import FloatArray, IntArray
from ..choices import CalibrationMethod


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The regression on the auxiliaries of which only the residuals vary from sample to sample.

    Attributes:
        method: how the weights were calibrated.
        names: the variables that totals were known of.
        rounds: steps that the calibration took.
        group: of each row, shape (n,); rows of a group have the same auxiliaries.
        x: auxiliaries of each group, sparse, shape (g, q).
        ratio: weight before over weight after the calibration, shape (n,); zero where there is no weight.
        inverse: of X'DX with the weights before, shape (q, q).
        by_unit: calibrated totals of the auxiliaries by deepest unit, sparse, shape (u, q).
    """

    method: CalibrationMethod
    names: tuple[str, ...]
    rounds: int
    group: IntArray
    x: Any
    ratio: FloatArray
    inverse: FloatArray
    by_unit: Any

    def of_rows(self, row: IntArray) -> Calibration:
        """The same for units that are rows, some several times; the regression stays that of the rows."""
        return replace(self, group=self.group[row], ratio=self.ratio[row])

    def residual(self, influence: FloatArray, products: FloatArray) -> FloatArray:
        """Influence of units, shape (u, s), less what its regression on the auxiliaries explains.

        `products` are the sums over rows of auxiliaries times influence, by the weights before, shape (q, s); Deville
        and Särndal (1992), section 3, with the factor g beside each residual.
        """
        return np.asarray(influence - self.by_unit @ (self.inverse @ products), dtype=np.float64)

    def products(self, scores: FloatArray) -> FloatArray:
        """What `residual` needs, from the scores of rows, their calibrated weight included, shape (n, s)."""
        sums = [np.bincount(self.group, self.ratio * column, self.x.shape[0]) for column in scores.T]
        return np.asarray(self.x.T @ np.stack(sums, axis=1), dtype=np.float64)
