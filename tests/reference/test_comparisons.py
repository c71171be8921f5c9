"""Comparisons agree with R `survey` on the made-up samples; comparisons.R makes comparisons.json.

Held: estimates and standard errors to 1e-10 relative, statistics and bounds to 1e-8, p and adjusted p to 1e-8.
"""

from __future__ import annotations

import csv
import json
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.estimation import estimate as made_of
from analysis.request import Calibrating, Data, Design, Domain, Replication, Shown
from analysis.request_analysis import CompareRequest

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "comparisons.json").read_text(encoding="utf-8"))
OPEN = Shown(rules="none", protect="none")
NOTHING = 1e-12  # of a difference of shares that is none


@cache
def sample(name: str, folder: Path) -> Path:
    """A made-up sample with a column of its own for who is 15 or older."""
    with (HERE / "data" / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
        rows = [{**row, "older": 2 if int(row["age"]) >= 15 else 1} for row in csv.DictReader(stream)]
    written = folder / f"{name}.csv"
    with written.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("samples")


def asked(entry: dict[str, Any], folder: Path, **more: Any) -> tuple[list[made_of.Estimate], list[made_of.Test]]:
    """Our rows and tests of an entry."""
    spec = CONTENT["designs"][entry["design"]]
    design = Design(weight="w", strata=spec["strata"], psu=tuple(spec["psu"]), fpc=tuple(spec["fpc"]))
    made = pipeline.compare(
        CompareRequest(
            variable=(entry["variable"],),
            data=Data(sample(spec["data"], folder)),
            design=design,
            replication=Replication(make_replicates="jkn" if "make" in spec else None),
            domain=Domain(entry.get("where"), (entry["by"],)),
            shown=OPEN,
            **more,
        )
    )
    return [row.estimate for row in made.rows], list(made.tests)


def of_kind(*kinds: str) -> list[Any]:
    return [pytest.param(entry, id=entry["id"]) for entry in CONTENT["entries"] if entry["kind"] in kinds]


def held(estimate: made_of.Estimate, test: made_of.Test, result: dict[str, Any], p: str = "p") -> None:
    """Every number of one contrast against R's."""
    floor = NOTHING * max(1, abs(result["estimate"]))
    assert estimate.value == pytest.approx(result["estimate"], rel=1e-10, abs=floor)
    assert estimate.se == pytest.approx(result["se"], rel=1e-10, abs=floor)
    assert (estimate.low, estimate.high) == pytest.approx((result["low"], result["high"]), rel=1e-8, abs=1e-10)
    assert (estimate.df, test.df) == (result["df"], result["df"])
    assert test.statistic == pytest.approx(result["t"], rel=1e-8, abs=1e-10)
    assert test.p == pytest.approx(result[p], rel=1e-8)


@pytest.mark.parametrize("entry", of_kind("groups"))
@pytest.mark.parametrize("adjust", ["none", "holm", "bonferroni"])
def test_a_contrast_of_groups_agrees_with_r(entry: dict[str, Any], adjust: Any, folder: Path) -> None:
    rows, tests = asked(entry, folder, against=entry["against"], measure=(entry["measure"],), adjust=adjust)
    sign = {"difference": "{} - {}", "ratio": "{} / {}", "odds": "odds {} / odds {}"}[entry["measure"]]
    found = {row.subject.contrast: row for row in rows if row.subject.contrast}
    by_contrast = {test.of.partition(": ")[2]: test for test in tests}
    assert len(found) == len(tests) == len(entry["results"])
    for result in entry["results"]:
        right = "the rest" if result["right"] == "rest" else result["right"]
        name = f"{entry['by']}: {sign.format(result['left'], right)}"
        held(found[name], by_contrast[name], result, "p" if adjust == "none" else adjust)


@pytest.mark.parametrize("entry", of_kind("trend"))
def test_a_trend_over_groups_agrees_with_r(entry: dict[str, Any], folder: Path) -> None:
    rows, tests = asked(entry, folder, trend=entry["measure"])
    assert rows[-1].subject.statistic == "trend"
    held(rows[-1], tests[-1], entry["results"][0])


@pytest.mark.parametrize("entry", of_kind("given", "own"))
def test_direct_standardisation_agrees_with_r(entry: dict[str, Any], folder: Path) -> None:
    shares = "" if entry["kind"] == "own" else "=1:{},2:{}".format(*entry["shares"])
    rows, tests = asked(
        entry, folder, standardise=(entry["standardise"] + shares,), measure=("difference", "ratio"), against="1"
    )
    (result,) = entry["results"]
    *groups, difference, ratio = rows
    assert [row.value for row in groups] == pytest.approx(result["estimates"], rel=1e-10)
    assert [row.se for row in groups] == pytest.approx(result["ses"], rel=1e-10)
    assert difference.value == pytest.approx(result["estimate"], rel=1e-10, abs=NOTHING)
    assert difference.se == pytest.approx(result["se"], rel=1e-10)
    if entry["kind"] == "own":
        assert ratio.value == pytest.approx(math.exp(result["log_ratio"]), rel=1e-10)
        assert ratio.se == pytest.approx(math.exp(result["log_ratio"]) * result["log_se"], rel=1e-10)
        assert tests[1].statistic == pytest.approx(result["log_ratio"] / result["log_se"], rel=1e-8)


@pytest.mark.parametrize("entry", of_kind("calibrated"))
def test_calibrated_weights_are_known_to_a_contrast_with_the_rest(entry: dict[str, Any], folder: Path) -> None:
    margins = folder / "margins.yaml"
    margins.write_text("sex: {{1: {}, 2: {}}}\n".format(*entry["known"]), encoding="utf-8")
    calibrating = Calibrating(calibrate=margins, calibrate_by="linear")
    rows, _ = asked(entry, folder, against="rest", measure=("difference",), calibrating=calibrating)
    for row, result in zip(rows[len(entry["results"]) :], entry["results"], strict=True):
        assert row.value == pytest.approx(result["estimate"], rel=1e-10)
        assert row.se == pytest.approx(result["se"], rel=1e-10)
        assert row.df == result["df"]
