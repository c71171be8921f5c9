"""Every failure is one sentence on standard error with its own exit code, and shows no value of the data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from analysis import errors
from cli.app import main
from tests.cli.conftest import Engine


def leaves(kind: type[errors.SurveyError]) -> Iterator[type[errors.SurveyError]]:
    for child in kind.__subclasses__():
        yield from leaves(child)
        yield child


CODES = {
    "UsageError": 2,
    "CodebookError": 3,
    "DataError": 4,
    "DesignError": 5,
    "ProtectionError": 6,
    "OutputError": 7,
    "MissingExtraError": 8,
}


@pytest.mark.parametrize("name", CODES)
def test_an_error_is_its_sentence_and_its_exit_code(
    engine: Engine, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = getattr(errors, name)("the weight column holds text; name another with --weight.")
    assert main(["prevalence"]) == CODES[name]
    assert capsys.readouterr() == ("", "tallybook: the weight column holds text; name another with --weight.\n")


def test_every_branch_of_the_tree_has_its_code() -> None:
    assert {child.__name__ for child in errors.SurveyError.__subclasses__()} == set(CODES)
    assert {leaf.exit_code for leaf in leaves(errors.SurveyError)} == set(CODES.values())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["prevalance"], "No such command 'prevalance'. Did you mean 'prevalence'?"),
        (["prevalence", "--indicater", "x"], "No such option: --indicater. Did you mean --"),
        (["prevalence", "--ci", "wlison"], "'wlison' is not one of 'korn-graubard', 'logit'"),
        (["prevalence", "--level", "much"], "Invalid value for '--level'"),
        (["prevalence", "--by"], "Option '--by' requires an argument. See 'tallybook"),
        (["prevalence", "a.sav", "b.sav"], "unexpected extra argument"),
        (["codebook", "chek"], "Did you mean 'check', 'schema'?"),
        (["estimate", "a.sav"], "Missing option '--variable'."),
    ],
)
def test_wrong_usage_is_one_sentence_with_the_next_step(
    engine: Engine, typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed) == 2
    out, err = capsys.readouterr()
    assert (out, engine.calls) == ("", [])
    assert err.startswith("tallybook: ")
    assert err.count("\n") == 1
    assert said in err


@pytest.mark.parametrize("typed", [[], ["codebook"], ["data"]])
def test_no_command_shows_the_help_as_wrong_usage(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: tallybook")


@pytest.mark.parametrize(
    "bug",
    [KeyError("Siti, 14"), ValueError("Siti, 14"), RecursionError("Siti, 14")],
    ids=lambda bug: type(bug).__name__,
)
def test_a_bug_is_named_by_kind_and_place_and_never_by_value(
    engine: Engine, bug: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = bug
    assert main(["prevalence"]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert f"bug in tallybook ({type(bug).__name__} at cli.commands.prevalence:" in err
    assert "--debug" in err
    assert "Siti" not in err


@pytest.mark.parametrize("typed", [["--debug", "prevalence"], ["prevalence", "--debug"]])
def test_debug_shows_the_traceback_without_local_variables(
    engine: Engine, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = ValueError("could not convert 'Siti'")
    engine.answer.__cause__ = KeyError("Siti")
    engine.answer.add_note("Siti")
    assert main([*typed, "--where", "name == 'Siti'"]) == 70
    err = capsys.readouterr().err
    assert err.count("Traceback (most recent call last)") == 2
    assert err.index("KeyError: (words left out") < err.index("ValueError: (words left out")
    assert "conftest.py" in err
    assert "Siti" not in err  # it is a local variable of several frames, too


def test_debug_shows_where_an_ordinary_error_came_from(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = errors.DataError("no such file.")
    assert main(["prevalence", "--debug"]) == 4
    err = capsys.readouterr().err
    assert "Traceback (most recent call last)" in err
    assert err.endswith("DataError: no such file.\ntallybook: no such file.\n")


def test_want_of_memory_is_not_a_bug(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = MemoryError()
    assert main(["prevalence"]) == 4
    assert capsys.readouterr().err.startswith("tallybook: not enough memory")


def test_a_file_that_ends_early_inside_the_engine_is_a_bug_and_no_abort(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = EOFError()
    assert main(["prevalence"]) == 70
    assert "EOFError" in capsys.readouterr().err


def test_an_interrupt_says_so(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = KeyboardInterrupt()
    assert main(["prevalence"]) == 130
    assert capsys.readouterr() == ("", "tallybook: interrupted.\n")


def test_a_message_cannot_steer_the_terminal(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = errors.DataError("column 'a\x1b[2J' is not there.\n  nor is b")
    assert main(["prevalence"]) == 4
    assert capsys.readouterr().err == "tallybook: column 'a\ufffd[2J' is not there.\n  nor is b\n"
