"""Models as a user asks for them: what the table says, whom it protects, and what it refuses with a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import pipeline
from analysis.errors import DesignError, ProtectionError, UsageError
from analysis.export.json_ import write as as_json
from analysis.groups import Calibrating
from analysis.pipeline.shelf import Shelf
from analysis.pipeline.use_cases import chart_of, table_of
from analysis.presentation.table import Table
from analysis.request import Data, Design, Domain, Drawing, Missing, Precision, Replication, Shown
from analysis.request_analysis import ModelRequest

from .small import OPEN, ROWS, Small, every, note, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {label: Age, unit: years}
  place: {label: Place, values: {1: Home, 2: School, 3: Elsewhere}, missing: {98: dont_know}}
  rare: {label: Rare, values: {1: A, 2: B}}
  hurt: {label: Hurt, values: {1: "Yes", 2: "No"}, missing: {98: dont_know}}
indicators:
  harm: {label: Harmed, any_of: [hurt == 1], missing: complete}
"""


def survey(folder: Path, **columns: Sequence[Any]) -> Small:
    random = np.random.default_rng(5)
    given = {
        "place": [98 if row % 40 == 3 else 1 + int(random.integers(0, 3)) for row in range(ROWS)],
        "hurt": [98 if row % 50 == 7 else 1 + int(random.random() < 0.7) for row in range(ROWS)],
        "rare": every(60),
        "income": [round(float(random.lognormal(3, 1)), 2) for _ in range(ROWS)],
    }
    return write(folder, CODEBOOK, **(given | columns))


def model(small: Small, formula: str, **asked: Any) -> Table:
    shown = asked.pop("shown", Shown())
    return pipeline.model(ModelRequest(formula=formula, data=small.data, shown=shown, **asked))


def rows(table: Table, statistic: str) -> dict[str, Any]:
    return {r.estimate.subject.term: r.estimate for r in table.rows if r.estimate.subject.statistic == statistic}


def test_one_category_gives_back_the_odds_of_its_levels(tmp_path: Path) -> None:
    small = survey(tmp_path)
    table = model(small, "harm ~ sex")
    answered = small.of["hurt"] < 98
    girl, boy = (small.share(small.of["hurt"] == 1, answered & (small.of["sex"] == code)) for code in (2, 1))
    ratios, coefficients = rows(table, "odds ratio"), rows(table, "coefficient")
    assert ratios["sex=2"].value == pytest.approx(girl / (1 - girl) / (boy / (1 - boy)), rel=1e-10)
    assert ratios["constant"].value == pytest.approx(boy / (1 - boy), rel=1e-10)
    assert ratios["sex=2"].low == pytest.approx(np.exp(coefficients["sex=2"].low))
    assert ratios["sex=2"].n == answered.sum()
    assert ratios["sex=2"].df == 16 + 1 - 2  # 20 units in 4 strata, two coefficients


@pytest.mark.parametrize("family", ["poisson", "log-binomial"])
def test_log_links_give_ratios_of_prevalences(family: Any, tmp_path: Path) -> None:
    small = survey(tmp_path)
    answered = small.of["hurt"] < 98
    girl, boy = (small.share(small.of["hurt"] == 1, answered & (small.of["sex"] == code)) for code in (2, 1))
    ratio = rows(model(small, "harm ~ sex", family=family), "prevalence ratio")["sex=2"]
    assert ratio.value == pytest.approx(girl / boy, rel=1e-10)


def test_a_linear_model_of_one_category_is_a_difference_of_means(tmp_path: Path) -> None:
    small = survey(tmp_path)
    weight, income, girl = small.of["w"], small.of["income"], small.of["sex"] == 2
    difference = np.average(income[girl], weights=weight[girl]) - np.average(income[~girl], weights=weight[~girl])
    table = model(small, "income ~ sex", family="linear", effects=True)
    assert rows(table, "coefficient")["sex=2"].value == pytest.approx(difference, rel=1e-10)
    assert rows(table, "effect")["sex=2"].value == pytest.approx(difference, rel=1e-10)
    assert {row.estimate.subject.statistic for row in table.rows} == {"coefficient", "effect"}


def test_a_reference_can_be_chosen_and_turns_the_ratio_round(tmp_path: Path) -> None:
    small = survey(tmp_path)
    first, other = (rows(model(small, f"harm ~ C(sex{of})"), "odds ratio") for of in ("", ", 2"))
    assert other["sex=1"].value == pytest.approx(1 / first["sex=2"].value, rel=1e-9)
    assert other["sex=1"].low == pytest.approx(1 / first["sex=2"].high, rel=1e-8)


def test_the_table_names_levels_under_their_variable_with_the_reference_first(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ sex + age")
    cells = [line.cells for line in table.lines]
    assert cells[0] == ("Harmed: Odds ratio",)
    assert cells[2] == ("Sex",)
    assert cells[3] == ("Boy (reference)", "-", "-", "-", "-")
    assert cells[4][0] == "Girl"
    assert (table.lines[5].cells, table.lines[6].cells[0]) == (("Age",), "for one more")
    (p,) = table.lines[4].numbers[4]
    (test,) = [test for test in table.tests if test.of == "Harmed: sex=2"]
    assert p == test.p
    assert not any("t test" in text for text in table.notes)


def test_coefficients_are_shown_where_ratios_are_not_wanted(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ sex", exponentiate=False)
    assert table.lines[0].cells == ("Harmed: Coefficient",)
    assert {row.estimate.subject.statistic for row in table.rows} == {"coefficient"}


def test_a_term_of_several_coefficients_has_a_test_in_the_notes(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ place + sex")
    assert [test.of for test in table.tests if test.name == "wald-f"] == ["Harmed: Place"]
    assert "df 2, 13" in note(table, "Wald F, Harmed: Place")


def test_named_terms_are_tested_together_by_both_tests(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ place * sex + age", test=("place * sex",), shown=OPEN)
    wald, ratio = [test for test in table.tests if test.of == "Harmed: Place + Sex + Place × Sex"]
    assert (wald.name, ratio.name, wald.df, ratio.df) == ("wald-f", "working-lr", 5, 5)
    assert 0 < (ratio.p or 0) < 1


def test_a_test_of_one_coefficient_is_the_square_of_its_t(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ sex + age", test=("sex",))
    t = next(test for test in table.tests if test.of == "Harmed: sex=2")
    f = next(test for test in table.tests if test.name == "wald-f")
    assert f.statistic == pytest.approx((t.statistic or 0) ** 2)
    assert f.p == pytest.approx(t.p)


def test_rows_without_an_answer_are_left_out_and_told_by_reason(tmp_path: Path) -> None:
    small = survey(tmp_path)
    table = model(small, "harm ~ place")
    left = (small.of["hurt"] < 98) & (small.of["place"] < 98)
    assert table.rows[0].estimate.n == left.sum()
    assert {(row.variable, row.reason, row.n) for row in table.missing} == {("place", "dont_know", 5)}
    assert "fewer than 5" in note(table, "No answer to Harmed")
    assert f": {left.sum()}." in note(table, "which the model stands on")


def test_a_prediction_of_a_saturated_model_is_the_share_with_its_error(tmp_path: Path) -> None:
    small = survey(tmp_path)
    found = rows(model(small, "harm ~ sex", predict=("sex=2",)), "predicted share")["sex=2"]
    answered = small.of["hurt"] < 98
    assert found.value == pytest.approx(small.share(small.of["hurt"] == 1, answered & (small.of["sex"] == 2)))
    of_girls = pipeline.prevalence(_prevalence(small)).rows[0].estimate
    assert found.value == pytest.approx(of_girls.value, rel=1e-9)
    assert found.se == pytest.approx(of_girls.se, rel=1e-8)
    assert 0 < found.low < found.value < found.high < 1


def _prevalence(small: Small) -> Any:
    from analysis.request import PrevalenceRequest

    return PrevalenceRequest(indicator=("harm",), data=small.data, domain=Domain("sex == 2"))


def test_predictions_over_everyone_average_to_the_prevalence(tmp_path: Path) -> None:
    small = survey(tmp_path)
    table = model(small, "harm ~ sex + age", predict=("sex=1", "sex=2"))
    boys, girls = (rows(table, "predicted share")[f"sex={code}"].value for code in (1, 2))
    answered = small.of["hurt"] < 98
    whole = small.share(small.of["hurt"] == 1, answered)
    assert min(boys, girls) < whole < max(boys, girls)


def test_the_domain_keeps_the_design(tmp_path: Path) -> None:
    small = survey(tmp_path)
    inside = model(small, "harm ~ sex", domain=Domain("age >= 14"))
    assert rows(inside, "coefficient")["constant"].df == 16 + 1 - 2
    assert inside.rows[0].estimate.n_psu == 20
    apart = model(small, "harm ~ sex", domain=Domain("st <= 1"))
    assert rows(apart, "coefficient")["constant"].df == 8 + 1 - 2


def test_degrees_of_freedom_given_as_a_number_are_taken_as_they_are(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "harm ~ sex", precision=Precision(df="30"))
    assert table.rows[0].estimate.df == 30


def test_without_residual_degrees_of_freedom_the_estimate_and_its_error_stay(tmp_path: Path) -> None:
    small = survey(tmp_path)
    table = model(small, "income ~ place + sex + age", domain=Domain("psu <= 3"), family="linear", shown=OPEN)
    found = table.rows[1].estimate
    assert found.value is not None
    assert found.se is not None
    assert found.low is None
    assert "no residual degrees of freedom" in found.reason


def test_replicates_and_linearisation_nearly_agree(tmp_path: Path) -> None:
    small = survey(tmp_path)
    by_scores = rows(model(small, "harm ~ sex + age", effects=True), "effect on share")["sex=2"]
    replication = Replication(make_replicates="jkn")
    again = rows(model(small, "harm ~ sex + age", effects=True, replication=replication), "effect on share")["sex=2"]
    assert again.value == pytest.approx(by_scores.value, rel=1e-9)
    assert again.se == pytest.approx(by_scores.se, rel=0.05)
    assert again.df == by_scores.df


# protection


def test_a_level_too_small_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ProtectionError, match=r"the group rare: A is too small .* merge levels"):
        model(survey(tmp_path), "harm ~ rare + sex")


def test_the_cells_of_an_interaction_are_looked_at(tmp_path: Path) -> None:
    few = [1 if row % 4 == 0 or row % 28 == 1 else 2 + row // 2 % 2 for row in range(ROWS)]
    small = survey(tmp_path, place=few)
    model(small, "harm ~ sex + age")
    with pytest.raises(ProtectionError, match=r"sex: Girl, place: Home .* take the interaction out"):
        model(small, "harm ~ sex * C(place)", domain=Domain("place > 0"))


def test_a_number_of_two_values_is_a_category(tmp_path: Path) -> None:
    small = survey(tmp_path, flag=[int(row % 60 == 0) for row in range(ROWS)])
    with pytest.raises(ProtectionError, match="flag: 1"):
        model(small, "harm ~ flag")


def test_as_many_coefficients_as_patterns_give_every_pattern_back(tmp_path: Path) -> None:
    three = [12 if row % 100 == 0 else 13 + row % 2 for row in range(ROWS)]
    with pytest.raises(ProtectionError, match="age: 12"):
        model(survey(tmp_path, age=three), "harm ~ poly2(age)")


@pytest.mark.parametrize("where", ["psu <= 1", "age >= 16 and st == 0"])
def test_a_small_domain_is_refused(where: str, tmp_path: Path) -> None:
    with pytest.raises(ProtectionError, match="too few"):
        model(survey(tmp_path), "harm ~ sex", domain=Domain(where))


def test_hardly_any_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProtectionError, match="under 5 with the outcome"):
        model(survey(tmp_path, hurt=every(60)), "harm ~ sex")


def test_the_sampling_unit_is_no_category(tmp_path: Path) -> None:
    with pytest.raises(ProtectionError, match="sampling unit"):
        model(survey(tmp_path), "harm ~ C(psu)")


def test_strict_protection_asks_for_more(tmp_path: Path) -> None:
    small = survey(tmp_path, hurt=every(25))  # 8 cases, 8 or none for each sex
    with pytest.raises(ProtectionError):
        model(small, "harm ~ age", shown=Shown(protect="strict"))
    assert model(small, "harm ~ age").rows[0].estimate.n_cases == 8


# what has no answer


def test_separation_is_said_with_its_variable_and_remedy(tmp_path: Path) -> None:
    hurt = [1 if row % 6 == 1 else 2 for row in range(ROWS)]  # sex is 2 in every odd row
    with pytest.raises(DesignError, match=r"perfect separation: sex .* merge levels"):
        model(survey(tmp_path, hurt=hurt), "harm ~ sex + age", shown=OPEN)


def test_separation_by_a_number_is_found(tmp_path: Path) -> None:
    hurt = [1 if row % 6 > 2 else 2 for row in range(ROWS)]  # age is 12 + row % 6
    with pytest.raises(DesignError, match="perfect separation: age"):
        model(survey(tmp_path, hurt=hurt), "harm ~ age", shown=OPEN)


def test_a_column_told_by_others_is_named(tmp_path: Path) -> None:
    small = survey(tmp_path, twice=[2 * (12 + row % 6) for row in range(ROWS)])
    with pytest.raises(DesignError, match="twice is told by the rest"):
        model(small, "harm ~ age + twice")


def test_a_log_binomial_model_without_a_solution_points_to_poisson(tmp_path: Path) -> None:
    hurt = [1 if row % 6 > 0 else 2 for row in range(ROWS)]
    with pytest.raises(DesignError, match="--family poisson"):
        model(survey(tmp_path, hurt=hurt), "harm ~ 0 + age", family="log-binomial", shown=OPEN)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sex ~ age", {}, "sex == 1 ~"),
    ("income ~ age", {}, "not 0 or 1"),
    ("harm ~ harm", {}, "both sides"),
    ("harm ~ nothing", {}, "neither a variable"),
    ("harm ~ __import__('os')", {}, "cannot be read"),
    ("__import__('os').x == 1 ~ sex", {}, "expression"),
    ("harm ~ C(sex, 3)", {}, "its codes: 1, 2"),
    ("harm ~ poly2(place)", {}, "needs numbers"),
    ("harm ~ log(zero)", {}, "above zero"),
    ("harm ~ 1", {}, "name a variable"),
    ("harm ~ sex", {"domain": Domain(by=("age",))}, "--by"),
    ("harm ~ sex", {"missing": Missing("as-no")}, "--missing"),
    ("harm ~ sex", {"precision": Precision(ci="wald")}, "--ci"),
    ("harm ~ sex", {"shown": Shown(columns="profile")}, "--columns"),
    ("harm ~ sex", {"shown": Shown(show="order")}, "--show"),
    ("harm ~ sex", {"test": ("age",)}, "not in the formula"),
    ("harm ~ sex + age", {"test": ("sex:age",)}, "no term"),
    ("harm ~ sex", {"predict": ("sex",)}, "name=code"),
    ("harm ~ sex", {"predict": ("age=1",)}, "not in the formula"),
    ("harm ~ sex", {"predict": ("sex=9",)}, "it has 1, 2"),
    ("harm ~ age", {"predict": ("age=old",)}, "it has numbers"),
    ("age ~ sex", {"family": "linear", "exponentiate": True}, "--exponentiate"),
    ("cold ~ sex", {"family": "poisson"}, "below zero"),
    ("zero ~ sex", {"family": "log-binomial"}, "not 0 or 1"),
    ("zero ~ sex", {"family": "logistic"}, "not 0 or 1"),
]


@pytest.mark.parametrize(("formula", "asked", "said"), REFUSED, ids=[f"{one[0]} {[*one[1]]}" for one in REFUSED])
def test_what_makes_no_sense_is_refused_with_a_sentence(
    formula: str, asked: dict[str, Any], said: str, tmp_path: Path
) -> None:
    small = survey(tmp_path, zero=[row % 3 for row in range(ROWS)], cold=[-1.5 + row % 3 for row in range(ROWS)])
    with pytest.raises(UsageError, match=said):
        model(small, formula, **asked)


def test_a_survey_that_is_no_probability_sample_has_no_model(tmp_path: Path) -> None:
    head = "survey: {id: s, title: S}\nfiles: {people: {path: data.csv, design: none}}\n"
    small = write(tmp_path, CODEBOOK, head=head, hurt=every(3), place=every(2), rare=every(2))
    with pytest.raises(DesignError, match="no probability sample"):
        model(small, "harm ~ sex")


# what comes out


def test_json_keeps_its_contract(tmp_path: Path) -> None:
    import jsonschema

    schema = json.loads(Path(pipeline.__file__).parents[1].joinpath("export/output.schema.json").read_text("utf-8"))
    table = model(survey(tmp_path), "harm ~ sex * age", effects=True, predict=("sex=1, age=14",))
    written = json.loads(as_json(table))
    jsonschema.validate(written, schema)
    assert {row["term"] for row in written["rows"]} >= {"constant", "sex=2", "age", "sex=2:age", "sex=1, age=14"}
    assert all(row["statistic"] and row["item_label"] for row in written["rows"])


def test_both_languages_say_the_same(tmp_path: Path) -> None:
    small = survey(tmp_path)
    english, indonesian = (
        model(small, "harm ~ place + sex", effects=True, shown=Shown(lang=lang)) for lang in ("en", "id")
    )
    assert [len(line.cells) for line in english.lines] == [len(line.cells) for line in indonesian.lines]
    assert "Rasio odds" in indonesian.lines[0].cells[0]
    assert "Rumah" not in english.lines[0].cells[0]


def test_a_model_is_not_drawn(tmp_path: Path) -> None:
    request = ModelRequest(formula="harm ~ sex", data=survey(tmp_path).data)
    with pytest.raises(UsageError, match="not drawn"):
        chart_of(request, table_of(request, Shelf()), Drawing())


def test_the_outcome_may_be_a_condition_and_the_file_its_own_codebook(tmp_path: Path) -> None:
    small = survey(tmp_path)
    own = ModelRequest(
        formula="hurt == 1 ~ C(sex)",
        data=Data(data=small.data.data),
        design=Design(weight="w", strata="st", psu=("psu",)),
        domain=Domain("hurt < 98"),
    )
    by_codebook = rows(model(small, "harm ~ sex"), "odds ratio")["sex=2"]
    assert rows(pipeline.model(own), "odds ratio")["sex=2"].value == pytest.approx(by_codebook.value, rel=1e-9)


def test_calibrated_weights_have_their_smaller_error_in_a_model_too(tmp_path: Path) -> None:
    small = survey(tmp_path)
    (tmp_path / "totals.yaml").write_text("age: {12: 80, 13: 70, 14: 60, 15: 80, 16: 70, 17: 50}\n", encoding="utf-8")
    calibration = Calibrating(calibrate=tmp_path / "totals.yaml")
    found = rows(model(small, "harm ~ sex", predict=("sex=2",), calibrating=calibration), "predicted share")["sex=2"]
    of_girls = pipeline.prevalence(replace(_prevalence(small), calibrating=calibration)).rows[0].estimate
    assert found.value == pytest.approx(of_girls.value, rel=1e-9)
    assert found.se == pytest.approx(of_girls.se, rel=1e-8)
