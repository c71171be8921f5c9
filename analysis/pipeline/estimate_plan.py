"""What an estimate of variables and statistics needs: measures to fold, answers to put in order, and who gave none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..choices import StatisticName
from ..codebook.answers import REASONS, Answers, Level, Note, code_of
from ..errors import DesignError
from ..estimation import asks
from ..estimation.base import Ask
from ..estimation.estimate import Subject, Unanswered
from ..estimation.fold import Measure
from ..estimation.tally import tallies
from ..estimation.totals import Slot
from ..presentation.exact_answers import OF_ORDER
from ..presentation.rounding import numerals
from ..presentation.words import words
from ..request import EstimateRequest
from .distribution_rows import OF_BREAKS, binned, up_to
from .finish import unanswered, ungrouped
from .quantile_rows import InOrder, in_order_of
from .quantities import Quantity, is_binary, measure_of, number_measure, ratio_measure, share_of, spread_measure
from .survey import Survey, groups

OF_LEVELS = ("proportion", "histogram")  # every answer has a row, and so may every reason for having none


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes the rows of one variable and statistic.

    Attributes:
        quantities: how many quantities of the fold they are made of; none where answers are put in order instead.
        points: these are shares up to points, which lie inside each other.
    """

    quantities: int = 0
    in_order: InOrder | None = None
    points: bool = False


@dataclass(slots=True)
class Plan:
    """Gathered variable by variable, and the parts of the table in their order."""

    request: EstimateRequest
    survey: Survey
    measures: list[Measure] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    missing: list[Unanswered] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def lang(self) -> str | None:
        """The language of the table."""
        return self.request.shown.lang or self.survey.codebook.survey.language

    def add(self, variable: str, statistic: StatisticName) -> None:
        """One variable and statistic, and who gave no answer."""
        before = len(self.quantities)
        answers = ADDED[statistic](self, variable, statistic)
        if statistic not in OF_ORDER:
            self.parts.append(Part(len(self.quantities) - before, points=statistic == "distribution"))
        self.notes.extend((*ungrouped(self.survey, answers), *answers.notes))
        treated = "level" if self.request.missing.missing == "level" and statistic in OF_LEVELS else "excluded"
        if all((row.label, row.treated) != (answers.label, treated) for row in self.missing):
            self.missing.extend(unanswered(answers, self.survey, treated))

    def shares(self, subject: Subject, answers: Answers, of: Sequence[int], levels: Sequence[Level]) -> None:
        """Shares of some answers of a question."""
        self.quantities.append(share_of(subject, len(self.measures), answers, of, levels))
        self.measures.append(measure_of(answers))

    def number(self, subject: Subject, measure: Measure, ask: Callable[[Slot], Ask]) -> None:
        """A statistic of numbers."""
        (tally,) = tallies(measure.code, (1,))
        subject = replace(subject, tally=tally)
        self.quantities.append(Quantity((len(self.measures),), lambda slots: ask(slots[0]), (subject,)))
        self.measures.append(measure)


def _subject(plan: Plan, answers: Answers, statistic: str) -> Subject:
    survey, codebook = plan.survey, plan.survey.codebook
    described = codebook.variables.get(answers.name)
    unit = described.unit if described and statistic not in ("proportion", *OF_BREAKS) else None
    indicator = codebook.indicators.get(answers.name)
    population = (indicator.population if indicator else None) or ""
    return Subject(
        variable=answers.name,
        label=f"{answers.label} ({unit})" if unit else answers.label,
        statistic="proportion" if statistic in OF_BREAKS else statistic,
        file=codebook.main,
        population=population,
        base=survey.meaning.text(codebook.populations[population].label) if population else "",
        indicator_version=answers.version,
        synthetic=codebook.survey.synthetic,
    )


def _proportion(plan: Plan, variable: str, statistic: str) -> Answers:
    return _every_level(plan, groups(plan.survey.meaning, variable, plan.request), statistic)


def _histogram(plan: Plan, variable: str, statistic: str) -> Answers:
    answers = plan.survey.meaning.number(variable)
    breaks = plan.request.distribution.breaks
    return _every_level(plan, binned(answers, breaks, words(plan.lang), numerals(plan.lang)), statistic)


def _every_level(plan: Plan, answers: Answers, statistic: str) -> Answers:
    if plan.request.missing.missing == "level":
        answers = _with_reasons(answers, plan.lang)
    if not answers.levels:
        raise DesignError(f"nobody answered {answers.name}, so it has no levels")
    subject = replace(_subject(plan, answers, statistic), exclusive_parts=True)
    plan.shares(subject, answers, range(len(answers.levels)), answers.levels)
    return answers


def _distribution(plan: Plan, variable: str, statistic: str) -> Answers:
    answers = plan.survey.meaning.number(variable)
    subject = _subject(plan, answers, statistic)
    points = plan.request.distribution.breaks
    for level, below in up_to(answers, points, words(plan.lang), numerals(plan.lang)):
        plan.shares(subject, below, (1,), (level,))
    return answers


def _number(plan: Plan, variable: str, statistic: str) -> Answers:
    answers = plan.survey.meaning.number(variable)
    binary = is_binary(answers)
    subject = _subject(plan, answers, statistic)
    if statistic == "variance":
        measure = spread_measure(answers, plan.survey.sample.weight, binary=binary)
        plan.number(subject, measure, lambda slot: asks.variance(slot, binary=binary))
    else:
        ask = asks.mean if statistic == "mean" else asks.total
        plan.number(subject, number_measure(answers, binary=binary), lambda slot: ask(slot, binary=binary))
    return answers


def _ratio(plan: Plan, variable: str, statistic: str) -> Answers:
    meaning = plan.survey.meaning
    top, bottom = meaning.number(variable), meaning.number(plan.request.denominator or "")
    answers = replace(top, label=f"{top.label} / {bottom.label}", code=np.minimum(top.code, bottom.code))
    binary = is_binary(top)
    subject = _subject(plan, answers, statistic)
    plan.number(subject, ratio_measure(top, bottom), lambda slot: asks.ratio(slot, binary=binary))
    return answers


def _ordered(plan: Plan, variable: str, statistic: str) -> Answers:
    answers = plan.survey.meaning.number(variable)
    in_order = in_order_of(_subject(plan, answers, statistic), answers, plan.request, plan.lang)
    plan.parts.append(Part(in_order=in_order))
    return answers


ADDED: Mapping[StatisticName, Callable[[Plan, str, str], Answers]] = {
    "mean": _number,
    "total": _number,
    "variance": _number,
    "ratio": _ratio,
    "proportion": _proportion,
    "histogram": _histogram,
    "distribution": _distribution,
    "median": _ordered,
    "quantile": _ordered,
}


def _with_reasons(answers: Answers, lang: str | None) -> Answers:
    """The reasons for having no answer as answers of their own, except not being asked."""
    phrases = words(lang)
    found = [reason for reason in REASONS[:-1] if (answers.code == code_of(reason)).any()]
    code = answers.code.copy()
    for position, reason in enumerate(found):
        code[answers.code == code_of(reason)] = len(answers.levels) + position
    extra = tuple(Level(reason, phrases[reason]) for reason in found)
    return replace(answers, code=code, levels=(*answers.levels, *extra), before_rule=answers.code)
