"""How the sample was drawn: weights, strata, sampling units by stage, and what to do with lonely ones."""

from .sample import DesignColumns, Sample, draw, weighed
from .units import Stage, Units

__all__ = ["DesignColumns", "Sample", "Stage", "Units", "draw", "weighed"]
