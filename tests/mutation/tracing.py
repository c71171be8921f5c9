"""Which lines of the rooms each test reaches, and how long it takes."""

from __future__ import annotations

import functools
import gc
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

Line = tuple[str, int]
OURS = ("analysis", "cli", "tests")


@dataclass(slots=True)
class Reached:
    """What a test did: the lines of the rooms it reached, the seconds it takes alone, and whether it passed."""

    lines: set[Line] = field(default_factory=set)
    seconds: float = 0.0
    passed: bool = True


class Tracing:
    """A plugin that runs every test under a trace; a fixture shared by tests counts for each of them."""

    def __init__(self, root: Path, rooms: Sequence[str]) -> None:
        self.files = {str(path): str(path.relative_to(root)) for room in rooms for path in (root / room).rglob("*.py")}
        self.reached: dict[str, Reached] = {}
        self.of_fixture: dict[int, Reached] = {}
        self.now = Reached()

    def run(self, items: Sequence[pytest.Item]) -> dict[str, Reached]:
        """Run all, in their order; what a cache of ours keeps is forgotten before each."""
        caches = [
            cached
            for cached in gc.get_objects()
            if isinstance(cached, functools._lru_cache_wrapper) and str(cached.__module__).startswith(OURS)
        ]
        for item, following in zip(items, [*items[1:], None], strict=True):
            for cached in caches:
                cached.cache_clear()
            self.reached[item.nodeid] = here = Reached()
            self.now, start = here, time.perf_counter()
            sys.settrace(self._called)
            try:
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            finally:
                sys.settrace(None)
            here.seconds += time.perf_counter() - start
            for fixture in chain(*getattr(item, "_fixtureinfo").name2fixturedefs.values()):  # noqa: B009
                shared = self.of_fixture.get(id(fixture), Reached())
                here.lines |= shared.lines
                here.seconds += shared.seconds
        return self.reached

    def _called(self, frame: FrameType, event: str, argument: object) -> Any:
        return self._line if frame.f_code.co_filename in self.files else None

    def _line(self, frame: FrameType, event: str, argument: object) -> Any:
        if event == "line":
            self.now.lines.add((self.files[frame.f_code.co_filename], frame.f_lineno))
        return self._line

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """What a fixture does that tests share is kept apart, and counts for each of them."""
        if fixturedef.scope == "function":
            return (yield)
        outer, start = self.now, time.perf_counter()
        self.now = shared = self.of_fixture[id(fixturedef)] = Reached()
        try:
            return (yield)
        finally:
            shared.seconds = time.perf_counter() - start
            outer.lines |= shared.lines
            outer.seconds -= shared.seconds
            self.now = outer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails as the tree stands can tell nothing."""
        if report.failed:
            self.reached[report.nodeid].passed = False
