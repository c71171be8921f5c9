"""Does each design hold together: one way to a variance, with what that way asks for."""

from __future__ import annotations

from collections.abc import Iterator

from .crosscheck_expressions import Known
from .faults import Steps
from .model import Codebook
from .model_design import Design, Pps, SecondPhase
from .model_replicates import ReplicateWeights


def design_problems(codebook: Codebook, known: Known) -> Iterator[tuple[Steps, str]]:
    """Every contradiction of every design."""
    for name, file in codebook.files.items():
        design = file.design
        if not isinstance(design, Design):
            continue
        path = ("files", name, "design")
        checks = (
            *(_replicates(design, design.replicates) if design.replicates is not None else ()),
            *(_pps(design, design.pps) if design.pps is not None else ()),
            *(_second_phase(design, design.second_phase) if design.second_phase is not None else ()),
        )
        for step, problem in checks:
            yield (*path, *step), problem


def _replicates(design: Design, given: ReplicateWeights) -> Iterator[tuple[Steps, str]]:
    """Replicate weights stand in place of strata and units, and have the numbers that their type asks for."""
    if design.weight is None:
        yield (), "replicates need the weight they replicate; add weight: ..."
    for key in ("strata", "psu", "fpc", "nest", "lonely", "pps", "second_phase"):
        if getattr(design, key):
            yield (key,), "replicates stand in place of strata and units; keep one of the two"
    if (given.type == "Fay") != (given.rho is not None):
        yield ("replicates",), "rho is Fay's factor: Fay needs it, and no other type has it"
    if given.type == "JKn" and not given.rscales and given.scale is None:
        yield ("replicates",), "JKn needs rscales: (n - 1) / n of the stratum whose unit each leaves out"


def _pps(design: Design, pps: Pps) -> Iterator[tuple[Steps, str]]:
    """Probabilities are there, and the method knows the form, the stages and the number it is given."""
    if not design.fpc:
        yield ("pps",), "needs fpc: the column with the probability of each sampling unit to be drawn"
    if pps.method == "brewer" and "variance" in pps.model_fields_set:
        yield ("pps", "variance"), "brewer has one form; leave variance out, or choose overton or hartley-rao"
    if pps.method != "brewer" and max(len(design.psu), len(design.fpc)) > 1:
        yield ("pps", "method"), f"{pps.method} is known for one stage; write brewer, or one psu and one fpc"
    if pps.squares is not None and pps.method != "hartley-rao":
        yield ("pps", "squares"), f"{pps.method} does not ask for it; leave squares out, or write hartley-rao"
    if pps.squares is not None and design.strata is not None:
        yield ("pps", "squares"), "is a sum over one stratum, and there are strata; leave it out, to be estimated"


def _second_phase(design: Design, second: SecondPhase) -> Iterator[tuple[Steps, str]]:
    """What nobody has worked out together with a second phase."""
    if design.pps is not None:
        yield ("second_phase",), "is not known after unequal probabilities; keep pps or second_phase"
    if design.calibration is not None:
        yield ("second_phase",), "is not known for calibrated weights; keep calibration or second_phase"
    if design.lonely in ("adjust", "average"):
        yield ("lonely",), "a second phase goes with fail, certainty, remove and collapse; choose one of them"
