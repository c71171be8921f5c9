"""Counts of people: the size of an indicator's population, and each estimate as people of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import BoolArray
from ..codebook import Answers, Codebook, Meaning
from ..codebook.answers import NOT_ASKED, Note
from ..codebook.indicators import described_in
from ..codebook.model import Estimated, Population, Size
from ..design import Sample
from ..errors import DesignError, UsageError, did_you_mean
from ..estimation.base import Settings
from ..estimation.estimate import Basis, Count, Estimate
from ..estimation.fold import Fold, Measure, fold
from ..estimation.levels import Levels
from ..estimation.population import Parts, People, people
from ..estimation.totals import Slot
from ..presentation.rounding import to_nearest
from .quantities import Folded
from .survey import Survey

TOLERATED = 0.01  # by how much the weights may miss a known size before a reader is told


@dataclass(frozen=True, slots=True)
class PopulationSize:
    """How many people the members of a population are.

    Attributes:
        members: rows of that population, shape (n,).
        people: how many they are; None for the sum of their weights.
        se: standard error of an estimate from elsewhere; 0 for a known number.
    """

    members: BoolArray
    people: float | None
    se: float
    source: str


def population_of(codebook: Codebook, indicator: str, scale_to: str | None) -> str | None:
    """The population an indicator is counted in; refuses to scale its rate to people it does not speak of."""
    if scale_to is not None and codebook.design == "none":
        raise DesignError("the codebook says design: none: such a survey counts no population; leave --scale-to out")
    own = described_in(codebook, indicator).population
    if scale_to is None or scale_to == own:
        if scale_to is not None and codebook.populations[scale_to].size is None:
            raise UsageError(f"population {scale_to} has no size in the codebook; give it one to count people")
        return own
    if scale_to not in codebook.populations:
        known = codebook.populations
        raise UsageError(f"population {scale_to!r} is not in the codebook.{did_you_mean(scale_to, known)}")
    raise UsageError(
        f"{indicator} is a rate among {own or 'everyone in the file'}; scaling it to {scale_to} would claim the same "
        f"rate for people it does not speak of. Leave --scale-to out, or write an indicator of population {scale_to}"
    )


def size_of(meaning: Meaning, name: str) -> PopulationSize | None:
    """The size of a population, through populations it is a share of; None where the codebook gives none."""
    population = meaning.codebook.populations[name]
    size = population.size
    if size is None:
        return None
    source = size.source or meaning.text(population.label) or name
    if size.known is not None:
        return PopulationSize(meaning.population(name), size.known, 0.0, source)
    if size.estimated is not None:
        return PopulationSize(meaning.population(name), size.estimated.value, size.estimated.se, source)
    if size.of is None:
        return PopulationSize(meaning.population(name), None, 0.0, size.source or "sum of the weights")
    return _share(meaning, name, population, size, size.of)


def _share(meaning: Meaning, name: str, population: Population, size: Size, of: str) -> PopulationSize | None:
    parent = size_of(meaning, of)
    if parent is None or not isinstance(size.share, Estimated):
        return parent  # estimated from the same rows: the parent's members are what is linearised over
    if parent.people is None:
        raise UsageError(f"population {name} is a share from elsewhere of {of}, which then needs a known size")
    share = size.share
    error = np.sqrt((parent.people * share.se) ** 2 + (parent.se * share.value) ** 2 + (parent.se * share.se) ** 2)
    return PopulationSize(
        meaning.population(name), parent.people * share.value, float(error), size.source or parent.source
    )


def counted(
    estimates: Sequence[Estimate],
    survey: Survey,
    sums: Folded,
    population: str,
    qualifier: str,
    answers: Answers,
    position: int,
    settings: Settings,
) -> Iterator[Estimate]:
    """The estimates of an indicator's yes, each with its number of people where the population has a size.

    `estimates` stand in the order of the breakdowns, as `Folded.estimates` gives them; `position` is the measure's.
    """
    size = size_of(survey.meaning, population) if survey.sample.probability and population else None
    if size is None:
        yield from estimates
        return
    counting = _Counting.of(survey, population, answers, size, squares=settings.ci == "kish")
    remaining = iter(estimates)
    for levels in sums.rolled:
        if levels.size:
            found = counting.people(levels, sums.totals.slots[position], settings)
            for level in range(levels.size):
                yield _with_count(next(remaining), found, level, counting, qualifier, settings)


def _with_count(
    estimate: Estimate, found: People, level: int, counting: _Counting, qualifier: str, settings: Settings
) -> Estimate:
    if estimate.value is None:
        return replace(estimate, population_size=counting.own_size)
    low, high = (None if np.isnan(bound[level]) else float(bound[level]) for bound in (found.low, found.high))
    error = float(found.se[level])
    count = Count(
        float(found.estimate[level]),
        low,
        high,
        counting.total,
        counting.size.source,
        qualifier,
        se=error if np.isfinite(error) else None,
        basis=_basis(found, settings),
    )
    return replace(estimate, count=count, population_size=counting.own_size)


def _basis(found: People, settings: Settings) -> Basis:
    """How the bounds were made; those of an estimated number of people do not take the interval of a share."""
    chosen = settings if found.kind == "proportion" else replace(settings, ci=None)
    return Basis(found.kind, chosen, found.base, unit=found.unit)


@dataclass(frozen=True, slots=True)
class _Counting:
    """What every level of an indicator is counted with: the whole population, folded once.

    Attributes:
        total: people in the population that shares are scaled by.
        own_size: people in the indicator's own population, which may be a share of that one.
        own, member: where the indicator and the membership stand in the totals of the whole.
    """

    sample: Sample
    size: PopulationSize
    total: float
    own_size: float
    whole: Levels
    own: Slot
    member: Slot

    @classmethod
    def of(cls, survey: Survey, population: str, answers: Answers, size: PopulationSize, *, squares: bool) -> _Counting:
        """Fold the indicator and the membership over all rows, whatever the domain."""
        belongs = Measure(size.members.astype(np.int32), 2)
        totals = fold(Fold(survey.sample, (), (Measure(answers.code, 2), belongs), squares=squares))
        weight = survey.sample.weight
        members = float(weight[size.members].sum())
        total = members if size.people is None else size.people
        own_size = total * float(weight[survey.meaning.population(population)].sum()) / members
        return cls(survey.sample, size, total, own_size, totals.levels(()), *totals.slots)

    def people(self, levels: Levels, slot: Slot, settings: Settings) -> People:
        """People in each level; parts of the size, or of the weights where these are the size."""
        parts = Parts(
            cases=slot.weighed([1]),
            answered=self.own.weighed([0, 1]),
            base=self.own.weighed([*range(NOT_ASKED + 1, 0), 0, 1]),
            members=self.member.weighed([1]),
            member_rows=self.member.counted([1]),
            member_squares=self.member.squared([1]) if self.member.squares else (),
        )
        return people(levels, self.whole, parts, self.sample, settings, size=self.size.people, se=self.size.se)


def size_note(survey: Survey, population: str) -> Note | None:
    """A sentence where the weights of a population do not add up to its known size."""
    size = size_of(survey.meaning, population)
    if size is None or size.people is None or not survey.sample.probability:
        return None
    weighed = float(survey.sample.weight[size.members].sum())
    if abs(weighed / size.people - 1) <= TOLERATED:
        return None
    kind = "weights_above" if weighed > size.people else "weights_below"
    off = abs(weighed / size.people - 1)
    return Note.of(kind, weighed=to_nearest(weighed, 1), off=off, people=to_nearest(size.people, 1))
