"""The register of published figures: what others have printed, each with where it stands and whom it speaks of."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from ..errors import CodebookError, UsageError, did_you_mean

FIGURES = "figures.csv"
MOST_NAMED = 25  # names that a message lists
SEARCH = " Search for a word instead, as in --search helpline."
Qualifier: TypeAlias = Literal["", "at_least", "nearly", "more_than", "about", "up_to", "less_than"]


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A figure as it was printed; nothing is filled in that the source does not say.

    Attributes:
        document: short name of what it was printed in.
        country: country or area it speaks of.
        printed: the text as printed, where it is known.
        qualifier: what the text says of the number, such as at least; a bound is not a value.
        value: the number in its unit (a percentage is 28.6, not 0.286); None for a range and for what has no number.
        low: lower end of a printed range, or lower bound of the interval of `value`.
        high: upper end of a printed range, or upper bound of the interval of `value`.
        numerator: cases, where n of N is printed.
        base_n: what the share is printed to stand on.
        population: whom it speaks of.
        year: year or period it refers to.
        source: address, or document and line.
        place: where in the document, with the words found there.
        quotation: its terms are those of the older document, and are quoted, not used.
        decimals: how many were printed.
    """

    id: str
    document: str
    country: str
    topic: str
    label: str
    printed: str
    qualifier: Qualifier
    value: float | None
    low: float | None
    high: float | None
    unit: str
    numerator: int | None
    base_n: int | None
    population: str
    year: str
    source: str
    place: str
    quotation: bool
    note: str
    decimals: int = 0

    @property
    def is_range(self) -> bool:
        """Were two ends printed, and no value between them?"""
        return self.value is None and self.low is not None and self.high is not None

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is said of it in words."""
        parts = (getattr(self, name) for name in COLUMNS)
        return tuple(part for part in parts if isinstance(part, str) and part)


COLUMNS = tuple(field.name for field in fields(PublishedFigure))[:-1]


def shipped_registers() -> tuple[Path, ...]:
    """The files of the register, beside the codebooks that ship."""
    folders = resources.files("codebooks").iterdir()
    found = (Path(str(folder.joinpath(FIGURES))) for folder in folders if folder.joinpath(FIGURES).is_file())
    return tuple(sorted(found))


@cache
def register() -> tuple[PublishedFigure, ...]:
    """Every published figure of every codebook that ships, in the order of their numbers."""
    found = [figure for path in shipped_registers() for figure in read(path, f"{path.parent.name}/{FIGURES}")]
    return tuple(sorted(found, key=lambda figure: figure.id))


def read(path: Traversable, name: str) -> Iterator[PublishedFigure]:
    """The figures of one file, with `name` in messages."""
    rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    if tuple(next(rows, ())) != COLUMNS:
        raise CodebookError(f"{name}: the columns of a register are {', '.join(COLUMNS)}")
    for number, cells in enumerate(rows, start=2):
        try:
            yield _figure(dict(zip(COLUMNS, cells, strict=True)))
        except ValueError as error:
            raise CodebookError(f"{name}: line {number}: {error}") from None


def figure(number: str) -> PublishedFigure:
    """The figure that has this number in the register, such as D007."""
    by_number = {figure.id: figure for figure in register()}
    if number.upper() not in by_number:
        raise UsageError(f"figure {number!r} is not in the register.{did_you_mean(number, by_number) or SEARCH}")
    return by_number[number.upper()]


def find(
    figures: Sequence[PublishedFigure],
    words: Sequence[str] = (),
    country: Sequence[str] = (),
    topic: Sequence[str] = (),
    document: Sequence[str] = (),
) -> tuple[PublishedFigure, ...]:
    """The figures in which every word occurs, of any of the countries, topics and documents named."""
    wanted = {"country": country, "topic": topic, "document": document}
    allowed = {field: {_known(figures, field, name) for name in names} for field, names in wanted.items() if names}
    parts = [part for word in words for part in word.casefold().split()]
    return tuple(
        figure
        for figure in figures
        if all(getattr(figure, field) in names for field, names in allowed.items())
        and all(any(part in text.casefold() for text in figure.texts) for part in parts)
    )


def _known(figures: Sequence[PublishedFigure], field: str, name: str) -> str:
    """The name as the register writes it."""
    known = dict.fromkeys(getattr(figure, field) for figure in figures)
    for candidate in known:
        if candidate.casefold() == name.casefold():
            return str(candidate)
    every = f" It has {', '.join(known)}." if len(known) <= MOST_NAMED else SEARCH
    raise UsageError(f"the register has no {field} {name!r}.{did_you_mean(name, known) or every}")


def _figure(cells: dict[str, str]) -> PublishedFigure:
    empty = [name for name in ("id", "document", "country", "topic", "label", "unit", "source") if not cells[name]]
    if empty:
        raise ValueError(f"{empty[0]} is empty")
    if cells["qualifier"] not in get_args(Qualifier):
        raise ValueError(f"qualifier {cells['qualifier']!r} is not one of {', '.join(get_args(Qualifier)[1:])}")
    if cells["quotation"] not in ("true", "false"):
        raise ValueError("quotation must be true or false")
    numbers = {name: _number(cells[name]) for name in ("value", "low", "high")}
    if numbers["low"] is not None and numbers["high"] is not None and numbers["low"] > numbers["high"]:
        raise ValueError(f"the range runs backwards, from {cells['low']} to {cells['high']}")
    counts = {name: _count(cells[name]) for name in ("numerator", "base_n")}
    decimals = max(len(cells[name].partition(".")[2]) for name in ("value", "low", "high"))
    quoted = cells["quotation"] == "true"
    return PublishedFigure(**{**cells, **numbers, **counts, "quotation": quoted, "decimals": decimals})  # type: ignore[arg-type]  # checked above, cell by cell


def _number(text: str) -> float | None:
    """The number of a cell; one printed in words as a fraction is written as one: 2/3.

    >>> _number("28.6"), _number("1/5"), _number("")
    (28.6, 0.2, None)
    """
    try:
        return float(Fraction(text)) if text else None
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{text!r} is not a number") from None


def _count(text: str) -> int | None:
    if text and not text.isdecimal():
        raise ValueError(f"{text!r} is not a whole number")
    return int(text) if text else None
