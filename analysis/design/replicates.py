"""Replicate weights: every replicate is the survey weighed once more, and their spread is the variance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..arrays import FloatArray, IntArray
from .codes import compact, first_rows

RANK_TOLERANCE = 1e-5  # as in R's `degf`: what the other replicates mix to within this part adds no degree of freedom
MORE = 64  # rows above one for each replicate, among which a full rank is looked for before all rows are
ALIKE = 12  # significant digits to which two rows of one sampling unit have the same pattern of replicates
BLOCK = 2**22  # weights looked at together: 32 MB


@dataclass(frozen=True, eq=False)
class Replicates:
    """Weights of r replicates for every row.

    Attributes:
        weights: analysis weights of each replicate, shape (n, r).
        scale: factor of the whole sum of squares: 1 / r for BRR, (r - 1) / r for JK1.
        rscales: factor of each replicate's square, shape (r,).
        mse: squares are taken about the full estimate, not about the mean of the replicates.
        df: degrees of freedom, where they are given, or known of the design that replicates were made from; the rank of
            the weights less one otherwise.
        kind: name of the method.
        made: made here from a design whose sampling units are known; those given come without units.
    """

    weights: FloatArray
    scale: float
    rscales: FloatArray
    mse: bool = False
    df: float | None = None
    kind: str = ""
    made: bool = False

    @property
    def size(self) -> int:
        """Number of replicates."""
        return int(self.weights.shape[1])

    def covariance(self, replicated: FloatArray, full: FloatArray) -> FloatArray:
        """Covariance of s statistics, shape (..., s, s); `replicated` is (..., s, r) and `full` (..., s).

        R `survey` centres at the mean of the replicates unless `mse`; Wolter (2007), chapters 3 to 5.
        """
        off = self.deviations(replicated, full)
        return np.asarray(off @ np.swapaxes(off, -1, -2), dtype=np.float64)

    def deviations(self, replicated: FloatArray, full: FloatArray) -> FloatArray:
        """What each replicate adds, shape (..., s, r): its products are the covariance."""
        used = self.rscales > 0
        centre = full if self.mse else replicated[..., used].mean(axis=-1)
        return np.asarray((replicated - centre[..., None]) * np.sqrt(self.scale * self.rscales))

    @cached_property
    def pattern(self) -> IntArray:
        """A code for each row, shape (n,): the same where weights are proportional in all replicates, as in a unit."""
        mixed = np.random.default_rng(0).uniform(1, 2, self.size)  # a mixture that no two patterns share by chance
        both = np.stack([mixed, np.ones(self.size)], axis=1)
        marks = np.empty(len(self.weights))
        step = max(1, BLOCK // self.size)
        for start in range(0, len(marks), step):
            mark, size = (self.weights[start : start + step] @ both).T
            marks[start : start + step] = mark / np.maximum(size, np.finfo(float).tiny)
        return compact(np.round(marks, ALIKE))[0]

    def degrees(self, rows: IntArray | None = None) -> float:
        """Degrees of freedom of some rows, or of all: those given, else the rank of their weights less one.

        What is known of the design that replicates were made from holds for all rows only.
        """
        known = self.df if rows is None or not self.made else None
        return float(self.rank(rows) - 1) if known is None else known

    def rank(self, rows: IntArray | None = None) -> int:
        """How many of the replicates differ among some rows, or among all."""
        here = np.arange(len(self.weights)) if rows is None else rows
        some = self.size + MORE
        if len(here) > some:
            picked = np.random.default_rng(0).integers(0, len(here), some)
            if _is_full(self.weights[here[picked]]):
                return self.size
        return _rank(self.weights[here[first_rows(compact(self.pattern[here])[0])]])


def _is_full(weights: FloatArray) -> bool:
    """Whether no replicate is a mixture of those before it, as a QR would find it."""
    size = np.sqrt((weights**2).sum(axis=0))
    if not size.all():
        return False
    from scipy.linalg import lapack  # here, because linearisation does without it; numpy's own takes five times as long

    scaled = weights / size
    triangle, failed = lapack.dpotrf(scaled.T @ scaled)
    return not failed and bool(np.diagonal(triangle).min() > RANK_TOLERANCE)


def _rank(weights: FloatArray) -> int:
    """Rank of the weights, each replicate scaled to its own size."""
    size = np.sqrt((weights**2).sum(axis=0))
    if not size.any():
        return 0
    scaled = weights[:, size > 0] / size[size > 0]
    products = scaled @ scaled.T if len(scaled) < scaled.shape[1] else scaled.T @ scaled
    squares = np.linalg.eigvalsh(products)  # of the singular values
    return int(np.count_nonzero(squares > RANK_TOLERANCE**2 * squares[-1]))
