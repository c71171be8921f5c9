"""A small survey full of canaries: ids, free text, numbers, and answers that do not belong where they stand."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from tests.pipeline.small import ROWS, every, usual

CODEBOOK = """
survey: {id: small, title: A small survey, people: children}
files:
  people: {path: data.csv, key: child, design: {weight: w, strata: st, psu: psu}}
  homes: {path: homes.csv, key: child, join: {to: people, on: child}}
populations:
  girls: {file: people, where: sex == 2, label: Girls}
  hurt: {file: people, where: sex == 2 and hurt == 1, label: Hurt girls}
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Was hurt, values: {1: "Yes", 2: "No"}}
  told: {label: Told someone, values: {1: "Yes", 2: "No"}, missing: {9: refused}}
  income: {label: Income}
  age: {label: Age}
indicators:
  hurt_ever: {label: Was hurt, any_of: [hurt == 1], missing: complete}
  told_ever: {label: Told someone, any_of: [told == 1], missing: complete}
"""
REPORT = """
report: {id: small-report, title: A small report, codebook: cb.yaml}
figures:
  - id: by-sex
    title: Girls and boys were hurt
    estimate: {prevalence: {indicator: hurt_ever, by: sex}}
  - id: told
    title: Some told someone
    estimate: {prevalence: {indicator: told_ever}}
    published: [{value: 33, unit: percent, source: A paper, page: p. 4}]
  - id: income
    title: What they have
    estimate: {estimate: {variable: income}}
"""
TOTALS = """
sex: {1: 500, 2: 500}
"""
OF_CLASSES = """
class: {A: 500, B: 300, D: 200}
"""
LETTERS, LENGTH = "BCDFGHJKLMNPQRSTVWXZ", 9


@dataclass
class Planted:
    """The folder of a survey, and every canary in it by where it sits."""

    folder: Path
    canaries: dict[str, str] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311  # no secret

    def word(self, place: str) -> str:
        """A text that is nowhere else."""
        made = "".join(self.chance.choices(LETTERS, k=LENGTH))
        self.canaries[made] = place
        return made

    def number(self, place: str) -> int:
        """A number of nine digits whose digits are nowhere else."""
        made = self.chance.randrange(100_000_000, 999_999_999)
        self.canaries[str(made)] = place
        return made


def sound(folder: Path, seed: int) -> Planted:
    """A survey that every command can work on: canaries in ids, in free text, in numbers and in the joined file."""
    planted = Planted(folder, chance=random.Random(seed))  # noqa: S311  # no secret
    child = [planted.word("id") for _ in range(ROWS)]
    columns: dict[str, list[Any]] = {
        **usual(),
        "hurt": every(3),
        "told": every(3, start=1),
        "child": child,
        "note": [planted.word("free text") if row % 4 else None for row in range(ROWS)],
        "income": [planted.number("number") if row % 4 == 1 else 1000 + 10 * row for row in range(ROWS)],
        "village": [planted.word("unit") if row % 40 == 0 else f"v{row // 10}" for row in range(ROWS)],
        "class": [planted.word("class") if row in (50, 90) else "ABC"[row % 3] for row in range(ROWS)],
    }
    homes = {"home": [planted.word("id of a home") for _ in range(100)] + [f"h{row}" for row in range(100, ROWS)]}
    pd.DataFrame(columns).to_csv(folder / "data.csv", index=False)
    pd.DataFrame({"child": child, **homes}).to_csv(folder / "homes.csv", index=False)
    pyreadstat.write_sav(pd.DataFrame(columns), folder / "data.sav")
    pyreadstat.write_dta(pd.DataFrame(columns), folder / "data.dta")
    pd.DataFrame(columns).to_parquet(folder / "data.parquet")
    (folder / "cb.yaml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "report.yaml").write_text(REPORT, encoding="utf-8")
    (folder / "totals.yaml").write_text(TOTALS, encoding="utf-8")
    (folder / "classes.yaml").write_text(OF_CLASSES, encoding="utf-8")
    return planted


def _cell(column: str, value: Callable[[Planted], Any], row: int = 7) -> Callable[[Planted, Any], None]:
    def spoil(planted: Planted, frame: Any) -> None:
        frame[column] = frame[column].astype(object)
        frame.loc[row, column] = value(planted)

    return spoil


def _twice(planted: Planted, frame: Any) -> None:
    frame.loc[8, "child"] = frame.loc[9, "child"]


def _stranger(planted: Planted, frame: Any) -> None:
    frame.loc[8, "child"] = planted.word("id without a row")


# What is wrong with the file, and how it becomes so; each is a file that some command must refuse or speak of.
FAULTS: Mapping[str, Callable[[Planted, Any], None]] = {
    "a word as weight": _cell("w", lambda planted: planted.word("weight")),
    "a great weight": _cell("w", lambda planted: planted.number("weight")),
    "a weight below zero": _cell("w", lambda planted: -planted.number("weight")),
    "a word as code": _cell("sex", lambda planted: planted.word("code")),
    "a code that nobody knows": _cell("sex", lambda planted: planted.number("code")),
    "an answer that nobody knows": _cell("hurt", lambda planted: planted.number("answer")),
    "a word as answer": _cell("hurt", lambda planted: planted.word("answer")),
    "a word as number": _cell("income", lambda planted: planted.word("number")),
    "a word as age": _cell("age", lambda planted: planted.word("age")),
    "a number as age": _cell("age", lambda planted: planted.number("age")),
    "a unit in two strata": _cell("psu", lambda planted: planted.word("unit")),
    "an id twice": _twice,
    "an id that is nowhere else": _stranger,
    "a formula as id": _cell("child", lambda planted: f"={planted.word('id')}()"),
    "a broken quote": _cell("note", lambda planted: f'"{planted.word("free text")}'),
    "a line break": _cell("note", lambda planted: f"{planted.word('free text')}\r\n{planted.word('free text')}"),
}


def spoilt(folder: Path, fault: str, seed: int) -> Planted:
    """The same survey with one fault."""
    planted = sound(folder, seed)
    frame = pd.read_csv(folder / "data.csv")
    FAULTS[fault](planted, frame)
    frame.to_csv(folder / "data.csv", index=False)
    return planted


def torn(folder: Path, seed: int) -> Planted:
    """The same survey with a line that has too many cells, and an open quote at the end."""
    planted = sound(folder, seed)
    lines = (folder / "data.csv").read_text().splitlines()
    lines[20] += f",{planted.word('a cell too many')}"
    (folder / "data.csv").write_text("\n".join([*lines, f'1,0,0,1,12,"{planted.word("an open quote")}']))
    return planted
