"""Two passes in the same process, timed in turn."""

from __future__ import annotations

import time
from collections.abc import Callable


def ratios(ours: Callable[[], object], bare: Callable[[], object], runs: int) -> list[float]:
    """Time of ours over that of the bare pass, of each run."""
    return [_seconds(ours) / _seconds(bare) for _ in range(runs)]


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
