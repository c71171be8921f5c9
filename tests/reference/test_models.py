"""Models agree with R: `svyglm` run to its end, `regTermTest`, `predict`, `withReplicates`; see models.R."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.presentation.table import Table
from analysis.request import Data, Design, Domain, Replication, Shown
from analysis.request_analysis import ModelRequest

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "models.json").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in CONTENT["entries"]}


def fitted(design: str, formula: str, **asked: Any) -> Table:
    """The model of an entry as a user would ask for it."""
    spec = CONTENT["designs"][design]
    return pipeline.model(
        ModelRequest(
            formula=formula,
            data=Data(data=HERE / "data" / spec["data"]),
            design=Design(weight=spec["weight"], strata=spec["strata"], psu=tuple(spec["psu"]), fpc=tuple(spec["fpc"])),
            replication=Replication(make_replicates=spec.get("replicates")),
            shown=Shown(rules="none", protect="none"),
            **asked,
        )
    )


def of_entry(entry: dict[str, Any], **asked: Any) -> Table:
    return fitted(entry["design"], entry["formula"], family=entry["family"], domain=Domain(entry["where"]), **asked)


def term(name: str) -> str:
    """A coefficient of R in our words."""
    if name == "(Intercept)":
        return "constant"
    name = re.sub(r'relevel\(factor\((\w+)\), "\d"\)', r"\1=", name)
    return re.sub(r"factor\((\w+)\)", r"\1=", name).replace("I(age^2)", "age^2")


@pytest.mark.parametrize("name", ENTRIES)
def test_coefficients_agree_with_r(name: str) -> None:
    entry = ENTRIES[name]
    table = of_entry(entry)
    rows = {r.estimate.subject.term: r.estimate for r in table.rows if r.estimate.subject.statistic == "coefficient"}
    tests = {test.of.rpartition(": ")[2]: test for test in table.tests if test.name == "t"}
    limit = 1e-10 if entry["family"] == "linear" else 1e-8
    assert set(rows) == {term(row["term"]) for row in entry["coefficients"]}
    for wanted in entry["coefficients"]:
        ours, test = rows[term(wanted["term"])], tests[term(wanted["term"])]
        assert ours.value == pytest.approx(wanted["estimate"], rel=limit, abs=1e-11)
        assert ours.se == pytest.approx(wanted["se"], rel=limit)
        assert (ours.low, ours.high) == pytest.approx((wanted["low"], wanted["high"]), rel=1e-7, abs=1e-9)
        assert test.statistic == pytest.approx(wanted["t"], rel=1e-7, abs=1e-9)
        assert test.p == pytest.approx(wanted["p"], rel=1e-6)
        assert ours.df == test.df == entry["df"]


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "test" in entry])
def test_tests_of_terms_agree_with_r(name: str) -> None:
    wanted = ENTRIES[name]["test"]
    table = of_entry(ENTRIES[name], test=(wanted["terms"],))
    *_, wald, ratio = (test for test in table.tests if test.name != "t")
    assert (wald.name, ratio.name) == ("wald-f", "working-lr")
    assert wald.statistic == pytest.approx(wanted["f"], rel=1e-7)
    assert (wald.df, wald.ddf) == (wanted["df"], wanted["ddf"])
    assert wald.p == pytest.approx(wanted["p"], rel=1e-7)
    if "lr" in wanted:
        assert ratio.statistic == pytest.approx(wanted["lr"], rel=1e-7)
        assert ratio.p == pytest.approx(wanted["lr_p"], rel=1e-6)


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "predict" in entry])
def test_predictions_at_given_values_agree_with_r(name: str) -> None:
    wanted = ENTRIES[name]["predict"]
    row = of_entry(ENTRIES[name], predict=(wanted["values"],)).rows[-1].estimate
    assert row.subject.statistic in ("prediction", "predicted share")
    assert row.value == pytest.approx(wanted["estimate"], rel=1e-8)
    assert row.se == pytest.approx(wanted["se"], rel=1e-8)


def test_means_of_predictions_and_effects_agree_with_r_under_replicates() -> None:
    averages = CONTENT["averages"]
    table = fitted(averages["design"], averages["formula"], predict=("sex=2",), effects=True)
    rows = {(r.estimate.subject.statistic, r.estimate.subject.term): r.estimate for r in table.rows}
    ours = {
        "girls": rows["predicted share", "sex=2"],
        "effect": rows["effect on share", "sex=2"],
        "slope": rows["effect on share", "age"],
    }
    for name, row in ours.items():
        assert row.value == pytest.approx(averages["rows"][name]["estimate"], rel=1e-8)
        assert row.se == pytest.approx(averages["rows"][name]["se"], rel=1e-8)
