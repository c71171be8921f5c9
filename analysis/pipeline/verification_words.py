"""What a verification says of one printed value, in words: nothing of a number that is not shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import as_written
from ..presentation.cells import ABSENT, Writing
from ..report.agreement import Agreement
from ..report.model import Figure
from ..report.printed import WHOLE, Printed, in_words
from .computing import Found
from .explanations import Explained


@dataclass(frozen=True, slots=True)
class Verified:
    """One printed value, and what became of it.

    Attributes:
        found: None where it could not be computed, for the reason in `why`.
        explained: what was tried for a difference; None where nothing was.
    """

    figure: Figure
    printed: Printed
    found: Found | None
    agreement: Agreement | None
    why: str
    explained: Explained | None

    @property
    def verdict(self) -> str:
        """agrees, differs or not_computed."""
        if self.agreement is None:
            return "not_computed"
        return "agrees" if self.agreement.agrees else "differs"


def name_of(printed: Printed) -> str:
    """The number in the register, and which number of the figure it is."""
    of = printed.of
    groups = (f"{name} {as_written(code)}" for name, code in of.by.items())
    level = None if of.level is None else as_written(of.level)
    item = None if of.item is None else as_written(of.item)
    which = ", ".join(part for part in (of.indicator, of.set, item, level, *groups) if part is not None)
    return " ".join(part for part in (printed.id, which and f"({which})") if part) or ABSENT


def as_printed(printed: Printed, writing: Writing) -> str:
    """What was printed, with its base and its cases."""
    cases, n = _whole(printed.numerator, writing), _whole(printed.base_n, writing)
    beside = "" if printed.base_n is None else f" (n = {n})"
    if printed.numerator is not None:
        beside = f" ({writing.words['count_of'].format(cases=cases, n=n)})"
    return in_words(printed, writing) + beside


def as_computed(one: Verified, writing: Writing) -> str:
    """What was computed, with one decimal more than was printed."""
    if one.found is None:
        return ABSENT
    computed = one.found.told
    if computed is None:
        return writing.words["not_shown"]
    if computed.order is not None:
        return ", ".join(sorted(computed.order, key=lambda item: -(computed.order or {})[item]))
    if computed.several:
        ends = (min(computed.several), max(computed.several))
        return "-".join(_number(end, one.printed, writing) for end in ends)
    return ABSENT if computed.value is None else _number(computed.value, one.printed, writing)


def _number(value: float, printed: Printed, writing: Writing) -> str:
    return writing.numerals.plain(value, 0 if printed.unit in WHOLE else printed.decimals + 1)


def remarks(one: Verified, writing: Writing) -> Iterator[str]:
    """What must be said of a verdict; nothing of a number that is not shown."""
    phrases = writing.words
    if one.why:
        yield one.why
    if one.agreement is None or one.found is None or one.found.told is None:
        return
    if one.agreement.inside:
        yield phrases["verify_another" if one.agreement.agrees else "verify_inside"]
    computed = one.found.told
    sides: Mapping[str, tuple[str, str]] = {
        "base": (_whole(one.printed.base_n, writing), _whole(computed.n, writing)),
        "cases": (_whole(one.printed.numerator, writing), _whole(computed.cases, writing)),
        "bounds": (_ends(one.printed.bounds, one, writing), _ends((computed.low, computed.high), one, writing)),
    }
    if one.printed.base_n not in (None, computed.n) and one.printed.base_n == computed.asked:
        yield phrases["verify_asked"].format(computed=_whole(computed.n, writing))
    for part in one.agreement.differing:
        if part in sides:
            printed, found = sides[part]
            yield phrases[f"verify_{part}"].format(printed=printed, computed=found)


def _whole(number: int | None, writing: Writing) -> str:
    return ABSENT if number is None else writing.numerals.whole(number)


def _ends(bounds: Sequence[float | None] | None, one: Verified, writing: Writing) -> str:
    known = [bound for bound in bounds or () if bound is not None]
    if len(known) != 2:
        return ABSENT
    decimals = 0 if one.printed.unit in WHOLE else one.printed.decimals
    return "-".join(writing.numerals.plain(bound, decimals) for bound in known)


def explanations(one: Verified, writing: Writing) -> Iterator[str]:
    """All that would give the printed number, and how many were tried."""
    if one.explained is None:
        return
    for what in consistent(one, writing):
        yield writing.words["verify_consistent"].format(what=what)
    count = len(one.explained.consistent)
    yield writing.words["verify_tried"].format(tried=one.explained.tried, count=count)


def consistent(one: Verified, writing: Writing) -> Iterator[str]:
    """What gives the printed number, each in words."""
    for changes in one.explained.consistent if one.explained else ():
        yield ", ".join(writing.words[f"try_{change.kind}"].format(name=change.name) for change in changes)
