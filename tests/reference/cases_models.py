"""Entries of ../shared/cases that are models: `svyglm`, and `regTermTest` by Wald and by likelihood ratio.

Linear models are held to 1e-10 (estimates, standard errors) and 1e-8 (t, p, bounds). Iterated ones are held to 1e-6,
their standard errors with R's working weights of the step before its last (see early_stop.py), which is where R stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis import pipeline
from analysis.estimation.estimate import Estimate, Test
from analysis.estimation.intervals import t_quantile
from analysis.estimation.models.coding import coded
from analysis.estimation.models.families import family
from analysis.estimation.models.formula import parse
from analysis.estimation.models.hypotheses import likelihood_ratio, t_test
from analysis.estimation.models.model import Fitted, estimates, fitted
from analysis.pipeline.model_data import material
from analysis.pipeline.model_table import names_of
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.survey import Survey, open_survey
from analysis.request import Data, Replication, Shown
from analysis.request_analysis import ModelRequest

from .cases import Outcome, design_of, entries, near
from .cases_replicates import replication_of
from .early_stop import as_r_stops

STATISTICS = ("glm", "regtermtest")
FAMILIES = {"gaussian": "linear", "quasibinomial": "logistic", "quasipoisson": "poisson"}


def outcomes_of_models(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each entry, with its case."""
    for folder, designs, entry in entries(cases, STATISTICS):
        yield folder.name, held(folder, designs, entry)


def held(folder: Path, designs: dict[str, Any], entry: dict[str, Any]) -> Outcome:
    """Fit the model of the entry as a user would and hold every number of it against R's."""
    request = _request(folder, designs, entry)
    table = pipeline.model(request)
    compare = _coefficients if entry["stat"] == "glm" else _terms
    wrong = [
        f"{key} {ours!r} for {theirs!r}"
        for key, ours, theirs, limit in compare(entry, request, table)
        if not near(ours, theirs, limit)
    ]
    return Outcome(entry["id"], _name(entry), "differs" if wrong else "passed", ", ".join(wrong))


def _name(entry: dict[str, Any]) -> str:
    return f"{entry['stat']} {entry.get('family') or entry['method']}"


def _request(folder: Path, designs: dict[str, Any], entry: dict[str, Any]) -> ModelRequest:
    spec, replication = designs[entry["design"]]["spec"], Replication()
    if "replicates" in spec:
        spec, replication = replication_of(spec, designs)
    of = next((name for name in FAMILIES if f"family={name}" in entry["r_call"]), "gaussian")
    return ModelRequest(
        formula=_formula(entry["formula"]),
        family=FAMILIES[of],
        exponentiate=None if of == "gaussian" else False,
        test=(_formula(entry["terms"]),) if "terms" in entry else (),
        data=Data(data=folder / f"{spec.get('file', 'data')}.csv"),
        design=design_of(spec),
        replication=replication,
        shown=Shown(rules="none", protect="none"),
    )


def _formula(text: str) -> str:
    """An R formula in ours."""
    return re.sub(r"^I\((.*?)\)~", r"\1~", text).replace("factor(", "C(")


def _term(name: str) -> str:
    """An R coefficient such as `factor(stype)H:meals` or `sexeHomme` in our words."""
    if name == "(Intercept)":
        return "constant"
    parts = [re.sub(r"^factor\((\w+)\)", r"\1=", part) for part in name.split(":")]
    return ":".join(re.sub(r"^sexe(?!$)", "sexe=", part) for part in parts)


Compared = Iterator[tuple[str, float | None, float | None, float]]


def _coefficients(entry: dict[str, Any], request: ModelRequest, table: Any) -> Compared:
    linear = request.family == "linear"
    rows: dict[str, Estimate] = {row.estimate.subject.term: row.estimate for row in table.rows}
    tests: dict[str, Test] = {test.of.rpartition(": ")[2]: test for test in table.tests if test.name == "t"}
    stopped = None if linear else _stopped(request)
    for result in entry["results"]:
        if result["term"].startswith("_"):
            if result["term"] == "_df_residual":
                yield "df", next(iter(rows.values())).df, result["estimate"], 1e-12
            continue
        term = _term(result["term"])
        row, test = rows[term], tests[term]
        found = (row.value, row.se, test.statistic, test.p, row.low, row.high)
        if stopped is not None:
            found = (row.value, *stopped.numbers(list(rows).index(term), row))
        limits = (1e-10, 1e-10, 1e-8, 1e-8, 1e-8, 1e-8) if linear else (1e-6,) * 6
        for key, ours, limit in zip(
            ("estimate", "se", "t", "p_value", "ci_low", "ci_high"), found, limits, strict=True
        ):
            yield f"{term} {key}", ours, result[key], limit


def _terms(entry: dict[str, Any], request: ModelRequest, table: Any) -> Compared:
    name = "wald-f" if entry["method"] == "Wald" else "working-lr"
    (test,) = [test for test in table.tests if test.name == name]
    (result,) = entry["results"]
    statistic, p, limit = test.statistic, test.p, 1e-8
    if name == "working-lr":
        limit = 1e-6
        stopped = _stopped(request)
        found = likelihood_ratio(stopped.of, range(1, 1 + int(test.df or 0)), stopped.covariance, test.ddf or 0.0, 1.0)
        p = found.p if found else None
    yield "statistic", statistic, result["statistic"], limit
    yield "df", test.df, result["df"], 1e-12
    yield "ddf", test.ddf, result["ddf"], 1e-12
    yield "p", p, result["p_value"], limit


@dataclass(frozen=True)
class Stopped:
    """A model with its information where R stops."""

    of: Fitted
    covariance: Any

    def numbers(self, place: int, row: Estimate) -> tuple[float, ...]:
        """Standard error, t, p and bounds of a coefficient."""
        se, df, value = float(np.sqrt(self.covariance[place, place])), row.df or 0.0, row.value or 0.0
        test = t_test(value, se, df)
        half = float(t_quantile(np.asarray(df), 0.95)) * se
        assert test is not None
        return se, test.statistic, test.p, value - half, value + half


def _stopped(request: ModelRequest) -> Stopped:
    survey: Survey = open_survey(Shelf(), names_of(request, Shelf()), request)
    formula, of_family = parse(request.formula or ""), family(request.family)
    made = material(survey, formula, of_family, request)
    of = as_r_stops(fitted(coded(formula, made.rows.variables), of_family, made.rows, survey.sample), survey.sample)
    return Stopped(of, estimates(of, (), survey.sample, made.inside, "domain").covariance)
