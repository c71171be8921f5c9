"""Entries of ../shared/cases that are quantiles and variances, under linearisation and under replicate weights.

Not held, with the reason in the ledger: R's rule `shahvaish`, whose interval does not contain its estimate, and the
interval by the score, which R's manual itself advises against. What R reports otherwise than it says:

* `math` is defined as the least answer up to which at least the share lies. For a share below that of the first answer
  R 4.1 gives the second; so the lower bounds, and the standard errors, of BELOW_THE_FIRST are not held.
* Under replicate weights R 4.1 takes the interval `mean` whatever is asked for; ours is asked for that one there.
* `svyby` keeps of an interval only its standard error, and its bounds are the estimate and t of these. So are those
  that are held; the bounds of our intervals are the ones that the standard error was made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scipy import special

from analysis import pipeline
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Distribution, Domain, EstimateRequest, Precision, Replication, Shown

from .cases import METHODS, Outcome, design_of, entries, expression, name_of, near
from .cases_replicates import replication_of

STATISTICS = ("quantile", "var")
RULES = {"math": "math", "school": "hf2", "hf2": "hf2", "hf4": "hf4", "hf7": "hf7"}
LEFT_OUT = {
    "shahvaish": "not among our rules: the interval that R gives with it does not contain its estimate",
    "score": "not among our intervals: R's manual says that it performs worse than the others",
}
BELOW_THE_FIRST = {"fpc_hosp_crowd.007", "fpc_hosp_crowd.011"}
SECOND = "R gives the second answer for a share that the first one reaches; estimate and upper bound agree"
NO_BOUND = "R gives no upper bound; neither do we, and say why"


def outcomes_of_quantiles(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each entry, with its case."""
    for folder, designs, entry in entries(cases, STATISTICS):
        yield folder.name, held(folder, designs, entry)


def held(folder: Path, designs: dict[str, Any], entry: dict[str, Any]) -> Outcome:
    """Estimate the entry as a user would and hold every number of it against R's."""
    name = " ".join(entry[key] for key in ("stat", "qrule", "interval_type") if key in entry)
    if reason := LEFT_OUT.get(entry.get("qrule", "")) or LEFT_OUT.get(entry.get("interval_type", "")):
        return Outcome(entry["id"], name, "left out", reason)
    spec, replication = designs[entry["design"]]["spec"], Replication()
    if "replicates" in spec:
        spec, replication = replication_of(spec, designs)
    rows = [row.estimate for row in pipeline.estimate(_request(folder, spec, replication, entry)).rows]
    found = {_key(estimate): estimate for estimate in rows if bool(estimate.subject.by) == bool(entry.get("by"))}
    faults = [_fault(entry, result, found[_wanted(entry, result["level"])]) for result in entry["results"]]
    if entry["id"] in BELOW_THE_FIRST and all(fault.startswith(("ci_low", "se")) for fault in faults):
        return Outcome(entry["id"], name, "left out", SECOND)
    if fault := "; ".join(filter(None, faults)):
        return Outcome(entry["id"], name, "differs", fault)
    if any(result.get("ci_high", 0) is None for result in entry["results"]):
        return Outcome(entry["id"], name, "passed", NO_BOUND)
    return Outcome(entry["id"], name, "passed")


def _request(folder: Path, spec: dict[str, Any], replication: Replication, entry: dict[str, Any]) -> EstimateRequest:
    by, probs = entry.get("by"), entry.get("probs", Distribution().probs)
    ci = METHODS.get(entry.get("interval_type", "mean"))
    return EstimateRequest(
        variable=(entry["var"],),
        statistic=("variance" if entry["stat"] == "var" else "quantile",),
        distribution=Distribution(
            probs=(probs,) if isinstance(probs, float) else tuple(probs),
            quantile_rule=RULES[entry.get("qrule", "math")],
        ),
        data=Data(data=folder / f"{spec.get('file', 'data')}.csv"),
        design=design_of(spec),
        replication=replication,
        domain=Domain(expression(entry.get("subset")), (by,) if by else ()),
        precision=Precision(ci="wald" if replication != Replication() else ci),
        shown=Shown(rules="none", protect="none"),
    )


def _key(estimate: Estimate) -> tuple[str, float]:
    """The group and the share of people up to the quantile; of a variance there is one."""
    group = ".".join(name_of(level.value) for level in estimate.subject.by.values())
    return group, float(estimate.subject.level.value) if estimate.subject.level else 0.5


def _wanted(entry: dict[str, Any], level: str) -> tuple[str, float]:
    """The key of an R level such as `E`, `api00.0.25` or `x`."""
    if entry.get("by"):
        return level, 0.5
    share = level.removeprefix(f"{entry['var']}.")
    return "", 0.5 if share in (level, "") else float(share)


def _fault(entry: dict[str, Any], result: dict[str, Any], ours: Estimate) -> str:
    low, high = ours.low, ours.high
    if entry.get("by") and ours.value is not None and ours.se is not None:
        t = float(special.stdtrit(entry["df_for_ci"], 0.975))
        low, high = ours.value - t * ours.se, ours.value + t * ours.se
    numbers = {
        "estimate": (ours.value, result["estimate"], 1e-10),
        "se": (ours.se, result["se"], 1e-10),
        "ci_low": (low, result.get("ci_low"), 1e-8),
        "ci_high": (high, result.get("ci_high"), 1e-8),
    }
    absent = [key for key, (of_us, of_r, _) in numbers.items() if key in result and of_r is None and of_us is not None]
    wrong = [key for key, (of_us, of_r, limit) in numbers.items() if not near(of_us, of_r, limit)]
    return ", ".join(f"{key} {numbers[key][0]!r} for {numbers[key][1]!r}" for key in (*absent, *wrong))
