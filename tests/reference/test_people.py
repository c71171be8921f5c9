"""Counts of people agree with R survey for every way a population's size can be given; people.R makes people.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis import pipeline
from analysis.request import Data, Domain, Missing, PrevalenceRequest, Scaling, Shown

HERE = Path(__file__).parent
ENTRIES = {entry["id"]: entry for entry in json.loads((HERE / "people.json").read_text(encoding="utf-8"))["entries"]}
CODEBOOK = HERE.parents[1] / "codebooks" / "disrupting_harm_indonesia" / "codebook.yaml"
SIZE = "{of: all_children, share: uses_internet == 1}"
SIZES = {
    "of": SIZE,
    "complete": SIZE,
    "estimated": "{estimated: {value: 25_000_000, se: 400_000}, source: another survey}",
    "share": "{of: all_children, share: {value: .92, se: .01}}",
    "weights": "{weights: true}",
}


@pytest.mark.parametrize("name", SIZES)
def test_people_agree_with_r_survey(name: str, tmp_path: Path) -> None:
    written = CODEBOOK.read_text(encoding="utf-8")
    assert written.count(f"size: {SIZE}\n") == 1
    codebook = tmp_path / "codebook.yaml"
    codebook.write_text(written.replace(f"size: {SIZE}\n", f"size: {SIZES[name]}\n"), encoding="utf-8")
    request = PrevalenceRequest(
        data=Data(codebook=codebook),
        domain=Domain(by=("sex",)),
        missing=Missing("exclude" if name == "complete" else None),
        scaling=Scaling(round_to=1),
        shown=Shown(rules="none", protect="none"),
    )
    rows = [row.estimate for row in pipeline.prevalence(request).rows]
    for estimate in rows:
        (group,) = [level.value for level in estimate.subject.by.values()] or [None]
        entry = ENTRIES.get(name if group is None else f"{name}.sex{group:g}")
        if entry is None:
            continue  # R's script makes groups for the first two only
        count = estimate.count
        assert count is not None
        # Counts are rounded to whole people, the finest step a user can name.
        assert count.estimate == pytest.approx(entry["estimate"], abs=0.5001)
        assert (count.low, count.high) == pytest.approx((entry["low"], entry["high"]), abs=0.5001)
