"""Ticks of a question with several answers: from cells to yes, no or a reason, item by item and unit by unit.

A matrix of ticks has the shape (items, units): 1 ticked, 0 not ticked, or a negative reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ..arrays import AnyArray, BoolArray
from ..errors import CodebookError, as_written
from ..input.microdata import Column
from .answers import NOT_ASKED, code_of
from .coding import BLANK, Rules, Value, categories
from .model_sets import Conflict

Ticks: TypeAlias = NDArray[np.int8]
NO_ANSWER = code_of("no_answer")
UNKNOWN_ITEM = -98


@dataclass(frozen=True, slots=True)
class Settled:
    """Ticks of every unit after the rules, and how many units a rule touched."""

    ticks: Ticks
    conflicts: int
    filled: int


def ticks_of(column: Column, ticked: Value, rules: Rules) -> Ticks:
    """A 0/1 column: the code that means ticked is 1, a reason its own code, any other answer 0."""
    if column.categories is not None and not isinstance(ticked, str):
        ticked = as_written(ticked)
    coded = categories(column.values, column, rules)
    table = [1 if level.value == ticked else 0 for level in coded.levels]
    return _looked_up(coded.code, table)


def chosen(columns: list[Column], item: Value, rules: Rules) -> Ticks:
    """Columns that each hold one chosen code: ticked where any of them holds the item's."""
    every = [ticks_of(column, item, rules) for column in columns]
    ticks = np.stack(every)
    some = (ticks >= 0).any(axis=0)
    chosen_or_why: Ticks = np.where(some, (ticks == 1).any(axis=0), ticks.min(axis=0))
    return chosen_or_why


def split(column: Column, separator: str, items: tuple[str, ...], rules: Rules) -> Ticks:
    """One text column of item names: each distinct text is split once. UNKNOWN_ITEM marks a name that is no item."""
    coded = categories(column.values, column, Rules(missing=rules.missing, user_missing=rules.user_missing))
    texts = [as_written(level.value) for level in coded.levels]
    missing = {as_written(value): code_of(reason) for value, reason in rules.missing.items()}
    rows = [_split_one(text, separator, items, missing) for text in texts]
    table = np.array(rows, dtype=np.int8).reshape(len(texts), len(items))
    return np.stack([_looked_up(coded.code, table[:, item].tolist()) for item in range(len(items))])


def settle(ticks: Ticks, exclusive: BoolArray, conflict: Conflict) -> Settled:
    """Apply the rules of one unit.

    An exclusive answer beside another is a conflict: the other is kept, or the unit is missing, or it is an error.
    A unit with any tick has answered: what it left open is not ticked. A unit without a tick is missing, unless all is
    coded no.
    """
    ticks = ticks.copy()
    held = ticks == 1
    both = held[exclusive].any(axis=0) & held[~exclusive].any(axis=0)
    conflicts = int(np.count_nonzero(both))
    if conflicts and conflict == "error":
        raise CodebookError(
            f"{conflicts:,} units have an exclusive answer beside another; correct the data, or keep the other with "
            "conflict: substantive."
        )
    if conflict == "missing":
        ticks[:, both] = NO_ANSWER
    else:
        ticks[np.ix_(exclusive, both)] = 0
    some = (ticks == 1).any(axis=0)
    open_ = (ticks < 0) & (ticks > NOT_ASKED)
    filled = int(np.count_nonzero((open_ & (ticks != BLANK)).any(axis=0) & some))
    ticks[open_ & some] = 0
    silent = open_.any(axis=0) & ~some
    if silent.any():
        ticks[:, silent] = telling(ticks[:, silent])
    return Settled(ticks, conflicts, filled)


def pool(blocks: list[Ticks], exclusive: BoolArray) -> Ticks:
    """Several forms into one unit: a substantive answer holds after any form, an exclusive one after every form asked.

    Three-valued, over the forms that were asked; not asked where none was.
    """
    every = np.stack(blocks)  # (forms, items, units)
    asked = every != NOT_ASKED
    yes, no = (every == 1), (every == 0)
    unknown = asked & (every < 0)
    decided = np.where(exclusive[:, None], no.any(axis=0), yes.any(axis=0))
    otherwise = np.where(unknown.any(axis=0), telling(every), exclusive[:, None].astype(np.int8))
    pooled = np.where(decided, ~exclusive[:, None], otherwise)
    return np.where(asked.any(axis=0), pooled, NOT_ASKED).astype(np.int8)


def telling(ticks: Ticks) -> Ticks:
    """The most telling reason along the first axis: the least code that is not "not asked"; 0 where there is none."""
    why: Ticks = np.where(ticks == NOT_ASKED, np.int8(0), ticks).min(axis=0, initial=0)
    return why


def _looked_up(code: AnyArray, table: list[int]) -> Ticks:
    return np.where(code >= 0, np.array([*table, 0], dtype=np.int8)[np.maximum(code, -1)], code).astype(np.int8)


def _split_one(text: str, separator: str, items: tuple[str, ...], missing: Mapping[str, int]) -> list[int]:
    words = [word.strip() for word in text.split(separator)]
    words = [word for word in words if word]
    reasons = [missing[word] for word in words if word in missing]
    named = [word for word in words if word not in missing]
    if any(word not in items for word in named):
        return [UNKNOWN_ITEM] * len(items)
    if not named:
        return [min(reasons, default=BLANK)] * len(items)
    return [int(item in named) for item in items]
