"""The words of an expression, and a friendly answer to the signs of other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError

MOST_CHARACTERS = 20_000
KEYWORDS = {"and", "or", "not", "in"}
PATTERN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?(?![\w.]))
  | (?P<name>[^\W\d]\w*(?:\.\w+)*)
  | `(?P<odd>[^`]+)`
  | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
  | (?P<foreign>===|=>|=<|%in%|<>|&&?|\|\|?|!(?!=)|=(?!=)|\*\*|\^)
  | (?P<symbol>==|!=|<=|>=|[-<>+*/()\[\],])
  | (?P<end>$)
  | (?P<other>.)
)""",
    re.VERBOSE | re.DOTALL,
)
MEANT = {
    "=": "'=' is not a comparison - did you mean '=='?",
    "===": "'===' is not known - did you mean '=='?",
    "&": "'&' is not known - did you mean 'and'?",
    "&&": "'&&' is not known - did you mean 'and'?",
    "|": "'|' is not known - did you mean 'or'?",
    "||": "'||' is not known - did you mean 'or'?",
    "!": "'!' is not known - did you mean 'not'?",
    "<>": "'<>' is not known - did you mean '!='?",
    "=>": "'=>' is not known - did you mean '>='?",
    "=<": "'=<' is not known - did you mean '<='?",
    "%in%": "'%in%' is not known - did you mean 'in [..]'?",
    "**": "there are no powers here; multiply",
    "^": "there are no powers here; multiply",
}


class ExpressionError(UsageError):
    """An expression cannot be understood; `problem` says why and `start` where, counted from 0."""

    def __init__(self, text: str, start: int, problem: str) -> None:
        excerpt = text if len(text) <= 80 else f"{text[:77]}..."
        super().__init__(f"expression '{excerpt}', character {start + 1}: {problem}.".replace("?.", "?"))
        self.start = start
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind, its text, where it starts, and the value of a constant."""

    kind: Literal["name", "number", "text", "symbol", "end"]
    text: str
    start: int
    value: float | str | None = None

    @property
    def said(self) -> str:
        """The word as a message names it."""
        return "the end" if self.kind == "end" else f"'{self.text}'"


def tokens(text: str) -> tuple[Token, ...]:
    """The words of an expression, with an `end` after the last."""
    if len(text) > MOST_CHARACTERS:
        raise ExpressionError(text, 0, f"is longer than {MOST_CHARACTERS:,} characters")
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = PATTERN.match(text, at)
        if match is None:  # not reached: the last alternatives of the pattern take anything
            raise ExpressionError(text, at, "cannot be read")
        found.append(_token(match, text))
        at = match.end()
    return tuple(found)


def _token(match: re.Match[str], text: str) -> Token:
    kind = str(match.lastgroup)
    word, start = match[kind], match.start(kind)
    if kind == "foreign":
        raise ExpressionError(text, start, MEANT[word])
    if kind == "other":
        raise ExpressionError(text, start, _unknown(word))
    if kind == "number":
        return Token("number", word, start, _number(word, start, text))
    if kind in ("double", "single"):
        return Token("text", word, start - 1, word)
    if kind == "odd":
        return Token("name", word, start - 1)
    if kind == "name" and word.lower() in KEYWORDS:
        if word not in KEYWORDS:
            raise ExpressionError(text, start, f"'{word}' is written in small letters - did you mean '{word.lower()}'?")
        return Token("symbol", word, start)
    return Token("name" if kind == "name" else "end" if kind == "end" else "symbol", word, start)


def _number(word: str, start: int, text: str) -> float:
    if len(word) > 1 and word[0] == "0" and word[1].isdigit():
        problem = f"'{word}' begins with a zero: write \"{word}\" if it is a text, or drop the zero"
        raise ExpressionError(text, start, problem)
    return float(word.replace("_", ""))


def _unknown(sign: str) -> str:
    if sign in "\"'`":
        return f"the quote {sign} is not closed"
    if sign.isdigit():
        return "a name does not begin with a digit; put it in `backticks`"
    return f"'{sign}' has no meaning here; put an odd name in `backticks` and a text in \"quotes\""
