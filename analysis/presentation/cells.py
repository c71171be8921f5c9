"""How an estimate is written in a cell: rounded once, with its marks, or its absence said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .reliability import BRACKET, SUPPRESS
from .rounding import ENGLISH, Numerals, half_up

if TYPE_CHECKING:
    from .table import Row

ABSENT = "-"
FEW = 5  # counts of one to four people are not told in words either
SHARES = ("proportion", "predicted share", "effect on share")  # fractions, written as percentages
POINTS = ("difference", "trend")  # of shares: percentage points
FEW_TO_COUNT = 100  # under so many respondents "36 of 50" says more than "72 %"


@dataclass(frozen=True, slots=True)
class Writing:
    """How this table writes its numbers.

    Attributes:
        words: phrases of the language.
        people_word: what those are called who are counted.
        level: confidence level of the intervals.
        decimals: of a percentage.
        probability: False where shares of few are written as counts.
        numerals: how the language writes numbers.
    """

    words: Mapping[str, str]
    people_word: str = "people"
    level: float = 0.95
    decimals: int = 1
    probability: bool = True
    numerals: Numerals = ENGLISH
    lang: str = "en"

    def heading(self, name: str) -> str:
        """The heading of a column."""
        level = self.short(100 * self.level, 6)
        return self.words[name].format(level=level, people=self.people_word)

    def value(self, row: Row) -> str:
        """The estimate with the marks that its flags ask for."""
        estimate = row.estimate
        if row.status == "suppressed":
            return self.hidden(row)
        if estimate.value is None or (not estimate.n and not row.base_hidden):
            return ABSENT
        if self.as_count(row):
            return self.words["count_of"].format(cases=estimate.n_cases, n=estimate.n)
        text = self._number(row, estimate.value)
        text = f"({text})" if BRACKET & {*row.flags} else text
        marks = ("^" if "small_count" in row.flags else "") + ("?" if row.status == "review" else "")
        return text + marks

    @staticmethod
    def hidden(row: Row) -> str:
        """What stands in place of a number: too uncertain, or could expose; a dash where nobody is there."""
        if not row.estimate.n and not row.base_hidden:
            return ABSENT
        return "(*)" if SUPPRESS.keys() & {*row.flags} else "*"

    def marked(self, row: Row) -> Iterable[str]:
        """The flags whose marks the cell of the row has: none where nobody is there, or a count says its own base."""
        hidden = row.status == "suppressed"
        if self.value(row) == ABSENT or (not hidden and self.as_count(row)):
            return ()
        return [flag for flag in row.flags if flag in SUPPRESS or not hidden]

    def as_count(self, row: Row) -> bool:
        """Whether a share is written as so many of so many: of few, in a survey that stands for no one else."""
        estimate = row.estimate
        of_people = estimate.subject.percent_of != "responses"  # n counts people, not their answers
        few = estimate.n < FEW_TO_COUNT and estimate.n_cases is not None
        return not self.probability and few and of_people

    def base(self, row: Row) -> str:
        """The unweighted base."""
        return "*" if row.base_hidden else self.numerals.whole(row.estimate.n)

    def bounds(self, row: Row) -> str:
        """The interval, in the same unit as the estimate."""
        estimate = row.estimate
        decimals = self.decimals if self.is_share(row) else None
        return self.numerals.interval(estimate.low, estimate.high, percent_decimals=decimals)

    def error(self, row: Row) -> str:
        """The standard error, in the same unit as the estimate."""
        if row.estimate.se is None:
            return ABSENT
        return self._number(row, row.estimate.se, 1)

    def design_effect(self, row: Row) -> str:
        """The design effect with two decimals."""
        return ABSENT if row.estimate.deff is None else self.numerals.plain(row.estimate.deff, 2)

    def degrees(self, row: Row) -> str:
        """Degrees of freedom, whole unless the user gave a fraction."""
        return ABSENT if row.estimate.df is None else self.short(row.estimate.df, 1)

    def cases(self, row: Row) -> str:
        """The unweighted numerator, where the rules let it be shown."""
        if row.estimate.n_cases is None:
            return self.hidden(row) if row.status == "suppressed" else ABSENT
        return self.numerals.whole(row.estimate.n_cases)

    def people(self, row: Row) -> str:
        """How many people: qualifier, number and interval together, so that none is quoted without the others."""
        count = row.estimate.count
        if count is None:
            return self.hidden(row) if row.status == "suppressed" else ABSENT
        word = f"{self.words[count.qualifier]} " if count.qualifier else ""
        bounds = "" if count.low is None or count.high is None else f" ({self._people_bounds(count.low, count.high)})"
        return f"{word}{self.numerals.whole(count.estimate)}{bounds}"

    def _people_bounds(self, low: float, high: float) -> str:
        return f"{self.numerals.whole(low)}-{self.numerals.whole(high)}"

    def _number(self, row: Row, value: float, more: int = 0) -> str:
        """A share as a percentage, `more` decimals longer; another number in its own unit."""
        return self.numerals.percent(value, self.decimals + more) if self.is_share(row) else self.numerals.plain(value)

    def short(self, value: float, decimals: int = 2) -> str:
        """Without zeros at the end."""
        return f"{half_up(value, decimals).normalize():f}".replace(".", self.numerals.decimal)

    def probability_of(self, p: float) -> str:
        """A p value with three decimals; below these as less than the least of them."""
        return f"p {self.p(p)}" if p < 0.0005 else f"p = {self.p(p)}"

    def p(self, p: float) -> str:
        """The p value alone, as in a column."""
        return f"< {self.numerals.plain(0.001, 3)}" if p < 0.0005 else self.numerals.plain(p, 3)

    @staticmethod
    def is_share(row: Row) -> bool:
        """Is it a fraction, written as a percentage?"""
        subject = row.estimate.subject
        parts = {part.statistic for part in subject.rests_on}
        return subject.statistic in SHARES or (subject.statistic in POINTS and parts == {"proportion"})
