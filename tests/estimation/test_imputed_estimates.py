"""Estimates and tests of several completed data sets as one: what stands beside the number, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import special

from analysis.codebook.answers import Level
from analysis.estimation.base import Base, Settings
from analysis.estimation.bounds import bounds
from analysis.estimation.estimate import Basis, Count, Estimate, Hypothesis, Imputed, Subject
from analysis.estimation.estimate import Test as OneTest
from analysis.estimation.imputation import NO_LOGARITHM, NOBODY, NOT_COMBINED, combined
from analysis.estimation.imputed_tests import NOT_COMBINED as TEST_NOT_COMBINED
from analysis.estimation.imputed_tests import NOT_IN_ALL, TOO_FEW, combined_tests

X = Subject("x", "X", "mean")
GIRL, BOY = Level(1, "Girl"), Level(2, "Boy")
MEAN = Basis("mean", Settings())
LOG = Basis("mean", Settings(), log=True)


def of(**what: Any) -> Subject:
    return replace(X, **what)


def part(value: float | None = 1.0, se: float | None = 1.0, **more: Any) -> Estimate:
    return Estimate(**{"subject": X, "value": value, "se": se, "df": 7, "method": "t", "basis": MEAN, **more})


def one_of(*parts: Estimate) -> Estimate:
    (made,) = combined([[each] for each in parts])
    return made


def base(df: float = 7, **more: Any) -> Base:
    """Two levels, of which the second is asked for."""
    numbers = {"n": 50, "active": 60, "weight": 100.0, "heavier": 1.0, "kish": 1.0, "psu": 9, "strata": 2} | more
    return Base(**{name: np.array([1, value]) for name, value in numbers.items()}, df=np.array([1.0, df]))


def test_a_number_has_the_mean_both_variances_and_the_t_of_its_own_degrees_of_freedom() -> None:
    """Values 1 and 5 of variances 2 and 4: W is 3, B 8, T 15; 4/5 of it are added, and 7 degrees count as 5.6 / 5."""
    made = one_of(part(1, 2**0.5), part(5, 2))
    df = 1 / ((4 / 5) ** 2 + 5 / 5.6)
    assert (made.value, made.se, made.df) == pytest.approx((3, 15**0.5, df), rel=1e-14)
    step = special.stdtrit(df, 0.975) * 15**0.5
    assert (made.low, made.high) == pytest.approx((3 - step, 3 + step), rel=1e-13)
    assert (made.method, made.reason, made.count, made.basis) == ("t", "", None, MEAN)
    assert made.imputed is not None
    assert (made.imputed.count, made.imputed.between) == pytest.approx((2, 8), rel=1e-14)
    assert made.imputed.missing == pytest.approx((4 + 2 / (df + 3)) / 5, rel=1e-14)


def test_a_ratio_is_combined_as_logarithm() -> None:
    """Ratios 1 and e^2 with relative errors of 3: the mean logarithm is 1, W 9, B 2 and T 12."""
    made = one_of(part(1, 3, basis=LOG), part(math.exp(2), 3 * math.exp(2), basis=LOG))
    assert (made.value, made.se) == pytest.approx((math.e, 12**0.5 * math.e), rel=1e-14)
    df = 1 / ((3 / 12) ** 2 + 12 / (5.6 * 9))
    step = special.stdtrit(df, 0.975) * 12**0.5
    assert (made.low, made.high) == pytest.approx((math.exp(1 - step), math.exp(1 + step)), rel=1e-13)


def test_whom_a_number_speaks_of_is_the_mean_in_whole_people() -> None:
    first = part(
        level=0.9, n=10, n_cases=4, contributors=4, beyond=9, people=7, n_psu=6, n_strata=3, sum_of_weights=5.0,
        population_size=100.0,
    )  # fmt: skip
    second = part(
        level=0.9, n=13, n_cases=5, contributors=3, beyond=8, people=10, n_psu=6, n_strata=2, sum_of_weights=6.0,
        population_size=101.0, df=8,
    )  # fmt: skip
    made = one_of(first, second, replace(second, n=11))
    assert (made.level, made.n, made.n_cases, made.people, made.n_psu, made.n_strata) == (0.9, 11, 5, 9, 6, 2)
    assert (made.contributors, made.beyond) == (3, 8)
    assert (made.sum_of_weights, made.population_size) == pytest.approx((17 / 3, 302 / 3), rel=1e-15)
    assert made.df == pytest.approx(23 / 3, rel=1e-15)  # none differs from another
    assert made.completed == (first, second, replace(second, n=11))
    assert made == replace(made, completed=(), basis=None)  # what stands behind a number is no part of it
    assert repr(made.completed[0]) not in repr(made)
    assert one_of(replace(first, n=10), replace(first, n=11)).n == 11  # a half goes up


def test_what_some_data_sets_do_not_know_is_not_known() -> None:
    known = part(people=7, n_psu=6, sum_of_weights=5.0, contributors=4)
    made = one_of(known, part())
    assert (made.people, made.n_psu, made.sum_of_weights, made.contributors) == (None, None, None, 4)


def by(group: Level, value: float, **more: Any) -> Estimate:
    return part(value, subject=replace(X, by={"sex": group}), **more)


@pytest.mark.parametrize(
    "subjects",
    [
        [of(by={"sex": level}) for level in (GIRL, BOY)],
        [of(by={name: GIRL}) for name in ("sex", "twin")],
        [of(item=level) for level in (GIRL, BOY)],
        [of(level=level) for level in (GIRL, BOY)],
        [of(level=None), of(level=GIRL)],
        [of(**{name: text}) for name in ("variable", "label", "set") for text in ("a", "b")],
        [of(**{name: text}) for name in ("contrast", "term", "percent_of") for text in ("a", "b")],
        [of(indicator_version="1"), of(indicator_version="2"), of(statistic="total")],
    ],
)
def test_estimates_find_each_other_by_what_they_are_of(subjects: list[Subject]) -> None:
    run = [part(float(place), 0.0, subject=subject) for place, subject in enumerate(subjects)]
    assert [one.value for one in combined([run, run[::-1]])] == [float(place) for place in range(len(run))]


def test_two_of_one_name_are_told_apart_by_their_place() -> None:
    run = [part(1, 0), part(2, 0), part(5, 0)]
    assert [one.value for one in combined([run, run])] == [1, 2, 5]


def test_a_group_of_a_later_data_set_stands_after_the_one_it_comes_after() -> None:
    level = {code: Level(code, str(code)) for code in (1, 2, 3, 4)}

    def run(*codes: int) -> list[Estimate]:
        return [by(level[code], 1.0, level=0.9) for code in codes]

    def codes(*runs: list[Estimate]) -> list[Any]:
        return [one.subject.by["sex"].value for one in combined(runs)]

    assert codes(run(1, 4), run(1, 3, 4)) == [1, 3, 4]
    assert codes(run(2, 4), run(1, 2, 4), run(1, 2, 3, 4)) == [1, 2, 3, 4]
    assert codes(run(1, 2), run(3, 1)) == [3, 1, 2]
    assert codes(run(1, 2), run(2, 1)) == [1, 2]


def test_a_group_that_a_data_set_lacks_counts_nobody_there() -> None:
    there = by(BOY, 2, level=0.9, n=10, n_cases=4, contributors=6)
    first, last = combined([[by(GIRL, 1), there], [by(GIRL, 1)]])
    assert first.value == 1
    assert (last.value, last.se, last.reason) == (None, None, NOBODY)
    assert (last.n, last.n_cases, last.contributors, last.level) == (5, 2, 0, 0.9)
    assert [one.value for one in last.completed] == [2, None]
    assert last.completed[1].level == 0.9
    bare = combined([[by(GIRL, 1), by(BOY, 2)], [by(GIRL, 1)]])[1]
    assert (bare.n_cases, bare.contributors, bare.completed[1].n_cases) == (None, None, None)


def test_a_number_that_a_data_set_lacks_is_absent_for_its_reason() -> None:
    made = one_of(part(1), part(None, None, reason="nobody answered"), part(None, None, reason="another"))
    assert (made.value, made.reason, made.n, made.imputed) == (None, "nobody answered", 0, Imputed(3))


def test_a_number_without_precision_or_basis_is_not_combined() -> None:
    bare = part(1, None, basis=None)
    assert (one_of(bare, bare).value, one_of(bare, bare).reason) == (None, NOT_COMBINED)
    told = replace(bare, reason="a residual")
    assert (one_of(told, bare).value, one_of(told, bare).reason) == (None, "a residual")


def test_a_number_without_precision_in_some_keeps_its_mean_and_says_why() -> None:
    made = one_of(part(1), part(3, None, reason="one unit"), part(5, None, reason="another"))
    assert (made.value, made.se, made.low, made.reason) == (3, None, None, "one unit")
    assert one_of(part(1), part(3, None)).reason == NOT_COMBINED
    for bare in (part(1, basis=None), part(1, None, basis=None)):
        assert (one_of(bare, part(3)).value, one_of(bare, part(3)).se) == (2, None)
    assert one_of(part(1, None), part(3, None)).value == 2
    assert one_of(part(1, df=None), part(3)).se is None
    assert one_of(part(1), part(3), part(5, basis=None)).se == pytest.approx((1 + 4 / 3 * 4) ** 0.5)
    ratios = one_of(part(1, basis=LOG), part(3, None, basis=LOG, reason="one unit"))
    assert (ratios.value, ratios.reason) == (None, "one unit")


def test_a_ratio_that_is_zero_somewhere_has_no_mean_logarithm() -> None:
    zero = part(0, None, basis=LOG, reason="no cases")
    assert (one_of(part(2, basis=LOG), zero).value, one_of(part(2, basis=LOG), zero).reason) == (None, NO_LOGARITHM)
    both = one_of(zero, replace(zero, reason="no girls"))
    assert (both.value, both.reason) == (None, "no cases")
    assert one_of(part(0.5, basis=LOG), zero).reason == NO_LOGARITHM


def test_what_one_data_set_says_of_its_number_is_said() -> None:
    assert one_of(part(1), part(1, reason="few units"), part(1, reason="another")).reason == "few units"


def test_without_degrees_of_freedom_there_are_no_bounds() -> None:
    made = one_of(part(1, df=0), part(3, df=0))
    assert (made.value, made.low, made.high, made.df) == (2, None, None, 0)
    assert made.imputed == Imputed(2, 2.0, None)


def test_the_design_effect_is_held_against_simple_random_samples_on_average() -> None:
    """Variances 2 and 4 with effects 2 and 1 stand for 1 and 4 without: T = 6 over 2.5."""
    made = one_of(part(1, 2**0.5, deff=2.0, n=30), part(3, 2, deff=1.0, n=30))
    assert (made.deff, made.n_eff) == pytest.approx((2.4, 12.5), rel=1e-14)
    lacking = one_of(part(1, deff=2.0, n=30), part(3))
    assert (lacking.deff, lacking.n_eff) == (None, None)


@pytest.mark.parametrize(
    ("own", "told"),
    [("woodruff", "t"), ("woodruff-hf7", "t"), ("replicates", "t"), ("log-t", "log-t"), ("wilson", "wilson")],
)
def test_the_interval_is_called_what_it_is(own: str, told: str) -> None:
    assert one_of(part(1, method=own), part(1, method="t")).method == told


def korn_graubard(p: float, variance: float, n: float, df: float) -> tuple[float, float]:
    """Korn and Graubard (1998) with the sample size of n answers that this variance is worth."""
    size = min(n, p * (1 - p) / variance * (special.stdtrit(n - 1, 0.975) / special.stdtrit(df, 0.975)) ** 2)
    low = special.betaincinv(size * p, size * (1 - p) + 1, 0.025)
    return float(low), float(special.betaincinv(size * p + 1, size * (1 - p), 0.975))


@pytest.mark.parametrize("unit", [1.0, 1000.0])
@pytest.mark.parametrize(("rows", "mean"), [((50, 53), 52), ((50, 52), 51)])
def test_a_share_has_the_interval_of_a_share_with_the_rows_that_it_has_on_average(
    unit: float, rows: tuple[int, int], mean: int
) -> None:
    """Shares of .29 and .31 of error .05: B .0002, T .0028; half a row goes up."""
    made = one_of(*shares(Settings(), [base(n=n, active=n) for n in rows], unit))
    df = 1 / ((3 / 28) ** 2 + 28 / (5.6 * 25))
    assert made.method == "korn-graubard"
    assert made.df == pytest.approx(df, rel=1e-12)
    expected = korn_graubard(0.3, 0.0028, mean, df)
    assert (made.low, made.high) == pytest.approx((unit * expected[0], unit * expected[1]), rel=1e-11)


def shares(settings: Settings, bases: list[Base], unit: float = 1.0) -> list[Estimate]:
    return [
        part(
            share * unit,
            0.05 * unit,
            method="korn-graubard",
            basis=Basis("proportion", settings, of_part, level=1, unit=unit),
        )
        for share, of_part in zip((0.29, 0.31), bases, strict=True)
    ]


@pytest.mark.parametrize("ci", ["kish", "beta-r", "korn-graubard", "jeffreys", "likelihood"])
def test_every_interval_of_a_share_is_made_of_means(ci: Any) -> None:
    settings = Settings(ci=ci, level=0.9)
    first = base(n=50, active=60, weight=90.0, heavier=1.0, kish=1.25)
    second = base(n=52, active=63, weight=120.0, heavier=1.5, kish=1.75)
    made = one_of(*shares(settings, [first, second]))
    mean = base(made.df or 0, n=51, active=62, weight=105.0, heavier=1.25, kish=1.5)
    low, high, _ = bounds("proportion", np.full((1, 2), 0.3), np.full((1, 2), 0.0028), mean, settings)
    assert (made.low, made.high) == pytest.approx((low[0, 1], high[0, 1]), rel=1e-12)


def test_a_number_of_nobody_is_bounded_by_the_weight() -> None:
    """The upper bound of no cases of n is that of a share times the mean weight, 105."""
    parts = [
        part(0, 0, method="log-t", basis=Basis("count", Settings(), base(weight=weight), level=1))
        for weight in (90.0, 120.0)
    ]
    low, high, _ = bounds("count", np.zeros((1, 2)), np.zeros((1, 2)), base(weight=105.0), Settings())
    made = one_of(*parts)
    assert (made.low, made.high) == pytest.approx((low[0, 1], high[0, 1]), rel=1e-12)


def number(estimate: float, se: float | None, basis: Basis | None, size: float = 1000.0) -> Count:
    return Count(estimate, 1.0, 2.0, size, "census", se=se, basis=basis)


def test_people_are_combined_as_their_share_is() -> None:
    """Numbers 100 and 300 of error 50: B 20000, T 32500; of a thousand and 1200 people, with 7 and 9 degrees."""
    bases = [Basis("mean", Settings(), base(df), level=1) for df in (7, 9)]
    made = one_of(
        part(0.1, count=number(100, 50, bases[0])), part(0.3, count=number(300, 50, bases[1], size=1200.0))
    ).count
    assert made is not None
    assert (made.estimate, made.size, made.size_source) == (200, 1100, "census")
    assert made.se == pytest.approx(32500**0.5, rel=1e-14)
    df = 1 / ((30000 / 32500) ** 2 + 1 / (8 * 9 / 11 * 2500 / 32500))
    step = special.stdtrit(df, 0.975) * 32500**0.5
    assert (made.low, made.high) == pytest.approx((200 - step, 200 + step), rel=1e-12)


def test_people_without_an_error_are_a_mean_without_bounds() -> None:
    its = Basis("mean", Settings(), base(), level=1)
    for lacking in (number(300, None, its), number(300, None, None)):
        made = one_of(part(0.1, count=number(100, 50, its)), part(0.3, count=lacking)).count
        assert made is not None
        assert (made.estimate, made.low, made.high) == (200, None, None)
    nowhere = one_of(part(0.1, count=number(100, 50, None)), part(0.3, count=number(300, 50, None))).count
    assert nowhere is not None
    assert (nowhere.estimate, nowhere.low, nowhere.high) == (200, None, None)
    assert one_of(part(0.1, count=number(100, 50, its)), part(0.3)).count is None


def test_people_whose_base_is_not_known_have_no_degrees_of_freedom() -> None:
    its = Basis("mean", Settings())
    made = one_of(part(0.1, count=number(100, 50, its)), part(0.3, count=number(300, 50, its))).count
    assert made is not None
    assert (made.estimate, made.low, made.high) == (200, None, None)
    assert made.se == pytest.approx(32500**0.5, rel=1e-14)


def a_test(name: str = "t", of: str = "X: Girl - Boy", **more: Any) -> OneTest:
    return OneTest(name, of, 1.0, 2.0, 3.0, 0.5, **more)


CONTRAST = replace(X, contrast="Girl - Boy")
TERM = replace(X, term="age")


def test_a_test_of_one_number_is_its_t() -> None:
    row = part(6, 2, subject=CONTRAST, df=4)
    (made,) = combined_tests([[a_test(reason="few units")], [a_test()]], [row])
    assert (made.statistic, made.df, made.ddf, made.reason) == (3, 4, None, "")
    half = 3 / 13**0.5
    assert made.p == pytest.approx(1 - half * (3 - half**2) / 2, rel=1e-13)  # both tails of t of 4
    (ratio,) = combined_tests([[a_test()]], [replace(row, value=math.e, se=math.e / 3, basis=LOG)])
    assert (ratio.statistic, ratio.p) == pytest.approx((3, made.p), rel=1e-13)
    (term,) = combined_tests([[a_test(of="X: age")]], [part(-6, 2, subject=TERM, df=4, basis=None)])
    assert (term.statistic, term.p) == pytest.approx((-3, made.p), rel=1e-13)


@pytest.mark.parametrize(
    "lacking",
    [{"value": None}, {"se": None}, {"se": 0.0}, {"df": None}, {"df": 0.0}, {"value": 0.0, "basis": LOG}],
)
def test_a_number_without_precision_has_no_test(lacking: dict[str, Any]) -> None:
    row = part(6, 2, subject=CONTRAST)
    (made,) = combined_tests([[a_test()]], [replace(row, **lacking)])
    assert (made.statistic, made.p, made.df) == (None, None, lacking.get("df", 7))
    assert made.reason == "no standard error"
    (made,) = combined_tests([[a_test()]], [replace(row, **lacking, reason="one unit")])
    assert made.reason == "one unit"


def test_half_a_degree_of_freedom_and_a_ratio_below_one_are_enough() -> None:
    (made,) = combined_tests([[a_test()]], [part(0.5, 0.5, subject=CONTRAST, df=0.5, basis=LOG)])
    assert made.statistic == pytest.approx(math.log(0.5), rel=1e-14)
    (below,) = combined_tests([[a_test()]], [part(-1, 0.5, subject=CONTRAST)])
    assert below.statistic == -2


def test_tests_find_the_row_of_their_own_group() -> None:
    rows = [part(value, 2, subject=replace(CONTRAST, by={"sex": level})) for value, level in ((6, GIRL), (8, BOY))]
    tests = [a_test(by={"sex": level}) for level in (BOY, GIRL)]
    assert [one.statistic for one in combined_tests([tests, tests[::-1]], rows)] == [4, 3]


def test_of_two_rows_of_one_name_the_first_is_tested() -> None:
    rows = [part(6, 2, subject=CONTRAST), part(8, 2, subject=CONTRAST)]
    assert combined_tests([[a_test()]], rows)[0].statistic == 3


AROUND = ((2.0, 4.0), (4.0, 4.0), (3.0, 5.0), (3.0, 3.0))


def joint(value: tuple[float, ...], df: float = 1e9) -> OneTest:
    return a_test("wald-f", "region", hypothesis=Hypothesis(np.array(value), np.eye(len(value)), df))


def test_several_numbers_together_have_d1() -> None:
    """As in the test of the rule itself: (9 + 16) / (2 (1 + 5/6)), with the mean of the degrees of freedom."""
    (made,) = combined_tests([[joint(one, df)] for one, df in zip(AROUND, (1e9, 3e9, 1e9, 3e9), strict=True)], [])
    assert (made.statistic, made.df) == pytest.approx((25 / (2 * (1 + 5 / 6)), 2), rel=1e-14)
    assert made.ddf == pytest.approx(4 + 2 * (1 + (1 - 2 / 6) * 6 / 5) ** 2, rel=1e-6)
    assert made.statistic is not None
    assert made.ddf is not None
    assert made.p == pytest.approx((1 + 2 * made.statistic / made.ddf) ** (-made.ddf / 2), rel=1e-12)
    assert (made.reason, made.hypothesis) == ("", None)


def test_d1_takes_the_mean_of_the_degrees_of_freedom() -> None:
    (mean,) = combined_tests([[joint(one, df)] for one, df in zip(AROUND, (18, 22, 19, 21), strict=True)], [])
    (same,) = combined_tests([[joint(one, 20)] for one in AROUND], [])
    assert (mean.ddf, mean.p) == (same.ddf, same.p)


def test_a_test_that_cannot_be_combined_says_why() -> None:
    told = {
        NOT_IN_ALL: [[joint(AROUND[0])], []],
        TEST_NOT_COMBINED: [[a_test("rao-scott-f", "sex by age")]] * 2,
        TOO_FEW: [[joint(AROUND[0])], [joint(AROUND[1])]],
    }
    for reason, runs in told.items():
        (made,) = combined_tests(runs, [])
        assert (made.statistic, made.df, made.ddf, made.p, made.reason) == (None, None, None, None, reason)
    some = combined_tests([[joint(AROUND[0])], [a_test("wald-f", "region")]], [])
    other = combined_tests([[joint(AROUND[0])], [joint((1.0, 2.0, 3.0))]], [])
    assert some[0].reason == other[0].reason == TEST_NOT_COMBINED


def compared(label: str, p_of: float, **more: Any) -> tuple[OneTest, Estimate]:
    """A comparison whose t of 4 degrees of freedom is `p_of`."""
    subject = replace(X, **{"contrast": label, "rests_on": (replace(X, by={"sex": GIRL}),), **more})
    test = a_test("t-holm", f"X: {label}", by=dict(subject.by))
    return test, part(p_of, 1, subject=subject, df=4)


def family() -> tuple[list[OneTest], list[Estimate]]:
    every = [compared(label, t) for label, t in (("a", 3.0), ("b", 4.0), ("c", 5.0))]
    return [test for test, _ in every], [row for _, row in every]


def p_of(statistic: float) -> float:
    half = statistic / math.sqrt(4 + statistic**2)
    return 1 - half * (3 - half**2) / 2


def test_the_tests_of_a_family_are_adjusted_over_it() -> None:
    tests, rows = family()
    made = combined_tests([tests, tests], rows)
    assert [one.p for one in made] == pytest.approx([p_of(3), 2 * p_of(4), 3 * p_of(5)], rel=1e-12)
    plain = [replace(test, name="t") for test in tests]
    assert [one.p for one in combined_tests([plain], rows)] == pytest.approx([p_of(3), p_of(4), p_of(5)], rel=1e-12)
    bonferroni = [replace(test, name="t-bonferroni") for test in tests]
    assert combined_tests([bonferroni], rows)[1].p == pytest.approx(3 * p_of(4), rel=1e-12)


@pytest.mark.parametrize(
    "apart",
    [
        {"variable": "y"},
        {"statistic": "total"},
        {"by": {"region": GIRL}},
        {"rests_on": (replace(X, by={"age": GIRL}),)},
    ],
)
def test_another_question_or_group_is_another_family(apart: dict[str, Any]) -> None:
    (first, row), (second, other) = compared("a", 3.0), compared("b", 4.0, **apart)
    assert [one.p for one in combined_tests([[first, second]], [row, other])] == pytest.approx(
        [p_of(3), p_of(4)], rel=1e-12
    )


def test_terms_of_a_model_and_numbers_without_a_test_are_in_no_family() -> None:
    tests, rows = family()
    rows = [rows[0], replace(rows[1], se=None), replace(rows[2], subject=replace(TERM, term="c"))]
    found = [one.p for one in combined_tests([tests], rows)]
    assert found[1] is None
    assert (found[0], found[2]) == pytest.approx((p_of(3), p_of(5)), rel=1e-12)
