"""What tables hide: the rows that tell of few, and those that would give them back; it sees true counts, all of them.

It comes before everything else, and counts rows that reliability will hide as shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from ...choices import ProtectionRule
from ...estimation.estimate import Estimate
from ..subjects import about
from . import sums
from .answers import MadeOf
from .bases import bases
from .counted import Counted, beside
from .counts import Count
from .extents import Extent
from .rules import RULES, Asked, Need, Thresholds, need, need_of


@dataclass(frozen=True, slots=True)
class Protected:
    """Positions of the estimates of a table that may not be shown, and of those whose base is not told either."""

    hidden: frozenset[int]
    untold: frozenset[int]


def protected(
    tables: Sequence[tuple[Sequence[Estimate], ProtectionRule, str]],
    extents: Sequence[Sequence[Extent | None]] = (),
    made_of: Sequence[MadeOf] = (),
) -> list[Protected]:
    """What may not be told of each of several tables that lie side by side: estimates, rule, and whom they speak of.

    Counts of the same people stand in several tables once, and what one of them hides another does not show. `extents`
    are the rows of every estimate of every table, where they are known; then counts of people of whom some are the
    same are held against each other too, and answers that are `made_of` others.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    asked = [Asked(one, RULES[rule], whom) for estimates, rule, whom in tables for one in estimates]
    if extents:
        rows = (extent for of_table in extents for extent in of_table)
        asked = [replace(one, extent=extent) for one, extent in zip(asked, rows, strict=True)]
    told = _over_completed(asked, made_of, bases=True)
    ends = accumulate((len(estimates) for estimates, _, _ in tables), initial=0)
    return [
        Protected(*(frozenset(p - start for p in of if start <= p < end) for of in (told.hidden, told.untold)))
        for start, end in pairwise(ends)
    ]


def hidden(estimates: Sequence[Estimate], rule: ProtectionRule, *, bases: bool = True) -> frozenset[int]:
    """Positions of the estimates of one table that may not be shown.

    First those with few cases, or few without, or everyone in a harm, or a small base; then what would give these back:
    other counts that add up with them, the same item as another share, and what is made of hidden rows. Without `bases`
    small bases are let be: for lists without numbers.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    limits = RULES[rule] if bases else replace(RULES[rule], base=0, psus=0)
    return _over_completed([Asked(one, limits) for one in estimates], (), bases=bases).hidden


def _over_completed(asked: Sequence[Asked], made_of: Sequence[MadeOf], *, bases: bool) -> Protected:
    """What one of the completed data sets would tell is hidden."""
    if not any(one.limits.count for one in asked):
        return Protected(frozenset(), frozenset())
    found = [_protected(one, made_of, bases=bases) for one in _completed(asked)]
    rows, untold = (frozenset().union(*of) for of in zip(*((one.hidden, one.untold) for one in found), strict=True))
    # The base of a cell of a crossing is the count of its row or column.
    cells = (row for row in _made_of(rows, asked) if asked[row].estimate.subject.percent_of in ("row", "column"))
    return Protected(rows, untold.union(cells))


def _completed(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """The estimates of each completed data set; themselves where none is imputed."""
    many = max((len(one.estimate.completed) for one in asked), default=0)
    if not many:
        yield asked
    for which in range(many):
        yield [replace(a, estimate=a.estimate.completed[which]) if a.estimate.completed else a for a in asked]


def _protected(asked: Sequence[Asked], made_of: Sequence[MadeOf], *, bases: bool) -> Protected:
    cases = _cases(asked)
    of_bases = _bases(asked) if bases else Counted([], [], [], {})
    untold = of_bases.rows(of_bases.chosen(()))
    if not untold and not cases.secret:
        return Protected(frozenset(), frozenset())
    together = beside(cases, of_bases, made_of)
    chosen = together.chosen(untold)
    rows = {*together.rows(chosen)}
    while made := {*_made_of(rows, asked)} - rows:
        rows |= made
    return Protected(frozenset(rows), untold | together.rows(chosen - {*range(len(cases.counts))}))


def _cases(asked: Sequence[Asked]) -> Counted:
    """The counts of cases: few of them, or few others, are secret, and all of a small base."""
    needs = [need(one.estimate, one.limits) for one in asked]
    counts, adding, placed = sums.added(asked)
    strictest = max((one.limits for one in asked), key=lambda limits: limits.count)
    together = enumerate(_together(asked, needs, count, strictest) for count in counts)
    return Counted(counts, adding, placed, {position: told for position, told in together if told is not None})


def _bases(asked: Sequence[Asked]) -> Counted:
    """The sizes of bases: one to four people are secret."""
    if not any(one.estimate.n < one.limits.count or one.extent is not None for one in asked):
        return Counted([], [], [], {})
    made, rows = bases(asked)
    counts, adding, placed = sums.added(made)
    strictest = max(one.limits.count for one in asked)
    limits = [
        max(made[base].limits.count for base in count.rows) if count.rows else strictest * count.between
        for count in counts
    ]
    secret = {
        position: Need(up=limit - count.cases)
        for position, (count, limit) in enumerate(zip(counts, limits, strict=True))
        if 0 < count.cases < limit
    }
    known = {position for position, count in enumerate(counts) if any(_of_all(made[base], made) for base in count.rows)}
    adding = [replace(one, total=None) if one.total in known - secret.keys() else one for one in adding]
    on_them = (tuple(row for base in count.rows for row in rows[base]) for count in counts)
    counts = [replace(count, rows=on_it) for count, on_it in zip(counts, on_them, strict=True)]
    return Counted(counts, adding, placed, secret)


def _of_all(base: Asked, made: Sequence[Asked]) -> bool:
    """Whether it is everybody whom tables of a domain ask: how many these are stands in the provenance at least."""
    alike = (one.estimate.contributors or 0 for one in made if one.whom == base.whom)
    return not base.estimate.subject.by and base.estimate.contributors == max(alike)


def _together(asked: Sequence[Asked], needs: Sequence[Need], count: Count, limits: Thresholds) -> Need | None:
    """What its rows, or its people without a group, need, as far as the bases let it be off; None for no secret."""
    if count.unprinted:
        own = [one for one in [_unprinted(count, limits)] if one]
    else:
        own = [_within(needs[row], asked[row].estimate) for row in count.rows if needs[row]]
    if not own:
        return None
    return Need(min(max(one.up for one in own), count.up), min(max(one.down for one in own), count.down))


def _within(need: Need, estimate: Estimate) -> Need:
    """What a row needs, as far as its own base lets the cases be off."""
    cases = estimate.n_cases
    if cases is None or estimate.subject.percent_of == "responses":
        return need
    return Need(min(need.up, estimate.n - cases), min(need.down, cases))


def _unprinted(count: Count, limits: Thresholds) -> Need:
    """What people without a group, and those by whom tables differ, need: few of them, few others.

    Or that all of them are cases: of a harm, or where they are fewer than a base may be, so that each would be told of.
    """
    of_few = need_of(count.cases, count.up, limits)
    everyone = not count.up and (count.harm or count.cases < limits.base)
    return Need(of_few.up, limits.count) if everyone else of_few


def _made_of(chosen: Collection[int], asked: Sequence[Asked]) -> Iterator[int]:
    """Contrasts with a hidden part: with the part that is shown they would give it back; and parts of a hidden sum."""
    secret = {(asked[position].whom, about(asked[position].estimate.subject)) for position in chosen}
    for position, one in enumerate(asked):
        if any((one.whom, about(part)) in secret for part in one.estimate.subject.rests_on):
            yield position
