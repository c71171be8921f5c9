"""The covariance of statistics that need the rows: scores under linearisation, the same again under each replicate."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..design import Sample
from .base import fixed_degrees, free, of_replicates, primary
from .covariance import covariance
from .influence import touching

Again = Callable[[FloatArray], FloatArray]  # from the weight of every row, shape (n,), to the statistics, shape (s,)


def spread(sample: Sample, scores: FloatArray, full: FloatArray, again: Again, inside: BoolArray) -> FloatArray:
    """Covariance of s statistics, shape (s, s).

    Args:
        scores: influence of every row, its weight included, shape (n, s); rows outside the domain are zeros.
        full: the statistics, shape (s,).
        again: computes them from other weights; what replicates ask, and linearisation does not.
        inside: rows of the domain, answered or not, shape (n,).
    """
    if sample.replicates is not None:
        replicated = np.stack([again(weight) for weight in sample.replicates.weights.T], axis=-1)
        return sample.replicates.covariance(replicated, full)
    influence = by_unit(sample, scores)
    if sample.calibration is not None:
        influence = sample.calibration.residual(influence, sample.calibration.products(scores))
    touched = np.bincount(sample.unit, inside & (sample.weight > 0), sample.units.size) > 0
    of_domain = np.broadcast_to(touched[:, None], influence.shape)
    return covariance(influence, sample.units, sample.lonely, touching(of_domain, sample))


def by_unit(sample: Sample, scores: FloatArray) -> FloatArray:
    """Scores of rows, shape (n, s), summed by deepest unit, shape (u, s)."""
    columns = [np.bincount(sample.unit, column, sample.units.size) for column in scores.T]
    return np.stack(columns, axis=1) if columns else np.zeros((sample.units.size, 0))


def degrees(sample: Sample, inside: BoolArray, df: str) -> float:
    """Degrees of freedom of a domain by the rule asked for: domain, design, replicates or a number."""
    if df != "domain":
        return fixed_degrees(df, sample)
    active = inside & (sample.weight > 0)
    touched = np.bincount(sample.unit, active, sample.units.size) > 0
    if sample.replicates is None:
        return float(free(touched[None, :], sample)[0])
    psu, _ = primary(touched[None, :], sample)
    return of_replicates(sample, np.flatnonzero(active), bool(psu[0] == np.count_nonzero(sample.units.active)))
