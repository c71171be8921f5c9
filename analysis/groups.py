"""The groups of options that requests are made of, each option declared once.

The annotation of a field is its help text; its name, with dashes, is the option. Standard library only, so that
`--help` loads nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from .choices import (
    ChartKind,
    ColumnSet,
    DesignEffect,
    IntervalName,
    LonelyRule,
    MissingRule,
    OutputFormat,
    ProtectionRule,
    ReliabilityRule,
    ShowRule,
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
    lang: Lang = None
    decimals: Annotated[int, "Decimals of a percentage."] = 1
    columns: Annotated[
        ColumnSet, "standard; unweighted beside weighted (profile); or all that a sampling error has (errors)."
    ] = "standard"
    show: Annotated[ShowRule, "numbers; or only the order of the items that may be named, without numbers."] = "numbers"


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
class Folder:
    """Where the files go."""

    output: Annotated[Path, "Folder to write into; it is made where it is not there."]
    force: Annotated[bool, "Overwrite files that the last run did not write."] = False


@dataclass(frozen=True, slots=True)
class Template:
    """How slides look."""

    template: Annotated[Path | None, "Presentation (.pptx) whose fonts, colours and layouts slides take."] = None
    layout: Annotated[str | None, "Layout of the template, by its name.  [default: Title Only]"] = None
