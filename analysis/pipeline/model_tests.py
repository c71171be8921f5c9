"""The tests of a model: each coefficient, each term, and the terms that were named together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ..errors import UsageError
from ..estimation.estimate import Hypothesis, Test
from ..estimation.models.coding import Variable, coded
from ..estimation.models.formula import Formula, parse_terms
from ..estimation.models.hypotheses import Found, likelihood_ratio, t_test, wald
from ..estimation.models.model import Fitted
from .model_names import heading
from .model_rows import Result


def tests_of_coefficients(result: Result) -> Iterator[tuple[str, Test]]:
    """Student's t of each coefficient, by its term."""
    for place, name in enumerate(result.named):
        if name.statistic == "threshold":  # zero says nothing of it: it moves with what the variables are counted from
            continue
        se = result.error(place)
        found = None if se is None else t_test(float(result.found.value[place]), se, result.df)
        of = f"{result.subject.label}: {name.term}"
        if found is None:
            yield name.term, Test("t", of, None, reason="no residual degrees of freedom, or no standard error")
        else:
            yield name.term, Test("t", of, found.statistic, found.df, p=found.p)


def tests_of_terms(result: Result) -> Iterator[Test]:
    """Wald's F of each term with more than one coefficient."""
    for term in result.of.coding.terms:
        if term.end - term.first > 1:
            columns = list(range(term.first, term.end))
            yield _wald(result, heading(result.of.rows.variables, term.factors), columns)


def tests_named(asked: Sequence[str], result: Result) -> Iterator[Test]:
    """Wald's F and the working likelihood ratio of the terms that each text names together."""
    for text in asked:
        factors = _terms(text, result.of)
        label = " + ".join(heading(result.of.rows.variables, part) for part in factors)
        terms = [term for term in result.of.coding.terms if term.factors in factors]
        yield from _together(result, label, [place for term in terms for place in range(term.first, term.end)])


def _together(result: Result, label: str, columns: Sequence[int]) -> Iterator[Test]:
    yield _wald(result, label, columns)
    here = result.found.covariance[: len(result.named), : len(result.named)]
    yield _joint(result, "working-lr", label, likelihood_ratio(result.of, columns, here, result.df, result.mean_weight))


def _wald(result: Result, label: str, columns: Sequence[int]) -> Test:
    value, covariance = result.found.value[list(columns)], result.found.covariance[np.ix_(columns, columns)]
    made = _joint(result, "wald-f", label, wald(value, covariance, result.df))
    return replace(made, hypothesis=Hypothesis(value, covariance, result.df))


def _joint(result: Result, name: str, label: str, found: Found | None) -> Test:
    of = f"{result.subject.label}: {label}"
    if found is None:
        return Test(name, of, None, reason="fewer degrees of freedom than coefficients, or no standard error")
    return Test(name, of, found.statistic, found.df, found.ddf, found.p)


def _terms(text: str, of: Fitted) -> list[tuple[int, ...]]:
    """The terms of the model that a text names, each as its factors."""
    asked = parse_terms(text)
    variables = of.rows.variables
    known = {frozenset(variables[place].name for place in term.factors): term.factors for term in of.coding.terms}
    found = []
    for term in coded(asked, _placed(asked, of)).terms:
        names = frozenset(asked.factors[place].name for place in term.factors)
        if names and names not in known:
            raise UsageError(f"--test names {':'.join(sorted(names))}, which is no term of the formula")
        if names:
            found.append(known[names])
    if not found:
        raise UsageError(f"--test '{text}' names no term, as in --test 'sex + age_group'")
    return found


def _placed(asked: Formula, of: Fitted) -> list[Variable]:
    """The variables of the named terms."""
    known = {variable.name: variable for variable in of.rows.variables}
    if unknown := [name for name in asked.names if name not in known]:
        raise UsageError(f"--test names {unknown[0]!r}, which is not in the formula; it has {', '.join(known)}")
    return [known[factor.name] for factor in asked.factors]
