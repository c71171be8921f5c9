"""Several questions crossed with each other, as no table prints them: numbers that bound each other only together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import IntArray
from .counts import Count, Sum
from .domains import Placed

MOST = 400  # cells that all counts may fall apart into; where they are more, they are not seen all at once


@dataclass(frozen=True, slots=True, eq=False)
class Crossed:
    """The cells that a reader who knows the questionnaire thinks possible: classes of rows by answers.

    Attributes:
        of: the class of each cell, shape (c,).
        rows: how many rows of the file are in it, shape (c,).
        named: by the name of cases, of a base, of all who were asked and of everybody: how often each cell counts,
            shape (c,); that is once or not at all, but of incidents as often as these people met any.
    """

    of: IntArray
    rows: IntArray
    named: Mapping[str, IntArray]


def tied_by_crossing(found: list[Count], placed: Sequence[Placed], one: Crossed) -> Iterator[Sum]:
    """Every count of these questions as the sum of cells, those put together that no count tells apart.

    The counts of cells are put at the end of `found`.
    """
    own = [each for each in placed if each.extent.of in one.named]
    if not own:
        return
    inside = np.array([one.named[each.extent.of] * each.extent.inside[one.of] for each in own])
    cells, cell = np.unique(inside, axis=1, return_inverse=True)
    if cells.shape[1] > MOST:
        return
    first = len(found)
    found += [Count((), int(rows), None, unsaid=True) for rows in np.bincount(np.ravel(cell), one.rows)]
    for each, some in zip(own, cells, strict=True):
        if some.any():
            yield Sum(tuple((first + np.repeat(np.arange(len(some)), some)).tolist()), each.position)
