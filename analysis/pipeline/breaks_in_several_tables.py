"""Numbers that several tables of a report cut at different breaks: between two of these there may be few people."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

import numpy as np

from ..arrays import BoolArray, IntArray
from ..choices import ProtectionRule
from ..estimation.tally import Tally
from ..presentation.protection import RULES, Thresholds
from ..request import EstimateRequest
from .distribution_rows import OF_BREAKS
from .shared_classes import domain_of
from .unprotected import Estimated

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A number as a table cuts it.

    Attributes:
        part: the part of each row, shape (rows,); -1 outside the domain, and where nobody gave a number.
    """

    made: Estimated
    variable: str
    part: IntArray


def few_between(
    made: Mapping[Name, Estimated], rule_of: Callable[[Estimated], ProtectionRule]
) -> Iterator[tuple[Name, Name, str]]:
    """Tables of the same people, by their names, of which the breaks of a number together set few of these apart.

    Fewer than the rules of both ask for, whom none of the two sets apart by itself; with the name of the number.
    """
    cuts = [(name, cut) for name, one in made.items() for cut in _cuts(one)]
    for (name, one), (beside, other) in combinations(cuts, 2):
        limits = min((RULES[rule_of(cut.made)] for cut in (one, other)), key=lambda rule: rule.count)
        alike = one.variable == other.variable and one.made.request.data == other.made.request.data
        if alike and np.array_equal(one.part < 0, other.part < 0) and any(_few(one, other, limits)):
            yield name, beside, one.variable


def _cuts(made: Estimated) -> Iterator[Cut]:
    """What a histogram, or shares up to points, make of each number."""
    if not isinstance(made.request, EstimateRequest) or not {*OF_BREAKS} & {*made.request.statistic}:
        return
    inside = domain_of(made)
    for variable in made.request.variable:
        subjects = (one.subject for one in made.estimates if one.subject.variable == variable and one.subject.level)
        tallies = {id(one.tally.code): one.tally for one in subjects if one.tally}
        if tallies:
            yield Cut(made, variable, _parts([*tallies.values()], inside))


def _parts(tallies: Sequence[Tally], inside: BoolArray) -> IntArray:
    """Which rows no share of a table tells apart, by number."""
    part = np.zeros(len(inside), dtype=np.int64)
    for tally in tallies:
        _, part = np.unique(part * (int(tally.code.max()) + 1) + np.maximum(tally.code, 0), return_inverse=True)
    return np.where(inside & tallies[0].answered, part, -1)


def _few(one: Cut, other: Cut, limits: Thresholds) -> Iterator[bool]:
    """Of each breakdown that both tables have, whether few are between the breaks of both in a group that is shown."""
    groups = _groups(other.made)
    for names, group in _groups(one.made).items():
        if names not in groups:
            continue
        shown = (one.part >= 0) & (group >= 0)
        shown &= (np.bincount(group[shown], minlength=int(group.max()) + 1) >= limits.base)[group]
        of_one, of_other = (_numbers(cut.part[shown], group[shown]) for cut in (one, other))
        together = _numbers(of_one, of_other)
        size, of, of_both = (np.bincount(numbers)[numbers] for numbers in (of_one, of_other, together))
        yield bool(((of_both < limits.count) & (of_both < size) & (of_both < of)).any())


def _groups(made: Estimated) -> dict[frozenset[str], IntArray]:
    """The group of each row by the variables of a breakdown; -1 where it is in none."""
    survey = made.survey
    found = {}
    for breakdown in survey.breakdowns:
        group = np.zeros(survey.meaning.rows, dtype=np.int64)
        for answers in (survey.by[place] for place in sorted(breakdown, key=lambda place: survey.by[place].name)):
            lacking = (group < 0) | (answers.code < 0)
            group = np.where(lacking, -1, group * len(answers.levels) + answers.code)
        found[frozenset(survey.by[place].name for place in breakdown)] = group
    return found


def _numbers(first: IntArray, second: IntArray) -> IntArray:
    """Each pair of two numbers as one, from 0."""
    return np.ravel(np.unique(first * (int(second.max(initial=0)) + 1) + second, return_inverse=True)[1])
