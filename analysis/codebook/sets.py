"""Response sets: what every child, or every child after every form, ticked of a list.

A unit with any tick has answered, and what it left open is not ticked; a unit without one is missing unless all is
coded no, which is the answer "none of these". So all items of a set stand on the same units.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import BoolArray, IntArray
from ..errors import CodebookError, UsageError, as_written, did_you_mean
from .answers import NOT_ASKED, Answers, Note, SetAnswers
from .derived import NO_YES
from .forms import asked_after, filled, forms_of, reached
from .model_sets import ResponseSet
from .sources import Source, columns_source, file_set, source_of
from .ticks import Settled, Ticks, pool, settle

if TYPE_CHECKING:
    from .meaning import Meaning


@dataclass(frozen=True, slots=True)
class Base:
    """Whose answers they are: which rows, in words, and after which forms."""

    rows: BoolArray
    label: str
    forms: tuple[str, ...] = ()


def response_set(meaning: Meaning, name: str, base: str | None) -> SetAnswers:
    """A response set of the codebook, or one that the file itself defines, of the base asked for."""
    described = described_in(meaning, name)
    with meaning.blaming(("response_sets", name)) if base is None else nullcontext():
        whose = base_of(meaning, name, described, base)
    with meaning.blaming(("response_sets", name)):
        if described.follow_up is not None:
            return _followed_up(meaning, name, described, whose)
        source = source_of(meaning, described)
    ticks = np.where(whose.rows, source.ticks, np.int8(NOT_ASKED))
    settled = settle(ticks, _exclusive(described, source), described.conflict)
    return _made(meaning, name, described, whose, source.labels, settled)


def as_set(meaning: Meaning, variable: str, base: str | None) -> SetAnswers:
    """A categorical variable as a set of which everyone ticks one item."""
    answers = meaning.levels(variable)
    rows = np.ones(meaning.rows, dtype=np.bool_) if base is None else meaning.mask(base)
    label = "" if base is None else base_label(meaning, base)
    before = None if answers.before_rule is None else np.where(rows, answers.before_rule, np.int32(NOT_ASKED))
    items = []
    for place, level in enumerate(answers.levels):
        code = np.where(answers.code < 0, answers.code, answers.code == place)
        code = np.where(rows, code, NOT_ASKED).astype(np.int32)
        items.append(Answers(as_written(level.value), level.label, NO_YES, code, before_rule=before))
    return SetAnswers(variable, answers.label, label, "child", tuple(items), notes=answers.notes)


def described_in(meaning: Meaning, name: str) -> ResponseSet:
    """What the codebook says of a set; one that only the file defines speaks for itself."""
    sets = meaning.codebook.response_sets
    if name in sets:
        return sets[name]
    facts = file_set(meaning, name)
    if facts is None:
        known = [*sets, *(own for data in meaning.files.values() for own in data.facts.sets)]
        raise UsageError(f"response set {name!r} is not in the codebook.{did_you_mean(name, known)}")
    return ResponseSet(label={"": facts.label or name}, mrset=name)


def base_of(meaning: Meaning, name: str, described: ResponseSet, base: str | None) -> Base:
    """Whose answers: the base asked for instead of the codebook's.

    After forms, a base that rests on some of them takes only those. Otherwise nobody outside the codebook's own base
    was asked, so a base asked for is taken inside it.
    """
    chosen = base or described.base
    everyone = np.ones(meaning.rows, dtype=np.bool_)
    if chosen is None:
        return Base(everyone, "", forms_of(meaning.codebook, described, None))
    if described.follow_up is not None and chosen in described.follow_up.of:
        return Base(everyone, base_label(meaning, chosen), (chosen,))
    if described.follow_up is not None and base in meaning.codebook.indicators:
        _follows(meaning, described, base or "", name)
    rows = meaning.mask(chosen)
    if base is not None and described.base is not None and described.follow_up is None:
        rows = rows & meaning.mask(described.base)
    return Base(rows, base_label(meaning, chosen), forms_of(meaning.codebook, described, chosen))


def _follows(meaning: Meaning, described: ResponseSet, indicator: str, name: str) -> None:
    inside = reached(meaning.codebook, indicator)
    forms = described.follow_up.of if described.follow_up is not None else ()
    if inside.isdisjoint(forms):
        raise UsageError(f"{indicator} has none of the forms that {name} follows up; these are {', '.join(forms)}.")


def base_label(meaning: Meaning, base: str) -> str:
    """The base in words: an indicator's or a variable's label, that of the population it is, or as written."""
    for population in meaning.codebook.populations.values():
        if population.where == base and population.label:
            return meaning.text(population.label)
    if base in meaning.codebook.indicators:
        return meaning.text(meaning.codebook.indicators[base].label)
    return meaning.resolve(base).label if meaning.knows(base) else base


def _followed_up(meaning: Meaning, name: str, described: ResponseSet, whose: Base) -> SetAnswers:
    """The same question after each of several forms: pooled per child, or one unit per child and form."""
    blocks: list[Ticks] = []
    found: list[Settled] = []
    labels: Mapping[str, str] = {}
    for form in whose.forms:
        source = _form_source(meaning, described, form)
        labels, exclusive = source.labels, _exclusive(described, source)
        asked = whose.rows & _asked(meaning, described, form)
        settled = settle(np.where(asked, source.ticks, np.int8(NOT_ASKED)), exclusive, described.conflict)
        found.append(settled)
        blocks.append(settled.ticks)
    conflicts, left_open = sum(one.conflicts for one in found), sum(one.filled for one in found)
    if described.unit == "instance":
        rows = [np.flatnonzero(block[0] != NOT_ASKED) for block in blocks]
        ticks = np.concatenate([block[:, at] for block, at in zip(blocks, rows, strict=True)], axis=1)
        instances = Settled(ticks, conflicts, left_open)
        made = _made(meaning, name, described, whose, labels, instances, np.concatenate(rows))
        return replace(made, forms=tuple(zip(whose.forms, map(len, rows), strict=True)))
    pooled = settle(pool(blocks, exclusive), exclusive, described.conflict)
    together = Settled(pooled.ticks, conflicts, left_open + pooled.filled)
    return _made(meaning, name, described, whose, labels, together)


def _form_source(meaning: Meaning, described: ResponseSet, form: str) -> Source:
    pattern = described.follow_up.columns if described.follow_up is not None else ""
    return columns_source(meaning, described, lambda item: filled(pattern, item=item, form=form))


def _asked(meaning: Meaning, described: ResponseSet, form: str) -> BoolArray:
    condition = asked_after(meaning.codebook, described, form)
    if condition is None:
        raise CodebookError(f"nothing says who was asked after {form}; add asked_if to follow_up.")
    return meaning.mask(condition)


def _exclusive(described: ResponseSet, source: Source) -> BoolArray:
    return np.array([item in described.exclusive for item in source.labels], dtype=np.bool_)


def _made(
    meaning: Meaning,
    name: str,
    described: ResponseSet,
    whose: Base,
    labels: Mapping[str, str],
    settled: Settled,
    row: IntArray | None = None,
) -> SetAnswers:
    items = [
        Answers(item, label, NO_YES, code.astype(np.int32))
        for (item, label), code in zip(labels.items(), settled.ticks, strict=True)
    ]
    label = meaning.text(described.label)
    return SetAnswers(
        name,
        label,
        whose.label,
        described.unit,
        tuple(items),
        frozenset(described.exclusive),
        row,
        tuple(_notes(label, described, whose, settled, whole=row is None)),
    )


def _notes(label: str, described: ResponseSet, whose: Base, settled: Settled, *, whole: bool) -> Iterator[Note]:
    if settled.conflicts:
        became = "conflict_missing" if described.conflict == "missing" else "conflict_kept"
        yield Note.of(became, label=label, count=settled.conflicts)
    if settled.filled:
        yield Note.of("unticked", label=label, count=settled.filled)
    if whole and described.follow_up is not None and not whose.rows.all():
        lost = int(np.count_nonzero(whose.rows & (settled.ticks[0] == NOT_ASKED)))
        if lost:
            yield Note.of("no_follow_up", label=label, count=lost)
