"""The groups of options that requests are made of, each option declared once.

The annotation of a field is its help text; its name, with dashes, is the option. Standard library only, so that
`--help` loads nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from .choices import (
    CalibrationMethod,
    ChartKind,
    ColumnSet,
    DesignEffect,
    IntervalName,
    LonelyRule,
    MadeReplicates,
    MissingRule,
    OutputFormat,
    ProtectionRule,
    QuantileInterval,
    QuantileRule,
    ReliabilityRule,
    ReplicateType,
    ShowRule,
    SystemName,
)

Lang = Annotated[str | None, "Language of the labels.  [default: the codebook's]"]


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
class Replication:
    """Replicate weights; given by the file, or made from the design."""

    replicates: Annotated[
        tuple[str, ...], "Columns of replicate weights: a pattern 'bsrw*', a range brr1-brr4, or names a,b."
    ] = ()
    replicate_type: Annotated[ReplicateType | None, "How they were made, which says how they are scaled."] = None
    rho: Annotated[float | None, "Fay's factor: the weight that the half left out keeps, from 0 to below 1."] = None
    scale: Annotated[float | None, "Factor of the sum of squares.  [default: by the type]"] = None
    rscales: Annotated[tuple[float, ...], "Factor of each replicate's square, as in .5,.5,.75; or one for all."] = ()
    mse: Annotated[bool | None, "Squares about the full estimate, not about the mean of the replicates."] = None
    combined: Annotated[
        bool | None, "The columns are whole weights, not factors of the weight.  [default: whole weights]"
    ] = None
    make_replicates: Annotated[MadeReplicates | None, "Make replicate weights from --strata, --psu and --fpc."] = None
    replicate_count: Annotated[
        int | None, "How many to make.  [default: 500 for the bootstrap, else as many as the method needs]"
    ] = None
    seed: Annotated[int | None, "Seed of the bootstrap.  [default: 1]"] = None


@dataclass(frozen=True, slots=True)
class Calibrating:
    """Known totals that the weights are made to add up to."""

    calibrate: Annotated[Path | None, "Population totals (YAML or CSV).  [default: those of the codebook, if any]"] = (
        None
    )
    calibrate_by: Annotated[CalibrationMethod | None, "How.  [default: raking]"] = None
    calibrate_within: Annotated[str | None, "Least and greatest factor of a weight, as in 0.3,3."] = None


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
    df: Annotated[str | None, "Degrees of freedom: domain, design, replicates or a number.  [default: domain]"] = None
    deff: Annotated[
        DesignEffect | None,
        "Design effect against a simple random sample with (wr) or without replacement (wor), or without where there "
        "is an fpc (fpc).  [default: wr]",
    ] = None
    like: Annotated[
        SystemName | None, "Do as this system does, where nothing else is typed; the table says what that sets."
    ] = None


@dataclass(frozen=True, slots=True)
class Distribution:
    """How numbers are distributed: quantiles, and shares between breaks."""

    probs: Annotated[tuple[float, ...], "Quantiles, as shares of people up to them: 0.1,0.5,0.9."] = (0.25, 0.5, 0.75)
    quantile_rule: Annotated[
        QuantileRule | None,
        "Which value is the quantile where the distribution has steps, as in R.  [default: math]",
    ] = None
    quantile_interval: Annotated[
        QuantileInterval | None,
        "Interval of a quantile: by Woodruff, or from the quantiles of the replicates.  [default: woodruff]",
    ] = None
    breaks: Annotated[tuple[float, ...], "Where bins begin and end, or points of the distribution: 0,10,50."] = ()


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
    lang: Lang = None
    decimals: Annotated[int, "Decimals of a percentage."] = 1
    columns: Annotated[
        ColumnSet, "standard; unweighted beside weighted (profile); or all that a sampling error has (errors)."
    ] = "standard"
    show: Annotated[ShowRule, "numbers; or only the order of the items that may be named, without numbers."] = "numbers"
    round_counts: Annotated[
        int | None,
        "Show bases and cases as multiples of this, rounded so that they still add up: 5.  [default: the codebook's]",
    ] = None


@dataclass(frozen=True, slots=True)
class Scaling:
    """How many people a share stands for."""

    scale_to: Annotated[str | None, "Population to count in; it must be the one the rate speaks of."] = None
    round_to: Annotated[int | None, "Round counts of people to this.  [default: the codebook's]"] = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """How it is drawn."""

    draw: Annotated[ChartKind | None, "Kind of chart.  [default: the one that fits the estimate]"] = None
    title: Annotated[str | None, "Title: the message, a sentence.  [default: the survey's]"] = None
    subtitle: Annotated[str | None, "Subtitle: what is shown.  [default: the question's]"] = None


@dataclass(frozen=True, slots=True)
class Output:
    """Where the result goes."""

    format: Annotated[OutputFormat | None, "Form of the output.  [default: from the name of --output, or table]"] = None
    output: Annotated[Path | None, "File to write; - is standard output."] = None
    force: Annotated[bool, "Overwrite a file that exists."] = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the chart goes."""

    output: Annotated[
        tuple[Path, ...], "File to write, as in chart.svg, chart.png or chart.pptx; repeat for several."
    ] = ()
    force: Annotated[bool, "Overwrite a file that exists."] = False


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the copy goes."""

    output: Annotated[
        Path | None, "Copy of the data to write, in their own format.  [default: none, only the diagnostics]"
    ] = None
    force: Annotated[bool, "Overwrite a file that exists."] = False


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the files go."""

    output: Annotated[Path, "Folder to write into; it is made where it is not there."]
    force: Annotated[bool, "Overwrite files that the last run did not write."] = False


@dataclass(frozen=True, slots=True)
class Auditing:
    """What an output checker is given."""

    audit: Annotated[
        Path | None, "Record (JSON, laid out as ACRO does) of what is hidden and why; not in the folder of the output."
    ] = None


@dataclass(frozen=True, slots=True)
class Template:
    """How slides look."""

    template: Annotated[Path | None, "Presentation (.pptx) whose fonts, colours and layouts slides take."] = None
    layout: Annotated[str | None, "Layout of the template, by its name.  [default: Title Only]"] = None
