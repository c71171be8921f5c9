"""Reliability rules: is a number good enough to print? Each is a named value with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..choices import ReliabilityRule
from ..estimation.estimate import Estimate

FEW_DEGREES = 8  # Parker et al. 2017, Vital Health Stat 2(175): below this a statistician looks at the number first


@dataclass(frozen=True, slots=True)
class Bases:
    """Suppress below one unweighted base, and put in brackets below another."""

    suppress_below: int
    bracket_below: int
    source: str


RULES: Mapping[ReliabilityRule, Bases] = {
    "dhs": Bases(25, 50, "Guide to DHS Statistics: fewer than 25 unweighted cases (*), 25-49 in parentheses"),
    "none": Bases(0, 0, "no reliability rule"),
}


def flags_of(estimate: Estimate, rule: ReliabilityRule) -> tuple[str, ...]:
    """What a reader must know of the number: `base_below_25` suppresses it, `base_25_49` puts it in brackets."""
    bases = RULES[rule]
    flags = []
    if estimate.n < bases.suppress_below:
        flags.append("base_below_25")
    elif estimate.n < bases.bracket_below:
        flags.append("base_25_49")
    if rule != "none" and estimate.df is not None and estimate.df < FEW_DEGREES:
        flags.append("few_degrees_of_freedom")
    return tuple(flags)
