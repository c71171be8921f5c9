"""Entries of made_up.json as requests: one call of the pipeline serves every entry of a design, domain and interval."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.choices import DesignEffect, StatisticName
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Shown

HERE = Path(__file__).parent
CONTENT: dict[str, Any] = json.loads((HERE / "made_up.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = CONTENT["entries"]
# One call asks for every variable and statistic of its family; each entry picks its own.
FAMILIES: dict[str, tuple[tuple[str, ...], tuple[StatisticName, ...], str | None]] = {
    "numbers": (("income", "spend", "harm", "common"), ("mean", "total", "ratio"), "income"),
    "harm per common": (("harm",), ("ratio",), "common"),
    "shares": (("harm", "common", "place"), ("proportion",), None),
}

# Variable, statistic, group, level, and the variable of the groups.
Key = tuple[str, str, str | None, str | None, str | None]


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


def estimate_of(entry: dict[str, Any], result: dict[str, Any]) -> Estimate | None:
    """Our estimate of one result; None where the group has no row of positive weight."""
    return _chosen(entry, result, None if entry["ci"] == "log-t" else entry["ci"], entry["df"])


def design_effect_of(entry: dict[str, Any], result: dict[str, Any], against: DesignEffect) -> float | None:
    """Our design effect of one result; it knows nothing of intervals, so calls made for these serve."""
    if entry["statistic"] == "proportion":
        ci = "korn-graubard" if against == "wr" else "wald" if entry["where"] else "logit-delta"
        found = _chosen(entry, result, ci, "domain")
    else:
        ci = "wald" if against == "wor" and not entry["where"] else None
        found = _chosen(entry, result, ci, "domain", against)
    assert found is not None
    return found.deff


def _chosen(
    entry: dict[str, Any], result: dict[str, Any], ci: str | None, df: str, deff: DesignEffect | None = None
) -> Estimate | None:
    statistic, level = entry["statistic"], result["level"]
    family = (
        "shares" if statistic == "proportion" else "harm per common" if entry["denominator"] == "common" else "numbers"
    )
    if deff is None:
        deff = "wr" if ci in (None, "korn-graubard") and df == "domain" else "wor"
    grouped = entry["where"] is None or entry["by"] is not None
    made = _estimates(entry["design"], family, entry["where"], grouped, ci, df, deff)
    if statistic == "proportion" and level is None:
        level = "1"
    return made.get((entry["variable"], statistic, result["by"], level, entry["by"]))


@cache
def _estimates(
    design: str, family: str, where: str | None, grouped: bool, ci: Any, df: str, deff: DesignEffect
) -> dict[Key, Estimate]:
    """Every estimate of one call."""
    spec = CONTENT["designs"][design]
    variables, statistics, denominator = FAMILIES[family]
    request = EstimateRequest(
        variable=variables,
        statistic=statistics,
        denominator=denominator,
        data=Data(HERE / "data" / spec["data"]),
        design=design_of(spec),
        domain=Domain(where, ("sex", "region") if grouped else ()),
        precision=Precision(ci=ci, df=df, deff=deff),
        shown=Shown(rules="none", protect="none"),
    )
    made: dict[Key, Estimate] = {}
    for row in pipeline.estimate(request).rows:
        subject = row.estimate.subject
        by, group = next(((name, code_text(level.value)) for name, level in subject.by.items()), (None, None))
        level = None if subject.level is None else code_text(subject.level.value)
        made[subject.variable, subject.statistic, group, level, by] = row.estimate
    return made


def code_text(value: float | str) -> str:
    """A code as R writes it."""
    return f"{value:g}" if isinstance(value, float) else value
