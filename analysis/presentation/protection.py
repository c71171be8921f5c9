"""Protection of respondents: what a table would tell of one child is hidden, and so is what would give it back.

It sees true counts and all rows, those that reliability will hide included, and comes before everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..choices import ProtectionRule
from ..estimation.estimate import Estimate, Unanswered
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


def hidden(estimates: Sequence[Estimate], rule: ProtectionRule) -> frozenset[int]:
    """Positions of the estimates that may not be shown.

    First those with few cases, or few without, or everyone in a harm, or a small base; then, in every family of rows
    whose counts add up to one that is shown, the least of the others where a single one is hidden. An item hidden as a
    share of respondents is hidden as a share of responses, and the other way round.
    """
    if rule == "none":
        return frozenset()
    limits = RULES[rule]
    chosen = {position for position, estimate in enumerate(estimates) if _exposes(estimate, limits)}
    twins = _twins(estimates)
    families = [family for family in _families(estimates, twins) if len(family) > 1]
    changed = True
    while changed:
        told = {other for position in chosen for other in twins[position]} - chosen
        chosen |= told
        changed = bool(told)
        for family in families:
            inside = [estimates[position] for position in family if position in chosen]
            others = [position for position in family if position not in chosen]
            if others and _gives_back(inside, limits):
                chosen.add(min(others, key=lambda position: _worth(estimates[position], position)))
                changed = True
    return frozenset(chosen)


def _worth(estimate: Estimate, position: int) -> tuple[bool, int, int]:
    """What hiding a row costs a reader: few cases little; none at all hides least, and so comes last."""
    return (estimate.n_cases == 0, estimate.n_cases or 0, position)


def marked(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the count behind a shown number is small enough to say so."""
    return estimate.n_cases is not None and 0 < estimate.n_cases < RULES[rule].mark


def coarsened(estimate: Estimate, rule: ProtectionRule) -> Estimate:
    """The estimate with its base as a multiple of what the rule asks for, and then without its numerator."""
    step = RULES[rule].coarse
    return estimate if step == 1 else replace(estimate, n=to_nearest(estimate.n, step), n_cases=None)


def unanswered(rows: Sequence[Unanswered], rule: ProtectionRule) -> tuple[Unanswered, ...]:
    """The reasons for having no answer, without those that one to four people gave."""
    return tuple(row for row in rows if not 0 < row.n < RULES[rule].count)


def _exposes(estimate: Estimate, limits: Thresholds) -> bool:
    if estimate.n < limits.base or (estimate.n_psu is not None and estimate.n_psu < limits.psus):
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


def _gives_back(inside: Sequence[Estimate], limits: Thresholds) -> bool:
    """Whether subtraction from the family's sum tells a hidden count: one is hidden, or those hidden are few in all."""
    if not inside:
        return False
    cases = sum(estimate.n_cases or 0 for estimate in inside)
    others = sum(estimate.n - (estimate.n_cases or 0) for estimate in inside)
    return len(inside) == 1 or cases < limits.count or others < limits.count


def _families(estimates: Sequence[Estimate], twins: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Rows whose counts add up to something that is shown: answers of one question, groups of one breakdown.

    A row that stands in the table twice is in its family once.
    """
    families: dict[Hashable, list[int]] = defaultdict(list)
    margins = {_margin(estimate) for estimate in estimates}
    for position, estimate in enumerate(estimates):
        subject = estimate.subject
        again = any(estimates[twin].subject == subject for twin in twins[position] if twin < position)
        if estimate.n_cases is None or again:
            continue
        *about, item, level, group = _margin(estimate)
        if subject.exclusive_parts:
            part = None if subject.percent_of == "responses" else item
            families[("answers", *about, part, group)].append(position)
        if group:
            families[("groups", *about, item, level, tuple(subject.by))].append(position)
        for left_out in range(len(group) if len(group) > 1 else 0):
            margin = group[:left_out] + group[left_out + 1 :]
            if (*about, item, level, margin) in margins:
                families[("margin", *about, item, level, tuple(subject.by), margin)].append(position)
    yield from families.values()


def _margin(estimate: Estimate) -> tuple[Any, ...]:
    """What an estimate is of, and in which group: sums of groups are met under the key of the larger group."""
    subject = estimate.subject
    about = (subject.variable, subject.set, subject.statistic, subject.percent_of, subject.indicator_version)
    group = tuple((name, code.value) for name, code in subject.by.items())
    return (*about, _code(subject.item), _code(subject.level), group)


def _twins(estimates: Sequence[Estimate]) -> list[list[int]]:
    """For each estimate, the estimates of the same item in the same group, itself included."""
    same: dict[Hashable, list[int]] = defaultdict(list)
    keys = []
    for position, estimate in enumerate(estimates):
        subject = estimate.subject
        group = tuple((name, code.value) for name, code in subject.by.items())
        version = subject.indicator_version
        keys.append((subject.variable, subject.set, version, _code(subject.item), _code(subject.level), group))
        same[keys[-1]].append(position)
    return [same[key] for key in keys]


def _code(level: object) -> Hashable:
    return getattr(level, "value", None)
