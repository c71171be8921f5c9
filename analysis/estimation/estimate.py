"""What estimation hands on: one estimate, and what it is an estimate of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..codebook.answers import Level

if TYPE_CHECKING:
    from ..arrays import FloatArray
    from .base import Base, Kind, Settings
    from .tally import Tally


@dataclass(frozen=True, slots=True)
class Subject:
    """What a number speaks of; codes stand beside their labels.

    Attributes:
        by: the group, as variable name -> its level; empty for the total.
        item: the item of a response set or the form of a composite; None where there is none.
        contrast: what is held against what, such as Girl - Boy; empty for a plain estimate.
        term: the term of a model; empty where there is no model.
        rests_on: what a contrast is made of; it is not shown where one of these is not.
        harm: a share of 100 % would tell that everyone in the group was subjected to it.
        exclusive_parts: the rows that differ only in `level` add up to their base, or to it but those who count as no.
        tally: which rows of the file it counts; None where that is not kept.
    """

    variable: str
    label: str
    statistic: str
    file: str = ""
    population: str = ""
    base: str = ""
    unit: str = "person"
    indicator_version: str = ""
    set: str = ""
    item: Level | None = None
    level: Level | None = None
    by: Mapping[str, Level] = field(default_factory=dict)
    by_labels: Mapping[str, str] = field(default_factory=dict)
    percent_of: str = ""
    contrast: str = ""
    term: str = ""
    rests_on: tuple[Subject, ...] = ()
    harm: bool = False
    exclusive_parts: bool = False
    synthetic: bool = False
    tally: Tally | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Basis:
    """What an interval was made from beside a value and its variance, so that imputations can make the same one.

    Attributes:
        kind: which interval it takes.
        base, level: whom it speaks of, and where in that; None where the interval needs the degrees of freedom alone.
        log: a ratio, whose logarithm is estimated.
        unit: what a share was multiplied by.
    """

    kind: Kind
    settings: Settings
    base: Base | None = None
    level: int = 0
    log: bool = False
    unit: float = 1.0


@dataclass(frozen=True, slots=True)
class Imputed:
    """What an estimate of several completed data sets knows beside a plain one.

    Attributes:
        count: of completed data sets.
        between: variance of the estimate between them; of its logarithm for a ratio.
        missing: fraction of missing information; None where there is no interval.
    """

    count: int
    between: float | None = None
    missing: float | None = None

    @property
    def bare(self) -> Imputed:
        """Without what would tell of numbers that are hidden."""
        return Imputed(self.count)


@dataclass(frozen=True, slots=True)
class Count:
    """How many people a share stands for, with the interval.

    Attributes:
        size: people in the population the share was scaled by.
        size_source: where that number is from.
        qualifier: word printed before it, such as at_least.
        rounded_to: what estimate and bounds were rounded to; None before presentation has done so.
        se: standard error, for imputations; nobody is shown it.
    """

    estimate: float
    low: float | None
    high: float | None
    size: float
    size_source: str
    qualifier: str = ""
    rounded_to: int | None = None
    se: float | None = None
    basis: Basis | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number with its precision.

    Attributes:
        value: proportions are fractions; totals and means are in the unit of the variable.
        n: answered rows of positive weight in the domain (unweighted).
        n_cases: of these, rows with the answer; None for means, ratios and totals of a number.
        contributors: people who make up the number: its cases, or rows that are not zero; what protection counts.
        dominance: share of the two largest contributions in what makes the number up, or in what the others do; zero of
            fewer than five people.
        beyond: people whose answers lie at or beyond the bound that has fewer of them, of a quantile; None for others.
        people: distinct people in the base, where rows are incidents of theirs; None where every row is a person.
        sum_of_weights: of the answered rows.
        population_size: size of the population the domain belongs to, where it is known.
        reason: why a number is absent, or what a reader must know of it.
        imputed: what is known of its imputations; None where nothing was imputed.
        completed: the estimates of the completed data sets that it is made of; protection looks at each.
    """

    subject: Subject
    value: float | None
    se: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    method: str = ""
    df: float | None = None
    deff: float | None = None
    n_eff: float | None = None
    n: int = 0
    n_cases: int | None = None
    contributors: int | None = None
    dominance: float | None = None
    beyond: int | None = None
    people: int | None = None
    n_psu: int | None = None
    n_strata: int | None = None
    sum_of_weights: float | None = None
    population_size: float | None = None
    count: Count | None = None
    reason: str = ""
    basis: Basis | None = field(default=None, compare=False, repr=False)
    imputed: Imputed | None = None
    completed: tuple[Estimate, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Numbers that are zero together if a hypothesis holds, shape (k,), with their covariance, shape (k, k), and df."""

    value: FloatArray
    covariance: FloatArray
    df: float


@dataclass(frozen=True, slots=True)
class Test:
    """A test of a hypothesis.

    Attributes:
        name: of the method, as in rao-scott-f.
        of: what is tested, in words.
        by: the group it was made in; empty for the whole domain.
        df: degrees of freedom of the statistic; ddf: of its denominator, None for a chi-squared.
        p: None where it does not exist, with the reason.
        hypothesis: what a test of several numbers was made from, for imputations.
    """

    name: str
    of: str
    statistic: float | None
    df: float | None = None
    ddf: float | None = None
    p: float | None = None
    by: Mapping[str, Level] = field(default_factory=dict)
    reason: str = ""
    hypothesis: Hypothesis | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """How many of a question's base gave no answer, and why; `treated` says what became of them."""

    variable: str
    label: str
    reason: str
    n: int
    share: float | None
    treated: str = "excluded"
