"""Shares of the answers of response sets and categorical variables: `tallybook breakdown`, and one command a role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..arrays import BoolArray, IntArray
from ..codebook import Codebook, Meaning
from ..codebook.answers import NOT_ASKED, REASONS, Answers, Level, Note, SetAnswers, code_of
from ..design import Sample
from ..errors import DesignError, SurveyError, UsageError
from ..estimation import asks
from ..estimation.base import Settings
from ..estimation.estimate import Estimate, Subject, Unanswered
from ..presentation import layout
from ..presentation.subjects import about
from ..presentation.table import Table
from ..presentation.words import words
from ..request import BreakdownRequest
from .finish import finish, unanswered, ungrouped
from .imputing import over_imputations
from .likeness import settings
from .quantities import Quantity, folded, measure_of, share_of
from .shelf import Shelf
from .survey import Survey, groups, open_survey, set_asked
from .unprotected import Estimated

WITH = {"disclosure": ("disclosure", "reasons")}  # whom a child told belongs with why it told no one


def breakdown(request: BreakdownRequest) -> Table:
    """Read, fold each set once, estimate, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: BreakdownRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its sets and its base."""
    return [*_names(shelf.codebook(request.data), request), *([request.base] if request.base else [])]


@over_imputations(names_of)
def estimated(request: BreakdownRequest, shelf: Shelf) -> Estimated:
    """Read, fold each set once, estimate."""
    if request.missing.missing == "bounds":
        raise UsageError("--missing bounds is for indicators; see: tallybook prevalence")
    names = _names(shelf.codebook(request.data), request)
    survey = open_survey(shelf, names_of(request, shelf), request)
    if request.percent_of == "responses" and not any(is_set(survey.meaning, name) for name in names):
        raise UsageError(f"{names[0]} has one answer a person: its share of responses is its share of respondents")
    chosen = settings(request)
    made: list[Estimate] = []
    missing: list[Unanswered] = []
    remarks: list[Note] = []
    for name in names:
        asked = _set(survey.meaning, name, request)
        answered = _under_rule(survey.meaning, asked, request)
        _refuse_empty(answered, survey, request)
        made += _estimates(survey, answered, chosen, _of_anybody(survey.meaning, answered, request))
        own = "excluded" if asked.items[0].before_rule is None else "as_no"  # an indicator brings its own rule
        treated = {"as-no": "as_no", "level": "level"}.get(request.missing.missing or "", own)
        summary = replace(asked.items[0], name=asked.name, label=asked.label)
        missing += unanswered(summary, survey, treated, asked.row)
        remarks += (*(ungrouped(survey, summary) if asked.row is None else ()), *asked.notes)
    return Estimated(
        request.role or "breakdown",
        request,
        survey,
        made,
        missing,
        layout=layout.breakdown,
        remarks=remarks,
        keep=lambda estimate: request.percent_of in (None, estimate.subject.percent_of),
    )


def _names(codebook: Codebook | None, request: BreakdownRequest) -> list[str]:
    """The sets asked for, or those of the role."""
    if request.set:
        return list(dict.fromkeys(request.set))
    if codebook is None or request.role is None:
        raise UsageError("name a response set or a categorical variable, as in --set told; a codebook can define sets")
    roles = WITH.get(request.role, (request.role,))
    found = [name for role in roles for name, described in codebook.response_sets.items() if described.role == role]
    if not found:
        raise UsageError(
            f"no response set of the codebook has role: {request.role}; give one that role, or use: "
            "tallybook breakdown --set NAME"
        )
    return found


def _set(meaning: Meaning, name: str, request: BreakdownRequest) -> SetAnswers:
    if is_set(meaning, name):
        return set_asked(meaning, name, request, request.base)
    groups(meaning, name, request)
    return meaning.as_set(name, request.base)


def is_set(meaning: Meaning, name: str) -> bool:
    """A set of the codebook or of the file itself, where one may give several answers; else a categorical variable."""
    of_files = (data.facts.sets for data in meaning.files.values())
    return name in meaning.codebook.response_sets or any(name in sets for sets in of_files)


def _of_anybody(meaning: Meaning, asked: SetAnswers, request: BreakdownRequest) -> SetAnswers:
    """The same answers outside `--base` too, where it is a condition: protection holds them against those of others.

    Incidents of which nobody has two are people.
    """
    if asked.row is not None:
        return asked if len(np.unique(asked.row)) < len(asked.row) else _by_person(asked, asked.row, meaning.rows)
    if request.base is None:
        return asked
    try:
        inside = meaning.mask(request.base)
        all_asked = _under_rule(meaning, _set(meaning, asked.name, replace(request, base=None)), request)
    except SurveyError:
        return asked
    found = {item.name: item for item in all_asked.items}
    same = (
        item.name in found and (item.code == np.where(inside, found[item.name].code, NOT_ASKED)).all()
        for item in asked.items
    )
    return replace(asked, items=tuple(found[item.name] for item in asked.items)) if all(same) else asked


def _under_rule(meaning: Meaning, asked: SetAnswers, request: BreakdownRequest) -> SetAnswers:
    """The set with the unanswered counted as no, and under `level` with a further item for each reason."""
    rule = request.missing.missing
    if rule not in ("as-no", "level"):
        return asked
    first = asked.items[0]
    items = [replace(item, code=np.where(_missing(item), 0, item.code).astype(np.int32)) for item in asked.items]
    if rule == "level":
        phrases = words(request.shown.lang or meaning.codebook.survey.language)
        for reason in REASONS[:-1]:
            if (first.code == code_of(reason)).any():
                code = np.where(first.code == NOT_ASKED, NOT_ASKED, first.code == code_of(reason)).astype(np.int32)
                name = f"({reason})"  # in brackets, so as not to meet an item called refused
                items.append(replace(first, name=name, label=phrases[reason], code=code))
    added = {item.name for item in items[len(asked.items) :]}
    return replace(asked, items=tuple(items), exclusive=asked.exclusive | added)


def _missing(item: Answers) -> BoolArray:
    return np.asarray((item.code < 0) & (item.code > NOT_ASKED))


def _estimates(survey: Survey, asked: SetAnswers, chosen: Settings, of_anybody: SetAnswers) -> list[Estimate]:
    """Shares of respondents item by item, and shares of responses over the items that exclude nothing.

    Both are made whichever is asked for, because protection must know what the other would tell.
    """
    sample, by, rows = _units(survey, asked)
    sums = folded(
        sample,
        [measure_of(item) for item in asked.items],
        by=by,
        breakdowns=survey.breakdowns,
        rows=rows,
        squares=chosen.ci == "kish",
    )
    quantities = _of_respondents(survey, asked, of_anybody)
    if is_set(survey.meaning, asked.name):
        quantities.append(_of_responses(survey, asked))
    made = list(sums.estimates(quantities, chosen))
    if asked.row is None:
        return made
    return _with_people(made, survey, _by_person(asked, asked.row, survey.meaning.rows), chosen)


def _with_people(made: Sequence[Estimate], survey: Survey, by_child: SetAnswers, chosen: Settings) -> list[Estimate]:
    """Estimates of incidents with the number of children behind them, which is what protection counts."""
    children = {about(one.subject): one for one in _estimates(survey, by_child, chosen, by_child)}
    with_people = []
    for one in made:
        of = children[about(one.subject)]
        most = max(one.dominance or 0.0, of.dominance or 0.0)
        with_people.append(replace(one, contributors=of.n_cases, people=of.n, dominance=most))
    return with_people


def _by_person(asked: SetAnswers, row: IntArray, rows: int) -> SetAnswers:
    """Incidents as the answers of those who met them: what they said of any."""
    items = []
    for item in asked.items:
        code = np.full(rows, NOT_ASKED, np.int32)
        np.maximum.at(code, row, item.code)
        items.append(replace(item, code=code))
    return replace(asked, items=tuple(items), row=None)


def _of_respondents(survey: Survey, asked: SetAnswers, of_anybody: SetAnswers) -> list[Quantity]:
    """One share an item; the answers of a categorical variable are levels that add up, those of a set are not."""
    subject = replace(_subject(survey, asked), percent_of="respondents")
    several = is_set(survey.meaning, asked.name)
    quantities = []
    for position, item in enumerate(of_anybody.items):
        part = Level(item.name, item.label)
        about = replace(subject, item=part) if several else replace(subject, level=part, exclusive_parts=True)
        quantities.append(share_of(about, position, item, (1,), (about.level,), of_anybody))
    return quantities


def _of_responses(survey: Survey, asked: SetAnswers) -> Quantity:
    """All items that exclude nothing, as parts of all ticks."""
    chosen = [i for i, item in enumerate(asked.items) if item.name not in asked.exclusive]
    subject = replace(_subject(survey, asked), percent_of="responses", exclusive_parts=True)
    subjects = tuple(replace(subject, item=Level(asked.items[i].name, asked.items[i].label)) for i in chosen)
    every = tuple(range(len(chosen)))
    return Quantity(tuple(chosen), lambda slots: asks.shares_of_responses(slots, every), subjects)


def _units(survey: Survey, asked: SetAnswers) -> tuple[Sample, tuple[Answers, ...], IntArray | None]:
    """The sample, the groups and the domain in the units of the set: children, or children and forms."""
    if asked.row is None:
        return survey.sample, survey.by, survey.rows
    sample = survey.sample.of_rows(asked.row)
    by = tuple(replace(answers, code=answers.code[asked.row]) for answers in survey.by)
    if survey.rows is None:
        return sample, by, None
    return sample, by, np.flatnonzero(survey.inside[asked.row])


def _refuse_empty(asked: SetAnswers, survey: Survey, request: BreakdownRequest) -> None:
    code = asked.items[0].code
    rows = _units(survey, asked)[2]
    if not ((code if rows is None else code[rows]) > NOT_ASKED).any():
        whose = f"--base {request.base}" if request.base else f"the base of {asked.name}"
        raise DesignError(f"nobody in the domain belongs to {whose}; check it, and --where, against the codebook")


def _subject(survey: Survey, asked: SetAnswers) -> Subject:
    return Subject(
        variable=asked.name,
        label=asked.label,
        statistic="proportion",
        file=survey.codebook.main,
        base=asked.base,
        unit="person" if asked.unit == "child" else asked.unit,
        set=asked.name,
        synthetic=survey.codebook.survey.synthetic,
    )
