"""The statistics that can be asked of a folded question, each as one `Ask`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..codebook.answers import NOT_ASKED
from .base import Ask, Kind
from .dominance import Makers, of_each_answer
from .statistics import Ratio, Share, Spread, Statistic, Total
from .totals import Slot


def shares(slot: Slot, answers: int, of: Sequence[int]) -> Ask:
    """Share of each answer `of` among the `answers` of a question; a prevalence is the share of its yes."""
    cells, sums = slot.counted(range(answers)), slot.weighed(range(answers))
    made = _ask(
        slot, range(answers), Share(tuple(of)), "proportion", sums, cases=[slot.counted([answer]) for answer in of]
    )
    return replace(made, makers=of_each_answer(cells, sums, [[answer] for answer in of]))


ZERO_OR_NOT = (0, 1)  # codes of a number: whether it is zero, so that those who make up a total are counted


def mean(slot: Slot, *, binary: bool) -> Ask:
    """Mean of the question's first number; the second is its square, the third its size."""
    columns = [slot.number(0), *slot.weighed(ZERO_OR_NOT)]
    return _of_number(slot, Ratio(), "mean", columns, moments=(slot.number(1),), binary=binary)


def variance(slot: Slot, *, binary: bool) -> Ask:
    """Variance of the question's first number, counted from somewhere near its mean; then its square, and its size."""
    columns = [slot.number(1), slot.number(0), *slot.weighed(ZERO_OR_NOT)]
    return _of_number(slot, Spread(), "variance", columns, moments=(), binary=binary)


def total(slot: Slot, *, binary: bool) -> Ask:
    """Total of the question's first number; the second is its square (of a 0/1 number itself), the third its size."""
    kind: Kind = "count" if binary else "total"
    return _of_number(slot, Total(), kind, [slot.number(0)], moments=(slot.number(1),), binary=binary)


def ratio(slot: Slot, *, binary: bool) -> Ask:
    """Total of y over that of x, among rows that answered both; the numbers are y, x, y^2, x y, x^2, size of y."""
    y, x, *squares = (slot.number(position) for position in range(5))
    made = _of_number(slot, Ratio(), "ratio", [y, x], moments=(*squares, x), binary=binary)
    return replace(made, makers=((_sizes(slot, 5),),))


def _of_number(
    slot: Slot, statistic: Statistic, kind: Kind, columns: Sequence[int], *, moments: tuple[int, ...], binary: bool
) -> Ask:
    """What is asked of a number: only where it is 0 or 1 are those who are not zero its cases."""
    asked = _ask(slot, ZERO_OR_NOT, statistic, kind, columns, moments=moments)
    contributors = tuple(slot.counted([1]))
    makers = of_each_answer(slot.counted(ZERO_OR_NOT), slot.weighed(ZERO_OR_NOT), [[1]])
    return replace(
        asked,
        cases=(contributors,) if binary else (),
        contributors=(contributors,),
        makers=makers if binary else ((_sizes(slot, 2),),),
    )


def _sizes(slot: Slot, position: int) -> Makers:
    """The rows that are not zero, and the sizes of what they contribute."""
    return Makers(tuple(slot.counted([1])), (slot.number(position),))


def shares_of_responses(slots: Sequence[Slot], of: Sequence[int]) -> Ask:
    """Share of each item `of` in all ticks of a set; the base are those who answered, as for shares of respondents."""
    return replace(
        _ask(slots[0], [0, 1], Share(tuple(of)), "responses", [c for slot in slots for c in slot.weighed([1])]),
        cases=(ticked := tuple(tuple(slots[item].counted([1])) for item in of)),
        contributors=ticked,
        makers=tuple((Makers(rows, tuple(slots[item].weighed([1]))),) for rows, item in zip(ticked, of, strict=True)),
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
        contributors=tuple(tuple(part) for part in cases),
        squared=tuple(slot.squared(answers)) if slot.squares else (),
        base_weights=tuple(slot.weighed([*range(NOT_ASKED + 1, 0), *answers])),
        moments=moments,
    )
