"""Replicate weights held to R `survey`: replicates.R computes replicates.json on the samples that made_up.py and
replicates.py draw. Estimates and standard errors to 1e-10 relative, bounds to 1e-8, degrees of freedom exactly.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import pipeline
from analysis.design import DesignColumns, draw
from analysis.design.replicate_making import Making, with_replicates
from analysis.estimation.covariance import covariance
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Replication, Shown

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "replicates.json").read_text(encoding="utf-8"))
COLUMNS = {"mean": "spend", "total": "spend", "ratio": "spend", "proportion": "harm"}


@pytest.mark.parametrize("entry", CONTENT["entries"], ids=lambda entry: str(entry["id"]))
def test_every_number_under_replicates_agrees_with_r(entry: dict[str, Any]) -> None:
    ours = _estimates(entry["design"], entry["where"])[entry["statistic"]]
    assert ours.value == pytest.approx(entry["estimate"], rel=1e-10)
    assert ours.se == pytest.approx(entry["se"], rel=1e-10)
    assert ours.df == entry["df"]
    if "logit" in entry:
        assert (ours.low, ours.high) == pytest.approx(tuple(entry["logit"]), rel=1e-8)


@cache
def _estimates(design: str, where: str | None) -> dict[str, Estimate]:
    """All statistics of a design, each of its own column."""
    spec = CONTENT["designs"][design]
    request = EstimateRequest(
        variable=("spend", "harm"),
        statistic=tuple(COLUMNS),
        denominator="income",
        data=Data(HERE / "data" / f"{spec['data']}.csv"),
        design=Design(weight="w", strata=spec.get("strata"), psu=_tuple(spec, "psu"), fpc=_tuple(spec, "fpc")),
        replication=_replication(spec),
        domain=Domain(where),
        precision=Precision(ci="logit"),
        shown=Shown(rules="none", protect="none"),
    )
    rows = [row.estimate for row in pipeline.estimate(request).rows]
    return {
        row.subject.statistic: row
        for row in rows
        if row.subject.variable == COLUMNS[row.subject.statistic]
        and (row.subject.level is None or row.subject.level.value == 1)
    }


def _tuple(spec: dict[str, Any], key: str) -> tuple[str, ...]:
    written = spec.get(key, ())
    return (written,) if isinstance(written, str) else tuple(written)


def _replication(spec: dict[str, Any]) -> Replication:
    if "make" in spec:
        return Replication(make_replicates=spec["make"], rho=spec.get("rho"))
    factors = spec.get("factors", False)
    return Replication(
        ("factor1-factor8",) if factors else ("rep*",),
        spec["type"],
        rho=spec.get("rho"),
        scale=spec.get("scale"),
        rscales=tuple(spec.get("rscales", ())),
        mse=spec["mse"],
        combined=not factors,
    )


@pytest.mark.parametrize("fpc", [False, True])
def test_the_bootstrap_varies_about_the_taylor_variance_by_no_more_than_chance(fpc: bool) -> None:
    # The variance of a total over bootstraps is chi-squared like: with 30 of them the mean is known to a few percent.
    rows = np.genfromtxt(HERE / "data" / "clusters.csv", delimiter=",", names=True, dtype=None, encoding="utf-8")
    columns = DesignColumns(len(rows), rows["w"], rows["stratum"], (rows["psu"],), (rows["N"] * 1.0,) if fpc else ())
    sample = draw(columns)
    spend = rows["spend"]
    influence = np.bincount(sample.unit, sample.weight * spend, sample.units.size)
    taylor = covariance(influence[:, None], sample.units, "fail")[0, 0]
    found = []
    for seed in range(30):
        replicates = with_replicates(sample, Making("bootstrap", count=200, seed=seed)).replicates
        assert replicates is not None
        total = np.array([sample.weight @ spend])
        found.append(replicates.covariance((spend @ replicates.weights)[None], total)[0, 0] / taylor)
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert error < 0.03
    assert abs(np.mean(found) - 1) < 4 * error
