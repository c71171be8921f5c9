"""Entries of made_up.json as requests: one call of the pipeline serves every entry of a design, domain and interval."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Shown

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "made_up.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = CONTENT["entries"]
VARIABLES = {
    "mean": ("income", "spend", "harm"),
    "total": ("spend", "income", "harm", "common"),
    "proportion": ("harm", "common", "place"),
}

Key = tuple[str, str | None, str | None, str | None]  # variable, group, level, variable of the groups


@cache
def rows_of(file: str) -> list[dict[str, str]]:
    """The rows of a sample as they are written."""
    with (HERE / "data" / file).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def design_of(spec: dict[str, Any]) -> Design:
    """A design of the file as the options of the command."""
    return Design(
        weight=spec["weight"],
        strata=spec["strata"],
        psu=tuple(spec["psu"]),
        fpc=tuple(spec["fpc"]),
        nest=True if spec["nest"] else None,
        lonely=spec["lonely"],
    )


def estimate_of(entry: dict[str, Any], result: dict[str, Any], *, deff: str = "wr") -> Estimate | None:
    """Our estimate of one result; None where the group has no row of positive weight."""
    ci, df = entry["ci"], entry["df"]
    if deff == "wor":  # a design effect knows nothing of intervals
        ci, df = None, "domain"
    made = _estimates(
        entry["design"],
        entry["statistic"],
        entry["variable"] if entry["statistic"] == "ratio" else None,
        entry["denominator"],
        entry["where"],
        None if ci == "log-t" else ci,
        df,
        deff,
    )
    level = result["level"]
    if entry["statistic"] == "proportion" and level is None:
        level = "1"
    return made.get((entry["variable"], result["by"], level, entry["by"]))


@cache
def _estimates(
    design: str,
    statistic: str,
    variable: str | None,
    denominator: str | None,
    where: str | None,
    ci: str | None,
    df: str,
    deff: str,
) -> dict[Key, Estimate]:
    """Every estimate of one call, by variable, group, level and the variable of the groups."""
    spec = CONTENT["designs"][design]
    request = EstimateRequest(
        variable=VARIABLES[statistic] if variable is None else (variable,),
        statistic=(statistic,),
        denominator=denominator,
        data=Data(HERE / "data" / spec["data"]),
        design=design_of(spec),
        domain=Domain(where, ("sex", "region")),
        precision=Precision(ci=ci, df=df, deff=deff),
        shown=Shown(rules="none", protect="none"),
    )
    made: dict[Key, Estimate] = {}
    for row in pipeline.estimate(request).rows:
        subject = row.estimate.subject
        by, group = next(iter((name, code_text(level.value)) for name, level in subject.by.items()), (None, None))
        level = None if subject.level is None else code_text(subject.level.value)
        made[subject.variable, group, level, by] = row.estimate
    return made


def code_text(value: float | str) -> str:
    """A code as R writes it."""
    return f"{value:g}" if isinstance(value, float) else value
