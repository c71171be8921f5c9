"""How many people a share stands for: cases as a share of a population of known, estimated or weighted size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..design import Sample
from .base import Ask, Base, Kind, Settings, base_of
from .bounds import bounds
from .covariance import covariance
from .figures import replicate_variance, without_noise
from .influence import influence, touching
from .levels import Levels
from .statistics import PeopleByWeights, ShareOfPopulation


@dataclass(frozen=True, slots=True)
class People:
    """People in every level of a breakdown, shape (l,); NaN where a bound does not exist.

    Attributes:
        kind, base: which interval was made, and of whom; the base is the same in every level.
        unit: what shares were multiplied by; 1 where the number of people is itself estimated.
    """

    estimate: FloatArray
    low: FloatArray
    high: FloatArray
    se: FloatArray
    kind: Kind
    base: Base
    unit: float = 1.0


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

    One linearisation over all members of the population (or the same under each replicate): cases / answered times base
    / members; or, without a size, times base, the sum of the weights. The interval of a known size is the size times
    the share's bounds; of an independent estimate, on the log scale with V = N^2 V(q) + q^2 V(N) + V(q) V(N) (Goodman
    1960); of a sum of weights, on the log scale.
    """
    made = _linearised if sample.replicates is None else _replicated
    value, variance, touched, of_logit = made(levels, whole, parts, sample, by_weights=size is None)
    rows = tuple(parts.member_rows)
    members = Ask(
        ShareOfPopulation(), (), rows, rows, tuple(parts.members), "proportion", squared=tuple(parts.member_squares)
    )
    base = base_of(whole, members, touched, sample, settings.df)
    if size is not None and se == 0:
        low, high, _ = bounds("proportion", value, variance, base, settings, of_logit)
        error = size * np.sqrt(variance[0])
        return People(size * value[0], size * low[0], size * high[0], error, "proportion", base, size)
    if size is not None:
        variance = size**2 * variance + value**2 * se**2 + variance * se**2
        value = size * value
    low, high, _ = bounds("count", value, variance, base, replace(settings, ci=None, count="log-t"))
    return People(value[0], low[0], high[0], np.sqrt(variance[0]), "count", base)


def _linearised(
    levels: Levels, whole: Levels, parts: Parts, sample: Sample, *, by_weights: bool
) -> tuple[FloatArray, FloatArray, BoolArray, None]:
    """Value and variance, shape (1, l), and which units have a member of the population, shape (1, u)."""
    statistic = PeopleByWeights() if by_weights else ShareOfPopulation()
    together = [[*parts.answered], [*parts.base], *([] if by_weights else [[*parts.members]])]
    pieces = [next(iter(whole.spread(columns, parts.member_rows))) for columns in together]
    constants, touched = np.stack([sums.sum(axis=0) for sums, _ in pieces]), pieces[0][1]
    values, variances, done = [], [], 0
    for cases, _ in levels.spread(parts.cases, ()):
        dense = np.stack([cases.sum(axis=0), *np.broadcast_to(constants, (len(constants), *cases.shape[1:]))])
        total = dense.sum(axis=2)
        here = slice(done, done := done + cases.shape[1])
        products = _products(levels.with_auxiliaries(parts.cases, here), [whole.with_auxiliaries(p) for p in together])
        made = influence(statistic.gradient(total), dense, sample, products)
        of_domain = np.broadcast_to(touched.T[:, None, :], made.shape).reshape(len(made), -1)
        spread = covariance(made.reshape(len(made), -1), sample.units, sample.lonely, touching(of_domain, sample))
        values.append(statistic.value(total))
        variances.append(without_noise(np.diagonal(spread)[None, :], values[-1]))
    return np.concatenate(values, axis=1), np.concatenate(variances, axis=1), touched, None


def _products(cases: FloatArray | None, others: Sequence[FloatArray | None]) -> FloatArray | None:
    """Products with the auxiliaries of the cases of each level and of what is the same in all, shape (m, l, q)."""
    if cases is None:
        return None
    same = [np.broadcast_to(one.sum(axis=0), cases.shape[1:]) for one in others if one is not None]
    return np.stack([cases.sum(axis=0), *same])


def _replicated(
    levels: Levels, whole: Levels, parts: Parts, sample: Sample, *, by_weights: bool
) -> tuple[FloatArray, FloatArray, BoolArray, FloatArray]:
    """As `_linearised`, from the same statistic under each replicate weight, and the variance of its logit."""
    statistic = PeopleByWeights() if by_weights else ShareOfPopulation()
    together = [parts.answered, parts.base, *([] if by_weights else [parts.members])]
    full = [levels.weights(parts.cases), *(np.full(levels.size, whole.weights(part)[0]) for part in together)]
    under = [levels.under_replicates(parts.cases).sum(axis=0)]
    under += [np.broadcast_to(whole.under_replicates(part).sum(axis=0), under[0].shape) for part in together]
    with np.errstate(divide="ignore", invalid="ignore"):
        value, replicated = statistic.value(np.array(full)), statistic.value(np.array(under))
        of_logit = replicate_variance(sample, *(np.log(part / (1 - part)) for part in (replicated, value)))
    touched = next(iter(whole.spread(parts.answered, parts.member_rows)))[1]
    return value, replicate_variance(sample, replicated, value), touched, of_logit
