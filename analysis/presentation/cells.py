"""How an estimate is written in a cell: rounded once, with its marks, or its absence said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .reliability import BRACKET, SUPPRESS
from .rounding import half_up, interval, percent, plain, whole
from .table import Row

ABSENT = "-"
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
    """

    words: Mapping[str, str]
    people_word: str = "people"
    level: float = 0.95
    decimals: int = 1
    probability: bool = True

    def heading(self, name: str) -> str:
        """The heading of a column."""
        level = f"{half_up(100 * self.level, 6).normalize():f}"
        return self.words[name].format(level=level, people=self.people_word)

    def value(self, row: Row) -> str:
        """The estimate with the marks that its flags ask for."""
        estimate = row.estimate
        if not estimate.n and not row.base_hidden:
            return ABSENT
        if row.status == "suppressed":
            return "(*)" if any(flag in SUPPRESS for flag in row.flags) else "*"
        if estimate.value is None:
            return ABSENT
        of_people = estimate.subject.percent_of != "responses"  # n counts people, not their answers
        if not self.probability and estimate.n < FEW_TO_COUNT and estimate.n_cases is not None and of_people:
            return self.words["count_of"].format(cases=estimate.n_cases, n=estimate.n)
        text = percent(estimate.value, self.decimals) if self.is_share(row) else plain(estimate.value)
        text = f"({text})" if BRACKET & {*row.flags} else text
        marks = ("^" if "small_count" in row.flags else "") + ("?" if row.status == "review" else "")
        return text + marks

    def bounds(self, row: Row) -> str:
        """The interval, in the same unit as the estimate."""
        estimate = row.estimate
        return interval(estimate.low, estimate.high, percent_decimals=self.decimals if self.is_share(row) else None)

    def error(self, row: Row) -> str:
        """The standard error, in the same unit as the estimate."""
        if row.estimate.se is None:
            return ABSENT
        return percent(row.estimate.se, self.decimals + 1) if self.is_share(row) else plain(row.estimate.se)

    def design_effect(self, row: Row) -> str:
        """The design effect with two decimals."""
        return ABSENT if row.estimate.deff is None else f"{half_up(row.estimate.deff, 2)}"

    def degrees(self, row: Row) -> str:
        """Degrees of freedom, whole unless the user gave a fraction."""
        return ABSENT if row.estimate.df is None else f"{half_up(row.estimate.df, 1).normalize():f}"

    def cases(self, row: Row) -> str:
        """The unweighted numerator, where the rules let it be shown."""
        if row.estimate.n_cases is None:
            return "*" if row.status == "suppressed" else ABSENT
        return whole(row.estimate.n_cases)

    def people(self, row: Row) -> str:
        """How many people: qualifier, number and interval together, so that none is quoted without the others."""
        count = row.estimate.count
        if count is None:
            return "*" if row.status == "suppressed" else ABSENT
        word = f"{self.words[count.qualifier]} " if count.qualifier else ""
        bounds = "" if count.low is None or count.high is None else f" ({whole(count.low)}-{whole(count.high)})"
        return f"{word}{whole(count.estimate)}{bounds}"

    @staticmethod
    def is_share(row: Row) -> bool:
        """Is it a fraction, written as a percentage?"""
        return row.estimate.subject.statistic == "proportion"
