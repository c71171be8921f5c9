"""A printed value with what the register knows of it: what a computed number is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..presentation.cells import Writing
from .model import Published, Qualifier, Sample, Unit, Which
from .register import PublishedFigure, figure

WHOLE = frozenset({"people", "cases"})
UNITS: Mapping[str, Unit] = {"percent": "percent", "children": "people", "persons": "people", "count": "cases"}


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed, in the unit it was printed in (2 for 2 %).

    Attributes:
        id: number in the register; empty where it is only in the report file.
        of: which number of the figure it is.
        span: least and greatest of several numbers; None for a single one.
        order: items printed as the most frequent; `ranked` where in that order.
        bounds: the printed interval.
        interval_decimals: of the bounds; None where they have those of the number.
        decimals: of the printed number.
        step: what it was rounded to a multiple of; None for its decimals.
        sample: whether it stands on these data or on others.
        source: document or address, with the page.
    """

    id: str
    of: Which
    unit: Unit | None
    value: float | None = None
    span: tuple[float, float] | None = None
    across: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    ranked: bool = False
    bounds: tuple[float, float] | None = None
    interval_decimals: int | None = None
    decimals: int = 0
    step: float | None = None
    qualifier: Qualifier | None = None
    base_n: int | None = None
    numerator: int | None = None
    sample: Sample = "same"
    source: str = ""


def printed(published: Published, sample: Sample) -> Printed:
    """The printed value of a report file, filled up from the register; what the file says goes first."""
    known = _known(published)
    written: dict[str, Any] = {name: getattr(published, name) for name in published.model_fields_set}
    span, bounds = written.pop("range", None), written.pop("interval", None)
    source, page = written.pop("source", None) or known.pop("source", ""), written.pop("page", None)
    written.pop("figure", None)
    written = _decimals(published) | written
    merged = {"id": published.figure or "", "of": published.of, "unit": None, "sample": sample, **known, **written}
    if span is not None or published.order:
        merged["value"] = None
    return Printed(
        **{
            **merged,
            "span": span or (merged.pop("span", None) if published.value is None else None),
            "bounds": bounds or merged.pop("bounds", None),
            "source": ", ".join(part for part in (source, page) if part),
        }
    )


def _decimals(published: Published) -> dict[str, int]:
    """The decimals that numbers were written with in the file, where it says nothing of them."""
    told = {"decimals": (published.value, *(published.range or ())), "interval_decimals": published.interval or ()}
    places = {name: [_places(number) for number in numbers if number is not None] for name, numbers in told.items()}
    return {name: max(counts) for name, counts in places.items() if counts}


def _places(number: float) -> int:
    """Digits after the point, as few as say the number.

    >>> _places(31.5), _places(32.0)
    (1, 0)
    """
    return len(f"{number:.8f}".rstrip("0").partition(".")[2])


def _known(published: Published) -> dict[str, Any]:
    """What the register knows, in the names of `Printed`."""
    if published.figure is None:
        return {}
    found = figure(published.figure)
    told = {
        "unit": UNITS.get(found.unit),
        "value": found.value,
        "decimals": found.decimals,
        "qualifier": found.qualifier or None,
        "base_n": None if found.unit == "count" and found.value == found.base_n else found.base_n,  # n itself
        "numerator": found.numerator,
        "source": found.source,
        **_ends(found),
    }
    return {name: value for name, value in told.items() if value is not None}


def _ends(found: PublishedFigure) -> dict[str, Any]:
    if found.low is None or found.high is None:
        return {}
    return {"span" if found.is_range else "bounds": (found.low, found.high)}


def in_words(printed: Printed, writing: Writing, labels: Mapping[str, str] | None = None) -> str:
    """What was printed, as a reader of this language writes it: at least 2 %, 17-56 %, 500,000.

    `labels` are those of items, by their names.
    """
    if printed.order:
        return ", ".join((labels or {}).get(name, name) for name in printed.order)
    ends = printed.span or ((printed.value,) if printed.value is not None else ())
    text = "-".join(writing.numerals.plain(end, 0 if printed.unit in WHOLE else printed.decimals) for end in ends)
    word = f"{writing.words[printed.qualifier]} " if printed.qualifier else ""
    places = printed.decimals if printed.interval_decimals is None else printed.interval_decimals
    bounds = "-".join(writing.numerals.plain(end, places) for end in printed.bounds or ())
    return f"{word}{text}{' %' if printed.unit == 'percent' else ''}{f' ({bounds})' if bounds else ''}"
