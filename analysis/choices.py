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
ColumnSet = Literal["standard", "profile", "errors"]
ShowRule = Literal["numbers", "order"]
ChartKind = Literal["bars", "dots", "grouped", "multiples", "stack", "slope", "one-in", "card"]
OutputFormat = Literal["table", "csv", "json", "md", "html", "xlsx", "docx", "pptx", "latex", "svg", "png", "junit"]
ReportFormat = Literal["html", "pptx", "xlsx", "docx", "md", "latex", "csv", "json", "svg", "png"]
PictureFormat = Literal["svg", "png"]
Reason = Literal["blank", "no_answer", "dont_know", "refused", "user_missing", "not_asked"]
Status = Literal["shown", "review", "suppressed"]
