"""What the workflows may do, and what they run: nothing that can be exchanged under them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.supply.hashes import PYTHONS
from tests.supply.installed import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
AN_ACTION = re.compile(r"uses: (?P<action>[\w/-]+)@(?P<pin>\S+)(?P<version>.*)")


def read(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def test_there_are_workflows() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_read_the_contents_and_nothing_else(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert not [name for name, job in workflow["jobs"].items() if "permissions" in job]
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text  # it would run the code of a stranger with our rights
    checkouts = [
        step for job in workflow["jobs"].values() for step in job["steps"] if "checkout" in step.get("uses", "")
    ]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_pinned_to_a_commit_with_its_version_beside_it(path: Path) -> None:
    actions = list(AN_ACTION.finditer(path.read_text(encoding="utf-8")))
    assert actions
    for action in actions:
        assert re.fullmatch(r"[0-9a-f]{40}", action["pin"]), action["action"]
        assert re.fullmatch(r"  # v\d+\.\d+\.\d+", action["version"]), action["action"]


def test_the_gate_runs_the_pythons_whose_hashes_are_known_and_insists_on_them() -> None:
    gate = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["gate"]
    assert tuple(gate["strategy"]["matrix"]["python"]) == PYTHONS
    assert [step["env"]["TALLYBOOK_REQUIRE_HASHES"] for step in gate["steps"] if "env" in step] == ["1"]


def test_the_audit_looks_at_the_pinned_environment() -> None:
    steps = read(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["audit"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]
    assert re.fullmatch(r"python -m pip install --quiet pip-audit==\d+\.\d+\.\d+", commands[0])
    assert commands[1].endswith("--requirement tests/supply/environment.txt")
