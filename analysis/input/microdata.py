"""What a file hands on: its columns, and what the file itself knows about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..arrays import CodeArray, FloatArray

MeasureLevel = Literal["nominal", "ordinal", "scale", "date", "unknown"]


@dataclass(frozen=True, slots=True)
class UserMissing:
    """Codes that the file itself declares missing: everything from `low` to `high`, both included."""

    low: float | str
    high: float | str


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What the file knows of one column without its values.

    Attributes:
        kind: `number` (values are float64) or `text` (dictionary-encoded; dates are ISO text).
        value_labels: label of each labelled code; keys are float for numbers, str for text;
            the label of a Stata tagged missing value has the key ".a" to ".z".
        user_missing: codes the file declares missing; they stay in the values.
    """

    name: str
    kind: Literal["number", "text"]
    label: str = ""
    value_labels: Mapping[float | str, str] = field(default_factory=dict)
    user_missing: tuple[UserMissing, ...] = ()
    level: MeasureLevel = "unknown"


@dataclass(frozen=True, slots=True)
class Column:
    """One column with its values.

    Attributes:
        values: numbers, shape (n,), NaN where the file has none; or, for text, codes into `categories`, -1 where blank.
        categories: the distinct texts, sorted; None for a number column.
        tags: shape (n,), 1 to 26 where Stata or SAS holds .a to .z and 27 where SAS holds ._ (the value is then NaN),
            else 0; None if it has none.
    """

    facts: ColumnFacts
    values: FloatArray | CodeArray
    categories: tuple[str, ...] | None = None
    tags: CodeArray | None = None


@dataclass(frozen=True, slots=True)
class ResponseSetFacts:
    """A multiple-response set that the file itself defines (SPSS MRSETS).

    Attributes:
        counted: the code that means "ticked" in a set of dichotomies; None in a set of categories.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    counted: float | str | None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file knows about itself.

    Attributes:
        rows: number of rows, or None when the format does not say before reading.
        open_ended: whether a file cut between two rows would look like this one, since nothing tells its end.
    """

    name: str
    format: str
    rows: int | None
    columns: Mapping[str, ColumnFacts]
    sets: Mapping[str, ResponseSetFacts] = field(default_factory=dict)
    label: str = ""
    notes: tuple[str, ...] = ()
    open_ended: bool = False


@dataclass(frozen=True, slots=True)
class Microdata:
    """The columns read from a file, every one with `rows` values."""

    facts: FileFacts
    rows: int
    columns: Mapping[str, Column]
