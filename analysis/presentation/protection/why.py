"""Why rows of a table are hidden, for an output checker: the one place that tells primary from complementary."""

from __future__ import annotations

from collections.abc import Sequence

from ...choices import ProtectionRule
from ...estimation.estimate import Estimate
from .hiding import Protected
from .rules import RULES, Thresholds, needs

COMPLEMENTARY = "complementary"


def why(estimates: Sequence[Estimate], rule: ProtectionRule, told: Protected) -> tuple[tuple[str, ...], ...]:
    """Of each row the limits that it passes itself, or that it would give another back; nothing where it is shown.

    Under `none` the limits of `standard` that it passes, although it is shown. Of several completed data sets, those
    that it passes in any.
    """
    limits = RULES["standard" if rule == "none" else rule]
    return tuple(
        _why(estimate, limits, hidden=position in told.hidden) if rule == "none" or position in told.hidden else ()
        for position, estimate in enumerate(estimates)
    )


def _why(estimate: Estimate, limits: Thresholds, *, hidden: bool) -> tuple[str, ...]:
    passed = dict.fromkeys(limit for one in estimate.completed or (estimate,) for limit in needs(one, limits))
    return tuple(passed) or ((COMPLEMENTARY,) if hidden else ())
