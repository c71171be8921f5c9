"""A reader who knows which cells add up to which printed number, and what of one to four children follows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

LIMIT = 5
NOISE = 1e-6
Cells = NDArray[np.float64]


def attack(
    attacked: Callable[[np.random.Generator, Path], list[str] | None],
    reports: int,
    seed: int,
    found_what: str = "secret counts told",
) -> int:
    """Attack so many random reports, and print what is found: exit status 1 where anything is."""
    rng = np.random.default_rng(seed)
    told = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(reports):
            found = attacked(rng, Path(folder))
            refused += found is None
            for secret in found or ():
                told += 1
                print(f"report {number}: {secret}", flush=True)
    print(f"{reports} reports, seed {seed}: {told} {found_what}, {refused} refused")
    return int(told > 0)


def learned(
    cells: Cells, known: Sequence[tuple[Cells, float]], wanted: Iterable[Cells], possible: Any = True
) -> Iterator[str]:
    """Which `wanted` counts of one to four the `known` sums give, or bound to be of one to four.

    Nobody is in a cell that is not `possible`, as the reader knows.
    """
    sums, numbers = np.array([part.ravel() for part, _ in known]), np.array([number for _, number in known])
    if not np.allclose(sums @ cells.ravel(), numbers):
        raise RuntimeError("a table does not say what the reader takes it to say")
    bounds = [(0, None if one else 0) for one in np.broadcast_to(possible, cells.shape).ravel()]
    for some in {part.tobytes(): part for part in wanted}.values():
        count = float((some * cells).sum())
        if 0 < count < LIMIT:
            least, most = (_least(sign * some, sums, numbers, bounds) * sign for sign in (1, -1))
            if least > 1 - NOISE and most < LIMIT - NOISE:
                yield f"{count:g} lies between {least:g} and {most:g}"


def _least(wanted: Cells, sums: Cells, numbers: Cells, bounds: Any) -> float:
    found = linprog(wanted.ravel(), A_eq=sums, b_eq=numbers, bounds=bounds)
    if found.status or found.fun is None:
        raise RuntimeError("the sums that a reader knows contradict each other")
    return float(found.fun)
