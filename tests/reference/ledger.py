"""ledger.md: what became of every reference entry of ../shared/cases; `python -m tests.reference.ledger` writes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from .cases import R_FITS, R_FITS_REPLICATES, R_INTERPOLATES, Outcome, held, linearised
from .cases_comparisons import outcomes_of_comparisons
from .cases_crosstab import outcomes_of_crosstabs
from .cases_models import outcomes_of_models
from .cases_quantiles import outcomes_of_quantiles
from .cases_replicates import outcomes_of_replicates
from .cases_samplics import outcomes_of_samplics

LEDGER = Path(__file__).with_name("ledger.md")
HEAD = f"""# Ledger of reference numbers

Every `mean`, `total`, `ratio`, `proportion` and `ciprop` entry of every design in `../shared/cases`
(R 4.2.2, survey 4.1-1), estimated by `tallybook estimate` with `--rules none --protect none` and held to R's numbers:
estimates and standard errors to 1e-10 relative, bounds and design effects to 1e-8. Where R's own number is an
approximation: estimates of the logit and likelihood intervals, which R fits, to {R_FITS:g}; bounds of the likelihood
interval, which R interpolates between few points of the profile, to {R_INTERPOLATES:g}; bounds of the logit interval
under replicate weights, which R fits once for each of them, to {R_FITS_REPLICATES:g}.

So is every `quantile` and `var` entry; where R's bounds are not what they say they are,
tests/reference/cases_quantiles.py says what is held in their place.

So is every `ttest` and `contrast` entry, by `tallybook compare`: estimates and standard errors to 1e-10, statistics,
bounds and p to 1e-8; R's t test takes the design's degrees of freedom less one, which are given as a number.

So is every `glm` and `regtermtest` entry, by `tallybook model`: linear models to 1e-10 (bounds, t and p 1e-8),
iterated ones to 1e-6. R's `glm` stops before its working weights are those of the solution; its standard errors are
held with the weights where it stops (tests/reference/early_stop.py), and ours against R run to the end in
tests/reference/models.json.

So is every `chisq` entry, by `tallybook crosstab --test all`: statistics, degrees of freedom and p to 1e-8, p of the
saddlepoint to 1e-6. R's `lincom` lacked its package, and its p is the saddlepoint's; ours is held to numbers of ours.

So is every number that the tests of the Python package samplics assert (samplics_expected; MIT, many checked by its
author against Stata and R), within the tolerance asserted there and on the rows that it keeps: those that answered. An
entry is one of its tests; *statistic* says how many of its numbers are meant, and it has two lines where some are left
out.

*Left out* are entries for which R itself gives no number; each is still run, and must give a bound or a refusal. Left
out are also quantiles by a rule or an interval that we do not have, and numbers of samplics, with the reason.
Entries of other statistics are not part of this version.

This file is written by `python -m tests.reference.ledger`, and a test fails when it is not current.

"""


def outcomes(cases: Path) -> dict[str, list[Outcome]]:
    """Outcomes by case."""
    found: dict[str, list[Outcome]] = defaultdict(list)
    for folder, design, entry in linearised(cases):
        found[folder.name].append(held(folder, design, entry))
    for name, outcome in (
        *outcomes_of_replicates(cases),
        *outcomes_of_quantiles(cases),
        *outcomes_of_comparisons(cases),
        *outcomes_of_models(cases),
        *outcomes_of_crosstabs(cases),
        *outcomes_of_samplics(cases),
    ):
        found[name].append(outcome)
    return found


def text(found: dict[str, list[Outcome]]) -> str:
    """The ledger."""
    return HEAD + _summary(found) + "".join(_case(name, rows) for name, rows in found.items())


def _summary(found: dict[str, list[Outcome]]) -> str:
    lines = ["| case | entries | passed | left out | differs |", "|---|---:|---:|---:|---:|"]
    everything = [outcome for rows in found.values() for outcome in rows]
    lines += [_counts(name, rows) for name, rows in [*found.items(), ("all", everything)]]
    return "\n".join(lines) + "\n"


def _counts(name: str, rows: Iterable[Outcome]) -> str:
    count = Counter(outcome.verdict for outcome in rows)
    return f"| {name} | {count.total()} | {count['passed']} | {count['left out']} | {count['differs']} |"


def _case(name: str, rows: Iterable[Outcome]) -> str:
    lines = [f"\n## {name}\n", "| entry | statistic | verdict | note |", "|---|---|---|---|"]
    lines += [f"| {row.id} | {row.statistic} | {row.verdict} | {row.note} |" for row in rows]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    LEDGER.write_text(text(outcomes(Path(__file__).resolve().parents[3] / "shared" / "cases")), encoding="utf-8")
