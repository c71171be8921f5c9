"""10 indicators by 3 variables on a million rows in memory: from design columns and answers to estimates.

Both sides start from arrays in memory. Ours draws the sample (orders and checks its units), folds once, and gives the
value, standard error, Korn-Graubard interval, degrees of freedom, design effect and counts of all 430 estimates.
"""

from __future__ import annotations

from analysis.codebook.answers import Answers, Level
from analysis.design import DesignColumns, draw
from analysis.estimation.base import Settings
from analysis.estimation.estimate import Estimate, Subject
from analysis.pipeline.quantities import folded, measure_of, share_of

from . import paired
from .bare_pass import LEVELS, Rows, bare, case_codes, made_up

NO_YES = (Level(0, "no"), Level(1, "yes"))


def ours(rows: Rows, indicators: tuple[Answers, ...], by: tuple[Answers, ...]) -> list[Estimate]:
    """All estimates: each indicator in the total and by each variable."""
    sample = draw(DesignColumns(len(rows.weight), rows.weight, rows.stratum, (rows.psu,)))
    breakdowns = ((), (0,), (1,), (2,))
    sums = folded(sample, [measure_of(i) for i in indicators], by=by, breakdowns=breakdowns, rows=None, squares=False)
    quantities = [
        share_of(Subject(answers.name, answers.label, "proportion"), position, answers, (1,), (None,))
        for position, answers in enumerate(indicators)
    ]
    return list(sums.estimates(quantities, Settings()))


def ratios(runs: int = 9) -> list[float]:
    """Time of ours over the bare pass, in turn, after one warm-up of each."""
    rows = made_up()
    indicators = tuple(Answers(f"i{n}", f"Indicator {n}", NO_YES, code) for n, code in enumerate(case_codes(rows)))
    by = tuple(
        Answers(f"g{n}", f"Group {n}", tuple(Level(k, str(k)) for k in range(levels)), code)
        for n, (code, levels) in enumerate(zip(rows.groups, LEVELS, strict=True))
    )
    count = len(ours(rows, indicators, by))
    if count != len(indicators) * (1 + sum(LEVELS)):
        raise RuntimeError(f"{count} estimates are not all of them")
    bare(rows)
    return paired.ratios(lambda: ours(rows, indicators, by), lambda: bare(rows), runs)
