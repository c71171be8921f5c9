"""What tables hide: the rows that tell of few, and those that would give them back; it sees true counts, all of them.

It comes before everything else, and counts rows that reliability will hide as shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from ...choices import ProtectionRule
from ...errors import ProtectionError
from ...estimation.estimate import Estimate
from ..subjects import about
from . import sums
from .attack import worked_out
from .counts import Count, Sum
from .extents import Extent
from .rules import RULES, Asked, Need, Thresholds, need, need_of
from .suppression import further, tied_to


@dataclass(frozen=True, slots=True)
class Protected:
    """Positions of the estimates of a table that may not be shown, and of those whose base is not told either."""

    hidden: frozenset[int]
    untold: frozenset[int]


def protected(
    tables: Sequence[tuple[Sequence[Estimate], ProtectionRule, str]], extents: Sequence[Sequence[Extent | None]] = ()
) -> list[Protected]:
    """What may not be told of each of several tables that lie side by side: estimates, rule, and whom they speak of.

    Counts of the same people stand in several tables once, and what one of them hides another does not show. `extents`
    are the rows of every estimate of every table, where they are known; then counts of people of whom some are the
    same are held against each other too.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    asked = [Asked(one, RULES[rule], whom) for estimates, rule, whom in tables for one in estimates]
    if extents:
        rows = (extent for of_table in extents for extent in of_table)
        asked = [replace(one, extent=extent) for one, extent in zip(asked, rows, strict=True)]
    hidden = _over_completed(asked, bases=True)
    untold = _untold_of(asked, hidden)
    ends = accumulate((len(estimates) for estimates, _, _ in tables), initial=0)
    return [
        Protected(*(frozenset(p - start for p in of if start <= p < end) for of in (hidden, untold)))
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
    return _over_completed([Asked(one, limits) for one in estimates], bases=bases)


def _over_completed(asked: Sequence[Asked], *, bases: bool) -> frozenset[int]:
    if not any(one.limits.count for one in asked):
        return frozenset()
    return frozenset(row for one in _completed(asked) for row in _hidden(one, bases=bases))


def _completed(asked: Sequence[Asked]) -> Iterator[Sequence[Asked]]:
    """The estimates of each completed data set: what one of them would tell is hidden. Itself where none is imputed."""
    many = max((len(one.estimate.completed) for one in asked), default=0)
    if not many:
        yield asked
    for which in range(many):
        yield [replace(a, estimate=a.estimate.completed[which]) if a.estimate.completed else a for a in asked]


def _hidden(asked: Sequence[Asked], *, bases: bool) -> frozenset[int]:
    untold = _untold(asked) if bases else frozenset()
    needs = [need(one.estimate, one.limits) for one in asked]
    counts, adding = sums.added(asked)
    strictest = max((one.limits for one in asked), key=lambda limits: limits.count)
    secret = {
        position: told
        for position, count in enumerate(counts)
        if (told := _together(asked, needs, count, strictest)) is not None
    }
    if not untold and not secret:
        return frozenset()
    also = {position for position, count in enumerate(counts) if untold & {*count.rows}}
    chosen = _with_what_tells(counts, adding, secret, also)
    rows = {row for position in chosen for row in counts[position].rows}
    while made := {*_made_of(rows, asked)} - rows:
        rows |= made
    return frozenset(rows)


def _untold_of(asked: Sequence[Asked], hidden: Collection[int]) -> frozenset[int]:
    """Positions of rows whose base is not told: one to four people, what would give such a base back.

    So too cells of a crossing whose base is the count of a hidden row or column.
    """
    cells = (row for row in _made_of(hidden, asked) if asked[row].estimate.subject.percent_of in ("row", "column"))
    of_bases = (row for one in _completed(asked) for row in _untold(one))
    return frozenset((*of_bases, *cells))


def _untold(asked: Sequence[Asked]) -> frozenset[int]:
    """Positions of rows with a base of one to four people, and of those with a base that would give one back."""
    if not any(one.estimate.n < one.limits.count or one.extent is not None for one in asked):
        return frozenset()
    bases, rows = sums.bases(asked)
    counts, adding = sums.added(bases)
    strictest = max(one.limits.count for one in asked)
    limits = [
        max(bases[base].limits.count for base in count.rows) if count.rows else strictest * count.between
        for count in counts
    ]
    secret = {
        position: Need(up=limit - count.cases)
        for position, (count, limit) in enumerate(zip(counts, limits, strict=True))
        if 0 < count.cases < limit
    }
    if not secret:
        return frozenset()
    chosen = _with_what_tells(counts, adding, secret, ())
    return frozenset(row for position in chosen for base in counts[position].rows for row in rows[base])


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


def _with_what_tells(
    counts: Sequence[Count], adding: Sequence[Sum], secret: Mapping[int, Need], also: Collection[int]
) -> set[int]:
    """Secret counts, those hidden for another reason, and those that tell too much of them; an attack must fail."""
    chosen = {*secret, *also, *(position for position, count in enumerate(counts) if count.unprinted)}
    chosen |= further(counts, adding, secret, chosen)
    if worked_out(counts, adding, chosen, secret):
        for tied in tied_to(adding, secret, chosen):
            chosen |= {*tied.counts}
        if worked_out(counts, adding, chosen, secret):
            raise ProtectionError(
                "what would be hidden here could be worked out from what would be shown; ask for fewer breakdowns at "
                "once, or for larger groups"
            )
    return chosen


def _made_of(chosen: Collection[int], asked: Sequence[Asked]) -> Iterator[int]:
    """Contrasts with a hidden part: with the part that is shown they would give it back; and parts of a hidden sum."""
    secret = {(asked[position].whom, about(asked[position].estimate.subject)) for position in chosen}
    for position, one in enumerate(asked):
        if any((one.whom, about(part)) in secret for part in one.estimate.subject.rests_on):
            yield position
