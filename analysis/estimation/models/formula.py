"""A model formula read by a small grammar of its own: it knows names and a few signs, and can run nothing.

The formula engine of statsmodels evaluates what it is given. It therefore never sees what a user wrote, only `v0`, `v1`
and signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from ...errors import UsageError

MOST_CHARACTERS, MOST_DEPTH, MOST_TERMS = 4_000, 20, 100
Kind = Literal["plain", "category", "poly2", "log"]
FUNCTIONS: dict[str, Kind] = {"C": "category", "poly2": "poly2", "log": "log"}
EXAMPLE = "as in 'ocsea ~ sex + age_group'"
WORD = re.compile(
    r"""\s*(?:
    (?P<name>[^\W\d]\w*(?:\.\w+)*) | `(?P<odd>[^`]+)`
  | (?P<number>-?\d+(?:\.\d+)?)(?!\w)
  | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
  | (?P<sign>\*(?!\*)|[-+:(),])
  | (?P<end>$) | (?P<other>.)
)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Factor:
    """A variable as a model takes it.

    Attributes:
        kind: as it is; as categories; itself and its square; its natural logarithm.
        reference: code of the level that the others are held against; None for the first.
    """

    name: str
    kind: Kind = "plain"
    reference: float | str | None = None


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula taken apart.

    Attributes:
        outcome: a name, or a condition in the language of codebooks.
        terms: the right side with `v0`, `v1` in place of the factors, in their order.
    """

    outcome: str
    terms: str
    factors: tuple[Factor, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables of the right side, each once."""
        return tuple(dict.fromkeys(factor.name for factor in self.factors))


def parse(text: str) -> Formula:
    """Take a formula apart; anything but names, + - * : ( ) 0 1 and the functions above is refused with a sentence."""
    outcome, tilde, right = text.partition("~")
    if not tilde or not outcome.strip() or not right.strip() or "~" in right:
        raise UsageError(f"a formula has an outcome, one ~ and what explains it, {EXAMPLE}")
    reader = _Reader(right)
    terms = reader.whole()
    if not reader.factors:
        raise UsageError(f"nothing on the right of ~ explains the outcome; name a variable, {EXAMPLE}")
    return Formula(outcome.strip(), terms, tuple(reader.factors))


def parse_terms(text: str) -> Formula:
    """Terms alone, as in 'sex + age_group'."""
    reader = _Reader(text)
    terms = reader.whole()
    return Formula("", terms, tuple(reader.factors))


class _Reader:
    """Reads terms from left to right and writes them again with placeholders."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise UsageError(f"the formula is longer than {MOST_CHARACTERS:,} characters; use fewer terms")
        self.factors: list[Factor] = []
        self._words = _words(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> str:
        """All terms to the end."""
        text, _ = self._sum()
        if self._next[0] != "end":
            self._refuse()
        return text

    @property
    def _next(self) -> tuple[str, str]:
        return self._words[self._at]

    def _take(self) -> tuple[str, str]:
        self._at += 1
        return self._words[self._at - 1]

    def _expect(self, sign: str) -> None:
        if self._next != ("sign", sign):
            self._refuse()
        self._take()

    def _refuse(self) -> NoReturn:
        kind, word = self._next
        said = "its end" if kind == "end" else f"'{word}'"
        raise UsageError(
            f"the formula cannot be read at {said}: it takes names, + - * : ( ) 0 1, C(name, reference), poly2(name) "
            f"and log(name), {EXAMPLE}; derive anything else as a variable of the codebook"
        )

    def _sum(self) -> tuple[str, int]:
        """Terms joined by + and -, and how many there are."""
        written, terms = "", 0
        if self._next in (("sign", "+"), ("sign", "-")):
            written = self._take()[1]
        while True:
            part, count = self._product()
            written, terms = written + part, terms + count
            if terms > MOST_TERMS:
                raise UsageError(f"the formula has more than {MOST_TERMS} terms; use fewer * and more +")
            if self._next not in (("sign", "+"), ("sign", "-")):
                return written, terms
            written += f" {self._take()[1]} "

    def _product(self) -> tuple[str, int]:
        """Factors joined by * and :"""
        written, terms = self._part()
        while self._next in (("sign", "*"), ("sign", ":")):
            sign = self._take()[1]
            part, count = self._part()
            if part in ("0", "1") or written in ("0", "1"):
                self._refuse()
            written += sign + part
            terms = terms * count + (terms + count if sign == "*" else 0)
        return written, terms

    def _part(self) -> tuple[str, int]:
        """A name, a function of one, 0 or 1, or terms in brackets."""
        kind, word = self._next
        if kind == "name" and word in FUNCTIONS and self._words[self._at + 1] == ("sign", "("):
            return self._function(), 1
        if kind == "name":
            self._take()
            return self._placed(Factor(word)), 1
        if kind == "number" and word in ("0", "1"):
            return self._take()[1], 1
        self._expect("(")
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise UsageError(f"the formula has more than {MOST_DEPTH} brackets in each other; use fewer")
        inner, terms = self._sum()
        self._depth -= 1
        self._expect(")")
        return f"({inner})", terms

    def _function(self) -> str:
        kind = FUNCTIONS[self._take()[1]]
        self._expect("(")
        if self._next[0] != "name":
            self._refuse()
        name, reference = self._take()[1], None
        if kind == "category" and self._next == ("sign", ","):
            self._take()
            reference = self._reference()
        self._expect(")")
        return self._placed(Factor(name, kind, reference))

    def _reference(self) -> float | str:
        if self._next[0] not in ("number", "text", "name"):
            self._refuse()
        kind, word = self._take()
        return float(word) if kind == "number" else word

    def _placed(self, factor: Factor) -> str:
        if factor not in self.factors:
            self.factors.append(factor)
        return f"v{self.factors.index(factor)}"


def _words(text: str) -> list[tuple[str, str]]:
    """Kind and text of each word; the last is the end."""
    found: list[tuple[str, str]] = []
    at = 0
    while not found or found[-1][0] != "end":
        match = WORD.match(text, at)
        if match is None:  # not reached: the last alternatives take anything
            raise UsageError(f"the formula cannot be read, {EXAMPLE}")
        kind = str(match.lastgroup)
        word, at = match[kind], match.end()
        if kind == "number" and word.startswith("-") and (not found or found[-1] != ("sign", ",")):
            found.append(("sign", "-"))  # in 'x -1' the dash is a sign of the formula
            word = word[1:]
        found.append(({"odd": "name", "double": "text", "single": "text"}.get(kind, kind), word))
    return found
