"""A library that does harm in place of the one that parses: the other process finds it where this one says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.isolation import process

# What the parser has to offer before it comes to the harm.
PARSER = """
import atexit, os, sys, time
class ReadstatError(Exception): ...
class PyreadstatError(Exception): ...
class Meta:
    column_names = ["x"]
    number_rows = {rows}
    file_label = notes = ""
    readstat_variable_types = {{"x": "double"}}
    original_variable_types = variable_measure = column_names_to_labels = {{}}
    variable_value_labels = missing_ranges = missing_user_values = mr_sets = {{}}
    variable_display_width = {{}}
def read_sav(path, metadataonly=False, **how):
    if metadataonly:
        return {{}}, Meta
    {harm}
    return {{"x": [1.0, 2.0]}}, Meta
"""


@pytest.fixture
def harmful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """A file, and a parser that does `harm` when it comes to the values; the real one is back afterwards."""

    def made(harm: str = "pass", *, rows: int | None = 2, size: int = 200) -> Path:
        (tmp_path / "pyreadstat.py").write_text(PARSER.format(harm=harm, rows=rows), encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        process.stop()
        path = tmp_path / "answers.sav"
        path.write_bytes(b"$FL2".ljust(size, b" "))
        return path

    yield made
    process.stop()
