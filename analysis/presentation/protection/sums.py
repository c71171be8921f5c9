"""What adds up in a table: its counts, each once, and the sums that a reader knows them to make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from ...estimation.estimate import Estimate, Subject
from ..subjects import Key, code_of, group_of, key_of
from .counts import Count, Sum, of_base, unseen
from .domains import Placed, left_over, tied
from .extents import Extent, Place
from .families import known_same
from .groups import Cell, Group, grouped
from .margins import grouped_by, of_margin, parts_of_columns, rows_of
from .rules import Asked

ADDITIVE = ("proportion", "total", "mean", "variance")  # times their weights, means and squares add up; ratios do not


def added(asked: Sequence[Asked], *, counted: bool = True) -> tuple[list[Count], list[Sum], list[Placed]]:
    """The counts of the table, the sums they make, and which are of known rows.

    The count of a mean is the rows that make it up. Where cases are not `counted`, but only as far as files tell them,
    answers that add up are taken to be all that anybody in the base gave.

    A total of groups that no row shows, or of all ticks, is a count without rows: another table may show it, or the
    size of one share beside another.
    """
    found = list(_counts(asked))
    of_row = {row: position for position, count in enumerate(found) for row in count.rows}
    groups, answers, ticks = _together(asked, of_row)
    at: dict[Key, int] = {(one.whom, *key_of(one.estimate.subject)): of_row[row] for row, one in enumerate(asked)}
    made = {}
    placed = {one.position: one for one in _placed(asked, found)}
    for (whom, *of, level), cells in groups.items():
        for one, rest in grouped(found, cells):
            made[frozenset(one.parts), one.total] = one
            if rest is None:
                continue
            at[whom, *of, level, rest] = one.parts[-1]
            if (whom, *of, frozenset()) in answers:
                answers[whom, *of, rest].add(one.parts[-1])
            placed |= left_over(one, (whom, rest), placed)
    for parts in ticks.values():
        found.append(unseen([found[part] for part in parts]))
        made[frozenset(parts), len(found) - 1] = Sum(tuple(sorted(parts)), len(found) - 1)
    rows = rows_of(asked)
    for (*of, group), parts in answers.items():
        total = at.get((*rows.get((*of,), ()), group))
        one = Sum(tuple(sorted(parts)), total) if total is not None or not counted else of_base(found, parts)
        made[frozenset(one.parts), total] = one
    made |= {(frozenset(one.parts), one.total): one for one in parts_of_columns(found, asked, at)}
    made |= {(frozenset(one.parts), one.total): one for one in tied(found, placed)}
    return found, list(made.values()), list(placed.values())


def _together(
    asked: Sequence[Asked], of_row: Mapping[int, int]
) -> tuple[dict[Key, dict[Group, Cell]], dict[Key, set[int]], dict[Key, set[int]]]:
    """The counts of one answer by group, of all answers to a question in one group, and of all ticks in one."""
    groups: dict[Key, dict[Group, Cell]] = defaultdict(dict)
    answers: dict[Key, set[int]] = defaultdict(set)
    ticks: dict[Key, set[int]] = defaultdict(set)
    of_all = {of_row[row]: one for row, one in enumerate(asked) if one.estimate.subject.percent_of == "total"}
    for row, one in enumerate(asked):
        subject = one.estimate.subject
        if subject.statistic not in ADDITIVE:
            continue
        *of, item, level, group = one.whom, *key_of(subject)
        if grouped_by(subject):  # of a row or a column by everybody in the group, as its own size may be hidden
            groups[*of, item, level][group] = _cell(of_all.get(of_row[row], one), of_row[row])
        if subject.exclusive_parts and subject.percent_of == "responses":
            ticks[*of, group].add(of_row[row])
        elif subject.exclusive_parts:
            answers[*of, item, group].add(of_row[row])
    return groups, answers, ticks


def _cell(one: Asked, position: int) -> Cell:
    of_people = one.estimate.n_cases is not None
    n = one.estimate.n if one.based else None
    return Cell(position, n, _makers(one.estimate), of_people, _people(one.estimate))


def _counts(asked: Sequence[Asked]) -> Iterator[Count]:
    """Each count once: of one group of one domain, and of whatever is known to be made of the same rows of the data."""
    same: dict[tuple[Key, str, Group], list[int]] = defaultdict(list)
    for position, one in enumerate(asked):
        subject = one.estimate.subject
        same[answer_of(subject), one.whom, frozenset(group_of(subject))].append(position)
    of_rows: dict[Hashable, dict[Place, list[int]]] = defaultdict(dict)
    for (of, whom, group), rows in same.items():
        extent = _extent([asked[row] for row in rows])
        of_rows[of, extent.key if extent and extent.inside.any() else (whom, group)][whom, group] = rows
    for places in of_rows.values():
        for known in known_same(places):
            rows = [row for place in known for row in places[place]]
            yield _count([asked[row] for row in rows], rows)


def answer_of(subject: Subject) -> Key:
    """What a count is of, whatever the group."""
    made = (subject.indicator_version, subject.contrast, subject.term)
    return (subject.variable, subject.set, *made, code_of(subject.item), code_of(subject.level))


def of_cases(subject: Subject) -> bool:
    """Whether the rows of a number are those of its cases: of sums, and of models; of others they are its base."""
    return subject.statistic in ADDITIVE or bool(subject.term)


def _extent(same: Sequence[Asked]) -> Extent | None:
    """The rows of a count; none for what is no sum, of which the extent is that of its base."""
    sums = (one for one in same if of_cases(one.estimate.subject))
    return next((one.extent for one in sums if one.extent is not None), None)


def _placed(asked: Sequence[Asked], found: Sequence[Count]) -> Iterator[Placed]:
    """The counts of which the rows are known, with their places."""
    for position, count in enumerate(found):
        same = [asked[row] for row in count.rows]
        extent = _extent(same)
        if extent is None:
            continue
        subjects = [one.estimate.subject for one in same]
        adding = any(subject.exclusive_parts and subject.percent_of != "responses" for subject in subjects)
        *of, level = answer_of(subjects[0])
        question, answer = ((*of,), (level,)) if adding else ((*of, level), None)
        places = dict.fromkeys((one.whom, frozenset(group_of(one.estimate.subject))) for one in same)
        yield Placed(position, question, answer, extent, tuple(places), any(subject.harm for subject in subjects))


def _count(same: Sequence[Asked], rows: Sequence[int]) -> Count:
    of_people = [one for one in same if one.estimate.n_cases is not None]
    if not of_people:
        makers = _makers(same[0].estimate)
        return Count(tuple(rows), makers, None, people=_people(same[0].estimate))
    cases = of_people[0].estimate.n_cases or 0
    based = [one for one in of_people if not of_margin(one.estimate.subject)] or of_people
    n = min((one.estimate.n for one in based if one.based), default=None)
    harm = any(one.estimate.subject.harm for one in same)
    return Count(tuple(rows), cases, n, harm=harm, people=_people(of_people[0].estimate))


def _people(estimate: Estimate) -> int | None:
    """Whose cases these are, where they are incidents; of a base of these, who met them."""
    if estimate.people is None:
        return None
    return estimate.people if estimate.n_cases is None else estimate.contributors


def _makers(estimate: Estimate) -> int:
    if estimate.n_cases is not None:
        return estimate.n_cases
    return estimate.n if estimate.contributors is None else estimate.contributors
