"""Random crossings of questions and of response sets, attacked: `python -m tests.attack.crossings [tables] [seed]`.

The reader knows what `tallybook crosstab` shows, with `--by` or without: counts, the sizes of rows, columns and groups,
and how they add up. In half of the tables with groups some people have none.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import pipeline
from analysis.errors import ProtectionError
from analysis.presentation.table import Row
from analysis.request import Domain, Shown
from analysis.request_analysis import CrosstabRequest
from tests.pipeline.small import ROWS, Small, write

from .known_sums import learned

PROTECTED = Shown(rules="none")
Numbers = NDArray[Any]
Cells = NDArray[np.float64]  # those of each row of the crossing, and of everybody else, by column and group: (r, c, g)


def main(number_of_tables: int = 1_000, seed: int = 1) -> int:
    """Exit status 1 where a secret count was found out."""
    rng = np.random.default_rng(seed)
    told = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(number_of_tables):
            found = attacked(rng, Path(folder), of_set=bool(number % 2), groups=int(number % 4 // 2) * 2 + 1)
            if found is None:
                refused += 1
            for secret in found or ():
                told += 1
                print(f"table {number}: {secret}")
    print(f"{number_of_tables} crossings, seed {seed}: {told} secret counts told, {refused} tables refused")
    return int(told > 0)


def attacked(
    rng: np.random.Generator, folder: Path, *, of_set: bool, groups: int = 1, shown: Shown = PROTECTED
) -> list[str] | None:
    """What a reader of one crossing learns of secret counts; None where it is refused."""
    group = rng.choice(groups, ROWS, p=rng.dirichlet(np.full(groups, 2.0)))
    if groups > 1 and rng.random() < 0.5:
        group[: rng.integers(1, 12)] = groups  # in none of these
    small, crossings = (_set if of_set else _questions)(rng, folder, group, groups)
    row, column = ("told", "b") if of_set else ("a", "b")
    domain = Domain(by=("g",) if groups > 1 else ())
    try:
        rows = pipeline.crosstab(
            CrosstabRequest(row=row, column=column, data=small.data, domain=domain, shown=shown)
        ).rows
    except ProtectionError:
        return None
    known = {item: list(_known(rows, item, cells.shape)) for item, cells in crossings.items()}
    return [told for item, cells in crossings.items() for told in learned(cells, known[item], _places(cells, groups))]


def _questions(
    rng: np.random.Generator, folder: Path, group: Numbers, groups: int
) -> tuple[Small, Mapping[str, Cells]]:
    """Two questions of two to four answers, some of them rare."""
    down, across = rng.integers(2, 5, 2)
    a = rng.choice(down, ROWS, p=rng.dirichlet(np.full(down, 0.5)))
    b = rng.choice(across, ROWS, p=rng.dirichlet(np.full(across, 0.7)))
    values = [f"{name}: {{values: {{{_labels(n)}}}}}" for name, n in (("a", down), ("b", across), ("g", groups))]
    cells = _cells([a == i for i in range(down)], b, group)
    codebook = f"variables: {{{', '.join(values)}}}"
    return write(folder, codebook, a=(a + 1).tolist(), b=(b + 1).tolist(), g=_written(group, groups)), {"": cells}


def _set(rng: np.random.Generator, folder: Path, group: Numbers, groups: int) -> tuple[Small, Mapping[str, Cells]]:
    """A response set of two to four items, ticked by few or by nearly all, and a question."""
    items, across = rng.integers(2, 5), rng.integers(2, 4)
    b = rng.choice(across, ROWS, p=rng.dirichlet(np.ones(across)))
    ticked = {f"i{i}": rng.random(ROWS) < rng.choice([0.01, 0.03, 0.1, 0.4, 0.9, 0.98]) for i in range(items)}
    codebook = f"""
variables: {{b: {{values: {{{_labels(across)}}}}}, g: {{values: {{{_labels(groups)}}}}}}}
response_sets:
  told: {{label: Told, columns: "t_{{item}}", items: {{{", ".join(f"{name}: {name}" for name in ticked)}}}}}
"""
    columns: Any = {f"t_{name}": tick.astype(int).tolist() for name, tick in ticked.items()}
    crossings = {name: _cells((tick, ~tick), b, group) for name, tick in ticked.items()}
    return write(folder, codebook, b=(b + 1).tolist(), g=_written(group, groups), **columns), crossings


def _cells(down: Sequence[Numbers], across: Numbers, group: Numbers) -> Cells:
    columns, groups = range(across.max() + 1), range(group.max() + 1)
    return np.array(
        [[[(who & (across == j) & (group == k)).sum() for k in groups] for j in columns] for who in down], np.float64
    )


def _written(group: Numbers, groups: int) -> list[int | None]:
    return [code + 1 if code < groups else None for code in group.tolist()]


def _labels(answers: int) -> str:
    return ", ".join(f"{code}: {code}" for code in range(1, answers + 1))


def _known(rows: Sequence[Row], item: str, shape: tuple[int, ...]) -> Iterator[tuple[Cells, float]]:
    """Which cells add up to which number, as far as the table tells."""
    yield np.ones(shape), ROWS
    for row in rows:
        estimate, subject = row.estimate, row.estimate.subject
        if subject.item is not None and subject.item.value != item:
            continue
        column, group = subject.by.get("b") or subject.level, subject.by.get("g")
        i: Any = slice(None)
        if subject.item is not None:
            i = 0
        elif "a" in subject.by:
            i = int(subject.by["a"].value) - 1
        j: Any = slice(None) if column is None else int(column.value) - 1
        k: Any = slice(None) if group is None else int(group.value) - 1
        if estimate.n_cases is not None:
            yield _those(shape, i, j, k), estimate.n_cases
        if estimate.n and not row.base_hidden:
            across = subject.percent_of == "row"
            down = subject.percent_of == "column"
            yield _those(shape, i if across else slice(None), j if down else slice(None), k), estimate.n


def _those(shape: tuple[int, ...], *place: Any) -> Cells:
    cells = np.zeros(shape)
    cells[place] = 1
    return cells


def _places(cells: Cells, groups: int) -> Iterator[Cells]:
    """Every cell and every margin; how many have no group may be told."""
    for place in product(*([slice(None), *range(size)] for size in cells.shape)):
        if place != (slice(None), slice(None), groups):
            yield _those(cells.shape, *place)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
