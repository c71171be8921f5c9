"""The figures the sample was made to match, as tallybook prints them; each carries its number in the register."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from analysis import pipeline
from analysis.presentation.rounding import ENGLISH, half_up
from analysis.presentation.table import Row
from analysis.request import BreakdownRequest, Domain, EstimateRequest, PrevalenceRequest, Scaling, Shown
from analysis.request import Data as RequestData

CODEBOOK = Path(__file__).parents[2] / "codebooks" / "disrupting_harm_indonesia" / "codebook.yaml"
FORMS = ("threatened", "image_shared", "offer_images", "offer_meeting", "asked_talk", "asked_images", "unwanted")
EVERYTHING = Shown(rules="none", protect="none")


@cache
def indicators() -> dict[str, Row]:
    """Every indicator of the sample survey, in the total."""
    table = pipeline.prevalence(PrevalenceRequest(indicator=("all",), forms=False))
    return {row.estimate.subject.variable: row for row in table.rows}


@cache
def told(form: str) -> dict[str, Row]:
    """Whom children told after one form, unprotected: what is compared stays in memory."""
    table = pipeline.breakdown(BreakdownRequest(set=("told",), base=form, percent_of="respondents", shown=EVERYTHING))
    return {str(row.estimate.subject.item.value): row for row in table.rows if row.estimate.subject.item}


PERCENTAGES = [
    ("D004", "used_smartphone", "100"),
    ("D005", "online_daily", "95"),
    ("D007", "ocsea", "2"),
    ("D016", "came_across_content", "22"),
    ("D017", "looked_for_content", "9"),
    ("D018", "own_fault", "76"),
    ("D019", "caregiver_own_fault", "85"),
    ("D020", "no_safety_info", "41"),
    ("D021", "no_sex_education", "72"),
    ("D022", "sex_ed_morality", "85"),
]


@pytest.mark.parametrize(("number", "indicator", "printed"), PERCENTAGES, ids=[row[0] for row in PERCENTAGES])
def test_a_published_percentage(number: str, indicator: str, printed: str) -> None:
    assert ENGLISH.percent(indicators()[indicator].estimate.value or 0, 0) == printed


def test_d003_and_d037_92_percent_use_the_internet() -> None:
    request = EstimateRequest(
        variable=("uses_internet == 1",), statistic=("mean",), data=RequestData(codebook=CODEBOOK)
    )
    (row,) = pipeline.estimate(request).rows
    assert ENGLISH.percent(row.estimate.value or 0, 1) == "92.0"


def test_d008_at_least_500_000_children() -> None:
    count = indicators()["ocsea"].estimate.count
    assert count is not None
    assert (count.qualifier, count.estimate, count.low, count.high) == ("at_least", 500_000, 270_000, 840_000)


def test_d011_told_no_one_ranges_from_17_to_56_percent_over_all_question_groups() -> None:
    shares = {form: half_up(100 * (told(form)["no_one"].estimate.value or 0)) for form in FORMS}
    assert (min(shares.values()), max(shares.values())) == (17, 56)


def test_d014_one_child_told_the_police_after_unwanted_content() -> None:
    assert {form: told(form)["police"].estimate.n_cases for form in FORMS} == {**dict.fromkeys(FORMS, 0), "unwanted": 1}


def test_d015_one_child_told_a_helpline_after_an_offer_for_content() -> None:
    cases = {form: told(form)["helpline"].estimate.n_cases for form in FORMS}
    assert cases == {**dict.fromkeys(FORMS, 0), "offer_images": 1}


def test_d036_and_d038_the_broad_reconstruction_among_users_and_among_all_children() -> None:
    estimate = indicators()["ocsea_broad"].estimate
    assert ENGLISH.percent(estimate.value or 0, 1) == "6.6"
    assert estimate.count is not None
    assert ENGLISH.percent(estimate.count.estimate / estimate.count.size, 1) == "6.1"


@pytest.mark.parametrize("by", ["sex", "age_group", "sex*area"])
def test_groups_of_children_add_up_to_all_of_them(by: str) -> None:
    request = PrevalenceRequest(
        indicator=("ocsea_broad",), domain=Domain(by=(by,)), scaling=Scaling(round_to=1), shown=EVERYTHING
    )
    whole, *groups = (row.estimate.count for row in pipeline.prevalence(request).rows)
    assert whole is not None
    parts = [group.estimate for group in groups if group is not None]
    assert len(parts) == len(groups)
    assert sum(parts) == pytest.approx(whole.estimate, abs=len(parts) / 2)  # each rounded to one child
