"""Levels made of the levels of one breakdown: groups held against their rest, and strata of a group side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..arrays import BoolArray, FloatArray, IntArray
from ..design import Sample
from ..design.codes import compact
from .base import Ask, fixed_degrees, free
from .levels import Levels


def arranged(levels: Levels, cells: BoolArray, ask: Ask) -> Levels:
    """As many levels as figures are wanted; `cells`, shape (f, p, l), says which levels make up each part of each.

    A new level has the columns of `ask` once for each of its p parts, one part behind the other, and one count: that
    of the rows behind it. A level may be part of several figures, as it is of the rests of all others.
    """
    units, of_figure, sums, count = [], [], [], []
    for figure, parts in enumerate(cells):
        inside = np.flatnonzero(parts.any(axis=0)[levels.level])
        place, unit = compact(levels.unit[inside])
        of_part = parts[:, levels.level[inside]]
        own = [levels.sums[column, inside] for column in ask.columns]
        rows = levels.count[list(ask.base)][:, inside].sum(axis=0)
        sums.append([np.bincount(place, column * here, len(unit)) for here in of_part for column in own])
        count.append(np.bincount(place, rows, len(unit)))
        units.append(unit)
        of_figure.append(np.full(len(unit), figure))
    columns = list(ask.columns)
    return Levels(
        units=levels.units,
        codes=np.arange(len(cells))[:, None],
        unit=np.concatenate(units),
        level=np.concatenate(of_figure),
        count=np.concatenate(count)[None].astype(np.float64),
        sums=np.concatenate([np.array(each) for each in sums], axis=1),
        replicated=None if levels.replicated is None else _together(levels.replicated[columns], cells),
        products=None if levels.products is None else _together(levels.products[columns], cells),
    )


def _together(sums: FloatArray, cells: BoolArray) -> FloatArray:
    """Sums with one more axis, shape (m, l, r), by part and column, shape (p * m, f, r)."""
    by_part = [[sums[:, here].sum(axis=1) for here in parts] for parts in cells]
    return np.array([np.concatenate(parts) for parts in by_part]).swapaxes(0, 1)


def degrees_together(levels: Levels, ask: Ask, members: Sequence[IntArray], sample: Sample, df: str) -> FloatArray:
    """Degrees of freedom of levels taken together, one number for each of `members`: of all the units they touch."""
    if df != "domain":
        return np.full(len(members), fixed_degrees(df, sample))
    if (replicates := sample.replicates) is not None:
        none = np.zeros(0, np.int64)
        return np.array(
            [replicates.degrees(np.concatenate([none, *(levels.telling[i] for i in some)])) for some in members]
        )
    touched = np.concatenate([active for _, active in levels.spread(ask.columns[:1], ask.base)])
    together = np.array([np.any(touched[some], axis=0) for some in members])
    return free(together, sample)
