"""Whom numbers speak of: which rows belong to a population."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import BoolArray
from ..errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from .meaning import Meaning


def population(meaning: Meaning, name: str) -> BoolArray:
    """The rows that belong to a population; of a joined file, the rows that have a row in it.

    Where the condition is unknown a row does not belong; `unsettled` counts those.
    """
    return parts(meaning, name)[0]


def unsettled(meaning: Meaning, name: str) -> int:
    """Of how many rows it is not known whether they belong to the population."""
    return parts(meaning, name)[1]


def parts(meaning: Meaning, name: str) -> tuple[BoolArray, int]:
    """Who belongs, and of how many it is not known; found out once."""
    if name not in meaning.found:
        meaning.found[name] = _parts(meaning, name)
        meaning.found[name][0].flags.writeable = False
    return meaning.found[name]


def _parts(meaning: Meaning, name: str) -> tuple[BoolArray, int]:
    if name not in meaning.codebook.populations:
        known = meaning.codebook.populations
        raise UsageError(f"population {name!r} is not in the codebook.{did_you_mean(name, known)}")
    described = meaning.codebook.populations[name]
    there = meaning.columns.matched(described.file) if described.file else None
    inside = np.ones(meaning.rows, dtype=np.bool_) if there is None else there
    if described.where is None:
        return inside, 0
    with meaning.blaming(("populations", name, "where")):
        held = meaning.truth(described.where)
    return inside & held.yes, int(np.count_nonzero(inside & ~held.known))
