"""Counts as multiples of a number that still add up: controlled rounding (Cox 1987; Salazar-Gonzalez 2006).

It comes after what is hidden has been chosen, and hides nothing. Each count becomes one of the two multiples beside it,
so that what adds up in the tables still does, and a count is the same wherever it stands. What is not printed has no
say in it, so the multiples tell no more of hidden counts than the printed ones do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

import numpy as np

from ...choices import ProtectionRule
from ...errors import ProtectionError
from ...estimation.estimate import Estimate
from ..subjects import about
from .answers import Tie
from .bases import counted_bases
from .counted import beside
from .counts import Count, Sum
from .extents import Extent
from .hiding import Protected, as_asked, counted_cases
from .linear import equations_of
from .margins import of_margin
from .rules import Asked
from .silence import silent

SECONDS = 20.0
INFEASIBLE = 2  # the status of milp
FARTHEST = 2  # multiples beyond the two beside a count, where none nearer add up


def adding_up(
    tables: Sequence[tuple[Sequence[Estimate], ProtectionRule, str]],
    extents: Sequence[Sequence[Extent | None]],
    made_of: Sequence[Tie],
    told: Sequence[Protected],
    step: int,
) -> list[Protected]:
    """What is `told` of each table, with the bases and cases that it shows as multiples of `step`.

    Raises:
        ProtectionError: none were found that add up.
    """
    asked, _ = as_asked(tables, extents, ())
    cases = replace(counted_cases(asked), secret={})
    together = beside(cases, counted_bases(asked, (), always=True), made_of, always=True)
    first = len(cases.counts)
    ends = list(accumulate((len(estimates) for estimates, _, _ in tables), initial=0))
    beginning = list(zip(ends, told, strict=False))
    hidden = {start + row for start, one in beginning for row in one.hidden}
    untold = {start + row for start, one in beginning for row in one.untold}
    without = {row for row, one in enumerate(asked) if one.estimate.n_cases is None or one.limits.coarse > 1}
    of_cases = _of_rows(together.counts[:first], hidden | without, 0)
    of_bases = _of_rows(together.counts[first:], untold, first)
    shown = {*of_cases.values(), *of_bases.values()}
    sums = [*together.adding, *together.loose, *_of_margins(asked, of_cases, of_bases)]
    found = multiples(shown, together.counts, sums, step)
    made = {row: (found[base], found[of_cases[row]] if row in of_cases else None) for row, base in of_bases.items()}
    return [
        replace(one, multiples={row - start: made[row] for row in range(start, end) if row in made})
        for (start, end), one in zip(pairwise(ends), told, strict=True)
    ]


def _of_rows(counts: Sequence[Count], unseen: set[int], first: int) -> dict[int, int]:
    """The position of the count, from `first`, that each row shows."""
    return {row: at for at, count in enumerate(counts, first) for row in count.rows if row not in unseen}


def _of_margins(asked: Sequence[Asked], of_cases: Mapping[int, int], of_bases: Mapping[int, int]) -> Iterator[Sum]:
    """The base of a cell of a crossing is the count of its row or of its column."""
    counted = {(asked[row].whom, about(asked[row].estimate.subject)): count for row, count in of_cases.items()}
    for row, base in of_bases.items():
        subject = asked[row].estimate.subject
        if of_margin(subject):
            margin = subject.rests_on[subject.percent_of == "column"]
            if (count := counted.get((asked[row].whom, about(margin)))) is not None:
                yield Sum((count,), base)


def multiples(shown: Collection[int], counts: Sequence[Count], sums: Sequence[Sum], step: int) -> dict[int, int]:
    """Of each count that is shown, by its position, a multiple of `step`, so that they add up as the counts do.

    Together they are as near as can be, and what is a multiple stays as it is. What is not shown is whatever is left
    over, at least 0; and 0 where a reader can tell that it is nobody. Of choices that are equally near it is the one
    that chance prefers, by the order of the rows alone: what is not shown does not decide between them either. Of two
    neighbours that is the upper one, as everywhere.

    Raises:
        ProtectionError: none were found.
    """
    if not any(counts[position].cases % step for position in shown):
        return {position: counts[position].cases for position in shown}
    known = [one for one in sums if one.total is not None]
    nobody = {position for position in _told(shown, known) if not counts[position].cases}
    unknown = [position for position in range(len(counts)) if position not in nobody]
    in_order = sorted({*shown} - nobody, key=lambda position: min(counts[position].rows))
    values = {position: counts[position].cases for position in in_order}
    for beyond in range(FARTHEST + 1):
        found = _nearest(values, unknown, known, step, beyond)
        if found is not None:
            return found | dict.fromkeys(nobody.intersection(shown), 0)
    raise refused(step, "cannot be")


def refused(step: int, why: str) -> ProtectionError:
    """That no multiples are found."""
    return ProtectionError(
        f"the counts {why} rounded to multiples of {step} so that they still add up; ask for fewer breakdowns at once, "
        "or leave --round-counts out"
    )


def _told(shown: Collection[int], sums: Sequence[Sum]) -> set[int]:
    """The counts that are shown, and those that follow from them by one sum after the other."""
    told, left = {*shown}, [{*one.parts, one.total} for one in sums]
    while found := {
        position for of in left if len(rest := of - told) == 1 for position in rest if position is not None
    }:
        told |= found
        left = [of for of in left if not of <= told]
    return told


def _nearest(
    values: Mapping[int, int], unknown: Sequence[int], sums: Sequence[Sum], step: int, beyond: int
) -> dict[int, int] | None:
    """The multiples among the two beside each count and so many `beyond`; None where none add up.

    `unknown` are the positions of all counts that are not 0 for certain, those with `values` among them.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    column = {position: at for at, position in enumerate(unknown)}
    lowest = {position: max(count // step - beyond, 0) for position, count in values.items()}
    up = [(position, cost) for position, count in values.items() for cost in _up(count, step, lowest[position], beyond)]
    others = [position for position in unknown if position not in values]
    start, equations = np.zeros(len(unknown)), equations_of(sums, column).tocsc()
    start[[column[position] for position in lowest]] = list(lowest.values())
    free = equations[:, [column[position] for position in (*(position for position, _ in up), *others)]]
    preferred = dict(zip(values, np.random.default_rng(1).random(len(values)), strict=True))
    costs = [
        2 * len(up) * cost - preferred[position] for position, cost in up
    ]  # all preferences are less than one unit
    with silent():
        found = milp(
            np.array(costs + [0.0] * len(others)),
            integrality=np.array(1),
            bounds=Bounds(0, np.array([1.0] * len(up) + [np.inf] * len(others))),
            constraints=LinearConstraint(free, -equations @ start, -equations @ start),
            # The HiGHS of SciPy 1.17 crashes over some of these programs, or calls them infeasible, when it presolves.
            options={"time_limit": SECONDS, "presolve": False, "mip_rel_gap": 0},
        )
    if found.status == INFEASIBLE:
        return None
    if found.status or (free @ np.round(found.x) + equations @ start).any():
        raise refused(step, "were not, in the time there is,")
    made = dict(lowest)
    for (position, _), taken in zip(up, found.x, strict=False):
        made[position] += round(taken)
    return {position: step * multiple for position, multiple in made.items()}


def _up(count: int, step: int, lowest: int, beyond: int) -> Iterator[float]:
    """By how much each multiple of `step` above the lowest is farther from the count than the one before."""
    for multiple in range(lowest, -(-count // step) + beyond):
        yield abs(step * (multiple + 1) - count) - abs(step * multiple - count)
