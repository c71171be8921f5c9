"""Groups of one count beside the groups they add up to, with those of people who have no group.

People without a group are a group of their own, as in a crossing with a last row and a last column that is not printed:
all that is printed beside them leaves them over, in each margin the same ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .counts import Count, Sum, unseen

Group = frozenset[tuple[str, float | str | None]]  # variables and codes; None where people have no group
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A group: the position of its count, how many people are in it if known, and how many make the number up.

    Where these are incidents, `people` are those who met them.
    """

    position: int
    n: int | None
    makers: int
    of_people: bool
    people: int | None = None


def grouped(found: list[Count], shown: Mapping[Group, Cell]) -> Iterator[tuple[Sum, Group | None]]:
    """The sums of groups, and whose count is their last part where it is of people without a group.

    Counts that no row shows are put at the end of `found`.
    """
    cells = dict(shown)
    kinds = sorted({_names(group) for group in shown}, key=lambda kind: (len(kind), sorted(kind)))
    for names in filter(None, kinds):
        above = [kind for kind in kinds if kind < names]
        nearest = [kind for kind in above if not any(kind < other for other in above)]
        if not above:
            yield _without_total(found, cells, names), None
        for lacking in range(len(names)):
            for kept in nearest:
                if not lacking or len(kept) == len(names) - 1:
                    yield from _beside(found, cells, kept, names, lacking)


def _names(group: Group) -> Names:
    return frozenset(name for name, _ in group)


def _without_total(found: list[Count], cells: Mapping[Group, Cell], names: Names) -> Sum:
    parts = tuple(cell.position for group, cell in cells.items() if _names(group) == names)
    found.append(unseen([found[part] for part in parts]))
    return Sum(parts, len(found) - 1)


def _beside(
    found: list[Count], cells: dict[Group, Cell], kept: Names, names: Names, lacking: int
) -> Iterator[tuple[Sum, Group | None]]:
    """Groups of `names` beside those of the fewer variables `kept` of which `lacking` are without a group."""
    inside: dict[Group, list[Cell]] = defaultdict(list)
    for group, cell in cells.items():
        if _names(group) == names and all(code is not None for name, code in group if name not in kept):
            inside[frozenset(one for one in group if one[0] in kept)].append(cell)
    of_kept = [(group, cell) for group, cell in cells.items() if _names(group) == kept]
    for group, total in of_kept:
        if sum(code is None for _, code in group) != lacking:
            continue
        parts = inside[group]  # none where nobody of the group has the further one
        rest = group | {(name, None) for name in names - kept}
        if rest not in cells and (left := _left(total, parts, harm=found[total.position].harm)) is not None:
            found.append(left)
            cells[rest] = Cell(len(found) - 1, _people_left(total, parts), left.cases, total.of_people, left.people)
        positions = tuple(part.position for part in parts)
        if rest in cells:
            yield Sum((*positions, cells[rest].position), total.position), rest
        else:
            yield Sum(positions, total.position), None


def _left(total: Cell, parts: list[Cell], *, harm: bool) -> Count | None:
    """The people of a group who are in none of its parts; None where there are none."""
    n = _people_left(total, parts)
    if n is not None and n <= 0 and total.n:
        return None
    cases = total.makers - sum(part.makers for part in parts)
    people = None if total.people is None else total.people - sum(part.people or 0 for part in parts)
    return Count((), cases, n if total.of_people else None, without_group=True, harm=harm, people=people)


def _people_left(total: Cell, parts: list[Cell]) -> int | None:
    known = [part.n for part in parts if part.n is not None]
    return None if total.n is None or len(known) < len(parts) else total.n - sum(known)
