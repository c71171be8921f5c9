"""The register of published figures: whole, sourced, and faithful to what was printed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from analysis.errors import CodebookError, UsageError
from analysis.report.register import COLUMNS, PublishedFigure, figure, find, read, register

HEAD = ",".join(COLUMNS)
ROW = dict.fromkeys(COLUMNS, "") | {
    "id": "X001",
    "document": "A report",
    "country": "Kenya",
    "topic": "sample",
    "label": "children interviewed",
    "value": "995",
    "unit": "count",
    "source": "A report, page 3",
    "quotation": "false",
}


def rows() -> Iterator[dict[str, str]]:
    """Every row of every file as it is written, without the reader under test."""
    for folder in ("disrupting_harm_countries", "disrupting_harm_indonesia", "country_progress_card"):
        text = resources.files("codebooks").joinpath(folder, "figures.csv").read_text(encoding="utf-8")
        yield from csv.DictReader(text.splitlines())


def written(folder: Path, **cells: str) -> Path:
    """A register of one row."""
    path = folder / "figures.csv"
    values = {**ROW, **cells}
    path.write_text(HEAD + "\n" + ",".join(f'"{values[name]}"' for name in COLUMNS) + "\n", encoding="utf-8")
    return path


def test_it_holds_every_figure_that_was_listed() -> None:
    numbers = [one.id for one in register()]
    assert numbers == [*(f"D{n:03}" for n in range(1, 224)), *(f"S{n:03}" for n in range(1, 76))]


def test_no_number_is_given_twice_over_all_files() -> None:
    numbers = [row["id"] for row in rows()]
    assert len(numbers) == len(set(numbers)) == len(register())


def test_every_figure_says_where_it_was_printed() -> None:
    for row in rows():
        assert row["source"].startswith("http") or row["document"] in row["source"], row["id"]
        assert row["source"].startswith("http") or re.search(r"\blines? \d+", row["source"]), row["id"]


def test_documents_are_named_in_words_and_no_file_of_ours_is() -> None:
    everything = " ".join(" ".join(row.values()) for row in rows())
    assert not re.search(r"\.txt|\.csv|\bseed\b|/work/|/tmp/", everything)


def test_every_number_is_the_one_in_the_file() -> None:
    by_number = {one.id: one for one in register()}
    for row in rows():
        for name in ("value", "low", "high"):
            top, _, bottom = row[name].partition("/")
            expected = None if not top else float(top) / float(bottom or 1)
            assert getattr(by_number[row["id"]], name) == expected, row["id"]


def test_ranges_run_upwards_and_hold_their_value() -> None:
    for one in register():
        if one.low is not None and one.high is not None:
            assert one.low <= one.high, one.id
            assert one.value is None or one.low <= one.value <= one.high, one.id
        assert (one.low is None) == (one.high is None), one.id


def test_a_figure_of_the_older_document_is_a_quotation_with_a_year() -> None:
    for one in register():
        older = one.id.startswith("S") and one.id > "S010"
        assert one.quotation == older, one.id
        assert not older or re.search(r"\b(19|20)\d\d\b", one.year), one.id


@pytest.mark.parametrize(
    ("number", "value", "numerator", "base"),
    [("D168", 37, 19, 85), ("D163", 18, 175, 994), ("D109", 3_381_000, 3_381_000, 14_700_000), ("S060", 1, 1, 17)],
)
def test_n_of_n_stands_beside_the_number(number: str, value: float, numerator: int, base: int) -> None:
    one = figure(number)
    assert (one.value, one.numerator, one.base_n) == (value, numerator, base)


@pytest.mark.parametrize(
    ("number", "qualifier", "value"),
    [
        ("D007", "at_least", 2),
        ("S002", "at_least", 2),
        ("D012", "up_to", 56),
        ("D023", "more_than", 80),
        ("D107", "less_than", 5),
        ("D211", "about", 215_000),
        ("S039", "nearly", 30),
        ("S054", "up_to", 200_000_000),
    ],
)
def test_what_the_text_says_of_the_number_is_kept(number: str, qualifier: str, value: float) -> None:
    assert (figure(number).qualifier, figure(number).value) == (qualifier, value)


def test_a_range_stays_a_range() -> None:
    assert (figure("D011").low, figure("D011").high, figure("D011").is_range) == (17, 56, True)
    assert (figure("S027").low, figure("S027").high, figure("S027").value) == (40_000, 70_000, None)
    assert not figure("D038").is_range  # an estimate with its interval


def test_a_fraction_in_words_keeps_its_words() -> None:
    assert (figure("D108").value, figure("D108").printed) == (2 / 3, "two-thirds")


def test_decimals_are_those_that_were_printed() -> None:
    assert [figure(number).decimals for number in ("D003", "D037", "S022")] == [0, 1, 2]


def test_users_times_use_is_all_children_in_every_country_of_the_re_analysis() -> None:
    found = find(register(), topic=["tfcsea_any_broad"])
    countries = {one.country for one in found}
    assert len(countries) == 12
    for country in countries:
        users, everyone = (one for one in found if one.country == country and one.unit == "percent")
        (use,) = find(register(), ["proportion of 12-17s"], country=[country])
        assert users.value is not None
        assert use.value is not None
        assert users.value * use.value / 100 == pytest.approx(everyone.value, abs=0.1001)


def test_every_word_must_occur_and_case_does_not_matter() -> None:
    found = find(register(), ["POLICE", "helpline"], country=["kenya"])
    assert [one.id for one in found] == ["D107"]
    assert find(register(), ["police helpline"], country=["Kenya"]) == found


def test_words_are_found_in_the_place_and_in_the_note_too() -> None:
    assert {one.id for one in find(register(), ["Bojonegoro"])} == {"S060"}
    assert "S060" in {one.id for one in find(register(), ["warnets"])}


def test_a_document_can_be_asked_for() -> None:
    older = find(register(), document=["ECPAT country monitoring report on Indonesia, about 2011"])
    assert len(older) == 65


@pytest.mark.parametrize(
    ("field", "name", "meant"), [("country", "Indonesa", "Indonesia"), ("topic", "ocsea", "ocsea")]
)
def test_a_name_that_is_nearly_right_is_told(field: str, name: str, meant: str) -> None:
    with pytest.raises(UsageError, match=rf"no {field} '{name}'\. Did you mean .*{meant}"):
        find(register(), **{field: [name]})


def test_a_name_like_no_other_gets_a_next_step() -> None:
    with pytest.raises(UsageError, match=r"It has .*Kenya"):
        find(register(), country=["Atlantis"])
    with pytest.raises(UsageError, match="Search for a word instead"):
        find(register(), topic=["xyz"])


def test_a_figure_is_known_by_its_number() -> None:
    assert isinstance(figure("d007"), PublishedFigure)
    with pytest.raises(UsageError, match=r"'D7' is not in the register"):
        figure("D7")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"value": "many"}, "line 2: 'many' is not a number"),
        ({"source": ""}, "line 2: source is empty"),
        ({"low": "9", "high": "5"}, "line 2: the range runs backwards, from 9 to 5"),
        ({"qualifier": "roughly"}, "line 2: qualifier 'roughly' is not one of at_least"),
        ({"quotation": "no"}, "line 2: quotation must be true or false"),
        ({"base_n": "1.5"}, "line 2: '1.5' is not a whole number"),
        ({"value": "1/0"}, "line 2: '1/0' is not a number"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_with_its_line(tmp_path: Path, cells: dict[str, str], told: str) -> None:
    with pytest.raises(CodebookError, match=f"made/figures.csv: {told}"):
        list(read(written(tmp_path, **cells), "made/figures.csv"))


def test_a_file_with_other_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("id,value\nX1,3\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="the columns of a register are id, document, country"):
        list(read(path, "made/figures.csv"))
