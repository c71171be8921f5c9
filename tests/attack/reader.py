"""What a reader finds out: how few and how many children each hidden share may be of, given all that is shown.

The unknowns are the children of every group of all variables together and each answer, those of unknown group among
them. This reader knows nothing of how protection looks at a table, only what the printed rows say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import linprog

from analysis.estimation.estimate import Estimate
from analysis.presentation.table import Row

from .surveys import VARIABLES, Survey, at

LIMIT = 5
NOISE = 1e-6
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader makes of a secret: the count itself, or only that it is below the limit."""

    secret: Estimate
    exactly: bool


def found_out(made: Survey, rows: Sequence[Row], estimates: Sequence[Estimate]) -> Iterator[Told]:
    """Rows that are secret because of few cases, or few others, of which a reader is surer than the limit allows."""
    equations, known = _printed(made, rows)
    for row, true in zip(rows, estimates, strict=True):
        cases = true.n_cases or 0
        for few, of in ((cases, _cases(made, row)), (true.n - cases, _all(made, row) - _cases(made, row))):
            if row.status != "suppressed" or not 0 < few < LIMIT:
                continue
            most = _most(of, equations, known)
            if most < min(LIMIT, true.n) - NOISE:
                yield Told(true, most + _most(-of, equations, known) < 1 - NOISE)


def _printed(made: Survey, rows: Sequence[Row]) -> tuple[Array, Array]:
    equations, known = [], []
    for row in rows:
        if not row.base_hidden:
            equations.append(_all(made, row))
            known.append(row.estimate.n)
        if row.status == "shown":
            equations.append(_cases(made, row))
            known.append(round((row.estimate.value or 0) * row.estimate.n))
    return np.array(equations).reshape(-1, made.children.size), np.array(known, dtype=np.float64)


def _all(made: Survey, row: Row) -> Array:
    inside = np.zeros(made.children.shape)
    inside[at({VARIABLES.index(name): int(code.value) for name, code in row.estimate.subject.by.items()})] = 1
    return inside.ravel()


def _cases(made: Survey, row: Row) -> Array:
    answer = row.estimate.subject.level
    of_answer = np.zeros(made.children.shape)
    of_answer[..., 1 if answer is None else int(answer.value)] = 1
    return _all(made, row) * of_answer.ravel()


def _most(of: Array, equations: Array, known: Array) -> float:
    found = linprog(-of, A_eq=equations, b_eq=known, bounds=(0, None), method="highs")
    if found.status == 3:
        return float("inf")
    if found.status:
        raise RuntimeError(f"the printed table contradicts itself: {found.message}")
    return -float(found.fun)
