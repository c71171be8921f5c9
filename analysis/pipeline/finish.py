"""The last part of every use case: who gave no answer, what the numbers stand on, and the table."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import IntArray
from ..codebook.answers import NOT_ASKED, REASONS, Answers, Note, code_of
from ..design import Sample
from ..estimation.estimate import Unanswered
from ..presentation.cells import FEW
from ..presentation.present import Setting, present
from ..presentation.protection import Protected, questions_of
from ..presentation.rounding import to_nearest
from ..presentation.showing import Rules
from ..presentation.table import Table
from ..request import SurveyRequest
from . import calibration_asked, likeness, variances
from .sampling import declared_design
from .side_by_side import protected_together
from .survey import Survey
from .unprotected import Estimated, rules_of


def finish(made: Estimated, told: Protected | None = None) -> Table:
    """Protect, judge and lay out what was estimated; `told` is what other tables beside it leave to show."""
    told = told or protected_together({made.command: made}).get(made.command)
    survey, request, rules = made.survey, made.request, rules_of(made)
    shown, about = request.shown, survey.codebook.survey
    return present(
        made.estimates,
        made.missing,
        Setting(
            command=made.command,
            title=survey.meaning.text(about.title),
            subtitle=made.subtitle,
            layout=made.layout,
            rules=rules,
            lang=shown.lang or about.language,
            decimals=shown.decimals,
            level=request.precision.level,
            df=likeness.df_of(request),
            probability=survey.sample.probability,
            replicates=_replicates(survey),
            variance=variances.word(survey.sample),
            weighted=len(set(survey.sample.weight_range)) > 1,
            synthetic=about.synthetic,
            source=survey.meaning.text(about.source),
            keep=made.keep,
            laid_out=made.laid_out,
            quiet=made.quiet,
            method=made.method,
            tests=made.tests,
            shows_tests=made.shows_tests,
            people=survey.meaning.text(about.people),
            where=request.domain.where or "",
            columns=shown.columns,
            show=shown.show,
            told=told,
            remarks=(
                *likeness.told(request, survey.sample, declared_design(survey.meaning)),
                *made.remarks,
                *variances.remarks(filter(made.keep, made.estimates)),
                *survey.notes,
            ),
            provenance=_provenance(request, made.completed or (survey,), rules, secret=_of_secret_size(made, told)),
            inputs=inputs_of(made.completed or (survey,), request),
        ),
    )


def inputs_of(completed: Sequence[Survey], request: SurveyRequest) -> tuple[Path, ...]:
    """The files that a table was made from, those of every completed data set."""
    codebook = completed[0].codebook
    calibration = calibration_asked.asked(codebook, request)
    return (
        *([codebook.path] if codebook.path else []),
        *dict.fromkeys(path for survey in completed for path in survey.meaning.paths.values()),
        *([calibration.margins] if calibration else []),
    )


def unanswered(
    answers: Answers, survey: Survey, treated: str = "excluded", row: IntArray | None = None
) -> Iterator[Unanswered]:
    """Rows of the domain without an answer, by reason, as counted before any rule; shares are of the base by weight.

    The share of those not asked is of the whole domain. Where reasons are levels of the table (`treated="level"`), only
    those not asked are left to tell. `row` maps units of a set to rows of the file.
    """
    weight = survey.sample.weight if row is None else survey.sample.weight[row]
    code = answers.code if answers.before_rule is None else answers.before_rule
    inside = survey.inside if row is None else survey.inside[row]
    without = np.flatnonzero((code < 0) & (weight > 0) & inside)
    if not len(without):
        return
    reason = -1 - code[without]
    n = np.bincount(reason, minlength=len(REASONS))
    weighed = np.bincount(reason, weight[without], len(REASONS))
    whole = float(weight[inside].sum())
    base = whole - weighed[-1 - NOT_ASKED]
    for position, name in enumerate(REASONS):
        if n[position] and (treated != "level" or code_of(name) == NOT_ASKED):
            of = whole if code_of(name) == NOT_ASKED else base
            share = float(weighed[position] / of) if of > 0 else None
            yield Unanswered(answers.name, answers.label, name, int(n[position]), share, treated)


def ungrouped(survey: Survey, asked: Answers) -> tuple[Note, ...]:
    """Rows of the question's base without a value of a breakdown variable: how many, and their weighted share."""
    inside = asked.code > NOT_ASKED
    rows = np.flatnonzero(inside) if survey.rows is None else survey.rows[inside[survey.rows]]
    weight = survey.sample.weight[rows]
    notes = []
    for answers in survey.by:
        without = (answers.code[rows] < 0) & (weight > 0)
        if count := int(np.count_nonzero(without)):
            share = float(weight[without].sum() / weight.sum())
            named = {"variable": answers.name, "label": answers.label}
            few = Note.of("ungrouped_few", **named, count=count)
            notes.append(few if count < FEW else Note.of("ungrouped", **named, count=count, share=share))
    return tuple(notes)


def _of_secret_size(made: Estimated, told: Protected | None) -> bool:
    """Whether a base that is not told would follow from the number of rows that a condition leaves."""
    if made.request.domain.where is None:
        return False
    names = {name for one in made.estimates for name in questions_of(one.subject)}
    return made.request.shown.show == "order" or (told is not None and not all(map(told.tells, names)))


def _provenance(request: SurveyRequest, completed: Sequence[Survey], rules: Rules, *, secret: bool) -> dict[str, Any]:
    """What the numbers stand on; names of files without their folders, and nothing of the machine or the user.

    Of several completed data sets the names of all are told; the domain, where they differ or it is `secret`, is None.
    """
    survey, *others = completed
    files = {name: data.facts.name for name, data in survey.meaning.files.items()}
    sample, inside = survey.sample, {_rows_of(one) for one in completed}
    return {
        **versions(),
        "codebook": survey.codebook.survey.id,
        "files": {name: {"name": Path(files[name]).name, "rows": survey.meaning.files[name].rows} for name in files},
        **({"imputations": _imputations(completed)} if others else {}),
        "rows_in_domain": None if len(inside) > 1 or secret else _rows_in_domain(request, inside.pop(), rules),
        "design": _design(sample),
        "reliability": rules.reliability,
        "protection": rules.protection,
        **({"counts_rounded_to": rules.round_counts} if rules.round_counts else {}),
        **likeness.provenance(request, sample, declared_design(survey.meaning)),
        "request": repeatable(request),
    }


def _rows_in_domain(request: SurveyRequest, rows: int, rules: Rules) -> int:
    """How many rows are in it: those of the file as they are, fewer as rounded as bases."""
    return rows if request.domain.where is None else to_nearest(rows, rules.step)


def _rows_of(survey: Survey) -> int:
    return survey.meaning.rows if survey.rows is None else len(survey.rows)


def _imputations(completed: Sequence[Survey]) -> dict[str, Any]:
    """How many completed data sets, and the files of each where they are files of their own."""
    paths = [{name: path.name for name, path in survey.meaning.paths.items()} for survey in completed]
    differing = [name for name in paths[0] if len({of_one[name] for of_one in paths}) > 1]
    return {"number": len(completed), "files": {name: [of_one[name] for of_one in paths] for name in differing}}


def _design(sample: Sample) -> dict[str, Any]:
    """How the sample was drawn, as far as it is known, and what its variance is made of."""
    replicates, first = sample.replicates, sample.units.stages[0]
    known = replicates is None or replicates.made
    described: dict[str, Any] = {
        "probability": sample.probability,
        "stages": len(sample.units.stages) if known else None,
        "strata": len(first.sampled) if known else None,
        "psus": len(first.stratum) if known else None,
        "sum_of_weights": float(sample.weight.sum()),
        "lonely": sample.lonely if known else None,
    }
    if sample.calibration is not None:
        told = sample.calibration
        described["calibration"] = {"method": told.method, "variables": list(told.names), "rounds": told.rounds}
    if replicates is None:
        return described | variances.described(sample)
    rscales = np.unique(replicates.rscales)
    return described | {
        "variance": f"replicate weights ({replicates.kind}, {replicates.size})",
        "replicates": {
            "made": replicates.made,
            "scale": replicates.scale,
            "rscales": float(rscales[0]) if len(rscales) == 1 else replicates.rscales.tolist(),
            "mse": replicates.mse,
            "df": replicates.df,
        },
    }


def _replicates(survey: Survey) -> str:
    """The method and number of replicates, as a note has them; empty under linearisation."""
    replicates = survey.sample.replicates
    return "" if replicates is None else f"{replicates.kind}, {replicates.size}"


def repeatable(request: Any) -> dict[str, Any]:
    """A request as JSON; a path keeps its last part only."""
    as_text = json.dumps(asdict(request), default=lambda part: part.name if isinstance(part, Path) else str(part))
    parsed: dict[str, Any] = json.loads(as_text)
    return parsed


def versions() -> dict[str, str]:
    """The versions that numbers and layout depend on."""
    try:
        own = version("tallybook")
    except PackageNotFoundError:
        own = "not installed"
    return {"tallybook": own, "python": platform.python_version(), "numpy": np.__version__}
