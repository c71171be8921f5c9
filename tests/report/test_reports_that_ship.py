"""The reports that ship load with all their figures, show what was printed, and agree with R on a real survey."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.choices import ChartKind
from analysis.pipeline.report_figures import exhibits, open_report
from analysis.pipeline.verification import verify
from analysis.presentation.chart import Chart
from analysis.presentation.document import Exhibit
from analysis.presentation.rounding import half_up
from analysis.presentation.words import words
from analysis.report.card import load_card
from analysis.report.loading import load_report
from analysis.report.model import Report
from analysis.report.register import figure
from analysis.report.relations import relations
from analysis.report.requests import kind_of
from analysis.request import VerifyRequest

CODEBOOKS = Path(__file__).resolve().parents[2] / "codebooks"
REPORTS = sorted(CODEBOOKS.glob("*/report.yaml"))
COUNTRIES, CARD, YRBS = (
    CODEBOOKS / folder / "report.yaml" for folder in ("disrupting_harm_countries", "country_progress_card", "yrbs_2015")
)
PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) %")
OF_THE_RE_ANALYSIS = ("prevalence-among-users", "internet-use", "prevalence-among-all", "affected-children", "children")
TOGETHER = {"D219", "D220", "D221", "D222", "D223"}  # printed of 13 countries; perhaps averages


def made(path: Path, lang: str | None = None, data: Path | None = None) -> dict[str, Exhibit]:
    """The figures of a report, all of which can be made."""
    chapter = open_report(path, data=data, lang=lang)
    found = {one.id: one for one in exhibits(chapter)}
    assert not chapter.failed
    return found


def asked(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each figure of published figures, with their numbers in the register."""
    for one in report.figures:
        if kind_of(one.estimate) == "figures":
            yield one.id, one.estimate.figures.figure  # type: ignore[attr-defined]  # made from the requests


def pictured(exhibit: Exhibit) -> Chart:
    assert exhibit.chart is not None
    return exhibit.chart


@pytest.fixture(scope="module", params=["en", "id"])
def countries(request: pytest.FixtureRequest) -> dict[str, Exhibit]:
    return made(COUNTRIES, request.param)


def test_there_are_four_reports() -> None:
    assert [path.parent.name for path in REPORTS] == [
        "country_progress_card",
        "disrupting_harm_countries",
        "disrupting_harm_indonesia",
        "yrbs_2015",
    ]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.parent.name)
def test_a_report_that_ships_loads_and_every_figure_of_the_register_is_there(path: Path) -> None:
    report = load_report(path)
    for _, numbers in asked(report):
        assert [figure(number).id for number in numbers] == list(numbers)
    for one in report.figures:
        for number in filter(None, (published.figure for published in one.published)):
            assert figure(number).source


@pytest.mark.parametrize("path", [COUNTRIES, CARD], ids=lambda path: path.parent.name)
def test_every_sentence_is_there_in_english_and_indonesian(path: Path) -> None:
    report = load_report(path)
    about = report.report
    labels = [about.title, about.subtitle, *about.notes, *(check.note for check in report.checks)]
    for one in report.figures:
        labels += [one.section, one.title, one.subtitle, *one.footnotes]
    for label in labels:
        assert label is None or (set(label) == {"en", "id"} and label["en"] != label["id"])


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.parent.name)
def test_a_report_that_ships_names_no_place_of_a_machine(path: Path) -> None:
    assert not re.search(r"(?<![\w:./])/(?:work|home|tmp|root|Users)\b|\.\./shared", path.read_text(encoding="utf-8"))


# twelve countries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OF_THE_RE_ANALYSIS)
def test_a_chart_of_countries_has_twelve_marks_each_as_printed_and_none_an_average(
    name: str, countries: dict[str, Exhibit]
) -> None:
    chart = pictured(countries[name])
    numbers = dict(asked(load_report(COUNTRIES)))[name]
    printed = {figure(number).country: figure(number) for number in numbers}
    assert len(chart.marks) == len(printed) == 12
    assert chart.reference is None
    scale = 100 if chart.unit == "percent" else 1
    for mark in chart.marks:
        one = printed[mark.label]
        assert mark.value is not None
        assert float(half_up(mark.value * scale, one.decimals)) == one.value
        for bound, end in ((mark.low, one.low), (mark.high, one.high)):
            assert (bound is None) == (end is None)
            assert bound is None or float(half_up(bound * scale, one.decimals)) == end


def test_nothing_that_was_printed_of_countries_together_is_shown() -> None:
    report = load_report(COUNTRIES)
    used = {number for _, numbers in asked(report) for number in numbers}
    assert not used & TOGETHER
    assert {figure(number).country for number in used}.isdisjoint({"13 countries", "12 countries"})


def test_a_range_stays_a_range_in_the_chart_of_clear_examples(countries: dict[str, Exhibit]) -> None:
    chart = pictured(countries["clear-examples"])
    ranges = {mark.label: (mark.low, mark.high) for mark in chart.marks if mark.value is None}
    assert ranges == {"Kenya": (0.05, 0.13), "South Africa": (0.07, 0.10)}
    (indonesia,) = [mark for mark in chart.marks if mark.label == "Indonesia"]
    assert indonesia.text == f"{chart.words['at_least']} 2"


def test_footnotes_stand_in_the_picture_too(countries: dict[str, Exhibit]) -> None:
    notes = " ".join(pictured(countries["clear-examples"]).notes)
    assert "Kenya" in notes
    assert "Uganda" in notes


def test_a_percentage_in_the_title_of_a_chart_is_one_of_its_marks(countries: dict[str, Exhibit]) -> None:
    found = 0
    for exhibit in countries.values():
        if exhibit.chart is not None:
            for number in PERCENT.findall(exhibit.chart.title):
                assert number in {mark.text for mark in exhibit.chart.marks}
                found += 1
    assert found == 6


def test_each_chart_is_told_under_the_title_of_the_report(countries: dict[str, Exhibit]) -> None:
    for exhibit in countries.values():
        if exhibit.chart is not None:
            assert exhibit.chart.title == exhibit.table.title
            assert exhibit.chart.title in exhibit.chart.alt
            assert "()" not in exhibit.chart.alt


def test_the_broader_definition_gives_the_larger_share_in_each_country_that_is_listed() -> None:
    numbers = dict(asked(load_report(COUNTRIES)))["two-definitions"]
    shares: dict[str, list[float]] = {}
    for number in numbers:
        shares.setdefault(figure(number).country, []).append(figure(number).value or 0.0)
    assert len(shares) == 10  # as the title says
    assert all(clear < broad for clear, broad in shares.values())


def test_few_children_turned_to_formal_channels_where_a_share_was_printed() -> None:
    numbers = dict(asked(load_report(COUNTRIES)))["formal-channels"]
    shares = [one for one in map(figure, numbers) if one.unit == "percent"]
    assert {one.country for one in shares} == {"Kenya", "South Africa", "Thailand", "Philippines"}
    for one in shares:
        most = one.high if one.value is None else one.value
        assert most is not None
        assert most < 5 or (most == 5 and one.qualifier == "less_than")


def test_the_checks_of_the_countries_hold_but_for_the_contradictions_that_are_known() -> None:
    found = list(relations(load_report(COUNTRIES)))
    kinds = Counter(one.kind for one in found)
    assert kinds["product"] == 12
    assert kinds["count"] == 12 + 9  # those of the re-analysis, and what the country reports had scaled
    assert all(one.holds is not None for one in found)
    assert {(one.kind, one.printed.id) for one in found if not one.holds} == {
        ("cases", "D168"),  # Namibia: 37 % beside 19 of 85
        ("same", "D163"),  # Namibia: 18 % and 11 %
        ("same", "D062"),  # Philippines: 95.0 % and 96 %
        ("same", "D072"),  # Thailand: 92.0 % and 94 %
        ("at_most", "D109"),  # Kenya: 3,381,000 of 14.7 million
        ("count", "D089"),  # Ethiopia: 417,000 printed as 300,000
        ("count", "D095"),  # Philippines: 2.5 million printed as 2 million
    }


# the progress card -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_ratings_of_the_picture_are_those_of_the_card(lang: str) -> None:
    chart = pictured(made(CARD, lang)["card"])
    card = load_card(CARD.with_name("card.yaml"))
    ratings = [
        (goal.label[lang], indicator.label[lang], words(lang)[indicator.rating])
        for goal in card.goals.values()
        for indicator in goal.indicators.values()
    ]
    kind: ChartKind = "card"
    assert chart.kind == kind
    assert [(mark.panel, mark.label, mark.text) for mark in chart.marks] == ratings


def test_every_number_that_stands_beside_the_card_is_in_a_table_of_the_report() -> None:
    card = load_card(CARD.with_name("card.yaml"))
    shown = {number for _, numbers in asked(load_report(CARD)) for number in numbers}
    assert set(card.numbers) <= shown


# a real survey ---------------------------------------------------------------------------------------------------


def oracle(shared: Path, **like: Any) -> list[dict[str, float]]:
    """The results of the one entry of R that is like this."""
    entries = json.loads((shared / "yrbs_r" / "oracle.json").read_text(encoding="utf-8"))["entries"]
    wanted = {"design": "d", "subset": None, "by": None, **like}
    found = [entry["results"] for entry in entries if all(entry.get(key) == value for key, value in wanted.items())]
    return list(found[0])


@pytest.fixture(scope="module")
def yrbs(shared: Path) -> dict[str, Exhibit]:
    return made(YRBS, data=shared / "yrbs_r" / "data.sav")


def test_the_report_of_a_real_survey_agrees_with_r(yrbs: dict[str, Exhibit], shared: Path) -> None:
    (row,) = yrbs["no-helmet"].table.rows
    wanted = oracle(shared, stat="mean", var="I(qn8==1)")[1]
    assert row.estimate.value == pytest.approx(wanted["estimate"], abs=1e-10)
    assert row.estimate.se == pytest.approx(wanted["se"], abs=1e-10)
    assert row.estimate.df == 41
    (logit,) = oracle(shared, stat="ciprop", method="logit", condition="qn8==1")
    bounds = (logit["ci_low"], logit["ci_high"])  # R finds them by iteration
    assert (row.estimate.low, row.estimate.high) == pytest.approx(bounds, abs=1e-8)


def test_standard_protection_takes_nothing_away_from_the_real_survey(yrbs: dict[str, Exhibit]) -> None:
    rows = [row for exhibit in yrbs.values() for row in exhibit.table.rows]
    assert len(rows) > 3
    assert {row.status for row in rows} == {"shown"}
    assert not any(exhibit.table.synthetic for exhibit in yrbs.values())


def test_the_titles_of_the_real_survey_are_what_was_computed(yrbs: dict[str, Exhibit]) -> None:
    (row,) = yrbs["no-helmet"].table.rows
    assert "Four in five" in yrbs["no-helmet"].table.title
    assert row.estimate.value == pytest.approx(4 / 5, abs=0.025)
    sometimes = [row.estimate.value for row in yrbs["helmet-use"].table.rows][1]
    assert "Fewer than one in five" in yrbs["helmet-use"].table.title
    assert sometimes is not None
    assert sometimes < 1 / 5
    everyone, riders = (row.estimate for row in yrbs["sample"].table.rows)
    assert (everyone.n, riders.n_cases) == (15_624, 15_624 - 6_867)  # as title and footnote say


def test_what_was_printed_of_the_real_survey_agrees(shared: Path) -> None:
    found = verify(VerifyRequest(YRBS, data=shared / "yrbs_r" / "data.sav"))
    verdicts = [line.cells[-1] for line in found.lines if line.cells[-1] in ("agrees", "differs")]
    assert verdicts == ["agrees", "agrees"]
