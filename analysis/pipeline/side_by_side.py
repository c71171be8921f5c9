"""Tables that lie side by side, as in a report, are protected together: none gives back what another hides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ..errors import ProtectionError
from ..presentation.protection import Protected, protected
from ..request import FlowRequest
from ..request_analysis import CrosstabRequest
from .breaks_in_several_tables import few_between
from .shared_classes import treatment
from .shared_rows import shared
from .steps_of_several_flows import few_apart
from .unprotected import Estimated, rules_of

Name = TypeVar("Name", bound=Hashable)


def protected_together(made: Mapping[Name, Estimated]) -> dict[Name, Protected]:
    """What may not be shown of each table, by its name; none for those that show no number.

    Nor for steps of the sample alone, each of which was held against those before it in its table.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    beside = {name: one for name, one in made.items() if has_numbers(one)}
    if len(beside) < 2 and all(isinstance(one.request, FlowRequest) for one in beside.values()):
        return {}
    runs = list(_runs(beside))
    found = [_protected(run, rounded=len(runs) == 1) for run in runs]
    return {name: found[0][name].beside([of_run[name] for of_run in found[1:]]) for name in beside}


def _runs(made: Mapping[Name, Estimated]) -> Iterator[Mapping[Name, Estimated]]:
    """The tables of each completed data set, as if it were the only one; themselves where nothing is imputed."""
    for which in range(max((len(one.completed) for one in made.values()), default=0) or 1):
        yield {name: _of_run(one, which) if one.completed else one for name, one in made.items()}


def _of_run(made: Estimated, which: int) -> Estimated:
    estimates = [one.completed[which] if one.completed else one for one in made.estimates]
    return replace(made, survey=made.completed[which], estimates=estimates, completed=())


def _protected(made: Mapping[Name, Estimated], *, rounded: bool) -> dict[Name, Protected]:
    tables = list(made.values())
    _refuse_few_between(made)
    known = shared(tables)
    sides = [(one.estimates, rules_of(one).protection, whom(one)) for one in tables]
    told = protected(sides, known.extents, known.made_of, known.noted)
    _refuse_few_apart(made, dict(zip(made, told, strict=True)))
    for step, of_step in _rounded(tables).items() if rounded else ():
        from ..presentation.protection.controlled import adding_up  # no other table needs it

        own = [told[at] for at in of_step]
        extents = [known.extents[at] for at in of_step]
        multiples = adding_up([sides[at] for at in of_step], extents, known.made_of, own, step)
        for at, one in zip(of_step, multiples, strict=True):
            told[at] = one
    return dict(zip(made, told, strict=True))


def _rounded(tables: Sequence[Estimated]) -> dict[int, list[int]]:
    """The positions of tables whose counts are rounded, by what to."""
    found: dict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(tables):
        if step := rules_of(one).round_counts:
            found[step].append(at)
    return found


def _refuse_few_between(made: Mapping[Name, Estimated]) -> None:
    for name, other, variable in few_between(made, lambda one: rules_of(one).protection):
        raise ProtectionError(
            f"{name}, {other}: the tables of {variable} have breaks between which there are few people, so that one "
            "table less the other would tell of them; give both the same breaks, or leave one out"
        )


def _refuse_few_apart(made: Mapping[Name, Estimated], told: Mapping[Name, Protected]) -> None:
    shown = {name: [at not in told[name].hidden for at in range(len(one.estimates))] for name, one in made.items()}
    for names in few_apart(made, shown, lambda one: rules_of(one).protection):
        raise ProtectionError(
            f"{', '.join(map(str, names))}: the steps of these flows tell together of few rows, of which none tells by "
            "itself; put the steps into one flow, or leave one out"
        )


def has_numbers(made: Estimated) -> bool:
    """Whether a table shows any, and not only an order."""
    return made.request.shown.show == "numbers"


def whom(made: Estimated) -> str:
    """Whom a table speaks of: the same rows of the same data, with the same treatment of the unanswered.

    A crossing speaks of those who answered both questions, and steps of the sample each of another step.
    """
    request, among = made.request, ""
    if isinstance(request, CrosstabRequest):
        among = f"{request.row} {request.column}"
    elif isinstance(request, FlowRequest):
        among = " ".join(f"{one.subject.variable} {one.subject.population}" for one in made.estimates)
    return f"{treatment(made)} {request.domain.where!r} {among}"
