"""What every interval of a proportion must do, whatever the sample behind it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import special

from analysis.estimation.base import Settings
from analysis.estimation.intervals import INTERVALS, Proportion, of_count, of_mean
from tests.laws.compare import BOUND, VALUE, assert_near
from tests.laws.samples import Drawn, estimated, samples

BOUNDED = tuple(name for name in INTERVALS if name != "wald")
SLACK = 1e-11  # what the inversion of the beta distribution leaves of a bound of one share in one


@st.composite
def proportions(draw: st.DrawFn, p: float | None = None) -> Proportion:
    """A proportion as a sample could give it: the design effect from a lucky half to a bad six, few units or many."""
    n = draw(st.integers(5, 3000))
    if p is None:
        p = draw(st.floats(0.0005, 0.9995))
    effect = draw(st.floats(0.5, 6))
    unanswered = draw(st.integers(0, 200))
    numbers = {
        "p": p,
        "variance": effect * p * (1 - p) / n,
        "n": n,
        "active": n + unanswered,
        "heavier": draw(st.floats(0.8, 1.25)),
        "kish": draw(st.floats(1, 3)),
        "df": min(draw(st.sampled_from([1, 2, 3, 5, 8, 20, 48, 400])), n - 1),  # there are no more units than rows
    }
    return Proportion(level=draw(st.floats(0.5, 0.995)), **{name: np.array([float(x)]) for name, x in numbers.items()})


def bounds(name: str, of: Proportion) -> tuple[float, float]:
    low, high = INTERVALS[name](of)
    return low.item(), high.item()


@pytest.mark.parametrize("name", INTERVALS)
@given(of=proportions())
def test_the_interval_of_no_is_that_of_yes_mirrored(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    low_of_no, high_of_no = bounds(name, replace(of, p=1 - of.p))
    assert (low, high) == pytest.approx((1 - high_of_no, 1 - low_of_no), rel=0, abs=SLACK)


@pytest.mark.parametrize("name", [name for name in INTERVALS if name != "jeffreys"])
@given(of=proportions())
def test_the_interval_holds_the_estimate(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    assert low <= of.p.item() * (1 + VALUE)
    assert high >= of.p.item() * (1 - VALUE)
    assert low < high


@given(of=proportions())
def test_jeffreys_holds_the_estimate_once_there_is_half_a_case_on_either_side(of: Proportion) -> None:
    """Its prior is half a case: with less than that to go by, and little confidence, the estimate may lie outside."""
    p = np.clip(of.p, 0.5 / of.n, 1 - 0.5 / of.n)
    simple = replace(of, p=p, variance=p * (1 - p) / of.n, df=of.n - 1, level=max(of.level, 0.9))
    low, high = bounds("jeffreys", simple)
    assert low <= p.item() <= high


@pytest.mark.parametrize("name", BOUNDED)
@given(of=proportions())
def test_the_interval_lies_between_none_and_all(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    assert 0 <= low <= high <= 1


@pytest.mark.parametrize("name", INTERVALS)
@given(of=proportions())
def test_more_confidence_makes_the_interval_wider(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    wide_low, wide_high = bounds(name, replace(of, level=(1 + of.level) / 2))
    assert wide_low <= low + SLACK
    assert wide_high >= high - SLACK
    assert wide_high - wide_low >= high - low - SLACK


@pytest.mark.parametrize("name", INTERVALS)
@given(of=proportions(), more=st.integers(1, 50))
def test_more_degrees_of_freedom_make_the_interval_narrower(name: str, of: Proportion, more: int) -> None:
    low, high = bounds(name, of)
    sharper_low, sharper_high = bounds(name, replace(of, df=of.df + more))
    assert sharper_high - sharper_low <= high - low + SLACK


@pytest.mark.parametrize("name", BOUNDED)
@given(of=proportions(p=0.0))
def test_without_a_case_the_interval_runs_from_zero_to_a_bound(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    assert low == 0
    assert 0 < high <= 1  # at one degree of freedom and five rows it rounds to one


@pytest.mark.parametrize("name", BOUNDED)
@given(of=proportions(p=1.0))
def test_with_only_cases_the_interval_runs_from_a_bound_to_one(name: str, of: Proportion) -> None:
    low, high = bounds(name, of)
    assert 0 <= low < 1
    assert high == 1


@pytest.mark.parametrize("name", BOUNDED)
@given(of=proportions())
def test_what_rounding_leaves_of_a_variance_at_no_and_only_cases_warns_of_nothing(name: str, of: Proportion) -> None:
    for p, beside in ((0.0, -1e-17), (1.0, 1 + 1e-15)):
        none = bounds(name, replace(of, p=np.array([p]), variance=np.zeros(1)))
        for near in (p, beside):
            found = bounds(name, replace(of, p=np.array([near]), variance=np.array([1e-34])))
            assert found == pytest.approx(none, rel=0, abs=SLACK)


@given(of=proportions())
def test_korn_graubard_is_r_beta_where_everyone_answered_and_the_cap_does_not_bite(of: Proportion) -> None:
    of = replace(of, active=of.n, variance=of.variance * 12)
    assert bounds("korn-graubard", of) == pytest.approx(bounds("beta-r", of), rel=BOUND)


@given(of=proportions())
def test_korn_graubard_is_never_narrower_than_clopper_pearson_on_the_answered(of: Proportion) -> None:
    low, high = bounds("korn-graubard", of)
    n, cases, tail = of.n.item(), (of.n * of.p).item(), (1 - of.level) / 2
    assert low <= special.betaincinv(cases, n - cases + 1, tail) + SLACK
    assert high >= special.betaincinv(cases + 1, n - cases, 1 - tail) - SLACK


@given(of=proportions())
def test_kish_with_equal_weights_is_korn_graubard(of: Proportion) -> None:
    assert bounds("kish", replace(of, kish=np.ones(1))) == bounds("korn-graubard", of)


@given(of=proportions())
def test_a_larger_effect_of_weighting_never_makes_the_kish_interval_narrower(of: Proportion) -> None:
    low, high = bounds("kish", of)
    low_more, high_more = bounds("kish", replace(of, kish=of.kish * 2))
    assert high_more - low_more >= high - low - SLACK


@given(of=proportions())
def test_arcsine_and_logit_are_symmetric_on_their_scales_where_they_are_not_clipped(of: Proportion) -> None:
    for name, scale in (("logit-delta", special.logit), ("arcsine", lambda share: np.arcsin(np.sqrt(share)))):
        low, high = bounds(name, of)
        if low > 1e-9 and high < 1 - 1e-9:
            assert scale(low) + scale(high) == pytest.approx(2 * scale(of.p.item()), rel=1e-6, abs=1e-6)


@given(of=proportions())
def test_wilson_bounds_are_where_the_estimate_is_t_errors_away(of: Proportion) -> None:
    t = of.t.item()
    for bound in bounds("wilson", of):
        error = np.sqrt(bound * (1 - bound) / of.effective.item())
        assert abs(of.p.item() - bound) == pytest.approx(t * error, rel=1e-7, abs=1e-9)


@example(count=1e3, cv=2.0, df=1.0, level=0.999)
@given(st.floats(1, 1e9), st.floats(0.001, 3), st.sampled_from([1.0, 8.0, 48.0, np.inf]), st.floats(0.5, 0.999))
def test_the_interval_of_a_count_is_never_below_zero_and_symmetric_on_the_log(
    count: float, cv: float, df: float, level: float
) -> None:
    value, variance = np.array([count]), np.array([(cv * count) ** 2])
    low, high = of_count(value, variance, np.array([df]), level)
    assert 0 <= low.item() < count < high.item()
    if low.item() > 0 and np.isfinite(high.item()):
        assert np.log(low.item()) + np.log(high.item()) == pytest.approx(2 * np.log(count), rel=BOUND)


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6), st.sampled_from([1.0, 8.0, np.inf]), st.floats(0.5, 0.999))
def test_the_interval_of_a_mean_is_symmetric(mean: float, se: float, df: float, level: float) -> None:
    low, high = of_mean(np.array([mean]), np.array([se**2]), np.array([df]), level)
    assert low.item() <= mean <= high.item()
    assert_near((low + high) / 2, np.array([mean]), VALUE, max(1e6, high.item()))


@given(samples(), st.sampled_from(list(INTERVALS)))
def test_the_interval_of_a_sample_mirrors_when_yes_and_no_change_places(drawn: Drawn, name: str) -> None:
    settings = Settings(ci=name)
    yes = estimated(drawn, "share", settings=settings)
    no = estimated(replace(drawn, yes=1 - drawn.yes), "share", settings=settings)
    if yes.base.df.item() > 0:
        assert_near(no.low, 1 - yes.high, 1e-8, 1e4)
        assert_near(no.high, 1 - yes.low, 1e-8, 1e4)
    else:
        assert np.isnan([yes.low.item(), yes.high.item(), no.low.item(), no.high.item()]).all()


@pytest.mark.parametrize("n", [2.0, 3.0, 9.0])
def test_at_the_bounds_the_likelihood_has_fallen_by_t_squared(n: float) -> None:
    """Half of t^2 over the effective n, p (1 - p) / V = 20, times n / (n - 1)."""
    numbers = {"p": 0.4, "variance": 0.012, "n": n, "active": n, "heavier": 1.25, "kish": 1.0, "df": 30.0}
    of = Proportion(level=0.9, **{name: np.array([number]) for name, number in numbers.items()})
    fallen = special.stdtrit(30, 0.95) ** 2 / 40 * n / (n - 1) * 1.25
    for bound in bounds("likelihood", of):
        assert special.rel_entr(0.4, bound) + special.rel_entr(0.6, 1 - bound) == pytest.approx(fallen, rel=1e-9)
