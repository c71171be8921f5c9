"""Rules of reliability as the commands show them: marks and footnotes where they occur, the reason, and protection."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from analysis.choices import ReliabilityRule
from analysis.presentation.reliability import SUPPRESS
from cli.app import main

Ask = Callable[..., str]
# Region: children, and how many were harmed. Those of Hills and Islands are too few for NSDUH, and no secret; three
# children of Coast are one, and City, with the fewest after them, is hidden with it.
REGIONS = {"Hills": (40, 20), "Coast": (200, 3), "Plains": (400, 60), "Islands": (90, 40), "City": (600, 12)}
CODEBOOK = """
survey: {{id: regions, title: Regions, people: children}}
files:
  children: {{path: children.csv, design: {{psu: psu}}}}
populations:
  everyone: {{file: children, label: All children, size: {{known: 1_000_000, source: a census}}}}
variables:
  region: {{label: Region, values: {{{values}}}}}
  harmed: {{label: Was harmed, values: {{1: "Yes", 0: "No"}}}}
indicators:
  harm: {{label: Harmed, population: everyone, any_of: [harmed == 1], missing: as_no}}
presentation: {{headline: harm, reliability: {rule}}}
"""


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """A command on the survey of the regions; what it prints."""
    rows = [
        (code, int(child < harmed), f"{code}{child % 20:02d}")
        for code, (children, harmed) in enumerate(REGIONS.values(), 1)
        for child in range(children)
    ]
    lines = "".join(f"{code},{harmed},{psu}\n" for code, harmed, psu in rows)
    (tmp_path / "children.csv").write_text("region,harmed,psu\n" + lines, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def asked(*words: object, rule: str = "dhs") -> str:
        values = ", ".join(f"{code}: {name}" for code, name in enumerate(REGIONS, 1))
        Path("codebook.yaml").write_text(CODEBOOK.format(values=values, rule=rule), encoding="utf-8")
        assert main(["prevalence", "--codebook", "codebook.yaml", "--by", "region", *map(str, words)]) == 0
        return capsys.readouterr().out

    return asked


def rows_of(ask: Ask, *words: object, **options: str) -> dict[str, dict[str, Any]]:
    document = json.loads(ask(*words, "--format", "json", **options))
    return {row["by"]["region"]["label"] if row["by"] else "Total": row for row in document["rows"]}


def hidden(ask: Ask, *words: object) -> set[str]:
    return {name for name, row in rows_of(ask, *words).items() if row["status"] == "suppressed"}


@pytest.mark.parametrize("protect", ["standard", "strict"])
def test_what_reliability_hides_is_never_relied_on_as_protection(ask: Ask, protect: str) -> None:
    secret = hidden(ask, "--rules", "none", "--protect", protect)
    unreliable = hidden(ask, "--rules", "nsduh", "--protect", "none")
    assert unreliable == {"Hills", "Islands"}
    assert len(secret - unreliable) > 1  # Coast, and another, so that the total does not give it back
    for rule in get_args(ReliabilityRule):
        assert hidden(ask, "--rules", rule, "--protect", protect) >= secret, rule


def test_a_row_hidden_for_reliability_says_which_limit_it_did_not_meet(ask: Ask) -> None:
    row = rows_of(ask, "--rules", "nsduh")["Islands"]
    assert (row["flags"], row["reason"]) == (["nsduh_small"], SUPPRESS["nsduh_small"])
    assert (row["estimate"], row["ci_low"], row["n"]) == (None, None, 90)


@pytest.mark.parametrize(("lang", "said"), [("en", "NSDUH"), ("id", "tidak ditampilkan (NSDUH)")])
def test_a_mark_has_its_footnote_and_a_rule_without_marks_none(ask: Ask, lang: str, said: str) -> None:
    options = ("--protect", "none", "--lang", lang)
    shown = " ".join(ask(*options, "--rules", "nsduh").split())
    assert shown.count("(*)") > 1
    assert said in shown
    for unmarked in (ask(*options, "--rules", "none"), ask(*options, "--rules", "nsduh", "--where", "region >= 3")):
        assert ("(*)" in unmarked) == ("NSDUH" in unmarked)
    assert "(*)" not in ask(*options, "--rules", "none")


def test_the_codebook_sets_the_rule_and_what_is_typed_goes_before_it(ask: Ask) -> None:
    by_codebook = rows_of(ask, "--protect", "none", rule="nsduh")
    assert by_codebook["Islands"]["flags"] == ["nsduh_small"]
    assert rows_of(ask, "--protect", "none", "--rules", "dhs", rule="nsduh")["Islands"]["flags"] == []


def test_the_rule_goes_with_the_system_whose_numbers_it_judges(ask: Ask) -> None:
    document = json.loads(ask("--like", "sudaan", "--rules", "nsduh", "--protect", "none", "--format", "json"))
    assert document["provenance"]["reliability"] == "nsduh"
