"""Which groups are held against which, and the rows and tests that these contrasts become."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray, IntArray
from ..choices import Adjustment, Comparison
from ..errors import UsageError, did_you_mean
from ..estimation.base import Settings
from ..estimation.contrasts import Contrasts, adjusted, contrasted
from ..estimation.estimate import Basis, Estimate, Test
from .quantities import NEGATIVE

OF_SHARES: Mapping[Comparison, str] = {
    "difference": "difference",
    "ratio": "ratio of prevalences",
    "odds": "odds ratio",
}
BETWEEN: Mapping[Comparison, str] = {"difference": "{} - {}", "ratio": "{} / {}", "odds": "odds {} / odds {}"}
EXTREME = "a group has no cases, or only cases"


@dataclass(frozen=True, slots=True)
class Pair:
    """One contrast: the figures' weights in it, shape (f,), and which of the estimates it rests on.

    Attributes:
        sides: what stands on either side; a trend has one.
    """

    sides: tuple[str, ...]
    weights: FloatArray
    members: IntArray


@dataclass(frozen=True, slots=True)
class Compared:
    """Figures that are held against each other, with the covariance between them.

    Attributes:
        estimates: the groups' own rows, k of them.
        value: figures, shape (f,): the groups first, and then the rest of each where that was asked for.
        covariance: shape (f, f).
        before: the words before a contrast: the variable whose groups these are.
        contributors: fewest people who make up a contrast, where its error tells of fewer than its groups do.
    """

    estimates: Sequence[Estimate]
    value: FloatArray
    covariance: FloatArray
    before: str = ""
    contributors: int | None = None


def pairs(names: Sequence[str], codes: Sequence[str], against: str | None, rest: str) -> list[Pair]:
    """What is held against what: each group against one of them, against its rest, or all of them by two."""
    many = len(names)
    every = np.arange(many)
    if against == "rest":
        return [
            Pair((name, rest), _weights(2 * many, position, many + position), every)
            for position, name in enumerate(names)
        ]
    if against == "all":
        chosen = [(later, first) for first in range(many) for later in range(first + 1, many)]
    else:
        reference = 0 if against is None else _position(against, codes)
        chosen = [(position, reference) for position in range(many) if position != reference]
    return [
        Pair((names[left], names[right]), _weights(many, left, right), np.array([left, right]))
        for left, right in chosen
    ]


def _position(code: str, codes: Sequence[str]) -> int:
    if code not in codes:
        hint = did_you_mean(code, codes) or f" The groups are {', '.join(codes)}."
        raise UsageError(f"--against {code!r} is not a group with rows, nor rest, nor all.{hint}")
    return codes.index(code)


def _weights(figures: int, left: int, right: int) -> FloatArray:
    weights = np.zeros(figures)
    weights[[left, right]] = 1, -1
    return weights


def contrast_rows(
    compared: Compared,
    wanted: Sequence[Pair],
    df: FloatArray,
    measures: Sequence[Comparison],
    adjust: Adjustment,
    settings: Settings,
) -> tuple[list[Estimate], list[Test]]:
    """A row and a test for each contrast and measure; p is adjusted over the contrasts of one measure."""
    rows: list[Estimate] = []
    tests: list[Test] = []
    weights = np.array([pair.weights for pair in wanted])
    for measure in measures if len(wanted) else ():
        made = contrasted(compared.value, compared.covariance, weights, df, measure, settings.level)
        p = adjusted(made.p, adjust)
        for position, pair in enumerate(wanted):
            row = _row(compared, pair, measure, made, position, float(df[position]), settings)
            rows.append(row)
            tests.append(_test(row, measure, adjust, made.statistic[position], p[position]))
    return rows, tests


def _row(
    compared: Compared, pair: Pair, measure: Comparison, made: Contrasts, position: int, df: float, settings: Settings
) -> Estimate:
    parts = [compared.estimates[member] for member in pair.members]
    subject, share = parts[0].subject, parts[0].subject.statistic == "proportion"
    statistic = OF_SHARES[measure] if share or measure != "ratio" else "ratio of means"
    trend = len(pair.sides) == 1
    within = len({part.subject.variable for part in parts}) > 1  # answers of one group, and not groups of one answer
    value, low, high = (_number(each[position]) for each in (made.value, made.low, made.high))
    return Estimate(
        replace(
            subject,
            statistic="trend" if trend else statistic,
            by=subject.by if within else {},
            contrast=compared.before + (pair.sides[0] if trend else BETWEEN[measure].format(*pair.sides)),
            rests_on=tuple(part.subject for part in parts),
            harm=False,
        ),
        value,
        se=None if value is None else _number(made.se[position]),
        low=low,
        high=high,
        level=settings.level,
        method="t" if measure == "difference" else "log-t",
        df=df,
        n=parts[0].n if within else sum(part.n for part in parts),
        contributors=compared.contributors,
        reason=_reason(parts, value, low, df, negative=bool(made.negative[position])),
        basis=Basis("mean", settings, log=measure != "difference"),
    )


def _reason(parts: Sequence[Estimate], value: float | None, low: float | None, df: float, *, negative: bool) -> str:
    """Why a number is absent, or what its interval leaves out."""
    if any(part.value is None for part in parts):
        return "one of the groups has no estimate"
    extreme = any(part.n_cases in (0, part.n) for part in parts)
    if value is None:
        return f"{EXTREME}, so that this ratio does not exist" if extreme else "this ratio does not exist"
    if low is None:
        if df <= 0:
            return "no degrees of freedom in the groups together; compare with --df design"
        if negative:
            return NEGATIVE
        return f"{EXTREME}, so that the interval of this ratio does not exist" if extreme else "no interval exists"
    return f"{EXTREME}: the interval leaves its error out" if extreme else ""


def _test(row: Estimate, measure: Comparison, adjust: Adjustment, statistic: float, p: float) -> Test:
    name = "t" if measure == "difference" else "t-log"
    return Test(
        name=name if adjust == "none" else f"{name}-{adjust}",
        of=f"{row.subject.label}: {row.subject.contrast}",
        statistic=_number(statistic),
        df=row.df,
        p=_number(p),
        by=row.subject.by,
        reason="" if math.isfinite(p) else row.reason or "no standard error",
    )


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def names_of_groups(estimates: Sequence[Estimate]) -> Iterator[tuple[str, str]]:
    """Code and label of the group of each estimate; those of a crossing are joined by a star and a comma."""
    for estimate in estimates:
        levels = list(estimate.subject.by.values())
        yield "*".join(_code(level.value) for level in levels), ", ".join(level.label for level in levels)


def _code(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
