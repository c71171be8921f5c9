"""All figures of a question together, with the covariance between them: what tests and comparisons stand on."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray
from ..design import Sample
from .base import Ask
from .covariance import covariance
from .influence import influence, touching
from .levels import Levels


def joint(levels: Levels, ask: Ask, sample: Sample) -> tuple[FloatArray, FloatArray]:
    """The s figures of `ask` in each of l levels, and the covariance of all of them.

    Returns:
        value, shape (s, l), as `figures` has it, and covariance, shape (l * s, l * s), level by level: the figure
        `position` of `level` is row `level * s + position`, in the order of `value.T.ravel()`. Levels of one breakdown
        share sampling units, so the covariance between domains is there, under linearisation and under replicates.
        A figure that does not exist (a level in which nobody answered) has NaN in its row and column, and no other has.
    """
    if sample.replicates is not None:
        return _replicated(levels, ask, sample)
    values, influences, touched, done = [], [], [], 0
    for dense, active in levels.spread(ask.columns, ask.base):
        total = dense.sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            values.append(ask.statistic.value(total))
            gradient = ask.statistic.gradient(total)
        here = slice(done, done := done + len(active))
        made = influence(gradient, dense, sample, levels.with_auxiliaries(ask.columns, here)).swapaxes(1, 2)
        influences.append(made)
        touched.append(np.broadcast_to(active.T[:, :, None], made.shape))
    value, together = np.concatenate(values, axis=1), np.concatenate(influences, axis=1)
    flat = together.reshape(len(together), -1)
    of_domain = np.concatenate(touched, axis=1).reshape(flat.shape)
    return value, covariance(flat, sample.units, sample.lonely, touching(of_domain, sample))


def _replicated(levels: Levels, ask: Ask, sample: Sample) -> tuple[FloatArray, FloatArray]:
    """As `joint`, from the same figures under each replicate weight."""
    if sample.replicates is None or levels.replicated is None:
        raise ValueError("a fold without replicate weights has no replicate covariance")
    with np.errstate(divide="ignore", invalid="ignore"):
        value = ask.statistic.value(np.array([levels.weights([column]) for column in ask.columns]))
        replicated = ask.statistic.value(levels.replicated[list(ask.columns)])
    by_level = np.swapaxes(replicated, 0, 1).reshape(value.size, -1)
    return value, sample.replicates.covariance(by_level, value.T.ravel())
