"""The conditions of a codebook in words: whom a number speaks of, and which answers count as yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..codebook.evaluate import COMPARE, TURNED
from ..codebook.expression import Among, Arithmetic, Compare, Constant, Enquire, Logic, Name, Negative, Not, Tree
from ..codebook.nodes import Comparison
from ..errors import as_written
from .cells import ABSENT
from .rounding import Numerals

Code = float | str
COMPARED = {"!=": "not_equal", "<": "less_than", "<=": "at_most", ">": "more_than", ">=": "at_least"}


@dataclass(frozen=True, slots=True)
class Wording:
    """How conditions are worded in one language.

    Attributes:
        label: what a variable or an indicator is called.
        answers: the declared answers of a variable by their code; empty for numbers.
        called: what a code is called that is not declared.
    """

    words: Mapping[str, str]
    numerals: Numerals
    label: Callable[[str], str]
    answers: Callable[[str], Mapping[Code, str]]
    called: Callable[[str, Code], str]

    def condition(self, tree: Tree) -> str:
        """The whole condition."""
        simple = self.counted(tree)
        if simple is not None:
            return f"{self.label(simple[0])}: {simple[1]}"
        match tree:
            case Logic(joined, terms):
                return f"; {self.words[joined]} ".join(self._term(term) for term in terms)
            case Not(term):
                return self.words["not_so"].format(condition=self.condition(term))
            case Compare(sign, left, right):
                return f"{self.amount(left)}: {self._compared(sign, self.amount(right))}"
            case Among(item, options):
                return f"{self.amount(item)}: {', '.join(map(self.number, options))}"
        return self.amount(tree)

    def counted(self, tree: Tree) -> tuple[str, str] | None:
        """The one variable that a condition asks about and which of its answers hold; None for any other condition."""
        match tree:
            case Name(name):
                return name, self.answers(name).get(1.0, self.words["yes"])
            case Enquire(question, Name(name)):
                return name, self.words["no_answer" if question == "missing" else "answered"]
            case Compare(sign, Name(name), Constant(value)):
                return name, self._holding(name, sign, value)
            case Compare(sign, Constant(value), Name(name)):
                return name, self._holding(name, TURNED[sign], value)
            case Among(Name(name), options):
                return name, self._among(name, options)
            case Not(Among(Name(name), options)) if self.answers(name):
                return name, self._listed(name, lambda code: code not in options)
        return None

    def amount(self, tree: Tree) -> str:
        """A calculation."""
        match tree:
            case Name(name):
                return self.label(name)
            case Constant(value):
                return self.number(value)
            case Negative(term):
                return f"-{self.amount(term)}"
            case Arithmetic(sign, left, right):
                return f"({self.amount(left)} {sign} {self.amount(right)})"
        return f"({self.condition(tree)})"

    def number(self, value: Code) -> str:
        """A number to its last digit, or a text as it is; thousands stay together, for it may be a year or a code."""
        return value if isinstance(value, str) else as_written(value).replace(".", self.numerals.decimal)

    def _term(self, tree: Tree) -> str:
        return f"({self.condition(tree)})" if isinstance(tree, Logic) else self.condition(tree)

    def _holding(self, name: str, sign: Comparison, value: Code) -> str:
        if self.answers(name):
            test = COMPARE[sign]
            return self._listed(
                name, lambda code: isinstance(code, str) == isinstance(value, str) and test(code, value)
            )
        return self._compared(sign, self.called(name, value) if sign in ("==", "!=") else self.number(value))

    def _among(self, name: str, options: tuple[Code, ...]) -> str:
        if self.answers(name):
            return self._listed(name, lambda code: code in options)
        return ", ".join(self.called(name, value) for value in options)

    def _listed(self, name: str, holds: Callable[[Code], bool]) -> str:
        return ", ".join(label for code, label in self.answers(name).items() if holds(code)) or ABSENT

    def _compared(self, sign: Comparison, number: str) -> str:
        return number if sign == "==" else f"{self.words[COMPARED[sign]]} {number}"
