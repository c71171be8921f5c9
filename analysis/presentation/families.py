"""Rows whose counts add up to one that a reader sees, so that a single hidden one comes back by subtraction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..estimation.estimate import Estimate, Subject

ADDITIVE = ("proportion", "total", "mean", "variance")  # times their weights, means and squares add up; ratios do not


@dataclass(frozen=True, slots=True)
class Family:
    """Rows that add up, each once.

    Attributes:
        positions: of its rows in the table.
        total: position of the row that they add up to, where the table has one.
        rest: what the rows leave of their sum, as (cases, n): people without a group. None where nothing can be left.
    """

    positions: tuple[int, ...]
    total: int | None
    rest: tuple[int, int] | None

    def gives_back(self, inside: Sequence[Estimate], limit: int, *, total_hidden: bool) -> bool:
        """Whether the shown rows tell a hidden count: one row is hidden, or all hidden have few cases or few others.

        People without a group are hidden too, since no row shows them. A hidden total is told by its parts.
        """
        cases, n = self.rest or (0, 0)
        if total_hidden and not inside:
            return n < limit
        if len(inside) == 1 and not n:
            return True
        if any(estimate.n_cases is None for estimate in inside):
            return False
        cases += sum(estimate.n_cases or 0 for estimate in inside)
        n += sum(estimate.n for estimate in inside)
        if not inside:
            return 0 < cases < limit or 0 < n - cases < limit
        return cases < limit or n - cases < limit


def families(estimates: Sequence[Estimate], twins: Sequence[Sequence[int]]) -> Iterator[Family]:
    """Answers of one question, groups of one breakdown, cells of a crossing beside a margin.

    A row that stands in the table twice is in its family once.
    """
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    whole = {about(estimate.subject): position for position, estimate in enumerate(estimates)}
    for position, estimate in enumerate(estimates):
        again = any(estimates[twin].subject == estimate.subject for twin in twins[position] if twin < position)
        if estimate.subject.statistic in ADDITIVE and not again:
            for key in _keys(estimate, whole):
                found[key].append(position)
    for key, positions in found.items():
        total = _total(key, whole)
        if len(positions) > 1 or key[0] == "groups":
            members = [estimates[position] for position in positions]
            yield Family(tuple(positions), total, None if total is None else _rest(estimates[total], members))


def about(subject: Subject) -> tuple[Any, ...]:
    """What an estimate is of, and in which group: sums of groups are met under the key of the larger group."""
    made = (subject.statistic, subject.percent_of, subject.contrast, subject.term)
    of = (subject.variable, subject.set, subject.indicator_version, *made)
    group = tuple((name, code.value) for name, code in subject.by.items())
    return (*of, code_of(subject.item), code_of(subject.level), group)


def code_of(level: object) -> Hashable:
    """The code of a level or an item; None where there is none."""
    return getattr(level, "value", None)


def _keys(estimate: Estimate, whole: Mapping[tuple[Any, ...], int]) -> Iterator[tuple[Any, ...]]:
    subject = estimate.subject
    *of, item, level, group = about(estimate.subject)
    if subject.exclusive_parts:
        yield ("answers", *of, None if subject.percent_of == "responses" else item, group)
    if group:
        yield ("groups", *of, item, level, tuple(subject.by), ())
    for left_out in range(len(group) if len(group) > 1 else 0):
        margin = group[:left_out] + group[left_out + 1 :]
        if (*of, item, level, margin) in whole:
            yield ("groups", *of, item, level, tuple(subject.by), margin)


def _total(key: tuple[Any, ...], whole: Mapping[tuple[Any, ...], int]) -> int | None:
    kind, *of, _, margin = key
    return whole.get((*of, margin)) if kind == "groups" else None


def _rest(total: Estimate, members: Sequence[Estimate]) -> tuple[int, int]:
    """What the groups leave of the row that they add up to."""
    cases = (total.n_cases or 0) - sum(member.n_cases or 0 for member in members)
    return cases, total.n - sum(member.n for member in members)
