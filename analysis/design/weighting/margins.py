"""Known totals of a population, and what each row adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from ...arrays import FloatArray, IntArray
from ..codes import compact, first_rows, within


@dataclass(frozen=True, slots=True)
class Margin:
    """How many people there are at each level of a variable, or of several crossed.

    Attributes:
        levels: what people call each level, shape (k,).
        code: level of each row, shape (n,); below zero where a row has none, which only rows of no weight may.
        total: people of each level, shape (k,), above zero.
    """

    name: str
    levels: tuple[str, ...]
    code: IntArray
    total: FloatArray


@dataclass(frozen=True, slots=True)
class Amount:
    """What a number adds up to in the population; a number that is 1 everywhere is the population's size.

    Attributes:
        value: the number of each row, shape (n,); zero where a row has none, which only rows of no weight may.
    """

    name: str
    value: FloatArray
    total: float


Known: TypeAlias = Margin | Amount


@dataclass(frozen=True, slots=True)
class Auxiliaries:
    """All known totals together: q numbers of each row, and what they add up to.

    Rows that are alike in all of them, as rows of one crossing are, make a group; everything is computed by groups.

    Attributes:
        group: of each row, shape (n,).
        x: sparse, shape (g, q): a 1 at each group's level of each margin, and the amounts.
        total: shape (q,).
        names: what people call each of the q, as in `sex: Girl`.
    """

    group: IntArray
    x: Any
    total: FloatArray
    names: tuple[str, ...]

    def by_group(self, weight: FloatArray) -> FloatArray:
        """Sum of a number of the rows, shape (n,), by group, shape (g,)."""
        return np.asarray(np.bincount(self.group, weight, self.x.shape[0]), dtype=np.float64)


def auxiliaries(known: Sequence[Known]) -> Auxiliaries:
    """The numbers of each group of rows that are to add up to the known totals."""
    from scipy import sparse  # here, because weights that are not calibrated do without it

    group = _groups(known)
    first = first_rows(group)
    columns: list[Any] = []
    totals: list[FloatArray] = []
    names: list[str] = []
    for one in known:
        if isinstance(one, Amount):
            columns.append(sparse.csr_array(one.value[first][:, None]))
            totals.append(np.array([one.total]))
            names.append(one.name)
        else:
            code = one.code[first]
            here = np.flatnonzero(code >= 0)
            shape = (len(first), len(one.total))
            columns.append(sparse.csr_array((np.ones(len(here)), (here, code[here])), shape=shape))
            totals.append(one.total)
            names.extend(f"{one.name}: {level}" for level in one.levels)
    return Auxiliaries(group, sparse.hstack(columns, format="csr"), np.concatenate(totals), tuple(names))


def _groups(known: Sequence[Known]) -> IntArray:
    """Rows that are alike in everything known, shape (n,)."""
    codes = [compact(one.value)[0] if isinstance(one, Amount) else one.code + 1 for one in known]
    group = compact(codes[0])[0]
    for code in codes[1:]:
        group = within(group, code)
    return group
