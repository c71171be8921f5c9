"""sample.json: every number that the sample survey prints; `python -m tests.reference.sample` writes it.

It guards against drift and proves nothing: a number may change only together with a line in the CHANGELOG.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.export.flat import record
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Data, Domain, EstimateRequest, Missing, PrevalenceRequest

SAMPLE = Path(__file__).with_name("sample.json")
WORKERS = Path(__file__).parents[2] / "codebooks" / "frontline_workers" / "codebook.yaml"
GROUPS = Domain(by=("sex", "age_group"))
NUMBERS = ("estimate", "se", "ci_low", "ci_high", "df", "deff", "n", "n_cases", "n_psu", "n_strata", "total", "status")


def tables() -> dict[str, Table]:
    """What a reader of the sample survey is likely to ask for."""
    asked: dict[str, PrevalenceRequest | BreakdownRequest] = {
        "prevalence": PrevalenceRequest(),
        "prevalence by sex, age_group": PrevalenceRequest(domain=GROUPS),
        "prevalence all": PrevalenceRequest(indicator=("all",)),
        "prevalence bounds": PrevalenceRequest(missing=Missing("bounds")),
        "disclosure": BreakdownRequest(role="disclosure"),
        "platforms by sex": BreakdownRequest(role="platforms", domain=Domain(by=("sex",))),
        "offenders": BreakdownRequest(role="offenders"),
        "disclosure of ocsea": BreakdownRequest(role="disclosure", base="ocsea"),
        "devices": BreakdownRequest(set=("devices",)),
        "frontline services": BreakdownRequest(set=("services",), data=Data(codebook=WORKERS)),
    }
    made = {
        name: pipeline.prevalence(request) if isinstance(request, PrevalenceRequest) else pipeline.breakdown(request)
        for name, request in asked.items()
    }
    embedded = WORKERS.parents[1] / "disrupting_harm_indonesia" / "codebook.yaml"
    made["mean age by sex"] = pipeline.estimate(
        EstimateRequest(variable=("age",), data=Data(codebook=embedded), domain=Domain(by=("sex",)))
    )
    return made


def numbers() -> dict[str, dict[str, Any]]:
    """Per table, the numbers of each row under what the row is."""
    found: dict[str, dict[str, Any]] = {}
    for name, table in tables().items():
        rows = [record(row) for row in table.rows]
        found[name] = {_what(row): {number: row[number] for number in NUMBERS} for row in rows}
    return found


def _what(row: dict[str, Any]) -> str:
    group = ", ".join(f"{name}={level['code']}" for name, level in row["by"].items())
    parts = [row["variable"], row["item"], row["level"], row["statistic"], row["percent_of"], group]
    return " | ".join(str(part) for part in parts if part not in (None, ""))


if __name__ == "__main__":
    SAMPLE.write_text(json.dumps(numbers(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
