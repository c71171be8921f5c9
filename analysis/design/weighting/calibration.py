"""Weights whose sums are the known totals and that are as near as may be to the design weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...arrays import FloatArray
from ...choices import CalibrationMethod
from ...errors import DesignError
from .distances import DISTANCES, NO_BOUNDS, Bounds
from .margins import Auxiliaries

NEAR = 1e-12  # relative distance from every total at which the weights are done
NEAR_ENOUGH = 1e-10  # at which they may stop where rounding allows no nearer
MOST_ROUNDS = 200
MOST_HALVINGS = 40
DEPENDENT = 1e-12  # an auxiliary that the others explain but for this part adds nothing of its own


@dataclass(frozen=True, slots=True)
class Solved:
    """Calibrated weights.

    Attributes:
        weight: shape (n,).
        rounds: Newton steps that were needed; 0 where the weights add up from the start, 1 for a direct solution.
    """

    weight: FloatArray
    rounds: int


def solved(weight: FloatArray, known: Auxiliaries, method: CalibrationMethod, bounds: Bounds | None) -> Solved:
    """Weights w = d g(x'lambda) with sum(w x) = total, by Newton's method on lambda (Deville and Särndal 1992).

    `weight` are the design weights d. The factor g is bounded where `bounds` are given; the logit needs them. It is
    the same for all rows of a group, so that a step costs what the groups cost and not the rows.
    """
    found = _factors(known.by_group(weight), known, method, bounds)
    return Solved(_not_negative(weight * found.weight[known.group]), found.rounds)


def _factors(weight: FloatArray, known: Auxiliaries, method: CalibrationMethod, bounds: Bounds | None) -> Solved:
    """The factor of each group, as a weight, from the groups' weights."""
    _refuse_empty(weight, known)
    if method == "poststratify":
        return _ratios(weight, known)
    factor, limits = DISTANCES[method], _limits(method, bounds)
    # Gaps are measured by the totals, or by what the rows add up to where a total is near zero.
    size = np.maximum(np.abs(known.total), abs(known.x).T @ weight)
    system = _System(weight, known, lambda u: factor(u, limits), size)
    state = system.at(np.zeros(len(known.total)))
    for rounds in range(MOST_ROUNDS):
        if state.off <= NEAR:
            return Solved(state.g, rounds)
        nearer = system.step(state)
        if nearer is None:
            break
        state = nearer
    if state.off <= NEAR_ENOUGH:
        return Solved(state.g, rounds)
    raise _never(state, known, method, bounds)


def inverse(x: Any, weight: FloatArray) -> FloatArray:
    """Inverse of X'WX, shape (q, q); of auxiliaries that depend on each other, as margins do, the pseudo-inverse."""
    product = np.asarray((x.T @ x.multiply(weight[:, None]).tocsr()).toarray(), dtype=np.float64)
    size = np.sqrt(np.diagonal(product))
    size = np.where(size > 0, size, 1.0)
    return np.asarray(_pseudo_inverse(product / np.outer(size, size)) / np.outer(size, size))


def _pseudo_inverse(product: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(product)
    keep = values > DEPENDENT * max(values.max(), np.finfo(float).tiny)
    return np.asarray((vectors[:, keep] / values[keep]) @ vectors[:, keep].T, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _State:
    """Where the search is; `gap` is what the totals lack, and `off` the largest of it relative to its total."""

    at: FloatArray
    g: FloatArray
    slope: FloatArray
    gap: FloatArray
    off: float


@dataclass(frozen=True, slots=True)
class _System:
    """The equations to solve."""

    weight: FloatArray
    known: Auxiliaries
    factor: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
    size: FloatArray

    def at(self, where: FloatArray) -> _State:
        """The factors at some lambda, and what their totals lack."""
        g, slope = self.factor(self.known.x @ where)
        with np.errstate(over="ignore", invalid="ignore"):
            gap = self.known.total - self.known.x.T @ (self.weight * g)
            off = float(np.max(np.abs(gap) / self.size))
        return _State(where, g, slope, gap, off if np.isfinite(off) else np.inf)

    def step(self, state: _State) -> _State | None:
        """A Newton step, halved until it comes nearer; None where none does."""
        direction = inverse(self.known.x, self.weight * state.slope) @ state.gap
        for halving in range(MOST_HALVINGS):
            found = self.at(state.at + direction / 2**halving)
            if found.off < state.off:
                return found
        return None


def _refuse_empty(weight: FloatArray, known: Auxiliaries) -> None:
    """Nobody can stand for the people of a level without a row of positive weight."""
    if len(empty := np.flatnonzero(abs(known.x).T @ weight == 0)):
        raise DesignError(
            f"nobody of positive weight adds to the total of {known.names[int(empty[0])]}; merge that level with "
            "another, in the totals and by a derived variable"
        )


def _ratios(weight: FloatArray, known: Auxiliaries) -> Solved:
    """Post-stratification: the levels exclude each other, so each has its own factor."""
    return Solved(known.x @ (known.total / (known.x.T @ weight)), 1)


def _limits(method: CalibrationMethod, bounds: Bounds | None) -> Bounds:
    if bounds is None:
        if method == "logit":
            raise DesignError("logit calibration needs bounds for the factors of the weights, as in --bounds 0.3,3")
        return NO_BOUNDS
    return bounds


def _not_negative(weight: FloatArray) -> FloatArray:
    """Weights as they are; below zero they stand for nobody."""
    if below := int(np.count_nonzero(weight < 0)):
        raise DesignError(
            f"linear calibration gives {below} rows a weight below zero; choose raking or logit, or give bounds from "
            "zero up, as in --bounds 0.3,3"
        )
    return weight


def _never(state: _State, known: Auxiliaries, method: CalibrationMethod, bounds: Bounds | None) -> DesignError:
    """Which total cannot be reached, by how much, and what to do."""
    size = np.maximum(np.abs(known.total), np.finfo(float).tiny)
    worst = int(np.argmax(np.abs(state.gap) / size))
    off = 100 * float(np.abs(state.gap[worst]) / size[worst])
    within = "" if bounds is None else f" with factors from {bounds[0]:g} to {bounds[1]:g}"
    widen = "merge small levels, correct the totals or leave one out"
    if bounds is not None:
        widen = "widen --bounds, " + widen
    return DesignError(
        f"{method} calibration{within} does not converge: the total of {known.names[worst]} stays {off:.2g} % off; "
        f"{widen}"
    )
