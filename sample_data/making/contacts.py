"""How the visit to every selected household ended: the children's households as they are, and invented others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

PER_UNIT = 20  # households selected in each sampling unit, of which 10 to 12 are those of the children screened
INTERVIEWED, NOT_ELIGIBLE, REFUSED, NOT_SCREENED, NOT_AT_HOME, NO_CHILD = range(1, 7)
OTHERS = {REFUSED: 54, NOT_SCREENED: 118, NOT_AT_HOME: 146, NO_CHILD: 600}  # invented: no such count was published


def contacts(children: Mapping[str, np.ndarray], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """One row a household, ordered by sampling unit and number; drawn from a generator that no other file shares."""
    _, first, screened = np.unique(children["psu"], return_index=True, return_counts=True)
    others = np.repeat(first, PER_UNIT - screened)  # of each other household, a child of its sampling unit
    above = len(children["psu"]) + 1 + rng.permutation(len(others))
    ended = rng.permutation(np.repeat(list(OTHERS), list(OTHERS.values())))
    columns = {
        "household_id": np.append(children["household_id"], [f"H{number:04d}" for number in above]),
        **{name: np.append(children[name], children[name][others]) for name in ("stratum", "psu", "area")},
        "outcome": np.append(np.where(children["uses_internet"] == 1, INTERVIEWED, NOT_ELIGIBLE), ended),
    }
    order = np.lexsort((columns["household_id"], columns["psu"]))
    return {name: column[order] for name, column in columns.items()}
