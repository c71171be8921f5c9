"""How often intervals of a proportion hold the truth: `python -m tests.benchmarks.coverage` prints the manual's table.

Every cell draws samples from an endless population of clusters: the share of each unit is of a beta distribution about
p, its answers are drawn with that share, and weights are lognormal and have nothing to do with the answers. The samples
then are the levels of one breakdown, and what makes figures of any survey makes them here: `taylor`, `base_of` and
`bounds`.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import fmean

import numpy as np

from analysis.arrays import FloatArray
from analysis.choices import IntervalName
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation import asks
from analysis.estimation.base import Settings, base_of
from analysis.estimation.bounds import bounds
from analysis.estimation.figures import taylor
from analysis.estimation.levels import Levels
from analysis.estimation.totals import Slot

DEFAULT: IntervalName = "korn-graubard"
NAMES: tuple[IntervalName, ...] = (
    "wald",
    "logit",  # under linearisation `logit-delta` is the same
    "arcsine",
    "likelihood",
    "wilson",
    "jeffreys",
    "beta-r",
    DEFAULT,
    "kish",
)
BATCH = 100  # samples made at a time
ANSWERS = Slot(lowest=0, codes=2, count=0, sums=0, squares=True, numbers=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """What samples of one cell have in common.

    Attributes:
        p: the truth, a fraction.
        deff: design effect of the whole sample, by weighting and clustering together.
        rows: of the whole sample, shared out evenly among the units.
        units: sampling units.
        per_stratum: of them in each stratum.
        kept: share of rows that belong to the domain.
        kish: design effect of weighting alone, n sum(w^2) / sum(w)^2.
    """

    p: float
    deff: float
    rows: int = 1000
    units: int = 50
    per_stratum: int = 5
    kept: float = 1.0
    kish: float = 1.15

    @property
    def correlation(self) -> float:
        """Correlation inside a unit of m rows that gives `deff`, since that is kish + (m - 1) rho."""
        return (self.deff - self.kish) / (self.rows // self.units - 1)

    def __str__(self) -> str:
        domain = f", domain of {self.kept * self.rows:.0f}" if self.kept < 1 else ""
        pairs = ", 2 units a stratum" if self.per_stratum == 2 else ""
        return f"p = {_percent(self.p)}, deff {self.deff:g}, n = {self.rows}, {self.units} units{pairs}{domain}"


SHOWN = ((0.005, 2), (0.01, 2), (0.02, 1.2), (0.02, 1.5), (0.02, 2), (0.05, 1.5), (0.2, 1.5))
OTHERS = ((0.01, 1.5), (0.05, 2))  # with these and five designs there are 45 cells
AVERAGED = 2


def of_each_design(p: float, deff: float, kish: float) -> list[Cell]:
    """One cell a design; the first `AVERAGED` are the line of the table."""
    cell = Cell(p, deff, kish=kish)
    others = replace(cell, per_stratum=2), replace(cell, rows=3000), replace(cell, kept=0.25)
    return [cell, replace(cell, units=100), *others]


def drawn(cell: Cell, sample: Sample, count: int, source: np.random.Generator) -> Levels:
    """As many samples as the levels of a breakdown; a unit without a row of the domain has no entry."""
    shape = (count, cell.units, cell.rows // cell.units)
    rho = cell.correlation
    share: FloatArray = np.full(shape[:2], cell.p)
    if rho > 0:
        share = source.beta(cell.p * (1 / rho - 1), (1 - cell.p) * (1 / rho - 1), shape[:2])
    weight = np.exp(np.sqrt(np.log(cell.kish)) * source.standard_normal(shape))
    member = source.random(shape) < cell.kept if cell.kept < 1 else np.ones(shape, dtype=np.bool_)
    yes = (source.random(shape) < share[:, :, None]) & member
    no = member & ~yes
    sums = [part.sum(axis=2) for part in (weight * no, weight * yes, weight**2 * no, weight**2 * yes)]
    counts = np.array([no.sum(axis=2), yes.sum(axis=2)], np.float64).reshape(2, -1)
    entry = np.flatnonzero(counts.any(axis=0))
    level, unit = np.divmod(entry, sample.units.size)
    return Levels(
        cell.units, np.arange(count)[:, None], unit, level, counts[:, entry], np.reshape(sums, (4, -1))[:, entry]
    )


def held(cell: Cell, samples: int, seed: int) -> tuple[dict[IntervalName, float], float]:
    """Share of samples whose interval holds p, by name, and share of samples without a case; in percent."""
    unit = np.arange(cell.units)
    sample = draw(DesignColumns(cell.units, strata=unit // cell.per_stratum, psu=(unit,)))
    ask = asks.shares(ANSWERS, 2, (1,))
    source = np.random.default_rng(seed)
    hits, without = dict.fromkeys(NAMES, 0), 0
    for _ in range(samples // BATCH):
        levels = drawn(cell, sample, BATCH, source)
        value, variance, touched = taylor(levels, ask, sample)
        base = base_of(levels, ask, touched, sample, "domain")
        without += int(np.count_nonzero(value == 0))
        for name in NAMES:
            low, high, _ = bounds("proportion", value, variance, base, Settings(ci=name))
            hits[name] += int(np.count_nonzero((low <= cell.p) & (cell.p <= high)))
    done = samples // BATCH * BATCH
    return {name: 100 * hit / done for name, hit in hits.items()}, 100 * without / done


def table(samples: int, seed: int, kish: float) -> Iterator[str]:
    """Lines of the table, in Markdown, each when it is known; after it the worst cell of the default."""
    yield "| p, deff | " + " | ".join(f"**{name}**" if name == DEFAULT else name for name in NAMES) + " | no cases |"
    yield "|---" * (len(NAMES) + 2) + "|"
    cells: dict[Cell, dict[IntervalName, float]] = {}
    for p, deff in SHOWN + OTHERS:
        made = of_each_design(p, deff, kish)
        shares = [held(cell, samples, seed + number) for number, cell in enumerate(made, start=len(cells))]
        cells |= {cell: share for cell, (share, _) in zip(made, shares, strict=True)}
        if (p, deff) in SHOWN:
            averages = {name: fmean(share[name] for share, _ in shares[:AVERAGED]) for name in NAMES}
            yield _line(f"{_percent(p)}, {deff:g}", averages, fmean(none for _, none in shares[:AVERAGED]))
    yield _line(f"worst of {len(cells)} cells", {name: min(share[name] for share in cells.values()) for name in NAMES})
    yield ""
    for name in NAMES:
        worst = min(cells, key=lambda cell: cells[cell][name])
        yield f"* {name}: worst {cells[worst][name]:.1f} at {worst}"


def _line(label: str, shares: Mapping[IntervalName, float], none: float | None = None) -> str:
    figures = [f"**{shares[name]:.1f}**" if name == DEFAULT else f"{shares[name]:.1f}" for name in NAMES]
    return f"| {label} | {' | '.join(figures)} | {'' if none is None else f'{none:.1f}'} |"


def _percent(share: float) -> str:
    return f"{100 * share:g} %"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--samples", type=int, default=40_000, help="samples a cell")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--kish", type=float, default=1.15, help="design effect of weighting alone")
    given = options.parse_args()
    error = 100 * (0.95 * 0.05 / (AVERAGED * given.samples)) ** 0.5
    print(f"{datetime.date.today()}, {given.samples} samples a cell, seed {given.seed}, Kish {given.kish:g}; ", end="")
    print(f"Monte Carlo error of a line {error:.2f}, of a cell {error * AVERAGED**0.5:.2f}\n", flush=True)
    for line in table(given.samples, given.seed, given.kish):
        print(line, flush=True)


if __name__ == "__main__":
    main()
