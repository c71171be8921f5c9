"""docs/reports.md: its tables are current, its examples load, every key has one, and every choice is explained."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from analysis import choices
from analysis.codebook import load
from analysis.codebook.fields import Section
from analysis.codebook.tree import parse_tree
from analysis.report.card import card_of
from analysis.report.loading import loads_report
from analysis.report.model import Report
from analysis.report.register import COLUMNS
from analysis.report.requests import OPTIONS
from tests.docs.keys_doc import REPORTS
from tests.docs.pages import ROOT, Block, blocks, files_of

PAGE = REPORTS.page
TEXT = PAGE.read_text(encoding="utf-8")
BLOCKS = {block.directions["file"]: block for block in blocks(PAGE) if "file" in block.directions}
FRAGMENTS = [block for block in blocks(PAGE) if "fragment" in block.directions]
SHIPPED = ROOT / "codebooks" / "disrupting_harm_indonesia"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that lies beside the commands of the page, and the codebooks of the sample survey."""
    made = tmp_path_factory.mktemp("beside")
    for name, content in files_of(PAGE).items():
        (made / name).write_bytes(content)
    for name in ("codebook.yaml", "contacts.yaml"):
        shutil.copy(SHIPPED / name, made / name)
    return made


def test_the_tables_of_keys_are_current() -> None:
    assert REPORTS.renewed(TEXT) == TEXT, "stale: run python -m tests.docs.keys_doc"


def test_every_section_and_the_options_have_a_table() -> None:
    assert sorted(re.findall(r"<!-- keys: (\w+) -->", TEXT)) == sorted([*REPORTS.sections(), "Options"])


def test_the_options_are_those_of_every_command_that_a_figure_may_be_estimated_by() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", TEXT.partition("<!-- keys: Options -->")[2].partition("<!--")[0], re.M))
    assert told == {name for section in OPTIONS.values() for name in section.model_fields}


def test_every_yaml_block_is_loaded() -> None:
    for block in blocks(PAGE):
        if block.language == "yaml":
            assert block.directions.keys() & {"fragment", "file"}, f"line {block.line} is not checked"


@pytest.mark.parametrize("name", [name for name in BLOCKS if name != "faulty.yaml"])
def test_a_file_of_the_page_loads(name: str, folder: Path) -> None:
    text = BLOCKS[name].body
    kind = next(iter(parse_tree(text, name).data))
    if kind == "survey":
        assert load(folder / name).survey.id
    else:
        assert (card_of(text) if kind == "card" else loads_report(text, folder=folder)) is not None


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda block: f"line {block.line}")
def test_a_fragment_fits_into_the_first_example(fragment: Block, folder: Path) -> None:
    assert _with(fragment, folder).report.id


def _with(fragment: Block, folder: Path) -> Report:
    """The first example with the sections of the fragment in place of its own."""
    whole, part = (parse_tree(text, "page").data for text in (BLOCKS["report.yaml"].body, fragment.body))
    return loads_report(yaml.safe_dump({**whole, **part}, sort_keys=False, allow_unicode=True), folder=folder)


def test_every_key_has_an_example(folder: Path) -> None:
    used = set(_keys(loads_report(BLOCKS["report.yaml"].body, folder=folder)))
    used |= set(_keys(card_of(BLOCKS["my-card.yaml"].body)))
    for fragment in FRAGMENTS:
        used |= set(_keys(_with(fragment, folder)))
    every = {(name, key) for name, section in REPORTS.sections().items() for key in section.model_fields}
    assert every - used == set()


def _keys(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Section):
        for key in part.model_fields_set:
            yield type(part).__name__, key
            yield from _keys(getattr(part, key))
    elif isinstance(part, Mapping | tuple):
        for value in part.values() if isinstance(part, Mapping) else part:
            yield from _keys(value)


def test_every_kind_of_chart_and_every_format_is_explained() -> None:
    for choice in (*get_args(choices.ChartKind), *get_args(choices.ReportFormat)):
        assert re.search(rf"^\| (`\w+`, )*`{choice}`(, `\w+`)* \|", TEXT, re.MULTILINE), f"{choice} is not explained"


def test_every_column_of_the_register_is_explained_in_its_order() -> None:
    table = TEXT.partition("| column | meaning |")[2].partition("\n\n")[0]
    named = [
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    ]
    assert named == list(COLUMNS)
