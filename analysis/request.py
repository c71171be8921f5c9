"""One frozen request a use case: what the command fills in, and what its JSON repeats.

An option of one use case is declared here, one of several in `groups`; in both, the annotation of a field is its help
text and its name, with dashes, the option. Standard library only, so that `--help` loads nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from .choices import PercentOf, ReportFormat, StatisticName
from .groups import (
    Calibrating,
    Data,
    Design,
    Distribution,
    Domain,
    Drawing,
    Folder,
    Lang,
    Missing,
    Output,
    Pictures,
    Precision,
    Reading,
    Replication,
    Scaling,
    Shown,
    Template,
)

__all__ = [  # the groups too, so that a request can be built from one import
    "BreakdownRequest",
    "Calibrating",
    "CardRequest",
    "CheckRequest",
    "Data",
    "DefinitionsRequest",
    "DescribeRequest",
    "Design",
    "Distribution",
    "Domain",
    "Drawing",
    "EstimateRequest",
    "FiguresRequest",
    "FlowRequest",
    "Folder",
    "Missing",
    "Output",
    "Pictures",
    "PinsRequest",
    "Precision",
    "PrevalenceRequest",
    "Reading",
    "Replication",
    "ReportRequest",
    "Request",
    "RerunRequest",
    "Scaling",
    "Shown",
    "SurveyRequest",
    "Template",
    "VerifyRequest",
    "filled",
    "rebuilt",
]
R = TypeVar("R")
ReportFile = Annotated[Path | None, "The report file (YAML).  [default: that of the synthetic sample survey]"]
InPlace = Annotated[Path | None, "Survey file in place of the one that the codebook names."]
OnlyThese = Annotated[tuple[str, ...], "Only these figures, by their id; repeat for several."]
Names = Annotated[tuple[str, ...], "Indicator, or 'all'.  [default: the headline, else all]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRequest:
    """What every estimate of a survey needs to be told."""

    data: Data = field(default_factory=Data)
    reading: Reading = field(default_factory=Reading)
    design: Design = field(default_factory=Design)
    replication: Replication = field(default_factory=Replication)
    calibrating: Calibrating = field(default_factory=Calibrating)
    domain: Domain = field(default_factory=Domain)
    precision: Precision = field(default_factory=Precision)
    missing: Missing = field(default_factory=Missing)
    shown: Shown = field(default_factory=Shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrevalenceRequest(SurveyRequest):
    """Weighted prevalence of a codebook's indicators."""

    indicator: Names = ()
    forms: Annotated[bool | None, "Show the forms of a composite.  [default: for one indicator without --by]"] = None
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
    distribution: Distribution = field(default_factory=Distribution)


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Does a codebook hold together, and does it fit its file?"""

    codebook: Annotated[Path, "The codebook to check."]
    data: Annotated[Path | None, "A survey file to hold it against.  [default: the file it names]"] = None


@dataclass(frozen=True, slots=True)
class ProtectCheckRequest:
    """Do finished tables give back what they hide, all of them together?"""

    folder: Annotated[Path, "A folder with JSON output of tables and reports, of this run and of earlier ones."]
    data: Annotated[Path | None, "Survey file that they were made from: then its rows are looked at too."] = None
    codebook: Annotated[Path | None, "Codebook that they were made with, for the same."] = None


@dataclass(frozen=True, slots=True)
class PinsRequest:
    """What a codebook should pin of its files."""

    codebook: Annotated[Path, "The codebook, which names its files."]


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """What a file knows about itself."""

    data: Annotated[Path, "The survey file."]
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRequest(SurveyRequest):
    """How many rows each step of the sample has, and what share of the step before."""

    step: Annotated[tuple[str, ...], "Population of the codebook; repeat in the order of the steps."] = ()


@dataclass(frozen=True, slots=True)
class DefinitionsRequest:
    """What the indicators mean: wording, reference period, base, missing rule."""

    data: Data = field(default_factory=Data)
    indicator: Annotated[tuple[str, ...], "Indicator, or 'all'; repeat for several.  [default: all]"] = ()
    lang: Lang = None


@dataclass(frozen=True, slots=True)
class FiguresRequest:
    """Published figures of the register."""

    search: Annotated[tuple[str, ...], "Words that a figure must have in one of its texts."] = ()
    country: Annotated[tuple[str, ...], "Country, as in Indonesia; repeat for several."] = ()
    topic: Annotated[tuple[str, ...], "Topic, as in ocsea_any; repeat for several."] = ()
    figure: Annotated[tuple[str, ...], "Number in the register, as in D007; repeat for several."] = ()
    lang: Lang = None


@dataclass(frozen=True, slots=True)
class CardRequest:
    """The progress card of a country."""

    card: Annotated[Path | None, "Card (YAML).  [default: the one that ships]"] = None
    lang: Lang = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """A whole report in every format."""

    report: ReportFile = None
    data: InPlace = None
    format: Annotated[tuple[ReportFormat, ...], "Formats, as in html,pptx; repeat or separate by commas."] = ("html",)
    figure: OnlyThese = ()
    lang: Lang = None
    folder: Folder
    template: Template = field(default_factory=Template)


@dataclass(frozen=True, slots=True)
class VerifyRequest:
    """Printed figures against computed ones, and against each other."""

    report: ReportFile = None
    data: InPlace = None
    figure: OnlyThese = ()


@dataclass(frozen=True, slots=True)
class RerunRequest:
    """A manifest repeated: does the same come out?"""

    manifest: Annotated[Path, "The manifest that stands beside an output."]
    data: Annotated[Path | None, "Survey file, where it is no longer where it was."] = None
    codebook: Annotated[Path | None, "Codebook or report file, where it is no longer where it was."] = None


LookedUp = DefinitionsRequest | FiguresRequest | CardRequest | DescribeRequest | PinsRequest
Checked = CheckRequest | ProtectCheckRequest | VerifyRequest | RerunRequest
Request = SurveyRequest | ReportRequest | LookedUp | Checked


def filled(request: type[R], values: Mapping[str, Any]) -> R:
    """A request with its groups, from flat values; what is not named keeps its default."""
    hints = get_type_hints(request)
    known = {
        one.name: filled(hints[one.name], values) if is_dataclass(hints[one.name]) else values[one.name]
        for one in fields(request)  # type: ignore[arg-type]  # every request is a dataclass
        if is_dataclass(hints[one.name]) or one.name in values
    }
    return request(**known)


def rebuilt(request: type[R], written: Mapping[str, Any]) -> R:
    """A request from its JSON."""
    hints = get_type_hints(request)
    return request(**{name: _read(hints[name], value) for name, value in written.items()})


def _read(hint: Any, value: Any) -> Any:
    """A value of JSON as its field wants it: groups, tuples and paths are what JSON does not have."""
    if is_dataclass(hint) and isinstance(value, Mapping):
        return rebuilt(hint, value)  # type: ignore[arg-type]  # a class
    kinds = [hint, *get_args(hint)]
    if isinstance(value, list):
        return tuple(Path(part) if Path in get_args(kinds[0]) else part for part in value)
    return Path(value) if isinstance(value, str) and Path in kinds else value
