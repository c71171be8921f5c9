"""Every command explains itself, and the manual says what the commands say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cli.app import main
from cli.options import parameters_of
from tests.cli.commands_doc import PAGE, commands, page

COMMANDS = dict(commands())


def test_these_are_the_commands() -> None:
    assert list(COMMANDS) == [
        "prevalence",
        "disclosure",
        "platforms",
        "offenders",
        "breakdown",
        "estimate",
        "compare",
        "crosstab",
        "model",
        "flow",
        "weight",
        "report",
        "verify",
        "rerun",
        "figures",
        "card",
        "codebook check",
        "codebook pins",
        "codebook definitions",
        "codebook schema",
        "codebook report-schema",
        "data describe",
        "chart prevalence",
        "chart disclosure",
        "chart platforms",
        "chart offenders",
        "chart breakdown",
        "chart estimate",
        "chart compare",
        "chart crosstab",
        "chart figures",
        "chart card",
        "protect check",
    ]


def test_the_manual_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "stale: run python -m tests.cli.commands_doc"


@pytest.mark.parametrize(("name", "callback"), COMMANDS.items(), ids=COMMANDS)
def test_a_command_explains_itself(name: str, callback: Callable[..., Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Usage: tallybook {name}" in shown
    assert f"Example: tallybook {name}" in " ".join(shown.split())
    assert max(map(len, shown.splitlines())) <= 80
    for parameter in parameters_of(callback):
        assert (parameter.name.upper() if parameter.argument else parameter.flags.partition("/")[0]) in shown


def test_the_help_names_every_command_in_whole_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert {name.split()[0] for name in COMMANDS} <= set(shown.split())
    assert "..." not in shown.replace("[ARGS]...", "")


def test_options_stand_in_groups_with_their_choices_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prevalence", "-h"]) == 0
    shown = capsys.readouterr().out
    headings = [line for line in shown.splitlines() if line.endswith(":") and not line.startswith((" ", "Usage"))]
    assert headings == [
        "Arguments:",
        "What is asked:",
        "What is read:",
        "How the file is read, where it does not say so itself:",
        "How the sample was drawn:",
        "Replicate weights:",
        "Known totals that the weights are made to add up to:",
        "Whom the numbers speak of:",
        "How sure the numbers are:",
        "What becomes of unanswered questions:",
        "What may be shown, and in which words:",
        "How many people a share stands for:",
        "Where the result goes:",
        "What an output checker is given:",
        "Help:",
    ]
    assert "One of: fail, adjust, average, certainty, remove, collapse.  [default: fail]" in " ".join(
        shown.split()
    ).replace(". [", ".  [")
    assert "[default: 0.95]" in shown


def test_the_manual_names_every_option_and_every_exit_code() -> None:
    text = page()
    for callback in COMMANDS.values():
        for parameter in parameters_of(callback):
            assert (f"`{parameter.name.upper()}`" if parameter.argument else parameter.flags) in text
    assert [f"| {code} |" in text for code in (0, 1, 2, 3, 4, 5, 6, 7, 8, 70, 130, 141)] == [True] * 12
