"""Quantiles and variances held to R `survey` on the made-up samples; quantiles.R makes quantiles.json.

R's bounds are not held where it reads a share below that of the first answer off the second one (null in the file).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Distribution, Domain, EstimateRequest, Precision, Replication, Shown

from .made_up_cases import CONTENT, code_text, design_of

HERE = Path(__file__).parent
FILE: dict[str, Any] = json.loads((HERE / "quantiles.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = FILE["entries"]
INTERVALS = {"mean": None, "beta": "beta-r", "xlogit": "logit-delta", "asin": "arcsine", "quantile": None}
PROBS = (0.1, 0.25, 0.5, 0.75, 0.9)
ESTIMATE, BOUND = 1e-10, 1e-8
Key = tuple[str | None, float]


def _id(entry: dict[str, Any]) -> str:
    return str(entry["id"])


@pytest.mark.parametrize("entry", ENTRIES, ids=_id)
def test_quantiles_and_variances_agree_with_r(entry: dict[str, Any]) -> None:
    made = _made(
        entry["design"],
        entry["statistic"],
        entry["variable"],
        entry["by"],
        entry.get("rule", "math"),
        entry.get("interval", "mean"),
        replicates=entry["replicates"],
    )
    assert entry["results"] or entry["by"]
    for result in entry["results"]:
        ours = made[result["by"], result.get("prob", 0.5)]
        where = f"{result['by']} {result.get('prob')}"
        assert (where, ours.n, ours.df) == (where, result["n"], result["df"])
        for name, of_us, of_r, limit in (
            ("estimate", ours.value, result["estimate"], ESTIMATE),
            ("se", ours.se, result["se"], ESTIMATE),
            ("low", ours.low, result["ci_low"], BOUND),
            ("high", ours.high, result["ci_high"], BOUND),
        ):
            if of_r is not None:
                assert of_us == pytest.approx(of_r, rel=limit, abs=1e-12), f"{name} {where}: {of_us!r} for {of_r!r}"


def test_r_gives_no_bound_where_the_interval_of_the_share_leaves_the_answers_and_neither_do_we() -> None:
    absent = [
        (entry, result)
        for entry in ENTRIES
        if entry["statistic"] == "quantile" and entry.get("rule") == "hf7"
        for result in entry["results"]
        if result["ci_high"] is None
    ]
    for entry, result in absent:
        made = _made(entry["design"], "quantile", entry["variable"], entry["by"], "hf7", "mean", replicates=False)
        ours = made[result["by"], result["prob"]]
        assert ours.high is None
        assert "a bound does not exist" in ours.reason


@cache
def _made(
    design: str, statistic: Any, variable: str, by: str | None, rule: Any, interval: str, *, replicates: bool
) -> dict[Key, Estimate]:
    """Our estimates by group and share."""
    spec = CONTENT["designs"][design]
    request = EstimateRequest(
        variable=(variable,),
        statistic=(statistic,),
        data=Data(HERE / "data" / spec["data"]),
        design=design_of(spec),
        replication=Replication(make_replicates="jkn") if replicates else Replication(),
        domain=Domain(by=(by,) if by else ()),
        distribution=Distribution(
            probs=PROBS if statistic == "quantile" else Distribution().probs,
            quantile_rule=rule,
            quantile_interval="replicates" if interval == "quantile" else "woodruff",
        ),
        precision=Precision(ci=INTERVALS[interval]),
        shown=Shown(rules="none", protect="none"),
    )
    made: dict[Key, Estimate] = {}
    for row in pipeline.estimate(request).rows:
        subject = row.estimate.subject
        group = next((code_text(level.value) for level in subject.by.values()), None)
        if (group is None) == (by is None):
            made[group, float(subject.level.value) if subject.level else 0.5] = row.estimate
    return made
