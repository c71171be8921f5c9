"""docs/codebook.md: its tables are current, its examples load, and every key has one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from analysis.codebook import Codebook, loads, parse
from analysis.codebook.fields import Section
from analysis.codebook.tokens import ExpressionError
from analysis.codebook.tree import parse_tree, scalar
from tests.docs.keys_doc import CODEBOOK
from tests.docs.pages import Block, blocks

PAGE = CODEBOOK.page
TEXT = PAGE.read_text(encoding="utf-8")
(COMPLETE,) = (block for block in blocks(PAGE) if "complete" in block.directions)
FRAGMENTS = [block for block in blocks(PAGE) if "fragment" in block.directions]


def test_the_tables_of_keys_are_current() -> None:
    assert CODEBOOK.renewed(TEXT) == TEXT, "stale: run python -m tests.docs.keys_doc"


def test_every_section_has_a_table() -> None:
    assert sorted(re.findall(r"<!-- keys: (\w+) -->", TEXT)) == sorted(CODEBOOK.sections())


def test_every_yaml_block_is_loaded() -> None:
    for block in blocks(PAGE):
        if block.language == "yaml":
            assert block.directions.keys() & {"complete", "fragment", "file"}, f"line {block.line} is not checked"


def test_the_complete_example_loads() -> None:
    assert loads(COMPLETE.body).main == "children"


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda block: f"line {block.line}")
def test_a_fragment_fits_into_the_complete_example(fragment: Block) -> None:
    assert _with(fragment).survey.id == "river-districts"


def _with(fragment: Block) -> Codebook:
    """The complete example with the fragment laid over it, name by name."""
    whole, part = (parse_tree(block.body, "page").data for block in (COMPLETE, fragment))
    for section, entries in part.items():
        kept = {} if section == "files" else whole.get(section, {})
        whole[section] = {**kept, **entries}
    if "caregivers" not in whole["files"]:
        whole["variables"].pop("caregiver_age", None)
    return loads(yaml.safe_dump(whole, sort_keys=False, allow_unicode=True))


def test_every_key_has_an_example() -> None:
    used: set[tuple[str, str]] = set()
    for codebook in [loads(COMPLETE.body), *map(_with, FRAGMENTS)]:
        used |= set(_keys(codebook))
    every = {(name, key) for name, section in CODEBOOK.sections().items() for key in section.model_fields}
    assert every - used == set()


def _keys(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Section):
        for key in part.model_fields_set:
            yield type(part).__name__, key
            yield from _keys(getattr(part, key))
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _keys(value)


def _lines(direction: str) -> list[tuple[str, str]]:
    (block,) = (block for block in blocks(PAGE) if direction in block.directions)
    pairs = (line.partition("#") for line in block.body.splitlines())
    return [(before.strip(), after.strip()) for before, _, after in pairs]


@pytest.mark.parametrize(("condition", "meaning"), _lines("conditions"))
def test_a_condition_can_be_read(condition: str, meaning: str) -> None:
    assert parse(condition)
    assert meaning


@pytest.mark.parametrize(("condition", "answer"), _lines("refused conditions"))
def test_a_sign_of_another_language_is_answered(condition: str, answer: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(answer)):
        parse(condition)


def _scalars() -> list[tuple[str, str]]:
    table = TEXT.partition("<!-- scalars -->")[2].partition("\n\n")[0].strip().splitlines()[2:]
    return [tuple(cell.strip(" `") for cell in line.split("|")[1:3]) for line in table]


@pytest.mark.parametrize(("written", "read"), _scalars())
def test_a_scalar_is_read_as_the_page_says(written: str, read: str) -> None:
    if written.startswith('"'):
        assert parse_tree(f"key: {written}", "page").data["key"] == json.loads(read)
        return
    found = scalar(written)
    assert found == json.loads(read)
    assert type(found) is type(json.loads(read))
