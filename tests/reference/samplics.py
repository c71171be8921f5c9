"""The files of samplics' tests as it reads them, and our estimates of them under the names it has for numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from analysis import pipeline
from analysis.choices import StatisticName
from analysis.estimation.estimate import Estimate
from analysis.request import Data, Design, Domain, EstimateRequest, Precision, Shown

CASE = "samplics_expected"
OPEN = Shown(rules="none", protect="none")
STATA = Precision(like="stata")
MISSING = ("", "NA")
Number = Callable[[Estimate], float | None]
PARTS: Mapping[str, Number] = {
    "point_est": lambda row: row.value,
    "table": lambda row: row.value,
    "stderror": lambda row: row.se,
    "variance": lambda row: None if row.se is None else row.se**2,
    "lower_ci": lambda row: row.low,
    "upper_ci": lambda row: row.high,
    "coef_var": lambda row: None if row.se is None or row.value is None else row.se / row.value,
}


class Files:
    """The files of samplics, those rows alone that it keeps, written where they can be read."""

    def __init__(self, cases: Path, folder: Path) -> None:
        self.cases, self.folder = cases, folder

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.cases / CASE / f"{name}.csv").open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def write(self, name: str, rows: list[dict[str, Any]]) -> Path:
        path = self.folder / f"{name}.csv"
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return path

    def answered(self, name: str, *variables: str) -> Path:
        """The rows that answered all of the variables."""
        kept = [row for row in self.rows(name) if all(row[name] not in MISSING for name in variables)]
        return self.write("-".join((name, *variables)), kept)

    def yrbs(self) -> Path:
        """Riders, with the random domains that the tests of samplics draw before any row is left out."""
        rows = self.rows("yrbs")
        draw = np.random.RandomState(12345)  # samplics draws so
        domains = draw.choice(["d1", "d2", "d3"], size=len(rows), p=[0.1, 0.3, 0.6])
        yes = [1 if row["qn8"] == "1" else 0 for row in rows]
        made = [
            {**row, "y": one, "x": 0.8 * one + 0.5, "domain": domain}
            for row, one, domain in zip(rows, yes, domains.tolist(), strict=True)
            if row["qn8"] not in MISSING
        ]
        return self.write("yrbs", made)

    def of_44(self) -> Path:
        """The sample with an fpc, and its population where it has no strata."""
        return self.write("one_stage_fpc", [{**row, "all": 44} for row in self.rows("one_stage_fpc")])


def estimates(path: Path, variable: str, statistic: StatisticName, design: Design, **more: Any) -> dict[Any, Estimate]:
    """Our rows by group and level, as text; both empty where there are none."""
    by = more.pop("by", ())
    asked = EstimateRequest(
        variable=(variable,),
        statistic=(statistic,),
        data=Data(path),
        design=design,
        domain=Domain(by=by),
        precision=more.pop("precision", STATA),
        shown=OPEN,
        **more,
    )
    found = {}
    for row in (one.estimate for one in pipeline.estimate(asked).rows):
        group = "".join(text_of(level.value) for level in row.subject.by.values())
        found[group, text_of(row.subject.level.value) if row.subject.level else ""] = row
    return found


def text_of(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def keys_of(expression: str) -> list[str]:
    """What stands in brackets: `point_est['d1'][0.0]` is d1 and 0."""
    return [re.sub(r"\.0$", "", key.strip("'")) for key in re.findall(r"\[([^\]]*)\]", expression)]


def part_of(expression: str) -> Number:
    (name,) = re.findall(r"\.(\w+)(?:\[|$)", expression)
    return PARTS[name]
