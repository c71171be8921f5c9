"""How the sample was drawn: weights, strata, sampling units by stage, and what to do with lonely ones."""

from .sample import DesignColumns, Sample, draw, weighed
from .units import SecondPhase, Stage, Unequal, Units

__all__ = ["DesignColumns", "Sample", "SecondPhase", "Stage", "Unequal", "Units", "draw", "weighed"]
