"""Does each response set hold together: one source, items that exist, patterns that can be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..errors import as_written
from .crosscheck_expressions import Known
from .faults import Steps, suggestion
from .forms import asked_after
from .model import Codebook
from .model_sets import FollowUp, ResponseSet
from .tokens import ExpressionError

SOURCES = ("columns", "follow_up", "delimited", "mrset")


def set_problems(codebook: Codebook, known: Known) -> Iterator[tuple[Steps, str]]:
    """Every contradiction of every set."""
    for name, described in codebook.response_sets.items():
        path = ("response_sets", name)
        for check in (_source, _items, _codes):
            for step, problem in check(described):
                yield (*path, *step), problem
        if described.follow_up is not None:
            for step, problem in _forms(codebook, described, described.follow_up, known):
                yield (*path, "follow_up", *step), problem


def _source(described: ResponseSet) -> Iterator[tuple[Steps, str]]:
    given = [key for key in SOURCES if getattr(described, key) is not None]
    if len(given) != 1:
        yield (), f"needs exactly one of {', '.join(SOURCES)}; it has {' and '.join(given) or 'none'}"
    if described.columns is not None:
        yield from _pattern(("columns",), described.columns, {"item"})
    if described.unit == "instance" and described.follow_up is None:
        yield ("unit",), "only a set with follow_up has instances; write child or last_incident"


def _items(described: ResponseSet) -> Iterator[tuple[Steps, str]]:
    if not described.items and described.mrset is None:
        yield (), "needs items: {name: label}; only an mrset brings its own"
    if not described.items:
        return
    for place, item in enumerate(described.exclusive):
        if item not in described.items:
            yield ("exclusive", place), f"{item!r} is not in items{suggestion(item, described.items)}"
    if set(described.items) <= set(described.exclusive):
        yield ("exclusive",), "every item excludes the others; leave exclusive out, or use a variable with values"


def _codes(described: ResponseSet) -> Iterator[tuple[Steps, str]]:
    if described.ticked in described.missing:
        code = described.ticked
        yield ("missing", code), f"{as_written(code)} is both ticked and missing; keep one of them"


def _forms(
    codebook: Codebook, described: ResponseSet, follow_up: FollowUp, known: Known
) -> Iterator[tuple[Steps, str]]:
    yield from _pattern(("columns",), follow_up.columns, {"item", "form"})
    if follow_up.asked_if is not None:
        yield from _pattern(("asked_if",), follow_up.asked_if, {"form"})
    if not follow_up.of:
        yield ("of",), "is empty; name the variables after which it was asked"
    for place, form in enumerate(follow_up.of):
        if form not in known.variables and form not in known.indicators:
            near = suggestion(form, known.variables | known.indicators)
            yield ("of", place), f"there is no variable or indicator {form!r}{near}"
        elif form in codebook.variables and not _said_who(codebook, described, form):
            yield ("of", place), f"no indicator has a condition on {form} alone; say who was asked with asked_if"


def _said_who(codebook: Codebook, described: ResponseSet, form: str) -> bool:
    try:
        return asked_after(codebook, described, form) is not None
    except ExpressionError:
        return True  # told at asked_if


def _pattern(path: Steps, pattern: str, needed: set[str]) -> Iterator[tuple[Steps, str]]:
    """Exactly these names in braces."""
    found = set(re.findall(r"\{([^{}]*)\}", pattern))
    for name in sorted(needed - found):
        yield path, f"the pattern needs {{{name}}}"
    for name in sorted(found - needed):
        yield path, f"{{{name}}} means nothing here; use {' and '.join(f'{{{word}}}' for word in sorted(needed))}"
