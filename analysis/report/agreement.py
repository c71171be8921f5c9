"""Does a computed number agree with a printed one? At the precision it was printed with, and by the word before it.

A printed number P with unit u (0.1 for one decimal, 100,000 for a count rounded to that) stands for every number that
rounds half up to it: from P - u/2 to below P + u/2. A word before it widens that by what the word says:

* at least, more than: also what rounds down to it, so up to below P + u;
* nearly, less than, up to: also what rounds up to it, so from above P - u;
* about: u is the place of its last digit that is not zero (about 60: 10; about 215,000: 1,000), in per cent at most 10.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

from ..presentation.rounding import half_up
from .printed import Printed

Part: TypeAlias = Literal["value", "base", "cases", "bounds"]
TRUSTED = 9  # decimals of a unit below which a float is noise
COARSEST_PERCENT = 10.0  # about 100 % is not 60 %
FROM_BELOW = ("at_least", "more_than")
FROM_ABOVE = ("nearly", "less_than", "up_to")


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed, in the unit of the printed number (2.01 for 2.01 %).

    Attributes:
        several: the numbers of a printed range.
        order: items with their numbers, of a printed order.
        n: unweighted base: those who answered.
        asked: those who were asked, answered or not, where it is known.
        cases: of these, those with the answer.
    """

    value: float | None = None
    several: tuple[float, ...] = ()
    order: Mapping[str, float] | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    asked: int | None = None
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What became of the comparison.

    Attributes:
        differing: the parts of what was printed that do not agree.
        inside: the printed value lies in the computed interval, though it is not the computed value.
    """

    differing: tuple[Part, ...] = ()
    inside: bool = False

    @property
    def agrees(self) -> bool:
        """Whether all that was printed agrees."""
        return not self.differing


def held(printed: Printed, computed: Computed) -> Agreement:
    """A printed value against a computed one, with its base, its cases and its bounds where they were printed.

    A printed base is those who answered, or those who were asked: reports print either.

    Of another sample, which has a base and an interval of its own, the value alone is compared, and agrees too where
    it lies in the computed interval.
    """
    same = _value(printed, computed)
    inside = not same and _inside(printed, computed)
    if printed.sample == "another":
        return Agreement(() if same or inside else ("value",), inside)
    parts: list[tuple[Part, bool]] = [
        ("value", same),
        ("base", printed.base_n in (None, computed.n, computed.asked) or _is_its_own_base(printed)),
        ("cases", printed.numerator in (None, computed.cases)),
        ("bounds", printed.bounds is None or _bounds(printed, printed.bounds, computed)),
    ]
    return Agreement(tuple(part for part, agrees in parts if not agrees), inside)


def agrees(printed: Printed, target: float, number: float) -> bool:
    """Whether a number rounds to the printed one, or is rounded to it by the word before it."""
    unit = unit_of(printed, target)
    wanted, exact = half_up(target / unit, TRUSTED), half_up(number / unit, TRUSTED)
    rounded = {half_up(number / unit)}
    if printed.qualifier in FROM_BELOW:
        rounded.add(exact.to_integral_value(ROUND_FLOOR))
    if printed.qualifier in FROM_ABOVE:
        rounded.add(exact.to_integral_value(ROUND_CEILING))
    return wanted in rounded


def cut(printed: Printed, number: float, *, up: bool) -> bool:
    """Whether a number gives the printed one when it is always rounded up, or always down, as some programs do."""
    if printed.value is None:
        return False
    unit = unit_of(printed, printed.value)
    whole = half_up(number / unit, TRUSTED).to_integral_value(ROUND_CEILING if up else ROUND_FLOOR)
    return bool(whole == half_up(printed.value / unit, TRUSTED))


def unit_of(printed: Printed, target: float) -> float:
    """What the printed number is a multiple of."""
    if printed.qualifier == "about":
        place = last_place(target, printed.decimals)
        return min(place, COARSEST_PERCENT) if printed.unit == "percent" else place
    return printed.step or 10.0**-printed.decimals


def last_place(number: float, decimals: int = 0) -> float:
    """The place of the last digit that says something: of the printed decimals, else the last that is not zero.

    >>> last_place(500_000), last_place(1_665_769), last_place(92.0, 1), last_place(0)
    (100000.0, 1.0, 0.1, 1.0)
    """
    written = half_up(number).normalize()
    if decimals or not written:
        return 10.0**-decimals
    return float(Decimal(10) ** int(written.as_tuple().exponent))


def _value(printed: Printed, computed: Computed) -> bool:
    if printed.order:
        return _most_frequent(printed, computed.order or {})
    if printed.span is not None:
        least, greatest = printed.span
        numbers = computed.several
        return bool(numbers) and agrees(printed, least, min(numbers)) and agrees(printed, greatest, max(numbers))
    if printed.value is None or computed.value is None:
        return False
    return agrees(printed, printed.value, computed.value)


def _is_its_own_base(printed: Printed) -> bool:
    """Whether the count of a whole sample was printed: 995 interviewed, n = 995."""
    return printed.unit == "cases" and printed.base_n == printed.value


def _most_frequent(printed: Printed, shares: Mapping[str, float]) -> bool:
    """Whether no other item is more frequent than one that was named; in a ranking, nor a later one than an earlier."""
    if not set(printed.order) <= set(shares):
        return False
    named = [shares[item] for item in printed.order]
    others = [share for item, share in shares.items() if item not in printed.order]
    if printed.ranked and any(_less(first, second) for first, second in pairwise(named)):
        return False
    return not others or not _less(min(named), max(others))


def _less(first: float, second: float) -> bool:
    """Less by more than the noise of floats: two items may be equally frequent."""
    return half_up(first, TRUSTED) < half_up(second, TRUSTED)


def _inside(printed: Printed, computed: Computed) -> bool:
    if printed.value is None or computed.low is None or computed.high is None:
        return False
    return computed.low <= printed.value <= computed.high


def _bounds(printed: Printed, bounds: Sequence[float], computed: Computed) -> bool:
    places = printed.decimals if printed.interval_decimals is None else printed.interval_decimals
    unit = printed.step or 10.0**-places
    pairs = zip(bounds, (computed.low, computed.high), strict=True)
    return all(
        number is not None and half_up(number / unit) == half_up(bound / unit, TRUSTED) for bound, number in pairs
    )
