"""Groups held against each other, with the covariance between them: `tallybook compare`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from ..codebook import Codebook
from ..codebook.answers import Note
from ..errors import DesignError, UsageError
from ..presentation.layout_compare import compared
from ..presentation.table import Table
from ..presentation.words import words
from ..request_analysis import CompareRequest
from .compare_questions import Question, questions
from .comparing import EVERYBODY_ELSE, Comparing
from .finish import finish, unanswered, ungrouped
from .imputing import over_imputations
from .likeness import settings
from .prevalence_table import chosen_of
from .quantities import folded
from .shelf import Shelf
from .standardising import Standard, named, standard
from .survey import Survey, groups, open_survey
from .unprotected import Estimated


def compare(request: CompareRequest) -> Table:
    """Read, fold once, estimate groups and contrasts, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: CompareRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its indicators and variables, and those it standardises for."""
    return [*_indicators(request, shelf.codebook(request.data)), *request.variable, *named(request.standardise)]


@over_imputations(names_of)
def estimated(request: CompareRequest, shelf: Shelf) -> Estimated:
    """Read, fold once, estimate groups and contrasts."""
    _check(request)
    survey = open_survey(shelf, names_of(request, shelf), request)
    if not survey.sample.probability:
        raise DesignError(
            "the survey is no probability sample (design: none), so that no test or interval compares groups; "
            "print them side by side with --by"
        )
    wanted = _standard(request, survey)
    grouped = replace(survey, by=(*survey.by, *wanted.strata))
    chosen = settings(request)
    asked = questions(request, survey, _indicators(request, survey.codebook))
    sums = folded(
        survey.sample,
        [question.measure for question in asked],
        by=grouped.by,
        breakdowns=survey.breakdowns,
        rows=survey.rows,
        squares=chosen.ci == "kish",
    )
    strata = tuple(range(len(survey.by), len(grouped.by)))
    phrases = words(request.shown.lang or survey.codebook.survey.language)
    how = Comparing(request, sums, chosen, wanted, strata, phrases)
    made = [rows for position, question in enumerate(asked) for rows in how.rows(question, position)]
    tests = tuple(test for _, part in made for test in part)
    return Estimated(
        "compare",
        request,
        survey,
        [row for part, _ in made for row in part],
        [
            row
            for question in asked
            for answers in question.asked
            for row in unanswered(answers, survey, question.treated)
        ],
        partial(compared, adjust=request.adjust, paired=request.paired),
        remarks=list(_remarks(request, grouped, wanted, asked)),
        tests=tests,
        shows_tests=True,
    )


def _indicators(request: CompareRequest, codebook: Codebook | None) -> list[str]:
    """The indicators asked for; those of the codebook where neither these nor variables are."""
    if request.variable and not request.indicator:
        return []
    if codebook is None:
        raise UsageError(
            "compare needs a codebook that says what the indicators are, or --variable, as in --variable income"
        )
    return chosen_of(codebook, request.indicator)


def _check(request: CompareRequest) -> None:
    if not request.domain.by and not request.paired:
        raise UsageError("name the groups to compare, as in --by sex")
    if request.paired and (request.trend or request.standardise or request.against == EVERYBODY_ELSE):
        raise UsageError(
            "--paired holds two answers of the same rows against each other: leave --trend, --standardise "
            "and --against rest out"
        )


def _standard(request: CompareRequest, survey: Survey) -> Standard:
    """The strata to standardise for."""
    typed = named(request.standardise)
    if both := sorted({answers.name for answers in survey.by} & typed.keys()):
        raise UsageError(f"{both[0]} is compared by --by, and cannot be standardised for as well")
    strata = tuple(groups(survey.meaning, name, request) for name in typed)
    return standard(strata, typed)


def _remarks(request: CompareRequest, grouped: Survey, wanted: Standard, asked: Sequence[Question]) -> Iterator[Note]:
    """How contrasts were made, and who is in no group."""
    yield Note.of("compared")
    if request.adjust != "none":
        yield Note.of("unadjusted_intervals")
    if wanted.strata:
        yield wanted.note
    for question in asked:
        yield from ungrouped(grouped, question.answers)
        for answers in question.asked:
            yield from answers.notes
