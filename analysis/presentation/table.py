"""What presentation hands on: a table that may be shown as it stands. Writers draw from it and decide nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from ..choices import Status
from ..estimation.estimate import Estimate, Test, Unanswered
from .cells import Writing

Unit = Literal["", "percent", "number", "whole"]


@dataclass(frozen=True, slots=True)
class Row:
    """An estimate as it may be shown: numbers that may not be are None, with the reason.

    Attributes:
        base_hidden: the base itself may not be shown; its `n` is 0 then and says nothing.
    """

    estimate: Estimate
    status: Status = "shown"
    flags: tuple[str, ...] = ()
    reason: str = ""
    base_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table as read by people; `unit` says what the numbers behind its cells are."""

    heading: str
    align: Literal["left", "right"] = "right"
    unit: Unit = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells already in words and rounded; a group and a subgroup are headings of the lines that follow.

    Attributes:
        numbers: the raw numbers behind each cell, for sheets: none behind words and what is not shown, one behind a
            value (a share as a fraction), two behind an interval. Empty for a line of words only.
    """

    cells: tuple[str, ...]
    kind: Literal["line", "group", "subgroup"] = "line"
    numbers: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The end of the road: what people read (columns, lines, notes) and what programs read (rows, missing, more).

    Attributes:
        rows: every estimate behind the lines, after protection and reliability; CSV and JSON draw from these.
        more: arrays that a command adds to its JSON (`findings`, `columns`, ...), each a sequence of flat objects.
        provenance: what the numbers stand on: data, codebook, design, request, rules, versions; no path, host or time.
        credits: of the notes, those that go under a picture of it: base, method, marks, source.
        inputs: files it was made from, for the manifest beside an output; no writer names their folders.
        writing: how its numbers and words are written, for a chart of the same rows.
        withheld: of each row why protection hides it; no output says so, only the record for an output checker.
    """

    command: str
    title: str
    subtitle: str = ""
    columns: tuple[Column, ...] = ()
    lines: tuple[Line, ...] = ()
    rows: tuple[Row, ...] = ()
    missing: tuple[Unanswered, ...] = ()
    tests: tuple[Test, ...] = ()
    notes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    more: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[Path, ...] = ()
    synthetic: bool = False
    findings: int = 0
    writing: Writing = field(default_factory=lambda: Writing({}))
    withheld: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
