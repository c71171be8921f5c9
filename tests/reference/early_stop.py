"""Where R's `glm` stops: when the deviance hardly changes, its working weights still those of the step before.

The standard errors of `svyglm` are made with these weights, and so differ from those at the solution in the fourth to
seventh digit. Our fit with R's weights put in the place of its own must give R's numbers; the reference numbers in
models.json are made by R with `epsilon = 1e-15`, where nothing is left of the difference.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.arrays import FloatArray
from analysis.design import Sample
from analysis.estimation.models.fit import Fit, columns
from analysis.estimation.models.model import Fitted
from analysis.estimation.models.sums import Patterns, Sums

EPSILON = 1e-8  # of R's glm.control


def as_r_stops(of: Fitted, sample: Sample) -> Fitted:
    """The same model by rows, its information and working weights as R leaves them."""
    y, rows = of.rows.outcome, len(of.rows.outcome)
    weight = sample.weight[of.rows.row]
    matrix = of.coding.matrix(of.rows.variables, rows)
    made = columns(matrix.copy(), None)
    eta = _start(of, y, weight)
    deviance = np.inf
    while True:
        mean = of.family.mean(eta)
        slope = of.family.slope(eta, mean)
        working = weight * slope**2 / of.family.variance(mean)
        information = (matrix * working) @ matrix.T
        at = np.linalg.solve(information, (matrix * working) @ (eta + (y - mean) / slope))
        eta = at @ matrix
        now = of.family.mean(eta)
        before, deviance = deviance, _deviance(of, y, weight, now)
        if abs(deviance - before) / (abs(deviance) + 0.1) < EPSILON:
            factor = working / weight / of.family.slope(eta, now)
            fit = Fit(at, information, now, factor, 0, converged=True)
            alone = Patterns(rows, None, of.rows.variables)
            cells = replace(
                of.cells,
                unit=sample.unit[of.rows.row],
                pattern=np.arange(rows),
                n=np.ones(rows, np.int64),
                cases=(y != 0).astype(np.int64),
                w=weight,
                wy=weight * y,
            )
            sums = Sums(weight, weight * y, weight * y * y)
            return replace(of, patterns=alone, cells=cells, columns=made, sums=sums, fit=fit)


def _start(of: Fitted, y: FloatArray, weight: FloatArray) -> FloatArray:
    """R's `mustart`, from weights scaled to a mean of one."""
    if of.family.name == "poisson":
        return of.family.link(y + 0.1)
    scaled = weight / weight.mean()
    return of.family.link((scaled * y + 0.5) / (scaled + 1))


def _deviance(of: Fitted, y: FloatArray, weight: FloatArray, mean: FloatArray) -> float:
    scaled = weight / weight.mean()
    best = 0.0
    if of.family.name == "poisson":
        best = float((scaled * (np.where(y > 0, y * np.log(np.where(y > 0, y, 1)), 0) - y)).sum())
    return 2 * (best - of.family.likelihood(scaled, scaled * y, scaled * y * y, mean))
