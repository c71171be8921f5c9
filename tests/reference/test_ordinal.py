"""Models of ordered answers agree with R: an exact maximum with svyrecvar, and `svyolr` run to its end (ordinal.R)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.groups import Calibrating
from analysis.presentation.table import Table
from analysis.request import Data, Design, Domain, Replication, Shown
from analysis.request_analysis import ModelRequest

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "ordinal.json").read_text(encoding="utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in CONTENT["entries"]}
UNITS: dict[str, dict[str, Any]] = {
    "rows": {},
    "clusters_fpc": {"psu": ("psu",), "fpc": ("N",)},
    "stages": {"psu": ("psu", "ssu"), "fpc": ("N", "M")},
}


def fitted(design: str, formula: str, folder: Path, **asked: Any) -> Table:
    """The model of an entry as a user would ask for it."""
    if design == "calibrated":
        totals = ", ".join(f"{name}: {total}" for name, total in CONTENT["totals"].items())
        (folder / "totals.yaml").write_text(f"region: {{{totals}}}\n", encoding="utf-8")
        asked["calibrating"] = Calibrating(calibrate=folder / "totals.yaml")
    return pipeline.model(
        ModelRequest(
            formula=formula,
            family="ordinal",
            data=Data(data=HERE / "data" / "ordinal.csv"),
            design=Design(weight="w", strata="stratum", **UNITS.get(design, {"psu": ("psu",)})),
            replication=Replication(make_replicates="jkn" if design == "jkn" else None),
            shown=Shown(rules="none", protect="none"),
            **asked,
        )
    )


def of_entry(entry: dict[str, Any], folder: Path, **asked: Any) -> Table:
    return fitted(entry["design"], entry["formula"], folder, domain=Domain(entry["where"]), **asked)


def estimates(table: Table) -> dict[str, Any]:
    """Coefficients and thresholds by their term."""
    shown = ("coefficient", "threshold")
    return {r.estimate.subject.term: r.estimate for r in table.rows if r.estimate.subject.statistic in shown}


def term(name: str) -> str:
    """A coefficient of R in our words."""
    return re.sub(r"factor\((\w+)\)", r"\1=", name)


@pytest.mark.parametrize("name", ENTRIES)
def test_coefficients_and_thresholds_are_those_of_the_exact_maximum(name: str, tmp_path: Path) -> None:
    entry = ENTRIES[name]
    rows = estimates(of_entry(entry, tmp_path))
    assert set(rows) == {term(row["term"]) for row in entry["coefficients"]}
    for wanted in entry["coefficients"]:
        ours = rows[term(wanted["term"])]
        assert ours.value == pytest.approx(wanted["estimate"], rel=1e-9, abs=1e-11)
        assert ours.se == pytest.approx(wanted["se"], rel=1e-9)
        assert ours.df == entry["df"]


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "svyolr" in entry])
def test_svyolr_agrees_as_far_as_its_search_and_its_differences_reach(name: str, tmp_path: Path) -> None:
    entry = ENTRIES[name]
    rows = estimates(of_entry(entry, tmp_path))
    theirs = entry["svyolr"]
    for wanted, value, se in zip(entry["coefficients"], theirs["estimate"], theirs["se"], strict=True):
        ours = rows[term(wanted["term"])]
        assert ours.value == pytest.approx(value, rel=1e-6)
        assert ours.se == pytest.approx(se, rel=5e-5)
        assert ours.df == theirs["df"]


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if "test" in entry])
def test_tests_of_terms_agree_with_r(name: str, tmp_path: Path) -> None:
    wanted = ENTRIES[name]["test"]
    table = of_entry(ENTRIES[name], tmp_path, test=(wanted["terms"],))
    *_, wald, ratio = (test for test in table.tests if test.name != "t")
    assert (wald.name, ratio.name) == ("wald-f", "working-lr")
    assert wald.statistic == pytest.approx(wanted["f"], rel=1e-8)
    assert (wald.df, wald.ddf) == (wanted["df"], wanted["ddf"])
    assert wald.p == pytest.approx(wanted["p"], rel=1e-8)
    if "f" in ENTRIES[name].get("svyolr", {}):
        assert wald.statistic == pytest.approx(ENTRIES[name]["svyolr"]["f"], rel=1e-5)
    assert ratio.statistic == pytest.approx(wanted["lr"], rel=1e-8)
    assert ratio.p == pytest.approx(wanted["lr_p"], rel=1e-6)


def test_shares_and_effects_agree_with_r_under_replicates(tmp_path: Path) -> None:
    averages = CONTENT["averages"]
    table = fitted(averages["design"], averages["formula"], tmp_path, predict=("sex=2",), effects=True)
    rows = {(r.estimate.subject.statistic, r.estimate.subject.term): r.estimate for r in table.rows}
    kinds = {"predicted": ("predicted share", "sex=2"), "effect": ("effect on share", "sex=2")}
    for wanted in averages["rows"]:
        statistic, of = kinds.get(wanted["kind"], ("effect on share", "age"))
        ours = rows[statistic, f"often={wanted['answer']} | {of}"]
        assert ours.value == pytest.approx(wanted["estimate"], rel=1e-8)
        assert ours.se == pytest.approx(wanted["se"], rel=1e-8)
