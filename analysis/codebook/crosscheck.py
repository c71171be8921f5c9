"""Does a codebook hold together: every name exists, every condition can be read, nothing contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from ..errors import as_written
from .crosscheck_designs import design_problems
from .crosscheck_expressions import Known, circles, condition_faults
from .crosscheck_sets import set_problems
from .faults import Fault, Steps, suggestion
from .model import Codebook, File, Indicator, Size, Variable
from .tree import Tree

Problem: TypeAlias = tuple[Steps, str]
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def crosscheck(codebook: Codebook, tree: Tree) -> list[Fault]:
    """Every contradiction, at its place.

    A section that was refused for its shape is not in `codebook`; its name is still known from `tree`.
    """
    known = Known.of(codebook, tree.data)
    faults = [
        Fault(tree.position(path), path, problem)
        for check in (
            _survey,
            _files,
            design_problems,
            _populations,
            _variables,
            _indicators,
            _presentation,
            set_problems,
        )
        for path, problem in check(codebook, known)
    ]
    return [*faults, *condition_faults(codebook, known, tree), *circles(codebook, tree)]


def _survey(codebook: Codebook, known: Known) -> Iterator[Problem]:
    if not ID.fullmatch(codebook.survey.id):
        yield ("survey", "id"), "must be small letters, digits and single dashes, as in disrupting-harm-2021"


def _files(codebook: Codebook, known: Known) -> Iterator[Problem]:
    for name, file in codebook.files.items():
        path = ("files", name)
        for key, problem in _pins(file, main=name == codebook.main):
            yield (*path, key), problem
        if name == codebook.main:
            if file.join is not None:
                yield (*path, "join"), "the first file is the one the others are joined to; leave join out"
        elif file.join is None:
            yield path, f"says nothing of how it comes to {codebook.main}; add join: {{to: {codebook.main}, on: ...}}"
        elif file.join.to not in known.files:
            yield (*path, "join", "to"), _unknown("file", file.join.to, known.files)
        elif not _arrives(codebook, name):
            yield (*path, "join", "to"), f"the joins go in a circle and never reach {codebook.main}"


def _pins(file: File, *, main: bool) -> Iterator[tuple[str, str]]:
    if not all(SHA256.fullmatch(digest) for digest in file.sha256):
        yield "sha256", "must be 64 hexadecimal digits; sha256sum FILE prints them"
    files = None if any("*" in path for path in file.path) else len(file.path)
    if file.sha256 and files not in (None, len(file.sha256)):
        yield "sha256", f"pins {len(file.sha256)} files, and the path names {files}; give one for each, in its order"
    if file.sum_of_weights is not None and not (main and file.weight):
        yield (
            "sum_of_weights",
            "there are no weights to sum; name them in the design of the first file, or leave it out",
        )


def _arrives(codebook: Codebook, name: str) -> bool:
    seen = set()
    while name != codebook.main:
        seen.add(name)
        join = codebook.files[name].join if name in codebook.files else None
        if join is None:
            return True  # told at the file itself
        name = join.to
        if name in seen:
            return False
    return True


def _populations(codebook: Codebook, known: Known) -> Iterator[Problem]:
    for name, population in codebook.populations.items():
        path = ("populations", name)
        if population.file is not None and population.file not in known.files:
            yield (*path, "file"), _unknown("file", population.file, known.files)
        if population.size is not None:
            for step, problem in _size(population.size, known):
                yield (*path, "size", *step), problem


def _size(size: Size, known: Known) -> Iterator[Problem]:
    given = [key for key in ("known", "estimated", "of", "weights") if getattr(size, key) is not None]
    if len(given) != 1:
        yield (), f"needs exactly one of known, estimated, of, weights; it has {' and '.join(given) or 'none'}"
    if (size.of is None) != (size.share is None):
        yield (), "of and share go together, as in {of: all_children, share: uses_internet == 1}"
    if size.of is not None and size.of not in known.populations:
        yield ("of",), _unknown("population", size.of, known.populations)
    if (size.known is not None or size.estimated is not None) and size.source is None:
        yield (), "a number from elsewhere needs its source"


def _variables(codebook: Codebook, known: Known) -> Iterator[Problem]:
    for name, variable in codebook.variables.items():
        path = ("variables", name)
        if name in known.indicators or name in known.sets:
            other = "an indicator" if name in known.indicators else "a response set"
            yield path, f"is also the name of {other}; rename one of them"
        if variable.file is not None and variable.file not in known.files:
            yield (*path, "file"), _unknown("file", variable.file, known.files)
        for step, problem in _variable(variable):
            yield (*path, *step), problem


def _variable(variable: Variable) -> Iterator[Problem]:
    for code in variable.values:
        if code in variable.missing:
            yield ("missing", code), f"{as_written(code)} is both a value and missing; keep one of them"
    if variable.derived is not None and (variable.column is not None or variable.file is not None):
        yield ("derived",), "a derived variable has no column or file of its own; leave them out"
    if variable.imputed and (variable.column is not None or variable.derived is not None):
        yield ("imputed",), "names the columns of the variable; leave column and derived out"
    if variable.derived is not None and variable.missing:
        yield ("missing",), "what is derived is missing where what it is made of is; leave missing out"
    if isinstance(variable.derived, Mapping):
        yield from _cases(variable, variable.derived)


def _cases(variable: Variable, derived: Mapping[float | str, str]) -> Iterator[Problem]:
    for code in derived:
        if variable.values and code not in variable.values:
            codes = ", ".join(as_written(value) for value in variable.values)
            yield ("derived", code), f"{as_written(code)} is not in values ({codes})"


def _indicators(codebook: Codebook, known: Known) -> Iterator[Problem]:
    for name, indicator in codebook.indicators.items():
        path = ("indicators", name)
        if name in known.sets:
            yield path, "is also the name of a response set; rename one of them"
        if indicator.population is not None and indicator.population not in known.populations:
            yield (*path, "population"), _unknown("population", indicator.population, known.populations)
        for step, problem in _indicator(indicator):
            yield (*path, *step), problem


def _indicator(indicator: Indicator) -> Iterator[Problem]:
    given = [key for key in ("any_of", "all_of", "at_least") if getattr(indicator, key) is not None]
    if len(given) != 1:
        yield (), f"needs exactly one of any_of, all_of, at_least; it has {' and '.join(given) or 'none'}"
        return
    if not indicator.items:
        yield (given[0],), "is empty; name at least one condition"
    if len(set(indicator.items)) < len(indicator.items):
        yield (given[0],), "holds the same condition twice"
    if len(indicator.items) > 1 and indicator.version is None:
        yield (), "has several conditions and no version; name the definition, as in version: dh-clear-examples"
    if indicator.at_least is not None and indicator.at_least.n > len(indicator.items):
        yield ("at_least", "n"), f"at least {indicator.at_least.n} of {len(indicator.items)} conditions can never hold"


def _presentation(codebook: Codebook, known: Known) -> Iterator[Problem]:
    headline = codebook.presentation.headline
    if headline is not None and headline not in known.indicators:
        yield ("presentation", "headline"), _unknown("indicator", headline, known.indicators)


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    return f"there is no {kind} {name!r}{suggestion(name, known)}"
