"""The command without an engine: a pipeline that keeps the request and gives back a table made by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest

import analysis
from analysis import pipeline as real
from analysis.presentation.table import Table
from tests.export.tables import TABLE

NAMES = real.__all__


@dataclass
class Engine:
    """What the command asked for, and what it gets: a table, or the error to raise."""

    answer: Table | BaseException = TABLE
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def use_case(self, name: str) -> Callable[[Any], Table]:
        def called(request: Any) -> Table:
            self.calls.append((name, request))
            if isinstance(self.answer, BaseException):
                raise self.answer
            return self.answer

        return called


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    fake, pipeline = Engine(), ModuleType("analysis.pipeline")
    for name in NAMES:
        setattr(pipeline, name, fake.use_case(name))
    monkeypatch.setitem(sys.modules, "analysis.pipeline", pipeline)
    monkeypatch.setattr(analysis, "pipeline", pipeline, raising=False)
    return fake
