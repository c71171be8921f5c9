"""Real survey files that nobody here wrote, held against what other readers and R found in them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.input import Column, Microdata, look, read
from analysis.input.describe import guess_design


def plain(column: Column) -> list[Any]:
    """One value a row; None where there is none."""
    if column.categories is None:
        return [None if math.isnan(value) else value for value in column.values.tolist()]
    return [column.categories[code] if code >= 0 else None for code in column.values.tolist()]


def numbers(microdata: Microdata) -> dict[str, np.ndarray[Any, Any]]:
    """The number columns under names without capitals, as version 5 transport files have only capitals."""
    made = {name.lower(): column for name, column in microdata.columns.items()}
    return {name: np.asarray(column.values) for name, column in made.items() if column.categories is None}


def test_spss_files_are_read_as_the_reference_reader_did(shared: Path) -> None:
    oracle = json.loads((shared / "formats_spss" / "oracle.json").read_text())
    checked = 0
    for entry in oracle["files"]:
        microdata = read(shared / "formats_spss" / entry["file"])
        if "pyreadstat_error" not in entry:
            hold(microdata, entry["pyreadstat"])
            checked += 1
    assert checked >= 17


def hold(microdata: Microdata, expected: dict[str, Any]) -> None:
    facts = microdata.facts
    assert (microdata.rows, list(facts.columns)) == (expected["rows"], expected["cols"])
    assert facts.label == (expected["file_label"] or "")
    assert {name: column.label or None for name, column in facts.columns.items()} == expected["labels"]
    for name, column in microdata.columns.items():
        labels = {str(code): label for code, label in column.facts.value_labels.items()}
        assert labels == expected["value_labels"].get(name, {})
        missing = [{"lo": part.low, "hi": part.high} for part in column.facts.user_missing]
        assert missing == expected["missing_ranges"].get(name, [])
        if column.facts.level != "date":
            assert column.facts.level == expected["measure"][name]
        hold_values(column, expected["columns"][name])
    assert {name: said["variable_list"] for name, said in expected["mr_sets"].items()} == {
        name: list(found.columns) for name, found in facts.sets.items()
    }


def hold_values(column: Column, expected: dict[str, Any]) -> None:
    values = plain(column)
    if "sum" in expected:
        assert math.fsum(value for value in values if value is not None) == pytest.approx(expected["sum"], rel=1e-12)
    if column.categories is not None and "distinct" in expected:
        # The reference counts an empty text as one more.
        assert len(column.categories) + (column.facts.level != "date" and None in values) == expected["distinct"]
    first = [value.replace("T", " ") if column.facts.level == "date" else value for value in values[:3] if value]
    assert first == [value for value in expected["first"] if value]


def test_the_date_that_stops_the_reference_reader_is_blank(shared: Path) -> None:
    microdata = read(shared / "formats_spss" / "tidyverse_datetime.sav")
    assert plain(microdata.columns["date.posix"]) == [None, "2014-09-23T15:59:20"]
    assert plain(microdata.columns["time"]) == ["12:11:10.090", "15:59:20.010"]
    assert microdata.facts.notes == ("date.posix: 1 dates outside the years 1 to 9999 are read as blank",)


@pytest.mark.parametrize("name", ["data.csv", "data.dta", "data.sav", "data.zsav", "data.xpt", "data_v8.xpt"])
def test_seven_formats_of_one_survey_give_the_same_numbers(shared: Path, name: str) -> None:
    pytest.importorskip("pyarrow")
    expected = numbers(read(shared / "api_strat" / "data.parquet"))
    found = numbers(read(shared / "api_strat" / name))
    common = expected.keys() & found.keys()
    assert expected.keys() - common <= {"cds"}  # text in formats that R wrote
    for column in common:
        np.testing.assert_allclose(found[column], expected[column], rtol=1e-13, equal_nan=True)


def test_french_text_with_decimal_commas_equals_the_plain_file(shared: Path) -> None:
    folder = shared / "hdv2003_fr"
    french, plain_file = read(folder / "data_latin1_semicolon_decimalcomma.csv"), read(folder / "data.csv")
    np.testing.assert_array_equal(french.columns["poids"].values, plain_file.columns["poids"].values)
    assert french.columns["poids"].facts.kind == "number"
    assert french.columns["sexe"].categories == ("Femme", "Homme")
    labelled = [read(folder / name) for name in ("labelled.sav", "labelled.dta", "labelled_v13.dta")]
    for microdata in labelled:
        np.testing.assert_allclose(microdata.columns["poids"].values, french.columns["poids"].values, rtol=1e-15)


def test_an_old_stata_file_keeps_its_labels_and_equals_its_export(shared: Path) -> None:
    stata, export = (read(shared / "nhanes2_stata" / name) for name in ("nhanes2.dta", "data.csv"))
    assert stata.facts.columns["race"].value_labels == {1.0: "White", 2.0: "Black", 3.0: "Other"}
    assert stata.facts.columns["finalwgt"].label == "sampling weight (except lead)"
    found, expected = numbers(stata), numbers(export)
    for name in found.keys() & expected.keys():
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-6, equal_nan=True)


@pytest.mark.parametrize("file", ["data", "enfants", "menages"])
def test_three_linked_french_files_agree_in_three_formats(shared: Path, file: str) -> None:
    folder = shared / "fertility_fr"
    text, spss, stata = (read(folder / f"{file}{extension}") for extension in (".csv", ".sav", ".dta"))
    for name, column in text.columns.items():
        # R blanked the user-missing codes when it wrote the text; here they stay and are told apart.
        missing = {part.low for part in spss.facts.columns[name].user_missing}
        assert [None if value in missing else value for value in plain(spss.columns[name])] == plain(column)
        assert plain(stata.columns[name]) == plain(spss.columns[name])
        assert stata.facts.columns[name].value_labels == spss.facts.columns[name].value_labels


def test_a_form_and_its_data_read(shared: Path) -> None:
    folder = shared / "codebook_xlsform"
    oracle = json.loads((folder / "oracle.json").read_text())
    data = read(folder / "data.csv")
    assert (data.rows, len(data.columns)) == (oracle["n_rows"], oracle["n_columns"])
    assert read(folder / "form.xlsx", ["type", "name"]).rows == oracle["n_questions"]


@pytest.mark.parametrize(
    ("file", "design"),
    [
        ("yrbs_r/data.sav", {"weight": "weight", "stratum": "strata", "psu": "psu"}),
        ("nhanes2_stata/nhanes2.dta", {"finalwgt": "weight", "strata": "strata", "psu": "psu"}),
        ("dhs_model/data.dta", {"v005": "weight", "v022": "strata", "v021": "psu"}),
        ("fertility_fr/data.sav", {"poids": "weight"}),
        ("nmihs_boot/data.csv", {"finalwgt": "weight", "bsrw1-bsrw50": "replicate"}),
    ],
)
def test_the_design_of_real_surveys_is_guessed(shared: Path, file: str, design: dict[str, str]) -> None:
    microdata = read(shared / file)
    found = {guess.column: guess.role for guess in guess_design(microdata.facts, microdata)}
    assert design.items() <= found.items()


def test_looking_is_cheap_where_the_file_knows_itself(shared: Path) -> None:
    facts = look(shared / "yrbs_r" / "data.sav")
    assert (facts.rows, list(facts.columns)) == (15624, ["weight", "stratum", "psu", "qn8"])
