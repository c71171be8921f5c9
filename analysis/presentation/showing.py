"""What may be shown: protection first, on true counts; reliability second; and then only rows that a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..choices import ProtectionRule, ReliabilityRule, Status
from ..estimation.estimate import Estimate
from . import protection, reliability
from .rounding import to_nearest
from .table import Row

PROTECTED = "hidden to protect respondents"
UNRELIABLE = "fewer than 25 unweighted cases in the base"


@dataclass(frozen=True, slots=True)
class Rules:
    """The two rule sets in force, and what counts of people are rounded to (None leaves them as they are)."""

    reliability: ReliabilityRule
    protection: ProtectionRule
    round_to: int | None = None


def shown(estimates: Sequence[Estimate], rules: Rules) -> tuple[Row, ...]:
    """Every estimate as a row: numbers that may not be shown are gone, and the reason stands in their place."""
    secret = protection.hidden(estimates, rules.protection)
    return tuple(_row(estimate, position in secret, rules) for position, estimate in enumerate(estimates))


def _row(estimate: Estimate, secret: bool, rules: Rules) -> Row:
    flags = reliability.flags_of(estimate, rules.reliability)
    if "base_below_25" in flags:
        return Row(_without_numbers(estimate), "suppressed", flags, UNRELIABLE)
    if secret:
        return Row(_without_numbers(estimate), "suppressed", (), PROTECTED)
    if protection.marked(estimate, rules.protection):
        flags = (*flags, "small_count")
    status: Status = "review" if "few_degrees_of_freedom" in flags else "shown"
    return Row(_rounded(estimate, rules.round_to), status, flags, "")


def _rounded(estimate: Estimate, step: int | None) -> Estimate:
    """The count of people rounded to a multiple of `step`, its bounds alike: nobody prints 501,063 children."""
    count = estimate.count
    if count is None or step is None:
        return estimate
    low, high = (None if bound is None else to_nearest(bound, step) for bound in (count.low, count.high))
    rounded = replace(count, estimate=to_nearest(count.estimate, step), low=low, high=high, rounded_to=step)
    return replace(estimate, count=rounded)


def _without_numbers(estimate: Estimate) -> Estimate:
    """The base and what it stands on stay; every number that would give the count back goes."""
    return replace(
        estimate,
        value=None,
        se=None,
        low=None,
        high=None,
        deff=None,
        n_eff=None,
        n_cases=None,
        contributors=None,
        count=None,
        reason="",
    )
