"""Several tables and charts as one report: what a deck, a workbook, a page or a print is written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .chart import Chart
from .table import Table
from .words import words


@dataclass(frozen=True, slots=True, eq=False)
class Exhibit:
    """A table of the report, with its chart where it has one; title and subtitle are the table's.

    Attributes:
        id: short name, unique in the report; files of single figures are named after it.
        section: heading of the chapter it stands under; empty where the report has none.
    """

    id: str
    table: Table
    chart: Chart | None = None
    section: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A report as it may be shown.

    Attributes:
        notes: what holds for all of it: rounding, synthetic data, source.
        help_line: where a reader who needs help finds it; empty where the report names none.
        words: phrases of the language.
        provenance: what the numbers stand on; no path, host, user or time.
    """

    id: str
    title: str
    exhibits: tuple[Exhibit, ...]
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    help_line: str = ""
    lang: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False
    provenance: Mapping[str, Any] = field(default_factory=dict)


def alone(shown: Exhibit) -> Document:
    """A document of one exhibit, for formats that only hold documents."""
    made = shown.table
    phrases = made.writing.words or words(made.writing.lang)  # a table about a file has no numbers to write
    return Document(
        id=shown.id,
        title=made.title,
        exhibits=(shown,),
        notes=(phrases["synthetic"],) if made.synthetic else (),
        lang=made.writing.lang,
        words=phrases,
        synthetic=made.synthetic,
        provenance=made.provenance,
    )
