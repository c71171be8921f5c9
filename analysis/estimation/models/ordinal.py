"""Proportional odds: logit P(answer <= k) = threshold k - x'b, for answers in their order (McCullagh 1980).

With a and b the upper and lower threshold of an answer less x'b, and F the logistic function, its probability is
F(a) - F(b) = F(a) (1 - F(b)) (1 - exp(b - a)): two logistic parts and one of thresholds alone, none of which cancels.
Its logarithm is concave in all coefficients (Pratt 1981; Burridge 1981): Newton's steps find the one solution.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...arrays import FloatArray, IntArray
from .families import Family
from .passes import BLOCK, Pass
from .sums import Sums


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The thresholds of some coefficients, t of them, and the answers they part, one more.

    Attributes:
        bounds: from minus to plus infinity, shape (t + 2,).
        apart: 1 - exp(-gap) of the thresholds around each answer, shape (t + 1,).
        push: how its logarithm changes with the gap, shape (t + 1,).
    """

    bounds: FloatArray
    apart: FloatArray
    push: FloatArray

    @classmethod
    def of(cls, thresholds: FloatArray) -> Thresholds:
        """Around each answer."""
        bounds = np.concatenate([[-np.inf], thresholds, [np.inf]])
        gap = np.diff(bounds)
        return cls(bounds, -np.expm1(-gap), 1 / np.expm1(gap))

    @property
    def in_order(self) -> bool:
        """Whether every answer has room."""
        return bool((np.diff(self.bounds) > 0).all())

    def information(self, weight: FloatArray) -> FloatArray:
        """What the gaps add to the information of the thresholds, from the weight of each answer, shape (t + 1,)."""
        between = np.diff(np.eye(len(self.bounds) - 2), axis=0)
        curve = (weight * self.push * (1 + self.push))[1:-1]
        return np.asarray((between.T * curve) @ between)


def start(sums: Sums, family: Family) -> FloatArray:
    """The thresholds of a model without variables: logits of the cumulated shares."""
    share = np.cumsum(of_each_answer(sums)) / sums.w.sum()
    return np.asarray(family.link(share[:-1]))


def of_each_answer(sums: Sums) -> FloatArray:
    """Sum of weights of each answer, shape (t + 1,)."""
    return np.asarray(np.bincount(_answer(sums), sums.w, sums.answers), dtype=np.float64)


def of_answers(matrix: FloatArray, at: FloatArray, sums: Sums, family: Family) -> Pass:
    """A pass of the model, by observed information; `at` has the coefficients of the columns, then the thresholds."""
    p, q = matrix.shape
    answer = _answer(sums)
    score, information, total = np.zeros_like(at), np.zeros((len(at), len(at))), 0.0
    mean, pulls = np.empty(q), np.empty((1 + len(at) - p, q))
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        cuts, total_of_each = Thresholds.of(at[p:]), of_each_answer(sums)
        if not (cuts.in_order and total_of_each.all()):  # a replicate may leave nobody with an answer
            return Pass.without_numbers(len(at), mean)
        for first in range(0, q, BLOCK):
            here = slice(first, min(first + BLOCK, q))
            block, w = matrix[:, here], sums.w[here]
            mean[here], pulls[:, here], slope, turn = _block(at[:p] @ block, answer[here], cuts, family)
            score[:p] += block @ (w * pulls[0, here])
            score[p:] += pulls[1:, here] @ w
            information[:p, :p] += (block * (w * slope)) @ block.T
            information[p:, :p] -= (turn * w) @ block.T
            information[p:, p:] += np.diag(turn @ w)
            total += float(w @ slope)
        information[p:, p:] += cuts.information(total_of_each)
    information[:p, p:] = information[p:, :p].T
    return Pass(score, information, mean, pulls=pulls, weight=total)


def _block(
    eta: FloatArray, answer: IntArray, cuts: Thresholds, family: Family
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Of some patterns: own probability, pulls, and how fast those of predictor and thresholds turn, but for gaps."""
    upper, lower = cuts.bounds[answer + 1] - eta, cuts.bounds[answer] - eta
    below, beyond = family.mean(upper), family.mean(-upper)
    above, under = family.mean(-lower), family.mean(lower)
    place, push = np.arange(len(cuts.bounds) - 2)[:, None], cuts.push[answer]
    ends, begins = answer == place, answer == place + 1
    pulls = np.vstack([under - beyond, ends * (beyond + push) - begins * (under + push)])
    at_upper, at_lower = below * beyond, above * under
    return below * above * cuts.apart[answer], pulls, at_upper + at_lower, ends * at_upper + begins * at_lower


@dataclass(frozen=True, slots=True)
class Sides:
    """Answers as yes or no on both of their sides: at most so high (yes), at most the answer below (no).

    Attributes:
        at: columns of each, then one of each threshold, shape (p + t, s).
        mean: fitted, shape (s,).
        sums: of the yes and no.
    """

    at: FloatArray
    mean: FloatArray
    sums: Sums


def sides(matrix: FloatArray, at: FloatArray, sums: Sums, family: Family) -> Sides:
    """What a model of ordered answers has in common with one of yes and no: where one has no end, so has the other."""
    p, t = len(matrix), len(at) - len(matrix)
    answer = _answer(sums)
    ended, begun = np.flatnonzero(answer < t), np.flatnonzero(answer > 0)
    threshold = np.concatenate([answer[ended], answer[begun] - 1])
    of = np.concatenate([ended, begun])
    columns = np.vstack([-matrix[:, of], np.equal(threshold, np.arange(t)[:, None])])
    with np.errstate(over="ignore", invalid="ignore"):
        mean = family.mean(at[p:][threshold] - at[:p] @ matrix[:, of])
    yes = np.where(np.arange(len(of)) < len(ended), sums.w[of], 0.0)
    return Sides(columns, mean, Sums(sums.w[of], yes, yes))


def _answer(sums: Sums) -> IntArray:
    if sums.answer is None:
        raise ValueError("the rows have no ordered answers")
    return sums.answer
