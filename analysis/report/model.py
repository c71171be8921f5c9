"""The report file: what may be written in it, with one line about each key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, PrivateAttr

from ..choices import ChartKind
from ..codebook.faults import Steps
from ..codebook.fields import Code, ItemNames, Label, OneOrMany, Section, Word
from ..codebook.labels import in_language
from ..codebook.tree import Tree
from .requests import Estimate

Qualifier: TypeAlias = Literal["at_least", "nearly", "more_than", "about", "up_to", "less_than"]
Unit: TypeAlias = Literal["percent", "people", "number", "cases"]
Drawn: TypeAlias = Literal[ChartKind, "none"]
Sample: TypeAlias = Literal["same", "another"]
Pair: TypeAlias = Annotated[tuple[float, float], Field(strict=False)]


class Which(Section):
    """Which number of the figure was printed; the first one where nothing is said."""

    indicator: Word | None = Field(default=None, description="Indicator or variable.")
    set: Word | None = Field(default=None, description="Response set.")
    item: Code | None = Field(default=None, description="Item of a response set, or form of a composite.")
    level: Code | None = Field(default=None, description="Answer of a question.")
    by: Mapping[str, Code] = Field(default={}, description="Group, as in {sex: 2}; the total otherwise.")
    percent_of: Literal["respondents", "responses"] | None = Field(
        default=None, description="Share of respondents or of responses."
    )


class Published(Section):
    """One printed value."""

    figure: Word | None = Field(
        default=None,
        description="Its number in the register, which gives value, unit, qualifier, base, source.",
    )
    of: Which = Field(default_factory=lambda: Which.model_construct(), description="Which number it is.")
    value: float | None = Field(default=None, description="The printed number, in its unit: 2 for 2 %.")
    range: Pair | None = Field(default=None, description="Least and greatest of several numbers, as in [17, 56].")
    across: ItemNames = Field(
        default=(), description="Forms after which the question was asked, whose numbers the range spans."
    )
    order: ItemNames = Field(default=(), description="Items printed as the most frequent, without numbers.")
    ranked: bool = Field(default=False, description="The printed order is a ranking, not only a set of the first ones.")
    interval: Pair | None = Field(default=None, description="Printed bounds.")
    interval_decimals: int | None = Field(
        default=None, ge=0, le=8, description="Decimals of the bounds; those of the number otherwise."
    )
    decimals: int | None = Field(
        default=None,
        ge=0,
        le=8,
        description="Decimals it was printed with; those written here, or in the register, otherwise.",
    )
    step: float | None = Field(default=None, gt=0, description="It was rounded to a multiple of this, as in 100000.")
    qualifier: Qualifier | None = Field(default=None, description="Word printed before it.")
    unit: Unit | None = Field(default=None, description="What the number counts.")
    base_n: int | None = Field(default=None, ge=0, description="Printed base, unweighted.")
    numerator: int | None = Field(default=None, ge=0, description="Printed cases, where n of N was printed.")
    sample: Sample | None = Field(
        default=None, description="same: computed from these very data; another: from another sample."
    )
    source: Word | None = Field(default=None, description="Where it is printed; the register's otherwise.")
    page: Word | None = Field(default=None, description="Page or place in the source.")


class Figure(Section):
    """A table, with its chart unless it has none."""

    id: Word = Field(description="Short name in small letters, digits and dashes; unique in the report.")
    section: Label | None = Field(default=None, description="Heading of the chapter that begins here.")
    title: Label = Field(description="The message, a sentence.")
    subtitle: Label | None = Field(default=None, description="What is shown: measure, base, unit.")
    estimate: Estimate = Field(description="What is estimated: the options of one command, under its name.")
    draw: Drawn | None = Field(default=None, description="Kind of chart; none for a table alone; what fits otherwise.")
    footnotes: Annotated[tuple[Label, ...], Field(strict=False)] = Field(
        default=(), description="Sentences under the figure."
    )
    published: Annotated[tuple[Published, ...], Field(strict=False)] = Field(
        default=(), description="What was printed of it elsewhere."
    )


class Check(Section):
    """A relation that printed figures must keep among themselves; one of union, product, count, same, at_most."""

    union: Word | None = Field(default=None, description="A figure that is a union of its parts.")
    parts: OneOrMany = Field(default=(), description="The parts of a union.")
    product: OneOrMany = Field(default=(), description="Two shares, as users and the rate among users ...")
    equals: Word | None = Field(default=None, description="... whose product (or whose count) was printed as this.")
    count: Word | None = Field(default=None, description="A rate that was scaled to people, as printed in `equals`.")
    same: OneOrMany = Field(default=(), description="Figures that were printed of one and the same thing.")
    at_most: Word | None = Field(default=None, description="A number of people that none of `rates` can exceed.")
    rates: OneOrMany = Field(default=(), description="The rates that were printed for the same children.")
    population: Word | None = Field(default=None, description="Figure with the number of people behind the rates.")
    note: Label | None = Field(default=None, description="What a reader must know of it.")


class About(Section):
    """What the report is called and what it stands on."""

    id: Word = Field(description="Short name in small letters, digits and dashes.")
    title: Label = Field(description="Title of the report.")
    subtitle: Label | None = Field(default=None, description="What stands under the title.")
    codebook: Word | None = Field(
        default=None, description="Codebook of the survey, from the folder of the report; none for published figures."
    )
    data: Word | None = Field(default=None, description="Survey file in place of the codebook's.")
    language: Word = Field(default="en", description="Language of the labels that name none.")
    sample: Sample = Field(default="same", description="Whether what was printed stands on these data or on others.")
    help_line: Label | None = Field(default=None, description="A line that says where a reader finds help.")
    notes: Annotated[tuple[Label, ...], Field(strict=False)] = Field(
        default=(), description="Sentences that hold for the whole report."
    )


class Report(Section):
    """What a report contains, in order, and what was printed of it elsewhere."""

    report: About = Field(description="Name, title, codebook.")
    figures: Annotated[tuple[Figure, ...], Field(strict=False, min_length=1)] = Field(
        description="The figures and tables, in order."
    )
    checks: Annotated[tuple[Check, ...], Field(strict=False)] = Field(
        default=(), description="Relations that printed figures must keep among themselves."
    )
    _folder: Path = PrivateAttr(default_factory=Path)
    _source: str = PrivateAttr(default="")
    _tree: Tree | None = PrivateAttr(default=None)

    def placed(self, folder: Path, source: str, tree: Tree) -> Report:
        """The same report, knowing its folder and where its parts stand."""
        self._folder, self._source, self._tree = folder, source, tree
        return self

    @property
    def folder(self) -> Path:
        """Where its paths start."""
        return self._folder

    def at(self, path: Steps) -> str:
        """Where a part stands, as `file:line:column: `."""
        if self._tree is None:
            return ""
        line, column = self._tree.position(path)
        return f"{self._source}:{line}:{column}: "

    def text(self, label: Mapping[str, str] | None, lang: str | None = None) -> str:
        """The label in the language asked for, else in the report's, else in any."""
        return in_language(label, lang, self.report.language)
