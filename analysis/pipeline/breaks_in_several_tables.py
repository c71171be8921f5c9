"""Numbers that several tables of a report cut at different breaks: between two of these there may be few people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from ..arrays import BoolArray, IntArray
from ..errors import ProtectionError
from ..estimation.tally import Tally
from ..presentation.protection import RULES
from ..request import EstimateRequest
from .distribution_rows import OF_BREAKS
from .shared_classes import domain_of
from .unprotected import Estimated, rules_of


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A number as a table cuts it.

    Attributes:
        part: the part of each row, shape (rows,); -1 outside the domain, and where nobody gave a number.
    """

    made: Estimated
    variable: str
    part: IntArray


def refuse_few_between(tables: Sequence[Estimated]) -> None:
    """Refuse tables of the same people of which breaks together set few apart whom none of them does by itself.

    Raises:
        ProtectionError: some do.
    """
    cuts = [cut for made in tables for cut in _cuts(made)]
    for one, other in combinations(cuts, 2):
        alike = one.variable == other.variable and one.made.request.data == other.made.request.data
        if alike and np.array_equal(one.part < 0, other.part < 0) and any(_few(one, other)):
            raise ProtectionError(
                f"the tables of {one.variable} have breaks between which there are fewer than "
                f"{_limit(one, other)} people, so that one table less another would tell of them; give both the same "
                "breaks, or leave one out"
            )


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


def _few(one: Cut, other: Cut) -> Iterator[bool]:
    """Of each breakdown that both tables have, whether few in a group are between the breaks of both."""
    groups = _groups(other.made)
    for names, group in _groups(one.made).items():
        if names not in groups:
            continue
        shown = (one.part >= 0) & (group >= 0)
        of_one, of_other = (_numbers(cut.part[shown], group[shown]) for cut in (one, other))
        together = _numbers(of_one, of_other)
        size, of, of_both = (np.bincount(numbers)[numbers] for numbers in (of_one, of_other, together))
        yield bool(((of_both < _limit(one, other)) & (of_both < size) & (of_both < of)).any())


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


def _limit(one: Cut, other: Cut) -> int:
    return max(RULES[rules_of(cut.made).protection].count for cut in (one, other))
