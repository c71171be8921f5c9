"""Reliability rules: is a number good enough to print? Each is a named value with its source."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..choices import ReliabilityRule
from ..estimation.estimate import Estimate
from ..estimation.intervals import Proportion, korn_graubard, of_count
from .subjects import about

Flags = tuple[str, ...]

FEW_DEGREES = 8  # Parker et al. 2017, Vital Health Stat 2(175): below this a statistician looks at the number first
# What a flag does to a row: the number is not printed and the reason stands there; it stands in brackets; it is marked.
SUPPRESS: Mapping[str, str] = {
    "base_below_25": "fewer than 25 unweighted cases in the base",
    "nchs_small": "NCHS: the base, or its effective size, is under 30",
    "nchs_wide": "NCHS: the interval is .30 wide or wider",
    "nchs_relative": "NCHS: the interval is wider than 130 % of the share",
    "nchs_count": "NCHS: the count rests on fewer than 10 people, or its interval is wider than 160 % of it",
    "nsduh_small": "NSDUH: the base is under 100, or its effective size under 68",
    "nsduh_relative": "NSDUH: the relative standard error of the logarithm of the share is above .175",
    "rse_30": "relative standard error of 30 % or more, or fewer than 30 unweighted cases in the base",
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
    """Proportions, and counts of people; the standards of both say nothing of means and ratios."""
    if estimate.value is None:
        return ()
    if estimate.subject.statistic == "proportion":
        return _nchs_proportion(estimate, estimate.value)
    if estimate.subject.statistic == "total" and estimate.n_cases is not None:
        return ("nchs_count",) if estimate.n_cases < 10 or _width_of_count(estimate, estimate.value) > 1.6 else ()
    return ()


def _nchs_proportion(estimate: Estimate, p: float) -> Flags:
    """Sample size, then width, then relative width of Korn and Graubard's 95 % interval (Parker et al. 2017).

    At none and at all the width does not count, as in CDC's `surveytable`: a statistician looks at it.
    """
    if min(estimate.n, _effective(estimate, p)) < 30:
        return ("nchs_small",)
    if not 0 < p < 1:
        return ("nchs_extreme",)
    if estimate.se is None or not estimate.df or estimate.df <= 0:
        return ()  # there is no interval; the few degrees of freedom are flagged
    width = _width_of_share(p, estimate.se, estimate.n, estimate.df)
    if width <= 0.05:
        return ()
    if width >= 0.30:
        return ("nchs_wide",)
    if width / p > 1.3:
        return ("nchs_relative",)
    return ("nchs_complement",) if width / (1 - p) > 1.3 else ()


def _effective(estimate: Estimate, p: float) -> float:
    """How large a simple random sample with this standard error is; n where there is none, or nothing varies."""
    return p * (1 - p) / estimate.se**2 if estimate.se and 0 < p < 1 else float(estimate.n)


def _width_of_share(p: float, se: float, n: int, df: float) -> float:
    """Of the 95 % interval, whatever interval and level the table shows."""
    one = np.ones(1)
    low, high = korn_graubard(Proportion(one * p, one * se**2, one * n, one * n, one, one, one * df, 0.95))
    return float(high[0] - low[0])


def _width_of_count(estimate: Estimate, count: float) -> float:
    """Of the log-t 95 % interval over the count, whatever the table shows; 0 where there is none."""
    if not count or estimate.se is None or not estimate.df or estimate.df <= 0:
        return 0.0
    one = np.ones(1)
    low, high = of_count(one * count, one * estimate.se**2, one * estimate.df, 0.95)
    return float((high[0] - low[0]) / count)


def _nsduh(estimate: Estimate) -> Flags:
    """Shares: the base, its effective size, and the error of -ln p, of -ln(1 - p) above one half."""
    p = estimate.value
    if p is None or estimate.subject.statistic != "proportion":
        return ()
    if estimate.n < 100 or _effective(estimate, p) < 68:
        return ("nsduh_small",)
    if estimate.se is None or not 0 < p < 1:
        return ()
    rarer = min(p, 1 - p)
    return ("nsduh_relative",) if estimate.se / rarer / -math.log(rarer) > 0.175 else ()


def _rse30(estimate: Estimate) -> Flags:
    variation = _variation(estimate)
    return ("rse_30",) if estimate.n < 30 or (variation is not None and variation >= 0.30) else ()


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
    "nchs": Rule(
        _nchs, "Parker et al. 2017, Vital Health Stat 2(175), proportions; Parker et al. 2023, 2(200), counts"
    ),
    "nsduh": Rule(
        _nsduh, "SAMHSA, National Survey on Drug Use and Health: standard error of -ln p, 100 cases, 68 effective"
    ),
    "rse30": Rule(_rse30, "NCHS before 2017 and many agencies: relative standard error 30 %, 30 cases"),
    "statcan": Rule(_statcan, "Statistics Canada: coefficient of variation 16.5 % and 33.3 %"),
    "none": Rule(lambda estimate: (), "no reliability rule"),
}
