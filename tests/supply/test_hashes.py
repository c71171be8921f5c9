"""The test environment: everything pinned, everything with its hash, and it is what the project asks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.supply.hashes import BUILD, BUILDERS, ENVIRONMENT, PYTHONS, kind
from tests.supply.installed import asked, project

NEXT = "run python -m tests.supply.hashes, and then python -m tests.supply.bill"
PINNED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[^\s\\]+)(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def pins(text: str) -> dict[str, str]:
    return {found["name"]: found["version"] for found in PINNED.finditer(text)}


@pytest.mark.parametrize("path", [BUILDERS, ENVIRONMENT], ids=lambda path: path.stem)
def test_every_line_is_a_version_with_its_hashes_and_names_no_index_and_no_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert [line[8:] for line in comments[1:]] == [kind(python) for python in PYTHONS]
    left = PINNED.sub("", text).splitlines()
    assert left == comments
    assert pins(text)
    assert not re.search(r"[/@]|index|https?", "".join(left[1:]))


def test_what_builds_is_pinned_alike_in_both_lists() -> None:
    every, builders = (pins(path.read_text(encoding="utf-8")) for path in (ENVIRONMENT, BUILDERS))
    assert builders == {name: every[name] for name in BUILD}


def test_whatever_the_project_asks_for_is_pinned_in_a_version_it_takes() -> None:
    pinned = pins(ENVIRONMENT.read_text(encoding="utf-8"))
    about = project()
    requirements = [requirement for _, requirement in asked(about) if requirement.name != about["name"]]
    refused = [
        str(requirement)
        for requirement in requirements
        if not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0"), prereleases=True)
        or canonicalize_name(requirement.name) not in pinned
    ]
    assert refused == [], NEXT
