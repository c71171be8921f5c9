"""Fits and their errors are those of statsmodels and of plain differences, however the rows are added up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import patsy
import pytest
import statsmodels.api as sm

from analysis.choices import ModelFamily
from analysis.codebook.answers import Level
from analysis.design import DesignColumns, Sample, draw
from analysis.estimation.covariance import covariance
from analysis.estimation.models import hypotheses, separation
from analysis.estimation.models import sums as sums_of
from analysis.estimation.models.coding import Variable, coded
from analysis.estimation.models.families import family
from analysis.estimation.models.fit import columns, fit, inverse, told_by_others
from analysis.estimation.models.formula import parse
from analysis.estimation.models.means import Mean
from analysis.estimation.models.model import Fitted, _scores, estimates, fitted
from analysis.estimation.models.separation import separating, suspected

ROWS = 600
FORMULAS = (
    "y ~ a + b + x",
    "y ~ a * b + x",
    "y ~ a * x + b",
    "y ~ 0 + a + x",
    "y ~ a:b",
    "y ~ a:b - 1",
    "y ~ a * b * x",
    "y ~ poly2(x) * a + log(z)",
    "y ~ (a + b):x + z",
)
GLM: dict[ModelFamily, Any] = {
    "logistic": sm.families.Binomial(),
    "poisson": sm.families.Poisson(),
    "linear": sm.families.Gaussian(),
}


def made(seed: int = 3) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    a, b = random.integers(0, 3, ROWS), random.integers(0, 2, ROWS)
    x, z = random.integers(12, 18, ROWS).astype(float), random.lognormal(0, 0.5, ROWS)
    chance = 1 / (1 + np.exp(1 - 0.4 * a + 0.3 * b - 0.05 * x))
    return {
        "a": a,
        "b": b,
        "x": x,
        "z": z,
        "y": (random.random(ROWS) < chance).astype(float),
        "w": random.uniform(0.5, 3, ROWS),
        "psu": random.integers(0, 30, ROWS),
    }


def levels(count: int) -> tuple[Level, ...]:
    return tuple(Level(n, str(n)) for n in range(count))


def variables(formula: str, of: dict[str, Any]) -> tuple[Variable, ...]:
    found = []
    for factor in parse(formula).factors:
        values = of[factor.name]
        if values.dtype.kind == "i":
            found.append(Variable(factor.name, factor.name, "plain", levels(int(values.max()) + 1), values))
        else:
            found.append(Variable(factor.name, factor.name, factor.kind, value=values))
    return tuple(found)


def model(formula: str, name: ModelFamily, of: dict[str, Any], sample: Sample) -> Fitted:
    taken = variables(formula, of)
    rows = sums_of.Rows(np.arange(ROWS), of["y"], taken)
    if name == "ordinal":
        answers = np.where(of["y"] > 0, 2.0 + np.digitize(of["z"], [0.8, 1.4]), 1.0)
        rows = replace(rows, outcome=answers, answers=levels(4))
    return fitted(coded(parse(formula), taken), family(name), rows, sample)


def clustered(of: dict[str, Any]) -> Sample:
    return draw(DesignColumns(ROWS, of["w"], None, (of["psu"],)))


@pytest.mark.parametrize("formula", FORMULAS)
def test_columns_are_those_of_the_formula_engine_on_all_rows(formula: str) -> None:
    of = made()
    taken = variables(formula, of)
    parsed = parse(formula)
    ours = coded(parsed, taken).matrix(taken, ROWS).T
    shown: dict[str, Any] = {}
    for place, variable in enumerate(taken):
        if variable.code is not None:
            shown[f"v{place}"] = pd.Categorical(variable.code, categories=range(len(variable.levels)))
        else:
            shown[f"v{place}"] = np.column_stack([variable.numbers(column) for column in range(variable.width)])
    assert np.array_equal(ours, np.asarray(patsy.dmatrix(parsed.terms, shown)))


@pytest.mark.parametrize("kind", ["plain", "poly2", "log"])
def test_the_slopes_of_a_number_are_how_its_columns_change(kind: Any) -> None:
    value, step = np.array([0.5, 1.0, 7.0]), 1e-6

    def at(of: Any) -> Variable:
        return Variable("x", "x", kind, value=of)

    for column in range(at(value).width):
        change = (at(value + step).numbers(column) - at(value - step).numbers(column)) / (2 * step)
        assert at(value).slopes(column) == pytest.approx(change, rel=1e-8)


def against(oracle: Any, formula: str, name: ModelFamily, of: dict[str, Any]) -> None:
    """Hold a model against the one that statsmodels makes of the same columns."""
    sample = clustered(of)
    ours = model(formula, name, of, sample)
    found = estimates(ours, (), sample, np.ones(ROWS, dtype=bool), "domain")
    theirs = oracle(ours.coding.matrix(ours.rows.variables, ROWS).T)
    units = len(np.unique(of["psu"]))
    assert found.value == pytest.approx(theirs.params, rel=1e-9)
    # statsmodels sums squares about zero, where the sum of scores is; n / (n - 1) is left to whoever asks
    assert found.covariance == pytest.approx(theirs.cov_params() * units / (units - 1), rel=1e-7, abs=1e-14)
    assert found.df == units - 1


@pytest.mark.parametrize("name", GLM)
@pytest.mark.parametrize("formula", ["y ~ a + b + x", "y ~ a * b + z"])
def test_coefficients_and_clustered_errors_are_those_of_statsmodels(formula: str, name: ModelFamily) -> None:
    of = {**made(), "w": np.ones(ROWS)}
    groups = {"groups": of["psu"], "use_correction": False}

    def oracle(matrix: Any) -> Any:
        return sm.GLM(of["y"], matrix, family=GLM[name]).fit(
            tol=1e-14, maxiter=200, cov_type="cluster", cov_kwds=groups
        )

    against(oracle, formula, name, of)


@pytest.mark.parametrize("formula", ["y ~ a + b + x", "y ~ a * b + z"])
def test_weighted_least_squares_are_those_of_statsmodels(formula: str) -> None:
    of = made()
    groups = {"groups": of["psu"], "use_correction": False}
    against(
        lambda matrix: sm.WLS(of["y"], matrix, weights=of["w"]).fit(cov_type="cluster", cov_kwds=groups),
        formula,
        "linear",
        of,
    )


@pytest.mark.parametrize("name", ["logistic", "poisson", "log-binomial", "linear", "ordinal"])
def test_adding_rows_up_by_pattern_changes_nothing(name: ModelFamily, monkeypatch: pytest.MonkeyPatch) -> None:
    of = made()
    sample = clustered(of)
    together = model("y ~ a * b + x", name, of, sample)
    assert together.patterns.size <= 36 * max(1, len(together.rows.answers))
    monkeypatch.setattr(sums_of, "WORTH", ROWS)
    apart = model("y ~ a * b + x", name, of, sample)
    assert apart.patterns.size == ROWS
    every = np.ones(ROWS, dtype=bool)
    one, other = (estimates(which, (), sample, every, "domain") for which in (together, apart))
    assert one.value == pytest.approx(other.value, rel=1e-9, abs=1e-11)
    assert one.covariance == pytest.approx(other.covariance, rel=1e-8, abs=1e-13)
    assert together.likelihood == pytest.approx(apart.likelihood, rel=1e-12)


@pytest.mark.parametrize("name", ["logistic", "log-binomial"])
def test_a_block_of_patterns_at_a_time_gives_the_same(name: ModelFamily, monkeypatch: pytest.MonkeyPatch) -> None:
    of = made()
    sample = clustered(of)
    whole = model("y ~ a * b + x", name, of, sample).fit
    monkeypatch.setattr("analysis.estimation.models.passes.BLOCK", 7)
    blocks = model("y ~ a * b + x", name, of, sample).fit
    assert blocks.coefficient == pytest.approx(whole.coefficient, rel=1e-10)
    assert blocks.information == pytest.approx(whole.information, rel=1e-10)
    assert blocks.mean == pytest.approx(whole.mean, rel=1e-10)


def test_shares_of_ordered_answers_add_up_to_one_and_their_effects_to_nothing() -> None:
    of = made()
    which = model("y ~ a * b + poly2(x)", "ordinal", of, clustered(of))
    answers = range(len(which.rows.answers))

    def total(mean: Mean) -> tuple[Any, Any]:
        asked = [
            replace(mean, answer=answer).of(which.fit.coefficient, which.sums.w, which.family) for answer in answers
        ]
        return sum(said for said, _ in asked), sum(gradient for _, gradient in asked)

    own = which.columns.at
    for mean, whole in ((Mean(lambda: own), 1), (Mean(lambda: own, along=lambda: own), 0)):
        said, gradient = total(mean)
        assert said == pytest.approx(whole)
        assert gradient == pytest.approx(0, abs=1e-12)
    assert len(answers) == 4


def test_two_ordered_answers_are_a_logistic_model_whose_constant_has_the_other_sign() -> None:
    of = made()
    sample = clustered(of)
    logistic = model("y ~ a * b + x", "logistic", of, sample)
    rows = replace(logistic.rows, outcome=of["y"] + 1, answers=levels(2))
    ordinal = fitted(coded(parse("y ~ a * b + x"), rows.variables), family("ordinal"), rows, sample)
    turn = np.eye(len(logistic.coefficient))[[*range(1, len(logistic.coefficient)), 0]]
    turn[-1] *= -1
    every = np.ones(ROWS, dtype=bool)
    wanted, found = (estimates(which, (), sample, every, "domain") for which in (logistic, ordinal))
    assert found.value == pytest.approx(turn @ wanted.value, rel=1e-9)
    assert found.covariance == pytest.approx(turn @ wanted.covariance @ turn.T, rel=1e-8, abs=1e-13)
    assert ordinal.likelihood == pytest.approx(logistic.likelihood, rel=1e-12)
    assert ordinal.spent == logistic.spent


@pytest.mark.parametrize(
    ("name", "slope", "start", "way"), [("linear", 3, 0, -1), ("ordinal", 2, 3, 1)]
)  # categories come before numbers
def test_columns_far_from_zero_keep_their_digits(name: ModelFamily, slope: int, start: int, way: int) -> None:
    of = made()
    sample = clustered(of)
    late = {**of, "x": of["x"] + 1e6}
    here = estimates(model("y ~ x + a", name, of, sample), (), sample, np.ones(ROWS, dtype=bool), "domain")
    there = estimates(model("y ~ x + a", name, late, sample), (), sample, np.ones(ROWS, dtype=bool), "domain")
    assert there.value[slope] == pytest.approx(here.value[slope], rel=1e-9)
    assert there.covariance[slope, slope] == pytest.approx(here.covariance[slope, slope], rel=1e-9)
    assert there.value[start] == pytest.approx(here.value[start] + way * 1e6 * here.value[slope], rel=1e-8)


@pytest.mark.parametrize(
    "name", ["logistic", "poisson", "linear", "ordinal"]
)  # a log-binomial fit takes expected information
def test_the_influence_of_a_row_is_how_everything_changes_with_its_weight(name: ModelFamily) -> None:
    of = made()
    sample = draw(DesignColumns(ROWS, of["w"]))  # every row its own unit, so that each score is seen

    def asked(which: Fitted) -> list[Mean]:
        def at(level: int) -> Any:
            set_to = [
                replace(v, code=np.full_like(v.code, level)) if v.name == "a" and v.code is not None else v
                for v in which.patterns.variables
            ]
            return lambda: which.coding.matrix(set_to, which.patterns.size) - which.columns.shift[:, None]

        own = which.coding.matrix(which.patterns.variables, which.patterns.size) - which.columns.shift[:, None]
        along = which.coding.slopes(which.patterns.variables, which.patterns.size, "x")
        asked = [Mean(at(1)), Mean(at(2), at(0)), Mean(lambda: own, along=lambda: along)]
        if not which.rows.answers:
            return asked
        return [replace(mean, answer=answer) for mean in asked for answer in range(len(which.rows.answers))]

    def everything(weight: Any) -> Any:
        drawn = replace(sample, weight=weight)
        which = model("y ~ a * b + poly2(x)", name, of, drawn)
        return estimates(which, asked(which), drawn, np.ones(ROWS, dtype=bool), "domain").value

    which = model("y ~ a * b + poly2(x)", name, of, sample)
    found = estimates(which, asked(which), sample, np.ones(ROWS, dtype=bool), "domain")
    ours = _scores_of(which, asked(which), sample)
    step = 1e-4
    for row in range(0, ROWS, 25):
        up, down = of["w"].copy(), of["w"].copy()
        up[row] *= 1 + step
        down[row] *= 1 - step
        change = (everything(up) - everything(down)) / (2 * step)
        assert ours[row] == pytest.approx(change, rel=1e-3, abs=1e-6 * np.abs(ours).max())
    assert len(found.value) == ours.shape[1]
    assert found.covariance == pytest.approx(covariance(ours, sample.units, "fail"))


def _scores_of(which: Fitted, means: list[Mean], sample: Sample) -> Any:
    said = [mean.of(which.fit.coefficient, which.sums.w, which.family) for mean in means]
    return _scores(which, said, which.cells.unit, sample.units.size)


def test_one_degree_of_freedom_is_enough_for_a_test_of_terms() -> None:
    of = made()
    sample = clustered(of)
    ours = model("y ~ b + x", "logistic", of, sample)
    found = estimates(ours, (), sample, np.ones(ROWS, dtype=bool), "domain")
    value, covariance = found.value[1:2], found.covariance[1:2, 1:2]
    t = value.item() / np.sqrt(covariance.item())
    p = 1 - 2 / np.pi * np.arctan(abs(t))  # Cauchy's law
    student, wald = (
        hypotheses.t_test(value.item(), abs(value.item() / t), 1.0),
        hypotheses.wald(value, covariance, 1.0),
    )
    assert student is not None
    assert wald is not None
    assert (student.statistic, student.p) == pytest.approx((t, p), rel=1e-10)
    assert (wald.statistic, wald.p) == pytest.approx((t**2, p), rel=1e-10)
    mean_weight = of["w"].mean()
    working = hypotheses.likelihood_ratio(ours, (1,), found.covariance, 1.0, mean_weight)
    assert working is not None
    assert (working.df, working.ddf) == (1, 1)
    assert hypotheses.wald(found.value, np.diag([1.0, np.nan, 1.0]), 1.0) is None
    gap = found.covariance.copy()
    gap[1, 1] = np.nan
    assert hypotheses.likelihood_ratio(ours, (1,), gap, 1.0, mean_weight) is None
    for ddf in (0.0, -1.0):
        assert hypotheses.t_test(value.item(), 1.0, ddf) is None
        assert hypotheses.wald(value, covariance, ddf) is None
        assert hypotheses.likelihood_ratio(ours, (1,), found.covariance, ddf, mean_weight) is None


def separated(name: ModelFamily, y: Any, x: Any) -> tuple[bool, list[int]]:
    random = np.random.default_rng(1)
    noise = random.normal(size=len(y))
    matrix = columns(np.stack([np.ones(len(y)), x, noise]), 0)
    weight = np.ones(len(y))
    added = sums_of.Sums(weight, weight * y, weight * y * y)
    chosen = family(name)
    done = fit(matrix, added, chosen)
    odd = not done.converged or suspected(done.mean, added, chosen)
    return odd, list(separating(matrix.at, added, chosen))


@pytest.mark.parametrize("name", ["logistic", "poisson", "log-binomial"])
def test_separation_is_found_with_its_column(name: ModelFamily) -> None:
    x = np.repeat([0.0, 1.0], 50)
    y = np.where(x == 1, np.tile([0.0, 1.0], 50), 0.0)  # no case where x is 0
    odd, found = separated(name, y, x)
    assert odd
    assert 1 in found
    assert 2 not in found


def test_of_many_patterns_a_part_is_looked_at_and_all_of_the_rarer_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.repeat([0.0, 1.0], [10, 390])
    y = np.where(x == 1, np.tile([0.0, 1.0], 200), 0.0)
    monkeypatch.setattr(separation, "MOST_PATTERNS", 40)
    assert separated("poisson", y, x) == (True, [0, 1])
    none = np.repeat([True, False], [3, 97])
    assert separation._part(none, np.zeros(100, dtype=bool)).tolist() == [0, 1, 2, *range(3, 100, 5)]


def test_patterns_that_all_have_both_outcomes_are_not_separated() -> None:
    matrix, two, one = np.array([[1.0, 1.0], [0.0, 1.0]]), np.full(2, 2.0), np.ones(2)
    assert separating(matrix, sums_of.Sums(two, one, one), family("logistic")).tolist() == []


def test_a_number_that_tells_the_outcome_apart_is_separation() -> None:
    x = np.arange(100.0)
    odd, found = separated("logistic", (x > 49).astype(float), x)
    assert odd
    assert 1 in found


@pytest.mark.parametrize("name", ["logistic", "poisson", "log-binomial", "linear"])
def test_ordinary_data_are_not_separated(name: ModelFamily) -> None:
    x = np.repeat([0.0, 1.0], 50)
    y = np.concatenate([np.tile([0, 0, 0, 0, 1.0], 10), np.tile([0, 1.0], 25)])
    odd, found = separated(name, y, x)
    assert not odd
    assert not found


def test_a_step_out_of_the_shares_is_halved_and_the_fit_goes_on_to_its_end() -> None:
    x, w, wy = np.arange(8.0), np.full(8, 10.0), np.array([9.0, 8, 6, 5, 3, 3, 2, 2])
    matrix = np.stack([np.ones(8), x])
    done = fit(columns(matrix.copy(), 0), sums_of.Sums(w, wy, wy), family("log-binomial"))
    mean = np.exp(done.coefficient @ matrix)
    assert done.converged
    assert done.mean == pytest.approx(mean, rel=1e-9)
    assert matrix @ ((wy - w * mean) / (1 - mean)) == pytest.approx([0, 0], abs=1e-8)  # its score, by hand


@pytest.mark.parametrize("name", ["logistic", "log-binomial"])
def test_a_share_of_none_or_all_that_is_observed_costs_no_likelihood(name: ModelFamily) -> None:
    w, wy, mean = np.array([2.0, 3.0, 4.0]), np.array([0.0, 3.0, 1.0]), np.array([0.0, 1.0, 0.25])
    assert family(name).likelihood(w, wy, wy, mean) == pytest.approx(np.log(0.25) + 3 * np.log(0.75))


def test_a_fit_that_is_cut_short_says_so_and_counts_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    of = made()
    sample = clustered(of)
    assert model("y ~ a + x", "log-binomial", of, sample).fit.steps > 2
    monkeypatch.setattr("analysis.estimation.models.fit.MOST_STEPS", 2)
    done = model("y ~ a + x", "log-binomial", of, sample).fit
    assert (done.converged, done.steps) == (False, 2)
    assert done.factor is not None


def test_an_information_with_a_column_of_zeros_has_no_inverse() -> None:
    assert inverse(np.array([[4.0, 2.0], [2.0, 2.0]])).tolist() == [[0.5, -0.5], [-0.5, 1.0]]
    with pytest.raises(np.linalg.LinAlgError, match="a column of zeros"):
        inverse(np.diag([1.0, 0.0]))


def test_a_column_that_others_make_up_is_found() -> None:
    random = np.random.default_rng(2)
    a, b = random.normal(size=(2, 50))
    matrix = np.stack([np.ones(50), a, b, a - 2 * b])
    assert told_by_others(matrix @ matrix.T) == 3
    assert told_by_others(matrix[:3] @ matrix[:3].T) is None
    assert told_by_others(np.diag([1.0, 0.0])) == 1
    assert told_by_others(np.array([[1.0, 2.0], [2.0, 4.0]])) == 1


def test_a_column_of_zeros_warns_of_nothing() -> None:
    weight, y = np.ones(4), np.array([0.0, 0, 1, 1])
    matrix = np.array([np.ones(4), np.zeros(4), [1.0, 2, 3, 4]])
    assert 2 in separating(matrix, sums_of.Sums(weight, y, y), family("logistic"))


def test_what_stands_beside_thresholds_without_a_constant_is_all_there_is() -> None:
    coding = coded(parse("y ~ 0 + x"), variables("y ~ 0 + x", made()))
    assert coding.constant is None
    assert coding.without_constant() is coding


@pytest.mark.parametrize("name", ["logistic", "poisson", "log-binomial", "linear"])
def test_a_mean_at_its_end_is_suspected(name: ModelFamily) -> None:
    weight, y = np.full(2, 4.0), np.array([1.0, 3.0])  # half of all have it
    sums, chosen = sums_of.Sums(weight, y, y), family(name)
    assert suspected(np.array([1e-7, 0.5]), sums, chosen) == (name != "linear")
    assert suspected(np.array([0.5, 1 - 1e-7]), sums, chosen) == (name == "logistic")
    assert not suspected(np.array([1e-6, 1 - 1e-6]), sums, chosen)


def test_of_a_number_that_is_continuous_in_a_part_of_the_rows_no_patterns_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sums_of, "TASTE", 100)
    of = made()
    every, few = (
        sums_of.patterns(sums_of.Rows(np.arange(ROWS), of["y"], variables(formula, of)))
        for formula in ("y ~ z", "y ~ x")
    )
    assert (every.size, every.of_row) == (ROWS, None)
    assert few.size == 6
    assert few.of_row is not None
    assert few.of_row.tolist() == (of["x"] - 12).tolist()
