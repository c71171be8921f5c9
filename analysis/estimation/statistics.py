"""Statistics as functions of totals: a value and its gradient. None of them knows a variance."""

from __future__ import annotations

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


Statistic: TypeAlias = Total | Ratio | Share | ShareOfPopulation | PeopleByWeights
