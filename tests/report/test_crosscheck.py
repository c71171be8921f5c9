"""A report that contradicts itself or its codebook is refused, every fault at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import CodebookError
from analysis.report.loading import loads_report
from analysis.report.model import Report

CODEBOOKS = Path(__file__).parents[2] / "codebooks"
HEAD = "report: {id: a-report, title: A report, codebook: codebook.yaml}\nfigures:\n"
RIGHT = "  - {id: one, title: T, estimate: {prevalence: {indicator: ocsea}}}\n"


def loaded(text: str) -> Report:
    return loads_report(text, source="r.yaml", folder=CODEBOOKS / "disrupting_harm_indonesia")


def figure(estimate: str, published: str = "") -> str:
    more = f", published: [{published}]" if published else ""
    return f"{HEAD}  - {{id: one, title: T, estimate: {{{estimate}}}{more}}}\n"


FAULTS = {
    "an id used twice": (HEAD + RIGHT + RIGHT, r"r\.yaml:4:10: figures\[2\]\.id: one is also the id of figure 1"),
    "an id that is no file name": (HEAD + RIGHT.replace("one", "One one"), "small letters, digits and single dashes"),
    "two estimates": (
        figure("prevalence: {}, breakdown: {}"),
        "needs exactly one of prevalence, .* it has breakdown and",
    ),
    "an unknown indicator": (figure("prevalence: {indicator: ocsee}"), "no indicator 'ocsee' - did you mean ocsea"),
    "an unknown set": (figure("breakdown: {set: tolld}"), "no response set or variable 'tolld' - did you mean told"),
    "an unknown step": (figure("flow: {step: all_kids}"), "no population 'all_kids' - did you mean all_children"),
    "an unknown option": (figure("prevalence: {indicatr: ocsea}"), "unknown key - did you mean indicator"),
    "a choice that is none": (figure("prevalence: {ci: wilsen}"), "did you mean wilson"),
    "a kind of chart that is none": (
        HEAD + RIGHT.replace("}}}", "}}, draw: pie}"),
        "draw: must be bars, dots, .* or none",
    ),
    "a wrong unit": (
        figure("prevalence: {indicator: ocsea}", "{value: 2, unit: number, source: s}"),
        "number is not what prevalence computes; it computes cases, people, percent",
    ),
    "no unit": (figure("prevalence: {indicator: ocsea}", "{value: 2, source: s}"), "write percent, people, number"),
    "a percentage above 100": (
        figure("prevalence: {indicator: ocsea}", "{value: 230, unit: percent, source: s}"),
        "230 is no percentage",
    ),
    "no source": (figure("prevalence: {indicator: ocsea}", "{value: 2, unit: percent}"), "has no source"),
    "no value": (figure("prevalence: {indicator: ocsea}", "{unit: percent, source: s}"), "has no value"),
    "a figure not in the register": (
        figure("prevalence: {indicator: ocsea}", "{figure: D999}"),
        "figure 'D999' is not in the register",
    ),
    "an unknown form": (
        figure("breakdown: {set: told}", "{figure: D011, across: [threatned]}"),
        "no variable or indicator 'threatned' - did you mean threatened",
    ),
    "an unknown item": (
        figure("breakdown: {set: told}", "{of: {item: frend}, value: 2, unit: percent, source: s}"),
        "no item 'frend' - did you mean friend",
    ),
    "an unknown item of an order": (
        figure("breakdown: {set: told}", "{order: [friend, brother], source: s}"),
        r"published\[1\]\.order: there is no item 'brother'",
    ),
    "an unknown group": (
        figure("prevalence: {by: sex}", "{of: {by: {sex: 3}}, value: 2, unit: percent, source: s}"),
        r"3 is no code of sex \(1, 2\)",
    ),
    "an interval that runs backwards": (
        figure("prevalence: {}", "{value: 2, interval: [3, 1], unit: percent, source: s}"),
        "interval: runs backwards, from 3 to 1",
    ),
    "no codebook": (
        figure("prevalence: {}").replace(", codebook: codebook.yaml", ""),
        "needs a codebook; name one under report",
    ),
    "a check of two kinds": (HEAD + RIGHT + "checks:\n  - {union: D007, same: [D007]}\n", "needs exactly one of union"),
    "a check without its parts": (HEAD + RIGHT + "checks:\n  - {union: D007}\n", "needs parts beside it"),
    "a check of an unknown figure": (HEAD + RIGHT + "checks:\n  - {same: [D007, X1]}\n", "'X1' is not in the register"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_place_and_the_next_step(name: str) -> None:
    text, told = FAULTS[name]
    with pytest.raises(CodebookError, match=told) as error:
        loaded(text)
    assert str(error.value).startswith("r.yaml:")


def test_every_fault_is_told_at_once() -> None:
    text = HEAD + RIGHT.replace("ocsea", "ocsee") + RIGHT.replace("title: T", "titl: T")
    with pytest.raises(CodebookError) as error:
        loaded(text)
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == [
        "figures[1].estimate.prevalence.indicator",
        "figures[2].title",
        "figures[2].titl",
    ]


def test_options_are_those_of_the_command_and_one_word_is_a_list_of_one() -> None:
    report = loaded(figure("prevalence: {indicator: ocsea, by: [sex, age_group], decimals: 0, columns: errors}"))
    options = report.figures[0].estimate.prevalence  # type: ignore[attr-defined]
    assert (options.indicator, options.by, options.decimals, options.columns) == (
        ("ocsea",),
        ("sex", "age_group"),
        0,
        "errors",
    )
