"""The rules of protection, on true counts: which numbers tell of few people, and what is left of a row beside them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...choices import Limit, ProtectionRule
from ...estimation.estimate import Estimate
from ..rounding import to_nearest
from .extents import Extent

NOISE = 1e-9  # what rounding leaves of a share that is the limit itself


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of one rule.

    Attributes:
        count: counts from 1 to below it are hidden; from 0 where `zeros`.
        base: smaller bases are hidden.
        mark: smaller counts are marked.
        psus: domains with fewer first-stage units are hidden.
        dominance: a weighted sum of which two rows make up a larger share is hidden.
        coarse: n is shown as a multiple of it, and numerators are not shown; 1 shows both as they are.
    """

    count: int
    base: int
    mark: int
    psus: int
    dominance: float = math.inf
    zeros: bool = False
    coarse: int = 1


RULES: Mapping[ProtectionRule, Thresholds] = {
    "standard": Thresholds(count=5, base=25, mark=10, psus=3, dominance=0.9),
    "strict": Thresholds(count=10, base=30, mark=0, psus=5, dominance=0.9, zeros=True, coarse=5),
    "none": Thresholds(count=0, base=0, mark=0, psus=0),
}


def marked(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the count behind a shown number is small enough to say so, in one of its completed data sets at least."""
    counts = [one.n_cases for one in estimate.completed or (estimate,)]
    return any(count is not None and 0 < count < RULES[rule].mark for count in counts)


def tells_by_its_base(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the base alone is one to four people: those who told no one, say, in the question why."""
    return any(0 < people_in(one) < RULES[rule].count for one in estimate.completed or (estimate,))


def people_in(estimate: Estimate) -> int:
    """How many people the base is: of incidents those who met them."""
    return estimate.n if estimate.people is None else estimate.people


def coarsened(
    estimate: Estimate, rule: ProtectionRule, step: int, multiples: tuple[int, int | None] | None = None
) -> Estimate:
    """The estimate with base and cases as `multiples` of `step`, by default the nearest; as it is where that is 1.

    What the exact base could be read from goes too: n_eff times deff, a sum of equal weights, here or as people of the
    population, units of one person each; and the cases under a rule that never shows them.
    """
    if step == 1:
        return estimate
    units = estimate.df + 1 if estimate.n_psu is None and estimate.df is not None else estimate.n_psu
    if units is not None and units >= estimate.n:
        estimate = replace(estimate, n_psu=None, df=None)
    n, cases = multiples or (to_nearest(estimate.n, step), None)
    if RULES[rule].coarse > 1 or estimate.n_cases is None:
        cases = None
    elif cases is None:
        cases = to_nearest(estimate.n_cases, step)
    return replace(estimate, n=n, n_cases=cases, n_eff=None, sum_of_weights=None, population_size=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """A number that a table asks for.

    Attributes:
        limits: those that it is under.
        whom: the rows of the data that the table speaks of.
        extent: these rows, and those of the group; None where they are not known.
        based: whether its base is known.
        everybody: how many `whom` is, where every reader knows it.
        without: of a number in the notes, the variable of whose groups these people have none.
    """

    estimate: Estimate
    limits: Thresholds
    whom: str = ""
    based: bool = True
    extent: Extent | None = None
    everybody: int | None = None
    without: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """By how much a reader must not be sure of a secret count: it could be so much higher, and so much lower."""

    up: int = 0
    down: int = 0

    def __bool__(self) -> bool:
        """Whether anything is needed: False for a count that may be shown."""
        return bool(self.up or self.down)


def need(estimate: Estimate, limits: Thresholds) -> Need:
    """What keeps the row of an estimate secret; nothing where it may be shown."""
    passed = needs(estimate, limits).values()
    return Need(max((one.up for one in passed), default=0), max((one.down for one in passed), default=0))


def needs(estimate: Estimate, limits: Thresholds) -> dict[Limit, Need]:
    """Of each limit that a row passes, what keeps it secret.

    A few cases could as well be as many as the limit, a few others likewise. Of a small base or of few places, of a
    sum that two people make up, and of a harm that everyone met, nobody can tell the cases to within the limit.
    """
    cases = estimate.n_cases
    makers = cases if estimate.contributors is None else estimate.contributors
    of_ticks = estimate.subject.percent_of == "responses"  # n counts people, not their answers
    others = None if cases is None or of_ticks else estimate.n - cases
    everyone = cases is not None and estimate.subject.harm and cases == estimate.n
    wide = Need(max(limits.count, 1), max(limits.count, 1))
    found: dict[Limit, Need] = {
        "count": Need(up=_short(makers, limits)),
        "complement": Need(down=_short(others, limits)),
        "everyone": Need(down=limits.count) if everyone else Need(),
        "base": wide if people_in(estimate) < limits.base else Need(),
        "psus": wide if estimate.n_psu is not None and estimate.n_psu < limits.psus else Need(),
        "dominance": wide if (estimate.dominance or 0.0) > limits.dominance + NOISE else Need(),
    }
    return {limit: need for limit, need in found.items() if need}


def need_of(cases: int | None, others: int | None, limits: Thresholds) -> Need:
    """What keeps few cases, or few others, secret."""
    return Need(_short(cases, limits), _short(others, limits))


def _short(count: int | None, limits: Thresholds) -> int:
    """How many a count lacks of being shown."""
    least = 0 if limits.zeros else 1
    return limits.count - count if count is not None and least <= count < limits.count else 0
