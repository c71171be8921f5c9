"""The numbers that printed ones are held against: found among the estimates of a figure, and whether they may be shown.

What is compared are true numbers in memory; what may be told of them is only what the finished table shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ..errors import SurveyError, UsageError, as_written
from ..estimation.estimate import Estimate, Subject
from ..presentation.table import Row, Table
from ..report.agreement import Computed, last_place
from ..report.model import Which
from ..report.printed import Printed
from ..request import BreakdownRequest, Request, SurveyRequest
from .finish import finish
from .shelf import Shelf
from .side_by_side import protected_together
from .survey import asked_of
from .unprotected import Estimated
from .use_cases import estimated, names_of


@dataclass(frozen=True, slots=True)
class Found:
    """What was computed for a printed number.

    Attributes:
        told: the same as a table shows it; None where one of its numbers may not be shown.
    """

    computed: Computed
    told: Computed | None


class Workings:
    """Every request worked once, as estimated and as it may be shown; those of one report beside each other."""

    def __init__(self, shelf: Shelf, together: Sequence[Request] = ()) -> None:
        self.shelf = shelf
        self._together = [request for request in together if isinstance(request, SurveyRequest)]
        self._made: dict[SurveyRequest, tuple[Estimated, Table]] = {}

    def announce(self, request: SurveyRequest) -> None:
        """Say beforehand what a request will ask of the files."""
        self.shelf.announce(request, asked_of(names_of(request, self.shelf), request))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of all that was worked."""
        return tuple(table for _, table in self._made.values())

    def of(self, request: SurveyRequest) -> tuple[Estimated, Table]:
        """The estimates of a request, and its table."""
        if request in self._together:
            self._work(self._together)
            self._together = []
        if request not in self._made:
            made = estimated(request, self.shelf)
            self._made[request] = made, finish(made)
        return self._made[request]

    def _work(self, requests: Sequence[SurveyRequest]) -> None:
        """Estimate all of them, and protect them together; what cannot be made is told where it is asked for."""
        made = {}
        for request in requests:
            with suppress(SurveyError):
                made[request] = estimated(request, self.shelf)
        told = protected_together(made)
        self._made |= {request: (one, finish(one, told.get(request))) for request, one in made.items()}


def requests_for(request: SurveyRequest, printed: Printed) -> tuple[SurveyRequest, ...]:
    """The requests behind a printed number: one, or one a form where the question was asked after several."""
    if printed.across and isinstance(request, BreakdownRequest):
        return tuple(replace(request, base=form) for form in printed.across)
    return (request,)


def found(request: SurveyRequest, printed: Printed, workings: Workings) -> Found:
    """The number behind a printed one, in the unit it was printed in."""
    pairs = [pair for one in requests_for(request, printed) for pair in _pairs(one, printed, workings)]
    if not pairs:
        raise UsageError("the figure has no such number; see what `of` says of it")
    printed = with_step(printed, workings.of(request)[0].round_to)
    computed = _computed([estimate for estimate, _ in pairs], printed)
    if computed.n is not None:
        computed = replace(computed, asked=_asked(pairs[0][0], workings.of(requests_for(request, printed)[0])[0]))
    rows = [row.estimate for _, row in pairs if row is not None and row.status != "suppressed"]
    told = len(rows) == len(pairs) and not (printed.unit == "cases" and _kept_back(pairs))
    return Found(computed, _told(computed, rows, printed) if told else None)


def _kept_back(pairs: Sequence[tuple[Estimate, Row | None]]) -> bool:
    """Whether a table does not show some of the cases, as under a rule that never does."""
    return any(row and row.estimate.n_cases is None and one.n_cases is not None for one, row in pairs)


def with_step(printed: Printed, round_to: int | None) -> Printed:
    """A number of people that says no step is as precise as its last digit, and at least as the survey's own counts."""
    if printed.unit != "people" or printed.step is not None or printed.value is None:
        return printed
    return replace(printed, step=min(last_place(printed.value, printed.decimals), float(round_to or 1)))


def _pairs(request: SurveyRequest, printed: Printed, workings: Workings) -> Iterator[tuple[Estimate, Row | None]]:
    """The estimates that are compared, each with its row in the finished table."""
    made, table = workings.of(request)
    several = bool(printed.order) or (printed.span is not None and not _after_forms(request, printed))
    wanted = [one for one in made.estimates if _matches(one.subject, printed, request, any_item=several)]
    if several:
        excluding = _excluding(made, printed)
        wanted = [one for one in wanted if _item(one.subject) not in excluding]
        if printed.across:
            wanted = [one for one in wanted if _item(one.subject) in printed.across]
    for estimate in wanted if several else wanted[:1]:
        yield estimate, next((row for row in table.rows if row.estimate.subject == estimate.subject), None)


def _after_forms(request: SurveyRequest, printed: Printed) -> bool:
    return bool(printed.across) and isinstance(request, BreakdownRequest)


def _excluding(made: Estimated, printed: Printed) -> frozenset[str]:
    """Items such as `no one`, which are no part of an order of the others unless it names them."""
    sets = made.survey.codebook.response_sets
    names = {one.subject.set for one in made.estimates} & sets.keys()
    return frozenset(item for name in names for item in sets[name].exclusive) - {*printed.order, *printed.across}


def _matches(subject: Subject, printed: Printed, request: SurveyRequest, *, any_item: bool) -> bool:
    """Whether an estimate is the one that `of` describes; what it leaves open is open, but a group is the total."""
    which = printed.of
    asked = getattr(request, "percent_of", None)
    wanted = (
        (which.indicator, subject.variable),
        (which.set, subject.set or subject.variable),
        (None if any_item else which.item, _code(subject.item)),
        (which.level, _code(subject.level)),
    )
    if any(said is not None and as_written(said) != have for said, have in wanted):
        return False
    if subject.percent_of not in ("", which.percent_of or asked or "respondents"):
        return False
    groups = {name: _code(level) for name, level in subject.by.items()}
    return groups == {name: as_written(code) for name, code in which.by.items()}


def _code(level: Any) -> str | None:
    return None if level is None else as_written(level.value)


def _item(subject: Subject) -> str:
    return _code(subject.item) or _code(subject.level) or subject.variable


def _computed(estimates: Sequence[Estimate], printed: Printed) -> Computed:
    if printed.order:
        return Computed(order={_item(one.subject): one.value or 0.0 for one in estimates})
    numbers = tuple(_number(one, printed) for one in estimates)
    if printed.span is not None:
        return Computed(several=numbers)
    if len(numbers) > 1:
        raise UsageError("one value was printed, and `across` names several forms; write range, or one form")
    (only,) = estimates
    low, high = _bounds(only, printed)
    return Computed(numbers[0], low=low, high=high, n=only.n, cases=only.n_cases)


def _number(estimate: Estimate, printed: Printed) -> float:
    values: Mapping[str, float | int | None] = {
        "percent": None if estimate.value is None else 100 * estimate.value,
        "people": estimate.count.estimate if estimate.count else _total(estimate),
        "number": estimate.value,
        "cases": estimate.n if estimate.n_cases is None else estimate.n_cases,
    }
    number = values[printed.unit or "number"]
    if number is None:
        raise UsageError(estimate.reason or f"the figure has no number of {printed.unit}")
    return float(number)


def _total(estimate: Estimate) -> float | None:
    return estimate.value if estimate.subject.statistic == "total" else None


def _bounds(estimate: Estimate, printed: Printed) -> tuple[float | None, float | None]:
    if printed.unit == "cases":
        return None, None
    of: Any = estimate.count if printed.unit == "people" and estimate.count else estimate
    scale = 100 if printed.unit == "percent" else 1
    low, high = (None if bound is None else scale * float(bound) for bound in (of.low, of.high))
    return low, high


def _asked(estimate: Estimate, made: Estimated) -> int | None:
    """The base with those who gave no answer; of a group it is not known."""
    subject = estimate.subject
    if subject.by:
        return None
    name = subject.variable if subject.set or subject.item is None else _code(subject.item)
    without = (row for row in made.missing if row.variable == name and row.reason != "not_asked")
    return estimate.n + sum(row.n for row in without if row.treated == "excluded")


def _told(computed: Computed, rows: Sequence[Estimate], printed: Printed) -> Computed:
    """What a table shows: base and cases as protection leaves them, people as rounded as the survey rounds them."""
    if printed.unit == "cases" and not printed.order:
        return replace(_computed(rows, printed), asked=computed.asked)
    if len(rows) != 1 or printed.order or printed.span is not None:
        return computed
    (row,) = rows
    coarse = row.count.rounded_to if row.count else None
    if printed.unit == "people" and row.count and (printed.step or 1) >= (coarse or 1):
        return replace(_computed(rows, printed), n=row.n, cases=row.n_cases)
    return replace(computed, n=row.n, cases=row.n_cases)


def renamed(printed: Printed, **changed: Any) -> Printed:
    """The printed number as one of another indicator, or of another share."""
    of: Which = printed.of.model_copy(update=changed)
    return replace(printed, of=of)
