"""Numbers that are answers themselves: a quantile and its bounds are what some respondent said, to the last digit."""

from __future__ import annotations

from dataclasses import replace

from ..choices import ProtectionRule
from ..estimation.estimate import Estimate
from .protection import RULES
from .rounding import significant

SIGNIFICANT = 4  # digits of any estimate at most, by the Disclosure Review Board of the U.S. Census Bureau (2019)
OF_ORDER = ("median", "quantile")
FEW_BEYOND = "the interval is hidden: too few gave answers at or beyond one of its bounds"


def coarser(estimate: Estimate, rule: ProtectionRule) -> Estimate:
    """A quantile with few digits, and without its interval where a bound is the answer of few.

    The standard error is the width of the interval, so it goes with the bounds.
    """
    limits = RULES[rule]
    if estimate.subject.statistic not in OF_ORDER or not limits.count:
        return estimate
    imputed = estimate.imputed and estimate.imputed.bare
    if estimate.beyond is not None and estimate.beyond < limits.count:
        estimate = replace(estimate, se=None, low=None, high=None, reason=FEW_BEYOND)
    value, se, low, high = (
        None if number is None else significant(number, SIGNIFICANT)
        for number in (estimate.value, estimate.se, estimate.low, estimate.high)
    )
    return replace(estimate, value=value, se=se, low=low, high=high, beyond=None, imputed=imputed)
