"""What is compared: the share of an indicator, the mean of a variable, or two indicators of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..codebook import Answers
from ..codebook.indicators import rule_of
from ..errors import UsageError
from ..estimation import asks
from ..estimation.base import Ask
from ..estimation.dominance import of_each_answer
from ..estimation.estimate import Subject
from ..estimation.fold import Measure
from ..estimation.statistics import Margins
from ..estimation.tally import tallies
from ..estimation.totals import Slot
from ..request_analysis import CompareRequest
from .prevalence_table import Line, subject_of
from .quantities import is_binary, measure_of, number_measure
from .survey import Survey

YES_OF_PAIRS = ((2, 3), (1, 3))  # of the codes of a pair, 2 * first + second: where the first, the second, is a yes
PAIRS = range(4)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is compared.

    Attributes:
        subjects: of its figures: one, or one for each answer of a pair.
        asked: the questions behind it, for those who gave no answer.
        answers: who is in its base.
        treated: what became of those who gave no answer.
        yes_or_no: whether it is a share, or the mean of noughts and ones, so that there are odds.
    """

    subjects: tuple[Subject, ...]
    asked: tuple[Answers, ...]
    answers: Answers
    measure: Measure
    ask: Callable[[Slot], Ask]
    treated: str = "excluded"
    yes_or_no: bool = True

    @property
    def share(self) -> bool:
        """Whether shares are compared, and not means."""
        return self.subjects[0].statistic == "proportion"


def questions(request: CompareRequest, survey: Survey, indicators: Sequence[str]) -> list[Question]:
    """The indicators and variables of a request, each as something to fold."""
    if request.paired:
        return [_pair(request, survey, indicators)]
    return [
        *(_indicator(request, survey, name) for name in indicators),
        *(_mean(survey, name) for name in dict.fromkeys(request.variable)),
    ]


def _indicator(request: CompareRequest, survey: Survey, name: str) -> Question:
    answers, treated = _yes_or_no(request, survey, name)
    (tally,) = tallies(answers.code, (1,))
    subject = replace(subject_of(survey, Line(name, answers, "")), tally=tally)
    return Question(
        (subject,), (answers,), answers, measure_of(answers), lambda slot: asks.shares(slot, 2, (1,)), treated
    )


def _yes_or_no(request: CompareRequest, survey: Survey, name: str) -> tuple[Answers, str]:
    rule = request.missing.missing
    if rule in ("level", "bounds"):
        raise UsageError(f"--missing {rule} has no single yes or no to compare; leave it out, or use exclude or as-no")
    as_no = rule_of(survey.codebook, name, rule) == "as_no"
    return survey.meaning.indicator(name, rule), "as_no" if as_no else "excluded"


def _mean(survey: Survey, name: str) -> Question:
    answers = survey.meaning.number(name)
    described = survey.codebook.variables.get(name)
    unit = described.unit if described else None
    subject = Subject(
        variable=answers.name,
        label=f"{answers.label} ({unit})" if unit else answers.label,
        statistic="mean",
        file=survey.codebook.main,
        indicator_version=answers.version,
        synthetic=survey.codebook.survey.synthetic,
    )
    binary = is_binary(answers)
    measure = number_measure(answers, binary=binary)
    (tally,) = tallies(measure.code, (1,))
    ask = partial(asks.mean, binary=binary)
    return Question((replace(subject, tally=tally),), (answers,), answers, measure, ask, yes_or_no=binary)


def _pair(request: CompareRequest, survey: Survey, names: Sequence[str]) -> Question:
    """Two indicators of the rows that answered both, as the four answers of a crossing."""
    if len(names) != 2 or request.variable:
        raise UsageError("--paired compares two indicators, as in --indicator own_fault,caregiver_own_fault --paired")
    asked = [_yes_or_no(request, survey, name) for name in names]
    first, second = (answers for answers, _ in asked)
    both = (first.code >= 0) & (second.code >= 0)
    code = np.where(both, 2 * first.code + second.code, np.minimum(first.code, second.code)).astype(np.int32)
    lines = [subject_of(survey, Line(answers.name, answers, "")) for answers, _ in asked]
    together = replace(first, code=code, levels=(*first.levels, *second.levels), before_rule=None)
    treated = "as_no" if {treated for _, treated in asked} == {"as_no"} else "excluded"
    return Question(tuple(lines), (first, second), together, Measure(code, len(PAIRS)), _margins, treated)


def _margins(slot: Slot) -> Ask:
    """The share of yes in each of a pair."""
    cells = asks.shares(slot, len(PAIRS), tuple(PAIRS))
    cases = tuple(tuple(slot.counted(yes)) for yes in YES_OF_PAIRS)
    makers = of_each_answer(slot.counted(PAIRS), slot.weighed(PAIRS), YES_OF_PAIRS)
    return replace(cells, statistic=Margins(YES_OF_PAIRS), cases=cases, contributors=cases, makers=makers)


def cells_of_pairs(slot: Slot) -> Iterator[list[int]]:
    """Columns of counts with each of the four answers of a pair."""
    for pair in PAIRS:
        yield slot.counted([pair])
