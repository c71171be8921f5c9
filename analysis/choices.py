"""The closed choices, each written once; the command refuses anything else with the list."""

from __future__ import annotations

from typing import Literal

IntervalName = Literal[
    "korn-graubard",
    "logit",
    "logit-delta",
    "wilson",
    "beta-r",
    "kish",
    "arcsine",
    "likelihood",
    "jeffreys",
    "wald",
    "nchs",
]
CountInterval = Literal["log-t", "wald"]
MeanInterval = Literal["t", "normal"]
SystemName = Literal["r", "stata", "sas", "sudaan", "spss", "nchs"]
LonelyRule = Literal["fail", "adjust", "average", "certainty", "remove", "collapse"]
ReplicateType = Literal["BRR", "Fay", "JK1", "JKn", "JK2", "bootstrap", "SDR"]
PpsMethod = Literal["brewer", "overton", "hartley-rao"]
PpsVariance = Literal["horvitz-thompson", "yates-grundy"]
MadeReplicates = Literal["jk1", "jkn", "brr", "fay", "bootstrap"]
CalibrationMethod = Literal["raking", "linear", "logit", "poststratify"]
DesignEffect = Literal["wr", "wor", "fpc"]
MissingRule = Literal["exclude", "level", "as-no", "bounds"]
StatisticName = Literal[
    "mean", "total", "proportion", "ratio", "median", "quantile", "variance", "histogram", "distribution"
]
QuantileRule = Literal["math", "hf2", "hf4", "hf7"]
QuantileInterval = Literal["woodruff", "replicates"]
Comparison = Literal["difference", "ratio", "odds"]
Adjustment = Literal["none", "holm", "bonferroni"]
Scores = Literal["ranks", "codes"]
PercentOf = Literal["respondents", "responses"]
CrossPercent = Literal["row", "column", "total"]
CrosstabTest = Literal["rao-scott-f", "rao-scott-chisq", "wald", "adjusted-wald", "lincom", "saddlepoint"]
CrosstabTests = Literal["rao-scott-f", "rao-scott-chisq", "wald", "adjusted-wald", "lincom", "saddlepoint", "all"]
ModelFamily = Literal["logistic", "poisson", "log-binomial", "linear", "ordinal"]
ReliabilityRule = Literal["dhs", "nchs", "nsduh", "rse30", "statcan", "none"]
ProtectionRule = Literal["standard", "strict", "none"]
Limit = Literal["count", "complement", "everyone", "base", "psus", "dominance"]
ColumnSet = Literal["standard", "profile", "errors"]
ShowRule = Literal["numbers", "order"]
ChartKind = Literal["bars", "dots", "grouped", "multiples", "stack", "slope", "one-in", "card"]
OutputFormat = Literal["table", "csv", "json", "md", "html", "xlsx", "docx", "pptx", "latex", "svg", "png", "junit"]
ReportFormat = Literal["html", "pptx", "xlsx", "docx", "md", "latex", "csv", "json", "svg", "png"]
PictureFormat = Literal["svg", "png"]
Reason = Literal["blank", "no_answer", "dont_know", "refused", "user_missing", "not_asked"]
Status = Literal["shown", "review", "suppressed"]
