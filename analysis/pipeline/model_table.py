"""A regression with the variance of the real design: `tallybook model`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from ..codebook.answers import Note
from ..codebook.indicators import rule_of
from ..errors import DesignError, UsageError
from ..estimation.estimate import Subject, Unanswered
from ..estimation.models import formula as formulas
from ..estimation.models.coding import Coding, coded
from ..estimation.models.families import family
from ..estimation.models.formula import Formula
from ..estimation.models.model import estimates as estimated_of
from ..estimation.models.model import fitted
from ..groups import Missing
from ..presentation import layout_model
from ..presentation.protection import rows_of_model
from ..presentation.table import Table
from ..presentation.words import words
from ..request_analysis import ModelRequest
from .finish import finish, unanswered
from .imputing import over_imputations
from .likeness import settings
from .model_asks import effects, of_each_answer, predictions
from .model_checks import refuse_small, refuse_unfit
from .model_data import Material, material
from .model_names import Words, named, references, thresholds
from .model_rows import Result, estimates, shared_estimate
from .model_tests import tests_named, tests_of_coefficients, tests_of_terms
from .shelf import Shelf
from .survey import Survey, open_survey
from .unprotected import Estimated

SHOWN_AS = {
    "odds ratio": "model_odds",
    "prevalence ratio": "model_prevalences",
    "rate ratio": "model_rates",
}


def model(request: ModelRequest) -> Table:
    """Read, fit, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: ModelRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its outcome and its variables."""
    formula = _formula(request)
    return [formula.outcome, *formula.names]


@over_imputations(names_of)
def estimated(request: ModelRequest, shelf: Shelf) -> Estimated:
    """Read, fit, and estimate everything with one covariance."""
    _refuse(request)
    chosen = settings(request)
    formula = _formula(request)
    survey = open_survey(shelf, names_of(request, shelf), request)
    if not survey.sample.probability:
        raise DesignError(
            "the survey is no probability sample (design: none), so a model of it has no standard errors and says "
            "nothing of a population; show its shares instead: tallybook breakdown"
        )
    made = material(survey, formula, family(request.family), request)
    of = fitted(_coded(formula, made, request), family(request.family), made.rows, survey.sample)
    refuse_small(of, survey.sample, request.shown.protect or survey.codebook.presentation.protection)
    refuse_unfit(of)
    phrases = words(request.shown.lang or survey.codebook.survey.language)
    asked = [*predictions(of, request.predict), *(effects(of, phrases) if request.effects else ())]
    wanted = list(of_each_answer(of, asked, formula.outcome))
    found = estimated_of(of, [one.mean for one in wanted], survey.sample, made.inside, chosen.df)
    by_number = chosen.df not in ("domain", "design", "replicates")
    df = found.df if by_number else found.df + 1 - of.spent
    subject = _subject(survey, made, formula)
    shared = shared_estimate(of, survey.sample, subject, chosen.level, df)
    mean_weight = float(survey.sample.weight[made.inside & (survey.sample.weight > 0)].mean())
    names = [*named(of.coding, made.rows.variables, phrases), *thresholds(made.rows.answers)]
    result = Result(of, found, names, wanted, subject, shared, df, mean_weight)
    return _presented(request, survey, made, result, phrases)


def _formula(request: ModelRequest) -> Formula:
    if request.formula is None:
        raise UsageError(f"name what to model, {formulas.EXAMPLE}")
    formula = formulas.parse(request.formula)
    if formula.outcome in formula.names:
        raise UsageError(f"{formula.outcome} stands on both sides of the formula; it cannot explain itself")
    if request.exponentiate and request.family == "linear":
        raise UsageError("--exponentiate is for models with a logit or log link; a linear model has differences")
    return formula


def _coded(formula: Formula, made: Material, request: ModelRequest) -> Coding:
    coding = coded(formula, made.rows.variables)
    if request.family == "ordinal" and coding.constant is None:
        raise UsageError("with --family ordinal the thresholds take the place of the constant; leave 0 or -1 out")
    return coding


def _refuse(request: ModelRequest) -> None:
    asked, shown = request.precision, request.shown
    refused = {
        "--by": bool(request.domain.by),
        "--missing": request.missing != Missing(),
        "--ci": asked.ci is not None,
        "--columns": shown.columns != "standard",
        "--show": shown.show != "numbers",
    }
    for option, typed in refused.items():
        if typed:
            raise UsageError(
                f"{option} is for shares and means; leave it out (a model takes complete answers, of --where)"
            )


def _subject(survey: Survey, made: Material, formula: Formula) -> Subject:
    codebook = survey.codebook
    indicator = codebook.indicators.get(formula.outcome)
    population = (indicator.population if indicator else None) or ""
    return Subject(
        variable=formula.outcome,
        label=made.outcome.label,
        statistic="coefficient",
        file=codebook.main,
        population=population,
        base=survey.meaning.text(codebook.populations[population].label) if population else "",
        indicator_version=made.outcome.version,
        synthetic=codebook.survey.synthetic,
        tally=made.tally,
    )


def _presented(request: ModelRequest, survey: Survey, made: Material, result: Result, phrases: Words) -> Estimated:
    """The estimates with their tests, and how they are to be laid out."""
    ratios = bool(result.ratio) and request.exponentiate is not False
    of_coefficients = dict(tests_of_coefficients(result))
    place = {(one.statistic, one.term): (one.heading, one.line) for one in result.named}
    place |= {(result.ratio, one.term): (one.heading, one.line) for one in result.named}
    place |= {(one.statistic, one.term): (one.heading, one.line) for one in result.wanted}
    naming = layout_model.Naming(
        place,
        references(result.of.coding, made.rows.variables),
        SHOWN_AS[result.ratio] if ratios else "",
    )
    return Estimated(
        "model",
        request,
        survey,
        list(estimates(result, exponentiate=ratios)),
        _missing(survey, made),
        partial(layout_model.model, naming=naming),
        remarks=(
            Note.of("model_rows", variable=rows_of_model(result.subject.variable), count=len(made.rows.row)),
            *made.notes,
            _error_note(survey, result),
            *(note for answers in made.answers for note in answers.notes),
        ),
        method=f"model_{request.family}",
        shows_tests=True,
        tests=(*of_coefficients.values(), *tests_of_terms(result), *tests_named(request.test, result)),
    )


def _error_note(survey: Survey, result: Result) -> Note:
    kind = "model_taylor" if survey.sample.replicates is None else "model_replicates"
    return Note.of(kind, variable=rows_of_model(result.subject.variable), df=f"{result.df:g}")


def _missing(survey: Survey, made: Material) -> list[Unanswered]:
    """Who gave no answer, of those in the domain who were asked everything."""
    asked = replace(survey, rows=made.inside.nonzero()[0])
    return [row for answers in made.answers for row in unanswered(answers, asked, _treated(survey, answers.name))]


def _treated(survey: Survey, name: str) -> str:
    """An indicator brings its own rule for what is unanswered."""
    known = name in survey.codebook.indicators
    return "as_no" if known and rule_of(survey.codebook, name, None) == "as_no" else "excluded"
