"""Entries of ../shared/cases translated into our requests, and what each is held to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from analysis import pipeline
from analysis.errors import SurveyError
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Replication, Shown

STATISTICS = ("mean", "total", "ratio", "proportion", "ciprop")
METHODS = {"mean": "wald", "xlogit": "logit-delta", "asin": "arcsine", "beta": "beta-r"}
# Where R's own number is an approximation, what it is held to and why.
R_FITS = 1e-8  # svyciprop fits logit and likelihood estimates by iteration
R_FITS_REPLICATES = 1e-7  # and stops early in every replicate, from which the bounds of its logit are
ROUNDING = 1e-14  # of the estimate: what is left in R of an error that is none, where replicates are all alike
R_INTERPOLATES = 1e-3  # R reads likelihood bounds off a spline through few points; ours solve the equation


@dataclass(frozen=True)
class Outcome:
    """What became of one reference entry: `passed`, or `left out` or `differs` with the reason."""

    id: str
    statistic: str
    verdict: str
    note: str = ""


def entries(cases: Path, statistics: Sequence[str]) -> Iterator[tuple[Path, dict[str, Any], dict[str, Any]]]:
    """Case folder, designs of the case and entry, of every entry of these statistics."""
    for oracle in sorted(cases.glob("*/oracle.json")):
        content = json.loads(oracle.read_text(encoding="utf-8"))
        for entry in content.get("entries", []):
            if entry.get("stat") in statistics:
                yield oracle.parent, content.get("designs", {}), entry


def linearised(cases: Path) -> Iterator[tuple[Path, dict[str, Any], dict[str, Any]]]:
    """Case folder, design and entry, of every mean, total, ratio, proportion and ciprop under linearisation."""
    for folder, designs, entry in entries(cases, STATISTICS):
        design = designs.get(entry.get("design"))
        if design and "replicates" not in design["spec"]:
            yield folder, design["spec"], entry


def expression(text: str | None) -> str | None:
    """An R condition in our language."""
    if text is None:
        return None
    text = re.sub(r"^I\((.*)\)$", r"\1", text)
    text = re.sub(r"%in%c\(([^)]*)\)", r" in [\1]", text)
    return text.replace(" & ", " and ").replace("hard.rock", "hard_rock").replace("heures.tv", "heures_tv")


def design_of(spec: dict[str, Any]) -> Design:
    fpc = spec.get("fpc", ())
    return Design(
        weight=spec.get("weights"),
        strata=spec.get("strata"),
        psu=tuple(spec[key] for key in ("psu", "ssu") if key in spec),
        fpc=(fpc,) if isinstance(fpc, str) else tuple(fpc),
        nest=True if "strata" in spec else None,
    )


def _request(folder: Path, spec: dict[str, Any], entry: dict[str, Any]) -> EstimateRequest:
    statistic = entry["stat"]
    variable = expression(entry.get("var") or entry.get("num") or entry.get("condition")) or ""
    by = entry.get("by")
    ci = "wald"
    if statistic == "ciprop":
        ci = METHODS.get(entry["method"], entry["method"])
    asked = {"ciprop": "proportion"}.get(statistic, statistic)
    if statistic == "mean" and (entry.get("var") or "").startswith("I("):
        asked = "proportion"
    return EstimateRequest(
        variable=_both(variable, entry) if statistic == "total" else (variable,),
        statistic=(asked,),
        denominator=expression(entry.get("den")),
        data=Data(data=folder / f"{spec.get('file', 'data')}.csv"),
        design=design_of(spec),
        domain=Domain(expression(entry.get("subset")), (by.replace("+", "*"),) if by else ()),
        precision=Precision(
            ci=ci,
            level=entry.get("level", 0.95),
            df="domain" if statistic == "ciprop" else "design",
            deff="wr" if "replace" in entry["r_call"] else "wor",
        ),
        shown=Shown(rules="none", protect="none"),
    )


def _both(variable: str, entry: dict[str, Any]) -> tuple[str, ...]:
    """R totals a condition as FALSE and TRUE."""
    return (f"not ({variable})", variable) if entry["var"].startswith("I(") else (variable,)


def _found(entry: dict[str, Any], estimates: list[Estimate]) -> dict[str, Estimate]:
    """Our estimates under R's names of levels."""
    found: dict[str, Estimate] = {}
    condition = (entry.get("var") or "").startswith("I(")
    for estimate in estimates:
        subject = estimate.subject
        if bool(subject.by) != bool(entry.get("by")):
            continue
        group = ".".join(name_of(level.value) for level in subject.by.values())
        if entry["stat"] == "ciprop" and subject.level and subject.level.value != 1:
            continue
        level = "" if subject.level is None else name_of(subject.level.value)
        if condition:
            level = "FALSE" if level == "0" or subject.label.startswith("not (") else "TRUE"
        found[f"{group}|{'' if entry['stat'] == 'ciprop' else level}"] = estimate
    return found


def name_of(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _wanted(entry: dict[str, Any], level: str) -> str:
    """The key of an R level such as `E:factor(awards)0`, `I(qn8 == 1)TRUE` or `1.2`."""
    group, _, rest = level.rpartition(":") if entry.get("by") else ("", "", level)
    if entry["stat"] == "proportion":
        answer = re.sub(r"^factor\(.*?\)", "", rest)
        return f"{group}|{answer}"
    if (entry.get("var") or "").startswith("I("):
        return f"{group}|{'TRUE' if rest.endswith('TRUE') else 'FALSE'}"
    return f"{rest if entry.get('by') else ''}|"


def near(ours: float | None, theirs: float | None, relative: float) -> bool:
    if theirs is None:
        return True
    if ours is None:
        return False
    return abs(ours - theirs) <= relative * max(abs(theirs), 1e-12 if relative > 1e-9 else 1e-14)


def held(folder: Path, spec: dict[str, Any], entry: dict[str, Any], replication: Replication | None = None) -> Outcome:
    """Estimate the entry as a user would and hold every number of it against R's."""
    asked = replace(_request(folder, spec, entry), replication=replication or Replication())
    name = f"{entry['stat']}{' ' + entry['method'] if 'method' in entry else ''}"
    nothing = all(result["ci_low"] is None for result in entry["results"])
    try:
        rows = [row.estimate for row in pipeline.estimate(asked).rows]
    except SurveyError as error:
        verdict = "left out" if nothing else "differs"
        return Outcome(entry["id"], name, verdict, f"R gives no number; we refuse: {type(error).__name__}")
    found = _found(entry, rows)
    if nothing:
        bounded = all(estimate.low is not None for estimate in found.values())
        return Outcome(entry["id"], name, "left out" if bounded else "differs", "R gives no number; ours has bounds")
    for result in entry["results"]:
        if fault := _fault(entry, result, found, replicates=replication is not None):
            return Outcome(entry["id"], name, "differs", fault)
    return Outcome(entry["id"], name, "passed")


def _fault(entry: dict[str, Any], result: dict[str, Any], found: dict[str, Estimate], *, replicates: bool) -> str:
    estimate = found.get(_wanted(entry, result["level"]))
    if estimate is None:
        return f"level {result['level']} is not among ours"
    method = entry.get("method")
    of_estimate = R_FITS if method in ("logit", "likelihood") else 1e-10
    bound = R_INTERPOLATES if method == "likelihood" else 1e-8
    if replicates and method == "logit":
        bound = R_FITS_REPLICATES
    nearly_none = (result["se"] or 1) < ROUNDING * abs(result["estimate"])
    numbers = {
        "estimate": (estimate.value, result["estimate"], of_estimate),
        "se": (estimate.se, 0.0 if nearly_none else result["se"], of_estimate),
        "ci_low": (estimate.low, result["ci_low"], bound),
        "ci_high": (estimate.high, result["ci_high"], bound),
        "deff": (estimate.deff, result.get("deff") or None, 1e-8),
    }
    if method in ("logit", "likelihood", "beta", "asin", "xlogit", "mean"):
        numbers.pop("deff")
    wrong = [key for key, (ours, theirs, limit) in numbers.items() if not near(ours, theirs, limit)]
    return ", ".join(f"{key} {numbers[key][0]!r} for {numbers[key][1]!r}" for key in wrong)
