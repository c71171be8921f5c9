"""Imputed variables and completed files in every command: what is combined, what is hidden, and what is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from analysis.codebook import check_file
from analysis.errors import CodebookError, DataError, DesignError, SurveyError, UsageError
from analysis.export import json_
from analysis.pipeline import breakdown, compare, crosstab, estimate, flow, model, prevalence, weight
from analysis.presentation.table import Table
from analysis.request import (
    BreakdownRequest,
    Calibrating,
    Data,
    Domain,
    EstimateRequest,
    FlowRequest,
    PrevalenceRequest,
    Shown,
)
from analysis.request_analysis import CompareRequest, CrosstabRequest, ModelRequest, WeightRequest
from cli.app import main
from tests.pipeline.small import HEAD, OPEN, ROWS, Small, note, side_by_side, values, write

M = 4
CODEBOOK = """
populations:
  all: {label: All children, size: {known: 100_000, source: census}}
variables:
  score: {label: Score, imputed: 'score*'}
  harmed: {label: Harmed, imputed: [h1, h2, h3, h4], values: {1: "Yes", 2: "No"}}
  sex: {values: {1: Girl, 2: Boy}}
  high: {label: High, values: {0: "No", 1: "Yes"}, derived: {1: score >= 12, 0: score < 12}}
indicators:
  harm: {label: Harm, population: all, any_of: [harmed == 1], missing: complete, harm: false}
"""


def columns() -> dict[str, list[Any]]:
    """Four imputations of a number and of a yes or no; every other row was answered and is the same in all."""
    scores = {
        f"score{one}": [row * row % 23 + row % 11 // 2 + (one * (row % 3) if row % 2 else 0) for row in range(ROWS)]
        for one in range(1, M + 1)
    }
    harmed = {
        f"h{one}": [1 if row % 4 == 0 or (row % 2 and (row + 3 * one) % 7 == 0) else 2 for row in range(ROWS)]
        for one in range(1, M + 1)
    }
    return scores | harmed


@pytest.fixture
def small(tmp_path: Path) -> Small:
    return write(tmp_path, CODEBOOK, **columns())


def _each(of: Small, name: str, **asked: Any) -> list[Table]:
    """The same request of each column on its own."""
    return [
        estimate(EstimateRequest(data=of.data, variable=(f"{name}{one}",), shown=OPEN, **asked))
        for one in range(1, M + 1)
    ]


def _rubin(tables: Sequence[Table], row: int = 0) -> tuple[float, float]:
    """Value and standard error of one row of several tables, by hand."""
    made = [table.rows[row].estimate for table in tables]
    mean = sum(one.value or 0 for one in made) / M
    between = sum(((one.value or 0) - mean) ** 2 for one in made) / (M - 1)
    return mean, math.sqrt(sum((one.se or 0) ** 2 for one in made) / M + (1 + 1 / M) * between)


@pytest.mark.parametrize("statistic", ["mean", "total", "variance", "median"])
def test_every_statistic_is_the_mean_of_the_columns_with_both_variances(small: Small, statistic: Any) -> None:
    table = estimate(EstimateRequest(data=small.data, variable=("score",), statistic=(statistic,), shown=OPEN))
    (row,) = table.rows
    assert (row.estimate.value, row.estimate.se) == pytest.approx(_rubin(_each(small, "score", statistic=(statistic,))))
    assert row.estimate.method == "t"
    assert "4 imputations" in note(table, "Rubin")
    assert note(table, "Rubin") in table.credits  # under a picture too


def test_an_imputed_variable_may_stand_wherever_a_variable_may(small: Small) -> None:
    shown, data = OPEN, small.data
    asked = EstimateRequest(
        data=data, variable=("score * 2 + age",), domain=Domain("harmed == 1", ("high",)), shown=shown
    )
    by_hand = [
        estimate(replace(asked, variable=(f"score{one} * 2 + age",), domain=Domain(f"h{one} == 1")))
        for one in range(1, M + 1)
    ]
    rows = estimate(asked).rows
    assert (rows[0].estimate.value, rows[0].estimate.se) == pytest.approx(_rubin(by_hand))
    assert [row.estimate.subject.by["high"].label for row in rows[1:]] == ["No", "Yes"]
    shares = breakdown(BreakdownRequest(data=data, set=("high",), shown=shown))
    assert sum(one or 0 for one in values(shares)) == pytest.approx(1)
    fitted = model(ModelRequest(data=data, formula="harm ~ score + high", shown=shown))
    assert [row.estimate.imputed.count for row in fitted.rows if row.estimate.imputed] == [M] * len(fitted.rows)


def test_counts_beside_imputed_answers_are_rounded_each_by_itself_and_the_table_says_so(small: Small) -> None:
    shown = replace(OPEN, round_counts=7)
    alone = breakdown(BreakdownRequest(data=small.data, set=("high",), shown=shown))
    table = estimate(EstimateRequest(data=small.data, variable=("score",), shown=shown))
    assert table.rows[0].estimate.n % 7 == 0
    assert (
        note(table, "multiples of 7")
        == note(alone, "multiples of 7")
        == "n and cases are multiples of 7, each the nearest."
    )


def test_what_is_not_imputed_keeps_the_numbers_of_one_data_set(small: Small) -> None:
    both = estimate(EstimateRequest(data=small.data, variable=("age", "score"), shown=OPEN)).rows[0].estimate
    alone = estimate(EstimateRequest(data=small.data, variable=("age",), shown=OPEN))
    assert not any("imputations" in text for text in alone.notes)
    only = alone.rows[0].estimate
    assert (both.value, both.df, both.deff) == pytest.approx((only.value, only.df, only.deff))
    assert (both.se, both.low, both.high) == pytest.approx((only.se, only.low, only.high))


def test_people_are_the_size_times_the_bounds_of_the_share(small: Small) -> None:
    (row,) = prevalence(PrevalenceRequest(data=small.data, shown=OPEN)).rows
    one = row.estimate
    assert one.count is not None
    assert one.method == "korn-graubard"
    assert (one.count.estimate, one.count.low, one.count.high) == pytest.approx(
        tuple(100_000 * (part or 0) for part in (one.value, one.low, one.high))
    )


def test_holm_adjusts_the_combined_tests(small: Small) -> None:
    asked = CompareRequest(
        data=small.data, variable=("score",), domain=Domain(by=("age",)), against="all", adjust="none", shown=OPEN
    )
    plain, holm = (compare(replace(asked, adjust=rule)) for rule in ("none", "holm"))
    p = sorted(test.p or 0 for test in plain.tests)
    assert len(p) == 15
    assert min(test.p or 0 for test in holm.tests) == pytest.approx(min(1, 15 * p[0]))
    by_contrast = {row.estimate.subject.contrast: row.estimate for row in plain.rows if row.estimate.subject.contrast}
    for test in plain.tests:
        row = by_contrast[test.of.removeprefix("Score: ")]
        assert test.statistic == pytest.approx((row.value or 0) / (row.se or 1))
        assert test.df == row.df


def test_a_test_of_independence_says_that_it_is_not_combined(small: Small) -> None:
    table = crosstab(CrosstabRequest(data=small.data, row="high", column="sex", residuals=True, shown=OPEN))
    assert [(test.p, test.reason) for test in table.tests] == [
        (None, "tests of this kind are not combined over imputations")
    ]
    assert "not combined over imputations" in note(table, "Rao-Scott")
    residuals = [row.estimate for row in table.rows if row.estimate.subject.statistic == "residual"]
    assert {one.value for one in residuals} == {None}


def test_protection_looks_at_every_completed_data_set(tmp_path: Path) -> None:
    cases = {1: 8, 2: 8, 3: 4, 4: 9}  # one of them has too few cases to be shown, though their mean has not
    harmed = {
        f"h{one}": [1 if row % 20 == 0 and row < 20 * n else 2 for row in range(ROWS)] for one, n in cases.items()
    }
    small = write(tmp_path, CODEBOOK, **(columns() | harmed))
    asked = PrevalenceRequest(data=small.data, forms=False, shown=Shown(rules="none"))
    (row,) = prevalence(asked).rows
    assert (row.status, row.estimate.value) == ("suppressed", None)
    (open_row,) = prevalence(replace(asked, shown=OPEN)).rows
    assert (open_row.estimate.n_cases, open_row.estimate.contributors) == (7, 4)
    told = json.loads(json_.write(prevalence(asked)))["rows"][0]
    assert (told["imputations"], told["between_variance"], told["missing_information"]) == (4, None, None)


def test_json_keeps_its_contract(small: Small) -> None:
    schema = json.loads(Path(json_.__file__).with_name("output.schema.json").read_text(encoding="utf-8"))
    of_columns = prevalence(PrevalenceRequest(data=small.data, domain=Domain(by=("sex",)), shown=OPEN))
    fitted = model(ModelRequest(data=small.data, formula="harm ~ score + high", shown=OPEN))
    for table in (of_columns, fitted):
        written = json.loads(json_.write(table))
        jsonschema.validate(written, schema)
        assert {row["imputations"] for row in written["rows"]} == {M}
        assert all(0 <= row["missing_information"] <= 1 for row in written["rows"])


def test_the_test_of_a_term_of_one_number_is_the_square_of_its_t(small: Small) -> None:
    table = model(ModelRequest(data=small.data, formula="harm ~ score + sex", test=("score",), shown=OPEN))
    (of_number,) = [test for test in table.tests if test.of == "Harm: score"]
    (joint,) = [test for test in table.tests if test.name == "wald-f"]
    assert (joint.statistic, joint.df, joint.ddf, joint.p) == pytest.approx(
        ((of_number.statistic or 0) ** 2, 1, of_number.df, of_number.p)
    )


@pytest.mark.parametrize(("few", "hidden"), [(3, True), (12, False)])
def test_tables_of_other_rows_are_held_against_each_other_in_every_completed_data_set(
    few: int, hidden: bool, tmp_path: Path
) -> None:
    """Of the 33 children aged 17 three were harmed in one of the data sets, and twelve in the others."""
    ages = [12 + row % 6 for row in range(ROWS)]
    harmed = {
        f"h{one}": [
            1 if (row < 6 * (few if one == 3 else 12) if age == 17 else row % 4 == 0) else 2
            for row, age in enumerate(ages)
        ]
        for one in range(1, M + 1)
    }
    small = write(tmp_path, CODEBOOK, **(columns() | harmed))
    asked = PrevalenceRequest(data=small.data, indicator=("harm",), shown=Shown(rules="none"))
    tables = side_by_side(asked, replace(asked, domain=Domain(where="age <= 16")))
    assert ("suppressed" in [table.rows[0].status for table in tables]) is hidden


def test_the_notes_of_imputed_answers_tell_no_average_where_anything_is_hidden(tmp_path: Path) -> None:
    changed = columns()
    changed["h3"] = [1 if row < 3 else 2 for row in range(ROWS)]
    changed["sex"] = [None if row % 10 == 7 else 1 + row % 2 for row in range(ROWS)]
    small = write(tmp_path, CODEBOOK, **changed)
    asked = PrevalenceRequest(data=small.data, indicator=("harm",), domain=Domain(by=("sex",)))
    (told,) = side_by_side(replace(asked, shown=Shown(rules="none")))
    assert told.rows[0].status == "suppressed"
    assert "how many is not told" in note(told, "sex: rows without a value")
    (shown,) = side_by_side(replace(asked, shown=OPEN))
    assert "20" in note(shown, "sex: rows without a value")


def test_reliability_goes_by_the_smallest_base(tmp_path: Path) -> None:
    codebook = CODEBOOK.replace("harmed: {", "group: {label: Group, imputed: 'g*'}\n  harmed: {")
    groups = {
        f"g{one}": [1 if row < n else 2 for row in range(ROWS)] for one, n in ((1, 60), (2, 60), (3, 60), (4, 40))
    }
    small = write(tmp_path, codebook, **(columns() | groups))
    asked = EstimateRequest(data=small.data, variable=("score",), domain=Domain(by=("group",)))
    first = estimate(replace(asked, shown=Shown(rules="dhs", protect="none"))).rows[1]
    assert (first.estimate.n, first.flags[0]) == (55, "base_25_49")


def test_a_group_that_some_data_sets_lack_has_no_number(tmp_path: Path) -> None:
    codebook = CODEBOOK.replace("harmed: {", "group: {label: Group, imputed: 'g*'}\n  harmed: {")
    groups = {f"g{one}": [3 if one > 2 and row < 60 else 1 + row % 2 for row in range(ROWS)] for one in range(1, M + 1)}
    small = write(tmp_path, codebook, **(columns() | groups))
    asked = EstimateRequest(data=small.data, variable=("score",), domain=Domain(by=("group",)), shown=OPEN)
    *known, last = (row.estimate for row in estimate(asked).rows)
    assert all(one.value is not None for one in known)
    assert (last.value, last.n) == (None, 30)
    assert "in some of the completed data sets this group has nobody" in last.reason
    with pytest.raises(DesignError, match="not in the model of every completed data set"):
        model(ModelRequest(data=small.data, formula="score ~ C(group)", family="linear", shown=OPEN))


def _files(folder: Path, path: str = "imp*.csv", **changed: Sequence[Any]) -> Data:
    """The imputations as files of their own; `changed` are columns of the last."""
    made = columns()
    codebook = CODEBOOK.replace(", imputed: 'score*'", "").replace(", imputed: [h1, h2, h3, h4]", "")
    for one in range(1, M + 1):
        own = {"id": list(range(ROWS)), "score": made[f"score{one}"], "harmed": made[f"h{one}"]}
        write(folder, codebook, HEAD.replace("data.csv", path), **(own | (changed if one == M else {})))
        (folder / "data.csv").rename(folder / f"imp{one}.csv")
    return Data(codebook=folder / "cb.yaml")


def test_completed_files_give_what_columns_give(small: Small, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    asked = PrevalenceRequest(domain=Domain(by=("sex", "high")), shown=OPEN)
    of_columns = prevalence(replace(asked, data=Data(codebook=small.data.codebook)))
    of_files = prevalence(replace(asked, data=_files(tmp_path / "files")))
    assert [row.estimate for row in of_files.rows] == [row.estimate for row in of_columns.rows]
    assert [path.name for path in of_files.inputs] == ["cb.yaml", *(f"imp{one}.csv" for one in range(1, M + 1))]
    assert of_files.provenance["imputations"]["files"] == {"people": [f"imp{one}.csv" for one in range(1, M + 1)]}


def test_one_completed_file_named_alone_says_what_it_leaves_out(tmp_path: Path) -> None:
    data = _files(tmp_path)
    table = estimate(EstimateRequest(data=replace(data, data=tmp_path / "imp2.csv"), variable=("score",), shown=OPEN))
    assert "leave out" in note(table, "completed data sets")


def test_a_manifest_of_completed_files_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _files(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["estimate", "--codebook", "cb.yaml", "--variable", "score", "-o", "out.csv"]) == 0
    manifest = json.loads((tmp_path / "out.csv.manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["inputs"]) == ["cb.yaml", *(f"imp{one}.csv" for one in range(1, M + 1))]
    assert main(["rerun", "out.csv.manifest.json"]) == 0
    (tmp_path / "imp3.csv").write_text((tmp_path / "imp2.csv").read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["rerun", "out.csv.manifest.json"]) == 1
    assert "imp3.csv" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": list(reversed(range(ROWS)))}, "id differs between imp1.csv and imp4.csv"),
        ({"w": [2] * ROWS}, "w differs between imp1.csv and imp4.csv"),
        ({"psu": [row // 5 for row in range(ROWS)]}, "psu differs between imp1.csv and imp4.csv"),
    ],
)
def test_completed_files_of_other_people_or_another_design_are_refused(
    tmp_path: Path, changed: dict[str, list[Any]], said: str
) -> None:
    data = _files(tmp_path, **changed)
    book = tmp_path / "cb.yaml"
    book.write_text(
        book.read_text(encoding="utf-8").replace("path: imp*.csv,", "path: imp*.csv, key: id,"), encoding="utf-8"
    )
    with pytest.raises(DataError, match=said):
        estimate(EstimateRequest(data=data, variable=("score",)))


def test_completed_files_of_other_numbers_of_rows_are_refused(tmp_path: Path) -> None:
    data = _files(tmp_path)
    lines = (tmp_path / "imp3.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "imp3.csv").write_text("".join(lines[:-2]), encoding="utf-8")
    with pytest.raises(DataError, match=r"imp3.csv has 198 rows and imp1.csv 200"):
        estimate(EstimateRequest(data=data, variable=("score",)))


@pytest.mark.parametrize(
    ("old", "new", "error", "said"),
    [
        (
            "'score*'",
            "'points*'",
            CodebookError,
            r"cb.yaml:\d+:\d+: variables.score.imputed: no column of data.csv is ",
        ),
        ("'score*'", "score3-score5", CodebookError, "data.csv has no column 'score5'; write the range that is there"),
        ("'score*'", "score1", CodebookError, "there is one column, score1, and imputations are two or more"),
        ("[h1, h2, h3, h4]", "[h1, h2]", CodebookError, "variable score has 4, variable harmed has 2"),
        ("{weight: w, strata: st, psu: psu}", "none", DesignError, "nothing that imputations are combined by"),
        ("weight: w", "weight: score", UsageError, "score is imputed, and a design and known totals need one number"),
        ("'score*'", "'score*', column: score1", CodebookError, "leave column and derived out"),
    ],
)
def test_what_cannot_be_combined_is_refused(
    small: Small, tmp_path: Path, old: str, new: str, error: type[SurveyError], said: str
) -> None:
    book = tmp_path / "cb.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(error, match=said):
        estimate(EstimateRequest(data=small.data, variable=("score", "harmed == 1")))


def test_one_file_of_a_pattern_is_refused(tmp_path: Path) -> None:
    data = _files(tmp_path)
    for one in range(2, M + 1):
        (tmp_path / f"imp{one}.csv").unlink()
    with pytest.raises(DataError, match=r"there is one file, imp1.csv, and completed data sets are two or more"):
        estimate(EstimateRequest(data=data, variable=("score",)))


def test_what_counts_rows_or_makes_weights_refuses_imputed_variables(small: Small, tmp_path: Path) -> None:
    book = tmp_path / "cb.yaml"
    text = book.read_text(encoding="utf-8").replace("label: All children,", "label: All children, where: score > 5,")
    book.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="flow counts rows"):
        flow(FlowRequest(data=small.data))
    margins = tmp_path / "margins.yaml"
    margins.write_text("high: {0: 100, 1: 100}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="score is imputed, and a design and known totals need"):
        estimate(EstimateRequest(data=small.data, variable=("age",), calibrating=Calibrating(margins)))
    with pytest.raises(UsageError, match="weights are made of one number a row"):
        weight(WeightRequest(data=small.data, respondents="score > 5", classes=("sex",)))


def test_the_check_of_a_codebook_looks_at_every_imputation(small: Small, tmp_path: Path) -> None:
    book = tmp_path / "cb.yaml"
    assert check_file(book) == ()
    lines = (tmp_path / "data.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[7].split(",")
    cells[lines[0].split(",").index("h3")] = "7"
    (tmp_path / "data.csv").write_text("\n".join([*lines[:7], ",".join(cells), *lines[8:]]) + "\n", encoding="utf-8")
    (found, *_) = check_file(book)
    assert "variables.harmed: 1 of 200 rows have a code that is neither" in found.message
    assert found.message.endswith("(imputation 3)")
    book.write_text(book.read_text(encoding="utf-8").replace("'score*'", "'points*'"), encoding="utf-8")
    assert "variables.score.imputed: no column of data.csv" in check_file(book)[0].message


def test_the_check_of_a_codebook_says_which_completed_file_is_another(tmp_path: Path) -> None:
    _files(tmp_path, w=[2] * ROWS, harmed=[7] * ROWS)
    found = [one.message for one in check_file(tmp_path / "cb.yaml")]
    assert "files.people.path: w differs between imp1.csv and imp4.csv" in found[0]
    assert any("200 of 200 rows have a code" in one and one.endswith("(imp4.csv)") for one in found)


def test_the_check_of_a_codebook_finds_an_imputed_design(small: Small, tmp_path: Path) -> None:
    book = tmp_path / "cb.yaml"
    book.write_text(book.read_text(encoding="utf-8").replace("weight: w", "weight: score"), encoding="utf-8")
    assert any("files.people.design: score is imputed" in one.message for one in check_file(book))


def test_unanswered_rows_are_told_on_average(tmp_path: Path) -> None:
    blanks = {f"score{one}": [None if row < 10 * one else row % 9 for row in range(ROWS)] for one in range(1, M + 1)}
    small = write(tmp_path, CODEBOOK, **(columns() | blanks))
    table = estimate(EstimateRequest(data=small.data, variable=("score",), shown=OPEN))
    assert [(row.reason, row.n) for row in table.missing] == [("blank", 25)]
    assert table.rows[0].estimate.n == ROWS - 25
