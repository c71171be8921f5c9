"""Entries of weighting.json as requests: known totals written as a user would, and our numbers for each of R's."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.design import Sample
from analysis.estimation.estimate import Estimate
from analysis.pipeline.shelf import Shelf
from analysis.request import Calibrating, Data, Design, Domain, EstimateRequest, Precision, Replication, Shown

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "weighting.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = CONTENT["cases"]
TRIMS: list[dict[str, Any]] = CONTENT["trims"]
VARIABLES = {"one": "sex > 0", "harm": "harm == 1"}
CONDITIONS = {
    "all": None,
    "region == 'north'": "region == 'north'",
    "sex == 2 & age >= 15": "sex == 2 and age >= 15",
}


def totals(known: dict[str, Any]) -> str:
    """Known totals as a file of ours."""
    lines = []
    for name, value in known.items():
        if not isinstance(value, dict):
            lines.append(f"{name}: {value[0]}")
            continue
        levels: dict[str, dict[str, Any]] = {}
        for level, total in value.items():
            first, _, second = level.partition("*")
            levels.setdefault(first, {})[second] = total
        written = ", ".join(
            f"{first}: {inner['']}" if "" in inner else f"{first}: {_mapping(inner)}" for first, inner in levels.items()
        )
        lines.append(f"'{name}': {{{written}}}")
    return "\n".join(lines) + "\n"


def _mapping(inner: dict[str, Any]) -> str:
    return "{" + ", ".join(f"{level}: {total}" for level, total in inner.items()) + "}"


def design_of(name: str) -> Design:
    """A design of the file as the options of the command."""
    spec = CONTENT["designs"][name]
    return Design(weight=spec["weight"], strata=spec["strata"], psu=tuple(spec["psu"]), fpc=tuple(spec["fpc"]))


def data_of(name: str) -> Data:
    """The sample of a design."""
    return Data(HERE / "data" / f"{CONTENT['designs'][name]['data']}.csv")


def request_of(case: dict[str, Any], file: Path, **asked: Any) -> EstimateRequest:
    """An estimate of a case; its totals are written into `file`."""
    file.write_text(totals(case["known"]), encoding="utf-8")
    bounds = ",".join(map(str, case["bounds"])) if case.get("bounds") else None
    method = {"rake": "raking"}.get(case["method"], case["method"])
    return EstimateRequest(
        data=data_of(case["design"]),
        design=design_of(case["design"]),
        calibrating=Calibrating(file, method, bounds),
        replication=Replication(make_replicates=case["replicates"].lower() if case.get("replicates") else None),
        shown=Shown(rules="none", protect="none"),
        **asked,
    )


def sample_of(case: dict[str, Any], file: Path) -> Sample:
    """The calibrated sample of a case."""
    shelf, request = Shelf(), request_of(case, file, variable=("income",))
    shelf.meaning(request, ["income", *request.design.psu, *request.design.fpc, "stratum", "w"])
    return shelf.sample(request)


@cache
def _estimates(index: int, folder: Path, domain: str, ci: Any) -> dict[tuple[str, str], Estimate]:
    case = CASES[index]
    found = {}
    for statistic, variables in (
        ("mean", ("income",)),
        ("total", ("spend", VARIABLES["one"])),
        ("ratio", ("spend",)),
        ("proportion", (VARIABLES["harm"],)),
    ):
        request = request_of(
            case,
            folder / "totals.yaml",
            variable=variables,
            statistic=(statistic,),
            denominator="income" if statistic == "ratio" else None,
            domain=Domain(CONDITIONS[domain]),
            precision=Precision(ci=ci),
        )
        for row in pipeline.estimate(request).rows:
            subject = row.estimate.subject
            if subject.level is None or subject.level.value == 1:
                found[subject.statistic, subject.variable.split(" / ")[0]] = row.estimate
    return found


def estimate_of(index: int, folder: Path, result: dict[str, Any]) -> Estimate:
    """Our estimate of one of R's results."""
    found = _estimates(index, folder, result["domain"], "beta-r" if result["statistic"] == "proportion" else None)
    return found[result["statistic"], VARIABLES.get(result["variable"], result["variable"])]
