"""Known totals of a population: a YAML file shaped like a codebook, or a CSV of variable, level and total."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from ..choices import CalibrationMethod
from ..errors import CodebookError, as_written
from .faults import Fault, Position, Steps, refuse
from .fields import Code, Section, Word
from .tree import Tree, bounded, read_tree, scalar

HEADER = ("variable", "level", "total")
OF_THE_FILE = ("size", "source")
CROSSED = "*"
SHARES_NEAR = 0.005  # printed shares need not add up to 1 to the last digit
Pair = Annotated[tuple[float, float], Field(strict=False)]
EQUAL = 1e-9  # totals that differ by less are the same number


class Calibration(Section):
    """Weights of the file that are calibrated to known totals when it is opened."""

    margins: Word = Field(description="File of population totals (YAML or CSV), from the folder of the codebook.")
    method: CalibrationMethod = Field(default="raking", description="How; raking otherwise.")
    bounds: Pair | None = Field(default=None, description="Least and greatest factor of a weight, as in [0.3, 3].")


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """What is known of one variable, or of several crossed.

    Attributes:
        names: the variables.
        levels: people at each level, by a code per variable; empty for a number.
        amount: what a number adds up to; None for levels.
        path: where it stands.
    """

    names: tuple[str, ...]
    levels: Mapping[tuple[Code, ...], float]
    amount: float | None
    path: Steps

    @property
    def name(self) -> str:
        """As it is written: sex, or age_group*area."""
        return CROSSED.join(self.names)


@dataclass(frozen=True, slots=True)
class PopulationTotals:
    """A file of known totals, in people.

    Attributes:
        size: people in the population; None where no margin says it.
        stated: whether the file itself gives the size.
        scaled: margins of shares that did not quite add up to 1 and were scaled.
    """

    path: Path
    tree: Tree
    size: float | None
    stated: bool
    totals: tuple[KnownTotal, ...]
    scaled: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable, each once."""
        return tuple(dict.fromkeys(name for one in self.totals for name in one.names))

    def fault(self, path: Steps, problem: str) -> Fault:
        """Something that is wrong at a place of the file."""
        return Fault(self.tree.position(path, key=True), path, problem)


def load_totals(path: Path) -> PopulationTotals:
    """The known totals of a file; every fault is named at once with its place."""
    tree = _read_csv(path) if path.suffix.lower() == ".csv" else read_tree(path)
    faults = list(tree.faults)
    size = _number(tree, ("size",), faults) if "size" in tree.data else None
    found = [_known(tree, name, value, faults) for name, value in tree.data.items() if name not in OF_THE_FILE]
    if not found and not faults:
        faults.append(Fault(Position(1, 1), (), "has no totals; write some, as in sex: {1: 13_900_000, 2: 13_331_704}"))
    if faults:
        raise refuse(str(path), faults)
    made, scaled = _in_people(tree, size, found, faults)
    people = [sum(one.levels.values()) for one in made if one.levels]
    if faults:
        raise refuse(str(path), faults)
    return PopulationTotals(path, tree, people[0] if people else size, size is not None, made, scaled)


def _known(tree: Tree, name: Any, value: Any, faults: list[Fault]) -> KnownTotal:
    names, path = tuple(part.strip() for part in str(name).split(CROSSED)), (name,)
    if not all(names):
        faults.append(Fault(tree.position(path, key=True), path, "an empty name; write a variable, or a*b for two"))
        return KnownTotal(names, {}, None, path)
    if not isinstance(value, dict):
        amount = _number(tree, path, faults, positive=False)
        if len(names) > 1:
            problem = "crossed variables need a total for each level, as in {1: {1: 200, 2: 300}}"
            faults.append(Fault(tree.position(path, key=True), path, problem))
        return KnownTotal(names, {}, amount, path)
    return KnownTotal(names, dict(_leaves(tree, path, value, len(names), faults)), None, path)


def _leaves(
    tree: Tree, path: Steps, value: Mapping[Any, Any], depth: int, faults: list[Fault]
) -> Iterator[tuple[tuple[Code, ...], float]]:
    """Every level with its total: one code deep for each variable."""
    for code, inner in value.items():
        here = (*path, code)
        if isinstance(inner, dict) != (depth > 1):
            problem = (
                "must be a number: there is one variable, and so one level"
                if depth == 1
                else "must hold the levels of the next variable, as in a*b: {1: {1: 200, 2: 300}}"
            )
            faults.append(Fault(tree.position(here), here, problem))
        elif isinstance(inner, dict):
            for rest, total in _leaves(tree, here, inner, depth - 1, faults):
                yield (_code(code), *rest), total
        else:
            yield (_code(code),), _number(tree, here, faults)


def _code(code: Any) -> Code:
    return float(code) if isinstance(code, int | float) else str(code)


def _number(tree: Tree, path: Steps, faults: list[Fault], *, positive: bool = True) -> float:
    value = tree.data
    for step in path:
        value = value[step]
    if isinstance(value, bool) or not isinstance(value, int | float):
        problem = "must be a number without separators other than _, as in 13_900_000"
    elif positive and not value > 0:
        problem = "must be more than 0; leave out a level that nobody has, and the rows that have it"
    else:
        return float(value)
    faults.append(Fault(tree.position(path), path, problem))
    return 1.0


def _in_people(
    tree: Tree, size: float | None, found: list[KnownTotal], faults: list[Fault]
) -> tuple[tuple[KnownTotal, ...], tuple[str, ...]]:
    """The margins in people; shares are of the size, and all margins must be of the same population."""
    made, scaled, first = [], [], None
    for one in found:
        whole = sum(one.levels.values())
        unit = _unit_of_shares(whole, size) if one.levels else None
        if unit is not None and size is not None:
            one = KnownTotal(one.names, _times(one.levels, size / whole), None, one.path)
            if abs(whole / unit - 1) > EQUAL:
                scaled.append(one.name)
        elif one.levels:
            other = (size, "the size") if size is not None else first
            if other is not None and abs(whole / other[0] - 1) > EQUAL:
                faults.append(Fault(tree.position(one.path, key=True), one.path, _different(whole, *other)))
            first = first or (whole, one.name)
        made.append(one)
    return tuple(made), tuple(scaled)


def _unit_of_shares(whole: float, size: float | None) -> int | None:
    """What shares add up to, where a margin is one of shares: it adds up to about 1 or 100, and the size is another."""
    for unit in (1, 100):
        if size is not None and abs(whole / unit - 1) <= SHARES_NEAR < abs(size / unit - 1):
            return unit
    return None


def _times(levels: Mapping[tuple[Code, ...], float], factor: float) -> dict[tuple[Code, ...], float]:
    return {codes: total * factor for codes, total in levels.items()}


def _different(whole: float, other: float, name: str) -> str:
    return (
        f"adds up to {as_written(whole)} and {name} to {as_written(other)}; all margins are of one population: correct "
        "them, or write shares beside size: (they are then scaled to it)"
    )


def _read_csv(path: Path) -> Tree:
    """The same tree from a CSV: a line a total, crossed levels joined by *, an empty level for a number."""
    try:
        text = bounded(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CodebookError(f"{path}: is not UTF-8; save the totals as UTF-8.") from error
    first = text.partition("\n")[0]
    records = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    tree = Tree({})
    try:
        header = [cell.strip() for cell in next(records, [])]
        if tuple(header) != HEADER:
            raise refuse(str(path), [Fault(Position(1, 1), (), f"the first line must be {','.join(HEADER)}")])
        for record in records:
            if record:
                _add_line(tree, [cell.strip() for cell in record], records.line_num)
    except csv.Error as error:
        raise refuse(str(path), [Fault(Position(records.line_num, 1), (), "is no line of a CSV")]) from error
    return tree


def _add_line(tree: Tree, cells: list[str], line: int) -> None:
    if len(cells) != len(HEADER):
        tree.faults.append(Fault(Position(line, 1), (), f"has {len(cells)} cells and needs {len(HEADER)}"))
        return
    name, level, total = cells
    steps = (name, *([_word(part) for part in level.split(CROSSED)] if level else []))
    inside = tree.data
    for length, step in enumerate(steps[:-1], start=1):
        tree.keys.setdefault(steps[:length], Position(line, 1))
        inside = inside.setdefault(step, {})
        if not isinstance(inside, dict):
            tree.faults.append(Fault(Position(line, 1), steps, "has a total for the whole and totals for its levels"))
            return
    if steps[-1] in inside:
        tree.faults.append(Fault(Position(line, 1), steps, "is there twice; keep one of them"))
    tree.keys[steps] = tree.values[steps] = Position(line, 1)
    inside[steps[-1]] = scalar(total)


def _word(text: str) -> Any:
    value = scalar(text.strip())
    return text.strip() if value is None or isinstance(value, bool) else value
