"""What README.md and docs/ show is what the software does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import village
from tests.docs.pages import PAGES, ROOT, Example, blocks, examples, run

EXAMPLES = [example for page in PAGES for example in examples(page)]
WRITTEN = (*PAGES, ROOT / "docs" / "commands.md", *(ROOT / f"{name}.md" for name in ("CHANGELOG", "SECURITY")))
README = ROOT / "README.md"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_a_command_prints_what_the_page_shows(example: Example, tmp_path: Path) -> None:
    code, printed = run(example, tmp_path / "beside")
    assert printed == example.printed, "read the difference, then: python -m tests.docs.refresh"
    assert code == example.code


def test_there_are_examples_and_none_is_skipped_without_a_reason() -> None:
    assert len(EXAMPLES) >= 7
    for page in PAGES:
        for block in blocks(page):
            assert block.directions.get("not run", "said") != "", f"{page.name}:{block.line} says no reason"
            assert block.language, f"{page.name}:{block.line} names no language"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_file_that_a_page_shows_the_beginning_of_begins_so(page: Path) -> None:
    for block in blocks(page):
        if path := block.directions.get("copy"):
            assert (ROOT / path).read_text(encoding="utf-8").startswith(block.body)


def test_the_invented_village_is_as_its_script_draws_it() -> None:
    assert village.CSV.read_text(encoding="utf-8") == village.text()


@pytest.mark.parametrize("direction", ["first line", "test line"])
def test_the_readme_sets_everything_up_in_one_line(direction: str) -> None:
    (line,) = (block.body for block in blocks(README) if direction in block.directions)
    assert line.count("\n") == 1
    assert re.match(r"python3 -m venv \.venv && ", line)
    assert not re.search(r"\b(make|uv|sudo|curl)\b", line)


def test_the_codebook_of_the_readme_is_short() -> None:
    (codebook,) = (block.body for block in blocks(README) if "file" in block.directions)
    assert codebook.count("\n") <= 15


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in _links(page):
        path, _, anchor = target.partition("#")
        leads_to = (page.parent / path) if path else page
        assert leads_to.exists(), f"{page.name} links to {target}"
        if anchor and leads_to.suffix == ".md":
            assert anchor in _anchors(leads_to), f"{page.name} links to {target}"


def _links(page: Path) -> Iterator[str]:
    for found in re.finditer(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in found[1]:
            yield found[1]


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {"".join(c for c in h.lower().replace(" ", "-") if c.isalnum() or c in "-_") for h in headings}


def test_every_command_and_exit_code_stands_in_the_readme() -> None:
    from tests.cli.commands_doc import OTHER_CODES, commands

    text = README.read_text(encoding="utf-8")
    for name, _ in commands():
        assert name in text, name
    for code in OTHER_CODES:
        assert re.search(rf"^\| (\d+, )*{code}(, \d+)* \|", text, re.MULTILINE), code


def test_the_version_is_the_same_everywhere() -> None:
    import tomllib

    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_no_page_tells_of_the_machine_it_was_written_on(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|tmp|root|Users)/", text)


def test_the_choices_of_the_methods_are_the_choices_of_the_command() -> None:
    from typing import get_args

    from analysis import choices

    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    names = ("IntervalName", "LonelyRule", "DesignEffect", "MissingRule", "StatisticName", "PercentOf")
    for name in (*names, "CalibrationMethod", "ReliabilityRule", "ProtectionRule"):
        for choice in get_args(getattr(choices, name)):
            assert re.search(rf"`(--[a-z-]+ )?{choice}`", text), f"{choice} is not explained"


def test_the_coverage_table_is_the_simulations() -> None:
    from tests.benchmarks.coverage import DEFAULT, NAMES, SHOWN

    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    head, _, *lines = ("| p, deff |" + text.partition("| p, deff |")[2].partition("\n\n")[0]).splitlines()
    rows = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in (head, *lines)]
    assert rows[0] == ["p, deff", *NAMES, "no cases"]
    assert [row[0] for row in rows[1:]] == [*(f"{100 * p:g} %, {deff:g}" for p, deff in SHOWN), "worst of 45 cells"]
    assert all(60 < float(cell) < 100 for row in rows[1:] for cell in row[1:-1])
    assert all(float(row[1 + NAMES.index(DEFAULT)]) > 94 for row in rows[1:])
