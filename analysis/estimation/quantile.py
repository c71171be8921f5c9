"""Quantiles in every level of a breakdown, with intervals by turning the distribution round.

Nothing here is a variance of its own. Woodruff (1952): the share of answers up to a quantile is a proportion, whose
interval the fold, the covariance and the intervals of proportions give; the distribution then leads back from shares to
answers. From replicates a quantile is simply found again under each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import AnyArray, BoolArray, CodeArray, FloatArray, IntArray
from ..choices import QuantileInterval, QuantileRule
from ..codebook.answers import Answers
from ..design import Sample
from . import asks
from .base import Settings
from .figures import Figures, figures
from .fold import Fold, Key, Measure, fold
from .intervals import t_quantile
from .ordered import NOISE, Ordered, grouped, numbers
from .spread import spread


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which quantiles, and how.

    Attributes:
        shares: of the answers that lie up to each quantile, between 0 and 1, rising.
        rule: which value is the quantile where the distribution has steps; named as R names them.
        interval: by turning round the interval of the share, or from the quantiles of the replicates.
    """

    shares: tuple[float, ...]
    rule: QuantileRule = "math"
    interval: QuantileInterval = "woodruff"


@dataclass(frozen=True, slots=True)
class Found:
    """Quantiles of one question in every level of a breakdown: q by l.

    Attributes:
        figures: one row a quantile; its contributors are the rows at or beyond it on the side that has fewer, or those
            between it and the quantile before it where these are fewer.
        beyond: rows at or beyond each bound, on its own side; the fewer of both, shape (q, l).
        off: which bounds of the share lie outside of 0 and 1, where no answer can be, shape (q, l).
    """

    figures: Figures
    beyond: IntArray
    off: BoolArray


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds, standard errors and their method; arrays are of shape (l, q), and `off` is as in `Found`."""

    low: FloatArray
    high: FloatArray
    error: FloatArray
    off: BoolArray
    method: str


def quantiles(
    answers: Answers,
    rising: IntArray,
    keys: Sequence[Key],
    wanted: Wanted,
    sample: Sample,
    settings: Settings,
    rows: IntArray | None = None,
) -> Found:
    """Quantiles of a question in every level of one breakdown.

    Args:
        rising: what `in_order` gives, once for all breakdowns.
        keys: the variables of the breakdown; none for the total.
        rows: rows of the domain, or None for all.
    """
    groups = int(np.prod([key.levels for key in keys]))
    group = _composite([key.code for key in keys], keys, len(sample.weight))
    ordered = grouped(answers, sample.weight, rising, group, groups)
    value = ordered.at(np.tile(wanted.shares, (groups, 1)), wanted.rule)
    measures = tuple(Measure(_up_to(answers, value[:, one], group), 2) for one in range(len(wanted.shares)))
    totals = fold(Fold(sample, tuple(keys), measures, rows, squares=settings.ci == "kish"))
    levels = totals.levels(range(len(keys)))
    settings = replace(settings, ci=settings.ci or "wald")
    parts = [figures(levels, asks.shares(slot, 2, (1,)), sample, settings) for slot in totals.slots]
    place = _composite(list(levels.codes.T), keys, levels.size)
    limits = _by_replicates if wanted.interval == "replicates" else _woodruff
    share = replace(parts[0], dominance=np.concatenate([part.dominance for part in parts]))
    return _found(share, ordered, value, place, limits(ordered, wanted, parts, place, sample, settings))


def _woodruff(
    ordered: Ordered, wanted: Wanted, parts: Sequence[Figures], place: IntArray, sample: Sample, settings: Settings
) -> Limits:
    """The bounds of the share up to each quantile, led back to answers.

    The standard error is half their distance over t, as in R.
    """
    share = np.concatenate([part.low for part in parts] + [part.high for part in parts])  # (2 q, l)
    bounds = ordered.at(_of_groups(share.T, ordered, place), wanted.rule)[place]
    low, high = np.split(bounds, 2, axis=1)
    off = (share < -NOISE) | (share > 1 + NOISE)
    method = "woodruff" if settings.ci == "wald" else f"woodruff-{settings.ci}"
    error = (high - low) / (2 * _t(parts[0], settings))
    return Limits(low, high, error, np.logical_or(*np.split(off, 2)), method)


def _by_replicates(
    ordered: Ordered, wanted: Wanted, parts: Sequence[Figures], place: IntArray, sample: Sample, settings: Settings
) -> Limits:
    """The estimate and t standard errors, these from the quantiles under each replicate."""
    share = np.tile(wanted.shares, (len(ordered.groups), 1))

    def again(weight: FloatArray) -> FloatArray:
        return ordered.weighed(weight).at(share, wanted.rule).ravel()

    full, every = again(sample.weight), np.ones(len(sample.weight), dtype=np.bool_)
    variance = spread(sample, np.zeros((len(every), 0)), full, again, every)
    value, error = (part.reshape(share.shape)[place] for part in (full, np.sqrt(np.diagonal(variance))))
    half = _t(parts[0], settings) * error
    return Limits(value - half, value + half, error, np.zeros(value.T.shape, dtype=np.bool_), "replicates")


def _t(part: Figures, settings: Settings) -> FloatArray:
    """Quantile of Student's t in each level, shape (l, 1); NaN where there are no degrees of freedom."""
    df = part.base.df
    return np.where(df > 0, t_quantile(np.where(df > 0, df, 1.0), settings.level), np.nan)[:, None]


def _found(share: Figures, ordered: Ordered, value: FloatArray, place: IntArray, limits: Limits) -> Found:
    low, high = (_of_groups(bound, ordered, place) for bound in (limits.low, limits.high))
    below = ordered.rows_up_to(value)
    between = np.diff(below, axis=1, prepend=0)
    between = np.where(between > 0, between, below)  # none where it is the same answer as the quantile before
    fewest = np.minimum(np.minimum(below, ordered.rows_from(value)), between)
    made = replace(
        share,
        value=value[place].T,
        variance=limits.error.T**2,
        low=limits.low.T,
        high=limits.high.T,
        deff=np.full(limits.low.T.shape, np.nan),
        cases=None,
        contributors=fewest[place].T,
        method=limits.method,
        kind="mean",
    )
    beyond = np.minimum(ordered.rows_up_to(low), ordered.rows_from(high))
    return Found(made, beyond[place].T, limits.off)


def _of_groups(of_levels: FloatArray, ordered: Ordered, place: IntArray) -> FloatArray:
    """Numbers of levels, shape (l, k), where their groups stand, shape (g, k); NaN for a group that is no level."""
    whole = np.full((len(ordered.groups), of_levels.shape[1]), np.nan)
    whole[place] = of_levels
    return whole


def _up_to(answers: Answers, limit: FloatArray, group: AnyArray) -> CodeArray:
    """Code 1 where an answer is at or below the limit of its group, 0 where it is above, and the reason for none."""
    code = (numbers(answers) <= (limit[0] if len(limit) == 1 else limit[group])).astype(np.int32)
    return np.where(answers.code < 0, answers.code, code) if answers.code.min(initial=0) < 0 else code


def _composite(codes: Sequence[AnyArray], keys: Sequence[Key], size: int) -> AnyArray:
    """One code for the levels of several variables, shape (n,); -1 where a row lacks one of them."""
    if len(keys) == 1:
        return codes[0]
    composite = np.zeros(size, np.int64)
    for code, key in zip(codes, keys, strict=True):
        composite = np.where((composite < 0) | (code < 0), -1, composite * key.levels + code)
    return composite
