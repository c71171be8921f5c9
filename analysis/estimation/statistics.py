"""Statistics as functions of totals: a value and its gradient. None of them knows a variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ..arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Total:
    """The totals themselves."""

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (m, ...)."""
        return total

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (m, m, ...): each statistic's change with each total."""
        return np.multiply.outer(np.eye(len(total)), np.ones(total.shape[1:]))


@dataclass(frozen=True, slots=True)
class Ratio:
    """The first total over the sum of the others; a mean is the total of w y over that of w.

    Gradient: Särndal et al. (1992), sec. 5.6.
    """

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (1, ...)."""
        return np.asarray([total[0] / total[1:].sum(axis=0)])

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (1, m, ...)."""
        y, x = total[0], total[1:].sum(axis=0)
        return np.asarray([[1 / x, *([-y / x**2] * (len(total) - 1))]])


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean square about the mean; the totals are those of w y^2, of w y and, as parts, of w.

    What y is counted from does not matter; near the mean it loses no digits.
    """

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (1, ...)."""
        size = total[2:].sum(axis=0)
        return np.asarray([total[0] / size - (total[1] / size) ** 2])

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (1, m, ...)."""
        size = total[2:].sum(axis=0)
        mean = total[1] / size
        of_size = (2 * mean**2 - total[0] / size) / size
        return np.asarray([[1 / size, -2 * mean / size, *([of_size] * (len(total) - 2))]])


@dataclass(frozen=True, slots=True)
class Share:
    """Parts over the sum of all parts: the levels of a question, or the items of a set as shares of all responses.

    Attributes:
        of: the parts whose share is wanted; all of them when None.
    """

    of: tuple[int, ...] | None = None

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (s, ...)."""
        return np.asarray(total[self._wanted(total)] / total.sum(axis=0))

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (s, m, ...): (1 where the part is its own, less the share) over the sum."""
        wanted = self._wanted(total)
        own = np.multiply.outer(np.eye(len(total))[wanted], np.ones(total.shape[1:]))
        return np.asarray((own - self.value(total)[:, None]) / total.sum(axis=0))

    def _wanted(self, total: FloatArray) -> list[int]:
        return list(range(len(total)) if self.of is None else self.of)


@dataclass(frozen=True, slots=True)
class ShareOfPopulation:
    """Cases as a share of a larger population: (cases / answered) times (base / population).

    Groups add up to their whole because only the cases are the group's own.
    """

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (4, ...), as cases, answered, base, population, to (1, ...)."""
        cases, answered, base, population = total
        return np.asarray([cases / answered * base / population])

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (1, 4, ...)."""
        cases, answered, base, population = total
        share = cases / answered * base / population
        return np.asarray([[base / (answered * population), -share / answered, share / base, -share / population]])


@dataclass(frozen=True, slots=True)
class PeopleByWeights:
    """Cases as people, where the weights themselves add up to the population: (cases / answered) times base."""

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (3, ...), as cases, answered, base, to (1, ...)."""
        cases, answered, base = total
        return np.asarray([cases / answered * base])

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (1, 3, ...)."""
        cases, answered, base = total
        return np.asarray([[base / answered, -cases * base / answered**2, cases / answered]])


@dataclass(frozen=True, slots=True)
class Margins:
    """Several parts together over the sum of all: what two questions share in their crossing.

    Attributes:
        of: for each figure, the parts that it takes together.
    """

    of: tuple[tuple[int, ...], ...]

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (s, ...)."""
        return np.asarray(np.tensordot(taking(self.of, len(total)), total, 1) / total.sum(axis=0))

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (s, m, ...): (1 where the figure takes the part, less the figure) over the sum."""
        own = np.multiply.outer(taking(self.of, len(total)), np.ones(total.shape[1:]))
        return np.asarray((own - self.value(total)[:, None]) / total.sum(axis=0))


def taking(of: Sequence[Sequence[int]], parts: int) -> FloatArray:
    """Which of the parts each figure takes, shape (s, parts): ones and zeros."""
    takes = np.zeros((len(of), parts))
    for position, some in enumerate(of):
        takes[position, list(some)] = 1
    return takes


@dataclass(frozen=True, slots=True)
class Tables:
    """Parts over the sum of their own table; tables of `cells` parts each stand one behind the other."""

    cells: int

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (m, ...)."""
        return np.asarray(total / self._sums(total))

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (m, m, ...): as that of a share, and zero for the parts of other tables."""
        place = np.arange(len(total)) // self.cells
        same = np.multiply.outer(place[:, None] == place, np.ones(total.shape[1:]))
        own = np.multiply.outer(np.eye(len(total)), np.ones(total.shape[1:]))
        return np.asarray((own - same * self.value(total)[:, None]) / self._sums(total)[:, None])

    def _sums(self, total: FloatArray) -> FloatArray:
        by_table = total.reshape(-1, self.cells, *total.shape[1:]).sum(axis=1)
        return np.asarray(np.repeat(by_table, self.cells, axis=0))


@dataclass(frozen=True, slots=True)
class Standardised:
    """A share or mean of each stratum, weighted by shares that are the same in every group (direct standardisation).

    Attributes:
        of: the figure of one stratum, a function of `columns` totals; the strata stand one behind the other.
        shares: of the strata, given beforehand. None takes those of the weights behind them: the same totals of
            everybody follow, stratum by stratum, and their error is part of the error.
        weights: which of the totals of a stratum add up to its weight.
    """

    of: Ratio | Share
    columns: int
    weights: tuple[int, ...]
    shares: tuple[float, ...] | None = None

    def value(self, total: FloatArray) -> FloatArray:
        """Shape (m, ...) to (1, ...)."""
        own, shares = self._parts(total)
        return np.asarray([_times(shares, np.array([self.of.value(stratum)[0] for stratum in own])).sum(axis=0)])

    def gradient(self, total: FloatArray) -> FloatArray:
        """Shape (1, m, ...): a stratum's share times its gradient, and of its weight how far it is off the whole."""
        own, shares = self._parts(total)
        gradient = [_times(share, self.of.gradient(stratum)[0]) for share, stratum in zip(shares, own, strict=True)]
        if self.shares is None:
            everybody = total[len(own) * self.columns :]
            weight = self._weight(everybody).sum(axis=0)
            takes = np.isin(np.arange(self.columns), self.weights).astype(np.float64)
            whole = self.value(total)[0]
            for stratum in own:
                gradient.append(np.multiply.outer(takes, (self.of.value(stratum)[0] - whole) / weight))
        return np.concatenate(gradient)[None]

    def _parts(self, total: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Totals of each stratum of the group, shape (p, columns, ...), and shares of the strata, shape (p, ...)."""
        rest = total.shape[1:]
        if self.shares is not None:
            own = total.reshape(len(self.shares), self.columns, *rest)
            return own, np.multiply.outer(np.array(self.shares), np.ones(rest))
        own, everybody = total.reshape(2, -1, self.columns, *rest)
        weight = self._weight(everybody.reshape(-1, *rest))
        return own, np.asarray(weight / weight.sum(axis=0))

    def _weight(self, everybody: FloatArray) -> FloatArray:
        by_stratum = everybody.reshape(-1, self.columns, *everybody.shape[1:])
        return np.asarray(by_stratum[:, list(self.weights)].sum(axis=1))


def _times(share: FloatArray, values: FloatArray) -> FloatArray:
    """Share times values; a stratum of no share asks for no value."""
    return np.asarray(np.where(share == 0, 0.0, share * values))


Statistic: TypeAlias = (
    Total | Ratio | Spread | Share | ShareOfPopulation | PeopleByWeights | Margins | Tables | Standardised
)
