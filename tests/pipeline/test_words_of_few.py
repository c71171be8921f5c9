"""What one person wrote is not the name of a group or of an answer, unless a codebook or the file's labels name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from analysis import pipeline
from analysis.errors import CodebookError, DesignError, ProtectionError
from analysis.groups import Domain
from analysis.presentation.table import Table
from analysis.request import BreakdownRequest, Data, EstimateRequest, Shown
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest, WeightRequest
from tests.input.test_read_spss import with_sets

from .small import ROWS, Small, every, write

QUESTIONS = """
variables:
  sex: {label: Sex, values: {1: Boy, 2: Girl}}
  hurt: {label: Hurt, values: {1: "Yes", 2: "No"}}
"""
DECLARED = '  school: {label: School, values: {"A": A, "B": B, "C": C}}\n'
DERIVED = """
  school: {label: School}
  place: {label: Place, derived: {near: "school == 'A'", mid: "school == 'B'", far: "school == 'C'"}}
"""


def schools(rare: int, name: Any = "C", common: tuple[Any, Any] = ("A", "B")) -> list[Any]:
    """Two schools of many, and one of `rare` children."""
    return [name if row < rare else common[row % 2] for row in range(ROWS)]


def survey(folder: Path, rare: int = 4, codebook: str = QUESTIONS, **columns: Any) -> Small:
    return write(folder, codebook, hurt=every(3), **{"school": schools(rare), **columns})


def by_school(small: Small, name: str = "school", **shown: Any) -> Table:
    return pipeline.estimate(
        EstimateRequest(data=small.data, variable=("hurt",), domain=Domain(by=(name,)), shown=Shown(**shown))
    )


def groups_of(table: Table) -> set[float | str]:
    return {level.value for row in table.rows for level in row.estimate.subject.by.values()}


def test_a_text_that_few_gave_is_no_group(tmp_path: Path) -> None:
    small = survey(tmp_path)
    with pytest.raises(
        ProtectionError, match=r"some answers to school were given by fewer than 5 people.*in a codebook"
    ):
        by_school(small)
    assert groups_of(by_school(small, protect="none")) == {"A", "B", "C"}


def test_a_text_of_five_is_a_group_and_of_nine_none_under_the_strict_rule(tmp_path: Path) -> None:
    assert groups_of(by_school(survey(tmp_path, 5))) == {"A", "B", "C"}
    with pytest.raises(ProtectionError, match="fewer than 10 people"):
        by_school(survey(tmp_path, 9), protect="strict")
    assert groups_of(by_school(survey(tmp_path, 10), protect="strict")) == {"A", "B", "C"}


def test_what_a_codebook_names_is_a_group_however_few_gave_it(tmp_path: Path) -> None:
    assert "C" in groups_of(by_school(survey(tmp_path, codebook=QUESTIONS + DECLARED)))
    assert "far" in groups_of(by_school(survey(tmp_path, codebook=QUESTIONS + DERIVED), "place"))


def test_what_the_labels_of_the_file_name_is_a_group_however_few_gave_it(tmp_path: Path) -> None:
    frame = pd.DataFrame({"hurt": every(3), "school": schools(4)})
    labels = {"school": {"A": "North", "B": "South", "C": "East"}}
    for number, own in enumerate((labels, {})):
        path = tmp_path / f"{number}.sav"
        pyreadstat.write_sav(frame, path, variable_value_labels=own)
        request = EstimateRequest(data=Data(path), variable=("school",), statistic=("proportion",))
        if own:
            rows = pipeline.estimate(request).rows
            assert {row.estimate.subject.level.label for row in rows if row.estimate.subject.level} == {
                "North",
                "South",
                "East",
            }
        else:
            with pytest.raises(ProtectionError, match="school"):
                pipeline.estimate(request)


@pytest.mark.parametrize(
    ("name", "common", "refused"),
    [
        (7, (12, 14), False),
        (104, (12, 14), False),
        (1042, (12, 14), True),
        (1.55, (12, 14), True),
        (2042, (2001, 2004), False),
        (20421, (2001, 2004), True),
    ],
)
def test_a_number_that_few_gave_is_a_group_unless_it_is_long(
    tmp_path: Path, name: float, common: tuple[float, float], refused: bool
) -> None:
    small = survey(tmp_path, year=schools(4, name, common))
    if refused:
        with pytest.raises(ProtectionError, match="year"):
            by_school(small, "year")
    else:
        assert name in groups_of(by_school(small, "year"))


def test_a_text_that_few_gave_is_no_answer_no_cell_no_term_and_no_stratum(tmp_path: Path) -> None:
    small, by = survey(tmp_path), Domain(by=("school",))
    asked = (
        lambda: pipeline.estimate(EstimateRequest(data=small.data, variable=("school",), statistic=("proportion",))),
        lambda: pipeline.estimate(
            EstimateRequest(data=small.data, variable=("age",), statistic=("median",), domain=by)
        ),
        lambda: pipeline.breakdown(BreakdownRequest(data=small.data, set=("school",))),
        lambda: pipeline.crosstab(CrosstabRequest(data=small.data, row="school", column="hurt")),
        lambda: pipeline.crosstab(CrosstabRequest(data=small.data, row="hurt", column="school")),
        lambda: pipeline.compare(CompareRequest(data=small.data, variable=("age",), domain=by)),
        lambda: pipeline.model(ModelRequest(data=small.data, formula="age ~ school", family="linear")),
    )
    for ask in asked:
        with pytest.raises(ProtectionError, match="some answers to school"):
            ask()


def test_a_text_that_few_gave_is_no_item_of_a_set_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sets.sav"
    pyreadstat.write_sav(pd.DataFrame({"s1": schools(4), "s2": schools(6)}), path)
    with_sets(path, "$told=C 0  s1 s2\n")
    assert len(pipeline.breakdown(BreakdownRequest(data=Data(path), set=("told",))).rows) == 6
    pyreadstat.write_sav(pd.DataFrame({"s1": schools(4), "s2": schools(2)}), path)
    with_sets(path, "$told=C 0  s1 s2\n")
    with pytest.raises(ProtectionError, match=r"some answers to told .* declare its items in a codebook"):
        pipeline.breakdown(BreakdownRequest(data=Data(path), set=("told",)))
    open_ = BreakdownRequest(data=Data(path), set=("told",), shown=Shown(protect="none"))
    assert len(pipeline.breakdown(open_).rows) == 6


def test_messages_of_weighting_name_no_text_that_few_gave(tmp_path: Path) -> None:
    small = survey(tmp_path, w=[1.0] * ROWS)
    for totals, said in (
        ("{A: 60, B: 30}", r"4 rows are at levels without a total \(a level of few rows\)"),
        ("{A: 60, B: 30, D: 10}", "school has no level D; it has A, B$"),
        ("{A: 60, B: 30, E: 10}", "school has no level E; it has A, B$"),
    ):
        (tmp_path / "totals.yaml").write_text(f"school: {totals}\n", encoding="utf-8")
        with pytest.raises(CodebookError, match=said):
            pipeline.weight(WeightRequest(data=small.data, margins=tmp_path / "totals.yaml"))
    (tmp_path / "totals.yaml").write_text("school: {A: 60, B: 30, C: 10}\n", encoding="utf-8")
    assert pipeline.weight(WeightRequest(data=small.data, margins=tmp_path / "totals.yaml")).lines
    with pytest.raises(DesignError, match=r"nobody responded in 1 of 3 nonresponse classes \(a level of few rows\)"):
        pipeline.weight(WeightRequest(data=small.data, respondents="school != 'C'", classes=("school",)))
