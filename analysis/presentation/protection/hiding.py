"""What tables hide: the rows that tell of few, and those that would give them back; it sees true counts, all of them.

It comes before everything else, and counts rows that reliability will hide as shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from ...choices import ProtectionRule
from ...estimation.estimate import Estimate
from ..subjects import about
from . import sums
from .answers import Tie
from .bases import counted_bases
from .counted import Counted, beside
from .counts import Count
from .extents import Extent
from .noted import Noted
from .rules import RULES, Asked, Need, Thresholds, need, need_of


@dataclass(frozen=True, slots=True)
class Protected:
    """What may not be told of a table.

    Attributes:
        hidden: positions of the estimates that may not be shown.
        untold: of those whose base is not told either.
        silent: questions of which notes do not tell how many gave no answer, and variables of which they do not tell
            how many have no group.
        counted: those of which these numbers were held against the rows; None where nothing is hidden in any table.
        multiples: of the positions whose counts are rounded so that they add up, base and cases.
    """

    hidden: frozenset[int]
    untold: frozenset[int]
    silent: frozenset[str] = frozenset()
    counted: frozenset[str] | None = None
    multiples: Mapping[int, tuple[int, int | None]] = field(default_factory=dict)

    def tells(self, name: str) -> bool:
        """Whether notes may tell how many gave no answer to a question, or have no group of a variable."""
        return name not in self.silent and (self.counted is None or name in self.counted)

    def beside(self, others: Sequence[Protected]) -> Protected:
        """What may not be told where there are other completed data sets: what one of them would tell.

        The notes tell averages, which are held against no rows.
        """
        if not others:
            return self
        every = (self, *others)
        hidden, untold = (
            frozenset().union(*of) for of in zip(*((one.hidden, one.untold) for one in every), strict=True)
        )
        silent = frozenset(name for one in every for name in one.silent)
        shown = all(one.counted is None for one in every)
        return Protected(hidden, untold, silent, None if shown else frozenset())


def protected(
    tables: Sequence[tuple[Sequence[Estimate], ProtectionRule, str]],
    extents: Sequence[Sequence[Extent | None]] = (),
    made_of: Sequence[Tie] = (),
    noted: Sequence[Sequence[Noted]] = (),
) -> list[Protected]:
    """What may not be told of each of several tables that lie side by side: estimates, rule, and whom they speak of.

    Counts of the same people stand in several tables once, and what one of them hides another does not show. `extents`
    are the rows of every estimate of every table, where they are known; then counts of people of whom some are the
    same are held against each other too, and answers that are `made_of` others. `noted` is what the notes of every
    table would tell.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    asked, of_notes = as_asked(tables, extents, noted)
    told = _over_completed(asked, made_of, of_notes, bases=True)
    ends = accumulate((len(estimates) for estimates, _, _ in tables), initial=0)
    places = [range(start, end) for start, end in pairwise(ends)]
    groups = {name for row in told.untold if row < len(asked) for name in asked[row].estimate.subject.by}
    row, found = len(asked), []
    for own, some in zip(places, noted or [()] * len(tables), strict=True):
        silent = {name for at, one in enumerate(some, row) if at in told.untold for name in one.names}
        counted = frozenset(name for one in some if not one.ruled for name in one.names)
        found.append(
            Protected(
                frozenset(row - own.start for row in own if row in told.hidden),
                frozenset(row - own.start for row in own if row in told.untold),
                frozenset(groups | silent),
                counted if told.hidden or told.untold else None,
            )
        )
        row += len(some)
    return found


def as_asked(
    tables: Sequence[tuple[Sequence[Estimate], ProtectionRule, str]],
    extents: Sequence[Sequence[Extent | None]],
    noted: Sequence[Sequence[Noted]],
) -> tuple[list[Asked], list[Asked]]:
    """The numbers of all tables one after the other, each with its rows where these are known; those of all notes."""
    asked = [Asked(one, RULES[rule], whom) for estimates, rule, whom in tables for one in estimates]
    if extents:
        rows = (extent for of_table in extents for extent in of_table)
        asked = [replace(one, extent=extent) for one, extent in zip(asked, rows, strict=True)]
    of_notes = [one.as_base(rule, whom) for (_, rule, whom), some in zip(tables, noted, strict=False) for one in some]
    return asked, of_notes


def hidden(estimates: Sequence[Estimate], rule: ProtectionRule, *, bases: bool = True) -> frozenset[int]:
    """Positions of the estimates of one table that may not be shown.

    First those with few cases, or few without, or everyone in a harm, or a small base; then what would give these back:
    other counts that add up with them, the same item as another share, and what is made of hidden rows. Without `bases`
    small bases are let be: for lists without numbers.

    Raises:
        ProtectionError: what is hidden could still be worked out.
    """
    limits = RULES[rule] if bases else replace(RULES[rule], base=0, psus=0)
    return _over_completed([Asked(one, limits) for one in estimates], (), (), bases=bases).hidden


def _over_completed(
    asked: Sequence[Asked], made_of: Sequence[Tie], noted: Sequence[Asked], *, bases: bool
) -> Protected:
    """What one of the completed data sets would tell is hidden, where these are not protected one by one already."""
    if not any(one.limits.count for one in asked):
        return Protected(frozenset(), frozenset())
    found = [_protected(one, made_of, noted, bases=bases) for one in _completed(asked)]
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


def _protected(asked: Sequence[Asked], made_of: Sequence[Tie], noted: Sequence[Asked], *, bases: bool) -> Protected:
    cases = counted_cases(asked)
    of_bases = counted_bases(asked, noted) if bases else Counted([], [], [], {})
    untold = of_bases.rows(of_bases.chosen(()))
    if not untold and not cases.secret:
        return Protected(frozenset(), frozenset())
    together = beside(cases, of_bases, made_of, max(one.limits.count for one in asked))
    chosen = together.chosen(untold)
    rows = {row for row in together.rows(chosen) if row < len(asked)}
    while made := {*_made_of(rows, asked)} - rows:
        rows |= made
    return Protected(frozenset(rows), untold | together.rows(chosen - {*range(len(cases.counts))}))


def counted_cases(asked: Sequence[Asked]) -> Counted:
    """The counts of cases: few of them, or few others, are secret, and all of a small base."""
    needs = [need(one.estimate, one.limits) for one in asked]
    counts, adding, placed = sums.added(asked)
    nobody = _given_by_nobody(asked)
    counts = [replace(one, nobody=bool(one.rows) and nobody.issuperset(one.rows)) for one in counts]
    strictest = max((one.limits for one in asked), key=lambda limits: limits.count)
    together = enumerate(_together(asked, needs, count, strictest) for count in counts)
    return Counted(counts, adding, placed, {position: told for position, told in together if told is not None})


def _given_by_nobody(asked: Sequence[Asked]) -> set[int]:
    """Rows of answers that nobody gave in any group of any table: it may be that nobody could."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for row, one in enumerate(asked):
        if one.estimate.n_cases is not None:
            alike[sums.answer_of(one.estimate.subject)].append(row)
    return {row for rows in alike.values() if not any(asked[row].estimate.n_cases for row in rows) for row in rows}


def _together(asked: Sequence[Asked], needs: Sequence[Need], count: Count, limits: Thresholds) -> Need | None:
    """What its rows, or its people without a group, need, as far as the bases let it be off; None for no secret."""
    if count.unsaid:
        own = []
    elif count.unprinted:
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
    people = count.cases if count.people is None else count.people
    of_few = need_of(people, count.up, limits)
    everyone = not count.up and (count.harm or people < limits.base)
    return Need(of_few.up, limits.count) if everyone else of_few


def _made_of(chosen: Collection[int], asked: Sequence[Asked]) -> Iterator[int]:
    """Contrasts with a hidden part: with the part that is shown they would give it back; and parts of a hidden sum."""
    secret = {(asked[position].whom, about(asked[position].estimate.subject)) for position in chosen}
    for position, one in enumerate(asked):
        if any((one.whom, about(part)) in secret for part in one.estimate.subject.rests_on):
            yield position
