"""The frozen trees of expressions: what a condition is made of, for whoever evaluates or renders it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Comparison = Literal["==", "!=", "<", "<=", ">", ">="]
Calculation = Literal["+", "-", "*", "/"]
Enquiry = Literal["missing", "answered"]


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, an indicator or a column."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides compared; unknown where a side is not answered."""

    operator: Comparison
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Among:
    """Is the value one of the list?"""

    item: Tree
    options: tuple[float | str, ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """Terms joined by `and` or by `or` (Kleene)."""

    operator: Literal["and", "or"]
    terms: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    term: Tree


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A calculation; not answered where a side is not, or where it divides by zero."""

    operator: Calculation
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Negative:
    """The number with the other sign."""

    term: Tree


@dataclass(frozen=True, slots=True)
class Enquire:
    """`missing(x)`: asked and not answered. `answered(x)`: there is an answer. Never unknown."""

    question: Enquiry
    name: Name


Tree: TypeAlias = Name | Constant | Compare | Among | Logic | Not | Arithmetic | Negative | Enquire


def names(tree: Tree) -> tuple[str, ...]:
    """The names an expression refers to, in order, each once.

    >>> names(Logic("or", (Name("a"), Enquire("missing", Name("b")))))
    ('a', 'b')
    """
    return tuple(dict.fromkeys(node.name for node in walk(tree) if isinstance(node, Name)))


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything in it, from left to right."""
    yield tree
    match tree:
        case Compare(_, left, right) | Arithmetic(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Logic(_, terms):
            for term in terms:
                yield from walk(term)
        case Not(inner) | Negative(inner) | Among(inner, _) | Enquire(_, inner):
            yield from walk(inner)
