"""Any statistic of any variable of any file: `tallybook estimate`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..errors import DesignError, UsageError
from ..estimation.base import Settings
from ..estimation.estimate import Estimate
from ..presentation import layout
from ..presentation.table import Table
from ..request import EstimateRequest
from . import distribution_rows, quantile_rows
from .estimate_plan import Plan
from .finish import finish
from .imputing import over_imputations
from .likeness import settings
from .quantities import folded
from .shelf import Shelf
from .survey import open_survey
from .unprotected import Estimated


def estimate(request: EstimateRequest) -> Table:
    """Read, fold once, estimate, protect, lay out."""
    return finish(estimated(request, Shelf()))


def names_of(request: EstimateRequest, shelf: Shelf) -> list[str]:
    """What a request needs of the files: its variables."""
    return [*request.variable, *([request.denominator] if request.denominator else [])]


@over_imputations(names_of)
def estimated(request: EstimateRequest, shelf: Shelf) -> Estimated:
    """Read, fold once, put in order what has quantiles, estimate."""
    _check(request)
    survey = open_survey(shelf, names_of(request, shelf), request)
    if not survey.sample.probability and (refused := set(request.statistic) & {"total", "ratio"}):
        raise DesignError(
            f"the survey is no probability sample (design: none), so it has no {' or '.join(sorted(refused))}; "
            "ask for a mean or a proportion"
        )
    chosen = settings(request)
    quantile_rows.check(request, survey)
    distribution_rows.check(request, survey)
    plan = Plan(request, survey)
    for variable in dict.fromkeys(request.variable):
        for statistic in dict.fromkeys(request.statistic):
            plan.add(variable, statistic)
    made = list(_made(plan, chosen))
    remarks = [*plan.notes, *quantile_rows.remarks(request, survey)]
    return Estimated("estimate", request, survey, made, plan.missing, layout.estimates, remarks=remarks)


def _made(plan: Plan, chosen: Settings) -> Iterator[Estimate]:
    """The rows of every part in their order."""
    summed = _summed(plan, chosen) if plan.measures else iter(())
    of_quantiles = replace(chosen, ci=plan.request.precision.ci)  # what a system does with proportions is not meant
    for part in plan.parts:
        if part.in_order is not None:
            yield from quantile_rows.estimates(part.in_order, plan.survey, of_quantiles)
            continue
        rows = [row for _ in range(part.quantities) for row in next(summed)]
        yield from distribution_rows.told_apart(rows) if part.points else rows


def _summed(plan: Plan, chosen: Settings) -> Iterator[list[Estimate]]:
    """The rows of each quantity, all of one fold."""
    survey = plan.survey
    sums = folded(
        survey.sample,
        plan.measures,
        by=survey.by,
        breakdowns=survey.breakdowns,
        rows=survey.rows,
        squares=chosen.ci == "kish",
    )
    return sums.each(plan.quantities, chosen)


def _check(request: EstimateRequest) -> None:
    if not request.variable:
        raise UsageError("name what to estimate, as in --variable income --statistic mean")
    if "ratio" in request.statistic and request.denominator is None:
        raise UsageError("a ratio needs --denominator, as in --variable spent --denominator income --statistic ratio")
    if request.denominator is not None and "ratio" not in request.statistic:
        raise UsageError("--denominator goes with --statistic ratio")
    if request.missing.missing in ("as-no", "bounds"):
        raise UsageError(f"--missing {request.missing.missing} is for indicators; see: tallybook prevalence")
