"""Draw the made-up samples that `imputation.R` computes its reference numbers on: `python imputation.py`.

Every figure is invented; nobody was interviewed. `imputed` has five imputations of a number, of a yes or no, and of a
group, beside each other as `math1` to `math5`; `plausible` has five plausible values and 16 replicate weights by Fay's
method, as a study of pupils gives them.
"""

import csv
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg

SEED = 20261127
FOLDER = Path(__file__).parent / "data"
IMPUTATIONS, STRATA, UNITS = 5, 4, 6

Row = dict[str, Any]


def child(rng: np.random.Generator, unit: float) -> Row:
    """One child, with five draws of what it did not answer: no two of some children, the same of others."""
    sex, region = int(rng.integers(1, 3)), ("east", "north", "west")[rng.integers(3)]
    level = 500 + unit + 15 * (sex == 1) + 10 * (region == "west") + rng.normal(0, 60)
    answered = rng.random() < 0.6
    chance = 1 / (1 + np.exp(-(level - 540) / 60))
    harm = int(rng.random() < chance)
    row: Row = {"sex": sex, "region": region, "spend": round(rng.lognormal(3, 0.4) + level / 50, 2)}
    for number in range(1, IMPUTATIONS + 1):
        row[f"math{number}"] = round(level + (0 if answered else rng.normal(0, 45)), 3)
        row[f"harm{number}"] = harm if answered else int(rng.random() < chance)
        row[f"group{number}"] = 1 + (row[f"math{number}"] > 500) if rng.random() < 0.9 else int(rng.integers(1, 3))
    return row


def imputed(rng: np.random.Generator) -> list[Row]:
    """Four strata of six sampling units."""
    return [
        {
            "id": 0,
            "stratum": stratum,
            "psu": 10 * stratum + unit,
            "w": round(rng.uniform(20, 80), 4),
            **child(rng, level),
        }
        for stratum in range(1, STRATA + 1)
        for unit in range(UNITS)
        for level in [rng.normal(0, 12)]
        for _ in range(rng.integers(8, 13))
    ]


def plausible(rng: np.random.Generator) -> list[Row]:
    """Fifteen pairs of schools, half of which weigh 1.5 and half 0.5 in each of 16 replicates."""
    signs = linalg.hadamard(16)
    rows = []
    for pair in range(1, 16):
        for school in (0, 1):
            level = rng.normal(0, 12)
            for _ in range(rng.integers(5, 9)):
                weight = round(rng.uniform(20, 80), 4)
                factors = 1 + 0.5 * signs[:, pair] * (1 if school else -1)
                weights = {
                    f"fay{place:02d}": round(weight * factor, 6) for place, factor in enumerate(factors, start=1)
                }
                rows.append({"id": 0, "pair": pair, "school": school, "w": weight, **child(rng, level), **weights})
    return rows


def main() -> None:
    """Write the two files."""
    for place, make in enumerate((imputed, plausible)):
        rows = make(np.random.default_rng([SEED, place]))
        for number, row in enumerate(rows, start=1):
            row["id"] = number
        with (FOLDER / f"{make.__name__}.csv").open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
