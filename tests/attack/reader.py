"""What a reader finds out: how few and how many children each hidden share may be of, given all that is shown.

The unknowns are the children of every group of all variables together and each answer, those of unknown group among
them. This reader knows nothing of how protection looks at a table, only what the printed rows say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import linprog

from analysis.estimation.estimate import Estimate
from analysis.presentation.protection import Protected
from analysis.presentation.showing import Rules, shown
from analysis.presentation.table import Row

from .surveys import Asked, Survey, answer_of, of_row

LIMIT = 5
NOISE = 1e-6
Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader makes of a secret: the count itself, or only that it is below the limit."""

    secret: Estimate
    exactly: bool
    by_difference: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row, the true one, and whom it is of: children and answers in one row, shape (children,)."""

    row: Row
    true: Estimate
    all: Array
    cases: Array
    domain: bytes


def printed(made: Survey, asked: Sequence[Asked], hidden: Sequence[Protected], rules: Rules) -> list[Line]:
    """Every row as it is printed."""
    return [
        Line(
            row,
            true,
            whom.ravel(),
            (whom * (np.arange(made.answers) == answer_of(true))).ravel(),
            (made.children.any(axis=3) & table.domain).tobytes(),
        )
        for table, secret in zip(asked, hidden, strict=True)
        for true, row in zip(table.estimates, shown(table.estimates, rules, secret), strict=True)
        for whom in [np.repeat(of_row(table, true)[..., None], made.answers, axis=3).astype(np.float64)]
    ]


def found_out(made: Survey, lines: Sequence[Line]) -> Iterator[Told]:
    """Rows that are secret because of few cases, or few others, of which a reader is surer than the limit allows.

    So too the children whom one row has beyond another, of a table with another domain.
    """
    equations, known = _equations(made, lines)
    for one in lines:
        if one.row.status == "suppressed":
            yield from _surer(made, one, one.all, one.cases, equations, known)
    apart = {
        (one.true.subject.level, (one.all - other.all).tobytes()): (one, other)
        for one in lines
        for other in lines
        if one.domain != other.domain and (one.all >= other.all).all() and answer_of(one.true) == answer_of(other.true)
    }
    for one, other in apart.values():
        told = _surer(made, one, one.all - other.all, one.cases - other.cases, equations, known)
        yield from (replace(part, by_difference=True) for part in told)


def _surer(made: Survey, line: Line, everybody: Array, cases: Array, equations: Array, known: Array) -> Iterator[Told]:
    children = made.children.ravel()
    for of in (cases, everybody - cases):
        if not 0 < of @ children < LIMIT:
            continue
        most = _most(of, equations, known)
        if most < min(LIMIT, everybody @ children) - NOISE:
            yield Told(line.true, most + _most(-of, equations, known) < 1 - NOISE)


def _equations(made: Survey, lines: Sequence[Line]) -> tuple[Array, Array]:
    equations, known = [np.ones(made.children.size)], [made.children.sum()]  # that is told of every file
    for line in lines:
        if not line.row.base_hidden:
            equations.append(line.all)
            known.append(line.row.estimate.n)
        if line.row.status == "shown":
            equations.append(line.cases)
            known.append(round((line.row.estimate.value or 0) * line.row.estimate.n))
    return np.array(equations).reshape(-1, made.children.size), np.array(known, dtype=np.float64)


def _most(of: Array, equations: Array, known: Array) -> float:
    found = linprog(-of, A_eq=equations, b_eq=known, bounds=(0, None), method="highs")
    if found.status == 3:
        return float("inf")
    if found.status:
        raise RuntimeError(f"the printed table contradicts itself: {found.message}")
    return -float(found.fun)
