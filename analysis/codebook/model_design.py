"""How the sample of a file was drawn, as a codebook writes it."""

from __future__ import annotations

from pydantic import Field

from ..choices import LonelyRule
from .fields import OneOrMany, Section, Word
from .margins import Calibration
from .model_replicates import ReplicateWeights


class Design(Section):
    """How the sample was drawn: columns of the file."""

    weight: Word | None = Field(default=None, description="Column (or expression) of the weight.")
    strata: Word | None = Field(default=None, description="Column of the stratum of the first stage.")
    psu: OneOrMany = Field(default=(), description="Column of the sampling unit; a list with one per stage.")
    fpc: OneOrMany = Field(
        default=(), description="Column of the population size or sampling fraction; a list, one per stage."
    )
    nest: bool | None = Field(
        default=None, description="Unit codes are read inside their stratum even where a code repeats."
    )
    lonely: LonelyRule | None = Field(default=None, description="What to do with a stratum that has one unit.")
    replicates: ReplicateWeights | None = Field(
        default=None, description="Replicate weights that come with the file, in place of strata and units."
    )

    calibration: Calibration | None = Field(
        default=None, description="Known totals that the weights are calibrated to when the file is opened."
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names it uses, in the order weight, strata, units, sizes."""
        single = (self.weight, self.strata)
        return (*(name for name in single if name is not None), *self.psu, *self.fpc)
