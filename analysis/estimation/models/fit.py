"""The fit: iteratively reweighted least squares on the weighted normal equations, a block of patterns at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from .families import Family
from .sums import Sums

TASTE = 4_096  # patterns that tell whether a column is far from zero
BLOCK = 2**14  # patterns at a time: a block of columns stays in the processor's cache
CLOSE = 1e-11  # a step that moves the linear predictor by less, on average, is the last
MOST_STEPS, MOST_HALVES = 100, 30
SINGULAR = 1e-10  # what the other columns leave of one, as a part of it
CENTRED = 10  # a column whose mean is so many times its spread is centred, so that the equations keep their digits


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a model at its patterns.

    Attributes:
        at: shape (p, q), less what they were centred at.
        shift: what each was centred at, shape (p,): zeros but for columns far from zero.
        constant: the column of ones, if any.
    """

    at: FloatArray
    shift: FloatArray
    constant: int | None

    def outward(self) -> FloatArray:
        """From the coefficients of the centred columns to those of the columns as they are, shape (p, p)."""
        turned = np.eye(len(self.shift))
        if self.constant is not None:
            turned[self.constant] -= self.shift
        return turned


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the centred columns, and what their scores are made of.

    Attributes:
        coefficient: shape (p,).
        information: X'WX at the coefficients, shape (p, p).
        mean: fitted, of each pattern, shape (q,).
        factor: slope over variance of each pattern; None where it is one (a canonical link).
        steps: passes over the patterns.
        converged: whether the steps ended by themselves.
    """

    coefficient: FloatArray
    information: FloatArray
    mean: FloatArray
    factor: FloatArray | None
    steps: int
    converged: bool


def columns(matrix: FloatArray, constant: int | None) -> Columns:
    """The columns, those far from zero centred in place; a part of the patterns tells which these are."""
    shift = np.zeros(len(matrix))
    some = slice(None, None, max(1, matrix.shape[1] // TASTE))
    for place, column in enumerate(matrix):
        mean, around = column[some].mean(), column[some].std()
        if constant not in (None, place) and abs(mean) > CENTRED * around > 0:
            shift[place] = mean
            column -= mean
    return Columns(matrix, shift, constant)


def fit(of: Columns, sums: Sums, family: Family, start: FloatArray | None = None) -> Fit:
    """Fisher scoring from the constant model, or from `start`; a step that leads away is halved."""
    at = _start(of, sums, family) if start is None else start
    unit = _unit(sums, family)
    last, halves, step = np.inf, 0, np.zeros_like(at)
    for steps in range(1, MOST_STEPS + 1):
        score, information, mean, factor, weight = _pass(of.at, at, sums, family)
        move = _solved(information, score)
        size = float(move @ score)
        if not size <= 4 * last:  # nor where it is no number
            if halves == MOST_HALVES or steps == 1:
                break
            halves, step = halves + 1, step / 2
            at = at - step
            continue
        last, halves, step, at = size, 0, move, at + move
        if size <= CLOSE**2 * weight * unit:
            return Fit(at, information, mean, factor, steps, converged=True)
    return Fit(at, information, mean, factor, steps, converged=False)


def _unit(sums: Sums, family: Family) -> float:
    """Square of what a step is measured by: the spread of the answers where the predictor is in their unit."""
    if family.name != "linear":
        return 1.0
    total = sums.w.sum()
    return float(max(sums.wyy.sum() / total - (sums.wy.sum() / total) ** 2, np.finfo(float).tiny))


def _start(of: Columns, sums: Sums, family: Family) -> FloatArray:
    """The constant model, where the formula has a constant; zeros otherwise."""
    at = np.zeros(len(of.at))
    if of.constant is not None:
        at[of.constant] = family.link(np.asarray(sums.wy.sum() / sums.w.sum()))
    return at


def _pass(
    matrix: FloatArray, at: FloatArray, sums: Sums, family: Family
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray | None, float]:
    """Score, information, means, factors and total weight at some coefficients; no numbers where a mean cannot be."""
    p, q = matrix.shape
    score, information, total = np.zeros(p), np.zeros((p, p)), 0.0
    mean, factor = np.empty(q), None if family.canonical else np.empty(q)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for first in range(0, q, BLOCK):
            here = slice(first, min(first + BLOCK, q))
            block, w = matrix[:, here], sums.w[here]
            eta = at @ block
            mu = mean[here] = family.mean(eta)
            if not (mu < family.highest_mean).all():
                return np.full(p, np.nan), np.full((p, p), np.nan), mean, factor, np.nan
            slope = family.slope(eta, mu)
            residual = sums.wy[here] - w * mu
            if factor is not None:
                factor[here] = ratio = slope / family.variance(mu)
                residual, slope = residual * ratio, slope * ratio
            weight = w * slope
            score += block @ residual
            information += (block * weight) @ block.T
            total += float(weight.sum())
    return score, information, mean, factor, total


def _solved(information: FloatArray, score: FloatArray) -> FloatArray:
    try:
        return np.asarray(inverse(information) @ score)
    except np.linalg.LinAlgError:
        return np.full_like(score, np.nan)


def inverse(information: FloatArray) -> FloatArray:
    """The inverse of an information, each column scaled to its own size first."""
    size = np.sqrt(np.diag(information))
    if not size.all():
        raise np.linalg.LinAlgError("a column of zeros")
    return np.asarray(np.linalg.inv(information / np.outer(size, size)) / np.outer(size, size))


def told_by_others(information: FloatArray) -> int | None:
    """The first column that the ones before it make up, from an information; None where there is none."""
    size = np.sqrt(np.diag(information))
    if not size.all():
        return int(np.flatnonzero(size == 0)[0])
    scaled = information / np.outer(size, size)
    for place in range(1, len(size)):
        before, beside = scaled[:place, :place], scaled[:place, place]
        if 1 - beside @ np.linalg.solve(before, beside) < SINGULAR:
            return place
    return None
