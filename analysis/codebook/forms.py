"""The forms a response set follows up: their columns, who was asked after each, and which an indicator is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .expression import Compare, Constant, Name, Tree, names, parse
from .model import Codebook
from .model_sets import ResponseSet
from .tokens import ExpressionError


def filled(pattern: str, *, item: str = "", form: str = "") -> str:
    """A pattern with its braces filled in.

    >>> filled("told_{item}_{form}", item="friend", form="threatened")
    'told_friend_threatened'
    """
    return pattern.replace("{item}", item).replace("{form}", form)


def columns_of(described: ResponseSet) -> tuple[str, ...]:
    """The columns that the patterns of a set name, form by form."""
    if described.columns is not None:
        return tuple(filled(described.columns, item=item) for item in described.items)
    if described.follow_up is not None:
        pattern, forms = described.follow_up.columns, described.follow_up.of
        return tuple(filled(pattern, item=item, form=form) for form in forms for item in described.items)
    return (described.delimited.column,) if described.delimited is not None else ()


def asked_after(codebook: Codebook, described: ResponseSet, form: str) -> Tree | None:
    """Who was asked after a form: `asked_if`, else whoever said yes to it as an indicator counts it.

    The indicator is the set's base if that has a condition on the form alone, else the first of the codebook that has.
    None where nothing says what yes is.
    """
    follow_up = described.follow_up
    if follow_up is not None and follow_up.asked_if is not None:
        return parse(filled(follow_up.asked_if, form=form))
    if form in codebook.indicators:
        return Name(form)
    first = reached(codebook, described.base) if described.base else frozenset()
    for indicator in sorted(codebook.indicators, key=lambda name: name not in first):
        for item in conditions(codebook, indicator):
            if names(item) == (form,):
                return item
    variable = codebook.variables.get(form)
    if variable is not None and variable.values and set(variable.values) <= {0, 1}:
        return Compare("==", Name(form), Constant(1.0))
    return None


def forms_of(codebook: Codebook, described: ResponseSet, base: str | None) -> tuple[str, ...]:
    """The forms that stand in `follow_up.of` and in the base; all of them where the base speaks of none."""
    if described.follow_up is None:
        return ()
    every = described.follow_up.of
    if base is None:
        return every
    inside = reached(codebook, base)
    return tuple(form for form in every if form in inside) or every


def reached(codebook: Codebook, expression: str) -> frozenset[str]:
    """Every name an expression rests on, through indicators and derived variables."""
    seen: dict[str, None] = {}
    waiting = list(_names_in(codebook, expression))
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = None
            waiting.extend(_made_of(codebook, name))
    return frozenset(seen)


def conditions(codebook: Codebook, indicator: str) -> Iterator[Tree]:
    """The items of an indicator that can be read; what cannot is a fault told elsewhere."""
    for item in codebook.indicators[indicator].items:
        try:
            yield Name(item) if item in codebook.indicators else parse(item)
        except ExpressionError:
            continue


def _made_of(codebook: Codebook, name: str) -> Iterator[str]:
    if name in codebook.indicators:
        for tree in conditions(codebook, name):
            yield from names(tree)
    variable = codebook.variables.get(name)
    if variable is not None and variable.derived is not None:
        rules = variable.derived.values() if isinstance(variable.derived, Mapping) else [variable.derived]
        for rule in rules:
            yield from _names_in(codebook, rule)


def _names_in(codebook: Codebook, expression: str) -> tuple[str, ...]:
    if expression in codebook.variables or expression in codebook.indicators:
        return (expression,)
    try:
        return names(parse(expression))
    except ExpressionError:
        return ()
