"""Small surveys written by the tests, and what is read off a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from analysis import request as requests
from analysis.pipeline.finish import finish
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.side_by_side import protected_together
from analysis.pipeline.use_cases import estimated
from analysis.presentation.table import Row, Table

ROWS = 200
HEAD = """
survey: {id: small, title: A small survey, people: children}
files:
  people: {path: data.csv, design: {weight: w, strata: st, psu: psu}}
"""
OPEN = requests.Shown(rules="none", protect="none")


@dataclass(frozen=True)
class Small:
    """A file of 200 rows, 4 strata of 5 units of 10, with its codebook.

    Attributes:
        data: what a request reads.
        of: every column as numbers, NaN where blank.
    """

    data: requests.Data
    of: Mapping[str, Any]

    def share(self, yes: Any, among: Any = None) -> float:
        """Weighted share of rows where `yes` holds, among those where `among` does."""
        inside = np.ones(ROWS, dtype=bool) if among is None else np.asarray(among)
        weight = self.of["w"]
        return float(weight[np.asarray(yes) & inside].sum() / weight[inside].sum())


def usual() -> dict[str, list[Any]]:
    """The design, a sex and an age that go across the units."""
    return {
        "w": [1 + row % 3 for row in range(ROWS)],
        "st": [row // 50 for row in range(ROWS)],
        "psu": [row // 10 for row in range(ROWS)],
        "sex": [1 + row % 2 for row in range(ROWS)],
        "age": [12 + row % 6 for row in range(ROWS)],
    }


def write(folder: Path, codebook: str, head: str = HEAD, **columns: Sequence[Any]) -> Small:
    """Write data and codebook into the folder; None is blank."""
    table = usual() | {name: list(values) for name, values in columns.items()}
    lines = [
        ",".join("" if value is None else str(value) for value in row) for row in zip(*table.values(), strict=True)
    ]
    (folder / "data.csv").write_text("\n".join([",".join(table), *lines]) + "\n", encoding="utf-8")
    (folder / "cb.yaml").write_text(head + codebook, encoding="utf-8")
    of = {
        name: np.array([np.nan if value is None else value for value in values], dtype=float)
        for name, values in table.items()
        if not any(isinstance(value, str) for value in values)
    }
    return Small(requests.Data(folder / "data.csv", folder / "cb.yaml"), of)


def every(n: int, *, of: Any = 1, other: Any = 2, start: int = 0) -> list[Any]:
    """`of` in every n-th row from `start`, `other` elsewhere."""
    return [of if row % n == start else other for row in range(ROWS)]


def values(table: Table) -> list[float | None]:
    """The estimates in the order of the table."""
    return [row.estimate.value for row in table.rows]


def group(row: Row) -> tuple[Any, ...]:
    """The codes of the group of a row."""
    return tuple(level.value for level in row.estimate.subject.by.values())


def side_by_side(*requests: requests.SurveyRequest) -> list[Table]:
    """The tables of several requests, protected together."""
    shelf = Shelf()
    made = {place: estimated(one, shelf) for place, one in enumerate(requests)}
    told = protected_together(made)
    return [finish(one, told.get(place)) for place, one in made.items()]


def note(table: Table, part: str) -> str:
    """The one note that has `part` in it."""
    (found,) = [text for text in table.notes if part in text]
    return found


def rebuilt(kind: type, parsed: Mapping[str, Any]) -> Any:
    """A request from its JSON, by its type hints alone."""
    hints = get_type_hints(kind)
    return kind(**{one.name: _part(hints[one.name], parsed[one.name]) for one in fields(kind)})


def _part(hint: Any, value: Any) -> Any:
    if is_dataclass(hint):
        return rebuilt(hint, value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and (hint is Path or (get_origin(hint) is not None and Path in get_args(hint))):
        return Path(value)
    return value
