"""One frozen request a use case: what the command fills in, and what its JSON repeats.

The groups below are the only place where an option is declared. The annotation of a field is its help text; its name,
with dashes, is the option. Standard library only, so that `--help` loads nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from .choices import (
    DesignEffect,
    IntervalName,
    LonelyRule,
    MissingRule,
    OutputFormat,
    PercentOf,
    ProtectionRule,
    ReliabilityRule,
    StatisticName,
)


@dataclass(frozen=True, slots=True)
class Data:
    """What is read."""

    data: Annotated[
        Path | None,
        "The survey file; without it, the one that --codebook names, and without both the synthetic sample.",
    ] = None
    codebook: Annotated[Path | None, "Codebook (YAML) that says what the numbers in the file mean."] = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the file is read, where it does not say so itself."""

    encoding: Annotated[str | None, "Text encoding, where the file does not say it."] = None
    delimiter: Annotated[str | None, "Delimiter of a text file; found by itself otherwise."] = None
    decimal: Annotated[str | None, "Decimal mark of a text file: a point or a comma."] = None
    sheet: Annotated[str | None, "Sheet of a workbook; the first otherwise."] = None


@dataclass(frozen=True, slots=True)
class Design:
    """How the sample was drawn; each option overrides the codebook."""

    weight: Annotated[str | None, "Weight: a column, or an expression such as 'v005 / 1000000'."] = None
    strata: Annotated[str | None, "Stratum of the first stage."] = None
    psu: Annotated[tuple[str, ...], "Sampling unit, once per stage: --psu village --psu household."] = ()
    fpc: Annotated[tuple[str, ...], "Population size (above 1) or sampling fraction (up to 1), once per stage."] = ()
    nest: Annotated[bool | None, "Read PSU codes inside their stratum even where a code repeats."] = None
    lonely: Annotated[LonelyRule | None, "What to do with a stratum that has one PSU.  [default: fail]"] = None


@dataclass(frozen=True, slots=True)
class Domain:
    """Whom the numbers speak of."""

    where: Annotated[str | None, 'Only rows for which this holds, as in "age >= 15 and sex == 2".'] = None
    by: Annotated[tuple[str, ...], "Break down: 'a,b' for two breakdowns, 'a*b' for their crossing."] = ()


@dataclass(frozen=True, slots=True)
class Precision:
    """How sure the numbers are."""

    ci: Annotated[
        IntervalName | None, "Interval of a proportion or of a count.  [default: korn-graubard; log-t for a count]"
    ] = None
    level: Annotated[float, "Confidence level."] = 0.95
    df: Annotated[str, "Degrees of freedom: domain, design or a number."] = "domain"
    deff: Annotated[
        DesignEffect, "Design effect against a simple random sample with (wr) or without replacement (wor)."
    ] = "wr"


@dataclass(frozen=True, slots=True)
class Missing:
    """What becomes of unanswered questions."""

    missing: Annotated[
        MissingRule | None,
        "exclude them, show them as a level, count them as no, or print all three rules.  [default: the codebook's]",
    ] = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown, and in which words."""

    rules: Annotated[ReliabilityRule | None, "Reliability rule.  [default: the codebook's, or dhs]"] = None
    protect: Annotated[ProtectionRule | None, "Protection of respondents.  [default: the codebook's, or standard]"] = (
        None
    )
    lang: Annotated[str | None, "Language of the labels.  [default: the codebook's]"] = None
    decimals: Annotated[int, "Decimals of a percentage."] = 1


@dataclass(frozen=True, slots=True)
class Output:
    """Where the result goes."""

    format: Annotated[OutputFormat | None, "Form of the output.  [default: from the name of --output, or table]"] = None
    output: Annotated[Path | None, "File to write; - is standard output."] = None
    force: Annotated[bool, "Overwrite a file that exists."] = False


@dataclass(frozen=True, slots=True)
class Scaling:
    """How many people a share stands for."""

    scale_to: Annotated[str | None, "Population to count in; it must be the one the rate speaks of."] = None
    round_to: Annotated[int | None, "Round counts of people to this.  [default: the codebook's]"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRequest:
    """What every estimate of a survey needs to be told."""

    data: Data = field(default_factory=Data)
    reading: Reading = field(default_factory=Reading)
    design: Design = field(default_factory=Design)
    domain: Domain = field(default_factory=Domain)
    precision: Precision = field(default_factory=Precision)
    missing: Missing = field(default_factory=Missing)
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrevalenceRequest(SurveyRequest):
    """Weighted prevalence of a codebook's indicators."""

    indicator: Annotated[tuple[str, ...], "Indicator, or 'all'.  [default: the headline, else all]"] = ()
    forms: Annotated[bool | None, "Show each form of a composite too.  [default: for one indicator without --by]"] = (
        None
    )
    scaling: Scaling = field(default_factory=Scaling)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownRequest(SurveyRequest):
    """Shares of the answers of a response set or of a categorical variable."""

    set: Annotated[tuple[str, ...], "Response set of the codebook or the file, or a variable with categories."] = ()
    role: str | None = None
    base: Annotated[
        str | None, "Whose answers: an indicator, one of its forms, or an expression.  [default: the set's]"
    ] = None
    percent_of: Annotated[PercentOf | None, "Share of respondents or of responses.  [default: both]"] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateRequest(SurveyRequest):
    """Any statistic of any variable of any file."""

    variable: Annotated[tuple[str, ...], "Variable or expression to estimate; repeat for several."] = ()
    statistic: Annotated[tuple[StatisticName, ...], "What to estimate; repeat for several."] = ("mean",)
    denominator: Annotated[str | None, "Denominator of a ratio."] = None


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Does a codebook hold together, and does it fit its file?"""

    codebook: Annotated[Path, "The codebook to check."]
    data: Annotated[Path | None, "A survey file to hold it against.  [default: the file it names]"] = None


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """What a file knows about itself."""

    data: Annotated[Path, "The survey file."]
    reading: Reading = field(default_factory=Reading)


Request = PrevalenceRequest | BreakdownRequest | EstimateRequest | CheckRequest | DescribeRequest
