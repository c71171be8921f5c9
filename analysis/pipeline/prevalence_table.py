"""Weighted prevalence of a codebook's indicators, with forms and numbers of people: `tallybook prevalence`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..codebook import Answers, Codebook
from ..codebook.answers import NOT_ASKED, Level, Note
from ..codebook.indicators import rule_of
from ..errors import DesignError, UsageError
from ..estimation.estimate import Estimate, Subject
from ..presentation import layout
from ..presentation.table import Table
from ..presentation.words import words
from ..request import PrevalenceRequest
from .finish import finish, unanswered, ungrouped
from .imputing import over_imputations
from .likeness import settings
from .quantities import folded, measure_of, share_of
from .scaling import counted, population_of, size_note
from .shelf import Shelf
from .survey import Survey, open_survey
from .unprotected import Estimated


@dataclass(frozen=True, slots=True)
class Line:
    """One prevalence of the table: an indicator, or a form of it.

    Attributes:
        qualifier: word before counts of people; the codebook wrote it for its own missing rule and for no other.
    """

    indicator: str
    answers: Answers
    qualifier: str
    form: Level | None = None
    treated: str = "excluded"


def prevalence(request: PrevalenceRequest) -> Table:
    """Read, fold once, estimate, count people, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: PrevalenceRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its indicators and the populations they are counted in."""
    codebook = shelf.codebook(request.data)
    if codebook is None:
        raise UsageError(
            "prevalence needs a codebook that says what the indicators are: --codebook CB.yaml; "
            "without one, see: tallybook estimate --variable ... --statistic proportion"
        )
    chosen = chosen_of(codebook, request.indicator)
    return [*chosen, *_populations(codebook, chosen, request)]


@over_imputations(names_of)
def estimated(request: PrevalenceRequest, shelf: Shelf) -> Estimated:
    """Read, fold once, estimate, count people."""
    if request.scaling.round_to is not None and request.scaling.round_to < 1:
        raise UsageError(f"--round-to {request.scaling.round_to} is not 1 or more, as in --round-to 10000")
    names = names_of(request, shelf)
    survey = open_survey(shelf, names, request)
    chosen = chosen_of(survey.codebook, request.indicator)
    lines = [line for name in chosen for line in _lines(survey, name, request, alone=len(chosen) == 1)]
    _refuse_empty(survey, lines)
    return _estimated(request, survey, lines, _populations(survey.codebook, chosen, request))


def _populations(codebook: Codebook, chosen: Sequence[str], request: PrevalenceRequest) -> list[str]:
    """The populations that the indicators are counted in, each once."""
    found = (population_of(codebook, name, request.scaling.scale_to) for name in chosen)
    return [name for name in dict.fromkeys(found) if name]


def chosen_of(codebook: Codebook, indicator: Sequence[str]) -> list[str]:
    """The indicators asked for; the headline, else all."""
    if not codebook.indicators:
        raise UsageError("the codebook has no indicators; see docs/codebook.md for how to write one")
    headline = codebook.presentation.headline
    asked = indicator or ((headline,) if headline else ("all",))
    return list(dict.fromkeys(name for one in asked for name in (codebook.indicators if one == "all" else (one,))))


def _lines(survey: Survey, name: str, request: PrevalenceRequest, *, alone: bool) -> Iterator[Line]:
    """An indicator, or its bounds; and its forms where they were asked for or nothing else was."""
    meaning, rule, described = survey.meaning, request.missing.missing, survey.codebook.indicators[name]
    own = described.qualifier or ""
    if rule == "level":
        raise UsageError("--missing level is for breakdowns and estimates; an indicator is yes or no")
    if rule == "bounds":
        for bound, by_rule in zip(meaning.bounds(name), ("as_no", "any_yes", "complete"), strict=True):
            phrase = words(request.shown.lang or survey.codebook.survey.language)[f"rule_{by_rule}"]
            labelled = replace(bound, label=f"{bound.label} ({phrase})")
            word = own if by_rule == described.missing else ""
            treated = "as_no" if by_rule == "as_no" else "excluded"
            yield Line(name, labelled, word, Level(by_rule, labelled.label), treated)
        return
    qualifier = own if rule is None else ""
    answers = meaning.indicator(name, rule)
    as_no = rule_of(survey.codebook, name, rule) == "as_no"
    treated = "as_no" if as_no else "excluded"
    yield Line(name, answers, qualifier, treated=treated)
    forms = meaning.forms(name)
    wanted = request.forms if request.forms is not None else not request.domain.by and alone
    if wanted and len(forms) > 1:
        for form in forms:
            ruled = _as_no(form, answers) if as_no else form
            yield Line(name, ruled, qualifier, Level(form.name, form.label), treated)


def _as_no(form: Answers, whole: Answers) -> Answers:
    """A form of a composite that counts the unanswered as no: inside the composite's base the form does so too."""
    unanswered_codes = (form.code < 0) & (whole.code >= 0) & (form.code > NOT_ASKED)
    return replace(form, code=form.code * ~unanswered_codes, before_rule=form.code)


def _left_out(line: Line) -> bool:
    """Whether rows of the base have no answer and were not counted as no."""
    return bool(((line.answers.code < 0) & (line.answers.code > NOT_ASKED)).any())


def _refuse_empty(survey: Survey, lines: Sequence[Line]) -> None:
    rows = slice(None) if survey.rows is None else survey.rows
    for line in lines:
        if line.form is None and not (line.answers.code[rows] > NOT_ASKED).any():
            raise DesignError(
                f"nobody in the domain belongs to the base of {line.indicator}; check --where against its population"
            )


def _estimated(
    request: PrevalenceRequest, survey: Survey, lines: Sequence[Line], populations: Sequence[str]
) -> Estimated:
    chosen = settings(request)
    sums = folded(
        survey.sample,
        [measure_of(line.answers) for line in lines],
        by=survey.by,
        breakdowns=survey.breakdowns,
        rows=survey.rows,
        squares=chosen.ci == "kish",
    )
    made: list[Estimate] = []
    for position, line in enumerate(lines):
        quantity = share_of(subject_of(survey, line), position, line.answers, (1,), (None,))
        rows = list(sums.estimates([quantity], chosen))
        population = survey.codebook.indicators[line.indicator].population or ""
        made += counted(rows, survey, sums, population, line.qualifier, line.answers, position, chosen)
    missing = [row for line in lines for row in unanswered(line.answers, survey, line.treated)]
    remarks = [note for line in lines for note in (*ungrouped(survey, line.answers), *line.answers.notes)]
    if survey.by and any(_left_out(line) for line in lines) and any(row.count for row in made):
        remarks.append(Note.of("people_shared", people=survey.meaning.text(survey.codebook.survey.people) or "people"))
    remarks += [note for name in populations if (note := size_note(survey, name))]
    return Estimated(
        "prevalence",
        request,
        survey,
        made,
        missing,
        layout=layout.prevalence,
        remarks=remarks,
        quiet=frozenset(line.form.value for line in lines if line.form and isinstance(line.form.value, str)),
        round_to=request.scaling.round_to or survey.codebook.presentation.round_totals_to,
    )


def subject_of(survey: Survey, line: Line) -> Subject:
    """What a line of the table is an estimate of."""
    codebook = survey.codebook
    described = codebook.indicators[line.indicator]
    population = described.population or ""
    where = codebook.populations[population] if population else None
    return Subject(
        variable=line.indicator,
        label=line.answers.label,
        statistic="proportion",
        file=codebook.main,
        population=population,
        base=survey.meaning.text(where.label) if where else "",
        indicator_version=described.version or "",
        item=line.form,
        harm=described.harm,
        synthetic=codebook.survey.synthetic,
    )
