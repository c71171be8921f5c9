"""The closed choices, each written once; the command refuses anything else with the list."""

from __future__ import annotations

from typing import Literal

IntervalName = Literal[
    "korn-graubard", "logit", "logit-delta", "wilson", "beta-r", "kish", "arcsine", "likelihood", "jeffreys", "wald"
]
LonelyRule = Literal["fail", "adjust", "average", "certainty", "remove", "collapse"]
DesignEffect = Literal["wr", "wor"]
MissingRule = Literal["exclude", "level", "as-no", "bounds"]
StatisticName = Literal["mean", "total", "proportion", "ratio"]
PercentOf = Literal["respondents", "responses"]
ReliabilityRule = Literal["dhs", "nchs", "rse30", "statcan", "none"]
ProtectionRule = Literal["standard", "strict", "none"]
OutputFormat = Literal["table", "csv", "json", "md"]
Reason = Literal["blank", "no_answer", "dont_know", "refused", "user_missing", "not_asked"]
Status = Literal["shown", "review", "suppressed"]
