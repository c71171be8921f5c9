"""Markdown: every character of the words is shown, none is taken for markup."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.export import markdown
from analysis.presentation.table import Column, Line
from tests.export.tables import TABLE


def test_the_whole_table() -> None:
    assert markdown.write(TABLE) == (
        "## Prevalence of OCSEA\n"
        "\n"
        "Internet users aged 12-17\n"
        "\n"
        "|  | % | 95 % interval | n |\n"
        "| :--- | ---: | ---: | ---: |\n"
        "| Any clear example | 30.0 | 25.0–35.0 | 995 |\n"
        "| **Sex** |  |  |  |\n"
        "| Girls | (\\*) |  | 12 |\n"
        "| Boys | 30.1 | 24.8–35.9 | 983 |\n"
        "\n"
        "- (\\*) fewer than 25 respondents.\n"
    )


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("a|b", "a\\|b"),
        ("a\nb", "a b"),
        ("<b>x</b>", "\\<b\\>x\\</b\\>"),
        ("R&D", "R&amp;D"),
        ("back\\slash", "back\\\\slash"),
        ("child_id", "child\\_id"),
        ("# not a heading", "\\# not a heading"),
        ("1. not a list", "1\\. not a list"),
        ("- not a list", "\\- not a list"),
        ("  set in", "&emsp;set in"),
    ],
)
def test_words_are_not_markup(label: str, written: str) -> None:
    table = replace(TABLE, columns=(Column("", "left"),), lines=(Line((label,)),))
    assert f"| {written} |\n" in markdown.write(table)


def test_a_note_that_looks_like_a_list_is_one_item() -> None:
    assert markdown.write(replace(TABLE, notes=("2) second",))).endswith("\n- 2\\) second\n")
