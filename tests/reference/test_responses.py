"""Shares of responses agree with R survey, in the total and by sex; responses.R makes responses.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.request import BreakdownRequest, Domain, Shown

ENTRIES = json.loads(Path(__file__).with_name("responses.json").read_text(encoding="utf-8"))["entries"]


@cache
def ours() -> dict[tuple[str, float | None], Estimate]:
    """Shares of all devices named, by item and sex."""
    request = BreakdownRequest(
        set=("devices",),
        percent_of="responses",
        domain=Domain(by=("sex",)),
        shown=Shown(rules="none", protect="none"),
    )
    found = {}
    for row in pipeline.breakdown(request).rows:
        subject = row.estimate.subject
        assert subject.item is not None
        sex = next((float(level.value) for level in subject.by.values()), None)
        found[(str(subject.item.value), sex)] = row.estimate
    return found


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry['item']} {entry['sex']}")
def test_a_share_of_responses_agrees_with_r_survey(entry: dict[str, Any]) -> None:
    estimate = ours()[(entry["item"], entry["sex"])]
    assert (estimate.n, estimate.n_cases) == (entry["n"], entry["n_cases"])
    # jsonlite writes fifteen digits.
    assert estimate.value == pytest.approx(entry["estimate"], rel=1e-10)
    assert estimate.se == pytest.approx(entry["se"], rel=1e-10)
    assert (estimate.low, estimate.high) == pytest.approx((entry["low"], entry["high"]), rel=1e-8)
