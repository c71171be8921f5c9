"""Writers of a finished table: each draws it as it stands; none computes, sorts, rounds or hides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..choices import OutputFormat
from . import delimited, json_, markdown, text

if TYPE_CHECKING:
    from ..presentation.table import Table

WRITERS: Mapping[OutputFormat, Callable[[Table], str]] = {
    "table": text.write,
    "csv": delimited.write,
    "json": json_.write,
    "md": markdown.write,
}
SUFFIXES: Mapping[str, OutputFormat] = {".txt": "table", ".csv": "csv", ".json": "json", ".md": "md"}
