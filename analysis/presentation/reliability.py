"""Reliability rules: is a number good enough to print? Each is a named value with its source."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..choices import ReliabilityRule
from ..estimation.estimate import Estimate
from ..estimation.intervals import Proportion, korn_graubard
from .subjects import about

Flags = tuple[str, ...]

FEW_DEGREES = 8  # Parker et al. 2017, Vital Health Stat 2(175): below this a statistician looks at the number first
# What a flag does to a row: the number is not printed and the reason stands there; it stands in brackets; it is marked.
SUPPRESS: Mapping[str, str] = {
    "base_below_25": "fewer than 25 unweighted cases in the base",
    "nchs_unreliable": "below the NCHS standards for proportions or counts",
    "rse_above_30": "relative standard error above 30 %, or fewer than 30 unweighted cases in the base",
    "cv_above_33": "coefficient of variation above 33.3 %",
}
BRACKET = frozenset({"base_25_49", "cv_16_33"})
REVIEW = frozenset({"few_degrees_of_freedom", "nchs_complement", "nchs_extreme", "none_or_all"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What a reader must know of a number, as flags, and who says so."""

    judge: Callable[[Estimate], Flags]
    source: str


def flags_of_all(estimates: Sequence[Estimate], rule: ReliabilityRule) -> list[Flags]:
    """The flags of each estimate; a contrast has those that hide or bracket what it is made of."""
    flags = [flags_of(estimate, rule) for estimate in estimates]
    of_parts: dict[Hashable, Flags] = {}
    for estimate, own in zip(estimates, flags, strict=True):
        extreme = rule != "none" and estimate.n > 0 and estimate.n_cases in (0, estimate.n)
        of_parts[about(estimate.subject)] = (*_carried(own), *(("none_or_all",) if extreme else ()))
    for position, estimate in enumerate(estimates):
        parts = estimate.subject.rests_on if estimate.subject.contrast else ()
        told = [flag for part in parts for flag in of_parts.get(about(part), ())]
        flags[position] = tuple(dict.fromkeys([*told, *flags[position]]))
    return flags


def _carried(flags: Flags) -> Flags:
    return tuple(flag for flag in flags if flag in SUPPRESS or flag in BRACKET)


def flags_of(estimate: Estimate, rule: ReliabilityRule) -> Flags:
    """The flags of one estimate under a rule; few degrees of freedom are flagged under every rule but none.

    The rules judge shares, means and counts; a difference or a coefficient near
    zero has a large relative error and is no worse for it. Of completed data
    sets the smallest base counts.
    """
    judged = replace(estimate, n=min(one.n for one in estimate.completed)) if estimate.completed else estimate
    flags = () if estimate.subject.contrast or estimate.subject.term else RULES[rule].judge(judged)
    if rule != "none" and estimate.df is not None and estimate.df < FEW_DEGREES:
        flags = (*flags, "few_degrees_of_freedom")
    return flags


def _dhs(estimate: Estimate) -> Flags:
    if estimate.n < 25:
        return ("base_below_25",)
    return ("base_25_49",) if estimate.n < 50 else ()


def _nchs(estimate: Estimate) -> Flags:
    """Proportions, and counts of people; the rule says nothing of means and ratios."""
    if estimate.value is None or estimate.se is None or not estimate.df or estimate.df <= 0:
        return ()
    if estimate.subject.statistic == "proportion":
        return _nchs_proportion(estimate.value, estimate.se, estimate.n, estimate.df)
    if estimate.method == "log-t" and estimate.low is not None and estimate.high is not None and estimate.value:
        wide = (estimate.high - estimate.low) / estimate.value > 1.6
        return ("nchs_unreliable",) if estimate.n < 10 or wide else ()
    return ()


def _nchs_proportion(p: float, se: float, n: int, df: float) -> Flags:
    """Sample size, then width, then relative width of Korn and Graubard's 95 % interval (Parker et al. 2017)."""
    effective = min(p * (1 - p) / se**2, n) if se and 0 < p < 1 else n
    if n < 30 or effective < 30:
        return ("nchs_unreliable",)
    one = np.ones(1)
    low, high = korn_graubard(Proportion(one * p, one * se**2, one * n, one * n, one, one, one * df, 0.95))
    width = float(high[0] - low[0])
    extreme: Flags = ("nchs_extreme",) if p in (0, 1) else ()
    if width <= 0.05:
        return extreme
    if width >= 0.30 or (p > 0 and width / p > 1.3):
        return ("nchs_unreliable",)
    return (*extreme, "nchs_complement") if p < 1 and width / (1 - p) > 1.3 else extreme


def _rse30(estimate: Estimate) -> Flags:
    variation = _variation(estimate)
    return ("rse_above_30",) if estimate.n < 30 or (variation is not None and variation > 0.30) else ()


def _statcan(estimate: Estimate) -> Flags:
    variation = _variation(estimate)
    if variation is None or variation <= 0.165:
        return ()
    return ("cv_above_33",) if variation > 0.333 else ("cv_16_33",)


def _variation(estimate: Estimate) -> float | None:
    """Standard error over the estimate; none where either is not there, or nothing is estimated."""
    if estimate.se is None or not estimate.value:
        return None
    return abs(estimate.se / estimate.value)


RULES: Mapping[ReliabilityRule, Rule] = {
    "dhs": Rule(_dhs, "Guide to DHS Statistics: fewer than 25 unweighted cases (*), 25-49 in parentheses"),
    "nchs": Rule(_nchs, "Parker et al. 2017, Vital Health Stat 2(175), proportions; NCHS 2023, counts"),
    "rse30": Rule(_rse30, "NCHS before 2017 and many agencies: relative standard error 30 %, 30 cases"),
    "statcan": Rule(_statcan, "Statistics Canada: coefficient of variation 16.5 % and 33.3 %"),
    "none": Rule(lambda estimate: (), "no reliability rule"),
}
