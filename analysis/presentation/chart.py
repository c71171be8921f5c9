"""What presentation hands on beside the table: a chart as it may be drawn; writers place its marks, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..choices import ChartKind, Status
from .rounding import ENGLISH, Numerals

Unit = Literal["percent", "number"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a chart, with the words that stand beside it.

    Attributes:
        label: the category it stands at.
        series: what tells marks of one category apart (a group, an answer of a scale, a round); else empty.
        panel: the small multiple it stands in; empty where there is one picture.
        value: raw number, a share as a fraction; None where absent or not shown, and then so are the bounds.
        low: lower bound of the interval, or end of a range that has no value; None where there is neither.
        high: upper bound.
        text: the value as the table writes it, rounded and marked; `*` where it is not shown.
        bounds: the interval as the table writes it.
        n: the base as the table writes it.
        base: the base as a number; None where it may not be shown.
        reason: why a number is not shown; empty where it is.
        detail: a sentence that stands beside the mark (facts beside a rating of the card).
        tag: a sign that is independent of the value (work done by others, on the card).
    """

    label: str
    series: str = ""
    panel: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""
    bounds: str = ""
    n: str = ""
    base: int | None = None
    status: Status = "shown"
    reason: str = ""
    detail: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity, so that a picture of it is made once
class Chart:
    """A chart as it may be drawn: marks in the order of the eye, and every word that stands in the picture.

    Attributes:
        title: the message, a sentence.
        subtitle: what is shown: measure, base, unit.
        axis: heading of the axis of values.
        unit: whether values are shares (fractions) or numbers.
        reference: the total, where marks are to be held against it.
        notes: what stands under the picture: base, method, footnotes of the marks that occur, source.
        alt: what the picture says, in words made from its numbers.
        synthetic: the words that must stand inside the picture of made-up data; empty for real ones.
        words: phrases of the language.
    """

    kind: ChartKind
    title: str
    subtitle: str
    marks: tuple[Mark, ...]
    axis: str = ""
    unit: Unit = "percent"
    reference: Mark | None = None
    notes: tuple[str, ...] = ()
    alt: str = ""
    synthetic: str = ""
    lang: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    numerals: Numerals = ENGLISH

    @property
    def labels(self) -> tuple[str, ...]:
        """The categories, each once, in the order of the marks."""
        return tuple(dict.fromkeys(mark.label for mark in self.marks))

    @property
    def series(self) -> tuple[str, ...]:
        """The series, each once, in the order of the marks."""
        return tuple(dict.fromkeys(mark.series for mark in self.marks))

    @property
    def panels(self) -> tuple[str, ...]:
        """The small multiples, each once, in the order of the marks."""
        return tuple(dict.fromkeys(mark.panel for mark in self.marks))
