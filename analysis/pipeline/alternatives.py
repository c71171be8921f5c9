"""One thing changed in a request: its base, its weights, its missing rule, its composite, its share, its interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from ..choices import IntervalName
from ..codebook import Codebook
from ..codebook.labels import in_language
from ..codebook.model import IndicatorMissing
from ..report.printed import Printed
from ..request import (
    BreakdownRequest,
    Design,
    EstimateRequest,
    FlowRequest,
    Missing,
    PrevalenceRequest,
    SurveyRequest,
)
from .computing import renamed
from .likeness import df_of, system_of

EQUAL = "1"  # everybody weighs the same; strata and units stay
BY_RULE = {"as-no": "as_no", "exclude": "complete"}


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: a kind that has its phrase, and the name of what was taken instead."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A request with what was changed in it, and the printed number as one of that request."""

    changes: tuple[Change, ...]
    request: SurveyRequest
    printed: Printed

    def but(self, change: Change, request: SurveyRequest, printed: Printed | None = None) -> Alternative:
        """With one thing more changed."""
        return Alternative((*self.changes, change), request, printed or self.printed)


def bases(one: Alternative, codebook: Codebook) -> Iterator[Alternative]:
    """Everyone, without the condition of the request; each population; for answers, after each experience."""
    request = one.request
    if isinstance(request, FlowRequest):
        return
    if request.domain.where is not None:
        without = replace(request, domain=replace(request.domain, where=None))
        yield one.but(Change("no_condition", request.domain.where), without)
    if isinstance(request, BreakdownRequest) and not one.printed.across:
        yield from _asked_of(one, request, codebook)
    yield from _narrower(one, codebook)
    if isinstance(request, PrevalenceRequest):
        yield from _wider(one, request, codebook)


def _asked_of(one: Alternative, request: BreakdownRequest, codebook: Codebook) -> Iterator[Alternative]:
    """The answers of another base: the set's own, each indicator, each form after which it was asked."""
    if request.base is not None:
        yield one.but(Change("own_base"), replace(request, base=None))
    sets = [codebook.response_sets[name] for name in request.set if name in codebook.response_sets]
    own = {described.base for described in sets}
    forms = [form for described in sets if described.follow_up is not None for form in described.follow_up.of]
    for name in dict.fromkeys((*codebook.indicators, *forms)):
        if name != request.base and not (request.base is None and own == {name}):
            yield one.but(Change("base", _label(codebook, name, request)), replace(request, base=name))


def _narrower(one: Alternative, codebook: Codebook) -> Iterator[Alternative]:
    """Those of the request who belong to a population."""
    request = one.request
    own = _population(one, codebook)
    for name, population in codebook.populations.items():
        condition = population.where
        if condition is not None and name != own and condition != request.domain.where:
            where = condition if request.domain.where is None else f"({request.domain.where}) and ({condition})"
            change = Change("base", in_language(population.label, request.shown.lang, codebook.survey.language) or name)
            yield one.but(change, replace(request, domain=replace(request.domain, where=where)))


def _wider(one: Alternative, request: PrevalenceRequest, codebook: Codebook) -> Iterator[Alternative]:
    """Everyone in the file, those outside the indicator's population counted as no."""
    name, own = indicator_of(one, codebook), _population(one, codebook)
    inside = None if own is None else codebook.populations[own].where
    if inside is None or one.printed.of.item is not None or one.printed.unit not in ("percent", "cases"):
        return
    share = EstimateRequest(
        data=request.data,
        reading=request.reading,
        design=request.design,
        domain=request.domain,
        precision=request.precision,
        shown=request.shown,
        variable=(f"({inside}) and {name} == 1",),
    )
    yield one.but(Change("everyone"), share, renamed(one.printed, indicator=None))


def weights(one: Alternative) -> Iterator[Alternative]:
    """Everybody weighing the same; or the weights of the codebook where the request has its own."""
    design = one.request.design
    if isinstance(one.request, FlowRequest):
        return
    if design.weight != EQUAL:
        yield one.but(Change("unweighted"), replace(one.request, design=replace(design, weight=EQUAL)))
    if design != Design():
        yield one.but(Change("own_design"), replace(one.request, design=Design()))


def rules(one: Alternative, codebook: Codebook) -> Iterator[Alternative]:
    """Another rule for those who gave no answer."""
    request, asked = one.request, one.request.missing.missing
    if isinstance(request, PrevalenceRequest):
        yield from _rules_of_indicator(one, request, codebook)
    elif isinstance(request, BreakdownRequest):
        if asked is not None:
            yield one.but(Change("own_rule"), replace(request, missing=Missing()))
        if asked != "as-no":
            yield one.but(Change("rule_as_no"), replace(request, missing=Missing("as-no")))


def _rules_of_indicator(one: Alternative, request: PrevalenceRequest, codebook: Codebook) -> Iterator[Alternative]:
    """as_no, any_yes and complete, without the one in force."""
    name, asked = indicator_of(one, codebook), request.missing.missing
    if name not in codebook.indicators or asked == "bounds":
        return
    in_force = BY_RULE.get(asked or "", codebook.indicators[name].missing)
    if in_force != "as_no":
        yield one.but(Change("rule_as_no"), replace(request, missing=Missing("as-no")))
    if in_force != "complete":
        yield one.but(Change("rule_complete"), replace(request, missing=Missing("exclude")))
    alone = len(codebook.indicators[name].items) == 1  # of one item, any_yes is complete
    if in_force != "any_yes" and one.printed.of.item is None and not alone:
        bound: IndicatorMissing = "any_yes"
        at = renamed(one.printed, item=bound)
        yield one.but(Change("rule_any_yes"), replace(request, missing=Missing("bounds")), at)


def composites(one: Alternative, codebook: Codebook) -> Iterator[Alternative]:
    """Other unions, and the other indicators of the same population."""
    request = one.request
    if not isinstance(request, PrevalenceRequest) or one.printed.of.item is not None:
        return
    own, population = indicator_of(one, codebook), _population(one, codebook)
    for name, described in codebook.indicators.items():
        if name != own and (len(described.items) > 1 or described.population == population):
            printed = renamed(one.printed, indicator=name)
            change = Change("indicator", _label(codebook, name, request))
            yield one.but(change, replace(request, indicator=(name,)), printed)


def shares(one: Alternative) -> Iterator[Alternative]:
    """Percentage of responses where it was of respondents, and the other way round."""
    if not isinstance(one.request, BreakdownRequest):
        return
    now = one.printed.of.percent_of or one.request.percent_of or "respondents"
    other = "responses" if now == "respondents" else "respondents"
    request = replace(one.request, percent_of=None)
    yield one.but(Change(f"of_{other}"), request, renamed(one.printed, percent_of=other))


def intervals(one: Alternative) -> Iterator[Alternative]:
    """Every kind of interval, with the degrees of freedom of the domain and of the whole design."""
    asked, system = one.request.precision, system_of(one.request)
    now = replace(asked, ci=asked.ci or system.ci, df=df_of(one.request))
    usual = "log-t" if one.printed.unit == "people" else "korn-graubard"  # what no --ci stands for
    ours = "korn-graubard" if asked.like else None  # a system has its own where none is typed
    for ci in (ours, *(name for name in get_args(IntervalName) if name not in (usual, ours))):
        for df in ("domain", "design"):
            other = replace(now, ci=ci, df=df)
            if other != now:
                name = f"{ci or usual}, df {df}"
                yield one.but(Change("interval", name), replace(one.request, precision=other))


def indicator_of(one: Alternative, codebook: Codebook) -> str:
    """The indicator that a printed number is of: the one named, else the first of the request, else the headline."""
    request = one.request
    asked = request.indicator if isinstance(request, PrevalenceRequest) else ()
    named = one.printed.of.indicator or next(iter(asked), None) or codebook.presentation.headline or "all"
    return next(iter(codebook.indicators), "") if named == "all" else named


def _population(one: Alternative, codebook: Codebook) -> str | None:
    if not isinstance(one.request, PrevalenceRequest):
        return None
    described = codebook.indicators.get(indicator_of(one, codebook))
    return None if described is None else described.population


def _label(codebook: Codebook, name: str, request: SurveyRequest) -> str:
    """The name with its label."""
    known = codebook.indicators.get(name) or codebook.variables.get(name)
    label = in_language(known.label if known else None, request.shown.lang, codebook.survey.language)
    return f"{name} ({label})" if label else name
