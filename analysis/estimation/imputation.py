"""One estimate of several completed data sets: Rubin's rules, whatever was estimated.

Nothing here estimates anything in a data set: the value and the variance of each come from where they always do, and
the bounds from the functions that make them of one data set.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..arrays import FloatArray
from .base import Base
from .bounds import bounds
from .estimate import Basis, Count, Estimate, Imputed, Subject
from .rubin import Pooled, pooled

NOBODY = "in some of the completed data sets this group has nobody"
NO_LOGARITHM = "in some of the completed data sets the ratio is zero, so that the mean of its logarithms does not exist"
NOT_COMBINED = "such a number is not combined over imputations"


def combined(runs: Sequence[Sequence[Estimate]]) -> list[Estimate]:
    """The estimates of every completed data set as one list, subject by subject, in the order of the first.

    A group that some of them do not have is there without a number.
    """
    found = [dict(zip(_keys(run), run, strict=True)) for run in runs]
    return [_one([of_run.get(key) for of_run in found]) for key in _order([list(of_run) for of_run in found])]


def _keys(run: Sequence[Estimate]) -> Iterator[Hashable]:
    """What each estimate is of, and the how manieth of the same it is."""
    seen: Counter[Hashable] = Counter()
    for estimate in run:
        key = _about(estimate.subject)
        yield (*key, seen[key])
        seen[key] += 1


def _about(subject: Subject) -> tuple[Hashable, ...]:
    def code(level: Any) -> Hashable:
        return getattr(level, "value", None)

    made = (subject.statistic, subject.percent_of, subject.contrast, subject.term)
    group = tuple((name, code(level)) for name, level in subject.by.items())
    of = (subject.variable, subject.set, subject.label, subject.indicator_version)
    return (*of, *made, code(subject.item), code(subject.level), group)


def _order(runs: Sequence[Sequence[Hashable]]) -> list[Hashable]:
    """The keys of all, those of the first in their order; another stands after the one that it comes after."""
    order = list(runs[0])
    known = set(order)
    for run in runs[1:]:
        for position, key in enumerate(run):
            if key not in known:
                order.insert(order.index(run[position - 1]) + 1 if position else 0, key)
                known.add(key)
    return order


def _one(found: Sequence[Estimate | None]) -> Estimate:
    """The estimate of one subject."""
    first = next(one for one in found if one is not None)
    absent = Estimate(
        first.subject,
        None,
        level=first.level,
        n_cases=None if first.n_cases is None else 0,
        contributors=None if first.contributors is None else 0,
        reason=NOBODY,
    )
    parts = tuple(absent if one is None else one for one in found)
    shared = _shared(first, parts)
    lacking = [one for one in parts if one.value is None]
    if lacking:
        return replace(shared, reason=lacking[0].reason)
    if all(one.se is None and one.basis is None for one in parts):
        return replace(shared, reason=first.reason or NOT_COMBINED)
    return _with_number(shared, parts)


def _shared(first: Estimate, parts: Sequence[Estimate]) -> Estimate:
    """Whom the estimate speaks of: the mean over the completed data sets, people in whole numbers."""
    return Estimate(
        first.subject,
        None,
        level=first.level,
        n=_whole([one.n for one in parts]) or 0,
        n_cases=_whole([one.n_cases for one in parts]),
        contributors=_least([one.contributors for one in parts]),
        beyond=_least([one.beyond for one in parts]),
        people=_whole([one.people for one in parts]),
        df=_mean([one.df for one in parts]),
        n_psu=_whole([one.n_psu for one in parts]),
        n_strata=_whole([one.n_strata for one in parts]),
        sum_of_weights=_mean([one.sum_of_weights for one in parts]),
        population_size=_mean([one.population_size for one in parts]),
        imputed=Imputed(len(parts)),
        completed=tuple(parts),
    )


def _mean(numbers: Sequence[float | None]) -> float | None:
    there = [number for number in numbers if number is not None]
    if len(there) < len(numbers):
        return None
    return there[0] if len(set(there)) == 1 else math.fsum(there) / len(there)


def _whole(numbers: Sequence[int | None]) -> int | None:
    mean = _mean(numbers)
    return None if mean is None else math.floor(mean + 0.5)


def _least(numbers: Sequence[int | None]) -> int | None:
    return min((number for number in numbers if number is not None), default=None)


def _with_number(shared: Estimate, parts: Sequence[Estimate]) -> Estimate:
    """The estimate with its value, and with its precision where every completed data set has one."""
    basis = parts[0].basis
    values = [one.value for one in parts if one.value is not None]
    if basis is not None and basis.log and min(values) <= 0:
        return replace(shared, reason=parts[0].reason if max(values) <= 0 else NO_LOGARITHM)
    of_parts = [_on_scale(one.value, one.se, basis) for one in parts]
    known = [pair for pair in of_parts if pair is not None]
    if basis is None or len(known) < len(parts) or shared.df is None:
        reason = next((one.reason for one in parts if one.se is None), "") or NOT_COMBINED
        value = math.fsum(values) / len(values)
        return replace(shared, value=None if basis and basis.log else value, reason=reason)
    made = pooled(known, shared.df)
    low, high = _bounds(made, basis, _base(parts, made.df))
    value = math.exp(made.value) if basis.log else made.value
    deff = _design_effect(parts, made)
    return replace(
        shared,
        value=value,
        se=math.sqrt(made.variance) * (value if basis.log else 1),
        low=low,
        high=high,
        method=_method(parts),
        df=made.df,
        deff=deff,
        n_eff=shared.n / deff if deff else None,
        count=_count([one.count for one in parts]),
        reason=next((one.reason for one in parts if one.reason), ""),
        basis=basis,
        imputed=Imputed(len(parts), made.between, made.missing),
    )


def _on_scale(value: float | None, se: float | None, basis: Basis | None) -> tuple[float, float] | None:
    """A value and its variance where they are averaged: as they are, or as logarithm."""
    if value is None or se is None:
        return None
    return (math.log(value), (se / value) ** 2) if basis is not None and basis.log else (value, se**2)


def _method(parts: Sequence[Estimate]) -> str:
    """The interval of the parts; a quantile's is made of shares in one data set, and of t in several."""
    own = parts[0].method
    return "t" if own.startswith("woodruff") or own == "replicates" else own


def _bounds(made: Pooled, basis: Basis, base: Base) -> tuple[float | None, float | None]:
    """The bounds that the same number of one data set would have with this variance and these degrees of freedom."""
    value, variance = (np.array([[number]]) for number in (made.value / basis.unit, made.variance / basis.unit**2))
    low, high, _ = bounds(basis.kind, value, variance, base, basis.settings)
    found = [basis.unit * float(bound[0, 0]) for bound in (low, high)]
    low_, high_ = ((math.exp(bound) if basis.log else bound) if math.isfinite(bound) else None for bound in found)
    return low_, high_


def _base(parts: Sequence[Estimate | Count], df: float) -> Base:
    """Whom the parts speak of on average, as one level."""
    whom = [(one.basis.base, one.basis.level) for one in parts if one.basis is not None]

    def mean(name: str) -> FloatArray:
        return np.array([np.mean([1.0 if base is None else getattr(base, name)[level] for base, level in whom])])

    n, active = (np.floor(mean(name) + 0.5).astype(np.int64) for name in ("n", "active"))
    none = np.zeros(1, np.int64)
    return Base(n, active, mean("weight"), mean("heavier"), mean("kish"), none, none, np.array([df]))


def _design_effect(parts: Sequence[Estimate], made: Pooled) -> float | None:
    """The variance of imputations and sample over that of simple random samples, as these have it on average."""
    simple = [one.se**2 / one.deff for one in parts if one.deff and one.se is not None]
    if len(simple) < len(parts):
        return None
    return made.variance / (math.fsum(simple) / len(simple))


def _count(found: Sequence[Count | None]) -> Count | None:
    """The number of people that a share stands for, combined as the share is."""
    parts = [one for one in found if one is not None]
    first = parts[0] if len(parts) == len(found) else None
    if first is None:
        return None
    estimate = math.fsum(one.estimate for one in parts) / len(parts)
    size = math.fsum(one.size for one in parts) / len(parts)
    mean = replace(first, estimate=estimate, size=size, low=None, high=None)
    known = [pair for one in parts if (pair := _on_scale(one.estimate, one.se, first.basis)) is not None]
    of_sample = [_degrees(one.basis) for one in parts if one.basis is not None]
    if first.basis is None or len(known) < len(parts):
        return mean
    made = pooled(known, float(np.mean(of_sample)))
    low, high = _bounds(made, first.basis, _base(parts, made.df))
    return replace(mean, low=low, high=high, se=math.sqrt(made.variance))


def _degrees(basis: Basis) -> float:
    return 0.0 if basis.base is None else float(basis.base.df[basis.level])
