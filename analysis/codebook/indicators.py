"""Indicators: one condition or a union of several, under a missing rule that is written and never assumed.

Of the items asked of a row, y hold, u are unanswered, and t must hold: 1 for any_of, n for at_least, all that were
asked for all_of. Three-valued, the indicator is yes when y >= t, no when y + u < t, and otherwise unknown.

* `any_yes` keeps just that; `as_no` counts the unknown as no; `complete` leaves out every row with u > 0.

An item that was not asked of a row is not part of that row's union. A row that was asked nothing, or that is outside
the population, is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import BoolArray, CodeArray
from ..choices import MissingRule
from ..errors import UsageError, did_you_mean
from .answers import NOT_ASKED, Answers, Note
from .derived import NO_YES, yes_no
from .evaluate import reason_at, truth
from .expression import Among, Compare, Name, Tree, names
from .model import Codebook, Indicator, IndicatorMissing
from .populations import population, unsettled

if TYPE_CHECKING:
    from .meaning import Meaning


@dataclass(frozen=True, slots=True)
class _Item:
    """One condition on every row; `asked` is None where everybody was asked."""

    tree: Tree
    yes: BoolArray
    unknown: BoolArray | None
    asked: BoolArray | None


def rule_of(codebook: Codebook, name: str, rule: MissingRule | None) -> IndicatorMissing:
    """The missing rule of an indicator: what the command says, else what the codebook does."""
    described = described_in(codebook, name)
    match rule:
        case "exclude":
            return "complete"
        case "as-no":
            return "as_no"
        case "bounds":
            raise UsageError("--missing bounds is three estimates at once; ask for each.")
    return described.missing


def described_in(codebook: Codebook, name: str) -> Indicator:
    """What the codebook says of an indicator."""
    if name not in codebook.indicators:
        known = codebook.indicators
        raise UsageError(f"indicator {name!r} is not in the codebook.{did_you_mean(name, known)}")
    return codebook.indicators[name]


def indicator(meaning: Meaning, name: str, missing: IndicatorMissing) -> Answers:
    """The indicator as no and yes; where it is neither, why."""
    described = described_in(meaning.codebook, name)
    with meaning.blaming(("indicators", name)):
        items = [_item(meaning, meaning.written(text)) for text in described.items]
    base = _base(meaning, described, items)
    yes, unknown, any_unknown = _decided(items, described)
    small = yes.view(np.int8) if base is None else (yes & base).view(np.int8) + ~base * np.int8(NOT_ASKED)
    left = any_unknown if missing == "complete" else unknown
    at = np.flatnonzero(_inside(left, base))
    both = np.empty((1 + (missing == "as_no" and len(at) > 0), meaning.rows), dtype=np.int32)  # one block: fewer pages
    both[:] = small
    if len(at):
        both[-1, at] = _reasons(meaning, items, at)
    code, before = both[0], both[1] if len(both) > 1 else None
    notes = _notes(meaning, described, items, base)
    return Answers(name, meaning.text(described.label), NO_YES, code, None, before, described.version or "", notes)


def forms(meaning: Meaning, name: str) -> tuple[Answers, ...]:
    """Each item on its own inside the population of the indicator; what is missing stays missing."""
    described = described_in(meaning.codebook, name)
    trees = [meaning.written(text) for text in described.items]
    belongs = None if described.population is None else population(meaning, described.population)
    made = []
    for text, tree in zip(described.items, trees, strict=True):
        form = form_name(tree, text, trees)
        with meaning.blaming(("indicators", name)):
            answers = yes_no(meaning, form, _form_label(meaning, form, text), tree)
        code = answers.code if belongs is None else np.where(belongs, answers.code, np.int32(NOT_ASKED))
        made.append(replace(answers, code=code))
    return tuple(made)


def form_name(tree: Tree, text: str, among: Sequence[Tree]) -> str:
    """The variable an item asks about, where it asks about one and no other item asks about it; else its text."""
    asked = names(tree)
    if len(asked) == 1 and sum(asked[0] in names(other) for other in among) == 1:
        return asked[0]
    return text


def _form_label(meaning: Meaning, form: str, text: str) -> str:
    if form in meaning.codebook.indicators:
        return meaning.text(meaning.codebook.indicators[form].label)
    return meaning.resolve(form).label if form != text or meaning.knows(form) else text


def _item(meaning: Meaning, tree: Tree) -> _Item:
    held = truth(tree, meaning.resolve, meaning.rows)
    if held.known.all():
        return _Item(tree, held.yes, None, None)
    unknown = ~held.known
    asked_names = names(tree)
    if len(asked_names) == 1 and isinstance(tree, Compare | Among | Name):
        outside = meaning.resolve(asked_names[0]).code == NOT_ASKED
    else:
        at = np.flatnonzero(unknown)
        outside = np.zeros(meaning.rows, dtype=np.bool_)
        outside[at] = reason_at(tree, meaning.resolve, at) == NOT_ASKED
    if not outside.any():
        return _Item(tree, held.yes, unknown, None)
    return _Item(tree, held.yes, unknown & ~outside, ~outside)


def _base(meaning: Meaning, described: Indicator, items: Sequence[_Item]) -> BoolArray | None:
    """Who is in the population and was asked at least one item; None for everyone."""
    belongs = None if described.population is None else population(meaning, described.population)
    asked = None
    for item in items:
        if item.asked is None:
            return belongs
        asked = item.asked if asked is None else asked | item.asked
    return asked if belongs is None else belongs if asked is None else belongs & asked


def _decided(items: Sequence[_Item], described: Indicator) -> tuple[BoolArray, BoolArray | None, BoolArray | None]:
    """Where the indicator is yes, where it is unknown, and where any item is unanswered (None for nowhere)."""
    unanswered = [item.unknown for item in items if item.unknown is not None]
    if len(items) == 1:
        unknown = unanswered[0] if unanswered else None
        return items[0].yes, unknown, unknown
    held = _count([item.yes for item in items])
    needed: Any = 1
    if described.at_least is not None:
        needed = described.at_least.n
    elif described.all_of is not None:
        absent = [~item.asked for item in items if item.asked is not None]
        needed = len(items) - _count(absent) if absent else len(items)
    yes = np.asarray(held >= needed)
    if not unanswered:
        return yes, None, None
    open_ = _count(unanswered)
    return yes, ~yes & (held + open_ >= needed), open_ > 0


def _count(conditions: Sequence[BoolArray]) -> NDArray[np.int16]:
    total = conditions[0].astype(np.int16)
    for condition in conditions[1:]:
        total += condition
    return total


def _inside(condition: BoolArray | None, base: BoolArray | None) -> BoolArray:
    if condition is None:
        return np.zeros(0, dtype=np.bool_)
    return condition if base is None else condition & base


def _reasons(meaning: Meaning, items: Sequence[_Item], at: NDArray[np.int64]) -> CodeArray:
    """The most telling reason among the unanswered items of some rows."""
    told = np.zeros(len(at), dtype=np.int32)
    for item in items:
        if item.unknown is None:
            continue
        here = np.flatnonzero(item.unknown[at])
        if len(here):
            told[here] = np.minimum(told[here], reason_at(item.tree, meaning.resolve, at[here]))
    return told


def _notes(meaning: Meaning, described: Indicator, items: Sequence[_Item], base: BoolArray | None) -> tuple[Note, ...]:
    """Items that were not asked of some in the base, and rows of whom it is not known whether they belong."""
    notes: list[Note] = []
    size = meaning.rows if base is None else int(np.count_nonzero(base))
    trees = [item.tree for item in items]
    for text, item in zip(described.items, items, strict=True):
        if item.asked is None:
            continue
        absent = size - int(np.count_nonzero(item.asked if base is None else item.asked & base))
        if absent:
            label = _form_label(meaning, form_name(item.tree, text, trees), text)
            notes.append(Note.of("not_in_union", label=label, count=absent, size=size))
    lost = 0 if described.population is None else unsettled(meaning, described.population)
    if lost:
        notes.append(Note.of("unsettled", count=lost))
    return tuple(notes)
