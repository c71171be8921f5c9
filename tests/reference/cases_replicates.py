"""Entries of ../shared/cases under replicate weights, given or made: means, totals, ratios, proportions, ciprop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.request import Replication

from .cases import STATISTICS, Outcome, entries, held

MAKES = {"JKn": "jkn", "BRR": "brr", "Fay": "fay"}
FAYS_FACTOR = 0.3  # as in the R call of the one case that has it


def outcomes_of_replicates(cases: Path) -> Iterator[tuple[str, Outcome]]:
    """What became of each entry, with its case."""
    for folder, designs, entry in entries(cases, STATISTICS):
        spec = designs.get(entry.get("design"), {}).get("spec", {})
        if "replicates" in spec:
            whole, replication = replication_of(spec, designs)
            yield folder.name, held(folder, whole, entry, replication)


def replication_of(spec: dict[str, Any], designs: dict[str, Any]) -> tuple[dict[str, Any], Replication]:
    """The design in full, which some name by another, and what its replicate weights are."""
    if "from" in spec:
        return designs[spec["from"]]["spec"], Replication(make_replicates=MAKES[spec["replicates"]])
    if "psu" in spec:
        rho = FAYS_FACTOR if spec["replicates"] == "Fay" else None
        return spec, Replication(make_replicates=MAKES[spec["replicates"]], rho=rho)
    of_same_kind = (other["spec"] for other in designs.values() if other["spec"].get("repweights"))
    whole = {**next(of_same_kind), **spec}
    mse = bool(spec.get("mse"))
    return whole, Replication((whole["repweights"],), whole["replicates"], mse=mse, combined=True)
