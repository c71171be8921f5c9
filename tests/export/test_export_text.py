"""The table on a terminal: aligned, within its width, readable aloud."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.export import text
from analysis.export.measure import breadth, clean, wrap
from analysis.presentation.table import Column, Line, Table
from tests.export.tables import TABLE

LONG = "Sexual images shared by somebody else without the consent of the child, in the past year"
WIDE = replace(
    TABLE,
    columns=(
        Column("", "left"),
        Column("%"),
        Column("95 % interval"),
        Column("Answered (n)"),
        Column("Design effect"),
        Column("Children"),
    ),
    lines=(
        Line((LONG, "2.1", "1.2–3.4", "995", "1.35", "at least 500,000 (270,000–840,000)")),
        Line(("Threatened", "0.7", "0.3–1.5", "995", "1.10", "180,000 (70,000–380,000)")),
    ),
)


def test_the_whole_table() -> None:
    assert text.write(TABLE) == (
        "Prevalence of OCSEA\n"
        "Internet users aged 12-17\n"
        "\n"
        "                      %  95 % interval    n\n"
        "-------------------------------------------\n"
        "Any clear example  30.0      25.0–35.0  995\n"
        "\n"
        "Sex\n"
        "  Girls             (*)                  12\n"
        "  Boys             30.1      24.8–35.9  983\n"
        "-------------------------------------------\n"
        "\n"
        "(*) fewer than 25 respondents.\n"
    )


@pytest.mark.parametrize("room", [60, 70, 80, 100, 120])
def test_no_line_is_wider_than_the_room(room: int) -> None:
    lines = text.write(WIDE, width=room).splitlines()
    assert max(map(breadth, lines)) <= room


@pytest.mark.parametrize("room", [20, 60, 80, 120])
def test_no_number_is_cut_even_where_the_room_is_too_small(room: int) -> None:
    words = text.write(WIDE, width=room).split()
    for number in ("2.1", "1.2–3.4", "995", "1.35", "500,000", "(270,000–840,000)", "180,000", "(70,000–380,000)"):
        assert number in words


def test_the_first_column_wraps_with_its_lines_set_in_and_numbers_beside_the_last() -> None:
    narrow = replace(TABLE, lines=(Line((LONG, "2.1", "1.2–3.4", "995")),))
    shown = text.write(narrow, width=60).splitlines()
    body = shown[shown.index("-" * 60) + 1 : -3]
    assert body[0].startswith("Sexual images shared")
    assert body[1].startswith("  ")
    assert not body[0].endswith("995")
    assert body[-1].endswith("  2.1   1.2–3.4  995")


def test_a_number_with_its_interval_breaks_between_them_and_begins_beside_its_label() -> None:
    shown = text.write(WIDE, width=80).splitlines()
    at = next(i for i, line in enumerate(shown) if line.startswith("Threatened"))
    assert shown[at].split() == ["Threatened", "0.7", "0.3–1.5", "995", "1.10", "180,000"]
    assert shown[at + 1].split() == ["(70,000–380,000)"]


def test_wide_and_combining_characters_keep_the_columns_straight() -> None:
    lines = (Line(("女孩", "30.1", "", "7")), Line(("Cafe\u0301", "9.0", "", "12")), Line(("नमस्ते", "9.0", "", "12")))
    shown = text.write(replace(TABLE, lines=lines)).splitlines()[5:8]
    assert {breadth(line) for line in shown} == {4 + 2 + 4 + 2 + 13 + 2 + 2}


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        ("", 0),
        ("abc", 3),
        ("女孩", 4),
        ("e\u0301", 1),
        ("é", 1),
        ("한국", 4),
        ("\u1112\u1161\u11ab", 2),
        ("ｆ", 2),
        ("a\u200bb", 2),
    ],
)
def test_breadth(written: str, cells: int) -> None:
    assert breadth(written) == cells


def test_a_word_wider_than_the_line_is_broken_and_nothing_is_lost() -> None:
    lines = wrap("x" * 25 + " 女孩女孩女孩女孩", 10)
    assert max(map(breadth, lines)) <= 10
    assert "".join(lines).replace(" ", "") == "x" * 25 + "女孩女孩女孩女孩"


def test_a_no_break_space_keeps_a_number_together() -> None:
    assert wrap("about 1\u00a0082 children", 10) == ["about", "1\u00a0082", "children"]


def test_leading_spaces_stay_when_a_label_wraps() -> None:
    assert wrap("  one two three", 14, hang=2) == ["  one two", "    three"]


def test_a_word_that_fits_a_line_of_its_own_is_not_cut() -> None:
    assert wrap("  Excellent", 11) == ["  Excellent"]


def test_a_label_cannot_steer_the_terminal() -> None:
    assert clean("a\x1b[31mb\nc\u2028d\x9be") == "a [31mb c d e"
    shown = text.write(replace(TABLE, title="Title\x1b]0;x\x07", lines=(Line(("a\x1b[2J", "1", "", "2")),)))
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_notes_are_wrapped_with_their_later_lines_set_in() -> None:
    shown = text.write(replace(TABLE, notes=("word " * 40,)), width=60).splitlines()
    assert shown[-1].startswith("  word")
    assert max(map(len, shown)) <= 60


def test_a_table_of_words_wraps_every_column_of_words() -> None:
    table = replace(
        TABLE, columns=(Column("place", "left"), Column("finding", "left")), lines=(Line(("cb.yaml:3:5", LONG)),)
    )
    assert max(map(breadth, text.write(table, width=60).splitlines())) <= 60


def test_a_table_without_lines_is_its_title_and_notes() -> None:
    assert (
        text.write(replace(TABLE, lines=(), subtitle="")) == "Prevalence of OCSEA\n\n(*) fewer than 25 respondents.\n"
    )


def test_a_short_line_is_filled_up() -> None:
    assert "Girls" in text.write(replace(TABLE, lines=(Line(("Girls",)),)))


def grid(table: Table, width: int = 80) -> list[str]:
    """The lines between title and notes."""
    return text.write(replace(table, title="", subtitle="", notes=()), width=width).splitlines()


def test_headings_of_lines_break_at_the_rule_and_what_stands_under_them_is_set_in() -> None:
    lines = (
        Line(("Age of the child",), "group"),
        Line(("Boys and", "girls"), "subgroup"),
        Line(("x", "1")),
        Line(("Sex", ""), "group"),
        Line(("y", "2")),
    )
    assert grid(replace(TABLE, columns=(Column("", "left"), Column("%")), lines=lines)) == [
        "       %",
        "--------",
        "Age of",
        "the",
        "child",
        "  Boys",
        "   and",
        "   girls",
        "    x  1",
        "",
        "Sex",
        "  y    2",
        "--------",
    ]


def test_a_heading_of_lines_has_eight_cells_however_narrow_the_table_is() -> None:
    lines = (Line(("Children at home",), "group"), Line(("Child age",), "subgroup"), Line(("a", "1")))
    assert grid(replace(TABLE, columns=(Column("", "left"), Column("%")), lines=lines)) == [
        "       %",
        "--------",
        "Children",
        "at home",
        "  Child",
        "   age",
        "    a  1",
        "--------",
    ]
    assert grid(replace(TABLE, columns=(Column("", "left"), Column("%")), lines=lines[:1])) == [
        "  %",
        "---",
        "Children",
        "at home",
        "---",
    ]


def test_a_heading_of_lines_is_whole_where_the_table_is_wide_enough() -> None:
    lines = (Line(("Age of the child",), "group"), Line(("Boys and girls",), "subgroup"), Line(("12 to 14 years", "1")))
    shown = grid(replace(TABLE, columns=(Column("", "left"), Column("%")), lines=lines))
    assert shown[2:4] == ["Age of the child", "  Boys and girls"]


def test_two_columns_of_words_give_way_alike() -> None:
    words = ("abcd " * 8).strip()
    table = replace(TABLE, columns=(Column("", "left"), Column("said", "left")), lines=(Line((words, words)),))
    assert grid(table, 60)[2] == f"{words[:29]}  {words[:29]}"


def test_a_column_of_nothing_takes_nothing() -> None:
    table = replace(TABLE, columns=(Column("", "left"), Column(""), Column("n")), lines=(Line(("ab", "", "1")),))
    assert grid(table, 5)[1:3] == ["-" * 7, "ab    1"]


def test_headings_of_columns_give_way_first_and_stand_on_the_rule() -> None:
    columns = (Column("", "left"), Column("Design effect"), Column("n"))
    table = replace(TABLE, columns=columns, lines=(Line(("a", "1.35", "995")),))
    assert grid(table, 21) == [f"{'Design effect':>16}{'n':>5}", "-" * 21, f"a{'1.35':>15}  995", "-" * 21]
    assert grid(table, 14) == ["   Design", "   effect    n", "-" * 14, "a    1.35  995", "-" * 14]


@pytest.mark.parametrize(("heading", "shown"), [("Per cent", ["Per cent"]), ("Per cents", ["Per", "cents"])])
def test_a_heading_of_eight_cells_stays_whole(heading: str, shown: list[str]) -> None:
    table = replace(TABLE, columns=(Column("", "left"), Column(heading)), lines=(Line(("a", "1")),))
    lines = grid(table, 6)
    assert [line.strip() for line in lines[: lines.index("-" * len(lines[-1]))]] == shown


@pytest.mark.parametrize("width", range(18, 70))
def test_words_keep_24_cells_before_numbers_break_and_8_at_the_end(width: int) -> None:
    number = "180,000 (70,000–380,000)"  # 24 cells, of which 16 hold together
    table = replace(TABLE, columns=(Column("", "left"), Column("n")), lines=(Line(("abcd " * 8, number)),))
    lines = grid(table, width)[2:-1]
    assert any(number in line for line in lines) == (width >= 24 + 2 + 24)
    label = re.sub(r"[\d(].*", "", lines[0])
    room = max(8, width - 2 - (24 if width >= 50 else 16))
    assert len(label.split()) == min(8, (room + 1) // 5)  # words of four letters


def test_words_beside_a_long_label_begin_beside_its_first_line_and_numbers_beside_its_last() -> None:
    columns = (Column("", "left"), Column("said", "left"), Column("n"))
    table = replace(TABLE, columns=columns, lines=(Line(("abcdefgh abcdefgh", "a b", "1")),))
    assert grid(table, 19) == [
        "            said  n",
        "-" * 19,
        "abcdefgh    a b",
        "  abcdefgh        1",
        "-" * 19,
    ]


def test_titles_and_notes_have_eighty_cells_where_nobody_says_how_many() -> None:
    long = "x " * 39 + "abc"  # 81 cells
    shown = text.write(replace(TABLE, title=long, subtitle=long[2:], lines=(), notes=(long,))).splitlines()
    assert shown == [("x " * 39).strip(), "abc", long[2:], "", ("x " * 39).strip(), "  abc"]


def test_what_fits_stays_as_it_is_and_a_narrow_line_keeps_its_cells_for_words() -> None:
    assert wrap(" a  b", 5, hang=2) == [" a  b"]
    assert wrap(" a  b", 4, hang=2) == [" a b"]  # broken at spaces, of which one is left
    assert wrap("  Excellent", 9) == ["Excellent"]
    assert wrap("  Excellent", 10) == [" Excellent"]
    assert wrap("abcdefgh ab", 8, hang=2) == ["abcdefgh", "ab"]
    assert wrap("abcdefgh ab", 9, hang=2) == ["abcdefgh", " ab"]
    assert wrap("  abcdefgh ab", 6, hang=2) == ["abcdef", "gh ab"]


def test_a_letter_wider_than_the_line_keeps_its_marks() -> None:
    assert wrap("女\u0301女", 1) == ["女\u0301", "女"]
    assert wrap("ab", 0) == ["a", "b"]
