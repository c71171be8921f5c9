"""Predictions at given codes and average marginal effects, as means over the rows of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray
from ..errors import UsageError, as_written
from ..estimation.models.coding import Variable
from ..estimation.models.means import Mean
from ..estimation.models.model import Fitted
from .model_names import Words

Given = Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mean with its name: a code for programs, a heading and a line for people."""

    statistic: str
    term: str
    heading: str
    line: str
    mean: Mean


def predictions(of: Fitted, asked: Sequence[str]) -> Iterator[Wanted]:
    """What the model says where some variables have given codes, and the others are as they are."""
    for text in asked:
        given = _given(text, {variable.name: variable for variable in of.rows.variables})
        line = ", ".join(_told(variable, given[variable.name]) for variable in _once(of) if variable.name in given)
        term = ", ".join(f"{name}={as_written(value)}" for name, value in given.items())
        yield Wanted(_statistic(of, "predicted share", "prediction"), term, "", line, Mean(_columns(of, given)))


def effects(of: Fitted, words: Words) -> Iterator[Wanted]:
    """How the outcome would change, averaged over the rows: from the reference to a level, or for one more."""
    effect = _statistic(of, "effect on share", "effect")
    for variable in _once(of):
        if variable.levels:
            base, *others = variable.levels
            for level in others:
                mean = Mean(_columns(of, {variable.name: level.value}), _columns(of, {variable.name: base.value}))
                term = f"{variable.name}={as_written(level.value)}"
                against = words["model_against"].format(level=level.label, base=base.label)
                yield Wanted(effect, term, variable.label, against if of.rows.answers else level.label, mean)
        elif np.isin(variable.numbers(0), (0, 1)).all() and variable.kind == "plain":
            mean = Mean(_columns(of, {variable.name: 1.0}), _columns(of, {variable.name: 0.0}))
            yield Wanted(effect, variable.name, variable.label, words["model_yes_no"], mean)
        else:
            mean = Mean(_columns(of, {}), along=_slopes(of, variable.name))
            yield Wanted(
                effect,
                variable.name,
                variable.label,
                words["model_one_more"],
                mean,
            )


def of_each_answer(of: Fitted, wanted: Iterable[Wanted], outcome: str) -> Iterator[Wanted]:
    """A mean of ordered answers is one of each answer's share, under a heading that says what is asked."""
    for one in wanted:
        if not of.rows.answers:
            yield one
        heading = ": ".join(part for part in (one.heading, one.line) if part)
        for place, level in enumerate(of.rows.answers):
            term = f"{outcome}={as_written(level.value)} | {one.term}"
            yield Wanted(one.statistic, term, heading, level.label, replace(one.mean, answer=place))


def _statistic(of: Fitted, of_shares: str, of_numbers: str) -> str:
    shares = of.family.ordered or np.isin(of.rows.outcome, (0, 1)).all()
    return of_shares if shares else of_numbers


def _once(of: Fitted) -> list[Variable]:
    """Each variable once, a category before the number it was made of."""
    found: dict[str, Variable] = {}
    for variable in sorted(of.rows.variables, key=lambda one: not one.levels):
        found.setdefault(variable.name, variable)
    return [found[name] for name in dict.fromkeys(variable.name for variable in of.rows.variables)]


def _given(text: str, known: Mapping[str, Variable]) -> Given:
    given: dict[str, float | str] = {}
    for part in text.split(","):
        name, sign, value = (word.strip() for word in part.partition("="))
        if not sign or not value:
            raise UsageError(f"--predict '{text}' is not of the form 'name=code, name=code'")
        if name not in known:
            raise UsageError(f"--predict names {name!r}, which is not in the formula; it has {', '.join(known)}")
        given[name] = _code(known[name], value.strip("\"'"))
    return given


def _code(variable: Variable, written: str) -> float | str:
    """A code of a category as the codebook has it; a number."""
    for level in variable.levels:
        if as_written(level.value) == written or level.value == _number(written):
            return level.value
    number = _number(written)
    if variable.levels or number is None:
        known = ", ".join(as_written(level.value) for level in variable.levels) or "numbers"
        raise UsageError(f"{variable.name} has no {written} in the rows of the model; it has {known}")
    if variable.kind == "log" and number <= 0:
        raise UsageError(f"log({variable.name}) needs a number above zero, and {written} is not")
    return number


def _number(written: str) -> float | None:
    try:
        number = float(written)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _told(variable: Variable, value: float | str) -> str:
    label = next((level.label for level in variable.levels if level.value == value), as_written(value))
    return f"{variable.label}: {label}"


def _columns(of: Fitted, given: Given) -> Callable[[], FloatArray]:
    """The centred columns with some variables set, made when they are asked for."""

    def made() -> FloatArray:
        variables = [_set(variable, given) for variable in of.patterns.variables]
        matrix = of.coding.matrix(variables, of.patterns.size)
        matrix -= of.columns.shift[:, None]
        return matrix

    return made


def _slopes(of: Fitted, name: str) -> Callable[[], FloatArray]:
    return lambda: of.coding.slopes(of.patterns.variables, of.patterns.size, name)


def _set(variable: Variable, given: Given) -> Variable:
    if variable.name not in given:
        return variable
    value = given[variable.name]
    if variable.code is None:
        return replace(variable, value=np.full_like(variable.numbers(0), float(value)))
    level = next((place for place, one in enumerate(variable.levels) if one.value == value), None)
    if level is None:
        raise UsageError(f"{variable.name} has no {as_written(value)} in the rows of the model")
    return replace(variable, code=np.full_like(variable.code, level))
