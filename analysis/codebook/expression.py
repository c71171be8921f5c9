"""The language of conditions: a text to a frozen tree. It knows names, constants and operators, and can run nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from .nodes import Among, Arithmetic, Compare, Constant, Enquire, Logic, Name, Negative, Not, Tree, names, walk
from .tokens import ExpressionError, Token, tokens

__all__ = [
    "Among",
    "Arithmetic",
    "Compare",
    "Constant",
    "Enquire",
    "ExpressionError",
    "Logic",
    "Name",
    "Negative",
    "Not",
    "Tree",
    "names",
    "parse",
    "walk",
]

MOST_DEPTH = 40
MOST_TERMS = 200


@lru_cache(maxsize=4096)
def parse(text: str) -> Tree:
    """The tree of an expression.

    >>> parse("age >= 15")
    Compare(operator='>=', left=Name(name='age'), right=Constant(value=15.0))
    """
    parser = _Parser(text)
    tree = parser.either()
    parser.end()
    return tree


class _Parser:
    """Precedence climbing: or, and, not, comparisons, sums, products, sign, atoms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self, *words: str) -> Token | None:
        """The next token if it is one of these operators or words."""
        token = self.token
        if token.kind != "symbol" or token.text not in words:
            return None
        self.at += 1
        return token

    def fail(self, problem: str) -> ExpressionError:
        return ExpressionError(self.text, self.token.start, problem)

    def expect(self, word: str, after: str) -> None:
        if not self.take(word):
            raise self.fail(f"'{word}' is missing after {after}")

    def end(self) -> None:
        if self.token.kind != "end":
            raise self.fail(f"{self.token.said} does not follow; an operator or 'and', 'or' is missing before it")

    def either(self) -> Tree:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.fail(f"is nested deeper than {MOST_DEPTH} levels; derive a variable for a part of it")
        tree = self.joined("or")
        self.depth -= 1
        return tree

    def joined(self, word: Literal["or", "and"]) -> Tree:
        terms = [self.term(word)]
        while self.take(word):
            terms.append(self.term(word))
        return Logic(word, tuple(terms)) if len(terms) > 1 else terms[0]

    def term(self, word: Literal["or", "and"]) -> Tree:
        return self.joined("and") if word == "or" else self.negation()

    def negation(self) -> Tree:
        turns = 0
        while self.take("not"):
            turns += 1
        tree = self.comparison()
        return Not(tree) if turns % 2 else tree

    def comparison(self) -> Tree:
        left = self.sum()
        pairs: list[Tree] = []
        while token := self.take("==", "!=", "<", "<=", ">", ">=", "in", "not"):
            if token.text in ("in", "not"):
                pairs.append(self.membership(left, negated=token.text == "not"))
                continue
            right = self.sum()
            pairs.append(Compare(token.text, left, right))  # type: ignore[arg-type]  # one of the symbols just taken
            left = right
        if len(pairs) > MOST_TERMS:
            raise self.fail(f"has more than {MOST_TERMS} comparisons in a row")
        return Logic("and", tuple(pairs)) if len(pairs) > 1 else pairs[0] if pairs else left

    def membership(self, item: Tree, *, negated: bool) -> Tree:
        if negated:
            self.expect("in", "'not' (as in 'region not in [1, 2]')")
        self.expect("[", "'in' (as in 'region in [1, 2]')")
        options = [self.constant()]
        while self.take(","):
            options.append(self.constant())
        self.expect("]", "the list")
        tree = Among(item, tuple(dict.fromkeys(options)))
        return Not(tree) if negated else tree

    def constant(self) -> float | str:
        sign = -1.0 if self.take("-") else 1.0
        token = self.token
        if token.value is None or (sign < 0 and isinstance(token.value, str)):
            raise self.fail(f"a list holds numbers or texts in quotes, not {token.said}")
        self.at += 1
        return token.value if isinstance(token.value, str) else sign * token.value

    def sum(self) -> Tree:
        return self.chain(("+", "-"))

    def chain(self, operators: tuple[str, str]) -> Tree:
        step = self.sign if operators == ("*", "/") else lambda: self.chain(("*", "/"))
        tree, terms = step(), 1
        while token := self.take(*operators):
            tree, terms = Arithmetic(token.text, tree, step()), terms + 1  # type: ignore[arg-type]  # as above
            if terms > MOST_TERMS:
                raise self.fail(f"has more than {MOST_TERMS} terms; derive a variable for a part of it")
        return tree

    def sign(self) -> Tree:
        turns = 0
        while self.take("-"):
            turns += 1
        tree = self.atom()
        if turns % 2 == 0:
            return tree
        return Constant(-tree.value) if isinstance(tree, Constant) and isinstance(tree.value, float) else Negative(tree)

    def atom(self) -> Tree:
        token = self.token
        if self.take("("):
            tree = self.either()
            self.expect(")", "the part in parentheses")
            return tree
        if token.kind not in ("name", "number", "text"):
            raise self.fail(f"a name or a value is missing before {token.said}")
        self.at += 1
        if token.value is not None:
            return Constant(token.value)
        return self.enquiry(token) if self.take("(") else Name(token.text)

    def enquiry(self, function: Token) -> Tree:
        if function.text not in ("missing", "answered") or self.token.kind != "name":
            raise ExpressionError(self.text, function.start, "only missing(NAME) and answered(NAME) are known here")
        name = Name(self.token.text)
        self.at += 1
        self.expect(")", "the name")
        return Enquire("missing" if function.text == "missing" else "answered", name)
