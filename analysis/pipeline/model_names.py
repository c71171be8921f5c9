"""What coefficients are called: a code for programs, and a heading and a line for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..codebook.answers import Level
from ..errors import as_written
from ..estimation.models.coding import Coding, Part, Variable

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """One coefficient.

    Attributes:
        term: as in sex=2 or sex=2:age.
        heading: the variables.
        line: what of them.
        statistic: coefficient, or threshold between two answers.
    """

    term: str
    heading: str
    line: str
    statistic: str = "coefficient"

    @property
    def label(self) -> str:
        """Heading and line in one."""
        return f"{self.heading}: {self.line}" if self.heading else self.line


def named(coding: Coding, variables: Sequence[Variable], words: Words) -> list[Named]:
    """The coefficients of a model, in the order of its columns."""
    return [_named(parts, variables, words) for parts in coding.columns]


def thresholds(answers: Sequence[Level]) -> list[Named]:
    """The thresholds between ordered answers, each by the two that it parts."""
    return [
        Named(f"{as_written(lower.value)}|{as_written(upper.value)}", "", f"{lower.label} | {upper.label}", "threshold")
        for lower, upper in pairwise(answers)
    ]


def references(coding: Coding, variables: Sequence[Variable]) -> dict[str, str]:
    """Under each heading of a category alone the label of the level that the others are held against."""
    found = {}
    for term in coding.terms:
        levels = variables[term.factors[0]].levels if len(term.factors) == 1 else ()
        if term.end - term.first < len(levels):
            found[heading(variables, term.factors)] = levels[0].label
    return found


def heading(variables: Sequence[Variable], factors: Sequence[int]) -> str:
    """The labels of the variables of a term."""
    return " × ".join(variables[place].label for place in factors)


def _named(parts: Sequence[Part], variables: Sequence[Variable], words: Words) -> Named:
    if not parts:
        return Named("constant", "", words["model_constant"])
    codes = ":".join(_code(part, variables[part.factor]) for part in parts)
    lines = [_line(part, variables[part.factor], words) for part in parts]
    return Named(codes, heading(variables, [part.factor for part in parts]), " × ".join(lines))


def _code(part: Part, variable: Variable) -> str:
    if variable.levels:
        return f"{variable.name}={as_written(variable.levels[part.level].value)}"
    if variable.kind == "log":
        return f"log({variable.name})"
    return f"{variable.name}^2" if part.column else variable.name


def _line(part: Part, variable: Variable, words: Words) -> str:
    if variable.levels:
        return variable.levels[part.level].label
    if variable.kind == "log":
        return words["model_log"]
    return words["model_squared"] if part.column else words["model_one_more"]
