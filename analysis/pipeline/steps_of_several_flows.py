"""Steps of several flows: their counts together may tell of few rows, of which those of no flow tell by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

import numpy as np

from ..arrays import BoolArray, IntArray
from ..choices import ProtectionRule
from ..presentation.protection import RULES
from ..presentation.protection.attack import worked_out
from ..presentation.protection.counts import Count, Sum
from ..presentation.protection.rules import Need
from ..request import FlowRequest
from .unprotected import Estimated

Name = TypeVar("Name", bound=Hashable)


def few_apart(
    made: Mapping[Name, Estimated], shown: Mapping[Name, Sequence[bool]], rule_of: Callable[[Estimated], ProtectionRule]
) -> Iterator[list[Name]]:
    """Flows of the same data, by their names, that tell together of few rows; `shown` is whether each shows a step.

    Few by the rule that asks for least.
    """
    alike: dict[Hashable, list[Name]] = defaultdict(list)
    for name, one in made.items():
        if isinstance(one.request, FlowRequest):
            alike[one.request.data, one.request.reading].append(name)
    for names in alike.values():
        counted = [list(_counted(made[name], shown[name])) for name in names]
        least = min(RULES[rule_of(made[name])].count for name in names)
        if len(names) > 1 and _tell(counted, least):
            yield names


def _counted(made: Estimated, shown: Sequence[bool]) -> Iterator[BoolArray]:
    """The rows of the file whose number a flow tells: those of its domain, and of each step, shape (rows,)."""
    yield made.survey.inside
    for estimate, told in zip(made.estimates, shown, strict=True):
        if told and estimate.subject.tally is not None:
            yield estimate.subject.tally.cases & made.survey.inside


def _tell(flows: Sequence[Sequence[BoolArray]], least: int) -> bool:
    """Whether all counts together tell of fewer than `least` rows, and those of no flow by themselves.

    The file falls into parts that no count tells apart. Of several that are few together each is few, and so known.
    """
    part, inside = _parts([rows for counted in flows for rows in counted])
    size = np.bincount(part)
    ends = list(accumulate(map(len, flows), initial=0))
    alone = (_known(inside[start:end], size, least) for start, end in pairwise(ends))
    return bool(_known(inside, size, least) - frozenset().union(*alone))


def _parts(counted: Sequence[BoolArray]) -> tuple[IntArray, BoolArray]:
    """Which part of the file each row is in, shape (rows,), and which parts each count is of, shape (counts, parts)."""
    part = np.zeros(len(counted[0]), dtype=np.int64)
    for rows in counted:
        part = np.unique(2 * part + rows, return_inverse=True)[1]
    first = np.unique(part, return_index=True)[1]
    return part, np.array([rows[first] for rows in counted])


def _known(inside: BoolArray, size: IntArray, least: int) -> frozenset[int]:
    """The parts that a linear program cannot make `least`: all that is known is what counts and the file add up to."""
    counts, sums = [Count((), rows, None) for rows in size.tolist()], []
    for of_count in np.vstack([np.ones((1, len(size)), dtype=np.bool_), inside]):
        counts.append(Count((), int(size[of_count].sum()), None))
        sums.append(Sum(tuple(np.flatnonzero(of_count).tolist()), len(counts) - 1))
    needs = {part: Need(up=least - rows) for part, rows in enumerate(size.tolist()) if rows < least}
    return worked_out(counts, sums, range(len(size)), needs)
