"""The fit: scoring on the weighted normal equations, from the constant model until nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray
from .families import Family
from .ordinal import of_answers, start
from .passes import Pass, of_means
from .sums import Sums

TASTE = 4_096  # patterns that tell whether a column is far from zero
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
        thresholds: of ordered answers, t of them, in place of a column of ones.
    """

    at: FloatArray
    shift: FloatArray
    constant: int | None
    thresholds: int = 0

    @property
    def size(self) -> int:
        """Coefficients: of the columns, then the thresholds."""
        return len(self.shift) + self.thresholds

    def outward(self) -> FloatArray:
        """From the coefficients of the centred columns to those of the columns as they are, shape (p + t, p + t)."""
        turned, p = np.eye(self.size), len(self.shift)
        if self.constant is not None:
            turned[self.constant] -= self.shift
        turned[p:, :p] += self.shift
        return turned


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of the centred columns, and what their scores are made of.

    Attributes:
        coefficient: of the columns, then of the thresholds, shape (p + t,).
        information: X'WX at the coefficients, shape (p + t, p + t).
        mean, factor, pulls: of each pattern; see `Pass`.
        steps: passes over the patterns.
        converged: whether the steps ended by themselves.
    """

    coefficient: FloatArray
    information: FloatArray
    mean: FloatArray
    factor: FloatArray | None
    steps: int
    converged: bool
    pulls: FloatArray | None = None


def columns(matrix: FloatArray, constant: int | None, thresholds: int = 0) -> Columns:
    """The columns, those far from zero centred in place; a part of the patterns tells which these are."""
    shift = np.zeros(len(matrix))
    some = slice(None, None, max(1, matrix.shape[1] // TASTE))
    for place, column in enumerate(matrix):
        mean, around = column[some].mean(), column[some].std()
        if (thresholds or constant not in (None, place)) and abs(mean) > CENTRED * around > 0:
            shift[place] = mean
            column -= mean
    return Columns(matrix, shift, constant, thresholds)


def fit(of: Columns, sums: Sums, family: Family, begin: FloatArray | None = None) -> Fit:
    """Fisher scoring from the constant model, or from some coefficients; a step that leads away is halved.

    A model of ordered answers takes Newton's steps, whose information its standard errors rest on.
    """
    at = _constant_model(of, sums, family) if begin is None else begin
    unit = _unit(sums, family)
    work = of_answers if family.ordered else of_means
    last, halves, step = np.inf, 0, np.zeros_like(at)
    for steps in range(1, MOST_STEPS + 1):
        here = work(of.at, at, sums, family)
        move = _solved(here.information, here.score)
        size = float(move @ here.score)
        if not size <= 4 * last:  # nor where it is no number
            if halves == MOST_HALVES or steps == 1:
                break
            halves, step = halves + 1, step / 2
            at = at - step
            continue
        last, halves, step, at = size, 0, move, at + move
        if size <= CLOSE**2 * here.weight * unit:
            return _ended(at, here, steps, converged=True)
    return _ended(at, here, steps, converged=False)


def _ended(at: FloatArray, here: Pass, steps: int, *, converged: bool) -> Fit:
    return Fit(at, here.information, here.mean, here.factor, steps, converged, here.pulls)


def _unit(sums: Sums, family: Family) -> float:
    """Square of what a step is measured by: the spread of the answers where the predictor is in their unit."""
    if family.name != "linear":
        return 1.0
    total = sums.w.sum()
    return float(max(sums.wyy.sum() / total - (sums.wy.sum() / total) ** 2, np.finfo(float).tiny))


def _constant_model(of: Columns, sums: Sums, family: Family) -> FloatArray:
    """The constant model, where the formula has a constant or thresholds; zeros otherwise."""
    at = np.zeros(of.size)
    if of.thresholds:
        at[len(of.at) :] = start(sums, family)
    if of.constant is not None:
        at[of.constant] = family.link(np.asarray(sums.wy.sum() / sums.w.sum()))
    return at


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
