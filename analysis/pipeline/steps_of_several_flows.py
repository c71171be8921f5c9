"""Steps of several flows: their counts together may tell of few rows, of which those of no flow tell by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import accumulate, combinations, pairwise
from typing import TypeVar

import numpy as np

from ..arrays import BoolArray, IntArray
from ..choices import ProtectionRule
from ..presentation.protection import RULES
from ..presentation.protection.attack import worked_out
from ..presentation.protection.counts import Count, Sum
from ..presentation.protection.given_back import Told
from ..presentation.protection.rules import Need
from ..request import FlowRequest
from .unprotected import Estimated

Name = TypeVar("Name", bound=Hashable)
MOST = 10  # small parts of the file; where they are more, they count as told


def few_apart(
    made: Mapping[Name, Estimated], told: Mapping[Name, Sequence[Told]], rule_of: Callable[[Estimated], ProtectionRule]
) -> Iterator[list[Name]]:
    """Flows of the same data, by their names, that tell together of few rows; `told` is what each shows of its steps.

    Few by the rule that asks for least.
    """
    alike: dict[Hashable, list[Name]] = defaultdict(list)
    for name, one in made.items():
        if isinstance(one.request, FlowRequest):
            alike[one.request.data, one.request.reading].append(name)
    for names in alike.values():
        counted = [list(_counted(made[name], told[name])) for name in names]
        least = min(RULES[rule_of(made[name])].count for name in names)
        if len(names) > 1 and _tell(counted, least):
            yield names


def _counted(made: Estimated, told: Sequence[Told]) -> Iterator[BoolArray]:
    """The rows of the file whose number a flow tells, those of a domain or a step at a time, each shape (rows,)."""
    inside = made.survey.inside
    if any(one.base for one in told):
        yield inside
    for estimate, one in zip(made.estimates, told, strict=True):
        if one.cases and estimate.subject.tally is not None:
            yield estimate.subject.tally.cases & inside


def _tell(flows: Sequence[Sequence[BoolArray]], least: int) -> bool:
    """Whether all counts together tell of fewer than `least` rows, and those of no flow by themselves.

    The file falls into parts that no count tells apart; of those that are few, alone or together, a reader learns where
    a linear program over the parts cannot make them `least`.
    """
    every = [rows for counted in flows for rows in counted]
    part, inside = _parts(every)
    size = np.bincount(part)
    small: list[int] = np.flatnonzero(size < least).tolist()
    if len(small) > MOST:
        return True
    few = [some for parts in range(1, least) for some in combinations(small, parts) if size[list(some)].sum() < least]
    ends = list(accumulate(map(len, flows), initial=0))
    alone = (_known(inside[start:end], size, few, least) for start, end in pairwise(ends))
    return bool(_known(inside, size, few, least) - frozenset().union(*alone))


def _parts(counted: Sequence[BoolArray]) -> tuple[IntArray, BoolArray]:
    """Which part of the file each row is in, shape (rows,), and which parts each count is of, shape (counts, parts)."""
    part = np.zeros(len(counted[0]) if counted else 0, dtype=np.int64)
    for rows in counted:
        part = np.unique(2 * part + rows, return_inverse=True)[1]
    first = np.unique(part, return_index=True)[1]
    return part, np.array([rows[first] for rows in counted], dtype=np.bool_).reshape(len(counted), len(first))


def _known(inside: BoolArray, size: IntArray, few: Sequence[tuple[int, ...]], least: int) -> frozenset[int]:
    """Which of some few parts together, by their positions, are known to be fewer than `least`; the file is known."""
    parts, known = len(size), np.vstack([np.ones((1, len(size)), dtype=np.bool_), inside])
    counts = [Count((), int(rows), None) for rows in size]
    counts += [Count((), int(size[list(some)].sum()), None) for some in few]
    sums = [Sum(some, parts + place) for place, some in enumerate(few)]
    for number, of_parts in enumerate(known, len(counts)):
        counts.append(Count((), int(size[of_parts].sum()), None))
        sums.append(Sum(tuple(np.flatnonzero(of_parts).tolist()), number))
    hidden = range(parts + len(few))
    needs = {place: Need(up=least - counts[place].cases) for place in hidden[parts:]}
    return worked_out(counts, sums, hidden, needs)
