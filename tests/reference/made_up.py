"""Draw the small made-up samples in `data/` that `made_up.R` computes the reference numbers on.

Run from this folder: `python made_up.py && Rscript made_up.R`. Every figure here is invented; nobody was interviewed.
Each sample has its own generator, seeded by its place in `SAMPLES`, so a new sample at the end leaves the others as
they are.
"""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20261122
FOLDER = Path(__file__).parent / "data"
PLACES = ("elsewhere", "home", "online", "school")
REGIONS = ("east", "north", "south", "west")

Row = dict[str, Any]


def answers(rng: np.random.Generator, *, region: str, harm: float, missing: float = 0.0) -> Row:
    """One child's answers; `harm` is the chance of the rare outcome, `missing` the chance of no answer to 0/1 items."""
    income = rng.lognormal(6.5, 0.5)
    return {
        "harm": None if rng.random() < missing else int(rng.random() < harm),
        "common": None if rng.random() < missing else int(rng.random() < 0.35 + 4 * harm),
        "place": None if rng.random() < missing else PLACES[rng.choice(4, p=(0.1, 0.45, 0.15, 0.3))],
        "income": None if rng.random() < 0.08 else round(income, 2),
        "spend": round(income * rng.uniform(0.2, 0.7) + 5, 2),
        "sex": int(rng.integers(1, 3)),
        "region": region,
        "age": int(rng.integers(12, 18)),
    }


def any_region(rng: np.random.Generator) -> str:
    return REGIONS[rng.choice(4, p=(0.15, 0.4, 0.3, 0.15))]


def uneven(rng: np.random.Generator, weight: float) -> float:
    """A weight as a survey leaves it after adjustment: off the design weight, four decimals."""
    return round(weight * rng.uniform(0.6, 1.5), 4)


def cluster_harm(rng: np.random.Generator) -> float:
    """The chance of harm differs from cluster to cluster, or there would be no design effect to test."""
    return float(rng.beta(1.2, 16))


def strata(rng: np.random.Generator) -> Iterator[Row]:
    """Children drawn straight from four strata; the population size as a count and as a fraction."""
    for stratum, (drawn, population) in enumerate([(25, 400), (40, 320), (55, 1100), (80, 2000)], start=1):
        for _ in range(drawn):
            yield {
                "stratum": stratum,
                "N": population,
                "f": drawn / population,
                "w": uneven(rng, population / drawn),
                **answers(rng, region=any_region(rng), harm=0.03 + 0.02 * stratum),
            }


def clustered(rng: np.random.Generator, *, per_stratum: tuple[int, ...], missing: float = 0.0) -> Iterator[Row]:
    """Clusters of 6 to 14 children, codes unique; a cluster lies in one region, a region in two or three strata."""
    for stratum, clusters in enumerate(per_stratum, start=1):
        for number in range(1, clusters + 1):
            region = REGIONS[(stratum + (number > 2)) % 4]
            harm = cluster_harm(rng)
            for _ in range(rng.integers(6, 15)):
                yield {
                    "stratum": stratum,
                    "psu": 100 * stratum + number,
                    "N": 10 * clusters + stratum,
                    "w": uneven(rng, 40 + 15 * stratum),
                    **answers(rng, region=region, harm=harm, missing=missing),
                }


def clusters(rng: np.random.Generator) -> Iterator[Row]:
    return clustered(rng, per_stratum=(4, 3, 5, 4, 2, 6))


def reused(rng: np.random.Generator) -> Iterator[Row]:
    """Clusters numbered from 1 in every stratum, as many surveys hand them out."""
    for row in clustered(rng, per_stratum=(3, 4, 5, 3, 4)):
        yield {**row, "psu": row["psu"] % 100}


def two_stage(rng: np.random.Generator) -> Iterator[Row]:
    """Clusters, then households within them, everyone in a household asked. Household codes restart in each cluster."""
    for stratum, (clusters, population) in enumerate([(4, 12), (3, 20), (5, 9)], start=1):
        for number in range(1, clusters + 1):
            harm = cluster_harm(rng)
            households = int(rng.integers(3, 6))
            listed = households + int(rng.integers(2, 20))
            for household in range(1, households + 1):
                region = REGIONS[(stratum + household) % 3]
                for _ in range(rng.integers(1, 5)):
                    yield {
                        "stratum": stratum,
                        "psu": 10 * stratum + number,
                        "household": household,
                        "N_psu": population,
                        "N_household": listed,
                        "f_psu": clusters / population,
                        "f_household": households / listed,
                        "w": round(population / clusters * listed / households, 4),
                        **answers(rng, region=region, harm=harm),
                    }


def three_stage(rng: np.random.Generator) -> Iterator[Row]:
    """Clusters, households, and one to three children of a household; counts known at every stage."""
    for stratum, (clusters, population) in enumerate([(4, 15), (5, 11)], start=1):
        for number in range(1, clusters + 1):
            harm = cluster_harm(rng)
            households = int(rng.integers(3, 6))
            listed = households + int(rng.integers(1, 12))
            for household in range(1, households + 1):
                asked = int(rng.integers(2, 4))
                living = asked + int(rng.integers(0, 3))
                for child in range(1, asked + 1):
                    yield {
                        "stratum": stratum,
                        "psu": 10 * stratum + number,
                        "household": household,
                        "child": child,
                        "N_psu": population,
                        "N_household": listed,
                        "N_child": living,
                        "w": round(population / clusters * listed / households * living / asked, 4),
                        **answers(rng, region=any_region(rng), harm=harm),
                    }


def certainty(rng: np.random.Generator) -> Iterator[Row]:
    """Stratum 1 is one cluster, stratum 2 three clusters, all taken for certain; strata 3 and 4 are samples."""
    for stratum, (clusters, population) in enumerate([(1, 1), (3, 3), (4, 16), (3, 30)], start=1):
        for number in range(1, clusters + 1):
            harm = cluster_harm(rng)
            households = 6 if stratum == 1 else int(rng.integers(3, 6))
            listed = households + int(rng.integers(4, 25))
            for household in range(1, households + 1):
                for _ in range(rng.integers(2, 5)):
                    yield {
                        "stratum": stratum,
                        "psu": 10 * stratum + number,
                        "household": household,
                        "N_psu": population,
                        "N_household": listed,
                        "f_psu": clusters / population,
                        "w": uneven(rng, population / clusters * listed / households),
                        **answers(rng, region=REGIONS[(stratum + household) % 3], harm=harm),
                    }


def lonely(rng: np.random.Generator) -> Iterator[Row]:
    """Stratum 3 of five is one cluster and no population size says why."""
    return clustered(rng, per_stratum=(4, 3, 1, 4, 5))


def lonely_first(rng: np.random.Generator) -> Iterator[Row]:
    """The first stratum is one cluster, and so is the last."""
    return clustered(rng, per_stratum=(1, 3, 4, 3, 1))


def lonely_household(rng: np.random.Generator) -> Iterator[Row]:
    """Two stages; one household only was reached in the first cluster, out of the many listed there."""
    for row in two_stage(rng):
        if row["psu"] != 11 or row["household"] == 1:
            fraction = row["f_household"] if row["psu"] != 11 else 1 / row["N_household"]
            yield {**row, "f_household": fraction}


def zero_weight(rng: np.random.Generator) -> Iterator[Row]:
    """Some children have weight zero (asked, not eligible), among them everyone in cluster 202 and in stratum 5."""
    for row in clustered(rng, per_stratum=(4, 3, 4, 3, 2), missing=0.05):
        zero = row["psu"] == 202 or row["stratum"] == 5 or rng.random() < 0.1
        yield {**row, "w": 0.0 if zero else row["w"]}


def unweighted_srs(rng: np.random.Generator) -> Iterator[Row]:
    """A simple random sample of 120 out of 960 children."""
    for _ in range(120):
        yield {"N": 960, "w": 8.0, **answers(rng, region=any_region(rng), harm=0.07)}


def sparse(rng: np.random.Generator) -> Iterator[Row]:
    """Regions that miss most clusters: no harm in the east, the common outcome for all in the west; answers missing.

    South lies in one cluster of stratum 2 only, so its degrees of freedom are zero.
    """
    for row in clustered(rng, per_stratum=(4, 3, 5, 4, 3), missing=0.1):
        draw = rng.random()
        row["region"] = "north"
        if row["stratum"] in (1, 4) and row["psu"] % 100 <= 2 and draw < 0.6:
            row["region"] = "east"
            row["harm"] = None if row["harm"] is None else 0
        elif row["stratum"] in (3, 5) and row["psu"] % 100 != 2 and draw < 0.35:
            row["region"] = "west"
            row["common"] = None if row["common"] is None else 1
        elif row["psu"] == 202 and draw < 0.7:
            row["region"] = "south"
        yield row


SAMPLES: tuple[Callable[[np.random.Generator], Iterator[Row]], ...] = (
    strata,
    clusters,
    reused,
    two_stage,
    three_stage,
    certainty,
    lonely,
    lonely_first,
    lonely_household,
    zero_weight,
    unweighted_srs,
    sparse,
)


def text(value: object) -> str:
    """`repr` for floats, so that R reads the very number Python drew; nothing for a missing answer."""
    if value is None:
        return ""
    return repr(float(value)) if isinstance(value, float) else str(value)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for place, sample in enumerate(SAMPLES):
        rows = list(sample(np.random.default_rng([SEED, place])))
        with (FOLDER / f"{sample.__name__}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(rows[0])
            writer.writerows([text(value) for value in row.values()] for row in rows)


if __name__ == "__main__":
    main()
