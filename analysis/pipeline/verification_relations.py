"""What printed figures say of each other, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..presentation.cells import ABSENT, Writing
from ..presentation.table import Line
from ..report.model import Report
from ..report.printed import Printed, in_words
from ..report.relations import Relation

FINE = 2  # decimals of what follows from rounded percentages


def line_of(one: Relation, verdict: str, report: Report, writing: Writing) -> Iterator[Line]:
    """The figure, what was printed, what follows from the others, and the verdict."""
    yield Line((_id(one.printed), _printed(one, writing), _limits(one, writing), writing.words[f"verdict_{verdict}"]))
    if not one.holds:
        yield Line(("", "", "", f"- {_follows(one, writing)}"))
    if note := report.text(one.note):
        yield Line(("", "", "", f"- {note}"))


def record_of(one: Relation, verdict: str, report: Report, writing: Writing) -> dict[str, Any]:
    """One flat object, with the sources of all figures."""
    every = (one.printed, *one.others)
    return {
        "relation": one.kind,
        "register": _id(one.printed),
        "others": tuple(_id(other) for other in one.others),
        "printed": one.printed.value,
        "printed_text": _printed(one, writing),
        "unit": one.printed.unit,
        "follows_low": None if one.holds is None else one.low,
        "follows_high": None if one.holds is None else one.high,
        "verdict": verdict,
        "remark": _follows(one, writing),
        "note": report.text(one.note),
        "sources": tuple(dict.fromkeys(part.source for part in every)),
    }


def _id(printed: Printed) -> str:
    return printed.id or printed.source or ABSENT


def _printed(one: Relation, writing: Writing) -> str:
    text = in_words(one.printed, writing)
    if one.kind != "cases":
        return text
    numbers = writing.numerals
    cases, n = numbers.whole(one.printed.numerator or 0), numbers.whole(one.printed.base_n or 0)
    return f"{text} ({writing.words['count_of'].format(cases=cases, n=n)})"


def _limits(one: Relation, writing: Writing) -> str:
    """What follows, in the unit of the printed figure."""
    if one.holds is None:
        return ABSENT
    if one.kind == "same":
        return in_words(one.others[0], writing)
    if one.kind == "at_most":
        return f"{writing.words['up_to']} {_number(one.high, one, writing)}"
    if one.low == one.high:
        return _number(one.low, one, writing)
    return f"{_number(one.low, one, writing)}-{_number(one.high, one, writing)}"


def _number(value: float, one: Relation, writing: Writing) -> str:
    return writing.numerals.plain(value, 0 if one.printed.unit == "people" else one.printed.decimals + FINE - 1)


def _follows(one: Relation, writing: Writing) -> str:
    if one.holds is None:
        return writing.words["verify_unknown"]
    others = ", ".join(f"{_id(other)} ({in_words(other, writing)})" for other in one.others)
    low, high = (_number(end, one, writing) for end in (one.low, one.high))
    return writing.words[f"follows_{one.kind}"].format(others=others, low=low, high=high)
