"""The values that ../shared/conventions.md prints in its sections 1 to 4, on the made-up sample behind them.

Expected numbers are those of ../shared/cases/by_hand/reference_R.txt (R 4.2.2, survey 4.1-1), with 12 digits where the
conventions print fewer; DIGITS is the unit of the last. What R 4.1 lacks (collapse, the bound at no cases) is held to
the digits that the conventions print.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis import pipeline
from analysis.choices import IntervalName
from analysis.errors import DesignError
from analysis.estimation.estimate import Estimate
from analysis.request import Calibrating, Data, Design, Domain, EstimateRequest, Precision, Shown

DIGITS = 1e-11  # relative
P, SE = 0.0216653824737, 0.00656937172819

# R's names: mean, xlogit, asin, beta; wilson is R 4.5's and jeffreys qbeta's, by their formulas. With a design effect
# above that of weighting alone no cap bites: korn-graubard and kish are beta-r.
BOUNDS: dict[IntervalName, tuple[float, float]] = {
    "wald": (0.00845677534127, 0.0348739896062),
    "logit-delta": (0.0117358551385, 0.0396589902715),
    "arcsine": (0.0104421591035, 0.036823147626),
    "beta-r": (0.0104982587017, 0.039328655266),
    "korn-graubard": (0.0104982587017, 0.039328655266),
    "kish": (0.0104982587017, 0.039328655266),
    "wilson": (0.0118485000926, 0.0392924614098),
    "jeffreys": (0.011245389807, 0.0379580973514),
}


def _estimates(file: Path, variable: str = "y", statistic: Any = "mean", **options: Any) -> list[Estimate]:
    lonely, where, by = options.pop("lonely", None), options.pop("where", None), options.pop("by", ())
    calibrating = options.pop("calibrating", Calibrating())
    request = EstimateRequest(
        variable=(variable,),
        statistic=(statistic,),
        data=Data(file),
        design=Design(weight="w", strata="strat", psu=("psu",), lonely=lonely),
        calibrating=calibrating,
        domain=Domain(where, by),
        precision=Precision(**options),
        shown=Shown(rules="none", protect="none"),
    )
    return [row.estimate for row in pipeline.estimate(request).rows]


@pytest.fixture
def sample(shared: Path) -> Path:
    return shared / "by_hand" / "d.csv"


@pytest.fixture
def with_lonely(shared: Path) -> Path:
    return shared / "by_hand" / "lon.csv"


def _share(file: Path, variable: str = "y", **options: Any) -> Estimate:
    """The share of ones, under the group asked for."""
    return next(
        found for found in _estimates(file, variable, "proportion", **options) if found.subject.level.value == 1
    )


def test_the_mean_its_standard_error_and_its_degrees_of_freedom(sample: Path) -> None:
    (mean,) = _estimates(sample)
    assert (mean.value, mean.se) == pytest.approx((P, SE), rel=DIGITS)
    assert (mean.n, mean.df, mean.n_psu, mean.n_strata) == (987, 48, 60, 12)
    assert (mean.low, mean.high) == pytest.approx(BOUNDS["wald"], rel=DIGITS)


@pytest.mark.parametrize("ci", BOUNDS)
def test_the_interval_of_a_proportion(sample: Path, ci: IntervalName) -> None:
    found = _share(sample, ci=ci)
    assert (found.low, found.high) == pytest.approx(BOUNDS[ci], rel=DIGITS)
    assert (found.n_cases, found.method) == (19, ci)


def test_the_default_interval_is_korn_graubard(sample: Path) -> None:
    found = _share(sample)
    assert found.method == "korn-graubard"
    assert (found.low, found.high) == pytest.approx(BOUNDS["korn-graubard"], rel=DIGITS)


def test_logit_agrees_with_r_to_the_accuracy_of_its_fit(sample: Path) -> None:
    found = _share(sample, ci="logit")
    assert (found.low, found.high) == pytest.approx((0.0117358551663, 0.0396589902942), rel=3e-9)


def test_likelihood_agrees_with_r_to_the_accuracy_of_its_interpolation(sample: Path) -> None:
    found = _share(sample, ci="likelihood")
    assert (found.low, found.high) == pytest.approx((0.0109564120283, 0.0375936781815), abs=5.6e-5)


def test_the_total_and_its_standard_error(sample: Path) -> None:
    (total,) = _estimates(sample, statistic="total", ci="wald", deff="wor")
    assert (total.value, total.se) == pytest.approx((4090.2646, 1268.61218523), rel=DIGITS)
    assert total.deff == pytest.approx(2.11148127112, rel=DIGITS)


@pytest.mark.parametrize(("deff", "expected"), [("wr", 2.00757051191), ("wor", 2.01812116507)])
def test_the_design_effect(sample: Path, deff: str, expected: float) -> None:
    (mean,) = _estimates(sample, deff=deff)
    assert mean.deff == pytest.approx(expected, rel=DIGITS)
    assert mean.n_eff == pytest.approx(987 / expected, rel=DIGITS)
    assert _share(sample, deff=deff).deff == pytest.approx(expected, rel=DIGITS)


LONELY = {
    "remove": (0.00696110769555, 1268.61218523),
    "certainty": (0.00696110769555, 1268.61218523),
    "adjust": (0.00696741631948, None),  # R 4.1 centres totals at 0, R 4.5 and we at the mean PSU total
    "average": (0.00727063986297, 1325.02221313),
}


@pytest.mark.parametrize("rule", LONELY)
def test_the_rules_for_a_lonely_sampling_unit(with_lonely: Path, rule: str) -> None:
    of_mean, of_total = LONELY[rule]
    (mean,) = _estimates(with_lonely, lonely=rule)
    assert mean.value == pytest.approx(0.0229818884144, rel=DIGITS)
    assert mean.se == pytest.approx(of_mean, rel=DIGITS)
    assert (mean.df, mean.n_psu, mean.n_strata) == (44, 56, 12)
    if of_total is not None:
        (total,) = _estimates(with_lonely, statistic="total", lonely=rule)
        assert (total.value, total.se) == pytest.approx((4090.2646, of_total), rel=DIGITS)


def test_adjust_centres_the_total_of_a_lonely_unit_at_the_mean_unit_total(with_lonely: Path) -> None:
    (removed,) = _estimates(with_lonely, statistic="total", lonely="remove")
    (adjusted,) = _estimates(with_lonely, statistic="total", lonely="adjust")
    alone = 0.0  # the lonely unit, 1201, has no case
    assert adjusted.se**2 - removed.se**2 == pytest.approx((alone - 4090.2646 / 56) ** 2, rel=1e-8)


def test_collapse_merges_the_lonely_stratum_and_gains_a_degree_of_freedom(with_lonely: Path) -> None:
    (mean,) = _estimates(with_lonely, lonely="collapse")
    assert mean.se == pytest.approx(0.0069899878, abs=5e-11)
    assert (mean.df, mean.n_strata) == (45, 11)


def test_a_lonely_sampling_unit_fails_by_default_and_names_its_stratum(with_lonely: Path) -> None:
    with pytest.raises(DesignError, match=r"stratum 12 has one sampling unit at stage 1.*--lonely collapse"):
        _estimates(with_lonely)


REGION = {
    "wald": (0.0176208260504, 0.0992207443987),
    "logit-delta": (0.0287038812937, 0.115252751574),
    "arcsine": (0.0244909604383, 0.105679940575),
    "beta-r": (0.0247534705752, 0.114029243191),
}


@pytest.mark.parametrize("ci", REGION)
@pytest.mark.parametrize("how", ["where", "by"])
def test_a_region_has_its_own_degrees_of_freedom(sample: Path, ci: IntervalName, how: str) -> None:
    asked = {"where": "reg == 'A'"} if how == "where" else {"by": ("reg",)}
    rows = _estimates(sample, "y", "proportion", ci=ci, deff="wor", **asked)
    yes = [row for row in rows if row.subject.level.value == 1]
    (found,) = yes if how == "where" else [row for row in yes if row.subject.by and row.subject.by["reg"].value == "A"]
    assert (found.value, found.se) == pytest.approx((0.0584207852245, 0.0176929254164), rel=DIGITS)
    assert (found.n, found.df, found.n_psu, found.n_strata) == (174, 8, 10, 2)
    assert found.deff == pytest.approx(0.989044029544, rel=DIGITS)
    assert (found.low, found.high) == pytest.approx(REGION[ci], rel=DIGITS)


def test_the_default_interval_of_the_region_is_capped_at_its_answered_rows(sample: Path) -> None:
    found = _share(sample, where="reg == 'A'")  # qbeta at n* = min(174, 176.5 (t_173 / t_8)^2), as beta-r: deff near 1
    assert (found.low, found.high) == pytest.approx(REGION["beta-r"], rel=DIGITS)


def test_the_region_with_the_degrees_of_freedom_of_the_design(sample: Path) -> None:
    found = _share(sample, where="reg == 'A'", ci="logit-delta", df="design")
    assert found.df == 48
    assert (found.low, found.high) == pytest.approx((0.0315, 0.1059), abs=5e-5)


SEX = {
    "wald": (0.00113093158148, 0.031874297145),
    "logit-delta": (0.0064660981424, 0.0414673600414),
    "arcsine": (0.00468343500251, 0.0353522585927),
    "beta-r": (0.00486312121217, 0.0401729847112),
}


@pytest.mark.parametrize("ci", SEX)
def test_a_domain_that_cuts_across_the_sampling_units(sample: Path, ci: IntervalName) -> None:
    found = _share(sample, where="sex == 1", ci=ci, deff="wor")
    assert (found.value, found.se) == pytest.approx((0.0165026143632, 0.00764518902475), rel=DIGITS)
    assert (found.n, found.df) == (481, 48)
    assert found.deff == pytest.approx(1.73775735123, rel=DIGITS)
    assert (found.low, found.high) == pytest.approx(SEX[ci], rel=2 * DIGITS)


def test_missing_answers_are_left_out_as_a_domain(sample: Path) -> None:
    (mean,) = _estimates(sample, "ymiss", deff="wor")
    assert (mean.value, mean.se) == pytest.approx((0.0226800219156, 0.00686450093946), rel=DIGITS)
    assert mean.deff == pytest.approx(2.02169350775, rel=DIGITS)


@pytest.mark.parametrize("ci", ["korn-graubard", "logit", "logit-delta", "arcsine", "likelihood", "wilson"])
def test_a_stratum_without_a_case_has_an_upper_bound(sample: Path, ci: IntervalName) -> None:
    found = _share(sample, where="strat == 5", ci=ci)
    assert (found.value, found.n, found.n_cases, found.df) == (0, 82, 0, 4)
    assert found.low == 0
    assert found.high == pytest.approx(0.0839, abs=5e-5)


def test_after_post_stratification_beta_r_counts_every_row_as_r_does(sample: Path, tmp_path: Path) -> None:
    totals = tmp_path / "totals.yaml"
    totals.write_text("sex: {0: 90_000, 1: 98_000}\n", encoding="utf-8")
    calibrating = Calibrating(totals, "poststratify")
    found = _share(sample, where="reg == 'A'", ci="beta-r", calibrating=calibrating)
    assert (found.value, found.se, found.df, found.n) == (
        pytest.approx(0.0552015929090055, rel=DIGITS),
        pytest.approx(0.0168671859778662, rel=DIGITS),
        8,
        174,
    )
    assert (found.low, found.high) == pytest.approx((0.0230506471486295, 0.108814863517080), rel=1e-10)
