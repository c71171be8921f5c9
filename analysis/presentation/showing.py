"""What may be shown: protection first, on true counts; reliability second; and then only rows that a reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..choices import ProtectionRule, ReliabilityRule, Status
from ..estimation.estimate import Estimate
from . import protection, reliability
from .exact_answers import coarser
from .rounding import to_nearest
from .table import Row

PROTECTED = "hidden to protect respondents"


@dataclass(frozen=True, slots=True)
class Rules:
    """The two rule sets in force, and what numbers are rounded to.

    Attributes:
        round_to: of totals of people; None leaves them as they are.
        round_counts: of bases and cases, so that they still add up; None leaves it to the rule of protection.
    """

    reliability: ReliabilityRule
    protection: ProtectionRule
    round_to: int | None = None
    round_counts: int | None = None

    @property
    def step(self) -> int:
        """What bases and cases are multiples of."""
        return self.round_counts or protection.RULES[self.protection].coarse


def shown(estimates: Sequence[Estimate], rules: Rules, told: protection.Protected | None = None) -> tuple[Row, ...]:
    """Every estimate as a row: numbers that may not be shown are gone, and the reason stands in their place.

    `told` is what may not be shown where the table lies beside others; alone it is decided here.
    """
    if told is None:
        (told,) = protection.protected([(estimates, rules.protection, "")])
    flags = reliability.flags_of_all(estimates, rules.reliability)
    return tuple(_row(estimate, position, told, flags[position], rules) for position, estimate in enumerate(estimates))


def _row(estimate: Estimate, position: int, told: protection.Protected, flags: reliability.Flags, rules: Rules) -> Row:
    marked = protection.marked(estimate, rules.protection)
    base_hidden = position in told.untold or protection.tells_by_its_base(estimate, rules.protection)
    multiples = told.multiples.get(position)
    estimate = coarser(protection.coarsened(estimate, rules.protection, rules.step, multiples), rules.protection)
    if unreliable := [flag for flag in flags if flag in reliability.SUPPRESS]:
        bare = without_numbers(estimate, base=base_hidden)
        return Row(bare, "suppressed", flags, reliability.SUPPRESS[unreliable[0]], base_hidden)
    if position in told.hidden:
        return Row(without_numbers(estimate, base=base_hidden), "suppressed", (), PROTECTED, base_hidden)
    flags = (*flags, "small_count") if marked else flags
    status: Status = "review" if reliability.REVIEW & {*flags} else "shown"
    return Row(_rounded(estimate, rules.round_to), status, flags, "")


def _rounded(estimate: Estimate, step: int | None) -> Estimate:
    """The count of people rounded to a multiple of `step`, its bounds alike: nobody prints 501,063 children."""
    count = estimate.count
    if count is None or step is None:
        return estimate
    low, high = (None if bound is None else to_nearest(bound, step) for bound in (count.low, count.high))
    rounded = replace(count, estimate=to_nearest(count.estimate, step), low=low, high=high, rounded_to=step)
    return replace(estimate, count=rounded)


def without_numbers(estimate: Estimate, *, base: bool) -> Estimate:
    """Every number goes that would give the count back; the base and what it stands on stay unless `base`."""
    if base:
        estimate = replace(estimate, n=0, n_psu=None, n_strata=None, sum_of_weights=None, df=None)
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
        dominance=None,
        beyond=None,
        people=None,
        count=None,
        reason="",
        basis=None,
        imputed=estimate.imputed and estimate.imputed.bare,
        completed=(),
    )
