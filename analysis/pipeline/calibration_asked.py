"""What the weights of a request are to be calibrated to, and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..choices import CalibrationMethod
from ..codebook import Codebook
from ..codebook.model_design import Design as DeclaredDesign
from ..errors import UsageError
from ..groups import Calibrating
from ..request import SurveyRequest

WITHOUT = "--calibrate-by and --calibrate-within need totals; name them with --calibrate FILE"
Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the weights are to be calibrated to, and how."""

    margins: Path
    method: CalibrationMethod
    bounds: Bounds | None


def asked(codebook: Codebook | None, request: SurveyRequest, without: str = WITHOUT) -> Asked | None:
    """The calibration of a request: that of the command, else that which the codebook declares for its own weight.

    `without` is what is said where there is a method and no totals.
    """
    typed = request.calibrating
    declared = codebook.design if codebook is not None else None
    given = declared.calibration if isinstance(declared, DeclaredDesign) else None
    if typed.calibrate is not None:
        return Asked(typed.calibrate, typed.calibrate_by or "raking", bounds_of(typed.calibrate_within))
    if given is None or codebook is None:
        if typed != Calibrating():
            raise UsageError(without)
        return None
    if request.design.weight is not None or request.replication.replicates:
        return None  # another weight, of which the codebook does not say that it is to be calibrated
    within = bounds_of(typed.calibrate_within, given.bounds)
    return Asked(codebook.folder / given.margins, typed.calibrate_by or given.method, within)


def bounds_of(text: str | None, declared: Bounds | None = None) -> Bounds | None:
    """Least and greatest factor, as in 0.3,3; they lie on both sides of 1."""
    bounds = declared
    if text is not None:
        try:
            low, high = (float(part) for part in text.split(","))
        except ValueError:
            raise UsageError(f"bounds {text!r} are not two numbers; write them as in 0.3,3") from None
        bounds = (low, high)
    if bounds is not None and not 0 <= bounds[0] < 1 < bounds[1]:
        raise UsageError(
            f"bounds {bounds[0]:g} and {bounds[1]:g} must be a least factor from 0 to below 1 and a greatest above 1, "
            "as in 0.3,3"
        )
    return bounds
