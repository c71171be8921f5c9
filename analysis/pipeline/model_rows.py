"""The estimates of a model: coefficients, their ratios, predictions and effects."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..codebook.answers import Level
from ..design import Sample
from ..estimation.base import Settings, primary
from ..estimation.estimate import Basis, Estimate, Subject
from ..estimation.intervals import t_quantile
from ..estimation.models.model import Estimates, Fitted
from .model_asks import Wanted
from .model_names import Named
from .quantities import NEGATIVE

NO_SOLUTION = "in one of the replicates the model has no finite solution"
RATIOS = {
    "logistic": "odds ratio",
    "ordinal": "odds ratio",
    "log-binomial": "prevalence ratio",
    "poisson": "rate ratio",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A model estimated, with what its rows share.

    Attributes:
        df: residual degrees of freedom, which may be zero or less.
        mean_weight: of the rows of the domain, answered or not.
    """

    of: Fitted
    found: Estimates
    named: Sequence[Named]
    wanted: Sequence[Wanted]
    subject: Subject
    shared: Estimate
    df: float
    mean_weight: float

    @property
    def ratio(self) -> str:
        """What the exponent of a coefficient is; empty for a linear model."""
        name = self.of.family.name
        return "prevalence ratio" if name == "poisson" and self.binary else RATIOS.get(name, "")

    @property
    def binary(self) -> bool:
        """Whether the outcome is 0 or 1."""
        return bool(np.isin(self.of.rows.outcome, (0, 1)).all())

    def error(self, place: int) -> float | None:
        """Standard error; None where the covariance has no number, or a negative one."""
        variance = float(self.found.covariance[place, place])
        return math.sqrt(variance) if math.isfinite(variance) and variance >= 0 else None


def shared_estimate(of: Fitted, sample: Sample, subject: Subject, level: float, df: float) -> Estimate:
    """What every row of a model has alike: whom it speaks of."""
    cells = of.cells
    touched = np.bincount(cells.unit, minlength=sample.units.size) > 0
    psu, strata = primary(touched[None, :], sample)
    cases = int(cells.cases.sum())
    return Estimate(
        subject,
        None,
        level=level,
        df=df,
        n=len(of.rows.row),
        n_cases=cases if np.isin(of.rows.outcome, (0, 1)).all() else None,
        contributors=cases,
        n_psu=int(psu[0]),
        n_strata=int(strata[0]),
        sum_of_weights=float(cells.w.sum()),
    )


def estimates(result: Result, *, exponentiate: bool) -> Iterator[Estimate]:
    """Coefficients; the ratios they stand for; thresholds, which stand for none; and means."""
    named = list(enumerate(result.named))
    slopes = [(place, name) for place, name in named if name.statistic == "coefficient"]
    for place, name in slopes:
        yield _row(result, place, name.statistic, name.term, name.label)
    if exponentiate:
        for place, name in slopes:
            yield _exponent(_row(result, place, result.ratio, name.term, name.label))
    for place, name in named[len(slopes) :]:
        yield _row(result, place, name.statistic, name.term, name.label)
    for place, one in enumerate(result.wanted, start=len(result.named)):
        row = _row(result, place, one.statistic, one.term, f"{one.heading}: {one.line}" if one.heading else one.line)
        yield _inside(row, result) if one.statistic in ("prediction", "predicted share") else row


def _row(result: Result, place: int, statistic: str, term: str, label: str) -> Estimate:
    """A row with its t interval."""
    value, se, df = float(result.found.value[place]), result.error(place), result.df
    subject = replace(result.subject, statistic=statistic, term=term, item=Level(term, label))
    basis = Basis("mean", Settings(level=result.shared.level))
    made = replace(result.shared, subject=subject, value=value, se=se, basis=basis)
    if se is None:
        without = math.isnan(float(result.found.covariance[place, place]))
        return replace(made, reason=NO_SOLUTION if without else NEGATIVE)
    if df <= 0:
        return replace(made, reason="no residual degrees of freedom: as many coefficients as sampling units allow")
    half = float(t_quantile(np.asarray(df), made.level)) * se
    return replace(made, low=value - half, high=value + half, method="t")


def _exponent(row: Estimate) -> Estimate:
    """The ratio of a coefficient, its interval symmetric on the log scale."""
    value = _exp(row.value)
    return replace(
        row,
        value=value,
        se=None if row.se is None or value is None else value * row.se,
        low=_exp(row.low),
        high=_exp(row.high),
        method="log-t" if row.method else "",
        basis=None if row.basis is None else replace(row.basis, log=True),
    )


def _exp(value: float | None) -> float | None:
    return None if value is None or value > 700 else math.exp(value)


def _inside(row: Estimate, result: Result) -> Estimate:
    """A prediction whose interval stays where predictions are: shares by the logit, counts by the log."""
    value, se = row.value, row.se
    if result.of.family.name == "linear" or value is None or se is None or row.low is None or value <= 0:
        return row
    half = (value - row.low) / value
    level = row.level
    if row.subject.statistic != "predicted share":
        bounded = replace(row, basis=Basis("count", Settings(level=level)))
        return replace(bounded, low=value * math.exp(-half), high=value * math.exp(half), method="log-t")
    if value >= 1:
        return row
    centre, half = math.log(value / (1 - value)), half / (1 - value)
    low, high = (1 / (1 + math.exp(-(centre + side * half))) for side in (-1, 1))
    basis = Basis("proportion", Settings("logit-delta", level))
    return replace(row, low=low, high=high, method="logit-delta", basis=basis)
