"""What a request asks for, one quantity a question and statistic; and the estimates these become after one fold."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

import numpy as np

from ..arrays import CodeArray, FloatArray, IntArray
from ..codebook.answers import Answers, Level, SetAnswers
from ..design import Sample
from ..errors import UsageError
from ..estimation import asks
from ..estimation.base import Ask, Settings
from ..estimation.estimate import Basis, Estimate, Subject
from ..estimation.figures import Figures, figures
from ..estimation.fold import Fold, Key, Measure, fold
from ..estimation.levels import Levels
from ..estimation.tally import tallies
from ..estimation.totals import Slot, Totals

NEGATIVE = (
    "no standard error: the variance that the design estimates here is negative; ask for a larger group, or give pps "
    "in the codebook method: brewer, whose variance never is"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One statistic of one question, or of several that make up a set.

    Attributes:
        measures: positions of its measures among those of the fold.
        ask: from the slots of these measures to what is asked of the totals.
        subjects: what each figure is an estimate of, without its group.
    """

    measures: tuple[int, ...]
    ask: Callable[[Sequence[Slot]], Ask]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Folded:
    """A fold with the groups it was made by: what every estimate of a request is read from."""

    totals: Totals
    sample: Sample
    by: tuple[Answers, ...]
    breakdowns: tuple[tuple[int, ...], ...]

    @cached_property
    def rolled(self) -> tuple[Levels, ...]:
        """The totals of each breakdown, added up once for all that is asked of them."""
        return tuple(self.totals.levels(breakdown) for breakdown in self.breakdowns)

    def estimates(self, quantities: Sequence[Quantity], settings: Settings) -> Iterator[Estimate]:
        """Every quantity in the total and in every level of every breakdown."""
        return chain.from_iterable(self.each(quantities, settings))

    def each(self, quantities: Sequence[Quantity], settings: Settings) -> Iterator[list[Estimate]]:
        """The same, quantity by quantity."""
        for quantity in quantities:
            ask = quantity.ask([self.totals.slots[position] for position in quantity.measures])
            yield [
                estimate
                for breakdown, levels in zip(self.breakdowns, self.rolled, strict=True)
                if levels.size
                for estimate in self._of_breakdown(quantity, ask, breakdown, levels, settings)
            ]

    def _of_breakdown(
        self, quantity: Quantity, ask: Ask, breakdown: tuple[int, ...], levels: Levels, settings: Settings
    ) -> Iterator[Estimate]:
        found = figures(levels, ask, self.sample, settings)
        by = [self.by[key] for key in breakdown]
        yield from estimates_of(found, quantity.subjects, by, settings, probability=self.sample.probability)


def estimates_of(
    found: Figures, subjects: Sequence[Subject], by: Sequence[Answers], settings: Settings, *, probability: bool
) -> Iterator[Estimate]:
    """Figures as estimates, level by level; `by` are the variables of the breakdown."""
    labels = {answers.name: answers.label for answers in by}
    for level, codes in enumerate(found.levels.tolist()):
        group = {answers.name: answers.levels[code] for answers, code in zip(by, codes, strict=True)}
        for position, subject in enumerate(subjects):
            about = replace(subject, by=group, by_labels=labels)
            yield estimate_of(about, found, position, level, settings, probability=probability)


def folded(
    sample: Sample,
    measures: Sequence[Measure],
    *,
    by: tuple[Answers, ...],
    breakdowns: tuple[tuple[int, ...], ...],
    rows: IntArray | None,
    squares: bool,
) -> Folded:
    """Sum all measures in one pass by the variables of all breakdowns."""
    # A row has no level whatever the reason; the reasons themselves are the business of a question, not of a group.
    keys = tuple(Key(np.maximum(answers.code, -1), len(answers.levels)) for answers in by)
    return Folded(fold(Fold(sample, keys, tuple(measures), rows, squares)), sample, by, breakdowns)


def measure_of(answers: Answers, *numbers: FloatArray) -> Measure:
    """A question as something to sum."""
    return Measure(answers.code, len(answers.levels), numbers)


def numbers_of(answers: Answers) -> FloatArray:
    """The numbers of a question that has them."""
    if answers.number is None:
        raise UsageError(f"{answers.name} has categories and no numbers; ask for --statistic proportion")
    return answers.number


def number_measure(answers: Answers, *, binary: bool = False) -> Measure:
    """A number, its square and its size, for a mean or a total; zero where there is none. Of 0/1 people are counted."""
    number = np.where(answers.code >= 0, numbers_of(answers), 0.0)
    numbers = (number, number**2) if binary else (number, number**2, np.abs(number))
    return Measure(_zero_or_not(answers.code, number), 2, numbers, None if binary else 2)


def spread_measure(answers: Answers, weight: FloatArray, *, binary: bool = False) -> Measure:
    """A number counted from its mean, which keeps its digits, its square and the size of the number, for a variance."""
    number, answered = numbers_of(answers), answers.code >= 0
    weighs = weight[answered].sum()
    centre = float((weight[answered] * number[answered]).sum() / weighs) if weighs > 0 else 0.0
    off = np.where(answered, number - centre, 0.0)
    number = np.where(answered, number, 0.0)
    numbers = (off, off**2) if binary else (off, off**2, np.abs(number))
    return Measure(_zero_or_not(answers.code, number), 2, numbers, None if binary else 2)


def ratio_measure(numerator: Answers, denominator: Answers) -> Measure:
    """Two numbers, y and x, of the rows that answered both, y^2, x y, x^2 and the size of y."""
    code = np.minimum(numerator.code, denominator.code)
    y, x = (np.where(code >= 0, numbers_of(part), 0.0) for part in (numerator, denominator))
    return Measure(_zero_or_not(code, y), 2, (y, x, y * y, x * y, x * x, np.abs(y)), 5)


def is_binary(answers: Answers) -> bool:
    """Whether every number given is 0 or 1, so that a total counts people."""
    numbers = numbers_of(answers)[answers.code >= 0]
    return bool(np.isin(numbers, (0, 1)).all())


def _zero_or_not(code: CodeArray, number: FloatArray) -> CodeArray:
    """Code 1 where a number is not zero, 0 where it is, and the reason where there is none."""
    return np.where(code >= 0, number != 0, code).astype(np.int32)


def share_of(
    subject: Subject,
    position: int,
    answers: Answers,
    of: Sequence[int],
    levels: Sequence[Level | None],
    asked: SetAnswers | None = None,
) -> Quantity:
    """Shares of some of the answers of the question at `position`; of the units of a set where it is `asked` for."""
    counted = tallies(answers.code, of, *((asked.row, asked.forms) if asked else ()))
    subjects = tuple(replace(subject, level=level, tally=tally) for level, tally in zip(levels, counted, strict=True))
    return Quantity((position,), lambda slots: asks.shares(slots[0], len(answers.levels), of), subjects)


def estimate_of(
    subject: Subject, found: Figures, position: int, level: int, settings: Settings, *, probability: bool
) -> Estimate:
    """One figure in one level as an estimate of its subject."""
    base = found.base
    value, n = _number(found.value[position, level]), int(base.n[level])
    cases = None if found.cases is None else int(found.cases[position, level])
    contributors, dominance = int(found.contributors[position, level]), float(found.dominance[position, level])
    reason = _why_no_value(value, n)
    if not probability:
        reason = reason or "no probability sample: no interval exists"
        return Estimate(
            subject,
            value,
            level=settings.level,
            n=n,
            n_cases=cases,
            contributors=contributors,
            dominance=dominance,
            reason=reason,
        )
    low, high, deff = (_number(part[position, level]) for part in (found.low, found.high, found.deff))
    df = float(base.df[level])
    psu, strata = (int(base.psu[level]), int(base.strata[level])) if found.units else (None, None)
    return Estimate(
        subject,
        value,
        se=None if value is None else _number(math.sqrt(found.variance[position, level])),
        low=low,
        high=high,
        level=settings.level,
        method=found.method,
        df=df,
        deff=deff,
        n_eff=n / deff if deff else None,
        n=n,
        n_cases=cases,
        contributors=contributors,
        dominance=dominance,
        n_psu=psu,
        n_strata=strata,
        sum_of_weights=float(base.weight[level]),
        reason=reason or _why_not_sure(found, position, level) or why_no_bounds(low, df, psu, strata),
        basis=Basis(found.kind, settings, base, level),
    )


def _why_no_value(value: float | None, n: int) -> str:
    if value is not None:
        return ""
    return "what it is divided by adds up to zero" if n else "nobody in this group answered"


def _why_not_sure(found: Figures, position: int, level: int) -> str:
    """What some replicate weights do not have: anybody of the group, or both cases and others; or a negative form."""
    if math.isnan(found.variance[position, level]):
        nobody = "no standard error: under some replicate weights nobody in this group is left"
        return nobody if found.replicated else NEGATIVE
    if found.method == "logit" and found.of_logit is not None and not math.isfinite(found.of_logit[position, level]):
        return "some replicate weights have no cases, or only cases, so the interval is logit-delta"
    return ""


def why_no_bounds(low: float | None, df: float, psu: int | None, strata: int | None) -> str:
    """Why an estimate has no interval; nothing where it has one."""
    if low is not None:
        return ""
    if df <= 0 and psu is None:
        return "no degrees of freedom: the replicate weights of this group do not differ; compare with --df design"
    if df <= 0 and psu is not None and strata is not None and psu > strata:
        return "no degrees of freedom: the second phase has one sampling unit of this group in each of its strata"
    if df <= 0:
        return f"no degrees of freedom: {psu} sampling units in {strata} strata; compare with --df design"
    return "the interval does not exist for this estimate"


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
