"""Answers in order, group by group, with the weights added up: the distribution, and how quantiles are read off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..arrays import AnyArray, FloatArray, IntArray
from ..choices import QuantileRule
from ..codebook.answers import Answers
from ..design import Sample

THROUGH = ("hf4", "hf7")  # rules that draw lines through the answers
NOISE = 1e-12  # added-up weights are sums of floats: a share this near to a step of the distribution stands on it


@dataclass(frozen=True, slots=True)
class Ordered:
    """The answers by group, and inside each in their order.

    Attributes:
        row: rows of the file, shape (r,); answered, of positive weight, in a group.
        value: their answers.
        cumulative: their weights added up inside the group.
        start: where each group begins, and the end, shape (g + 1,).
    """

    row: IntArray
    value: FloatArray
    cumulative: FloatArray
    start: IntArray

    @property
    def groups(self) -> list[tuple[int, int]]:
        """First row of each group and the one after its last."""
        return list(zip(self.start[:-1].tolist(), self.start[1:].tolist(), strict=True))

    def weighed(self, weight: FloatArray) -> Ordered:
        """The same answers under other weights of the rows of the file, shape (n,), without rows that weigh nothing."""
        own = weight[self.row]
        kept = np.flatnonzero(own > 0)
        start = np.searchsorted(kept, self.start).astype(np.int64)
        return Ordered(self.row[kept], self.value[kept], _added_up(own[kept], start), start)

    def at(self, share: FloatArray, rule: QuantileRule) -> FloatArray:
        """The answers up to which shares of each group lie, both of shape (g, k); NaN where there is none.

        A group without answers has none, nor has a share outside of 0 and 1.
        """
        found = np.full(share.shape, np.nan)
        for group, (first, last) in enumerate(self.groups):
            if last > first:
                read = RULES[rule](self.value[first:last], self.cumulative[first:last], share[group])
                found[group] = np.where((share[group] >= -NOISE) & (share[group] <= 1 + NOISE), read, np.nan)
        return found

    def rows_up_to(self, value: FloatArray) -> IntArray:
        """Rows of each group at or below values, both of shape (g, k); all of them where a value is NaN."""
        return self._placed(value, "right")

    def rows_from(self, value: FloatArray) -> IntArray:
        """Rows of each group at or above values, both of shape (g, k); all of them where a value is NaN."""
        size = np.diff(self.start)[:, None]
        return np.where(np.isnan(value), size, size - self._placed(value, "left"))

    def _placed(self, value: FloatArray, side: Literal["left", "right"]) -> IntArray:
        found = np.zeros(value.shape, np.int64)
        for group, (first, last) in enumerate(self.groups):
            found[group] = np.searchsorted(self.value[first:last], value[group], side)
        return found


def in_order(answers: Answers, sample: Sample, rows: IntArray | None, rule: QuantileRule) -> IntArray:
    """The rows of the domain that answered and have a weight, in the order of their answers.

    Where the rule draws lines through the answers, those that are the same keep the order of their rows, as in R.
    """
    counts = (answers.code >= 0) & (sample.weight > 0)
    here = np.flatnonzero(counts) if rows is None else rows[counts[rows]]
    return here[np.argsort(numbers(answers)[here], kind="stable" if rule in THROUGH else "quicksort")]


def grouped(answers: Answers, weight: FloatArray, rising: IntArray, group: AnyArray, groups: int) -> Ordered:
    """Rows in the order of their answers set apart by group; `group` is that of each row of the file, -1 for none."""
    own = group[rising]
    if own.min(initial=0) < 0:
        rising, own = rising[own >= 0], own[own >= 0]
    start = np.array([0, len(rising)], np.int64)
    if groups > 1:
        few_bits = own.astype(np.min_scalar_type(groups))  # which numpy sorts by counting
        rising = rising[np.argsort(few_bits, kind="stable")]
        start = np.concatenate([[0], np.cumsum(np.bincount(own, minlength=groups))]).astype(np.int64)
    return Ordered(rising, numbers(answers)[rising], _added_up(weight[rising], start), start)


def numbers(answers: Answers) -> FloatArray:
    """The numbers of a question, NaN where there is no answer."""
    if answers.number is None:
        raise ValueError(f"{answers.name} has no numbers")
    return answers.number


def _added_up(weight: FloatArray, start: IntArray) -> FloatArray:
    """Weights added up from the start of each group: across groups, a small one would lose its digits."""
    added = np.empty(len(weight))
    for first, last in zip(start[:-1].tolist(), start[1:].tolist(), strict=True):
        np.cumsum(weight[first:last], out=added[first:last])
    return added


def _reached(cumulative: FloatArray, share: FloatArray) -> IntArray:
    """The first row up to which at least the share lies."""
    target = (share - NOISE) * cumulative[-1]
    return np.asarray(np.minimum(np.searchsorted(cumulative, target), len(cumulative) - 1), dtype=np.int64)


def _least(value: FloatArray, cumulative: FloatArray, share: FloatArray) -> FloatArray:
    """The least answer up to which at least the share lies: the inverse of the distribution function (R: hf1, math)."""
    return np.asarray(value[_reached(cumulative, share)])


def _middle(value: FloatArray, cumulative: FloatArray, share: FloatArray) -> FloatArray:
    """As the least answer; where exactly the share lies up to it, halfway to the next (R: hf2, school)."""
    answer = value[_reached(cumulative, share)]
    last = np.searchsorted(value, answer, "right") - 1
    exact = np.abs(cumulative[last] - share * cumulative[-1]) <= NOISE * cumulative[-1]
    following = value[np.minimum(last + 1, len(value) - 1)]
    return np.where(exact, (answer + following) / 2, answer)


def _through_shares(value: FloatArray, cumulative: FloatArray, share: FloatArray) -> FloatArray:
    """On straight lines through each answer at the share up to it (R: hf4); never below the least answer."""
    return np.asarray(np.interp(share, cumulative / cumulative[-1], value))


def _through_shares_before(value: FloatArray, cumulative: FloatArray, share: FloatArray) -> FloatArray:
    """On straight lines through each answer at the share before it, of all but the last (R: hf7)."""
    before = np.concatenate([[0.0], cumulative[:-1]])
    if not before[-1] > 0:
        return np.full(share.shape, value[-1])
    return np.asarray(np.interp(share, before / before[-1], value))


RULES: Mapping[QuantileRule, Callable[[FloatArray, FloatArray, FloatArray], FloatArray]] = {
    "math": _least,
    "hf2": _middle,
    "hf4": _through_shares,
    "hf7": _through_shares_before,
}
