"""The conditions of a codebook: they can be read, their names and codes exist, and none goes in a circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import as_written
from .expression import Among, Compare, Constant, Name, names, parse, walk
from .expression import Tree as Expression
from .faults import Fault, Position, Steps, suggestion
from .forms import columns_of, filled
from .model import Codebook, Population, Variable
from .model_design import Design
from .model_sets import ResponseSet
from .tokens import ExpressionError
from .tree import Tree


@dataclass(frozen=True, slots=True)
class Known:
    """The names of each kind, with those of sections that were refused for their shape; `columns` are raw ones."""

    files: frozenset[str]
    populations: frozenset[str]
    variables: frozenset[str]
    indicators: frozenset[str]
    sets: frozenset[str]
    columns: frozenset[str]

    @classmethod
    def of(cls, codebook: Codebook, data: Any) -> Known:
        """The names of a codebook and of the data it was made from."""
        sections = ("files", "populations", "variables", "indicators", "response_sets")
        files, populations, variables, indicators, sets = (_keys(data, section) for section in sections)
        return cls(files, populations, variables, indicators, sets, frozenset(_raw_columns(codebook)))

    def usable(self, name: str) -> bool:
        """May a condition use this name?"""
        return name in self.variables or name in self.indicators or name in self.columns


def conditions_of(codebook: Codebook) -> Iterator[tuple[Steps, str]]:
    """Every condition and where it stands; patterns with {form} once per form."""
    for name, file in codebook.files.items():
        if isinstance(file.design, Design) and file.design.second_phase is not None:
            yield ("files", name, "design", "second_phase", "where"), file.design.second_phase.where
    for name, population in codebook.populations.items():
        yield from _of_population(("populations", name), population)
    for name, variable in codebook.variables.items():
        yield from _of_variable(("variables", name), variable)
    for name, indicator in codebook.indicators.items():
        inside: Steps = ("any_of",) if indicator.any_of is not None else ("all_of",)
        inside = ("at_least", "of") if indicator.at_least is not None else inside
        for place, item in enumerate(indicator.items):
            yield ("indicators", name, *inside, place), item
    for name, described in codebook.response_sets.items():
        yield from _of_set(("response_sets", name), described)


def condition_faults(codebook: Codebook, known: Known, tree: Tree) -> Iterator[Fault]:
    """What is wrong inside the conditions."""
    for path, text in conditions_of(codebook):
        position = tree.position(path)
        if known.usable(text):
            continue
        try:
            condition = parse(text)
        except ExpressionError as error:
            yield Fault(Position(position.line, position.column + error.start), path, f"{error.problem} (in '{text}')")
            continue
        for name in names(condition):
            if not known.usable(name):
                near = suggestion(name, known.variables | known.indicators | known.columns)
                remedy = near or "; declare it under variables, if only as {}"
                yield Fault(position, path, f"{name!r} is neither a variable nor an indicator{remedy}")
        for problem in _code_problems(codebook, condition):
            yield Fault(position, path, problem)


def circles(codebook: Codebook, tree: Tree) -> Iterator[Fault]:
    """Things that are made of themselves; each circle is told once, where it begins."""
    rests_on = dict(_edges(codebook))
    done: set[Steps] = set()
    for start in rests_on:
        trail = _circle(start, rests_on, done)
        if trail:
            words = " -> ".join(str(step[1]) for step in trail)
            yield Fault(tree.position(trail[0], key=True), trail[0], f"is made of itself: {words}")


def _of_set(path: Steps, described: ResponseSet) -> Iterator[tuple[Steps, str]]:
    if described.base is not None:
        yield (*path, "base"), described.base
    if described.follow_up is not None and described.follow_up.asked_if is not None:
        for form in described.follow_up.of:
            yield (*path, "follow_up", "asked_if"), filled(described.follow_up.asked_if, form=form)


def _of_population(path: Steps, population: Population) -> Iterator[tuple[Steps, str]]:
    if population.where is not None:
        yield (*path, "where"), population.where
    if population.size is not None and isinstance(population.size.share, str):
        yield (*path, "size", "share"), population.size.share


def _of_variable(path: Steps, variable: Variable) -> Iterator[tuple[Steps, str]]:
    if variable.asked_if is not None:
        yield (*path, "asked_if"), variable.asked_if
    if isinstance(variable.derived, str):
        yield (*path, "derived"), variable.derived
    elif variable.derived is not None:
        for code, condition in variable.derived.items():
            yield (*path, "derived", code), condition


def _code_problems(codebook: Codebook, condition: Expression) -> Iterator[str]:
    """Constants that a variable with declared values can never equal."""
    for node in walk(condition):
        if isinstance(node, Among) and isinstance(node.item, Name):
            for option in node.options:
                yield from _code_problem(codebook, node.item.name, option)
        elif isinstance(node, Compare) and node.operator in ("==", "!="):
            sides = (node.left, node.right)
            for one, other in (sides, sides[::-1]):
                if isinstance(one, Name) and isinstance(other, Constant):
                    yield from _code_problem(codebook, one.name, other.value)


def _code_problem(codebook: Codebook, name: str, code: float | str) -> Iterator[str]:
    variable = codebook.variables.get(name)
    if variable is None or code in variable.values:
        return
    if code in variable.missing:
        reason = variable.missing[code]
        yield f"{as_written(code)} is a missing code of {name} ({reason}), never an answer; see missing({name})"
    elif variable.values:
        known = ", ".join(map(as_written, variable.values))
        yield f"{as_written(code)} is not a value of {name} ({known})"


def _keys(data: Any, section: str) -> frozenset[str]:
    entries = data.get(section) if isinstance(data, Mapping) else None
    return frozenset(str(key) for key in entries) if isinstance(entries, Mapping) else frozenset()


def _raw_columns(codebook: Codebook) -> Iterator[str]:
    """Columns that a codebook names without declaring them as variables: keys, the design, the sets."""
    for file in codebook.files.values():
        yield from (name for name in (file.key, file.join.on if file.join else None) if name is not None)
        yield from file.design.columns if isinstance(file.design, Design) else ()
    for described in codebook.response_sets.values():
        yield from columns_of(described)


def _edges(codebook: Codebook) -> dict[Steps, list[Steps]]:
    """What each variable, indicator and population is made of."""
    edges: dict[Steps, list[Steps]] = defaultdict(list)
    for path, text in conditions_of(codebook):
        if path[0] == "response_sets":
            continue
        for name in _names_in(codebook, text):
            section = "variables" if name in codebook.variables else "indicators"
            edges[path[:2]].append((section, name))
    for name, indicator in codebook.indicators.items():
        if indicator.population is not None:
            edges["indicators", name].append(("populations", indicator.population))
    for name, population in codebook.populations.items():
        if population.size is not None and population.size.of is not None:
            edges["populations", name].append(("populations", population.size.of))
    return edges


def _names_in(codebook: Codebook, text: str) -> tuple[str, ...]:
    if text in codebook.variables or text in codebook.indicators:
        return (text,)
    try:
        return names(parse(text))
    except ExpressionError:
        return ()


def _circle(start: Steps, rests_on: Mapping[Steps, list[Steps]], done: set[Steps]) -> list[Steps]:
    """A trail from `start` that comes back to where it was; what is in `done` is free of any, or told."""
    trail: list[Steps] = []
    waiting: list[tuple[Steps, int]] = [(start, 0)]
    while waiting:
        node, depth = waiting.pop()
        done.update(trail[depth:])
        del trail[depth:]
        if node in trail:
            circle = [*trail[trail.index(node) :], node]
            done.update(circle)
            return circle
        if node in done:
            continue
        trail.append(node)
        waiting.extend((target, depth + 1) for target in rests_on.get(node, []))
    done.update(trail)
    return []
