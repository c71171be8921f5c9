"""Protection of respondents: what a table would tell of one child is hidden, and so is what would give it back.

It sees true counts and all rows, those that reliability will hide included, and comes before everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..choices import ProtectionRule
from ..estimation.estimate import Estimate, Unanswered
from .families import about, code_of, families
from .rounding import to_nearest


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Limits of one rule.

    Attributes:
        count: counts from 1 to below it are hidden; from 0 where `zeros`.
        base: smaller bases are hidden.
        mark: smaller counts are marked.
        psus: domains with fewer first-stage units are hidden.
        coarse: n is shown as a multiple of it, and numerators are not shown; 1 shows both as they are.
    """

    count: int
    base: int
    mark: int
    psus: int
    zeros: bool = False
    coarse: int = 1


RULES: Mapping[ProtectionRule, Thresholds] = {
    "standard": Thresholds(count=5, base=25, mark=10, psus=3),
    "strict": Thresholds(count=10, base=30, mark=0, psus=5, zeros=True, coarse=5),
    "none": Thresholds(count=0, base=0, mark=0, psus=0),
}


def hidden(estimates: Sequence[Estimate], rule: ProtectionRule, *, bases: bool = True) -> frozenset[int]:
    """Positions of the estimates that may not be shown.

    First those with few cases, or few without, or everyone in a harm, or a small base; then, in every family of rows
    whose counts add up, the least of the others where a single one is hidden, or only their sum. An item hidden as a
    share of respondents is hidden as a share of responses, and the other way round; and so is what is made of them.
    Without `bases` small bases are let be: for lists without numbers.
    """
    if rule == "none":
        return frozenset()
    limits = RULES[rule] if bases else replace(RULES[rule], base=0, psus=0)
    return frozenset(position for one in _completed(estimates) for position in _hidden(one, limits))


def _completed(estimates: Sequence[Estimate]) -> Iterator[Sequence[Estimate]]:
    """The estimates of each completed data set: what one of them would tell is hidden. Itself where none is imputed."""
    many = max((len(estimate.completed) for estimate in estimates), default=0)
    if not many:
        yield estimates
    for which in range(many):
        yield [estimate.completed[which] if estimate.completed else estimate for estimate in estimates]


def _hidden(estimates: Sequence[Estimate], limits: Thresholds) -> frozenset[int]:
    chosen = {position for position, estimate in enumerate(estimates) if _exposes(estimate, limits)}
    twins = _twins(estimates)
    adding_up = tuple(families(estimates, twins))
    changed = True
    while changed:
        told = {other for position in chosen for other in twins[position]} | {*_made_of(chosen, estimates)}
        told -= chosen
        chosen |= told
        changed = bool(told)
        for family in adding_up:
            inside = [estimates[position] for position in family.positions if position in chosen]
            others = [position for position in family.positions if position not in chosen]
            if others and family.gives_back(inside, limits.count, total_hidden=family.total in chosen):
                chosen.add(min(others, key=lambda position: _worth(estimates[position], position)))
                changed = True
    return frozenset(chosen)


def _made_of(chosen: Collection[int], estimates: Sequence[Estimate]) -> Iterator[int]:
    """Contrasts with a hidden part: with the part that is shown they would give it back; and parts of a hidden sum."""
    secret = {about(estimates[position].subject) for position in chosen}
    for position, estimate in enumerate(estimates):
        if any(about(part) in secret for part in estimate.subject.rests_on):
            yield position


def untold(estimates: Sequence[Estimate], chosen: Collection[int]) -> frozenset[int]:
    """Positions of cells of a crossing whose base is the count of a hidden row or column, and goes with it."""
    made_of = _made_of(chosen, estimates)
    return frozenset(position for position in made_of if estimates[position].subject.percent_of in ("row", "column"))


def _worth(estimate: Estimate, position: int) -> tuple[bool, int, int]:
    """What hiding a row costs a reader: few cases little; none at all hides least, and so comes last."""
    cases = estimate.n if estimate.n_cases is None else estimate.n_cases
    return (cases == 0, cases, position)


def marked(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the count behind a shown number is small enough to say so, in one of its completed data sets at least."""
    counts = [one.n_cases for one in estimate.completed or (estimate,)]
    return any(count is not None and 0 < count < RULES[rule].mark for count in counts)


def tells_by_its_base(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the base alone is one to four people: those who told no one, say, in the question why."""
    return any(0 < one.n < RULES[rule].count for one in estimate.completed or (estimate,))


def coarsened(estimate: Estimate, rule: ProtectionRule) -> Estimate:
    """The estimate with its base as a multiple of what the rule asks for, and then without its numerator.

    What the exact base could be read from goes too: n_eff times deff, a sum of equal weights, units of one person each.
    """
    step = RULES[rule].coarse
    if step == 1:
        return estimate
    units = estimate.df + 1 if estimate.n_psu is None and estimate.df is not None else estimate.n_psu
    if units is not None and units >= estimate.n:
        estimate = replace(estimate, n_psu=None, df=None)
    return replace(estimate, n=to_nearest(estimate.n, step), n_cases=None, n_eff=None, sum_of_weights=None)


def unanswered(rows: Sequence[Unanswered], rule: ProtectionRule) -> tuple[Unanswered, ...]:
    """The reasons for having no answer, without those that one to four people gave."""
    return tuple(row for row in rows if not 0 < row.n < RULES[rule].count)


def _exposes(estimate: Estimate, limits: Thresholds) -> bool:
    people = estimate.n if estimate.people is None else estimate.people
    if people < limits.base or (estimate.n_psu is not None and estimate.n_psu < limits.psus):
        return True
    least = 0 if limits.zeros else 1
    cases = estimate.n_cases
    makers = cases if estimate.contributors is None else estimate.contributors
    if makers is not None and least <= makers < limits.count:
        return True
    if cases is None:
        return False
    others = 0 if estimate.subject.percent_of == "responses" else estimate.n - cases
    everyone = estimate.subject.harm and cases == estimate.n
    return (estimate.subject.percent_of != "responses" and least <= others < limits.count) or everyone


def _twins(estimates: Sequence[Estimate]) -> list[list[int]]:
    """For each estimate, the estimates of the same item in the same group, itself included."""
    same: dict[Hashable, list[int]] = defaultdict(list)
    keys = []
    for position, estimate in enumerate(estimates):
        subject = estimate.subject
        group = tuple((name, code.value) for name, code in subject.by.items())
        made = (subject.indicator_version, subject.contrast, subject.term)
        keys.append((subject.variable, subject.set, *made, code_of(subject.item), code_of(subject.level), group))
        same[keys[-1]].append(position)
    return [same[key] for key in keys]
