"""Draw the made-up samples that `pps.R` and `twophase.R` compute their reference numbers on: `python pairwise.py`.

Every figure is invented; nobody was interviewed. `pps` has rows drawn with unequal probabilities in three strata,
`pps_stages` villages, households in them and children, with a probability at each stage; `two_phases` children of a
first sample, some of whom (and some of whose villages) were drawn once more. Who was not is blank in what only the
second phase asked. No two probabilities of a stratum add up to one, where R 4.1 takes a pair for one that was never
drawn.
"""

import csv
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20261124
FOLDER = Path(__file__).parent / "data"

Row = dict[str, Any]


def child(rng: np.random.Generator, *, asked: bool = True) -> Row:
    """One child's answers; those to the long questions are blank where the child was not asked them."""
    income = round(rng.lognormal(6, 0.5), 2)
    spend, harm, silent = round(income * rng.uniform(0.2, 0.7) + 5, 2), int(rng.random() < 0.3), rng.random() < 0.1
    return {
        "sex": int(rng.integers(1, 3)),
        "income": None if silent or not asked else income,
        "spend": spend if asked else None,
        "harm": harm if asked else None,
    }


def chances(rng: np.random.Generator, count: int) -> list[float]:
    """Probabilities of the units of a stratum, of which no two add up to one."""
    while True:
        found = [round(float(one), 3) for one in rng.uniform(0.08, 0.85, count)]
        if all(abs(sum(pair) - 1) > 1e-9 for pair in combinations(found, 2)):
            return found


def pps(rng: np.random.Generator) -> list[Row]:
    """Rows drawn one by one in strata of 9, 12 and 7."""
    return [
        {"id": 100 * stratum + place, "stratum": stratum, "p": p, **child(rng)}
        for stratum, count in enumerate((9, 12, 7), start=1)
        for place, p in enumerate(chances(rng, count))
    ]


def pps_stages(rng: np.random.Generator) -> list[Row]:
    """Villages in two strata, three households in each (or two), of one to three children."""
    return [
        {"stratum": s, "village": 10 * s + v, "p": p, "household": 100 * (10 * s + v) + h, "q": q, **child(rng)}
        for s in (1, 2)
        for v, p in enumerate(chances(rng, 5))
        for h, q in enumerate(chances(rng, 2 + v % 2))
        for _ in range(rng.integers(1, 4))
    ]


def two_phases(rng: np.random.Generator) -> list[Row]:
    """Six villages in each of two strata, three households in each, of one to three children; two second phases."""
    rows = [
        {"id": 0, "stratum": s, "village": 10 * s + v, "household": 100 * (10 * s + v) + h, "screen": "low"}
        for s in (1, 2)
        for v in range(6)
        for h in range(3)
        for _ in range(rng.integers(1, 4))
    ]
    for place, row in enumerate(rows):
        row |= {"id": place + 1, "screen": ("low", "high", "none")[rng.integers(3)]}
        row |= {"N": {1: 30, 2: 45}[row["stratum"]], "M": 4 + row["village"] % 4, "all": 900}
        row |= {"N_rows": {1: 400, 2: 700}[row["stratum"]], "kind": row["village"] % 2}
    drawn = {"low": 0.4, "high": 0.9, "none": 0.6}
    visited = {10: 1, 11: 0, 12: 1, 13: 1, 14: 0, 15: 1, 20: 1, 21: 1, 22: 0, 23: 0, 24: 1, 25: 1}
    for row in rows:
        row |= {"long": int(rng.random() < drawn[row["screen"]]), "visited": visited[row["village"]]}
        row |= child(rng, asked=bool(row["long"] or row["visited"]))
    return rows


def main() -> None:
    """Write the files."""
    for place, make in enumerate((pps, pps_stages, two_phases)):
        rows = make(np.random.default_rng([SEED, place]))
        with (FOLDER / f"{make.__name__}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
