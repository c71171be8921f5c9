"""Printed figures held against each other, without microdata: what one of them says of another.

A printed figure stands for every number that it could have been rounded from. A relation fails only where no such
numbers fit together, so that rounding alone never makes a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

from ..presentation.rounding import half_up
from .agreement import FROM_ABOVE, FROM_BELOW, agrees, last_place, unit_of
from .model import Check, Published, Report
from .printed import Printed, printed

WHOLE = 100.0
NOISE = 1e-9
SECOND_DIGIT = 10  # a count that was rounded more coarsely is not taken for more than two digits
PEOPLE = ("count", "at_most")  # relations of a number of people with rates and a population
Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation, and whether the printed figures keep it.

    Attributes:
        kind: which relation; `cases` is n of N beside a percentage.
        printed: the figure that is held against the others.
        others: what it is held against, in the order of the relation.
        low, high: what follows from them, in the unit of the printed figure.
        holds: None where a figure has no number that could be compared.
        note: what the report says of it.
    """

    kind: str
    printed: Printed
    others: tuple[Printed, ...]
    low: float
    high: float
    holds: bool | None
    note: Mapping[str, str] | None = None


def relations(report: Report, figures: Sequence[str] = ()) -> Iterator[Relation]:
    """Every relation among the printed figures of a report; of some of its figures only where `figures` names them."""
    chosen = [figure for figure in report.figures if not figures or figure.id in figures]
    used = [printed(one, report.report.sample) for figure in chosen for one in figure.published]
    numbers = {one.id for one in used}
    checks = [check for check in report.checks if not figures or numbers.intersection(_numbers(check))]
    registered = (_registered(number) for check in checks for number in _numbers(check))
    every = {(one.id, one.numerator, one.base_n, one.value): one for one in (*used, *registered)}
    yield from (found for one in every.values() if (found := _cases(one)) is not None)
    for check in checks:
        yield from _checked(check)


def _numbers(check: Check) -> list[str]:
    """The figures of the register that a check names, each once."""
    single = (check.union, check.equals, check.count, check.at_most, check.population)
    several = (*check.parts, *check.product, *check.same, *check.rates)
    return list(dict.fromkeys(number for number in (*single, *several) if number is not None))


def _registered(number: str) -> Printed:
    return printed(Published(figure=number), "same")


def _cases(one: Printed) -> Relation | None:
    """n of N beside a percentage must round to it."""
    if one.unit != "percent" or one.value is None or one.numerator is None or not one.base_n:
        return None
    share = WHOLE * one.numerator / one.base_n
    return Relation("cases", one, (), share, share, agrees(one, one.value, share))


def _checked(check: Check) -> Iterator[Relation]:
    if check.same:
        yield from _same(check)
    elif check.union:
        yield _judged(check, "union", check.union, check.parts, _union)
    elif check.at_most and check.population:
        yield _judged(check, "at_most", check.at_most, (*check.rates, check.population), _most)
    elif check.equals and check.product and not check.population:
        yield _judged(check, "product", check.equals, check.product, _product)
    elif check.equals and check.population:
        rates = check.product or tuple(filter(None, (check.count,)))
        yield _judged(check, "count", check.equals, (*rates, check.population), _count)


def _judged(
    check: Check,
    kind: str,
    target: str,
    others: Sequence[str],
    judge: Callable[[Printed, Sequence[Printed]], tuple[Extent, bool]],
) -> Relation:
    """What follows from the others, and whether the printed figure is in it; unknown where one has no number."""
    one, rest = _registered(target), tuple(_registered(number) for number in others)
    units = tuple(part.unit for part in (one, *rest))
    expected = ("people", *("percent" for _ in rest[1:]), "people") if kind in PEOPLE else ("percent",) * len(units)
    if not all(_has_number(part) for part in (one, *rest)) or units != expected:
        return Relation(kind, one, rest, 0.0, 0.0, None, check.note)
    (low, high), holds = judge(one, rest)
    return Relation(kind, one, rest, low, high, holds, check.note)


def _has_number(one: Printed) -> bool:
    return one.unit is not None and (one.value is not None or one.span is not None)


def extent(one: Printed) -> Extent:
    """The least and the greatest number that a printed figure could have been rounded from."""
    low, high = one.span or (one.value or 0.0, one.value or 0.0)
    below, above = unit_of(one, low) / 2, unit_of(one, high) / 2
    if one.qualifier in FROM_ABOVE:
        below *= 2
    if one.qualifier in FROM_BELOW:
        above *= 2
    return low - below, high + above


def _meet(first: Extent, second: Extent) -> bool:
    slack = NOISE * max(1.0, *(abs(end) for end in (*first, *second)))
    return first[0] <= second[1] + slack and second[0] <= first[1] + slack


def _union(union: Printed, parts: Sequence[Printed]) -> tuple[Extent, bool]:
    """No part exceeds the union, and the union does not exceed their sum, nor everyone."""
    extents = [extent(part) for part in parts]
    allowed = max(low for low, _ in extents), min(WHOLE, sum(high for _, high in extents))
    return allowed, _meet(extent(union), allowed)


def _product(equals: Printed, shares: Sequence[Printed]) -> tuple[Extent, bool]:
    """A rate among users times the share of users is the rate among all."""
    lows, highs = zip(*(extent(share) for share in shares), strict=True)
    factor = WHOLE ** (1 - len(shares))
    allowed = prod(lows) * factor, min(WHOLE, prod(highs) * factor)
    return allowed, _meet(extent(equals), allowed)


def _count(count: Printed, others: Sequence[Printed]) -> tuple[Extent, bool]:
    """People are a rate times those it speaks of.

    The printed rates give the count, rounded as it was; or rates that round to them give it to two digits. A count
    of one digit is not widened to all that rounds to it: with the rates widened too, hardly any would be wrong.
    """
    *rates, population = others
    share = prod((rate.value or 0.0) / WHOLE for rate in rates)
    nominal = share * (population.value or 0.0)
    lows, highs = zip(*(extent(rate) for rate in rates), strict=True)
    people = extent(population)
    allowed = people[0] * prod(low / WHOLE for low in lows), people[1] * prod(min(1.0, high / WHOLE) for high in highs)
    value = count.value or 0.0
    place = count.step or last_place(value, count.decimals)
    if half_up(nominal / place) == half_up(value / place, 9):
        return allowed, True
    fine = min(place, 10.0 ** (len(str(int(value))) - 1) / SECOND_DIGIT)
    return allowed, _meet((value - fine / 2, value + fine / 2), allowed)


def _most(count: Printed, others: Sequence[Printed]) -> tuple[Extent, bool]:
    """People cannot be more than the largest of the rates that were printed for them."""
    *rates, population = others
    most = max(min(WHOLE, extent(rate)[1]) for rate in rates) / WHOLE * extent(population)[1]
    return (0.0, most), extent(count)[0] <= most


def _same(check: Check) -> Iterator[Relation]:
    """The first of several figures of one thing against each of the others."""
    first, *others = (_registered(number) for number in check.same)
    for other in others:
        if not (_has_number(first) and _has_number(other)) or first.unit != other.unit:
            yield Relation("same", first, (other,), 0.0, 0.0, None, check.note)
            continue
        found = extent(other)
        yield Relation("same", first, (other,), *found, _meet(extent(first), found), check.note)
