"""A report of the sample survey in which nothing is small, with protection over the same without: pairs in one process.

Both read the files, estimate every figure and write every format in memory; figures in which something is hidden are
left out of both. Processor time, since the pairs are short and the difference is small.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from pathlib import Path

from analysis.choices import ProtectionRule
from analysis.groups import Folder
from analysis.pipeline.report_figures import exhibits, open_report
from analysis.pipeline.report_files import build
from analysis.request import ReportRequest, SurveyRequest


def ratios(runs: int = 15) -> list[float]:
    """Processor time of the report under `standard` over that under `none`, either first in turn, after a warm-up."""
    figures = _without_small_cells()
    for rule in ("none", "standard"):
        _seconds(figures, rule)
    return [_ratio(figures, standard_first=bool(run % 2)) for run in range(runs)]


def _without_small_cells() -> tuple[str, ...]:
    chapter = open_report(None, data=None, lang=None)
    found = {made.id: made.table.withheld for made in exhibits(chapter)}
    asked = {name: one for name, one in chapter.requests.items() if isinstance(one, SurveyRequest)}
    shown = [name for name, request in asked.items() if request.shown.show == "numbers"]
    return tuple(name for name in shown if not any(found[name]))


def _ratio(figures: tuple[str, ...], *, standard_first: bool) -> float:
    order: tuple[ProtectionRule, ...] = ("standard", "none") if standard_first else ("none", "standard")
    took = {rule: _seconds(figures, rule) for rule in order}
    return took["standard"] / took["none"]


def _seconds(figures: tuple[str, ...], rule: ProtectionRule) -> float:
    gc.collect()
    start = time.process_time()
    chapter = open_report(None, data=None, lang=None, only=figures)
    requests = {
        name: replace(request, shown=replace(request.shown, protect=rule))
        if isinstance(request, SurveyRequest)
        else request
        for name, request in chapter.requests.items()
    }
    made = build(
        replace(chapter, requests=requests),
        ReportRequest(format=("html", "xlsx", "csv", "json"), figure=figures, folder=Folder(Path("out"))),
    )
    took = time.process_time() - start
    hidden = [reasons for one in made.shown for reasons in one.table.withheld if rule != "none" and reasons]
    if made.failed or len(made.shown) != len(figures) or hidden:
        raise RuntimeError("the report is not the one without small cells")
    return took
