"""The statistics that can be asked of a folded question, each as one `Ask`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..codebook.answers import NOT_ASKED
from .base import Ask, Kind
from .statistics import Ratio, Share, Statistic, Total
from .totals import Slot


def shares(slot: Slot, answers: int, of: Sequence[int]) -> Ask:
    """Share of each answer `of` among the `answers` of a question; a prevalence is the share of its yes."""
    return _ask(
        slot,
        range(answers),
        Share(tuple(of)),
        "proportion",
        slot.weighed(range(answers)),
        cases=[slot.counted([answer]) for answer in of],
    )


def mean(slot: Slot) -> Ask:
    """Mean of the question's first number; the second is its square."""
    columns = [slot.number(0), *slot.weighed([0])]
    return _ask(slot, [0], Ratio(), "mean", columns, moments=(slot.number(1),))


def total(slot: Slot, *, binary: bool) -> Ask:
    """Total of the question's first number; the second is its square, which for a 0/1 number is the number itself."""
    return _ask(slot, [0], Total(), "count" if binary else "total", [slot.number(0)], moments=(slot.number(1),))


def count_of(slot: Slot, base: Sequence[int]) -> Ask:
    """How many people said yes, as the sum of their weights, among the codes of a base."""
    return Ask(
        statistic=Total(),
        columns=tuple(slot.weighed([1])),
        base=tuple(slot.counted(base)),
        answered=tuple(slot.counted([0, 1])),
        weights=tuple(slot.weighed([0, 1])),
        kind="count",
        moments=tuple(slot.weighed([1])),  # of a yes or no, y^2 is y
    )


def ratio(slot: Slot) -> Ask:
    """Total of y over that of x, among rows that answered both; the numbers are y, x, y^2, x y and x^2."""
    y, x, *squares = (slot.number(position) for position in range(5))
    return _ask(slot, [0], Ratio(), "ratio", [y, x], moments=(*squares, x))


def shares_of_responses(slots: Sequence[Slot], of: Sequence[int]) -> Ask:
    """Share of each item `of` in all ticks of a set; the base are those who answered, as for shares of respondents."""
    return replace(
        _ask(slots[0], [0, 1], Share(tuple(of)), "responses", [c for slot in slots for c in slot.weighed([1])]),
        cases=tuple(tuple(slots[item].counted([1])) for item in of),
    )


def _ask(
    slot: Slot,
    answered: Iterable[int],
    statistic: Statistic,
    kind: Kind,
    columns: Sequence[int],
    *,
    cases: Sequence[Sequence[int]] = (),
    moments: tuple[int, ...] = (),
) -> Ask:
    answers = list(answered)
    return Ask(
        statistic=statistic,
        columns=tuple(columns),
        base=tuple(slot.counted([*range(NOT_ASKED + 1, 0), *answers])),
        answered=tuple(slot.counted(answers)),
        weights=tuple(slot.weighed(answers)),
        kind=kind,
        cases=tuple(tuple(part) for part in cases),
        squared=tuple(slot.squared(answers)) if slot.squares else (),
        base_weights=tuple(slot.weighed([*range(NOT_ASKED + 1, 0), *answers])),
        moments=moments,
    )
