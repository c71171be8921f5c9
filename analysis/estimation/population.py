"""How many people a share stands for: cases as a share of a population of known, estimated or weighted size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import BoolArray, FloatArray
from ..design import Sample
from .base import Ask, Settings, base_of
from .bounds import bounds
from .covariance import covariance
from .intervals import of_count
from .statistics import ShareOfPopulation
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


def people(
    levels: Levels, whole: Levels, parts: Parts, sample: Sample, settings: Settings, *, size: float, se: float
) -> People:
    """Cases of each level as people of a population of `size`, itself with standard error `se` (0 where it is known).

    One linearisation over all members of the population: cases / answered times base / members. The interval of a known
    size is the size times the share's bounds; of an independent estimate, on the log scale with
    V = N^2 V(q) + q^2 V(N) + V(q) V(N) (Goodman 1960).
    """
    together = [*parts.answered], [*parts.base], [*parts.members]
    values, variances = [], []
    constants, touched = _dense(whole, together, parts.member_rows)
    for cases, _ in levels.spread(parts.cases, ()):
        dense = np.stack([cases.sum(axis=0), *np.broadcast_to(constants, (3, *cases.shape[1:]))])
        total = dense.sum(axis=2)
        statistic = ShareOfPopulation()
        influence = np.einsum("sml,mlu->usl", statistic.gradient(total), dense)
        of_domain = np.broadcast_to(touched.T[:, None, :], influence.shape).reshape(len(influence), -1)
        spread = covariance(influence.reshape(len(influence), -1), sample.units, sample.lonely, of_domain)
        values.append(statistic.value(total))
        variances.append(np.diagonal(spread)[None, :])
    share, variance = np.concatenate(values, axis=1), np.concatenate(variances, axis=1)
    rows = tuple(parts.member_rows)
    members = Ask(ShareOfPopulation(), (), rows, rows, tuple(parts.members), "proportion")
    base = base_of(whole, members, touched, sample, settings.df)
    low, high, _ = bounds("proportion", share, variance, base, settings)
    if se == 0:
        return People(size * share[0], size * low[0], size * high[0])
    spread_of = size**2 * variance + share**2 * se**2 + variance * se**2
    df = np.broadcast_to(np.where(base.df > 0, base.df, np.nan), share.shape)
    none = share[0] == 0  # which the log cannot hold: the share's own bounds, times the size
    log_low, log_high = of_count(size * share, spread_of, df, settings.level)
    return People(
        size * share[0], np.where(none, size * low[0], log_low[0]), np.where(none, size * high[0], log_high[0])
    )


def _dense(whole: Levels, together: Sequence[Sequence[int]], rows: Sequence[int]) -> tuple[FloatArray, BoolArray]:
    """Sums of each group of columns for every unit, shape (3, 1, u), and which units have a member, shape (1, u)."""
    pieces = [next(iter(whole.spread(columns, rows))) for columns in together]
    return np.stack([sums.sum(axis=0) for sums, _ in pieces]), pieces[0][1]
