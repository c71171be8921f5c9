"""What printed figures say of each other: each known contradiction is found, and what holds is left in peace."""

from __future__ import annotations

import pytest

from analysis.report.loading import loads_report
from analysis.report.register import register
from analysis.report.relations import Relation, relations

HEAD = """
report: {id: countries, title: Countries}
figures:
  - {id: all, title: All of them, estimate: {figures: {topic: population}}}
checks:
"""
REANALYSIS = "table 1"


def checked(*lines: str) -> list[Relation]:
    """The relations that a report with these checks has."""
    return list(relations(loads_report(HEAD + "".join(f"  - {{{line}}}\n" for line in lines))))


def single(line: str, kind: str) -> Relation:
    (found,) = [one for one in checked(line) if one.kind == kind]
    return found


def countries() -> dict[str, dict[str, str]]:
    """The five figures of each country of the re-analysis, by what they are."""
    found: dict[str, dict[str, str]] = {}
    for one in register():
        if REANALYSIS in one.document:
            speaks_of = {"children": "affected", "percent": "rate"}[one.unit]
            part = {"population": "population", "internet_use": "use"}.get(one.topic) or speaks_of
            if part == "rate":
                part = "users" if one.population.startswith("internet") else "all"
            found.setdefault(one.country, {})[part] = one.id
    return found


def test_the_re_analysis_has_five_figures_of_each_of_12_countries() -> None:
    assert {len(figures) for figures in countries().values()} == {5}
    assert len(countries()) == 12


@pytest.mark.parametrize("country", sorted(countries()))
def test_users_times_share_is_all_in_each_country(country: str) -> None:
    of = countries()[country]
    assert single(f"product: [{of['users']}, {of['use']}], equals: {of['all']}", "product").holds


@pytest.mark.parametrize("country", sorted(countries()))
def test_the_rate_among_all_children_gives_the_children_affected(country: str) -> None:
    of = countries()[country]
    assert single(f"count: {of['all']}, population: {of['population']}, equals: {of['affected']}", "count").holds


HEADLINES = {
    "Cambodia": ("D086", "D087"),
    "Indonesia": ("D007", "D008"),
    "Malaysia": ("D090", "D091"),
    "Mozambique": ("D092", "D093"),
    "Namibia": ("D100", "D101"),
    "Tanzania": ("D096", "D097"),
    "Thailand": ("D098", "D099"),
}


@pytest.mark.parametrize("country", HEADLINES)
def test_headline_times_share_of_users_gives_the_printed_number_of_children(country: str) -> None:
    of, (rate, count) = countries()[country], HEADLINES[country]
    line = f"product: [{rate}, {of['use']}], population: {of['population']}, equals: {count}"
    assert single(line, "count").holds


@pytest.mark.parametrize(
    ("country", "rate", "count", "product"),
    [("Ethiopia", "D088", "D089", 417_020), ("Philippines", "D094", "D095", 2_506_168)],
)
def test_two_printed_numbers_of_children_do_not_follow(country: str, rate: str, count: str, product: float) -> None:
    of = countries()[country]
    line = f"product: [{rate}, {of['use']}], population: {of['population']}, equals: {count}"
    found = single(line, "count")
    assert found.holds is False
    assert found.low < product < found.high


def test_namibia_37_percent_beside_19_of_85() -> None:
    found = single("same: [D168, D168]", "cases")
    assert (found.printed.id, found.holds) == ("D168", False)
    assert found.low == pytest.approx(22.35, abs=0.01)


def test_namibia_175_of_994_is_18_percent_but_not_the_11_printed_elsewhere() -> None:
    by_kind = {one.kind: one for one in checked("same: [D163, D164]")}
    assert by_kind["cases"].holds is True
    assert by_kind["same"].holds is False


def test_the_kenyan_press_exceeds_every_printed_rate_of_children_12_to_17() -> None:
    found = single("at_most: D109, rates: [D043, D103], population: D045", "at_most")
    assert found.holds is False
    assert 1_096_163 <= found.high < 1_100_000  # 14.5 % of 7,539,254, with the half unit that rounding leaves


def test_the_children_of_the_re_analysis_do_not_exceed_it() -> None:
    assert single("at_most: D044, rates: [D043], population: D045", "at_most").holds


def test_a_composite_is_a_union_and_not_a_sum() -> None:
    found = single("union: D090, parts: [D145, D146, D147, D148]", "union")
    assert (found.holds, found.low, found.high) == (True, 2.5, 9.0)  # 3 at the least, 2 + 1 + 1 + 3 at the most


def test_a_union_is_not_less_than_a_part_nor_more_than_all_together() -> None:
    assert single("union: D145, parts: [D090, D146]", "union").holds is False
    assert single("union: D090, parts: [D146, D147]", "union").holds is False


def test_figures_of_one_thing_agree_at_the_coarser_precision() -> None:
    assert single("same: [D003, D037]", "same").holds  # 92 and 92.0
    assert single("same: [D011, D012]", "same").holds  # 17 to 56, and up to 56
    assert single("same: [D198, D072]", "same").holds is False  # 94 and 92.0


def test_a_figure_without_a_number_is_not_compared() -> None:
    assert single("same: [D024, D003]", "same").holds is None
    assert single("product: [D045, D042], equals: D043", "product").holds is None
    assert single("same: [D044, D043]", "same").holds is None


def test_only_the_checks_of_the_figures_asked_for_are_made() -> None:
    report = loads_report(HEAD + "  - {same: [D003, D037]}\n")
    assert list(relations(report, ("all",))) == []


def test_a_note_of_the_report_is_handed_on() -> None:
    found = single("same: [D163, D164], note: other wording", "same")
    assert found.note == {"": "other wording"}
