"""The one strategy that draws small designs, and the short way from a drawn design to its figures.

Hypothesis chooses the shape (strata, sampling units, households, rows) and how often people say yes or nothing; the
numbers come from a generator seeded by it, which is as good for laws of arithmetic and fast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from analysis.arrays import BoolArray, FloatArray, IntArray
from analysis.choices import LonelyRule
from analysis.codebook.answers import Answers
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation import asks
from analysis.estimation.base import Ask, Settings
from analysis.estimation.figures import Figures, figures
from analysis.estimation.fold import Fold, Key, Measure, fold
from analysis.estimation.totals import Slot
from analysis.pipeline.quantities import number_measure, ratio_measure

NO_ANSWER = -1


@dataclass(frozen=True)
class Drawn:
    """A sample as a file would hold it; every array has shape (n,).

    Attributes:
        psu: codes that are unique over the whole sample; `household` inside its psu.
        counts, households: sampling units there were in the stratum, and households in the psu.
        yes: a 0/1 answer; `amount` and `size` are numbers above zero; `choice` one of three answers.
        answered: False where the row gave no answer to any of them.
        group: 0 to 2.
    """

    stratum: IntArray
    psu: IntArray
    household: IntArray
    weight: FloatArray
    counts: FloatArray
    households: FloatArray
    yes: FloatArray
    amount: FloatArray
    size: FloatArray
    choice: IntArray
    answered: BoolArray
    group: IntArray

    @property
    def rows(self) -> int:
        return len(self.weight)

    def take(self, rows: Any) -> Drawn:
        """These rows, in this order."""
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})

    def stacked(self, other: Drawn) -> Drawn:
        """The rows of both."""
        both = {name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__dataclass_fields__}
        return Drawn(**both)


@st.composite
def samples(
    draw_from: st.DrawFn,
    *,
    strata: tuple[int, int] = (1, 5),
    psus: tuple[int, int] = (2, 5),
    missing: bool = True,
    equal_weights: bool = False,
) -> Drawn:
    """A clustered sample of two stages; every household is asked whole, every stratum has at least two units."""
    shape = st.lists(  # per stratum, per unit: the rows of its households
        st.lists(st.lists(st.integers(1, 3), min_size=1, max_size=2), min_size=psus[0], max_size=psus[1]),
        min_size=strata[0],
        max_size=strata[1],
    )
    drawn = draw_from(shape)
    rng = np.random.default_rng(draw_from(st.integers(0, 2**32 - 1)))
    chance = draw_from(st.sampled_from([0.05, 0.3, 0.8]))
    silent = draw_from(st.sampled_from([0.0, 0.2, 0.6])) if missing else 0.0
    places = [
        (stratum, 10 * stratum + unit, home, 2.0 * len(units) + stratum, len(homes) + 3.0)
        for stratum, units in enumerate(drawn)
        for unit, homes in enumerate(units)
        for home, rows in enumerate(homes)
        for _ in range(rows)
    ]
    stratum, psu, household, counts, households = (np.array(column) for column in zip(*places, strict=True))
    n = len(places)
    answered = rng.random(n) >= silent
    answered[0] = True
    return Drawn(
        stratum=stratum,
        psu=psu,
        household=household,
        weight=np.full(n, 2.5) if equal_weights else rng.uniform(0.5, 3, n).round(4),
        counts=counts,
        households=households,
        yes=(rng.random(n) < chance).astype(np.float64),
        amount=rng.lognormal(3, 0.7, n).round(2),
        size=rng.lognormal(1, 0.4, n).round(2),
        choice=rng.integers(0, 3, n),
        answered=answered,
        group=rng.integers(0, 3, n),
    )


def drawn_as(drawn: Drawn, *, stages: int = 1, sizes: int = 0, lonely: LonelyRule = "fail", **columns: Any) -> Sample:
    """The sample of a drawn design, with population sizes at the first `sizes` stages; `columns` replace its own."""
    psu: tuple[Any, ...] = (drawn.psu, drawn.household)[:stages]
    fpc: tuple[FloatArray, ...] = (drawn.counts, drawn.households)[:sizes]
    asked = DesignColumns(drawn.rows, weight=drawn.weight, strata=drawn.stratum, psu=psu, fpc=fpc)
    return draw(replace(asked, **columns), lonely)


def drawn_in(drawn: Drawn, stage: int) -> FloatArray:
    """Units drawn in the stratum (stage 0) or in the psu (stage 1) of each row."""
    outer, inner = ((drawn.stratum, drawn.psu), (drawn.psu, drawn.household))[stage]
    return np.array([len(set(inner[outer == of].tolist())) for of in outer], dtype=np.float64)


def measure_of(drawn: Drawn, what: str) -> Measure:
    """What is summed for a statistic: `share`, `choices`, `mean`, `mean of yes`, `total`, `count` or `ratio`."""
    if what in ("share", "choices"):
        code, answers = (drawn.yes, 2) if what == "share" else (drawn.choice, 3)
        return Measure(np.where(drawn.answered, code, NO_ANSWER).astype(np.int32), answers)
    if what == "ratio":
        return ratio_measure(_question(drawn, drawn.amount), _question(drawn, drawn.size))
    return number_measure(_question(drawn, drawn.yes if what in ("count", "mean of yes") else drawn.amount))


def _question(drawn: Drawn, number: FloatArray) -> Answers:
    """A question with numbers, as the codebook would hand it on."""
    code = np.where(drawn.answered, 0, NO_ANSWER).astype(np.int32)
    return Answers("q", "Question", (), code, np.where(drawn.answered, number, np.nan))


def ask_of(slot: Slot, what: str) -> Ask:
    """The question that goes with the measure."""
    made = {
        "share": lambda: asks.shares(slot, 2, (1,)),
        "choices": lambda: asks.shares(slot, 3, (0, 1, 2)),
        "mean": lambda: asks.mean(slot, binary=False),
        "mean of yes": lambda: asks.mean(slot, binary=True),
        "total": lambda: asks.total(slot, binary=False),
        "count": lambda: asks.total(slot, binary=True),
        "ratio": lambda: asks.ratio(slot, binary=False),
    }
    return made[what]()


STATISTICS = ("share", "choices", "mean", "total", "count", "ratio")


def estimated(
    drawn: Drawn,
    what: str,
    *,
    sample: Sample | None = None,
    by: bool = False,
    where: BoolArray | None = None,
    settings: Settings | None = None,
    measure: Measure | None = None,
) -> Figures:
    """The figures of one statistic: in the whole sample, where `where` holds, or by group."""
    settings = settings or Settings()
    asked = Fold(
        sample or drawn_as(drawn),
        (Key(drawn.group, 3),),
        (measure or measure_of(drawn, what),),
        None if where is None else np.flatnonzero(where),
        squares=settings.ci == "kish",
    )
    totals = fold(asked)
    return figures(totals.levels((0,) if by else ()), ask_of(totals.slots[0], what), asked.sample, settings)


def se(found: Figures) -> FloatArray:
    """Standard errors, shape (s, l)."""
    return np.sqrt(found.variance)


def influence_variance(influence: FloatArray, stratum: IntArray, psu: IntArray) -> float:
    """The variance formula of conventions.md section 1 for one stage with replacement, spelled out in loops.

    `influence` holds every row; one outside the domain is zero, so its unit stays and counts.
    """
    variance = 0.0
    for h in np.unique(stratum).tolist():
        inside = stratum == h
        z = [influence[inside & (psu == j)].sum() for j in np.unique(psu[inside]).tolist()]
        variance += len(z) / (len(z) - 1) * sum((part - np.mean(z)) ** 2 for part in z)
    return variance
