"""What the files mean through the codebook: every question anyone may ask of the rows, each coded once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ..arrays import BoolArray
from ..choices import MissingRule
from ..errors import CodebookError, UsageError, did_you_mean
from ..input.microdata import Microdata
from . import indicators, sets
from .answers import Answers, SetAnswers, Truth
from .derived import calculated, yes_no
from .evaluate import is_condition, truth
from .expression import Name, Tree, parse
from .faults import Steps, dotted
from .joins import Columns
from .model import Codebook, IndicatorMissing, Variable
from .populations import population
from .variables import as_categories, as_numbers, natural

MOST_LEVELS = 1_000


class Meaning:
    """The rows of the first file, read through the codebook; joined files stand in the same rows.

    Attributes:
        rows: number of rows of the first file.
        paths: where each file is, for its fingerprint.
        lang: language of the labels; None for the survey's own.
    """

    def __init__(
        self,
        codebook: Codebook,
        files: Mapping[str, Microdata],
        lang: str | None = None,
        paths: Mapping[str, Path] | None = None,
    ) -> None:
        self.codebook = codebook
        self.files = files
        self.paths = paths or {}
        self.lang = lang
        self.columns = Columns(codebook, files)
        self.rows = self.columns.rows
        self.found: dict[str, tuple[BoolArray, int]] = {}  # populations, kept by their own module
        self._kept: dict[tuple[str, ...], Answers] = {}

    def text(self, label: Mapping[str, str] | None) -> str:
        """The label in the language asked for."""
        return self.codebook.text(label, self.lang)

    # what a name or an expression stands for

    def knows(self, name: str) -> bool:
        """Is it a variable, an indicator or a column?"""
        known = name in self.codebook.variables or name in self.codebook.indicators
        return known or self.columns.home(name) is not None

    def written(self, expression: str | Tree) -> Tree:
        """The tree of an expression; a name that exists is itself, however odd it looks."""
        if not isinstance(expression, str):
            return expression
        return Name(expression) if self.knows(expression) else parse(expression)

    def resolve(self, name: str) -> Answers:
        """The variable, indicator or column of a name, as it is: categories or numbers."""
        if name in self.codebook.indicators:
            return self.indicator(name)
        return self._once(("natural", name), lambda: natural(self, name, self.variable(name)))

    def variable(self, name: str) -> Variable:
        """What the codebook says of a variable; a column that it does not mention is one of its own."""
        if name in self.codebook.variables:
            return self.codebook.variables[name]
        home = self.columns.home(name)
        if home is None:
            known = {*self.codebook.variables, *self.codebook.indicators}
            known.update(*(data.facts.columns for data in self.files.values()))
            raise UsageError(
                f"{name!r} is neither a variable nor an indicator of the codebook nor a column of the file."
                + did_you_mean(name, known)
            )
        return Variable(file=home)

    # the views

    def levels(self, expression: str | Tree, *, most: int | None = MOST_LEVELS) -> Answers:
        """Categories: declared answers in the order of the codebook, else the file's labels, else distinct values.

        A condition has the levels no and yes. More than `most` levels are refused; None sets no limit.
        """
        tree = self.written(expression)
        answers = self._once(("levels", _key(expression)), lambda: self._levels(tree, str(expression)))
        if most is not None and len(answers.levels) > most:
            raise UsageError(
                f"{answers.name} has {len(answers.levels):,} different values, more than {most:,}; "
                "derive a variable with groups, as in derived: {1: age <= 14, 2: age >= 15}."
            )
        return answers

    def number(self, expression: str | Tree) -> Answers:
        """Numbers, NaN where not answered; `code` is 0 where answered. A condition is 0 or 1."""
        tree = self.written(expression)
        if isinstance(tree, Name):
            return self._once(("number", tree.name), lambda: as_numbers(self.resolve(tree.name)))
        label = str(expression)
        return self._once(("number", _key(expression)), lambda: calculated(self, label, label, tree))

    def truth(self, condition: str | Tree) -> Truth:
        """Yes, no or unknown on every row."""
        return truth(self.written(condition), self.resolve, self.rows)

    def mask(self, condition: str | Tree) -> BoolArray:
        """Where the condition holds; unknown is no."""
        return self.truth(condition).yes

    def population(self, name: str) -> BoolArray:
        """The rows that belong to a population."""
        return population(self, name)

    def indicator(self, name: str, rule: MissingRule | None = None) -> Answers:
        """An indicator as no and yes under its own missing rule, or under `rule`: exclude (complete) or as-no."""
        return self.indicator_by(name, indicators.rule_of(self.codebook, name, rule))

    def indicator_by(self, name: str, missing: IndicatorMissing) -> Answers:
        """An indicator under one of the codebook's missing rules."""
        return self._once(("indicator", name, missing), lambda: indicators.indicator(self, name, missing))

    def bounds(self, name: str) -> tuple[Answers, Answers, Answers]:
        """An indicator under all three missing rules: as_no, any_yes, complete."""
        return (
            self.indicator_by(name, "as_no"),
            self.indicator_by(name, "any_yes"),
            self.indicator_by(name, "complete"),
        )

    def forms(self, name: str) -> tuple[Answers, ...]:
        """Each item of an indicator on its own, inside the indicator's population."""
        return indicators.forms(self, name)

    def response_set(self, name: str, base: str | None = None) -> SetAnswers:
        """A response set; `base` is an indicator, one form, or a condition, and replaces the codebook's."""
        return sets.response_set(self, name, base)

    def as_set(self, variable: str, base: str | None = None) -> SetAnswers:
        """A categorical variable as a set of which everyone ticks one item."""
        return sets.as_set(self, variable, base)

    @contextmanager
    def blaming(self, path: Steps) -> Iterator[None]:
        """What goes wrong inside is the fault of this place of the codebook."""
        try:
            yield
        except UsageError as error:
            raise CodebookError(f"{self.codebook.at(path)}{dotted(path)}: {error}") from error

    def _levels(self, tree: Tree, label: str) -> Answers:
        if isinstance(tree, Name):
            variable = None if tree.name in self.codebook.indicators else self.variable(tree.name)
            return as_categories(self, self.resolve(tree.name), variable)
        if is_condition(tree):
            return yes_no(self, label, label, tree)
        return as_categories(self, calculated(self, label, label, tree), None)

    def _once(self, key: tuple[str, ...], make: Callable[[], Answers]) -> Answers:
        if key not in self._kept:
            self._kept[key] = _sealed(make())
        return self._kept[key]


def _sealed(answers: Answers) -> Answers:
    """Answers are handed to many; nobody may change them."""
    for array in (answers.code, answers.number, answers.before_rule):
        if array is not None:
            array.flags.writeable = False
    return answers


def _key(expression: str | Tree) -> str:
    return expression if isinstance(expression, str) else repr(expression)
