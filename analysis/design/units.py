"""The sampling units of a design, stage by stage, in an order in which every stratum and every parent is one run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import AnyArray, BoolArray, FloatArray, IntArray
from ..codebook.model_design import Pps
from ..errors import DesignError, as_written


@dataclass(frozen=True, slots=True, eq=False)
class Unequal:
    """Units of a stage that were drawn without replacement, each with a probability of its own.

    Attributes:
        chance: probability of each unit to be drawn, given the unit above it, shape (u,).
        spread: what the square of its distance from the mean of its stratum counts, shape (u,).
        own: what its own square counts beside that, shape (u,); None where the variance has no such part.
    """

    how: Pps
    chance: FloatArray
    spread: FloatArray
    own: FloatArray | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling; its u units stand in runs of h strata, and its strata in runs of parents.

    Attributes:
        stratum: stratum of each unit, shape (u,), rising by at most one from unit to unit.
        parent: unit of the stage above that holds each unit, shape (u,), rising likewise; zeros at the first stage.
        sampled: units drawn in each stratum, shape (h,), int64.
        population: units there were in each stratum, shape (h,); infinite where none is given (with replacement).
        share: product of the sampling fractions of the stages above, shape (h,); 1 at the first stage.
        names: what the user calls each stratum, shape (h,).
        unequal: the probabilities of the units, where they differ inside a stratum.
    """

    stratum: IntArray
    parent: IntArray
    sampled: IntArray
    population: FloatArray
    share: FloatArray
    names: AnyArray
    unequal: Unequal | None = None

    @property
    def chance(self) -> FloatArray:
        """Probability of each unit to be drawn, given the unit above it, shape (u,); 0 with replacement."""
        return self.fraction[self.stratum] if self.unequal is None else self.unequal.chance

    @property
    def fraction(self) -> FloatArray:
        """Sampling fraction of each stratum, shape (h,); 0 with replacement, an estimate where chances are unequal."""
        return np.asarray(self.sampled / self.population, dtype=np.float64)

    @property
    def lonely(self) -> BoolArray:
        """Strata with one sampled unit that was not drawn with certainty, shape (h,)."""
        return np.asarray((self.sampled == 1) & (self.fraction < 1))

    def starts(self) -> IntArray:
        """First unit of each stratum, shape (h,), as `numpy.add.reduceat` wants it."""
        return np.concatenate([[0], np.cumsum(self.sampled)[:-1]]).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class SecondPhase:
    """The deepest units of a sample that were drawn once more.

    Attributes:
        unit: the units drawn, shape (d,), positions among the deepest units, in runs of strata.
        stage: how they were drawn, as units of one stage; the population is the units of the first phase.
        active: units drawn that have a row of positive weight, shape (d,).
        after: stages of the first phase; below them the units of the second may make one more, which adds nothing.
    """

    unit: IntArray
    stage: Stage
    active: BoolArray
    after: int


@dataclass(frozen=True, slots=True)
class Units:
    """Every sampling unit of the design, made from all rows, whatever the domain.

    Attributes:
        stages: from the first to the deepest stage that adds to the variance.
        keys: what tells each unit of the deepest stage from the others, one array of shape (u,) per column.
        active: units of the *first* stage with a row of positive weight, shape (u1,).
        second: which of the deepest units were drawn in a second phase; None where there was one phase.
    """

    stages: tuple[Stage, ...]
    keys: tuple[AnyArray, ...]
    active: BoolArray
    second: SecondPhase | None = None

    @property
    def size(self) -> int:
        """Number of units of the deepest stage."""
        return len(self.stages[-1].stratum)

    def primary(self) -> IntArray:
        """First-stage unit of each deepest unit, shape (u,)."""
        unit = np.arange(self.size)
        for stage in reversed(self.stages[1:]):
            unit = stage.parent[unit]
        return unit

    def refuse_lonely(self) -> None:
        """Raise a DesignError that names the lonely strata of the first stage that has some, and the remedies."""
        for number, stage in enumerate(self.stages, start=1):
            if lonely := stage.names[stage.lonely].tolist():
                merge = "collapse, " if number == 1 else ""
                raise DesignError(
                    f"{_listed(lonely, number)} one sampling unit at stage {number}, so the variance between units is "
                    f"unknown; choose --lonely {merge}adjust, average, certainty or remove, or give --fpc where the "
                    f"{'stratum' if number == 1 else 'unit'} was taken whole"
                )


MOST_NAMED = 8  # more than this are no exception, and may be names that stand in the wrong column


def _listed(names: list[str | int | float], number: int) -> str:
    one, many = (
        ("stratum", "strata") if number == 1 else (f"unit of stage {number - 1}", f"units of stage {number - 1}")
    )
    if len(names) > MOST_NAMED:
        return f"{len(names)} {many} (are --strata and --psu the right columns?) have"
    shown = ", ".join(as_written(name) for name in names)
    return f"{one} {shown} has" if len(names) == 1 else f"{many} {shown} have"
