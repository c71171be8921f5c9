"""How the sample of a file was drawn, as a codebook writes it."""

from __future__ import annotations

from pydantic import Field

from ..choices import LonelyRule, PpsMethod, PpsVariance
from .fields import Expression, OneOrMany, Section, Word
from .margins import Calibration
from .model_replicates import ReplicateWeights


class Pps(Section):
    """Sampling units drawn without replacement, each with a probability of its own, which `fpc` gives."""

    method: PpsMethod = Field(description="How the probability of drawing two units together is approximated.")
    variance: PpsVariance = Field(
        default="horvitz-thompson", description="Form of the variance under overton and hartley-rao."
    )
    squares: float | None = Field(
        default=None,
        gt=0,
        description="Sum of the squared probabilities of all units there were, for hartley-rao; estimated otherwise.",
    )


class SecondPhase(Section):
    """A part of the sample that was drawn once more, to be asked what the whole was not."""

    where: Expression = Field(description="Which rows were drawn in the second phase.")
    strata: Word | None = Field(default=None, description="Column of the stratum of the second phase.")
    psu: OneOrMany = Field(
        default=(), description="Column, or columns together, of what was drawn in the second phase; rows otherwise."
    )


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
    pps: Pps | None = Field(
        default=None, description="Units drawn with unequal probabilities, which fpc gives, and without replacement."
    )
    second_phase: SecondPhase | None = Field(
        default=None,
        description="Rows of the sample that were drawn once more; the keys above speak of the first phase.",
    )
    replicates: ReplicateWeights | None = Field(
        default=None, description="Replicate weights that come with the file, in place of strata and units."
    )

    calibration: Calibration | None = Field(
        default=None, description="Known totals that the weights are calibrated to when the file is opened."
    )

    @property
    def columns(self) -> tuple[str, ...]:
        """The names it uses, first strata, then units and sizes; conditions are apart."""
        single, several = [self.weight, self.strata], [*self.psu, *self.fpc]
        if self.second_phase is not None:
            single.append(self.second_phase.strata)
            several.extend(self.second_phase.psu)
        return (*(name for name in single if name is not None), *several)
