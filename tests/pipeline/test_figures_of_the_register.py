"""Published figures as a table and as a chart: as printed, with their source, never averaged."""

from __future__ import annotations

import json
import re

import pytest

from analysis.errors import UsageError
from analysis.export import json_
from analysis.pipeline.published_figures import chart_of, chart_of_request, figures, selected
from analysis.presentation.table import Table
from analysis.report.register import figure, find, register
from analysis.request import FiguresRequest


def cells(table: Table, number: str) -> tuple[str, ...]:
    """The line of a figure."""
    (line,) = [line for line in table.lines if line.cells[0] == number]
    return line.cells


def value(number: str, lang: str | None = None) -> str:
    shown = cells(figures(FiguresRequest(figure=(number,), lang=lang)), number)[2]
    return shown.replace("\N{NO-BREAK SPACE}%", " %")  # a number and its sign stay on one line


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("D007", "at least 2 %"),
        ("D003", "92 %"),
        ("D037", "92.0 %"),
        ("D038", "6.1 % (4.6-7.9)"),
        ("D039", "1,665,769 children (1,250,027-2,150,872)"),
        ("D011", "17-56 %"),
        ("D012", "up to 56 %"),
        ("D107", "less than 5 %"),
        ("D108", "two-thirds"),
        ("D211", "about 215,000 children"),
        ("D001", "995"),
        ("D123", "48 of 49"),
        ("D168", "37 % (19 of 85)"),
        ("D109", "3,381,000 of 14,700,000 children"),
        ("D024", "-"),
        ("S006", "early 2020 to early 2021"),
        ("S020", "111th of 182"),
        ("S027", "40,000-70,000 children"),
        ("S071", "more than 1,000 children"),
        ("S060", "1 of 17"),
    ],
)
def test_a_value_is_written_as_it_was_printed(number: str, written: str) -> None:
    assert value(number) == written


def test_numbers_follow_the_language() -> None:
    assert value("D038", "id") == "6,1 % (4,6-7,9)"
    assert value("D109", "id") == "3.381.000 dari 14.700.000 children"
    assert value("D007", "id") == "sedikitnya 2 %"


def test_terms_of_the_older_document_are_quoted_with_its_year() -> None:
    table = figures(FiguresRequest(figure=("S028", "D007")))
    assert cells(table, "S028")[1] == "“of those, in prostitution on Java” (about 2011)"
    assert cells(table, "D007")[1] == "clear examples, past year (headline)"
    assert "Terms in quotation marks are those of a document of about 2011 and are quoted, not used." in table.notes
    assert not any("quotation" in note for note in figures(FiguresRequest(figure=("D007",))).notes)


def test_every_line_points_to_its_source() -> None:
    table = figures(FiguresRequest())
    sources = dict(re.fullmatch(r"\[(\d+)\] (.*)", note).groups() for note in table.notes if note.startswith("["))  # type: ignore[union-attr]
    lines = [line.cells for line in table.lines if line.kind == "line"]
    assert len(lines) == len(register())
    for number, *_, source in lines:
        assert figure(number).source in sources[source.strip("[]")]


def test_lines_stand_under_their_country_and_topic() -> None:
    table = figures(FiguresRequest(figure=("D105", "D107", "D118")))
    assert [(line.kind, line.cells[0]) for line in table.lines] == [
        ("group", "Kenya"), ("subgroup", "ocsea_item"), ("line", "D105"), ("subgroup", "disclosure"), ("line", "D107"),
        ("group", "South Africa"), ("subgroup", "disclosure"), ("line", "D118"),
    ]  # fmt: skip


def test_programs_get_every_field_with_null_for_what_was_not_printed() -> None:
    told = json.loads(json_.write(figures(FiguresRequest(country=("kenya",), topic=("scaling_caution",)))))
    (record,) = told["figures"]
    assert (record["id"], record["value"], record["base_n"]) == ("D109", 3381000.0, 14700000)
    assert record["low"] is None
    assert record["qualifier"] is None
    assert record["source"].startswith("https://www.standardmedia.co.ke/")


def test_nothing_found_is_told_with_the_next_step() -> None:
    with pytest.raises(UsageError, match="no published figure has all of this: unicorns, Kenya; leave something out"):
        figures(FiguresRequest(search=("unicorns",), country=("Kenya",)))


def test_countries_stand_from_the_largest_to_the_smallest() -> None:
    chart = chart_of(find(register(), ["internet users"], topic=["tfcsea_any_broad"]), "Title", "Subtitle", None)
    assert (chart.kind, chart.unit) == ("dots", "percent")
    assert (chart.marks[0].label, chart.marks[0].value, chart.marks[0].text) == ("Philippines", 0.286, "28.6")
    assert (chart.marks[-1].label, chart.marks[-1].value) == ("Viet Nam", 0.055)
    values = [mark.value for mark in chart.marks if mark.value is not None]
    assert len(values) == 12
    assert values == sorted(values, reverse=True)
    assert "Philippines: 28.6 %; Uganda: 27.7 %" in chart.alt
    assert "Base: internet-using children 12-17." in chart.notes
    assert any(note.startswith("Source: ") and "Nature, 2026" in note for note in chart.notes)


def test_a_range_is_drawn_as_a_range() -> None:
    chart = chart_of([figure("D103"), figure("D007"), figure("D038")][:2], "Title", "", None)
    kenya, indonesia = chart.marks
    assert (kenya.value, kenya.low, kenya.high, kenya.text, kenya.status) == (None, 0.05, 0.13, "5-13", "shown")
    assert (indonesia.value, indonesia.low, indonesia.text) == (0.02, None, "at least 2")
    assert "Kenya: 5-13 %" in chart.alt
    assert "Indonesia: at least 2 %" in chart.alt


def test_an_interval_goes_with_its_value() -> None:
    (mark,) = chart_of([figure("D038")], "Title", "", None).marks
    assert (mark.value, mark.low, mark.high, mark.bounds) == (0.061, 0.046, 0.079, "4.6-7.9")


def test_counts_are_no_shares() -> None:
    chart = chart_of([figure("D039"), figure("D044")], "Title", "", None)
    assert (chart.unit, chart.axis) == ("number", "children")
    assert [mark.value for mark in chart.marks] == [1_665_769, 1_096_163]


def test_different_bases_are_told_apart_under_the_picture() -> None:
    (base, *_) = chart_of([figure("D103"), figure("D110")], "Title", "", None).notes
    assert base == (
        "Base: Kenya: internet-using children 12-17; South Africa: internet-using children 12-17 (press: 9-17)."
    )


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("D163", "D164"), r"Namibia has several figures here \(D163, D164\), and none is averaged"),
        (("D036", "D044"), r"figures of several units .*D036 in percent"),
        (("D010",), "D010 has no number to draw"),
        ((), "no published figure to draw"),
    ],
)
def test_what_cannot_be_held_side_by_side_is_refused(numbers: tuple[str, ...], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        chart_of([figure(number) for number in numbers], "Title", "", None)


def test_numbers_named_keep_their_order() -> None:
    assert [one.id for one in selected(FiguresRequest(figure=("S013", "D007")))] == ["S013", "D007"]


def test_a_chart_asked_for_has_the_words_of_its_figures_as_title() -> None:
    chart = chart_of_request(FiguresRequest(search=("internet users",), topic=("tfcsea_any_broad",)))
    assert chart.title == "any technology-facilitated CSEA, internet users (Nature definition)"
    assert len(chart.marks) == 12
    assert chart_of_request(FiguresRequest(figure=("D103", "D007"))).title == "Published figures: 2"
