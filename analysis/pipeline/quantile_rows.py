"""Medians and quantiles as rows of a table: each question put in order once, for all of its groups."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from ..choices import QuantileInterval
from ..codebook.answers import Answers, Level, Note
from ..errors import DesignError, UsageError
from ..estimation.base import Settings
from ..estimation.estimate import Estimate, Subject
from ..estimation.fold import Key
from ..estimation.ordered import in_order
from ..estimation.quantile import Found, Wanted, quantiles
from ..estimation.tally import tallies
from ..groups import Distribution
from ..presentation.exact_answers import OF_ORDER, SIGNIFICANT
from ..presentation.rounding import numerals
from ..presentation.words import words
from ..request import EstimateRequest
from .likeness import system_of
from .quantities import estimates_of, numbers_of, why_no_bounds
from .survey import Survey

MEDIAN = (0.5,)
BEYOND_ALL = (
    "the interval of the share reaches beyond all answers, so that a bound does not exist; "
    "choose --ci beta-r or korn-graubard"
)
JACKKNIVES = ("JK1", "JKn", "JK2")


@dataclass(frozen=True, slots=True)
class InOrder:
    """One question whose median or quantiles are wanted.

    Attributes:
        subjects: what each quantile is an estimate of, without its group.
    """

    answers: Answers
    wanted: Wanted
    subjects: tuple[Subject, ...]


def check(request: EstimateRequest, survey: Survey) -> None:
    """Refuse shares that no quantile has, and intervals that the sample cannot give."""
    asked = request.distribution
    if not asked.probs or not all(0 < share < 1 for share in asked.probs):
        raise UsageError(
            "--probs needs shares above 0 and below 1, as in --probs 0.25,0.5,0.75; "
            "the least and the greatest answer are one respondent's, and are not shown"
        )
    if asked.probs != Distribution().probs and "quantile" not in request.statistic:
        raise UsageError("--probs goes with --statistic quantile")
    if interval_of(request) == "replicates" and survey.sample.replicates is None:
        raise DesignError(
            "--quantile-interval replicates needs replicate weights, and the sample has none; leave it out"
        )


def interval_of(request: EstimateRequest) -> QuantileInterval:
    """The interval of a quantile that was typed, else that of the system to be like, else Woodruff's."""
    return request.distribution.quantile_interval or system_of(request).quantile_interval or "woodruff"


def in_order_of(subject: Subject, answers: Answers, request: EstimateRequest, lang: str | None) -> InOrder:
    """The median or the quantiles of one question; the subject says which."""
    numbers_of(answers)
    (tally,) = tallies(np.minimum(answers.code, 0), (0,))
    subject = replace(subject, tally=tally)
    asked = request.distribution
    shares = MEDIAN if subject.statistic == "median" else tuple(sorted(set(asked.probs)))
    rule = asked.quantile_rule or system_of(request).quantile_rule or "math"
    wanted = Wanted(shares, rule, interval_of(request))
    if subject.statistic == "median":
        return InOrder(answers, wanted, (subject,))
    phrase, written = words(lang)["quantile_of"], numerals(lang)
    levels = [Level(share, phrase.format(share=written.plain(100 * share, _decimals(share)))) for share in shares]
    return InOrder(answers, wanted, tuple(replace(subject, level=level) for level in levels))


def _decimals(share: float) -> int:
    """Decimals that a share needs as a percentage: 0.025 is 2.5 %."""
    return next((places for places in range(6) if math.isclose(round(100 * share, places), 100 * share)), 6)


def estimates(asked: InOrder, survey: Survey, settings: Settings) -> Iterator[Estimate]:
    """The quantiles in the total and in every level of every breakdown."""
    sample = survey.sample
    rising = in_order(asked.answers, sample, survey.rows, asked.wanted.rule)
    keys = [Key(np.maximum(answers.code, -1), len(answers.levels)) for answers in survey.by]
    for breakdown in survey.breakdowns:
        chosen = [keys[position] for position in breakdown]
        found = quantiles(asked.answers, rising, chosen, asked.wanted, sample, settings, survey.rows)
        by = [survey.by[position] for position in breakdown]
        made = estimates_of(found.figures, asked.subjects, by, settings, probability=sample.probability)
        for place, estimate in enumerate(made):
            level, which = divmod(place, len(asked.subjects))
            yield _told(estimate, found, which, level)


def _told(estimate: Estimate, found: Found, which: int, level: int) -> Estimate:
    """The estimate with what protection must know of its bounds, and why one is missing where one is."""
    if estimate.value is None or estimate.df is None:
        return estimate
    reason = estimate.reason
    if estimate.df <= 0:
        reason = why_no_bounds(estimate.low, estimate.df, estimate.n_psu, estimate.n_strata)
    elif found.off[which, level]:
        reason = BEYOND_ALL
    return replace(estimate, beyond=int(found.beyond[which, level]), reason=reason)


def remarks(request: EstimateRequest, survey: Survey) -> list[Note]:
    """What a reader must know of quantiles: that protection made them coarser, and what a jackknife cannot do."""
    if not set(request.statistic) & {*OF_ORDER}:
        return []
    rule = request.shown.protect or survey.codebook.presentation.protection
    made = survey.sample.replicates
    jackknife = interval_of(request) == "replicates" and made is not None and made.kind in JACKKNIVES
    return [
        *([Note.of("jackknife_quantiles")] if jackknife else []),
        *([Note.of("quantiles_rounded", digits=str(SIGNIFICANT))] if rule != "none" else []),
    ]
