"""Protection of respondents: what a table would tell of one child is hidden, and so is what would give it back.

It sees true counts and all rows, those that reliability will hide included, and comes before everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..choices import ProtectionRule
from ..estimation.estimate import Estimate, Unanswered


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Counts from 1 to below `count`, and bases below `base`, are hidden; counts below `mark` are marked."""

    count: int
    base: int
    mark: int


RULES: Mapping[ProtectionRule, Thresholds] = {
    "standard": Thresholds(count=5, base=25, mark=10),
    "none": Thresholds(count=0, base=0, mark=0),
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
    families = [family for family in _families(estimates) if len(family) > 1]
    twins = _twins(estimates)
    changed = True
    while changed:
        told = {other for position in chosen for other in twins[position]} - chosen
        chosen |= told
        changed = bool(told)
        for family in families:
            inside = [position for position in family if position in chosen]
            others = [position for position in family if position not in chosen and estimates[position].n_cases]
            if _gives_back(inside, estimates, limits) and others:
                chosen.add(min(others, key=lambda position: (estimates[position].n_cases or 0, position)))
                changed = True
    return frozenset(chosen)


def marked(estimate: Estimate, rule: ProtectionRule) -> bool:
    """Whether the count behind a shown number is small enough to say so."""
    return estimate.n_cases is not None and 0 < estimate.n_cases < RULES[rule].mark


def unanswered(rows: Sequence[Unanswered], rule: ProtectionRule) -> tuple[Unanswered, ...]:
    """The reasons for having no answer, without those that one to four people gave."""
    return tuple(row for row in rows if not 0 < row.n < RULES[rule].count)


def _exposes(estimate: Estimate, limits: Thresholds) -> bool:
    if estimate.n < limits.base:
        return True
    if estimate.contributors is not None and 0 < estimate.contributors < limits.count:
        return True
    cases = estimate.n_cases
    if cases is None:
        return False
    others = 0 if estimate.subject.percent_of == "responses" else estimate.n - cases
    everyone = estimate.subject.harm and cases == estimate.n
    return 0 < others < limits.count or everyone


def _gives_back(inside: Sequence[int], estimates: Sequence[Estimate], limits: Thresholds) -> bool:
    """Whether subtraction from the family's sum gives a hidden count: one is hidden, or so few that they are told."""
    if not inside:
        return False
    return len(inside) == 1 or sum(estimates[position].n_cases or 0 for position in inside) < limits.count


def _families(estimates: Sequence[Estimate]) -> Iterator[list[int]]:
    """Rows whose counts add up to something that is shown: answers of one question, groups of one breakdown."""
    answers: dict[Hashable, list[int]] = defaultdict(list)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for position, estimate in enumerate(estimates):
        subject = estimate.subject
        if estimate.n_cases is None:
            continue
        item, level = _code(subject.item), _code(subject.level)
        about = (subject.variable, subject.set, subject.statistic, subject.percent_of, subject.indicator_version)
        group = tuple((name, code.value) for name, code in subject.by.items())
        if subject.exclusive_parts:
            answers[(*about, None if subject.percent_of == "responses" else item, group)].append(position)
        if group:
            groups[(*about, item, level, tuple(subject.by))].append(position)
    yield from answers.values()
    yield from groups.values()


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
