"""Unequal probabilities and two phases held to R `survey`: pps.R and twophase.R compute pps.json and twophase.json on
the samples that pairwise.py draws. Estimates and standard errors to 1e-10 relative, degrees of freedom exactly.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.request import Calibrating, Data, Domain, EstimateRequest, Precision, Shown
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest

HERE = Path(__file__).parent
OPEN = Shown(rules="none", protect="none")
CODEBOOK = """
survey: {{id: pairwise, title: A made-up sample, people: children}}
files:
  children: {{path: {path}, design: {design}}}
variables:
  long: {{label: Asked the long questions}}
  visited: {{label: Lives in a village that was visited again}}
"""
COLUMNS = {"proportion": "harm"} | dict.fromkeys(("mean", "total", "ratio", "variance", "median"), "spend")
KEYS = ("strata", "psu", "fpc")


def contents(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


PPS, TWO_PHASES = contents("pps"), contents("twophase")


def declared(spec: dict[str, Any], folder: Path) -> Data:
    """A codebook with the design, and the sample it is of."""
    design = {key: spec[key] for key in (*KEYS, "second_phase") if spec.get(key)}
    pps = {key: spec[key] for key in ("method", "variance", "squares") if key in spec}
    written = json.dumps(design | ({"pps": pps} if pps else {}))
    path = HERE / "data" / f"{spec['data']}.csv"
    (folder / "cb.yaml").write_text(CODEBOOK.format(path=path, design=written), encoding="utf-8")
    return Data(codebook=folder / "cb.yaml")


def entries(content: dict[str, Any], *statistics: str) -> list[Any]:
    return [
        pytest.param(entry, content["designs"][entry["design"]], id=entry["id"])
        for entry in content["entries"]
        if entry["statistic"] in statistics
    ]


@pytest.mark.parametrize(
    ("entry", "spec"), [one for content in (PPS, TWO_PHASES) for one in entries(content, *COLUMNS)]
)
def test_every_number_agrees_with_r(entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path) -> None:
    statistic = entry["statistic"]
    made = pipeline.estimate(
        EstimateRequest(
            variable=(COLUMNS[statistic],),
            statistic=(statistic,),
            denominator="income" if statistic == "ratio" else None,
            data=declared(spec, tmp_path),
            domain=Domain(entry.get("where")),
            shown=OPEN,
        )
    )
    held(made.rows[-1].estimate, entry)


def held(ours: Estimate, entry: dict[str, Any]) -> None:
    assert ours.value == pytest.approx(entry["estimate"], rel=1e-10)
    assert ours.df == entry["df"]
    if entry["se"] is None:
        assert ours.se is None
        assert "the variance that the design estimates here is negative" in ours.reason
    else:
        assert ours.se == pytest.approx(entry["se"], rel=1e-10)
    if "low" in entry:
        assert (ours.low, ours.high) == (entry["low"], entry["high"])


@pytest.mark.parametrize(
    ("entry", "spec"), [one for content in (PPS, TWO_PHASES) for one in entries(content, "difference")]
)
def test_the_difference_of_two_groups_knows_their_covariance(
    entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path
) -> None:
    made = pipeline.compare(
        CompareRequest(variable=("spend",), data=declared(spec, tmp_path), domain=Domain(by=("sex",)), shown=OPEN)
    )
    (ours,) = [row.estimate for row in made.rows if row.estimate.subject.contrast]
    held(ours, entry)


@pytest.mark.parametrize(("entry", "spec"), [one for c in (PPS, TWO_PHASES) for one in entries(c, "model")])
def test_coefficients_agree_with_r(entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path) -> None:
    made = pipeline.model(
        ModelRequest(formula="spend ~ sex", family="linear", data=declared(spec, tmp_path), shown=OPEN)
    )
    rows = [row.estimate for row in made.rows if row.estimate.subject.statistic == "coefficient"]
    assert [row.value for row in rows] == pytest.approx(entry["estimate"], rel=1e-10)
    assert [row.se for row in rows] == pytest.approx(entry["se"], rel=1e-10)


@pytest.mark.parametrize(("entry", "spec"), entries(PPS, "calibrated"))
def test_a_calibration_leaves_residuals_to_the_same_pairs(
    entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "totals.yaml").write_text("size: 120\nsex: 190\n", encoding="utf-8")
    request = EstimateRequest(
        variable=("spend",),
        statistic=("total",),
        data=declared(spec, tmp_path),
        calibrating=Calibrating(tmp_path / "totals.yaml", "linear"),
        shown=OPEN,
    )
    held(pipeline.estimate(request).rows[-1].estimate, entry)


@pytest.mark.parametrize(("entry", "spec"), [one for c in (PPS, TWO_PHASES) for one in entries(c, "deff")])
def test_design_effects_of_means_agree_with_r(entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path) -> None:
    data = declared(spec, tmp_path)
    for rule, expected in entry["deff"].items():
        request = EstimateRequest(
            variable=(entry["column"],), statistic=("mean",), data=data, precision=Precision(deff=rule), shown=OPEN
        )
        assert pipeline.estimate(request).rows[-1].estimate.deff == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize(("entry", "spec"), entries(PPS, "independence"))
def test_the_test_of_independence_agrees_with_r(entry: dict[str, Any], spec: dict[str, Any], tmp_path: Path) -> None:
    made = pipeline.crosstab(CrosstabRequest(row="harm", column="sex", data=declared(spec, tmp_path), shown=OPEN))
    (found,) = made.tests
    assert (found.statistic, found.p) == pytest.approx((entry["f"], entry["p"]), rel=1e-8)
    assert [found.df, found.ddf] == pytest.approx(entry["df"], rel=1e-8)
