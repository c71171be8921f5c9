"""Printed values held against small surveys: verdicts, what is told of them, and what a difference is consistent with.

Every expected number is a sum over the rows of the survey that the test itself has written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as student

from analysis import request as requests
from analysis.errors import UsageError
from analysis.export import json_, text
from analysis.pipeline.verification import verify
from analysis.presentation.table import Table
from tests.pipeline.small import ROWS, Small, every, write

CODEBOOK = """
populations:
  everyone: {label: Everyone, size: {known: 100000, source: a count}}
  grown: {label: Those of 15 and older, where: age >= 15}
  few: {label: A handful, where: w == 1 and st == 0 and sex == 1}
variables:
  age: {}
  sex: {}
  w: {}
  st: {}
  a: {values: {1: "Yes", 2: "No"}, missing: {9: refused}}
  b: {values: {1: "Yes", 2: "No"}}
  rare: {values: {1: "Yes", 2: "No"}}
indicators:
  hit: {label: Hit, population: everyone, any_of: [a == 1], missing: complete, harm: false}
  union: {label: Any of both, population: everyone, any_of: [a == 1, b == 1], missing: as_no, version: of-two}
  grown_hit: {label: Hit at 15 and older, population: grown, any_of: [b == 1], missing: complete}
  seldom: {label: Seldom, population: everyone, any_of: [rare == 1], missing: complete}
response_sets:
  told:
    label: Told
    items: {friend: A friend, sibling: A sibling, teacher: A teacher, no_one: No one}
    exclusive: [no_one]
    columns: "told_{item}"
presentation: {reliability: none, protection: standard}
"""


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """200 rows; every third has it, more often where the weight is large, and some give no answer."""
    a = [9 if row % 9 == 4 else 1 if row % 3 == 2 or row % 10 == 0 else 2 for row in range(ROWS)]
    told = {
        "told_friend": [1 if row % 5 in (0, 1) else 0 for row in range(ROWS)],
        "told_sibling": [1 if row % 5 in (1, 2) and row % 7 else 0 for row in range(ROWS)],
        "told_teacher": [1 if row % 8 == 1 else 0 for row in range(ROWS)],
    }
    told["told_no_one"] = [0 if any(ticks) else 1 for ticks in zip(*told.values(), strict=True)]
    return write(tmp_path_factory.mktemp("small"), CODEBOOK, a=a, b=every(8), rare=every(70), **told)


def verified(survey: Small, *figures: str, about: str = "", checks: str = "") -> Table:
    """The verification of a report with these figures: `estimate | published`."""
    assert survey.data.codebook is not None
    folder = survey.data.codebook.parent
    lines = [f"report: {{id: small, title: Small, codebook: cb.yaml{about}}}", "figures:"]
    for number, figure in enumerate(figures):
        estimate, _, published = figure.partition(" | ")
        lines.append(
            f"  - {{id: f{number}, title: Figure {number}, estimate: {{{estimate}}}, published: [{published}]}}"
        )
    path = folder / "report.yaml"
    path.write_text("\n".join([*lines, checks]) + "\n", encoding="utf-8")
    return verify(requests.VerifyRequest(path))


def one(survey: Small, figure: str, about: str = "") -> Mapping[str, Any]:
    """What is said of the only printed value."""
    (record,) = verified(survey, figure, about=about).more["verified"]
    return record


def printed(value: float, decimals: int = 2, more: str = "") -> str:
    """A printed percentage, rounded by hand to its decimals."""
    return f"{{value: {value:.{decimals}f}, decimals: {decimals}, unit: percent, source: A report{more}}}"


def answered(survey: Small) -> np.ndarray:
    return np.asarray(survey.of["a"] != 9)


def test_a_value_that_was_computed_from_these_data_agrees(survey: Small) -> None:
    share = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    record = one(survey, f"prevalence: {{indicator: hit}} | {printed(share)}")
    assert (record["verdict"], record["tried"], record["explanations"]) == ("agrees", 0, ())
    assert record["computed"] == pytest.approx(share)


def test_a_value_of_other_digits_differs_and_is_a_finding(survey: Small) -> None:
    table = verified(survey, f"prevalence: {{indicator: hit}} | {printed(99)}", f"prevalence: {{}} | {printed(1)}")
    assert [record["verdict"] for record in table.more["verified"]] == ["differs", "differs"]
    assert table.findings == 2


def explained(survey: Small, estimate: str, value: float, decimals: int = 3) -> tuple[str, ...]:
    record = one(survey, f"{estimate} | {printed(value, decimals)}")
    assert record["verdict"] == "differs"
    assert record["tried"] >= len(record["explanations"])
    return tuple(record["explanations"])


def test_another_base_is_found(survey: Small) -> None:
    grown = answered(survey) & (survey.of["age"] >= 15)
    value = 100 * survey.share(survey.of["a"] == 1, grown)
    assert "the base: Those of 15 and older" in explained(survey, "prevalence: {indicator: hit}", value)


def test_a_base_of_everyone_is_found_where_those_outside_were_counted_as_no(survey: Small) -> None:
    value = 100 * survey.share((survey.of["b"] == 1) & (survey.of["age"] >= 15))
    reasons = explained(survey, "prevalence: {indicator: grown_hit}", value)
    assert reasons == ("everyone in the file as the base, those outside counted as no",)


def test_a_condition_that_was_not_there_is_found(survey: Small) -> None:
    value = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    reasons = explained(survey, "prevalence: {indicator: hit, where: sex == 2}", value)
    assert "all, without the condition sex == 2" in reasons


@pytest.mark.parametrize("weighed", [True, False], ids=["the report weighs", "the print weighs"])
def test_no_weights_are_found_on_either_side(survey: Small, weighed: bool) -> None:
    yes, base = survey.of["a"] == 1, answered(survey)
    if weighed:
        reasons = explained(survey, "prevalence: {indicator: hit}", 100 * float(np.mean(yes[base])))
        assert "no weights" in reasons
    else:
        reasons = explained(survey, 'prevalence: {indicator: hit, weight: "1"}', 100 * survey.share(yes, base))
        assert "the weights and the design of the codebook" in reasons


def test_another_composite_is_found(survey: Small) -> None:
    union = (survey.of["a"] == 1) | (survey.of["b"] == 1)
    reasons = explained(survey, "prevalence: {indicator: hit}", 100 * survey.share(union))
    assert "another indicator: union (Any of both)" in reasons


def test_each_other_missing_rule_is_found(survey: Small) -> None:
    yes = (survey.of["a"] == 1) | (survey.of["b"] == 1)
    complete, settled = answered(survey), answered(survey) | yes
    estimate = "prevalence: {indicator: union}"
    assert "all that left an item unanswered left out" in explained(survey, estimate, 100 * survey.share(yes, complete))
    assert "any yes counted, the undecided left out" in explained(survey, estimate, 100 * survey.share(yes, settled))
    as_no = 100 * survey.share(survey.of["a"] == 1)
    assert "the unanswered counted as no" in explained(survey, "prevalence: {indicator: hit}", as_no)


def test_another_base_with_another_rule_is_found_as_a_pair(survey: Small) -> None:
    value = 100 * survey.share(survey.of["a"] == 1, survey.of["age"] >= 15)
    reasons = explained(survey, "prevalence: {indicator: hit}", value)
    assert "the base: Those of 15 and older, the unanswered counted as no" in reasons


def ticks(survey: Small, item: str) -> np.ndarray:
    return np.asarray(survey.of[f"told_{item}"] == 1)


@pytest.mark.parametrize("of", ["respondents", "responses"])
def test_responses_for_respondents_are_found_on_either_side(survey: Small, of: str) -> None:
    weight = survey.of["w"]
    total = sum(weight[ticks(survey, item)].sum() for item in ("friend", "sibling", "teacher"))
    share = {
        "respondents": 100 * survey.share(ticks(survey, "friend")),
        "responses": 100 * float(weight[ticks(survey, "friend")].sum() / total),
    }
    other = "responses" if of == "respondents" else "respondents"
    record = one(
        survey,
        f"breakdown: {{set: told, percent_of: {of}}} | {printed(share[other], more=', of: {item: friend}')}",
    )
    assert record["verdict"] == "differs"
    assert f"percentage of {other}" in record["explanations"]


def test_rounding_that_cuts_is_found(survey: Small) -> None:
    share = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    assert share % 1 > 0.5, "the test needs a share that half up rounds upwards"
    reasons = explained(survey, "prevalence: {indicator: hit}", float(int(share)), 0)
    assert "rounding down" in reasons


def wald(survey: Small) -> tuple[float, float, float]:
    """The share with its bounds by hand: ultimate clusters of four strata of five units, t with 16 degrees."""
    yes, base, weight = survey.of["a"] == 1, answered(survey), survey.of["w"]
    share = survey.share(yes, base)
    influence = np.where(base, weight * (yes - share), 0.0) / weight[base].sum()
    variance = 0.0
    for stratum in range(4):
        inside = survey.of["st"] == stratum
        units = [influence[inside & (survey.of["psu"] == psu)].sum() for psu in np.unique(survey.of["psu"][inside])]
        variance += len(units) * float(np.var(units, ddof=1))
    half = float(student.isf(0.025, 16)) * variance**0.5
    return 100 * share, 100 * (share - half), 100 * (share + half)


def test_bounds_of_another_method_differ_and_the_method_is_found(survey: Small) -> None:
    share, low, high = wald(survey)
    bounds = f", interval: [{low:.2f}, {high:.2f}]"
    assert (
        one(survey, f"prevalence: {{indicator: hit, ci: wald}} | {printed(share, more=bounds)}")["verdict"] == "agrees"
    )
    record = one(survey, f"prevalence: {{indicator: hit}} | {printed(share, more=bounds)}")
    assert record["verdict"] == "differs"
    assert f"bounds: printed {low:.2f}-{high:.2f}, computed" in record["remark"]
    assert {"the interval wald, df domain", "the interval wald, df design"} <= set(record["explanations"])


def test_a_printed_base_is_of_those_asked_or_of_those_who_answered(survey: Small) -> None:
    share, n = 100 * survey.share(survey.of["a"] == 1, answered(survey)), int(answered(survey).sum())
    estimate = "prevalence: {indicator: hit}"
    assert one(survey, f"{estimate} | {printed(share, more=f', base_n: {n}')}")["remark"] == ""
    asked = one(survey, f"{estimate} | {printed(share, more=f', base_n: {ROWS}')}")
    assert (asked["verdict"], asked["remark"]) == ("agrees", f"the printed base is all that were asked; {n} answered")
    wrong = one(survey, f"{estimate} | {printed(share, more=f', base_n: {n - 1}')}")
    assert (wrong["verdict"], wrong["remark"]) == ("differs", f"base: printed {n - 1}, computed {n}")


def test_inside_the_interval_is_a_remark_and_agreement_only_of_another_sample(survey: Small) -> None:
    share, low, _ = wald(survey)
    figure = f"prevalence: {{indicator: hit}} | {printed((share + low) / 2, 1)}"
    same = one(survey, figure)
    assert (same["verdict"], same["remark"]) == ("differs", "the printed value lies inside the computed interval")
    other = one(survey, figure, about=", sample: another")
    assert other["verdict"] == "agrees"
    assert other["remark"].startswith("another sample:")


def test_people_are_compared_at_the_step_they_were_printed_with(survey: Small) -> None:
    people = 100_000 * survey.share((survey.of["a"] == 1) | (survey.of["b"] == 1))
    value = round(people / 1000) * 1000
    figure = "prevalence: {{indicator: union}} | {{value: {}, step: 1000, unit: people, source: A report}}"
    assert one(survey, figure.format(value))["verdict"] == "agrees"
    assert one(survey, figure.format(value + 1000))["verdict"] == "differs"


# what may not be shown


def hidden(survey: Small, value: float) -> tuple[Mapping[str, Any], str]:
    """A value of three cases among 200, which protection hides."""
    table = verified(survey, f"prevalence: {{indicator: seldom}} | {printed(value)}")
    (record,) = table.more["verified"]
    return record, text.write(table) + json_.write(table)


@pytest.mark.parametrize("right", [True, False])
def test_what_may_not_be_shown_is_compared_and_only_the_verdict_is_told(survey: Small, right: bool) -> None:
    assert int((survey.of["rare"] == 1).sum()) == 3
    share = 100 * survey.share(survey.of["rare"] == 1)
    record, written = hidden(survey, share if right else share + 0.1)
    assert record["verdict"] == ("agrees" if right else "differs")
    assert (record["computed"], record["remark"], record["explanations"], record["tried"]) == (None, "", (), 0)
    assert "not shown" in written
    if not right:
        assert f"{share:.2f}" not in written
        assert "interval" not in written


def test_cases_that_may_not_be_shown_are_compared_too(survey: Small) -> None:
    figure = "prevalence: {{indicator: seldom}} | {{value: {}, unit: cases, source: A report}}"
    assert [one(survey, figure.format(n))["verdict"] for n in (3, 2)] == ["agrees", "differs"]
    assert one(survey, figure.format(2))["computed"] is None


def test_of_rounded_cases_the_exact_number_is_not_told(survey: Small) -> None:
    figure = "prevalence: {{indicator: union{}}} | {{value: {}, unit: cases, source: A report}}"
    exact = one(survey, figure.format("", 1))["computed"]
    rounded = one(survey, figure.format(", round_counts: 7", exact))
    assert (rounded["verdict"], exact % 7 > 0, rounded["computed"] % 7) == ("agrees", True, 0)
    assert one(survey, figure.format(", protect: strict", exact))["computed"] is None


def test_an_alternative_that_no_table_would_show_is_tried_and_not_listed(survey: Small) -> None:
    few = (survey.of["w"] == 1) & (survey.of["st"] == 0) & (survey.of["sex"] == 1)
    assert 0 < few.sum() < 25, "the test needs a base that protection hides"
    value = 100 * survey.share(survey.of["a"] == 1, answered(survey) & few)
    record = one(survey, f"prevalence: {{indicator: hit}} | {printed(value)}")
    assert record["verdict"] == "differs"
    assert not any("handful" in reason for reason in record["explanations"])


def test_of_an_order_only_the_verdict_is_told(survey: Small) -> None:
    shares = {item: survey.share(ticks(survey, item)) for item in ("friend", "sibling", "teacher")}
    assert shares["friend"] > shares["sibling"] > shares["teacher"]
    figure = "breakdown: {{set: told, show: order}} | {{order: [{}], ranked: {}, source: A report}}"
    for order, ranked, verdict in (
        ("sibling, friend", "false", "agrees"),
        ("sibling, friend", "true", "differs"),
        ("friend, sibling", "true", "agrees"),
        ("friend, teacher", "false", "differs"),
    ):
        record = one(survey, figure.format(order, ranked))
        assert (record["verdict"], record["computed"], record["tried"]) == (verdict, None, 0)


def test_a_range_is_the_least_and_the_greatest_of_the_items(survey: Small) -> None:
    shares = [100 * survey.share(ticks(survey, item)) for item in ("friend", "sibling", "teacher")]
    figure = "breakdown: {{set: told}} | {{range: [{:.1f}, {:.1f}], decimals: 1, unit: percent, source: A report}}"
    assert one(survey, figure.format(min(shares), max(shares)))["verdict"] == "agrees"
    assert one(survey, figure.format(min(shares), max(shares) + 1))["verdict"] == "differs"


# the report as a whole


def test_what_cannot_be_computed_is_said_and_is_a_finding(survey: Small) -> None:
    share = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    table = verified(
        survey,
        f"prevalence: {{indicator: hit}} | {printed(share, more=', of: {item: nosuch}')}, {printed(share)}",
        f"breakdown: {{set: told}} | {printed(1, more=', of: {item: friend, by: {sex: 2}}, across: [a]')}",
    )
    missing, right, unknown = table.more["verified"]
    assert (missing["verdict"], right["verdict"]) == ("not_computed", "agrees")
    assert "no such number" in missing["remark"]
    assert unknown["verdict"] == "not_computed"
    assert table.findings == 2
    assert table.subtitle == "1 agree, 0 differ, 2 cannot be computed"


def test_relations_are_findings_too(survey: Small) -> None:
    share = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    table = verified(
        survey,
        f"prevalence: {{indicator: hit}} | {printed(share)}",
        checks="checks:\n  - {same: [D163, D164], note: other wording}\n  - {same: [D003, D037]}",
    )
    verdicts = {(one["relation"], one["register"]): one["verdict"] for one in table.more["relations"]}
    assert verdicts == {("cases", "D163"): "agrees", ("same", "D163"): "differs", ("same", "D003"): "agrees"}
    assert table.findings == 1
    written = text.write(table, width=120)
    assert "other wording" in written
    assert "the same was printed as D164 (11 %)" in written


def test_cases_beside_a_percentage_are_checked_where_only_the_report_has_them(survey: Small) -> None:
    share = 100 * survey.share(survey.of["a"] == 1, answered(survey))
    table = verified(survey, f"prevalence: {{indicator: hit}} | {printed(share, 0, ', numerator: 19, base_n: 85')}")
    (relation,) = table.more["relations"]
    assert (relation["relation"], relation["verdict"]) == ("cases", "differs")
    assert relation["follows_low"] == pytest.approx(100 * 19 / 85)


def test_an_unknown_figure_is_refused_with_the_nearest_name(survey: Small) -> None:
    verified(survey, f"prevalence: {{indicator: hit}} | {printed(1)}")
    assert survey.data.codebook is not None
    path = survey.data.codebook.parent / "report.yaml"
    with pytest.raises(UsageError, match="f0"):
        verify(requests.VerifyRequest(path, figure=("f00",)))


def test_the_record_is_json_and_names_no_path(survey: Small) -> None:
    table = verified(survey, f"prevalence: {{indicator: hit}} | {printed(99)}")
    parsed = json.loads(json_.write(table))
    assert parsed["command"] == "verify"
    assert parsed["verified"][0]["tried"] == table.more["verified"][0]["tried"]
    assert survey.data.codebook is not None
    assert str(Path(survey.data.codebook).parent) not in json_.write(table)


def test_the_words_are_in_the_language_of_the_report(survey: Small) -> None:
    figure = f"prevalence: {{indicator: hit}} | {printed(99)}"
    assert "berbeda" in text.write(verified(survey, figure, about=", language: id"))
