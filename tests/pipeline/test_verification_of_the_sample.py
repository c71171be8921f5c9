"""The published figures of Indonesia held against the sample survey that was made to match them, and copies spoiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from analysis import request as requests
from analysis.export import json_, junit
from analysis.pipeline.verification import verify
from analysis.presentation.table import Table

CODEBOOK = Path(__file__).parents[2] / "codebooks" / "disrupting_harm_indonesia" / "codebook.yaml"
FORMS = "[threatened, image_shared, offer_images, offer_meeting, asked_talk, asked_images, unwanted]"
FIGURES = {
    "internet": "{estimate: {variable: uses_internet == 1}} | [{figure: D003}, {figure: D037}]",
    "online": "{prevalence: {indicator: [used_smartphone, online_daily]}} | "
    "[{figure: D004, of: {indicator: used_smartphone}}, {figure: D005, of: {indicator: online_daily}}]",
    "headline": "{prevalence: {indicator: ocsea}} | "
    "[{figure: D007}, {figure: D008, qualifier: at_least, step: 100000}]",
    "broad": "{prevalence: {indicator: ocsea_broad}} | [{figure: D036}]",
    "broad-of-all": "{estimate: {variable: uses_internet == 1 and ocsea_broad == 1}} | "
    "[{figure: D038, sample: another}]",
    "content": "{prevalence: {indicator: came_across_content}} | [{figure: D016}]",
    "looked": "{prevalence: {indicator: looked_for_content}} | [{figure: D017}]",
    "fault": "{prevalence: {indicator: own_fault}} | [{figure: D018}]",
    "caregivers": "{prevalence: {indicator: caregiver_own_fault}} | [{figure: D019}]",
    "information": "{prevalence: {indicator: no_safety_info}} | [{figure: D020}]",
    "education": "{prevalence: {indicator: no_sex_education}} | [{figure: D021}]",
    "morality": "{prevalence: {indicator: sex_ed_morality}} | [{figure: D022}]",
    "told": "{breakdown: {set: told, show: order}} | "
    f"[{{figure: D011, of: {{item: no_one}}, across: {FORMS}}}, "
    "{figure: D014, of: {item: police}, across: [unwanted]}, "
    "{figure: D015, of: {item: helpline}, across: [offer_images]}]",
    "offenders": "{breakdown: {set: offenders, show: order}} | [{figure: D024, order: [adult, peer, family]}]",
    "platforms": "{breakdown: {set: platforms, show: order}} | "
    "[{figure: D025, order: [whatsapp, facebook, messenger]}]",
}
CHECKS = """
checks:
  - {same: [D003, D037]}
  - {product: [D036, D037], equals: D038}
  - {count: D038, population: D040, equals: D039}
  - {product: [D007, D037], population: D040, equals: D008}
"""


def verified(folder: Path, figures: Mapping[str, str], checks: str = "") -> Table:
    """The verification of a report with these figures: `estimate | published`."""
    lines = [f"report: {{id: indonesia, title: Indonesia, codebook: {CODEBOOK}}}", "figures:"]
    for name, figure in figures.items():
        estimate, _, published = figure.partition(" | ")
        lines.append(f"  - {{id: {name}, title: Figure, estimate: {estimate}, published: {published}}}")
    path = folder / "report.yaml"
    path.write_text("\n".join(lines) + checks, encoding="utf-8")
    return verify(requests.VerifyRequest(path))


def test_every_published_figure_agrees_with_the_sample_made_to_match_it(tmp_path: Path) -> None:
    table = verified(tmp_path, FIGURES, CHECKS)
    assert {one["register"]: one["verdict"] for one in table.more["verified"] if one["verdict"] != "agrees"} == {}
    assert len(table.more["verified"]) == 20
    assert {one["verdict"] for one in table.more["relations"]} == {"agrees"}
    assert table.findings == 0
    assert table.synthetic


def test_of_few_children_nothing_is_told_but_the_verdict(tmp_path: Path) -> None:
    table = verified(tmp_path, {"told": FIGURES["told"]})
    told = {one["register"]: (one["computed"], one["computed_least"], one["remark"]) for one in table.more["verified"]}
    assert told == {"D011": (None, None, ""), "D014": (None, None, ""), "D015": (None, None, "")}
    assert [line.cells[2] for line in table.lines if line.kind == "line"] == ["not shown"] * 3


def test_a_wrong_count_of_few_children_is_a_difference_without_a_reason(tmp_path: Path) -> None:
    wrong = "{breakdown: {set: told}} | [{figure: D014, value: 2, of: {item: police}, across: [unwanted]}]"
    table = verified(tmp_path, {"told": wrong})
    (record,) = table.more["verified"]
    assert (record["verdict"], record["computed"], record["explanations"], record["remark"]) == (
        "differs",
        None,
        (),
        "",
    )
    assert table.findings == 1


SPOILED = {
    "wrong base": (
        "{prevalence: {indicator: came_across_content, where: age >= 15}} | [{figure: D016}]",
        "all, without the condition age >= 15",
    ),
    "wrong base, printed": (
        "{prevalence: {indicator: came_across_content}} | [{figure: D016, value: 28.4, decimals: 1}]",
        "the base: Internet-using children aged 15-17",
    ),
    "unweighted": (
        '{prevalence: {indicator: own_fault, weight: "1"}} | [{figure: D018, value: 76.2, decimals: 1}]',
        "the weights and the design of the codebook",
    ),
    "unweighted, printed": (
        "{prevalence: {indicator: own_fault}} | [{figure: D018, value: 75.95, decimals: 2}]",  # 739 of 973
        "no weights",
    ),
    "other composite": (
        "{prevalence: {indicator: any_experience}} | [{figure: D036}]",
        "another indicator: ocsea_broad (Subjected to any of the four forms or two unwanted requests, past year (our "
        "reconstruction of the broader definition))",
    ),
    "other missing rule": (
        "{prevalence: {indicator: no_sex_education, missing: as-no}} | [{figure: D021}]",
        "all that left an item unanswered left out",
    ),
    "responses for respondents": (
        "{breakdown: {set: platforms, percent_of: respondents}} | "
        "[{of: {item: facebook}, value: 29, unit: percent, source: a spoiled copy}]",
        "percentage of responses",
    ),
}


def spoiled(folder: Path, name: str) -> Mapping[str, Any]:
    (record,) = verified(folder, {"spoiled": SPOILED[name][0]}).more["verified"]
    return record


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_copy_differs_and_its_reason_is_among_those_listed(name: str, tmp_path: Path) -> None:
    record = spoiled(tmp_path, name)
    assert record["verdict"] == "differs"
    assert SPOILED[name][1] in record["explanations"]
    assert record["tried"] > len(record["explanations"])


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    figures = {"spoiled": SPOILED["other composite"][0], "told": FIGURES["told"]}
    first, second = (verified(tmp_path, figures, CHECKS) for _ in range(2))
    assert json_.write(first) == json_.write(second)
    assert junit.write(first) == junit.write(second)


REPORT = CODEBOOK.with_name("report.yaml")
COPIES = {  # of the report that ships: what is spoiled in it, what it becomes, and what must be among the reasons
    "wrong base": (
        "indicator: [came_across_content, looked_for_content]}",
        "indicator: [came_across_content, looked_for_content], where: age >= 15}",
        "D016",
        "all, without the condition age >= 15",
    ),
    "unweighted": (
        "{figure: D018, of: {indicator: own_fault}}",
        "{figure: D018, of: {indicator: own_fault}, value: 75.95, decimals: 2}",
        "D018",
        "no weights",
    ),
    "other composite": (
        "{figure: D036, of: {indicator: ocsea_broad}}",
        "{figure: D036, of: {indicator: any_experience}}",
        "D036",
        "another indicator: ocsea_broad",
    ),
    "other missing rule": (
        "indicator: [no_safety_info, no_sex_education, sex_ed_morality]}",
        "indicator: [no_safety_info, no_sex_education, sex_ed_morality], missing: as-no}",
        "D021",
        "all that left an item unanswered left out",
    ),
    "responses for respondents": (
        "- {figure: S009, order: [whatsapp, facebook, messenger]}",
        "- {of: {item: facebook}, value: 29, unit: percent, source: a spoiled copy}",
        "",
        "percentage of responses",
    ),
}


def copied(folder: Path, was: str, becomes: str) -> Table:
    """The verification of a copy of the report that ships, beside its codebooks."""
    text = REPORT.read_text(encoding="utf-8")
    assert was in text
    path = folder / "report.yaml"
    beside = text.replace("codebook: codebook.yaml", f"codebook: {CODEBOOK}")
    beside = beside.replace("codebook: contacts.yaml", f"codebook: {CODEBOOK.with_name('contacts.yaml')}")
    path.write_text(beside.replace(was, becomes), encoding="utf-8")
    return verify(requests.VerifyRequest(path))


def test_the_report_that_ships_verifies_on_the_sample_survey() -> None:
    table = verify(requests.VerifyRequest())
    assert (table.findings, {one["verdict"] for one in table.more["verified"]}) == (0, {"agrees"})
    assert len(table.more["verified"]) > 20


@pytest.mark.parametrize("name", COPIES)
def test_a_spoiled_copy_of_the_report_fails_and_the_right_reason_is_listed(name: str, tmp_path: Path) -> None:
    was, becomes, register, reason = COPIES[name]
    table = copied(tmp_path, was, becomes)
    assert table.findings > 0
    (record,) = [
        one for one in table.more["verified"] if one["verdict"] == "differs" and (one["register"] or "") == register
    ]
    assert any(told.startswith(reason) for told in record["explanations"]), record["explanations"]
