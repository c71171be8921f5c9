"""The codebook: what may be written in it, with one line about each key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, PrivateAttr

from ..choices import ProtectionRule, ReliabilityRule
from .faults import Steps
from .fields import Code, Expression, Expressions, Label, OneOrMany, Section, Shape, Text, TextOrShape, Word
from .labels import in_language
from .model_design import Design
from .model_sets import MissingReason, ResponseSet
from .tree import Tree

IndicatorMissing: TypeAlias = Literal["as_no", "any_yes", "complete"]
Qualifier: TypeAlias = Literal["at_least", "nearly", "about", "more_than"]


class Survey(Section):
    """What the survey is called."""

    id: Word = Field(description="Short name in small letters, digits and dashes; the provenance of outputs names it.")
    title: Label = Field(description="Title of the survey.")
    synthetic: bool = Field(default=False, description="The data are made up: titles, files and pictures say so.")
    language: Word = Field(default="en", description="Language of the labels that name none.")
    people: Label | None = Field(
        default=None, description="What those are called who are counted, such as children; people otherwise."
    )
    source: Label | None = Field(
        default=None, description="Who asked whom and when, in one line; printed under tables."
    )


class Join(Section):
    """How a further file comes to the rows of another."""

    to: Word = Field(description="File whose rows it is brought to.")
    on: Word = Field(description="Column of that file which holds this file's key.")


DesignOrNone: TypeAlias = Annotated[Annotated[Literal["none"], Text] | Annotated[Design, Shape], TextOrShape]


class File(Section):
    """A data file."""

    path: OneOrMany = Field(
        min_length=1,
        description="Where the file is, from the folder of the codebook; the completed data sets of an imputation as a "
        "pattern (survey_imp*.csv) or a list.",
    )
    rows: int | None = Field(default=None, ge=0, description="Number of rows it must have.")
    columns: int | None = Field(default=None, ge=1, description="Number of columns it must have.")
    sum_of_weights: float | None = Field(
        default=None, ge=0, description="What the weights of its design must sum to, to seven digits."
    )
    sha256: OneOrMany = Field(
        default=(), description="Fingerprint it must have; of several completed data sets a list, in their order."
    )
    key: Word | None = Field(default=None, description="Column that is different in every row.")
    design: DesignOrNone | None = Field(
        default=None, description="How the sample was drawn; the word none for a survey that is no probability sample."
    )
    join: Join | None = Field(default=None, description="How a further file is brought to the first.")

    @property
    def completed(self) -> bool:
        """Whether it names several completed data sets."""
        return len(self.path) > 1 or "*" in self.path[0]

    @property
    def weight(self) -> str | None:
        """The weight that its design names."""
        return self.design.weight if isinstance(self.design, Design) else None


class Estimated(Section):
    """A number that is itself an estimate."""

    value: float = Field(description="The estimate.")
    se: float = Field(ge=0, description="Its standard error.")


ShareOrNumber: TypeAlias = Annotated[Annotated[Expression, Text] | Annotated[Estimated, Shape], TextOrShape]


class Size(Section):
    """How many a population counts: one of known, estimated, of, weights."""

    known: float | None = Field(default=None, gt=0, description="A known number of people.")
    estimated: Estimated | None = Field(
        default=None, description="An estimate from elsewhere, with its standard error."
    )
    of: Word | None = Field(default=None, description="Another population of which this one is a share.")
    share: ShareOrNumber | None = Field(
        default=None,
        description="The share: a condition estimated from this file, or {value: .92, se: .01} from elsewhere.",
    )
    weights: Literal[True] | None = Field(default=None, description="The sum of the weights, with the word true.")
    source: Word | None = Field(default=None, description="Where the number is published.")


class Population(Section):
    """Whom numbers speak of."""

    file: Word | None = Field(default=None, description="Its file; the first otherwise.")
    label: Label | None = Field(default=None, description="Its name in tables.")
    where: Expression | None = Field(default=None, description="Condition that makes a row belong to it.")
    size: Size | None = Field(default=None, description="How many it counts.")


DerivedRule: TypeAlias = Annotated[
    Annotated[Expression, Text] | Annotated[Mapping[Code, Expression], Shape], TextOrShape
]


class Variable(Section):
    """One question of the survey, or one made of others."""

    label: Label | None = Field(default=None, description="Its name in tables; the file's label otherwise.")
    question: Label | None = Field(
        default=None, description="The wording of the question, for readers of the codebook."
    )
    column: Word | None = Field(default=None, description="Column of the file; the name itself otherwise.")
    file: Word | None = Field(default=None, description="Its file; the first otherwise.")
    imputed: OneOrMany = Field(
        default=(),
        description="Its columns where it has several imputations or plausible values: a pattern as in PV*MATH, a "
        "range as in inc1-inc5, or a list; in place of column.",
    )
    values: Mapping[Code, Label] = Field(
        default={}, description="Label of each answer, in the order of tables; without it, a number or free categories."
    )
    missing: Mapping[Code, MissingReason] = Field(
        default={}, description="Codes that are no answer, each with its reason."
    )
    asked_if: Expression | None = Field(
        default=None, description="Who was asked; the others are not asked, which is not missing."
    )
    unit: Word | None = Field(default=None, description="Unit of a number, such as years.")
    derived: DerivedRule | None = Field(
        default=None,
        description="Made of other variables: value and condition, the first that holds; or a calculation.",
    )


class SeveralOf(Section):
    """So many of several experiences."""

    n: int = Field(ge=1, description="How many at least.")
    of: Expressions = Field(description="The conditions that are counted.")


class Indicator(Section):
    """A yes or no that the survey reports: one condition or several."""

    label: Label = Field(description="Its name in tables.")
    population: Word | None = Field(default=None, description="Whom it speaks of; everyone in the file otherwise.")
    any_of: Expressions | None = Field(default=None, description="Yes if any of these conditions holds.")
    all_of: Expressions | None = Field(default=None, description="Yes if all of these conditions hold.")
    at_least: SeveralOf | None = Field(default=None, description="Yes if so many of these conditions hold.")
    missing: IndicatorMissing = Field(
        description="What unanswered items become: as_no (a lower bound), any_yes or complete (left out)."
    )
    version: Word | None = Field(
        default=None, description="Name of this definition; needed when it has several conditions."
    )
    period: Label | None = Field(
        default=None, description="Reference period, such as the past year; printed among the definitions."
    )
    qualifier: Qualifier | None = Field(default=None, description="Word printed before counts of people.")
    harm: bool = Field(default=True, description="An experience of harm: a share of 100 % is hidden under protection.")

    @property
    def items(self) -> tuple[Expression, ...]:
        """Its conditions, whichever way they are joined."""
        if self.at_least is not None:
            return self.at_least.of
        return self.any_of or self.all_of or ()


class Presentation(Section):
    """Defaults of what is shown."""

    reliability: ReliabilityRule = Field(default="dhs", description="Rule for numbers on few answers.")
    protection: ProtectionRule = Field(default="standard", description="Protects respondents; none: public data only.")
    headline: Word | None = Field(default=None, description="The indicator shown when none is named.")
    round_totals_to: int | None = Field(default=None, ge=1, description="Counts of people are rounded to this.")
    round_counts_to: int | None = Field(default=None, ge=2, description="n and cases are multiples of it that add up.")


class Codebook(Section):
    """What the numbers in the files of a survey mean."""

    survey: Survey = Field(description="Name, title, language and source.")
    files: Mapping[str, File] = Field(
        min_length=1, description="The data files; the first is the one that is analysed."
    )
    populations: Mapping[str, Population] = Field(default={}, description="Whom numbers speak of.")
    variables: Mapping[str, Variable] = Field(default={}, description="The questions.")
    indicators: Mapping[str, Indicator] = Field(default={}, description="What the survey reports as yes or no.")
    response_sets: Mapping[str, ResponseSet] = Field(default={}, description="Questions with several answers.")
    presentation: Presentation = Field(
        default_factory=lambda: Presentation.model_construct(),
        description="What is shown unless the command says otherwise.",
    )
    _folder: Path = PrivateAttr(default_factory=Path)
    _source: str = PrivateAttr(default="")
    _tree: Tree | None = PrivateAttr(default=None)

    def placed(self, folder: Path, source: str, tree: Tree) -> Codebook:
        """The same codebook, knowing its folder and where its parts stand."""
        self._folder, self._source, self._tree = folder, source, tree
        return self

    @property
    def folder(self) -> Path:
        """Where the paths of the files start."""
        return self._folder

    @property
    def path(self) -> Path | None:
        """The file it was written in; None for a codebook that was not."""
        return None if self._tree is None else self._folder / Path(self._source).name

    @property
    def main(self) -> str:
        """Name of the file that is analysed."""
        return next(iter(self.files))

    @property
    def design(self) -> Design | Literal["none"] | None:
        """How the sample of the first file was drawn."""
        return self.files[self.main].design

    def at(self, path: Steps) -> str:
        """Where a part stands, as `file:line:column: `, or nothing for a codebook that was not written."""
        if self._tree is None:
            return ""
        line, column = self._tree.position(path, key=True)
        return f"{self._source}:{line}:{column}: "

    def text(self, label: Mapping[str, str] | None, lang: str | None = None) -> str:
        """The label in the language asked for, else in the survey's, else in any."""
        return in_language(label, lang, self.survey.language)
