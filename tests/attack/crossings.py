"""Random crossings of questions and of response sets, attacked: `python -m tests.attack.crossings [tables] [seed]`.

The reader knows what `tallybook crosstab` shows: counts, the sizes of rows, columns and groups, and how they add up.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from analysis import pipeline
from analysis.presentation.table import Row
from analysis.request import Shown
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, write

LIMIT = 5
NOISE = 1e-6
PROTECTED = Shown(rules="none")
Cells = NDArray[np.float64]  # those of each row of the crossing, and of everybody else, by column: shape (r, c)


def main(number_of_tables: int = 1_000, seed: int = 1) -> int:
    """Exit status 1 where a secret count was found out."""
    rng = np.random.default_rng(seed)
    told = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(number_of_tables):
            for secret in attacked(rng, Path(folder), of_set=bool(number % 2)):
                told += 1
                print(f"table {number}: {secret}")
    print(f"{number_of_tables} crossings, seed {seed}: {told} secret counts told")
    return int(told > 0)


def attacked(rng: np.random.Generator, folder: Path, *, of_set: bool, shown: Shown = PROTECTED) -> list[str]:
    """What a reader of one crossing learns of secret counts."""
    small, crossings = (_set if of_set else _questions)(rng, folder)
    row, column = ("told", "b") if of_set else ("a", "b")
    rows = pipeline.crosstab(CrosstabRequest(row=row, column=column, data=small.data, shown=shown)).rows
    known = {item: list(_known(rows, item, cells.shape)) for item, cells in crossings.items()}
    return [told for item, cells in crossings.items() for told in _learned(cells, known[item])]


def _questions(rng: np.random.Generator, folder: Path) -> tuple[Small, Mapping[str, Cells]]:
    """Two questions of two to four answers, some of them rare."""
    down, across = rng.integers(2, 5, 2)
    a = rng.choice(down, ROWS, p=rng.dirichlet(np.full(down, 0.5)))
    b = rng.choice(across, ROWS, p=rng.dirichlet(np.full(across, 0.7)))
    values = {name: f"{{values: {{{_labels(n)}}}}}" for name, n in (("a", down), ("b", across))}
    codebook = f"variables: {{a: {values['a']}, b: {values['b']}}}"
    cells = np.array([[((a == i) & (b == j)).sum() for j in range(across)] for i in range(down)], np.float64)
    return write(folder, codebook, a=(a + 1).tolist(), b=(b + 1).tolist()), {"": cells}


def _set(rng: np.random.Generator, folder: Path) -> tuple[Small, Mapping[str, Cells]]:
    """A response set of two to four items, ticked by few or by nearly all, and a question."""
    items, across = rng.integers(2, 5), rng.integers(2, 4)
    b = rng.choice(across, ROWS, p=rng.dirichlet(np.ones(across)))
    ticked = {f"i{i}": rng.random(ROWS) < rng.choice([0.01, 0.03, 0.1, 0.4, 0.9, 0.98]) for i in range(items)}
    codebook = f"""
variables: {{b: {{values: {{{_labels(across)}}}}}}}
response_sets:
  told: {{label: Told, columns: "t_{{item}}", items: {{{", ".join(f"{name}: {name}" for name in ticked)}}}}}
"""
    columns: Any = {f"t_{name}": tick.astype(int).tolist() for name, tick in ticked.items()}
    crossings = {
        name: np.array([[(who & (b == j)).sum() for j in range(across)] for who in (tick, ~tick)], np.float64)
        for name, tick in ticked.items()
    }
    return write(folder, codebook, b=(b + 1).tolist(), **columns), crossings


def _labels(answers: np.integer) -> str:
    return ", ".join(f"{code}: {code}" for code in range(1, answers + 1))


def _known(rows: Sequence[Row], item: str, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    """Which cells add up to which number, as far as the table tells."""
    yield np.ones(shape), ROWS
    for row in rows:
        estimate, subject = row.estimate, row.estimate.subject
        if subject.item is not None and subject.item.value != item:
            continue
        column = subject.by.get("b") or subject.level
        i: Any = slice(None)
        if subject.item is not None:
            i = 0
        elif "a" in subject.by:
            i = int(subject.by["a"].value) - 1
        j: Any = slice(None) if column is None else int(column.value) - 1
        if estimate.n_cases is not None:
            yield _those(shape, i, j), estimate.n_cases
        if estimate.n and not row.base_hidden:
            across = subject.percent_of == "row"
            down = subject.percent_of == "column"
            yield _those(shape, i if across else slice(None), j if down else slice(None)), estimate.n


def _those(shape: tuple[int, ...], i: Any, j: Any) -> Cells:
    cells = np.zeros(shape)
    cells[i, j] = 1
    return cells


def _learned(cells: Cells, known: Sequence[tuple[Cells, float]]) -> Iterator[str]:
    """Counts of one to four, in a cell or a margin, that the known sums give, or bound to be of one to four."""
    sums = np.array([part.ravel() for part, _ in known])
    numbers = np.array([number for _, number in known])
    if not np.allclose(sums @ cells.ravel(), numbers):
        raise RuntimeError("the table does not say what the reader takes it to say")
    down, across = cells.shape
    for i in [slice(None), *range(down)]:
        for j in [slice(None), *range(across)]:
            wanted = _those(cells.shape, i, j)
            count = float((wanted * cells).sum())
            if not 0 < count < LIMIT:
                continue
            least, most = (_least(sign * wanted, sums, numbers) * sign for sign in (1, -1))
            if least > 1 - NOISE and most < LIMIT - NOISE:
                yield f"{count:g} lies between {least:g} and {most:g}"


def _least(wanted: Cells, sums: Cells, numbers: Cells) -> float:
    found = linprog(wanted.ravel(), A_eq=sums, b_eq=numbers, bounds=(0, None))
    if found.status or found.fun is None:
        raise RuntimeError("the sums that a reader knows contradict each other")
    return float(found.fun)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
