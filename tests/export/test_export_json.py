"""JSON is a contract: every field, nothing that JSON does not have, and the shipped schema agrees."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from analysis.codebook.answers import Level
from analysis.estimation import estimate
from analysis.export import json_
from analysis.export.flat import plain, record
from analysis.presentation.table import Row, Table
from tests.export.tables import FOUND, HIDDEN, SUBJECT, SYNTHETIC, TABLE, WHOLE

SCHEMA = json.loads(files("analysis.export").joinpath("output.schema.json").read_text(encoding="utf-8"))
FIELDS = [
    *("file", "population", "base", "unit", "variable", "label", "indicator_version", "set", "item", "item_label"),
    *("level", "level_label", "by", "statistic", "percent_of", "contrast", "term", "synthetic", "estimate", "se"),
    *("ci_low", "ci_high", "ci_level", "ci_method", "df", "deff", "n_eff", "n", "n_cases", "n_psu", "n_strata"),
    *("sum_of_weights", "population_size", "total", "status", "flags", "reason"),
]
OF_IMPUTATIONS = ["imputations", "between_variance", "missing_information"]  # there where something was imputed


def read(table: Table) -> Any:
    return json.loads(json_.write(table), parse_constant=pytest.fail)


def test_the_schema_is_itself_valid_and_has_the_fields_of_the_contract() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["row"]["required"] == FIELDS
    assert list(SCHEMA["$defs"]["row"]["properties"]) == [*FIELDS, *OF_IMPUTATIONS]


@pytest.mark.parametrize("table", [TABLE, SYNTHETIC, FOUND], ids=lambda table: table.command)
def test_real_output_keeps_to_the_schema(table: Table) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(read(table))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("rows", 0, "estimate"), "30 %"),
        (("rows", 0, "by"), {"sex": "Girls"}),
        (("rows", 0, "status"), "hidden"),
        (("rows", 0, "surprise"), 1),
        (("rows", 0, "population"), ""),
        (("schema_version",), "2.0"),
        (("missing", 0, "share"), 7.1),
        (("columns",), {"not": "an array"}),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_say(path: tuple[Any, ...], value: Any) -> None:
    document = read(TABLE)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert not Draft202012Validator(SCHEMA).is_valid(document)


def test_the_object_has_the_parts_of_the_contract_in_order() -> None:
    document = read(TABLE)
    assert list(document) == ["schema_version", "command", "rows", "tests", "missing", "notes", "provenance"]
    assert document["tests"] == []
    assert document["notes"] == ["(*) fewer than 25 respondents."]
    assert document["missing"] == [
        {"variable": "ocsea", "label": "OCSEA", "reason": "refused", "n": 7, "share": 0.0071, "treated": "excluded"}
    ]


def test_a_row_has_every_field_with_codes_beside_labels() -> None:
    whole, hidden = read(TABLE)["rows"]
    assert list(whole) == list(hidden) == FIELDS
    assert (whole["level"], whole["level_label"], whole["item"], whole["item_label"]) == ("yes", "Yes", None, None)
    assert whole["estimate"] == 0.30000000000000004
    assert whole["total"] == {
        "estimate": 7515000.0,
        "low": 6262500.0,
        "high": 8767500.0,
        "qualifier": "at least",
        "rounded_to": None,
        "size_source": "census projection 2020",
    }
    assert hidden["by"] == {"sex": {"code": 2, "label": "Girls"}}
    assert (hidden["estimate"], hidden["ci_level"], hidden["total"], hidden["contrast"]) == (None, None, None, None)
    assert (hidden["status"], hidden["flags"], hidden["reason"]) == ("suppressed", ["small base"], "base under 25")


def test_two_reasons_are_both_told() -> None:
    row = Row(replace(WHOLE, reason="one PSU in a stratum"), reason="wide interval")
    assert record(row)["reason"] == "wide interval; one PSU in a stratum"


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_numbers_that_json_lacks_are_null(odd: float) -> None:
    table = replace(TABLE, rows=(Row(replace(WHOLE, deff=odd, df=odd)),), provenance={"deep": [{"x": odd}]})
    document = read(table)
    assert (document["rows"][0]["deff"], document["rows"][0]["df"], document["provenance"]) == (
        None,
        None,
        {"deep": [{"x": None}]},
    )


def test_sets_are_written_in_their_order_and_arrays_as_they_are() -> None:
    value = {"set": {"b", "a"}, "frozen": frozenset({2, 1}), "list": ["b", ("a",)], 3: None, "yes": False}
    written = {"set": ["a", "b"], "frozen": [1, 2], "list": ["b", ["a"]], "3": None, "yes": False}
    assert plain(value) == written


def test_a_test_says_its_group_as_codes_with_labels() -> None:
    made = estimate.Test(
        "rao-scott-f", "sex by age", 1.5, 2.0, math.nan, 0.2, {"sex": Level(2.0, "Girls")}, "one reason"
    )
    empty = replace(made, by={}, reason="")
    assert read(replace(TABLE, tests=(made, empty)))["tests"] == [
        {
            **{"name": "rao-scott-f", "of": "sex by age", "statistic": 1.5, "df": 2.0, "ddf": None, "p": 0.2},
            **{"by": {"sex": {"code": 2, "label": "Girls"}}, "reason": "one reason"},
        },
        {
            **{"name": "rao-scott-f", "of": "sex by age", "statistic": 1.5, "df": 2.0, "ddf": None, "p": 0.2},
            **{"by": {}, "reason": None},
        },
    ]


def test_of_imputations_it_says_how_many_and_what_they_leave_open() -> None:
    fields = record(Row(replace(WHOLE, imputed=estimate.Imputed(5, 0.01, 0.2))))
    assert list(fields) == [*FIELDS, *OF_IMPUTATIONS]
    assert [fields[name] for name in OF_IMPUTATIONS] == [5, 0.01, 0.2]


def test_a_base_that_is_hidden_has_no_number() -> None:
    assert record(Row(WHOLE, base_hidden=True))["n"] is None
    assert record(Row(WHOLE))["n"] == 995


def test_numpy_scalars_are_the_numbers_they_stand_for() -> None:
    assert plain({"n": np.int64(3), "yes": np.bool_(True), "p": np.float64(0.5)}) == {"n": 3, "yes": True, "p": 0.5}
    with pytest.raises(TypeError, match="which no format can say"):
        plain(object())


def test_a_code_stays_as_the_codebook_has_it() -> None:
    codes = [
        record(Row(replace(WHOLE, subject=replace(SUBJECT, item=Level(code, "x")))))["item"]
        for code in (1.0, 1.5, "01")
    ]
    assert codes == [1, 1.5, "01"]
    assert isinstance(codes[0], int)


def test_the_text_is_set_in_by_two_spaces() -> None:
    assert json_.write(TABLE).splitlines()[:4] == [
        "{",
        '  "schema_version": "1.0",',
        '  "command": "prevalence",',
        '  "rows": [',
    ]


def test_other_alphabets_stay_and_the_text_ends_its_line() -> None:
    text = json_.write(replace(TABLE, notes=("Perempuan – 女孩",)))
    assert "Perempuan – 女孩" in text
    assert text.endswith("}\n")


def test_every_row_of_a_synthetic_survey_says_so() -> None:
    assert [row["synthetic"] for row in read(SYNTHETIC)["rows"]] == [True, True]
    assert [row["synthetic"] for row in read(TABLE)["rows"]] == [False, False]


def test_a_command_adds_arrays_but_takes_no_name_of_the_contract() -> None:
    assert read(FOUND)["findings"] == [{"file": "cb.yaml", "line": 3, "finding": "no such key"}]
    with pytest.raises(ValueError, match="rows"):
        json_.write(replace(FOUND, more={"rows": ()}))


def test_the_hidden_row_holds_no_number_it_should_not() -> None:
    numbers = {name for name, value in record(Row(HIDDEN)).items() if isinstance(value, float)}
    assert numbers == set()


def test_what_is_said_of_an_estimate_stands_in_its_field_and_what_is_not_is_absent() -> None:
    said = {
        "file": "children",
        "population": "Internet users",
        "base": "all",
        "unit": "child",
        "variable": "ocsea",
        "label": "Subjected",
        "indicator_version": "v1",
        "set": "platforms",
        "statistic": "odds ratio",
        "percent_of": "cell",
        "contrast": "Girls - Boys",
        "term": "sex[Girls]",
    }
    subject = replace(SUBJECT, **said)  # type: ignore[arg-type]
    fields = record(Row(replace(WHOLE, subject=subject)))
    assert {name: fields[name] for name in said} == said
    optional = set(said) - {"variable", "label", "statistic"}
    fields = record(Row(replace(WHOLE, subject=replace(SUBJECT, **dict.fromkeys(optional, "")))))  # type: ignore[arg-type]
    assert {name: fields[name] for name in optional} == dict.fromkeys(optional)
