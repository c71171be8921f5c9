"""One question against another, with tests of independence: `tallybook crosstab`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

import numpy as np

from ..choices import CrosstabTest
from ..codebook.answers import Answers, Note
from ..errors import DesignError, UsageError
from ..estimation.base import Settings
from ..estimation.estimate import Estimate, Subject, Test
from ..presentation import protection
from ..presentation.layout_crosstab import Face, crosstab_layout
from ..presentation.table import Table
from ..presentation.words import words
from ..request_analysis import CrosstabRequest
from .breakdown_table import is_set
from .crosstab_plan import Plan, of_set, of_variables
from .crosstab_tests import WALD, groups_of, residuals_of, tested_cells, tests_of
from .finish import finish, unanswered, ungrouped
from .imputing import over_imputations
from .likeness import settings
from .quantities import Folded, folded
from .shelf import Shelf
from .survey import Survey, groups, open_survey, set_asked
from .unprotected import Estimated


def crosstab(request: CrosstabRequest) -> Table:
    """Read, fold once, estimate, test, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: CrosstabRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its two questions."""
    if not request.row or not request.column:
        raise UsageError("name two questions, as in --row told --column sex")
    by = {name.strip() for part in request.domain.by for term in part.split(",") for name in term.split("*")}
    if request.row == request.column or by & {request.row, request.column}:
        raise UsageError("--row, --column and --by must be different questions")
    return [request.row, request.column]


@over_imputations(names_of)
def estimated(request: CrosstabRequest, shelf: Shelf) -> Estimated:
    """Read, fold once, estimate, test."""
    names = names_of(request, shelf)
    _check(request)
    survey = open_survey(shelf, names, request)
    if not survey.sample.probability and request.test:
        raise DesignError("the survey is no probability sample (design: none): no test exists, so leave --test out")
    plan, chosen = _plan(survey, request), settings(request)
    sums = folded(
        survey.sample,
        plan.measures,
        by=survey.by,
        breakdowns=survey.breakdowns,
        rows=survey.rows,
        squares=chosen.ci == "kish",
    )
    rule = request.shown.protect or survey.codebook.presentation.protection
    plan, gone = plan.without_empty(sums.rolled[0], sums.totals.slots, keep=protection.RULES[rule].zeros)
    phrases = words(request.shown.lang or survey.codebook.survey.language)
    made, tests = _made(plan, sums, chosen, request, phrases)
    both = replace(plan.row, code=np.minimum(plan.row.code, plan.column.code))
    percent = request.percent or ("column" if plan.about.set else "row")
    return Estimated(
        "crosstab",
        request,
        survey,
        made,
        [row for question in (plan.row, plan.column) for row in unanswered(question, survey, _treated(question))],
        layout=partial(crosstab_layout, face=Face(plan.own, plan.row.label, percent, request.counts)),
        laid_out=lambda one: _laid_out(one.subject, percent),
        subtitle=phrases[f"crosstab_{percent}"].format(row=plan.row.label, column=plan.column.label),
        remarks=[
            *ungrouped(survey, both),
            *(note for question in (plan.row, plan.column) for note in question.notes),
            *(Note.of("crosstab_empty", label=label, answers=", ".join(answers)) for label, answers in gone),
            *([Note.of("residuals")] if request.residuals else []),
        ],
        tests=tuple(tests),
    )


def _laid_out(subject: Subject, percent: str) -> bool:
    """Whether a row stands in the table of one percentage: its cells and the totals beside them."""
    if subject.rests_on:
        return subject.statistic == "residual" or subject.percent_of == percent
    return percent in ("total", subject.percent_of)


def _check(request: CrosstabRequest) -> None:
    if request.missing.missing not in (None, "exclude"):
        raise UsageError(f"--missing {request.missing.missing} is not for crossings; the unanswered are left out")
    if request.shown.columns != "standard":
        raise UsageError("--columns is for tables with one number a line; the columns of a crossing are its answers")
    if request.shown.show != "numbers":
        raise UsageError("--show order is for the answers of one question; see: tallybook breakdown")


def _plan(survey: Survey, request: CrosstabRequest) -> Plan:
    meaning, row, column = survey.meaning, request.row or "", request.column or ""
    if is_set(meaning, column):
        raise UsageError(f"{column} is a response set, whose answers are rows; give it as --row")
    across = groups(meaning, column, request)
    if is_set(meaning, row):
        asked = set_asked(meaning, row, request)
        if asked.row is not None:
            raise UsageError(f"{row} counts each {asked.unit}, and a crossing counts people; see: tallybook breakdown")
        plan = of_set(_about(survey, asked.name, asked.label, asked.base, of_set=True), asked, across)
    else:
        down = groups(meaning, row, request)
        about = _about(survey, across.name, across.label, _base(survey, across) or _base(survey, down))
        harm = {part.name: _harms(survey, part) for part in (down, across)}
        plan = of_variables(about, down, across, row_harm=harm[down.name], column_harm=harm[across.name])
    rows = slice(None) if survey.rows is None else survey.rows
    answered = (plan.row.code[rows] >= 0) & (across.code[rows] >= 0)
    if not (answered & (survey.sample.weight[rows] > 0)).any():
        raise DesignError(f"nobody in the domain answered both {row} and {column}; check --where against the codebook")
    return plan


def _about(survey: Survey, name: str, label: str, base: str, *, of_set: bool = False) -> Subject:
    codebook = survey.codebook
    indicator = codebook.indicators.get(name)
    return Subject(
        variable=name,
        label=label,
        statistic="proportion",
        file=codebook.main,
        population=(indicator.population if indicator else None) or "",
        base=base,
        indicator_version=(indicator.version if indicator else None) or "",
        set=name if of_set else "",
        synthetic=codebook.survey.synthetic,
    )


def _base(survey: Survey, question: Answers) -> str:
    """The population that a question is asked of, where it is an indicator's."""
    indicator = survey.codebook.indicators.get(question.name)
    if indicator is None or not indicator.population:
        return ""
    return survey.meaning.text(survey.codebook.populations[indicator.population].label)


def _harms(survey: Survey, question: Answers) -> bool:
    indicator = survey.codebook.indicators.get(question.name)
    return bool(indicator and indicator.harm)


def _treated(question: Answers) -> str:
    return "excluded" if question.before_rule is None else "as_no"  # an indicator brings its own rule


def _made(
    plan: Plan, sums: Folded, chosen: Settings, request: CrosstabRequest, phrases: Mapping[str, str]
) -> tuple[list[Estimate], list[Test]]:
    """Every cell and total, group by group; and the tests of each group."""
    made = list(plan.estimates(sums, chosen))
    tests: list[Test] = []
    if sums.sample.probability:
        named = [*(request.test or ("rao-scott-f",))]
        names = [name for name in get_args(CrosstabTest) if name in named or "all" in named]
        of = phrases["crosstab_of_set" if plan.about.set else "crosstab_of"]
        of = of.format(row=plan.row.label, column=plan.column.label)
        cells = plan.cells_by_group(made)
        for by, levels in groups_of(sums):
            group = cells[tuple((name, level.value) for name, level in by.items())]
            one = tested_cells(plan, sums, levels, next(iter(group.values())).df, wald=bool(WALD & {*names}))
            tests += tests_of(one, names, of, by)
            made += residuals_of(one, plan, group) if one and request.residuals else ()
    return _together(plan, made), tests


def _together(plan: Plan, made: Sequence[Estimate]) -> list[Estimate]:
    """The estimates of the total first, and then group by group."""
    order: dict[object, int] = {}
    for one in made:
        order.setdefault(plan.group_of(one.subject), len(order))
    return sorted(made, key=lambda one: order[plan.group_of(one.subject)])
