"""500 replicate weights by 34 domains on a million rows in memory: from weights and answers to estimates.

Baseline: what a hand would write with scipy, one sparse matrix of the rows' domains and cases times the weights, which
reads them once; then the shares and their variance. Ours gives the values, standard errors, Korn-Graubard intervals,
design effects and counts of the total and of all domains. The degrees of freedom are given, as agencies give them with
their weights; `ratios(df=None)` times them as the rank of the weights in each domain, on both sides: numpy's
`matrix_rank` of so many rows of a domain as can show it.
"""

from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from analysis.codebook.answers import Answers, Level
from analysis.design import weighed
from analysis.design.replicates import Replicates
from analysis.estimation.base import Settings
from analysis.estimation.estimate import Estimate, Subject
from analysis.pipeline.quantities import folded, measure_of, share_of

from . import paired

ROWS, REPLICATES, DOMAINS = 1_000_000, 500, 34
NO_YES = (Level(0, "no"), Level(1, "yes"))


@dataclass(frozen=True)
class Weighed:
    """Made-up rows, each with a pattern of replicates of its own, as calibrated weights have it."""

    weight: NDArray[np.float64]
    replicates: NDArray[np.float64]
    domain: NDArray[np.int32]
    case: NDArray[np.int32]


def made_up(rows: int = ROWS, seed: int = 21) -> Weighed:
    """The rows of the benchmark."""
    random = np.random.default_rng(seed)
    weight = random.uniform(0.5, 2, rows)
    replicates = random.random((rows, REPLICATES))
    replicates += 0.5
    replicates *= weight[:, None]
    domain = random.integers(0, DOMAINS, rows).astype(np.int32)
    return Weighed(weight, replicates, domain, (random.random(rows) < 0.05).astype(np.int32))


def by_hand(rows: Weighed, *, ranks: bool = False) -> NDArray[np.float64]:
    """The share of cases in each domain, and its variance."""
    n = len(rows.weight)
    place = 2 * rows.domain + rows.case
    to_sums = sparse.csc_array((np.ones(n), place, np.arange(n + 1, dtype=np.int32)), shape=(2 * DOMAINS, n))
    sums = (to_sums @ rows.replicates).reshape(DOMAINS, 2, REPLICATES)
    full = np.bincount(place, rows.weight, 2 * DOMAINS).reshape(DOMAINS, 2)
    shares = sums[:, 1] / sums.sum(axis=1)
    variance = ((shares - shares.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / (REPLICATES - 1)
    if ranks:
        for domain in range(DOMAINS):
            np.linalg.matrix_rank(rows.replicates[np.flatnonzero(rows.domain == domain)[: 2 * REPLICATES]])
    return np.stack([full[:, 1] / full.sum(axis=1), variance])


def ours(rows: Weighed, case: Answers, by: tuple[Answers, ...], df: float | None) -> list[Estimate]:
    """All estimates, of the total and of each domain."""
    replicates = Replicates(rows.replicates, 1 / (REPLICATES - 1), np.ones(REPLICATES), df=df, kind="bootstrap")
    sample = replace(weighed(rows.weight), replicates=replicates)
    sums = folded(sample, [measure_of(case)], by=by, breakdowns=((), (0,)), rows=None, squares=False)
    asked = share_of(Subject(case.name, case.label, "proportion"), 0, case, (1,), (None,))
    return list(sums.estimates([asked], Settings()))


def _questions(rows: Weighed) -> tuple[Answers, tuple[Answers, ...]]:
    levels = tuple(Level(k, str(k)) for k in range(DOMAINS))
    return Answers("case", "Case", NO_YES, rows.case), (Answers("domain", "Domain", levels, rows.domain),)


def ratios(runs: int = 7, size: int = ROWS, df: float | None = REPLICATES - 1) -> list[float]:
    """Time of ours over the pass by hand, in turn, after one warm-up of each, whose numbers must agree."""
    rows = made_up(size)
    case, by = _questions(rows)
    found, expected = ours(rows, case, by, df)[1:], by_hand(rows)
    if not np.allclose([[row.value for row in found], [(row.se or 0) ** 2 for row in found]], expected, rtol=1e-8):
        raise RuntimeError("both passes must give the same shares and variances")
    return paired.ratios(lambda: ours(rows, case, by, df), lambda: by_hand(rows, ranks=df is None), runs)


def memory(size: int = ROWS) -> float:
    """Peak of ours over the weights that are there before it begins, as a share of these."""
    rows = made_up(size)
    case, by = _questions(rows)
    tracemalloc.start()
    ours(rows, case, by, None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / rows.replicates.nbytes
