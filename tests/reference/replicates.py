"""Draw the made-up samples that `replicates.R` computes its reference numbers on: `python replicates.py`.

Every figure is invented; nobody was interviewed. `pairs` has two sampling units in each of seven strata, for
half-samples; `replicate_weights` has eight replicate weights as a file would give them, as whole weights and factors.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20261123
FOLDER = Path(__file__).parent / "data"
STRATA, REPLICATES, ROWS = 7, 8, 60

Row = dict[str, Any]


def child(rng: np.random.Generator) -> Row:
    """One child's answers."""
    income = round(rng.lognormal(6, 0.5), 2)
    return {
        "harm": int(rng.random() < 0.3),
        "income": None if rng.random() < 0.1 else income,
        "spend": round(income * rng.uniform(0.2, 0.7) + 5, 2),
        "sex": int(rng.integers(1, 3)),
        "region": ("east", "west")[rng.integers(2)],
    }


def pairs(rng: np.random.Generator) -> list[Row]:
    """Seven strata of two sampling units, of four to seven children."""
    return [
        {"stratum": stratum, "psu": 10 * stratum + unit, "w": round(rng.uniform(20, 80), 4), **child(rng)}
        for stratum in range(1, STRATA + 1)
        for unit in (1, 2)
        for _ in range(rng.integers(4, 8))
    ]


def replicate_weights(rng: np.random.Generator) -> list[Row]:
    """Weights far from one, so that whole weights and factors cannot be taken for each other."""
    rows: list[Row] = []
    for _ in range(ROWS):
        weight = round(rng.uniform(20, 80), 4)
        factors = [round(rng.uniform(0.3, 1.7), 3) for _ in range(REPLICATES)]
        whole = {f"rep{number:02d}": round(weight * factor, 7) for number, factor in enumerate(factors, start=1)}
        parts = {f"factor{number}": factor for number, factor in enumerate(factors, start=1)}
        rows.append({"w": weight, **child(rng), **whole, **parts})
    return rows


def main() -> None:
    """Write the two files."""
    for place, make in enumerate((pairs, replicate_weights)):
        rows = make(np.random.default_rng([SEED, place]))
        with (FOLDER / f"{make.__name__}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
