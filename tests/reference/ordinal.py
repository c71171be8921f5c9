"""Draw the made-up sample `data/ordinal.csv` that `ordinal.R` computes the reference numbers of ordered answers on.

Run from this folder: `python ordinal.py && Rscript ordinal.R`. Every answer here is invented; nobody was interviewed.
"""

import csv
from pathlib import Path

import numpy as np

SEED = 20261124
STRATA, UNITS, ROWS = 5, 6, 12
REGIONS = ("east", "north", "south")


def main() -> None:
    """Five strata of six units of four times three rows; answers follow the unit, so that there is a design effect."""
    rng = np.random.default_rng(SEED)
    rows = []
    for stratum in range(1, STRATA + 1):
        for unit in range(1, UNITS + 1):
            leaning = rng.normal(0, 0.7)
            for row in range(ROWS):
                second = {"ssu": 10 * (100 * stratum + unit) + row // 3, "M": 6 + unit}
                rows.append(_row(rng, stratum, unit, leaning) | second)
    with (Path(__file__).parent / "data" / "ordinal.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(rng: np.random.Generator, stratum: int, unit: int, leaning: float) -> dict[str, object]:
    """One row; `often` has four ordered answers and is unanswered by some, `worry` three that are nearly symmetric."""
    sex, age, region = int(rng.integers(1, 3)), int(rng.integers(12, 18)), str(rng.choice(REGIONS))
    towards = leaning + 0.5 * (sex == 2) + 0.15 * (age - 15) - 0.4 * (region == "south") + rng.logistic()
    return {
        "stratum": stratum,
        "psu": 100 * stratum + unit,
        "N": 30 + 8 * stratum,
        "w": round(float(rng.uniform(0.6, 1.5) * (10 + 4 * stratum)), 3),
        "often": "" if rng.random() < 0.05 else int(np.digitize(towards, (-0.5, 0.9, 2.2))) + 1,
        "worry": int(np.digitize(0.6 * towards + rng.logistic(), (-1.0, 1.1))) + 1,
        "sex": sex,
        "age": age,
        "region": region,
        "income": round(float(rng.lognormal(6.5, 0.5)), 2),
    }


if __name__ == "__main__":
    main()
