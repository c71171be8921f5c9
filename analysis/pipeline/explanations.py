"""What else would give a printed number: other bases, weights, rules and composites, each really computed.

All that match are listed, and none is named as the cause: several may, and a round number is easily met by chance. An
alternative is listed only where its own table would show the number, so that nothing comes out by this door.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..errors import SurveyError
from ..report.agreement import Agreement, cut, held
from ..report.printed import Printed
from ..request import SurveyRequest
from .alternatives import Alternative, Change, bases, composites, intervals, rules, shares, weights
from .computing import Found, Workings, found, requests_for, with_step
from .shelf import Shelf

Trying = Callable[[Alternative], Iterator[Alternative]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A printed number that is not the computed one, which may be shown."""

    request: SurveyRequest
    printed: Printed
    found: Found
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Explained:
    """What was tried for a difference.

    Attributes:
        tried: alternatives that could be computed.
        consistent: those that give the printed number.
    """

    tried: int
    consistent: tuple[tuple[Change, ...], ...]


def explain(differences: Sequence[Difference], shelf: Shelf) -> list[Explained]:
    """Every alternative for every difference; the files are read once more, with what all of them ask for.

    `shelf` knows the codebooks; the files it has read lack what only the alternatives need.
    """
    tried = [list(_alternatives(one, shelf)) for one in differences]
    workings = Workings(Shelf())
    for difference, alternatives in zip(differences, tried, strict=True):
        for alternative in alternatives:
            for request in requests_for(alternative.request, difference.printed):
                workings.announce(request)
    return [_explained(one, alternatives, workings) for one, alternatives in zip(differences, tried, strict=True)]


def _alternatives(difference: Difference, shelf: Shelf) -> Iterator[Alternative]:
    """One change, or a missing rule beside another base or other weights."""
    codebook = shelf.codebook(difference.request.data)
    if codebook is None:
        return
    start = Alternative((), difference.request, difference.printed)

    def other_bases(one: Alternative) -> Iterator[Alternative]:
        return bases(one, codebook)

    def other_rules(one: Alternative) -> Iterator[Alternative]:
        return rules(one, codebook)

    single = (other_bases, weights, other_rules, shares, lambda one: composites(one, codebook))
    yield from chain.from_iterable(change(start) for change in single)
    for change in (other_bases, weights):
        yield from chain.from_iterable(other_rules(one) for one in change(start))
    if "bounds" in difference.agreement.differing:
        yield from intervals(start)


def _explained(difference: Difference, alternatives: Sequence[Alternative], workings: Workings) -> Explained:
    needed = {"value", *(difference.agreement.differing if "value" not in difference.agreement.differing else ())}
    consistent = []
    tried = 0
    for alternative in alternatives:
        try:
            other = found(alternative.request, alternative.printed, workings)
        except SurveyError:  # there is no such number, as of a base without the question
            continue
        tried += 1
        step = with_step(alternative.printed, workings.of(alternative.request)[0].round_to)
        if other.told is not None and needed.isdisjoint(held(replace(step, sample="same"), other.computed).differing):
            consistent.append(alternative.changes)
    rounded = list(_rounded(difference))
    consistent += [changes for changes, fits in rounded if fits]
    return Explained(tried + len(rounded), tuple(dict.fromkeys(consistent)))


def _rounded(difference: Difference) -> Iterator[tuple[tuple[Change, ...], bool]]:
    """The computed number rounded up, or down, instead of half up."""
    printed, number = difference.printed, difference.found.computed.value
    if number is None or printed.value is None or "value" not in difference.agreement.differing:
        return
    yield (Change("rounded_up"),), cut(printed, number, up=True)
    yield (Change("rounded_down"),), cut(printed, number, up=False)
