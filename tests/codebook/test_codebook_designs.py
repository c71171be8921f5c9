"""Designs of a codebook that contradict themselves: unequal probabilities, second phases and what goes with neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.codebook import load
from analysis.errors import CodebookError

HEAD = """
survey: {{id: small, title: A small survey, people: children}}
files:
  people: {{path: data.csv, design: {design}}}
variables: {{asked: {{values: {{1: "Yes", 2: "No"}}}}}}
"""


@pytest.mark.parametrize(
    ("design", "says"),
    [
        ("{psu: psu, pps: {method: brewer}}", "needs fpc"),
        ("{psu: psu, fpc: p, pps: {method: brewer, variance: yates-grundy}}", "brewer has one form"),
        ("{psu: [psu, sex], fpc: p, pps: {method: overton}}", "overton is known for one stage; write brewer"),
        ("{psu: psu, fpc: p, pps: {method: brewer, squares: 3}}", "brewer does not ask for it"),
        ("{psu: psu, strata: st, fpc: p, pps: {method: hartley-rao, squares: 3}}", "there are strata"),
        ("{psu: psu, fpc: p, pps: {method: sampford}}", "must be brewer, overton or hartley-rao"),
        ("{psu: psu, fpc: p, pps: {method: brewer}, second_phase: {where: asked == 1}}", "keep pps or second_phase"),
        ("{calibration: {margins: t.yaml}, second_phase: {where: asked == 1}}", "keep calibration or second_phase"),
        ("{lonely: adjust, second_phase: {where: asked == 1}}", "fail, certainty, remove and collapse"),
        ("{second_phase: {where: unasked == 1}}", "'unasked' is neither a variable nor an indicator"),
        (
            "{weight: w, replicates: {columns: r*, type: BRR, mse: true}, second_phase: {where: asked == 1}}",
            "replicates stand in place of strata and units",
        ),
    ],
)
def test_designs_that_contradict_themselves(design: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "cb.yaml").write_text(HEAD.format(design=design), encoding="utf-8")
    with pytest.raises(CodebookError) as error:
        load(tmp_path / "cb.yaml")
    assert says in str(error.value)
