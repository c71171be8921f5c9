"""The bill of materials lists what is pinned, under licences that let tallybook be passed on; always the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import metadata
from typing import Any

import pytest

from tests.supply.bill import BILL, flagged, text
from tests.supply.hashes import ENVIRONMENT
from tests.supply.installed import SCOPES, Component, components, licences, project
from tests.supply.test_hashes import NEXT, pins


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(BILL.read_text(encoding="utf-8"))
    return found


def test_it_is_cyclonedx_of_this_version_of_the_project(bill: dict[str, Any]) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    component = bill["metadata"]["component"]
    assert (component["name"], component["version"]) == (project()["name"], project()["version"])
    assert component["licenses"] == [{"license": {"id": project()["license"]}}]


def test_it_lists_what_is_pinned_in_the_same_versions(bill: dict[str, Any]) -> None:
    listed = {one["name"]: one["version"] for one in bill["components"]}
    assert listed == pins(ENVIRONMENT.read_text(encoding="utf-8")), NEXT


def test_whatever_depends_on_something_finds_it_in_the_list(bill: dict[str, Any]) -> None:
    references = {one["bom-ref"] for one in bill["components"]}
    assert len(references) == len(bill["components"])
    needed = {reference for one in bill["dependencies"] for reference in one["dependsOn"]}
    assert needed == references  # nothing is listed that nothing needs
    assert {one["scope"] for one in bill["components"]} == {*SCOPES}


def test_it_has_no_time_no_place_and_no_name_of_a_machine(bill: dict[str, Any]) -> None:
    assert "timestamp" not in bill["metadata"]
    assert "://" not in BILL.read_text(encoding="utf-8")


def as_listed(bill: dict[str, Any]) -> list[Component]:
    """The components as the committed bill has them."""
    found = []
    for one in bill["components"]:
        names = [each.get("expression") or next(iter(each["license"].values())) for each in one["licenses"]]
        found.append(Component(one["name"], one["version"], one["scope"], tuple(names)))
    return found


def test_no_licence_stands_in_the_way(bill: dict[str, Any]) -> None:
    assert [reason for one in as_listed(bill) if (reason := flagged(one))] == []


@pytest.mark.parametrize(
    ("licence", "scope", "said"),
    [
        ("MIT", "required", ""),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "required", ""),
        ("Proprietary OR Apache-2.0", "optional", ""),
        ("GPL-2.0-only", "excluded", ""),  # a tool that tests run; nobody is handed it
        ("GPL-2.0-only", "required", "binds"),
        ("AGPL-3.0-or-later", "optional", "binds"),
        ("MIT AND LGPL-3.0-only", "required", "binds"),
        ("GPL-3.0-or-later OR MIT", "required", ""),
        ("BSD-4-Clause", "excluded", "is not known to go"),
        ("SSPL-1.0", "optional", "is not known to go"),
        ("MIT AND CC-BY-NC-4.0", "required", "is not known to go"),
        ("", "required", "no licence is not known"),
    ],
)
def test_a_licence_that_does_is_flagged(licence: str, scope: Any, said: str) -> None:
    found = flagged(Component("one", "1", scope, (licence,) if licence else ()))
    assert (said in found) if said else found == ""


def test_an_expression_with_brackets_is_not_guessed_at() -> None:
    assert flagged(Component("one", "1", "required", ("(MIT OR SSPL-1.0) AND ISC",)))


def test_the_same_components_give_the_same_bytes_and_others_another_number() -> None:
    listed = components()
    other = (replace(listed[0], version="0"), *listed[1:])
    assert text(listed) == text(components())
    assert len({json.loads(text(each))["serialNumber"] for each in (listed, other)}) == 2


def test_the_committed_bill_is_that_of_this_environment() -> None:
    pinned = pins(ENVIRONMENT.read_text(encoding="utf-8"))
    others = sorted(name for name, version in pinned.items() if _installed(name) != version)
    if others:
        pytest.skip(f"other versions than the pinned are installed here: {', '.join(others)}")
    assert BILL.read_text(encoding="utf-8") == text(components()), NEXT


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def test_a_licence_is_read_from_the_expression_then_the_first_line_then_the_classifiers() -> None:
    about = metadata.metadata("packaging")
    assert licences(about) == ("Apache-2.0 OR BSD-2-Clause",)
    del about["License-Expression"]
    about["License"] = "BSD 3-Clause License   Copyright (c) somebody\nmore"
    assert licences(about) == ("BSD-3-Clause",)
    del about["License"], about["Classifier"]
    about["Classifier"] = "License :: OSI Approved :: ISC License (ISCL)"
    assert licences(about) == ("ISC",)
    del about["Classifier"]
    assert licences(about) == ()
