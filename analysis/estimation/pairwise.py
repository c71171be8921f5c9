"""Variances that are sums over pairs of sampling units, as sums over units: unequal probabilities, and two phases."""

from __future__ import annotations

import numpy as np

from ..arrays import FloatArray, IntArray
from ..design import SecondPhase, Stage, Unequal
from ..design.codes import compact, first_rows


def of_unequal(influence: FloatArray, spread: FloatArray, stage: Stage, unequal: Unequal) -> FloatArray:
    """Covariance between the units of one stage, shape (s, s); `spread` is the influence less its stratum's mean.

    The weights of both squares come from the chances of the units (see `design.sizes`). The second can be negative, and
    so can their sum: the form of Horvitz and Thompson has no floor.
    """
    share = stage.share[stage.stratum]
    total = (spread * (share * unequal.spread)[:, None]).T @ spread
    if unequal.own is not None:
        total += (influence * (share * unequal.own)[:, None]).T @ influence
    return np.asarray((total + total.T) / 2, dtype=np.float64)


def of_second_phase(influence: FloatArray, stages: tuple[Stage, ...], second: SecondPhase) -> FloatArray:
    """What the second phase changes of the covariance of the first, shape (s, s).

    Särndal, Swensson and Wretman (1992), equation 9.3.7: every pair of units counts 1 - (1 - D1) (1 - D2), where D is
    1 - p_k p_l / p_kl of a phase. That is D1 and D2, the covariance of each phase alone, and -D1 D2, which is made
    here. D2 is zero between strata of the second phase, -(1 - f) / (n - 1) inside, and 1 - f of a unit with itself.
    """
    drawn, stage = influence[second.unit], second.stage
    unlike = (1 - stage.fraction) / np.maximum(stage.sampled - 1, 1)
    own = (_own(stages)[second.unit] * (1 - stage.fraction + unlike)[stage.stratum])[:, None]
    within = _within(drawn * np.sqrt(unlike)[stage.stratum, None], second, stages)
    return np.asarray(within - (drawn * own).T @ drawn, dtype=np.float64)


def _own(stages: tuple[Stage, ...]) -> FloatArray:
    """D1 of each deepest unit with itself, shape (u,): what no chance above or at its stage leaves out."""
    own = np.zeros(1)
    for stage in stages:
        alone = (1 - stage.fraction) * stage.share * (stage.sampled > 1)
        own = own[stage.parent] + alone[stage.stratum]
    return own


def _within(drawn: FloatArray, second: SecondPhase, stages: tuple[Stage, ...]) -> FloatArray:
    """The covariance of the first phase inside each stratum of the second, shape (s, s), and their sum.

    A stratum of the second phase is a domain, and few units of the first have a part in it: only these are looked at.
    """
    total = np.zeros((drawn.shape[1], drawn.shape[1]))
    unit, domain = second.unit, second.stage.stratum
    for stage in reversed(stages):
        scale = (1 - stage.fraction) * stage.share * stage.sampled / np.maximum(stage.sampled - 1, 1)
        drawn, unit, domain = _summed(drawn, unit, domain)
        total += (drawn * scale[stage.stratum[unit], None]).T @ drawn
        means, stratum, _ = _summed(drawn, stage.stratum[unit], domain)
        total -= (means * (scale / stage.sampled)[stratum, None]).T @ means
        unit = stage.parent[unit]
    return total


def _summed(values: FloatArray, code: IntArray, domain: IntArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Values, shape (d, s), summed by code and domain; with the code and the domain of each sum."""
    place, _ = compact(domain * (int(code.max()) + 1) + code)
    first = first_rows(place)
    columns = [np.bincount(place, column, len(first)) for column in values.T]
    return np.stack(columns, axis=1), code[first], domain[first]
