"""Draw the made-up sample `data/crosstab.csv` that `crosstab.R` computes the reference numbers of crossings on.

Run from this folder: `python crosstab.py && Rscript crosstab.R`. Every answer here is invented; nobody was interviewed.
"""

import csv
from pathlib import Path

import numpy as np

SEED = 20261123
STRATA, UNITS, ROWS = 6, 7, 11


def main() -> None:
    """Six strata of seven units of eleven rows; answers follow the unit, so that there is a design effect."""
    rng = np.random.default_rng(SEED)
    rows = []
    for stratum in range(1, STRATA + 1):
        for unit in range(1, UNITS + 1):
            leaning = rng.normal(0, 0.8)
            for _ in range(ROWS):
                rows.append(_row(rng, stratum, unit, leaning))
    with (Path(__file__).parent / "data" / "crosstab.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _row(rng: np.random.Generator, stratum: int, unit: int, leaning: float) -> dict[str, object]:
    """One row; `b4` is unanswered by some, `a3` and `c3` never meet in one cell, `place` goes across the units."""
    odds = leaning + rng.normal(0, 1)
    a3 = int(np.digitize(odds, (-0.6, 0.7))) + 1
    b4 = int(np.digitize(0.5 * odds + rng.normal(0, 1), (-0.9, 0.0, 0.9))) + 1
    c3 = int(rng.integers(1, 3)) if a3 == 1 else int(rng.integers(1, 4))
    place = int(rng.choice(3, p=(0.5, 0.4, 0.1))) + 1
    ticks = [int(rng.random() < chance) for chance in (0.25 + 0.2 * (odds > 0), 0.5, 0.15, 0.35 - 0.1 * (odds > 0))]
    none = not any(ticks)
    return {
        "stratum": stratum,
        "psu": 100 * stratum + unit,
        "N": 40 + 5 * stratum,
        "w": round(float(rng.uniform(0.6, 1.5) * (8 + 3 * stratum)), 3),
        "a2": int(odds > 0) + 1,
        "b2": int(0.4 * odds + rng.normal(0, 1) > 0) + 1,
        "a3": a3,
        "b4": "" if rng.random() < 0.06 else b4,
        "c3": c3,
        "place": place,
        **{f"t_{name}": tick for name, tick in zip(("friend", "sibling", "teacher", "police"), ticks, strict=True)},
        "t_no_one": int(none),
    }


if __name__ == "__main__":
    main()
