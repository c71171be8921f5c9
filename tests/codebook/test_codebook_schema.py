"""The JSON Schema that ships is the model's, explains every key, and agrees with the loader."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from analysis.codebook.json_schema import SHIPPED, keys_at, schema
from analysis.codebook.model import Codebook
from analysis.report import loading
from analysis.report.model import Report

GOOD: dict[str, Any] = {
    "survey": {"id": "demo", "title": {"en": "Demo"}},
    "files": {"children": {"path": "c.sav", "design": {"weight": "wt", "psu": ["a", "b"]}}},
    "variables": {"a": {"values": {"1": "Yes"}, "missing": {"97": "refused"}}, "b": {"derived": {"1": "a == 1"}}},
    "indicators": {"i": {"label": "I", "any_of": ["a == 1"], "missing": "as_no"}},
    "populations": {"p": {"size": {"of": "q", "share": {"value": 0.9, "se": 0.01}}}},
}


def test_the_shipped_schema_is_fresh() -> None:
    shipped = json.loads(SHIPPED.read_text(encoding="utf-8"))
    assert shipped == schema(), "run python -c 'from analysis.codebook.json_schema import write; write()'"


def test_the_shipped_schema_of_reports_is_fresh() -> None:
    shipped = json.loads(loading.SHIPPED.read_text(encoding="utf-8"))
    fresh = json.loads(json.dumps(schema(Report, "tallybook report")))
    assert shipped == fresh, "run python -c 'from analysis.report.loading import write_schema; write_schema()'"


def test_the_schema_takes_a_good_codebook() -> None:
    jsonschema.validate(GOOD, schema())
    assert jsonschema.Draft202012Validator(schema()).is_valid(GOOD)


@pytest.mark.parametrize(
    "broken",
    [
        {**GOOD, "variable": {}},
        {**GOOD, "indicators": {"i": {"label": "I", "any_of": ["a == 1"]}}},
        {**GOOD, "files": {"children": {"path": "c.sav", "design": "nothing"}}},
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(broken: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(schema()).is_valid(broken)


def test_every_key_is_explained() -> None:
    made = schema()
    parts = [made, *made["$defs"].values()]
    silent = [
        key for part in parts for key, about in part.get("properties", {}).items() if not about.get("description")
    ]
    assert silent == []
    assert all(part.get("description") for part in parts)


def test_the_keys_of_a_section_are_known_for_suggestions() -> None:
    assert "label" in keys_at(Codebook, ("variables", "x"))
    assert "weight" in keys_at(Codebook, ("files", "children", "design"))
    assert "survey" in keys_at(Codebook, ())
