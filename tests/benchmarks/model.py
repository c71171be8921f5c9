"""A logistic model of 10 covariates on a million rows in memory: from answers to coefficients with design errors.

Ours codes the formula, builds the columns, fits, and makes the covariance under strata and clusters. The baseline has
its columns built beforehand and takes as many steps.
"""

from __future__ import annotations

import numpy as np

from analysis.codebook.answers import Level
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation.models.coding import Variable, coded
from analysis.estimation.models.families import family
from analysis.estimation.models.formula import parse
from analysis.estimation.models.model import Estimates, Fitted, estimates, fitted
from analysis.estimation.models.sums import Rows as RowsOfModel

from . import paired
from .bare_model import Rows, bare, design_matrix, made_up


def ours(rows: Rows, sample: Sample) -> tuple[Fitted, Estimates]:
    """The model with its covariance."""
    variables = [
        *(
            Variable(f"c{n}", f"c{n}", "plain", tuple(Level(k, str(k)) for k in range(int(code.max()) + 1)), code)
            for n, code in enumerate(rows.categories)
        ),
        *(Variable(f"x{n}", f"x{n}", "plain", value=value) for n, value in enumerate(rows.numbers)),
    ]
    formula = parse("y ~ " + " + ".join(variable.name for variable in variables))
    every = np.arange(len(rows.outcome))
    of = fitted(
        coded(formula, variables), family("logistic"), RowsOfModel(every, rows.outcome, tuple(variables)), sample
    )
    return of, estimates(of, (), sample, np.ones(len(every), dtype=np.bool_), "domain")


def ratios(runs: int = 5, numbers: int = 5) -> list[float]:
    """Time of ours over the bare steps, in turn, after one warm-up of each."""
    rows = made_up(numbers)
    sample = draw(DesignColumns(len(rows.weight), rows.weight, rows.stratum, (rows.psu,)))
    matrix = design_matrix(rows)
    of, found = ours(rows, sample)
    at = bare(rows, matrix, of.fit.steps)
    if not np.allclose(at, found.value[: len(at)], rtol=1e-6, atol=1e-8):
        raise RuntimeError("the two fits differ")
    return paired.ratios(lambda: ours(rows, sample), lambda: bare(rows, matrix, of.fit.steps), runs)
