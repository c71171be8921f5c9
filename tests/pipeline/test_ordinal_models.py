"""Models of ordered answers as a user asks for them: order, thresholds, shares of answers, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import pipeline
from analysis.errors import DesignError, ProtectionError, UsageError
from analysis.groups import Replication
from analysis.presentation.table import Table
from analysis.request import Domain, Shown
from analysis.request_analysis import ModelRequest

from .small import OPEN, ROWS, Small, every, note, write

CODEBOOK = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  age: {label: Age, unit: years}
  often:
    label: {en: How often, id: Seberapa sering}
    values: {3: Never, 2: Sometimes, 1: Often, 4: Always}
    missing: {98: dont_know}
  told: {label: Told, values: {1: "Yes", 2: "No"}}
  said: {label: Said, values: {low: Low, mid: Middle, high: High}}
  banded:
    label: Band
    values: {1: Up to 13, 2: 14 or 15, 3: 16 or 17}
    derived: {1: age <= 13, 2: age <= 15, 3: age >= 16}
indicators:
  harm: {label: Harmed, any_of: [told == 1], missing: complete}
"""

IMPUTED = """
variables:
  rank: {label: Rank, imputed: [rank1, rank2, rank3], values: {1: Low, 2: Some, 3: More, 4: Much}}
"""


def survey(folder: Path, **columns: Sequence[Any]) -> Small:
    random = np.random.default_rng(11)
    towards = [random.logistic() + 0.6 * (row % 2) + 0.1 * (row % 6) for row in range(ROWS)]
    rank = np.digitize(towards, [-0.5, 0.6, 1.8])
    given = {
        "often": [98 if row % 40 == 3 else (3, 2, 1, 4)[rank[row]] for row in range(ROWS)],
        "told": every(3),
        "said": [("low", "mid", "high", "high")[rank[row]] for row in range(ROWS)],
        "loose": [("low", "mid", "high", "high")[rank[row]] for row in range(ROWS)],
        "income": [round(float(random.lognormal(3, 1)), 2) for _ in range(ROWS)],
    }
    return write(folder, CODEBOOK, **(given | columns))


def model(small: Small, formula: str, **asked: Any) -> Table:
    shown = asked.pop("shown", Shown())
    request = ModelRequest(formula=formula, family="ordinal", data=small.data, shown=shown, **asked)
    return pipeline.model(request)


def rows(table: Table, statistic: str) -> dict[str, Any]:
    return {r.estimate.subject.term: r.estimate for r in table.rows if r.estimate.subject.statistic == statistic}


def test_the_table_shows_odds_ratios_of_higher_answers_then_thresholds_as_they_are(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "often ~ sex + age")
    assert [line.cells[0] for line in table.lines] == [
        "How often: Odds ratio",
        "Sex",
        "Boy (reference)",
        "Girl",
        "Age",
        "for one more",
        "How often: Thresholds (logits)",
        "Never | Sometimes",
        "Sometimes | Often",
        "Often | Always",
    ]
    ratio, coefficient = rows(table, "odds ratio")["sex=2"], rows(table, "coefficient")["sex=2"]
    assert ratio.value == pytest.approx(np.exp(coefficient.value))
    assert ratio.value > 1  # girls were made to answer higher
    cuts = rows(table, "threshold")
    assert [*cuts] == ["3|2", "2|1", "1|4"]
    assert sorted(row.value for row in cuts.values()) == [row.value for row in cuts.values()]
    assert coefficient.df == 16 - 2  # 20 units in 4 strata, two variables; thresholds are one constant
    assert {test.of for test in table.tests if test.name == "t"} == {"How often: sex=2", "How often: age"}


def test_the_order_is_that_of_the_codebook_and_is_told(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "often ~ sex")
    assert "Never < Sometimes < Often < Always" in note(table, "lowest to the highest")
    assert table.rows[0].estimate.n == ROWS - 5
    assert "No answer to How often" in " ".join(table.notes)
    in_words = model(survey(tmp_path), "said ~ sex")
    assert "Low < Middle < High" in note(in_words, "lowest to the highest")
    derived = model(survey(tmp_path), "banded ~ sex")
    assert [*rows(derived, "threshold")] == ["1|2", "2|3"]


def test_predicted_shares_of_a_group_add_up_to_one_with_bounds_that_shares_have(tmp_path: Path) -> None:
    small = survey(tmp_path)
    shares = rows(model(small, "often ~ sex", predict=("sex=1", "sex=2")), "predicted share")
    for code in (1, 2, 3, 4):
        whole = small.share(small.of["often"] == code, small.of["often"] < 98)
        lowest, highest = sorted(shares[f"often={code} | sex={sex}"].value for sex in (1, 2))
        assert lowest - 0.02 < whole < highest + 0.02
    for sex in (1, 2):
        mine = [shares[f"often={code} | sex={sex}"] for code in (1, 2, 3, 4)]
        assert sum(row.value for row in mine) == pytest.approx(1)
        assert all(0 < row.low < row.value < row.high < 1 for row in mine)


def test_effects_name_what_is_held_against_what_and_add_up_to_nothing(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "often ~ sex + age", effects=True)
    cells = [line.cells[0] for line in table.lines]
    start = cells.index("How often: average marginal effect, percentage points")
    assert cells[start + 1 : start + 7] == [
        "Sex: Girl, against Boy",
        "Never",
        "Sometimes",
        "Often",
        "Always",
        "Age: for one more",
    ]
    found = rows(table, "effect on share")
    for of in ("sex=2", "age"):
        assert sum(found[f"often={code} | {of}"].value for code in (1, 2, 3, 4)) == pytest.approx(0, abs=1e-12)


def test_indonesian_readers_are_told_the_same(tmp_path: Path) -> None:
    table = model(survey(tmp_path), "often ~ sex", effects=True, shown=Shown(lang="id"))
    cells = [line.cells[0] for line in table.lines]
    assert "Seberapa sering: Ambang (logit)" in cells
    assert "Sex: Girl, dibanding Boy" in cells
    assert "Never < Sometimes" in note(table, "terendah sampai yang tertinggi")


def test_an_answer_that_nobody_gave_is_left_out_and_named(tmp_path: Path) -> None:
    small = survey(tmp_path)
    table = model(small, "often ~ age", domain=Domain("often != 1"))
    assert [*rows(table, "threshold")] == ["3|2", "2|4"]
    assert "Often" in note(table, "nobody in the rows of the model gave")


def test_replicates_and_linearisation_nearly_agree(tmp_path: Path) -> None:
    small = survey(tmp_path)
    by_scores = rows(model(small, "often ~ sex + age", effects=True), "effect on share")["often=4 | sex=2"]
    replication = Replication(make_replicates="jkn")
    again = model(small, "often ~ sex + age", effects=True, replication=replication)
    found = rows(again, "effect on share")["often=4 | sex=2"]
    assert found.value == pytest.approx(by_scores.value, rel=1e-9)
    assert found.se == pytest.approx(by_scores.se, rel=0.05)
    assert found.df == by_scores.df


def test_a_replicate_in_which_an_answer_is_gone_has_no_standard_errors(tmp_path: Path) -> None:
    of_one_unit = [4 if row in (11, 12, 13, 14, 15, 16) else 1 + row * 7 % 3 for row in range(ROWS)]
    small = survey(tmp_path, often=of_one_unit)
    table = model(small, "often ~ sex", replication=Replication(make_replicates="jkn"), shown=OPEN)
    found = rows(table, "coefficient")["sex=2"]
    assert found.value is not None
    assert found.se is None
    assert "replicates" in found.reason


def test_imputed_answers_are_combined_threshold_by_threshold(tmp_path: Path) -> None:
    drawn = {f"rank{one}": [1 + (row * row + one * (row % 3)) % 7 % 4 for row in range(ROWS)] for one in (1, 2, 3)}
    small = survey(tmp_path, **drawn)
    each = [rows(model(small, f"rank{one} ~ C(sex)", shown=OPEN), "threshold")["2|3"] for one in (1, 2, 3)]
    found = rows(model(write(tmp_path, IMPUTED, **drawn), "rank ~ C(sex)", shown=OPEN), "threshold")["2|3"]
    assert found.value == pytest.approx(np.mean([one.value for one in each]))
    between = np.var([one.value for one in each], ddof=1)
    assert found.se**2 == pytest.approx(np.mean([one.se**2 for one in each]) + (1 + 1 / 3) * between)


def test_imputations_with_other_answers_are_other_models(tmp_path: Path) -> None:
    drawn = {f"rank{one}": [1 + row % 7 % (3 + (one < 3)) for row in range(ROWS)] for one in (1, 2, 3)}
    with pytest.raises(DesignError, match=r"3\|4 is not in the model of every completed data set"):
        model(write(tmp_path, IMPUTED, **drawn), "rank ~ sex", shown=OPEN)


# protection


def test_an_answer_of_few_is_named_with_the_remedy(tmp_path: Path) -> None:
    few = [4 if row in (11, 70) else 1 + row % 3 for row in range(ROWS)]
    with pytest.raises(ProtectionError, match=r"gave the answer Always \(under 5\); merge it"):
        model(survey(tmp_path, often=few), "often ~ age")


def test_a_group_that_nearly_all_answers_alike_is_refused(tmp_path: Path) -> None:
    alike = [1 if row % 2 and row % 50 != 1 else 1 + (row // 2) % 4 for row in range(ROWS)]
    with pytest.raises(ProtectionError, match=r"sex: Girl is too small .* under 5 with another answer than the usual"):
        model(survey(tmp_path, often=alike), "often ~ sex")


def test_as_many_coefficients_as_designs_give_every_one_back(tmp_path: Path) -> None:
    three = [12 if row % 100 == 0 else 13 + row % 2 for row in range(ROWS)]
    with pytest.raises(ProtectionError, match="age: 12"):
        model(survey(tmp_path, age=three), "often ~ poly2(age)")


# what has no answer


def test_separation_is_said_with_its_variable_and_remedy(tmp_path: Path) -> None:
    apart = [4 if row % 2 else 1 + (row // 2) % 3 for row in range(ROWS)]
    with pytest.raises(DesignError, match=r"perfect separation: sex .* merge levels"):
        model(survey(tmp_path, often=apart), "often ~ sex + age", shown=OPEN)


def test_separation_at_one_threshold_is_found_where_no_share_runs_to_one(tmp_path: Path) -> None:
    halves = [(3, 2, 2)[row // 2 % 3] if row % 2 else (2, 1, 1)[row // 2 % 3] for row in range(ROWS)]
    with pytest.raises(DesignError, match="perfect separation: sex"):
        model(survey(tmp_path, often=halves), "often ~ sex", shown=OPEN)


def test_separation_by_a_number_is_found(tmp_path: Path) -> None:
    apart = [1 + row % 6 // 2 for row in range(ROWS)]  # age is 12 + row % 6
    with pytest.raises(DesignError, match="perfect separation: age"):
        model(survey(tmp_path, often=apart), "often ~ age", shown=OPEN)


def test_a_column_that_others_or_the_thresholds_make_up_is_named(tmp_path: Path) -> None:
    small = survey(tmp_path, twice=[2 * (12 + row % 6) for row in range(ROWS)], same=[7] * ROWS)
    with pytest.raises(DesignError, match="twice is told by the rest"):
        model(small, "often ~ age + twice", shown=OPEN)
    with pytest.raises(DesignError, match="same is told by the rest"):
        model(small, "often ~ age + same", shown=OPEN)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("told ~ sex", {}, "two answers .* logistic, as in 'told == 2 ~"),
    ("often ~ sex", {"domain": Domain("often == 3 or often == 2")}, "two answers"),
    ("often ~ sex", {"domain": Domain("often == 3")}, "all one answer"),
    ("harm ~ sex", {}, "yes or no"),
    ("age > 14 ~ sex", {}, "no question"),
    ("nobody ~ sex", {}, "neither a variable nor"),
    ("income ~ sex", {}, "more than 20 different answers"),
    ("loose ~ sex", {}, "words whose order is not known"),
    ("often ~ 0 + sex", {}, "take the place of the constant"),
    ("often ~ often", {}, "both sides"),
    ("often ~ sex", {"predict": ("often=1",)}, "not in the formula"),
]


@pytest.mark.parametrize(("formula", "asked", "said"), REFUSED, ids=[f"{one[0]} {[*one[1]]}" for one in REFUSED])
def test_what_makes_no_sense_is_refused_with_a_sentence(
    formula: str, asked: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        model(survey(tmp_path), formula, **asked)
