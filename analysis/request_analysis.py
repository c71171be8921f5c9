"""The requests of further analyses: crossings with tests, comparisons, models and weights."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from .choices import Adjustment, CalibrationMethod, Comparison, CrossPercent, CrosstabTests, ModelFamily, Scores
from .groups import Copied, Data, Design, Lang, Reading, Replication
from .request import SurveyRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosstabRequest(SurveyRequest):
    """One question against another, with tests of independence."""

    row: Annotated[str | None, "Variable, or response set, of the rows."] = None
    column: Annotated[str | None, "Variable of the columns."] = None
    percent: Annotated[
        CrossPercent | None,
        "Percentages of the row, of the column or of all.  [default: row; of a response set, column]",
    ] = None
    test: Annotated[tuple[CrosstabTests, ...], "Test of independence; repeat for several.  [default: rao-scott-f]"] = ()
    counts: Annotated[bool, "Show the unweighted count of each cell too."] = False
    residuals: Annotated[bool, "Show how far each cell is from independence, in design-based standard errors."] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareRequest(SurveyRequest):
    """Groups held against each other, with the covariance between them."""

    indicator: Annotated[tuple[str, ...], "Indicator, or 'all'.  [default: the headline, else all]"] = ()
    variable: Annotated[tuple[str, ...], "Variable whose mean is compared; repeat for several."] = ()
    against: Annotated[
        str | None,
        "What each group is held against: the code of a group, rest (of the domain), or all (every pair).  "
        "[default: the first group]",
    ] = None
    measure: Annotated[
        tuple[Comparison, ...],
        "difference, ratio (of shares or means) or odds (ratio), as in difference,odds.  "
        "[default: difference, and for shares the ratio too]",
    ] = ()
    adjust: Annotated[Adjustment, "Adjust p for the number of comparisons."] = "none"
    trend: Annotated[
        Scores | None, "Test a linear trend over the groups in their order, scored 1, 2, ... (ranks) or by their codes."
    ] = None
    standardise: Annotated[
        tuple[str, ...],
        "Variable whose strata get the same shares in every group: those of all groups together, or given as in "
        "'sex=1:0.5,2:0.5'; repeat for their crossing.",
    ] = ()
    paired: Annotated[bool, "Compare two indicators within the rows that answered both."] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest(SurveyRequest):
    """A regression with the variance of the real design."""

    formula: Annotated[
        str | None,
        "Model formula, as in 'ocsea ~ sex + age_group': names, + - * :, C(name, reference), poly2(name), log(name).",
    ] = None
    family: Annotated[ModelFamily, "What is modelled, and so what the coefficients are."] = "logistic"
    exponentiate: Annotated[
        bool | None, "Show odds, prevalence or rate ratios in place of coefficients.  [default: except for linear]"
    ] = None
    test: Annotated[tuple[str, ...], "Terms to test together, as in 'sex + age_group'; repeat for several."] = ()
    predict: Annotated[
        tuple[str, ...],
        "Predict at given codes, as in 'sex=2, age_group=1', the others as they are; repeat for several.",
    ] = ()
    effects: Annotated[bool, "Show the average marginal effect of each variable."] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRequest:
    """Weights adjusted to known totals, and written into a copy of the data."""

    margins: Annotated[Path | None, "Population totals (YAML or CSV).  [default: those of the codebook]"] = None
    method: Annotated[
        CalibrationMethod | None, "How the weights are made to add up to them.  [default: the codebook's, or raking]"
    ] = None
    bounds: Annotated[str | None, "Least and greatest factor of a weight, as in 0.3,3."] = None
    trim: Annotated[float | None, "No weight above this many times the median; the rest goes to the others."] = None
    cap: Annotated[float | None, "No weight above this; the rest goes to the others."] = None
    respondents: Annotated[
        str | None, "Condition that respondents satisfy; the others' weights are moved to them, inside --classes."
    ] = None
    classes: Annotated[
        tuple[str, ...], "Variables whose crossing makes the nonresponse classes, as in region,sex."
    ] = ()
    name: Annotated[str, "Column of the new weights."] = "wt_cal"
    lang: Lang = None
    data: Data = field(default_factory=Data)
    reading: Reading = field(default_factory=Reading)
    design: Design = field(default_factory=Design)
    replication: Replication = field(default_factory=Replication)
    copy: Copied = field(default_factory=Copied)
