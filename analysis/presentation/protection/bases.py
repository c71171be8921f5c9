"""The bases of tables as numbers of people in groups, each once: what is shown of them adds up like any other count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from ...estimation.estimate import Estimate, Subject
from ..subjects import about, group_of, key_of
from .counted import Counted
from .counts import Count
from .domains import Placed
from .extents import Extent
from .rules import Asked, Need, people_in
from .sums import added


def counted_bases(asked: Sequence[Asked], noted: Sequence[Asked], *, always: bool = False) -> Counted:
    """The sizes of bases, of which one to four people are secret; those that notes tell of are among them.

    The rows of these follow all others. None where nothing of them is secret and no rows are known, unless `always`.
    """
    known = any(people_in(one.estimate) < one.limits.count or one.extent is not None for one in asked)
    if not known and not always:
        return Counted([], [], [], {})
    made, rows = bases(asked, noted)
    counts, adding, placed = added(made)
    strictest = max(one.limits.count for one in asked)
    limits = [
        max(made[base].limits.count for base in count.rows) if count.rows else strictest * count.between
        for count in counts
    ]
    sizes = [count.cases if count.people is None else count.people for count in counts]
    secret = {
        position: Need(up=limit - size)
        for position, (size, limit) in enumerate(zip(sizes, limits, strict=True))
        if 0 < size < limit
    }
    for position, count in enumerate(counts):
        on_it = tuple(row for base in count.rows for row in rows[base])
        known = position not in secret and any(_of_all(made[base], made) for base in count.rows)
        only_noted = bool(on_it) and min(on_it) >= len(asked)
        counts[position] = replace(count, rows=on_it, known=known, noted=only_noted)
    for row, one in enumerate(noted, len(asked)):
        if one.without and one.extent is not None:
            _without_group(counts, placed, row, one, one.extent)
    return Counted(counts, adding, placed, secret)


def _of_all(base: Asked, made: Sequence[Asked]) -> bool:
    """Whether it is everybody whom tables ask: how many these are stands in the provenance at least."""
    known = {one.everybody for one in made if one.whom == base.whom} - {None}
    if not known and base.extent is None:
        known = {max(one.estimate.contributors or 0 for one in made if one.whom == base.whom)}
    return not base.estimate.subject.by and base.estimate.contributors in known


def _without_group(counts: list[Count], placed: list[Placed], row: int, one: Asked, extent: Extent) -> None:
    """People without a group of whom a note tells: those whom the groups leave over, where these are counted."""
    for own in placed:
        if own.extent.key[1:] == extent.key[1:]:
            count = counts[own.position]
            counts[own.position] = replace(
                count, rows=(*count.rows, row), without_group=False, between=False, noted=count.noted or not count.rows
            )
            return
    counts.append(Count((row,), one.estimate.contributors or 0, None, noted=True))
    place = one.whom, frozenset({(one.without, None)})
    placed.append(Placed(len(counts) - 1, key_of(one.estimate.subject), None, extent, (place,)))


def bases(asked: Sequence[Asked], noted: Sequence[Asked] = ()) -> tuple[list[Asked], list[list[int]]]:
    """The bases of the tables as estimates of nothing but their size, each once, and the rows that stand on each.

    Those that notes tell of stand among them, at positions that follow those of all rows.
    """
    whole = {(one.whom, of): subject for one in asked for of, subject in _totals(one.estimate.subject)}
    rows: dict[Hashable, list[int]] = defaultdict(list)
    made: dict[Hashable, Asked] = {}
    for position, one in enumerate(asked):
        subject = one.estimate.subject
        if subject.contrast or (subject.term and one.extent is None):
            continue
        base = whole.get((one.whom, about(subject))) or _base(subject)
        own = set(group_of(base)) == set(group_of(subject))  # a column of a crossing is another group than its row
        extent = one.extent.of_base if one.extent and own else None
        key = (one.whom, *key_of(base))
        rows[key].append(position)
        size = Estimate(base, None, contributors=one.estimate.n, people=one.estimate.people)
        made.setdefault(key, replace(one, estimate=size, extent=extent))
        if made[key].extent is None and extent is not None:
            made[key] = replace(made[key], extent=extent)
    for position, one in enumerate(noted, len(asked)):
        if not one.without:
            key = (one.whom, *key_of(one.estimate.subject))
            rows[key].append(position)
            made[key] = replace(made.get(key, one), everybody=one.everybody)
    return _once(made, rows)


def _once(made: Mapping[Hashable, Asked], rows: Mapping[Hashable, list[int]]) -> tuple[list[Asked], list[list[int]]]:
    """Bases of which it is known that they are the same people as one, by the name of these.

    So are those of all items of a set, and of all questions that everybody answered.
    """
    found: dict[Hashable, Asked] = {}
    on: dict[Hashable, list[int]] = defaultdict(list)
    for key, one in made.items():
        extent, same = one.extent, key
        if extent is not None:
            by = one.estimate.subject.by
            one = replace(one, estimate=replace(one.estimate, subject=Subject(extent.of, "", "proportion", by=by)))
            same = one.whom, *key_of(one.estimate.subject)
        first = found.get(same, one)
        found[same] = replace(first, everybody=first.everybody if one.everybody is None else one.everybody)
        on[same] += rows[key]
    return list(found.values()), [on[key] for key in found]


def bare(subject: Subject) -> Subject:
    """Everybody whom a number is of."""
    return replace(subject, statistic="proportion", level=None, percent_of="", exclusive_parts=False, rests_on=())


def _totals(cell: Subject) -> Iterator[tuple[Hashable, Subject]]:
    """The row and the column of a cell of a crossing, shares of everybody in its group, with these."""
    if _crossed(cell):
        yield from ((about(total), bare(cell.rests_on[1])) for total in cell.rests_on)


def _crossed(subject: Subject) -> bool:
    return bool(subject.rests_on) and subject.rests_on[0].percent_of == "column"


def _base(subject: Subject) -> Subject:
    """The base of a number: of a cell of a crossing its row, its column, or everybody in its group."""
    if not _crossed(subject):
        return bare(subject)
    row, column = subject.rests_on
    everybody = bare(column)
    if subject.percent_of == "row":
        return replace(bare(row), percent_of="row") if row.item else replace(everybody, by=row.by)
    if subject.percent_of == "column" and column.level:
        return replace(everybody, by={**column.by, column.variable: column.level})
    return everybody
