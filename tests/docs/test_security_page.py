"""The table of threats: every line says in which tests it is held, and these exist."""

from __future__ import annotations

import re

import pytest

from .pages import ROOT

PAGE = ROOT / "SECURITY.md"
LINK = re.compile(r"\[(?P<name>[^]]+)\]\((?P<path>[^)]+)\)")
LINES = [
    tuple(cell.strip() for cell in line.strip("|").split(" | "))
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| threat |")
]


def test_the_table_has_three_columns() -> None:
    assert len(LINES) > 15
    assert {len(line) for line in LINES} == {3}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0])
def test_a_threat_names_the_tests_that_hold_it(line: tuple[str, str, str]) -> None:
    named = list(LINK.finditer(line[2]))
    assert named or line[1].startswith("**not yet**")
    assert ", ".join(link[0] for link in named) == line[2] or (not named and line[2] == "-")
    for link in named:
        path = ROOT / link["path"]
        assert link["path"].startswith("tests/")
        assert path.name == link["name"]
        assert re.search(r"^def test_", path.read_text(encoding="utf-8"), re.MULTILINE), link["path"]


def test_every_other_link_of_the_page_leads_somewhere() -> None:
    targets = [link["path"] for link in LINK.finditer(PAGE.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (ROOT / target).exists()] == []
