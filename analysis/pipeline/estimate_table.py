"""Any statistic of any variable of any file: `tallybook estimate`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..choices import StatisticName
from ..codebook.answers import REASONS, Answers, Level, Note, code_of
from ..errors import DesignError, UsageError
from ..estimation import asks
from ..estimation.estimate import Subject, Unanswered
from ..estimation.fold import Measure
from ..presentation import layout
from ..presentation.table import Table
from ..presentation.words import words
from ..request import EstimateRequest
from .finish import Estimated, finish, unanswered, ungrouped
from .quantities import Quantity, folded, is_binary, measure_of, number_measure, ratio_measure, share_of
from .shelf import Shelf
from .survey import Survey, groups, open_survey, settings


@dataclass(slots=True)
class Plan:
    """Measures to fold and quantities to estimate, gathered variable by variable."""

    measures: list[Measure] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    missing: list[Unanswered] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def estimate(request: EstimateRequest) -> Table:
    """Read, fold once, estimate, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: EstimateRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its variables."""
    return [*request.variable, *([request.denominator] if request.denominator else [])]


def estimated(request: EstimateRequest, shelf: Shelf) -> Estimated:
    """Read, fold once, estimate."""
    _check(request)
    survey = open_survey(shelf, names_of(request, shelf), request)
    if not survey.sample.probability and (refused := set(request.statistic) & {"total", "ratio"}):
        raise DesignError(
            f"the survey is no probability sample (design: none), so it has no {' or '.join(sorted(refused))}; "
            "ask for a mean or a proportion"
        )
    chosen = settings(request)
    plan = Plan()
    for variable in dict.fromkeys(request.variable):
        for statistic in dict.fromkeys(request.statistic):
            _add(plan, request, survey, variable, statistic)
    sums = folded(
        survey.sample,
        plan.measures,
        by=survey.by,
        breakdowns=survey.breakdowns,
        rows=survey.rows,
        squares=chosen.ci == "kish",
    )
    made = list(sums.estimates(plan.quantities, chosen))
    return Estimated("estimate", request, survey, made, plan.missing, layout.estimates, remarks=plan.notes)


def _check(request: EstimateRequest) -> None:
    if not request.variable:
        raise UsageError("name what to estimate, as in --variable income --statistic mean")
    if "ratio" in request.statistic and request.denominator is None:
        raise UsageError("a ratio needs --denominator, as in --variable spent --denominator income --statistic ratio")
    if request.denominator is not None and "ratio" not in request.statistic:
        raise UsageError("--denominator goes with --statistic ratio")
    if request.missing.missing in ("as-no", "bounds"):
        raise UsageError(f"--missing {request.missing.missing} is for indicators; see: tallybook prevalence")


def _add(plan: Plan, request: EstimateRequest, survey: Survey, variable: str, statistic: StatisticName) -> None:
    """One variable and statistic: what to sum, and what to make of the sums."""
    add = {"proportion": _proportion, "ratio": _ratio}.get(statistic, _number)
    position = len(plan.measures)
    answers, measure, quantity = add(request, survey, variable, statistic, position)
    plan.measures.append(measure)
    plan.quantities.append(quantity)
    plan.notes.extend((*ungrouped(survey, answers), *answers.notes))
    treated = "level" if request.missing.missing == "level" and statistic == "proportion" else "excluded"
    if all((row.label, row.treated) != (answers.label, treated) for row in plan.missing):
        plan.missing.extend(unanswered(answers, survey, treated))


def _subject(survey: Survey, answers: Answers, statistic: str) -> Subject:
    codebook = survey.codebook
    described = codebook.variables.get(answers.name)
    unit = described.unit if described and statistic != "proportion" else None
    indicator = codebook.indicators.get(answers.name)
    population = (indicator.population if indicator else None) or ""
    return Subject(
        variable=answers.name,
        label=f"{answers.label} ({unit})" if unit else answers.label,
        statistic=statistic,
        file=codebook.main,
        population=population,
        base=survey.meaning.text(codebook.populations[population].label) if population else "",
        indicator_version=answers.version,
        synthetic=codebook.survey.synthetic,
    )


def _proportion(
    request: EstimateRequest, survey: Survey, variable: str, statistic: str, position: int
) -> tuple[Answers, Measure, Quantity]:
    answers = groups(survey.meaning, variable, request)
    if request.missing.missing == "level":
        answers = _with_reasons(answers, request.shown.lang or survey.codebook.survey.language)
    if not answers.levels:
        raise DesignError(f"nobody answered {variable}, so it has no levels")
    subject = replace(_subject(survey, answers, statistic), exclusive_parts=True)
    every = range(len(answers.levels))
    return answers, measure_of(answers), share_of(subject, position, answers, every, answers.levels)


def _number(
    request: EstimateRequest, survey: Survey, variable: str, statistic: str, position: int
) -> tuple[Answers, Measure, Quantity]:
    answers = survey.meaning.number(variable)
    binary = is_binary(answers)
    ask = asks.mean if statistic == "mean" else asks.total
    quantity = Quantity(
        (position,), lambda slots: ask(slots[0], binary=binary), (_subject(survey, answers, statistic),)
    )
    return answers, number_measure(answers), quantity


def _ratio(
    request: EstimateRequest, survey: Survey, variable: str, statistic: str, position: int
) -> tuple[Answers, Measure, Quantity]:
    top, bottom = survey.meaning.number(variable), survey.meaning.number(request.denominator or "")
    answers = replace(top, label=f"{top.label} / {bottom.label}", code=np.minimum(top.code, bottom.code))
    binary = is_binary(top)
    quantity = Quantity(
        (position,), lambda slots: asks.ratio(slots[0], binary=binary), (_subject(survey, answers, statistic),)
    )
    return answers, ratio_measure(top, bottom), quantity


def _with_reasons(answers: Answers, lang: str | None) -> Answers:
    """The reasons for having no answer as answers of their own, except not being asked."""
    phrases = words(lang)
    found = [reason for reason in REASONS[:-1] if (answers.code == code_of(reason)).any()]
    code = answers.code.copy()
    for position, reason in enumerate(found):
        code[answers.code == code_of(reason)] = len(answers.levels) + position
    extra = tuple(Level(reason, phrases[reason]) for reason in found)
    return replace(answers, code=code, levels=(*answers.levels, *extra), before_rule=answers.code)
