"""The whole Indonesian report in all formats, against one chart as SVG and PNG: whole processes, in turn."""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory

from .startup import seconds

REPORT = ["report", "--output", "out", "--format", "html,pptx,xlsx,docx,md,latex,csv,json,svg,png"]
CHART = ["chart", "prevalence", "--output", "first.svg", "--output", "first.png"]


def ratios(runs: int = 5) -> list[float]:
    """Time of the report over that of the chart, each into an empty folder, after one warm-up of each."""
    for words in (REPORT, CHART):
        _into_an_empty_folder(words)
    return [_into_an_empty_folder(REPORT) / _into_an_empty_folder(CHART) for _ in range(runs)]


def _into_an_empty_folder(words: list[str]) -> float:
    with TemporaryDirectory() as folder:
        return seconds([sys.executable, "-m", "cli", *words], folder)
