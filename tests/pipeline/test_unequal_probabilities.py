"""Surveys with unequal probabilities: what is said of them, and what is refused with the next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.pipeline import compare, crosstab, model
from analysis.request import Data, Design, Domain, Replication
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest
from tests.pipeline.drawn import asked, few, made, refused
from tests.pipeline.small import OPEN, ROWS, note


def alike(folder: Path) -> Data:
    """Strata of two units that answer alike, with the weights 1 and 3 of p = .2 and .9: all variances are negative."""
    rows = [(st, p, w, int(st in (1, 3, 5, 8)), 1 + st % 2) for st in range(1, 9) for p, w in ((0.2, 1), (0.9, 3))]
    text = "st,p,w,yes,g\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    return few(folder, "{weight: w, strata: st, fpc: p, pps: {method: overton}}", text)


def test_a_negative_variance_is_no_standard_error_and_says_why(tmp_path: Path) -> None:
    # Overton's form of two units with p = .2 and .9, z = y / p = 1 and 3: .8 * 1 + .1 * 9 - 2 * .45 * 3 = -1.
    data = few(tmp_path, "{fpc: p, pps: {method: overton}}", "p,y\n0.2,0.2\n0.9,2.7\n")
    (row,) = asked(data, variable=("y",), statistic=("total",)).rows
    assert (row.estimate.value, row.estimate.se, row.estimate.low) == (4.0, None, None)
    assert "is negative; ask for a larger group, or give pps in the codebook method: brewer" in row.estimate.reason
    # The same as a spread: c = (2 (1 - p / 2) - 1.1 / 2) / 1 = 1.25 and .55 for a distance of 1 from the mean.
    data = few(tmp_path, "{fpc: p, pps: {method: overton, variance: yates-grundy}}", "p,y\n0.2,0.2\n0.9,2.7\n")
    (row,) = asked(data, variable=("y",), statistic=("total",)).rows
    assert row.estimate.se == pytest.approx((1.25 + 0.55) ** 0.5)


def test_a_negative_variance_goes_through_every_kind_of_question(tmp_path: Path) -> None:
    units = [(0.2, 1, 1), (0.9, 3, 1), (0.21, 1, 2), (0.88, 3, 2)]
    text = "p,y,yes,g\n" + "".join(f"{p},{10 * p * z:g},{z // 3},{g}\n" for p, z, g in units)
    data = few(tmp_path, "{strata: g, fpc: p, pps: {method: overton}}", text)
    by = Domain(by=("g",))
    found = {
        statistic: asked(data, variable=("y",), statistic=(statistic,), denominator=over, domain=by).rows
        for statistic, over in {"total": None, "mean": None, "median": None, "variance": None, "ratio": "p"}.items()
    }
    assert [row.estimate.se for row in found["total"]] == [None] * 3
    assert all(row.estimate.value is not None for rows in found.values() for row in rows)
    (total,) = asked(data, variable=("yes",), statistic=("total",), domain=Domain("yes == 1")).rows
    assert total.estimate.se == pytest.approx((0.1 / 0.81 + 0.12 / 0.88**2) ** 0.5)
    contrasts = [
        row.estimate for row in compare(CompareRequest(variable=("y",), data=data, domain=by, shown=OPEN)).rows
    ]
    assert all(one.value is not None for one in contrasts)


def test_a_negative_covariance_makes_no_test_and_no_interval_of_a_difference(tmp_path: Path) -> None:
    data = alike(tmp_path)
    asking = CompareRequest(variable=("yes",), data=data, domain=Domain(by=("g",)), shown=OPEN)
    (difference,) = [row.estimate for row in compare(asking).rows if row.estimate.subject.contrast]
    assert (difference.value, difference.se, difference.low) == (0.5, None, None)
    assert "is negative; ask for a larger group" in difference.reason
    crossed = crosstab(CrosstabRequest(row="yes", column="g", data=data, shown=OPEN))
    assert [(test.p, test.reason) for test in crossed.tests] == [(None, "a negative variance")]
    assert note(crossed, "no test, because the variance that the design estimates is negative")
    assert note(crossed, "No standard error and no interval are given where the variance")
    fitted = model(ModelRequest(formula="yes == 1 ~ g", test=("g",), data=data, shown=OPEN))
    assert [row.estimate.se for row in fitted.rows] == [None] * len(fitted.rows)
    assert all(test.p is None for test in fitted.tests)


@pytest.mark.parametrize(
    ("p", "says"),
    [
        ({"p": [0.2] * 199 + [0]}, "1 rows have no probability above 0 and up to 1 at stage 1"),
        ({"p": [0.2] * 190 + [1.4] * 10}, "10 rows have no probability above 0 and up to 1"),
        ({"p": [0.2] * 199 + [None]}, "under pps the fpc must be the chance that the sampling unit was drawn"),
        ({"p": [0.2] * 199 + [0.3]}, "the probability differs inside 1 sampling units at stage 1"),
        ({"psu": [row // 10 - (row >= 190) for row in range(ROWS)], "st": [row // 180 for row in range(ROWS)]}, None),
    ],
)
def test_probabilities_that_cannot_be(p: dict[str, Any], says: str | None, tmp_path: Path) -> None:
    data = made(tmp_path, "{strata: st, psu: psu, fpc: p, pps: {method: brewer}}", **p)
    if says is None:
        says = "stratum 1 has one sampling unit at stage 1"
        data = made(tmp_path, "{strata: st, psu: psu, fpc: p, pps: {method: brewer}}", **p | {"p": [0.2] * ROWS})
    assert says in refused(data)


@pytest.mark.parametrize("method", ["brewer", "overton", "hartley-rao"])
def test_a_lonely_stratum_keeps_its_remedies(method: str, tmp_path: Path) -> None:
    text = "st,p,y\n" + "".join(f"{st},{p},{y}\n" for st, p, y in [(1, 0.2, 3), (1, 0.4, 8), (2, 0.3, 5)])
    form = "" if method == "brewer" else ", variance: yates-grundy"
    data = few(tmp_path, f"{{strata: st, fpc: p, pps: {{method: {method}{form}}}}}", text)
    assert "stratum 2 has one sampling unit at stage 1" in refused(data, variable=("y",), statistic=("total",))
    found = {
        lonely: asked(data, variable=("y",), statistic=("total",), design=Design(lonely=lonely)).rows[0].estimate
        for lonely in ("certainty", "adjust", "average", "collapse")
    }
    assert found["certainty"].value == pytest.approx(15 + 20 + 5 / 0.3)
    assert {one.value for one in found.values()} == {found["certainty"].value}
    # Two units, distance 2.5 each: Brewer's weights are 2 (1 - p), Overton's 2 (1 - p / 2) - .3.
    spread = 2.5**2 * (2 * 0.8 + 2 * 0.6 if method != "overton" else 2 * 0.9 + 2 * 0.8 - 2 * 0.3)
    assert found["certainty"].se == pytest.approx(spread**0.5)
    grand = 5 / 0.3 - (15 + 20 + 5 / 0.3) / 3
    assert found["adjust"].se == pytest.approx((spread + 0.7 * grand**2) ** 0.5)
    assert found["average"].se == pytest.approx((2 * spread) ** 0.5)
    assert found["collapse"].df == 2


def test_what_a_table_says_of_its_variance(tmp_path: Path) -> None:
    table = asked(made(tmp_path, "{psu: psu, fpc: p, pps: {method: hartley-rao, squares: 4.5}}"))
    assert note(table, "(Hartley-Rao, Horvitz-Thompson form)")
    assert table.provenance["design"]["pps"] == {"method": "hartley-rao", "form": "horvitz-thompson", "squares": 4.5}


@pytest.mark.parametrize("typed", [Design(strata="st"), Design(psu=("psu", "sex")), Design(fpc=("p",))])
def test_units_of_unequal_probabilities_are_those_of_the_codebook(typed: Design, tmp_path: Path) -> None:
    data = made(tmp_path, "{psu: psu, fpc: p, pps: {method: overton}}")
    assert "leave --strata, --psu, --fpc and --nest out" in refused(data, design=typed)
    assert asked(data, design=Design(weight="w")).rows[0].estimate.se is not None


def test_replicates_are_not_made_of_unequal_probabilities(tmp_path: Path) -> None:
    data = made(tmp_path, "{psu: psu, fpc: p, pps: {method: brewer}}")
    says = refused(data, replication=Replication(make_replicates="bootstrap"))
    assert "leave --make-replicates out" in says
