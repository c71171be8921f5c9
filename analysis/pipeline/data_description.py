"""What a file knows about itself, and which of its columns look like the sample design: `tallybook data describe`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import as_written
from ..input import ColumnFacts, Microdata, read
from ..input.describe import Guess, guess_design
from ..presentation.rounding import ENGLISH
from ..presentation.table import Column, Line, Table
from ..request import DescribeRequest
from .finish import repeatable, versions
from .shelf import read_options

OPEN_ENDED = (
    "The file does not say how many rows it should have: compare them with its source, and pin them in a codebook "
    "(rows, sha256)."
)
MOST_LABELS = 6  # labels of a column that its line shows; JSON has all


def describe(request: DescribeRequest) -> Table:
    """Columns with labels and user-missing codes, response sets, and guesses at the design; no value of any row."""
    found = read(request.data, None, read_options(request.reading))
    guesses = guess_design(found.facts, found)
    facts = found.facts
    return Table(
        command="data describe",
        title=facts.label or facts.name,
        subtitle=f"{facts.format}, {ENGLISH.whole(found.rows)} rows, {ENGLISH.whole(len(facts.columns))} columns",
        columns=(Column("Column", "left"), Column("Kind", "left"), Column("Label, codes, missing codes", "left")),
        lines=tuple(_lines(found, guesses)),
        more={
            "columns": tuple(_column(column) for column in facts.columns.values()),
            "sets": tuple(
                {"name": s.name, "label": s.label, "columns": list(s.columns), "counted": s.counted}
                for s in facts.sets.values()
            ),
            "design_guesses": tuple({"column": g.column, "role": g.role, "reason": g.reason} for g in guesses),
        },
        notes=(*facts.notes, *([OPEN_ENDED] if facts.open_ended else []), *_next_step(guesses)),
        provenance={
            **versions(),
            "file": facts.name,
            "format": facts.format,
            "rows": found.rows,
            "request": repeatable(request),
        },
        inputs=(request.data,),
    )


def _lines(found: Microdata, guesses: tuple[Guess, ...]) -> Iterator[Line]:
    if guesses:
        yield Line(("Columns that look like the sample design",), "group")
        for guess in guesses:
            yield Line((guess.column, guess.role, guess.reason))
    if found.facts.sets:
        yield Line(("Response sets of the file",), "group")
        for name, described in found.facts.sets.items():
            yield Line((name, "set", f"{described.label}: {', '.join(described.columns)}".lstrip(": ")))
    yield Line(("Columns",), "group")
    for column in found.facts.columns.values():
        yield Line((column.name, column.kind, _words(column)))


def _words(column: ColumnFacts) -> str:
    codes = [f"{as_written(code)} {label}" for code, label in column.value_labels.items()]
    more = f", and {len(codes) - MOST_LABELS} more" if len(codes) > MOST_LABELS else ""
    missing = _missing(column)
    parts = [
        column.label,
        "codes: " + ", ".join(codes[:MOST_LABELS]) + more if codes else "",
        "missing: " + ", ".join(missing) if missing else "",
    ]
    return "; ".join(part for part in parts if part) or "-"


def _missing(column: ColumnFacts) -> list[str]:
    """The codes that the file declares missing, a range as `97 to 99`."""
    return [
        as_written(r.low) if r.low == r.high else f"{as_written(r.low)} to {as_written(r.high)}"
        for r in column.user_missing
    ]


def _column(column: ColumnFacts) -> Mapping[str, Any]:
    return {
        "column": column.name,
        "kind": column.kind,
        "label": column.label,
        "level": column.level,
        "value_labels": {as_written(code): label for code, label in column.value_labels.items()},
        "user_missing": _missing(column),
    }


def _next_step(guesses: tuple[Guess, ...]) -> tuple[str, ...]:
    """The options that the first guess of each role would fill in."""
    options = {"weight": "--weight", "strata": "--strata", "psu": "--psu", "fpc": "--fpc"}
    first: dict[str, str] = {}
    for guess in guesses:
        if guess.role in options:
            first.setdefault(guess.role, guess.column)
    if not first:
        return ("No column looks like a weight, a stratum or a sampling unit; ask who drew the sample.",)
    line = " ".join(f"{options[role]} {column}" for role, column in first.items())
    return (f"To try the guesses: tallybook estimate FILE --variable NAME {line}. Ask who drew the sample.",)
