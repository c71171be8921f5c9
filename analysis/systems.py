"""What other systems do unless told otherwise: the families of switches that `--like` sets at once.

A family has only the switches that were held against numbers of that system, or that its own documentation states; the
table in docs/methods.md gives the source of each. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from .choices import (
    CountInterval,
    DesignEffect,
    IntervalName,
    LonelyRule,
    MeanInterval,
    QuantileInterval,
    QuantileRule,
    ReliabilityRule,
    SystemName,
)


@dataclass(frozen=True, slots=True)
class System:
    """The switches of a family; None is a switch that it leaves alone.

    Attributes:
        name: of the system, as people write it.
        ci, df, deff, quantile_rule, quantile_interval, rules: what would be typed at the option of that name.
        lonely, mse: the same; these give way to the codebook as well, which knows its sample.
        count: interval of the total of a 0/1 variable, where no --ci is typed.
        mean: quantile behind intervals of means, ratios and totals.
        less: what t tests of groups take off the degrees of freedom.
    """

    name: str
    ci: IntervalName | None = None
    df: str | None = None
    deff: DesignEffect | None = None
    quantile_rule: QuantileRule | None = None
    quantile_interval: QuantileInterval | None = None
    rules: ReliabilityRule | None = None
    lonely: LonelyRule | None = None
    mse: bool | None = None
    count: CountInterval | None = None
    mean: MeanInterval | None = None
    less: int | None = None

    @property
    def switches(self) -> dict[str, str | int]:
        """What the family sets, by the name of the switch."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "name"}
        return {name: value for name, value in found.items() if value is not None}


NONE = System("")
SYSTEMS: Mapping[SystemName, System] = {
    "r": System(
        "R",
        ci="logit",
        df="domain",
        deff="wor",
        quantile_rule="math",
        quantile_interval="woodruff",
        lonely="fail",
        mse=False,
        count="wald",
        mean="normal",
        less=1,
    ),
    "stata": System("Stata", ci="logit", df="design", deff="fpc", lonely="fail", mse=False, count="wald", mean="t"),
    "sas": System("SAS", ci="wald", df="domain", deff="fpc", lonely="remove", mse=True, count="wald", mean="t"),
    "sudaan": System("SUDAAN", ci="logit", df="design"),
    "spss": System("SPSS", ci="logit", lonely="remove"),
    "nchs": System("NCHS", ci="nchs", df="domain", rules="nchs", count="log-t"),
}
