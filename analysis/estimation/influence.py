"""The influence of every unit on a statistic: its gradient times the unit's totals, less what known totals explain."""

from __future__ import annotations

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..design import Sample


def influence(
    gradient: FloatArray, dense: FloatArray, sample: Sample, products: FloatArray | None = None
) -> FloatArray:
    """Influence of u deepest units on s figures in l levels, shape (u, s, l).

    Args:
        gradient: change of each figure with each total, shape (s, m, l).
        dense: totals of the units, shape (m, l, u).
        products: of a calibrated sample, the totals' sums of products with the auxiliaries, shape (m, l, q).
    """
    with np.errstate(invalid="ignore"):  # a level in which nobody answered has no number
        made = np.matmul(gradient.transpose(2, 0, 1), dense.transpose(1, 0, 2)).transpose(2, 1, 0)
        if sample.calibration is None:
            return np.asarray(made)
        if products is None:
            raise ValueError("a fold that knows no auxiliaries has no variance of calibrated weights")
        explained = np.einsum("sml,mlq->qsl", gradient, products)
        flat = (len(made), made.shape[1] * made.shape[2])
        residual = sample.calibration.residual(made.reshape(flat), explained.reshape(len(explained), -1))
    return residual.reshape(made.shape)


def touching(of_domain: BoolArray, sample: Sample) -> BoolArray | None:
    """Which units have a row that a statistic depends on, as `covariance` asks: of calibrated weights all."""
    return of_domain if sample.calibration is None else None
