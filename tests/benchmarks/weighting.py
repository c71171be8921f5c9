"""Raking a million rows to three margins, with what the variance needs, against meeting the margins by turns by hand.

Both sides begin with codes and weights in memory and end where every total holds to 1e-12. Ours also makes the
regression of which only residuals vary; by hand there are weights and nothing else.
"""

from __future__ import annotations

import numpy as np

from analysis.arrays import FloatArray
from analysis.design import DesignColumns, Sample, draw
from analysis.design.weighting import Margin, calibrated

from . import paired

ROWS, STRATA, UNITS = 1_000_000, 50, 40
LEVELS = (34, 2, 6)


def made_up(seed: int = 8) -> tuple[Sample, tuple[Margin, ...]]:
    """A sample of 2,000 units, and totals by up to a tenth away from what its weights say."""
    draw_from = np.random.default_rng(seed)
    stratum = draw_from.integers(0, STRATA, ROWS)
    weight = draw_from.uniform(50, 150, ROWS)
    sample = draw(DesignColumns(ROWS, weight, stratum, (stratum * UNITS + draw_from.integers(0, UNITS, ROWS),)))
    margins = []
    for levels in LEVELS:
        code = draw_from.integers(0, levels, ROWS)
        total = np.bincount(code, weight, levels) * draw_from.uniform(0.9, 1.1, levels)
        margins.append(Margin(f"m{levels}", tuple(map(str, range(levels))), code, total * weight.sum() / total.sum()))
    return sample, tuple(margins)


def by_turns(weight: FloatArray, margins: tuple[Margin, ...]) -> FloatArray:
    """Each margin met in turn, until none is off."""
    out, off = weight.copy(), 1.0
    while off > 1e-12:
        off = 0.0
        for margin in margins:
            factor = margin.total / np.bincount(margin.code, out, len(margin.total))
            out *= factor[margin.code]
            off = max(off, float(np.abs(factor - 1).max()))
    return out


def ratios(runs: int = 9) -> list[float]:
    """Time of ours over that by hand, in turn, after one warm-up of each."""
    sample, margins = made_up()
    same = np.allclose(calibrated(sample, margins, "raking").weight, by_turns(sample.weight, margins), rtol=1e-9)
    if not same:
        raise RuntimeError("the weights are not the same")
    return paired.ratios(lambda: calibrated(sample, margins, "raking"), lambda: by_turns(sample.weight, margins), runs)
