"""What adds up in a table: its counts, each once, and the sums that a reader knows them to make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from ...estimation.estimate import Estimate, Subject
from ..subjects import about, code_of, group_of
from .counts import Count, Sum, unseen
from .domains import Placed, left_over, tied
from .extents import Extent, Place
from .families import known_same
from .groups import Cell, Group, grouped
from .rules import Asked

Key = tuple[Any, ...]
ADDITIVE = ("proportion", "total", "mean", "variance")  # times their weights, means and squares add up; ratios do not


def added(asked: Sequence[Asked]) -> tuple[list[Count], list[Sum], list[Placed]]:
    """The counts of the table, the sums they make, and which are of known rows.

    The count of a mean is the rows that make it up.

    A total of groups that no row shows, or of all ticks, is a count without rows: another table may show it, or the
    size of one share beside another.
    """
    found = list(_counts(asked))
    of_row = {row: position for position, count in enumerate(found) for row in count.rows}
    groups, answers, ticks = _together(asked, of_row)
    margins = _margins(asked, of_row)
    made = {}
    placed = {one.position: one for one in _placed(asked, found)}
    for (whom, *of, _), cells in groups.items():
        for one, rest in grouped(found, cells):
            made[frozenset(one.parts), one.total] = one
            if rest is None:
                continue
            if (whom, *of, frozenset()) in answers:
                answers[whom, *of, rest].add(one.parts[-1])
            placed |= left_over(one, (whom, rest), placed)
    for parts in ticks.values():
        found.append(unseen([found[part] for part in parts]))
        made[frozenset(parts), len(found) - 1] = Sum(tuple(sorted(parts)), len(found) - 1)
    for parts in answers.values():
        total = margins.get(frozenset(parts))
        made[frozenset(parts), total] = Sum(tuple(sorted(parts)), total)
    made |= {(frozenset(one.parts), one.total): one for one in tied(found, placed)}
    return found, list(made.values()), list(placed.values())


def _together(
    asked: Sequence[Asked], of_row: Mapping[int, int]
) -> tuple[dict[Key, dict[Group, Cell]], dict[Key, set[int]], dict[Key, set[int]]]:
    """The counts of one answer by group, of all answers to a question in one group, and of all ticks in one."""
    groups: dict[Key, dict[Group, Cell]] = defaultdict(dict)
    answers: dict[Key, set[int]] = defaultdict(set)
    ticks: dict[Key, set[int]] = defaultdict(set)
    for row, one in enumerate(asked):
        subject = one.estimate.subject
        if subject.statistic not in ADDITIVE:
            continue
        *of, item, level, group = one.whom, *key_of(subject)
        groups[*of, item, level][group] = _cell(one, of_row[row])
        if subject.exclusive_parts and subject.percent_of == "responses":
            ticks[*of, group].add(of_row[row])
        elif subject.exclusive_parts:
            answers[*of, item, group].add(of_row[row])
    return groups, answers, ticks


def _margins(asked: Sequence[Asked], of_row: Mapping[int, int]) -> dict[frozenset[int], int]:
    """Of a crossing the counts of the cells of each row, with that of the row: a hidden one is no known base."""
    shown = {(one.whom, about(one.estimate.subject)): of_row[row] for row, one in enumerate(asked)}
    cells: dict[int, set[int]] = defaultdict(set)
    for row, one in enumerate(asked):
        for total in one.estimate.subject.rests_on if one.estimate.subject.exclusive_parts else ():
            position = shown.get((one.whom, about(total)))
            if position is not None and total.level is None:
                cells[position].add(of_row[row])
    return {frozenset(parts): position for position, parts in cells.items()}


def _cell(one: Asked, position: int) -> Cell:
    of_people = one.estimate.n_cases is not None
    return Cell(position, one.estimate.n if one.based else None, _makers(one.estimate), of_people=of_people)


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
        return Count(tuple(rows), makers, None)
    cases = of_people[0].estimate.n_cases or 0
    based = [one for one in of_people if not _of_margin(one.estimate.subject)] or of_people
    n = min(one.estimate.n for one in based) if all(one.based for one in based) else None
    return Count(tuple(rows), cases, n, harm=any(one.estimate.subject.harm for one in same))


def _of_margin(subject: Subject) -> bool:
    """Whether it is a share of a row or a column of a crossing that its cells add up to.

    Its size is a count of the table: sums say what a reader knows of it, who does not know it where it is hidden.
    """
    return bool(subject.rests_on) and (
        subject.percent_of == "row" or (subject.percent_of == "column" and subject.exclusive_parts)
    )


def key_of(subject: Subject) -> Key:
    """What an estimate is of, whatever the order of the variables of its group."""
    *of, _ = about(subject)
    return (*of, frozenset(group_of(subject)))


def _makers(estimate: Estimate) -> int:
    if estimate.n_cases is not None:
        return estimate.n_cases
    return estimate.n if estimate.contributors is None else estimate.contributors
