"""Small surveys drawn with unequal probabilities or in two phases, and what is asked of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.errors import SurveyError
from analysis.pipeline import estimate
from analysis.presentation.table import Table
from analysis.request import Data, EstimateRequest
from tests.pipeline.small import OPEN, ROWS, every, write

HEAD = """
survey: {id: small, title: A small survey, people: children}
files:
  people: {path: data.csv, design: %s}
"""
BOOK = """
variables:
  asked: {values: {1: "Yes", 2: "No"}}
  harm: {values: {1: "Yes", 2: "No"}}
indicators:
  harmed: {label: Harmed, all_of: [harm == 1], missing: complete}
populations:
  all: {file: people, label: All children}
"""
SECOND = "{strata: st, psu: psu, fpc: N, second_phase: {where: asked == 1, strata: sex}}"
COLUMNS: dict[str, Any] = {
    "N": [30] * ROWS,
    "asked": every(3),
    "harm": [None if row % 3 else 1 + (row % 5 > 0) for row in range(ROWS)],
    "psu": [row // 10 for row in range(ROWS)],
    "p": [0.15 + row // 10 % 5 / 10 for row in range(ROWS)],
    "kind": [row // 50 for row in range(ROWS)],
}


def made(folder: Path, design: str, **columns: Any) -> Data:
    return write(folder, BOOK, HEAD % design, **(COLUMNS | columns)).data


def asked(data: Data, **more: Any) -> Table:
    request = {"variable": ("age",), "data": data, "shown": OPEN} | more
    return estimate(EstimateRequest(**request))


def refused(data: Data, **more: Any) -> str:
    with pytest.raises(SurveyError) as error:
        asked(data, **more)
    return str(error.value)


def few(folder: Path, design: str, text: str) -> Data:
    """A file of a few rows."""
    (folder / "data.csv").write_text(text, encoding="utf-8")
    (folder / "cb.yaml").write_text(HEAD % design, encoding="utf-8")
    return Data(codebook=folder / "cb.yaml")
