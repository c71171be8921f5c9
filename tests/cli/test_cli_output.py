"""Data on standard output or in a file, everything else on standard error."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.export import of_table
from analysis.presentation.table import Line
from cli.app import main
from tests.cli.conftest import Engine
from tests.export.tables import FOUND, SYNTHETIC, TABLE

pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def test_a_table_goes_to_standard_output_and_nothing_else_does(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prevalence"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == (of_table(TABLE, "table").decode(), "")


@pytest.mark.parametrize("form", ["csv", "json", "md", "table"])
def test_format_chooses_the_writer(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prevalence", "--format", form]) == 0
    assert capsys.readouterr().out == of_table(TABLE, form).decode()


@pytest.mark.parametrize(
    ("name", "form"), [("a.csv", "csv"), ("a.json", "json"), ("a.md", "md"), ("a.txt", "table"), ("A.CSV", "csv")]
)
def test_the_name_of_the_file_tells_the_format(
    folder: Path, name: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["prevalence", "-o", name]) == 0
    assert (folder / name).read_text(encoding="utf-8") == of_table(TABLE, form).decode()
    assert capsys.readouterr() == ("", f"wrote {name}\n")


def test_an_explicit_format_wins_over_the_name(folder: Path) -> None:
    assert main(["prevalence", "-o", "a.txt", "--format", "json"]) == 0
    assert json.loads((folder / "a.txt").read_text())["command"] == "prevalence"


def test_a_dash_is_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prevalence", "-o", "-", "--format", "csv"]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-o", "a.xyz"], 2, ".csv, .json, .md"),
        (["-o", "result"], 2, "add --format"),
        (["-o", "a.jsn"], 2, "Did you mean .json?"),
        (["-o", "no/such/a.csv"], 7, "make it first"),
        (["-o", "there.csv"], 7, "--force"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_the_work(
    engine: Engine, folder: Path, words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "there.csv").write_text("old")
    assert main(["prevalence", *words]) == code
    out, err = capsys.readouterr()
    assert (out, engine.calls) == ("", [])
    assert err.startswith("tallybook: ")
    assert said in err
    assert [(entry.name, entry.read_text()) for entry in folder.iterdir()] == [("there.csv", "old")]


def test_force_overwrites(folder: Path) -> None:
    (folder / "there.csv").write_text("old")
    assert main(["prevalence", "-o", "there.csv", "--force"]) == 0
    assert (folder / "there.csv").read_text(encoding="utf-8") == of_table(TABLE, "csv").decode()


@pytest.mark.parametrize("given", ["x.csv", "synthetic-x.csv"])
def test_a_file_of_a_synthetic_survey_says_so_in_its_name(
    engine: Engine, folder: Path, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = SYNTHETIC
    assert main(["prevalence", "-o", given]) == 0
    assert [entry.name for entry in folder.iterdir()] == ["synthetic-x.csv"]
    assert capsys.readouterr().err == "wrote synthetic-x.csv\n"


def test_an_older_synthetic_file_is_kept_without_force(engine: Engine, folder: Path) -> None:
    engine.answer = SYNTHETIC
    (folder / "synthetic-x.csv").write_text("old")
    assert main(["prevalence", "-o", "x.csv"]) == 7
    assert [(entry.name, entry.read_text()) for entry in folder.iterdir()] == [("synthetic-x.csv", "old")]


@pytest.mark.parametrize(("columns", "width"), [("40", 60), ("70", 70), ("100", 100), ("400", 120)])
def test_a_terminal_gets_its_own_width_within_reason(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, columns: str, width: int, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.answer = replace(TABLE, lines=(Line(("word " * 60, "1", "2–3", "4")),))
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["prevalence"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) == width


def test_a_file_is_the_same_whatever_the_terminal(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answer = replace(TABLE, lines=(Line(("word " * 60, "1", "2–3", "4")),))
    monkeypatch.setenv("COLUMNS", "120")
    assert main(["prevalence", "-o", "a.txt"]) == 0
    assert max(map(len, (folder / "a.txt").read_text(encoding="utf-8").splitlines())) == 80


def test_findings_are_exit_code_1_and_still_shown(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    engine.answer = FOUND
    assert main(["codebook", "check", "cb.yaml"]) == 1
    assert capsys.readouterr() == (of_table(FOUND, "table").decode(), "")


def test_no_findings_is_exit_code_0(engine: Engine) -> None:
    engine.answer = replace(FOUND, findings=0)
    assert main(["codebook", "check", "cb.yaml"]) == 0


def test_a_closed_standard_output_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", None)
        assert main(["prevalence"]) == 7
    assert "standard output is closed" in capsys.readouterr().err
