"""Does a report hold together: every id is its own, every name exists, every printed value fits what is estimated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..codebook import Codebook, load
from ..codebook.faults import Fault, Steps, suggestion
from ..codebook.tree import Tree
from ..errors import UsageError, as_written
from .model import Check, Figure, Published, Report
from .printed import Printed, printed
from .register import figure as registered
from .requests import KINDS, kind_of

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
TAKEN = re.compile(r"manifest|con|prn|aux|nul|com\d|lpt\d")  # by the manifest, and by devices of Windows
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "union": ("parts",),
    "product": ("equals",),
    "count": ("population", "equals"),
    "same": (),
    "at_most": ("rates", "population"),
}
UNITS: Mapping[str, frozenset[str]] = {  # what the numbers of a command may have been printed in
    "prevalence": frozenset({"percent", "people", "cases"}),
    "breakdown": frozenset({"percent", "cases"}),
    "estimate": frozenset({"percent", "number", "cases", "people"}),
    "flow": frozenset({"percent", "cases"}),
}
Problem = tuple[Steps, str]


def crosscheck(report: Report, tree: Tree, folder: Path) -> list[Fault]:
    """Every contradiction, at its place."""
    problems: list[Problem] = [*_ids(report)]
    loaded = cache(load)
    for position, figure in enumerate(report.figures):
        found = _figure(figure, report, lambda written: loaded(folder / written))
        problems += [(("figures", position, *path), problem) for path, problem in found]
    for position, check in enumerate(report.checks):
        problems += [(("checks", position, *path), problem) for path, problem in _check(check)]
    return [Fault(tree.position(path), path, problem) for path, problem in problems]


def _ids(report: Report) -> Iterator[Problem]:
    if not ID.fullmatch(report.report.id):
        yield ("report", "id"), "must be small letters, digits and single dashes, as in disrupting-harm-2021"
    if TAKEN.fullmatch(report.report.id):
        yield ("report", "id"), f"{report.report.id} cannot be the name of a file of its own; choose another"
    seen: dict[str, int] = {}
    for position, figure in enumerate(report.figures):
        path = ("figures", position, "id")
        if not ID.fullmatch(figure.id):
            yield path, "must be small letters, digits and single dashes, as in told-by-sex"
        if TAKEN.fullmatch(figure.id):
            yield path, f"{figure.id} cannot be the name of a file of its own; choose another"
        if figure.id in seen:
            yield path, f"{figure.id} is also the id of figure {seen[figure.id]}; an id is used once"
        seen.setdefault(figure.id, position + 1)


def _figure(figure: Figure, report: Report, opened: Callable[[str], Codebook]) -> Iterator[Problem]:
    given = figure.estimate.model_fields_set
    if len(given) != 1:
        yield ("estimate",), f"needs exactly one of {', '.join(KINDS)}; it has {' and '.join(sorted(given)) or 'none'}"
        return
    kind = kind_of(figure.estimate)
    options = getattr(figure.estimate, kind)
    written = getattr(options, "codebook", None) or report.report.codebook
    if kind in ("prevalence", "breakdown", "estimate", "flow", "definitions"):
        if written is None:
            yield ("estimate", kind), "needs a codebook; name one under report: {codebook: ...}"
            return
        codebook = opened(written)
        yield from _names(kind, options, codebook)
        yield from _forms(figure, codebook)
        yield from _which(figure, kind, codebook)
    for position, published in enumerate(figure.published):
        for path, problem in _published(published, kind, report):
            yield ("published", position, *path), problem


def _forms(figure: Figure, codebook: Codebook) -> Iterator[Problem]:
    known = [*codebook.variables, *codebook.indicators]
    for position, published in enumerate(figure.published):
        for name in published.across:
            if name not in known:
                problem = f"there is no variable or indicator {name!r}{suggestion(name, known)}"
                yield ("published", position, "across"), problem


def _which(figure: Figure, kind: str, codebook: Codebook) -> Iterator[Problem]:
    """Do the groups and items of printed values exist?"""
    items = _items(figure, kind, codebook)
    for position, published in enumerate(figure.published):
        path: Steps = ("published", position)
        for name, code in published.of.by.items():
            known = codebook.variables
            if name not in known:
                yield (*path, "of", "by", name), f"there is no variable {name!r}{suggestion(name, known)}"
            elif (values := codebook.variables[name].values) and code not in values:
                codes = ", ".join(as_written(value) for value in values)
                yield (*path, "of", "by", name), f"{as_written(code)} is no code of {name} ({codes})"
        named = [("order", one) for one in published.order]
        named += [("of", str(published.of.item))] if published.of.item is not None else []
        for step, item in named:
            if items and item not in items:
                yield (*path, step), f"there is no item {item!r}{suggestion(item, items)}"


def _items(figure: Figure, kind: str, codebook: Codebook) -> list[str]:
    """The items of the response sets of a breakdown; none where the file itself defines them, or for other kinds."""
    if kind != "breakdown":
        return []
    sets = [codebook.response_sets.get(name) for name in figure.estimate.breakdown.set or ()]  # type: ignore[attr-defined]  # a breakdown
    if any(described is None or not described.items for described in sets):
        return []
    return [name for described in sets if described is not None for name in described.items]


def _names(kind: str, options: Any, codebook: Codebook) -> Iterator[Problem]:
    known: Mapping[str, tuple[str, Iterable[str]]] = {
        "indicator": ("indicator", [*codebook.indicators, "all"]),
        "set": ("response set or variable", [*codebook.response_sets, *codebook.variables]),
        "step": ("population", codebook.populations),
    }
    for option in options.model_fields_set & known.keys():
        what, names = known[option]
        for name in getattr(options, option):
            if name not in names:
                yield ("estimate", kind, option), f"there is no {what} {name!r}{suggestion(name, names)}"


def _published(published: Published, kind: str, report: Report) -> Iterator[Problem]:
    try:
        found = printed(published, report.report.sample)
    except UsageError as error:
        yield ("figure",), str(error)
        return
    if not found.source:
        yield (), "has no source; name the document and the page, or the number in the register"
    if not found.order:
        yield from _number(found, kind)


def _number(found: Printed, kind: str) -> Iterator[Problem]:
    """Is there a number, in a unit that the command computes?"""
    if found.value is None and found.span is None:
        yield (), "has no value; write value, range or order"
    elif kind not in UNITS:
        yield (), f"{kind} computes no number that could be held against a printed one"
    elif found.unit is None:
        yield ("unit",), "the key is not there; write percent, people, number or cases"
    elif found.unit not in UNITS[kind]:
        units = ", ".join(sorted(UNITS[kind]))
        yield ("unit",), f"{found.unit} is not what {kind} computes; it computes {units}"
    yield from _values(found)


def _values(found: Printed) -> Iterator[Problem]:
    """Do ranges run forwards, and are percentages between 0 and 100?"""
    for name, ends in (("range", found.span), ("interval", found.bounds)):
        if ends is not None and ends[0] > ends[1]:
            yield (name,), f"runs backwards, from {ends[0]:g} to {ends[1]:g}"
    for value in (found.value, *(found.span or ()), *(found.bounds or ())):
        if value is not None and found.unit == "percent" and not 0 <= value <= 100:
            yield ("value",), f"{value:g} is no percentage; write 2 for 2 %, or another unit"


def _check(check: Check) -> Iterator[Problem]:
    given = [name for name in RELATIONS if getattr(check, name)]
    if len(given) != 1:
        yield (), f"needs exactly one of {', '.join(RELATIONS)}; it has {' and '.join(given) or 'none'}"
        return
    for name in RELATIONS[given[0]]:
        if not getattr(check, name):
            yield (given[0],), f"needs {name} beside it"
    for name in ("union", "parts", "product", "equals", "count", "same", "at_most", "rates", "population"):
        value = getattr(check, name)
        for number in (value,) if isinstance(value, str) else value or ():
            try:
                registered(number)
            except UsageError as error:
                yield (name,), str(error)
