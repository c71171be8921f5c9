"""The bases of tables as numbers of people in groups, each once: what is shown of them adds up like any other count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ...estimation.estimate import Estimate, Subject
from ..subjects import about
from .rules import Asked
from .sums import key_of


def bases(asked: Sequence[Asked]) -> tuple[list[Asked], list[list[int]]]:
    """The bases of the tables as estimates of nothing but their size, each once, and the rows that stand on each."""
    whole = {(one.whom, of): subject for one in asked for of, subject in _totals(one.estimate.subject)}
    rows: dict[Hashable, list[int]] = defaultdict(list)
    made: dict[Hashable, Asked] = {}
    for position, one in enumerate(asked):
        subject = one.estimate.subject
        if subject.contrast or subject.term:
            continue
        bare = whole.get((one.whom, about(subject))) or _base(subject)
        key = (one.whom, *key_of(bare))
        rows[key].append(position)
        extent = one.extent and one.extent.of_base
        made.setdefault(key, replace(one, estimate=Estimate(bare, None, contributors=one.estimate.n), extent=extent))
        if made[key].extent is None and extent is not None:
            made[key] = replace(made[key], extent=extent)
    return list(made.values()), [rows[key] for key in made]


def _bare(subject: Subject) -> Subject:
    """Everybody whom a number is of."""
    return replace(subject, statistic="proportion", level=None, percent_of="", exclusive_parts=False, rests_on=())


def _totals(cell: Subject) -> Iterator[tuple[Hashable, Subject]]:
    """The row and the column of a cell of a crossing, shares of everybody in its group, with these."""
    if _crossed(cell):
        yield from ((about(total), _bare(cell.rests_on[1])) for total in cell.rests_on)


def _crossed(subject: Subject) -> bool:
    return bool(subject.rests_on) and subject.rests_on[0].percent_of == "column"


def _base(subject: Subject) -> Subject:
    """The base of a number: of a cell of a crossing its row, its column, or everybody in its group."""
    if not _crossed(subject):
        return _bare(subject)
    row, column = subject.rests_on
    everybody = _bare(column)
    if subject.percent_of == "row":
        return replace(_bare(row), percent_of="row") if row.item else replace(everybody, by=row.by)
    if subject.percent_of == "column" and column.level:
        return replace(everybody, by={**column.by, column.variable: column.level})
    return everybody
