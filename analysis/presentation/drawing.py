"""From the rows of a table to a chart: which marks there are, where each stands, in which order, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from ..choices import ChartKind
from ..errors import UsageError
from . import drawing_contrasts
from .chart import Chart, Mark
from .layout import part_label, unit_of
from .layout_crosstab import of_one_percentage
from .rounding import half_up
from .table import Row, Table

MOST_SERIES = 4  # more colours than these nobody tells apart in grey
LEAST_ONE_IN = 2
STEPS = ((15, 1), (100, 5), (1_000, 10))  # "about 1 in 50": below so many, a multiple of this; beyond, of a hundred


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row may stand: its question, its part of the answers and its group, each in words."""

    row: Row
    question: str
    part: str
    group: str

    def words(self, axes: Sequence[str]) -> str:
        """What tells it apart on `axes`; its question where there is none."""
        return ", ".join(filter(None, (getattr(self, axis) for axis in axes))) or self.question


def chart(table: Table, kind: ChartKind | None, *, title: str = "", subtitle: str = "") -> Chart:
    """The chart of a table: kind, title and subtitle where they are given, else what fits its rows."""
    if not table.rows:
        raise UsageError("a table without estimates has nothing to draw; leave the chart out")
    if any(row.estimate.subject.term for row in table.rows):
        raise UsageError("a model is not drawn: its table has everything; leave the chart out")
    table = replace(table, rows=of_one_percentage(table.rows))
    compared = drawing_contrasts.contrasts(table.rows)
    table = replace(table, rows=compared or table.rows)
    places = _of_one_set(_places(table))
    if all(place.row.status == "suppressed" for place in places):
        raise UsageError("nothing of this table may be drawn; its rows are hidden, or only their order is shown")
    chosen = kind or ("dots" if compared else fitting(places))
    if chosen not in ARRANGED:
        raise UsageError(f"a chart of kind {chosen} is not made of estimates; choose one of {', '.join(ARRANGED)}")
    varying = [axis for axis in ("question", "part", "group") if len({getattr(place, axis) for place in places}) > 1]
    marks = ARRANGED[chosen](places, varying, table)
    if not marks:
        raise UsageError(f"nothing is left to draw as {chosen}; choose another kind")
    words = table.writing.words
    drawn = Chart(
        kind=chosen,
        title=title or table.subtitle or table.rows[0].estimate.subject.label,
        subtitle=subtitle or _subtitle(table),
        marks=tuple(marks),
        unit="percent" if unit_of(table.rows, table.writing) == "percent" else "number",
        reference=_reference(places, table, varying) if chosen == "dots" else None,
        notes=table.credits,
        synthetic=words["synthetic_in_picture"] if table.synthetic else "",
        lang=table.writing.lang,
        words=words,
        numerals=table.writing.numerals,
    )
    return replace(drawn, alt=described(drawn))


def described(drawn: Chart) -> str:
    """What the picture says, for those who do not see it: its kind, its title, and every number as it is written."""
    words = drawn.words
    sign = " %" if drawn.unit == "percent" and drawn.kind not in ("one-in", "card") else ""
    told = []
    for mark in drawn.marks:
        name = ", ".join(dict.fromkeys(filter(None, (mark.panel, mark.label, mark.series))))
        if mark.status == "suppressed":
            told.append(f"{name}: {words['not_shown']}")
        else:
            bounds = f" ({mark.bounds})" if mark.low is not None and mark.bounds else ""
            beside = f"; {mark.detail}" if drawn.kind == "card" and mark.detail else ""
            told.append(f"{name}: {mark.text}{sign}{bounds}{beside}")
    stop = "" if drawn.title.endswith((".", "?", "!")) else "."
    made_up = f" {drawn.synthetic}." if drawn.synthetic else ""
    return f"{words['alt_' + drawn.kind]}: {drawn.title}{stop} {'; '.join(told)}.{made_up}"


def fitting(places: Sequence[Place]) -> ChartKind:
    """The kind that fits: stacks for answers that add up in groups, bars for items, dots for what is compared."""
    parts = {place.part for place in places} - {""}
    groups = {place.group for place in places}
    subject = places[0].row.estimate.subject
    if len(parts) > 1 and len(groups) > 1:
        if subject.exclusive_parts:
            return "stack"
        return "grouped" if len(groups) <= MOST_SERIES else "multiples"
    return "bars" if len(parts) > 1 else "dots"


def _of_one_set(places: Sequence[Place]) -> list[Place]:
    """Only the first of several questions with several answers each: whom children told is not sorted among why not."""
    several = len({place.question for place in places}) > 1 and all(place.part for place in places)
    return [place for place in places if not several or place.question == places[0].question]


def _places(table: Table) -> list[Place]:
    """The rows that charts draw: shares of responses only where there is nothing else."""
    of_people = [row for row in table.rows if row.estimate.subject.percent_of != "responses"]
    return [_place(row, table) for row in of_people or table.rows]


def _place(row: Row, table: Table) -> Place:
    subject = row.estimate.subject
    groups = ", ".join(level.label for level in subject.by.values())
    part = drawing_contrasts.label(row) if subject.contrast else part_label(row)
    return Place(row, subject.label, part, groups or table.writing.words["total"])


def _mark(place: Place, table: Table, *, label: str, series: str = "", panel: str = "") -> Mark:
    row, writing = place.row, table.writing
    estimate = row.estimate
    return Mark(
        label=label,
        series=series,
        panel=panel,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        text=writing.value(row),
        bounds=writing.bounds(row),
        n=writing.base(row),
        base=None if row.base_hidden else estimate.n,
        status=row.status,
        reason=row.reason,
    )


def _single(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    """One mark a category; items and questions from the largest, groups, contrasts and scales in their order."""
    marks = [_mark(place, table, label=place.words(varying)) for place in places]
    subject = places[0].row.estimate.subject
    return marks if "group" in varying or subject.level is not None or subject.contrast else _sorted(marks)


def _grouped(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    """The groups side by side at each item or question; the total is not one of them."""
    others = [axis for axis in varying if axis != "group"]
    groups = [place for place in places if place.row.estimate.subject.by] or list(places)
    marks = [_mark(place, table, label=place.words(others), series=place.group) for place in groups]
    return _by_first(marks, lambda mark: mark.series)


def _multiples(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    others = [axis for axis in varying if axis != "group"]
    marks = [_mark(place, table, label=place.words(others), panel=place.group) for place in places]
    return _by_first(marks, lambda mark: mark.panel)


def _stack(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    others = [axis for axis in varying if axis != "part"]
    if not all(place.row.estimate.subject.exclusive_parts for place in places):
        raise UsageError("a stack needs answers that add up, as those of one question; draw items of a set as bars")
    return [_mark(place, table, label=place.words(others), series=place.part) for place in places]


def _slope(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    others = [axis for axis in varying if axis != "group"]
    rounds = [place for place in places if place.row.estimate.subject.by]
    if len({place.group for place in rounds}) != 2:
        raise UsageError("a slope joins two rounds; break down by a variable that has two levels, as in --by round")
    return [_mark(place, table, label=place.words(others), series=place.group) for place in rounds]


def _one_in(places: Sequence[Place], varying: Sequence[str], table: Table) -> list[Mark]:
    """The first share as one in so many; rounded to what a reader remembers."""
    if not table.writing.is_share(places[0].row):
        raise UsageError("one in so many is said of a share; draw a mean or a total as bars or dots")
    mark = _mark(places[0], table, label=places[0].question)
    if not mark.value:
        return [mark]
    count = one_in(mark.value)
    if count < LEAST_ONE_IN:
        raise UsageError("a share of more than half is not one in so many; draw it as bars or dots")
    text = table.writing.words["one_in"].format(count=table.writing.numerals.whole(count))
    return [replace(mark, text=text, detail=str(count))]


ARRANGED: Mapping[ChartKind, Callable[[Sequence[Place], Sequence[str], Table], list[Mark]]] = {
    "bars": _single,
    "dots": _single,
    "grouped": _grouped,
    "multiples": _multiples,
    "stack": _stack,
    "slope": _slope,
    "one-in": _one_in,
}


def one_in(share: float) -> int:
    """Of how many people a share is one, as a round number.

    >>> one_in(0.0203), one_in(0.2), one_in(0.0061)
    (50, 5, 160)
    """
    exact = 1 / share
    step = next((step for below, step in STEPS if exact < below), 100)
    return max(1, int(half_up(exact / step)) * step)


def _sorted(marks: Sequence[Mark]) -> list[Mark]:
    """From the largest to the smallest; what is not shown comes last, in the codebook's order, which tells nothing."""
    return sorted(marks, key=lambda mark: (mark.value is None, -(mark.value or 0.0)))


def _by_first(marks: Sequence[Mark], part: Callable[[Mark], str]) -> list[Mark]:
    """Categories in the order of their first group, groups in theirs."""
    first = part(marks[0]) if marks else ""
    order = {mark.label: rank for rank, mark in enumerate(_sorted([mark for mark in marks if part(mark) == first]))}
    return sorted(marks, key=lambda mark: order.get(mark.label, len(order)))


def _reference(places: Sequence[Place], table: Table, varying: Sequence[str]) -> Mark | None:
    """The total, where groups of one question are held against it; of contrasts the line of no difference."""
    if places[0].row.estimate.subject.contrast:
        return drawing_contrasts.no_difference(table.rows, table.writing)
    if "group" not in varying:
        return None
    totals = [place for place in places if not place.row.estimate.subject.by and place.row.estimate.value is not None]
    return _mark(totals[0], table, label=totals[0].group) if len(totals) == 1 else None


def _subtitle(table: Table) -> str:
    """The measure with its interval, and whose it is."""
    words, rows = table.writing.words, table.rows
    share = unit_of(rows, table.writing) == "percent"
    measure = words["percent"] if share else words[{"total": "statistic_total"}.get(_statistic(rows), _statistic(rows))]
    if rows[0].estimate.subject.contrast:
        measure = drawing_contrasts.measure(rows, table.writing)
    interval = f", {table.writing.heading('interval')}" if any(row.estimate.method for row in rows) else ""
    bases = dict.fromkeys(row.estimate.subject.base for row in rows if row.estimate.subject.base)
    return "; ".join([f"{measure}{interval}", *list(bases)[:1]])


def _statistic(rows: Sequence[Row]) -> str:
    return rows[0].estimate.subject.statistic
