"""The progress card: strict to read, and it invents neither a rating nor a mark."""

from __future__ import annotations

import pytest

from analysis.errors import CodebookError
from analysis.pipeline.progress_card import card, chart_of_card, read_card, shown
from analysis.report.card import Card, card_of
from analysis.report.register import register
from analysis.request import CardRequest

SMALL = """\
card: {id: made, country: Kenya, title: A made card, year: "2020", source: A report}
goals:
  law:
    label: Goal 1
    stars: 1
    note: One star.
    indicators:
      treaty: {label: Treaty, rating: significant, ngo: true, facts: [{text: "Ratified in 2001", figures: [S013]}]}
      police: {label: Police, rating: partial, ngo: false}
"""


@pytest.fixture(scope="module")
def shipped() -> Card:
    return read_card(None)


def test_the_card_has_the_three_goals_and_eleven_indicators_that_were_printed(shipped: Card) -> None:
    names = {goal.figure: [one.label["en"] for one in goal.indicators.values()] for goal in shipped.goals.values()}
    assert names == {
        "S073": ["Prevention Collaboration", "Awareness-raising", "Teacher-training"],
        "S074": ["Optional Protocol", "Trafficking Protocol", "National legislation", "Special police units"],
        "S075": ["Helpline", "Shelters", "Medical services", "Psychological counselling"],
    }


def test_no_rating_is_invented_and_no_star_is_put_on_an_indicator(shipped: Card) -> None:
    goals = list(shipped.goals.values())
    assert {one.rating for goal in goals for one in goal.indicators.values()} == {"unknown"}
    assert [{one.ngo for one in goal.indicators.values()} for goal in goals] == [{"unknown"}, {False}, {"unknown"}]
    assert [goal.stars for goal in goals] == [2, 0, 1]


def test_numbers_in_a_fact_are_those_of_its_figures(shipped: Card) -> None:
    by_number = {one.id: one for one in register()}
    facts = {number: fact for goal in shipped.goals.values() for one in goal.indicators.values()
             for fact in one.facts for number in fact.figures}  # fmt: skip
    spelled = {"S064": "four cities", "S065": "41 ", "S066": "four of them", "S063": "305 ", "S013": "143 "}
    assert all(words in facts[number].text["en"] for number, words in spelled.items())
    for number, year in {"S063": "2008", "S064": "2010", "S065": "2010", "S013": "2011"}.items():
        assert year in by_number[number].year
        assert year in facts[number].text["en"]


def test_every_fact_is_in_both_languages_with_a_year_and_a_source(shipped: Card) -> None:
    for goal in shipped.goals.values():
        for one in goal.indicators.values():
            for fact in one.facts:
                assert {"en", "id"} <= set(fact.text)
                assert fact.figures or (fact.year and fact.source and fact.addresses)
                assert all(address.startswith("http") for address in fact.addresses)


def test_the_table_says_that_the_colours_are_lost_and_where_facts_are_from() -> None:
    table = card(CardRequest())
    assert any("lost in print" in note for note in table.notes)
    assert any("two of the three indicators carry a star" in note for note in table.notes)
    assert any(note.startswith("Optional Protocol, 2012: ") for note in table.notes)
    assert len(table.more["indicators"]) == 11
    assert {record["rating"] for record in table.more["indicators"]} == {"unknown"}
    assert [record["worked_on_by_ngos"] for record in table.more["indicators"]] == [None] * 3 + [False] * 4 + [None] * 4


def test_the_picture_says_what_the_table_says() -> None:
    table, chart = card(CardRequest(lang="id")), chart_of_card(CardRequest(lang="id"))
    assert chart.kind == "card"
    assert len(chart.panels) == 3
    assert [mark.label for mark in chart.marks] == [line.cells[0] for line in table.lines if line.kind == "line"]
    assert {mark.text for mark in chart.marks} == {"tidak diketahui"}
    assert all(mark.detail in chart.alt for mark in chart.marks)
    assert all(mark.value is None and mark.status == "shown" for mark in chart.marks)
    assert not any(mark.tag for mark in chart.marks)  # a tag is drawn as a star, and where the stars stood is lost
    assert {line.cells[2] for line in table.lines if line.kind == "line"} == {
        "tanda kerja LSM hilang dalam cetakan",
        "tanpa tanda",
    }


def test_a_known_rating_and_a_known_mark_are_shown() -> None:
    table, chart = shown(card_of(SMALL), None)
    treaty, police = chart.marks
    assert (treaty.text, treaty.tag) == ("significant progress", "worked on by non-governmental organisations")
    assert treaty.detail == "Ratified in 2001 [S013]"
    assert (police.text, police.tag) == ("partial progress", "")
    assert not any("lost in print" in note for note in table.notes)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("rating: partial", "rating: partially", r"police\.rating: must be .*did you mean partial\?"),
        ("rating: partial, ", "", r"rating: the key is not there; write significant"),
        ("[S013]", "[S913]", r"facts.*figure S913 is not in the register"),
        (", figures: [S013]", "", r"a fact needs figures of the register, or a source and a year"),
        ("stars: 1", "stars: 2", r"goals\.law\.stars: 2 stars do not fit the indicators, of which 1 are marked"),
        ("label: Treaty, ", "label: Treaty, colour: green, ", r"unknown key"),
        ("note: One star.", "note: One star.\n    note: Two.", r"the key is there twice"),
    ],
)
def test_a_fault_is_named_with_its_place(before: str, after: str, told: str) -> None:
    assert before in SMALL
    with pytest.raises(CodebookError, match=rf"made:\d+:\d+: .*{told}"):
        card_of(SMALL.replace(before, after), "made")
