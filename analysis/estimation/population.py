"""How many people a share stands for: cases as a share of a population of known, estimated or weighted size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..design import Sample
from .base import Ask, Settings, base_of
from .bounds import bounds
from .covariance import covariance
from .statistics import PeopleByWeights, ShareOfPopulation
from .totals import Levels


@dataclass(frozen=True, slots=True)
class People:
    """People in every level of a breakdown, shape (l,); NaN where a bound does not exist."""

    estimate: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True)
class Parts:
    """Columns that make up the share of a population: in `sums` by weight, in `count` by rows."""

    cases: Sequence[int]
    answered: Sequence[int]
    base: Sequence[int]
    members: Sequence[int]
    member_rows: Sequence[int]
    member_squares: Sequence[int] = ()


def people(
    levels: Levels, whole: Levels, parts: Parts, sample: Sample, settings: Settings, *, size: float | None, se: float
) -> People:
    """Cases of each level as people of a population of `size`, itself with standard error `se` (0 where it is known).

    One linearisation over all members of the population: cases / answered times base / members; or, without a size,
    times base, the sum of the weights. The interval of a known size is the size times the share's bounds; of an
    independent estimate, on the log scale with V = N^2 V(q) + q^2 V(N) + V(q) V(N) (Goodman 1960); of a sum of weights,
    on the log scale.
    """
    value, variance, touched = _linearised(levels, whole, parts, sample, by_weights=size is None)
    rows = tuple(parts.member_rows)
    members = Ask(
        ShareOfPopulation(), (), rows, rows, tuple(parts.members), "proportion", squared=tuple(parts.member_squares)
    )
    base = base_of(whole, members, touched, sample, settings.df)
    if size is not None and se == 0:
        low, high, _ = bounds("proportion", value, variance, base, settings)
        return People(size * value[0], size * low[0], size * high[0])
    if size is not None:
        variance = size**2 * variance + value**2 * se**2 + variance * se**2
        value = size * value
    low, high, _ = bounds("count", value, variance, base, replace(settings, ci=None))
    return People(value[0], low[0], high[0])


def _linearised(
    levels: Levels, whole: Levels, parts: Parts, sample: Sample, *, by_weights: bool
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Value and variance, shape (1, l), and which units have a member of the population, shape (1, u)."""
    statistic = PeopleByWeights() if by_weights else ShareOfPopulation()
    together = [[*parts.answered], [*parts.base], *([] if by_weights else [[*parts.members]])]
    pieces = [next(iter(whole.spread(columns, parts.member_rows))) for columns in together]
    constants, touched = np.stack([sums.sum(axis=0) for sums, _ in pieces]), pieces[0][1]
    values, variances = [], []
    for cases, _ in levels.spread(parts.cases, ()):
        dense = np.stack([cases.sum(axis=0), *np.broadcast_to(constants, (len(constants), *cases.shape[1:]))])
        total = dense.sum(axis=2)
        influence = np.einsum("sml,mlu->usl", statistic.gradient(total), dense)
        of_domain = np.broadcast_to(touched.T[:, None, :], influence.shape).reshape(len(influence), -1)
        spread = covariance(influence.reshape(len(influence), -1), sample.units, sample.lonely, of_domain)
        values.append(statistic.value(total))
        variances.append(np.diagonal(spread)[None, :])
    return np.concatenate(values, axis=1), np.concatenate(variances, axis=1), touched
