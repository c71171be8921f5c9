"""What every command says: no value of a respondent, and the same wherever it is asked; `python -m tests.canaries`,
`python -m tests.determinism` and `python -m tests.crash` ask at length."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.canaries.commands import EVERY, OTHER_FILES, REPORT, RERUN, asked
from tests.canaries.survey import FAULTS, sound, spoilt, torn
from tests.determinism.orders import ASKED, differences, laid_out, said, shuffled
from tests.determinism.surroundings import elsewhere

TO_A_FILE = (*EVERY[0], "-o", "a.docx")
BY_TWO = next(command for command in EVERY if "sex*age" in command)
CHECK = ("codebook", "check", "cb.yaml", "data.csv")
IN_SHORT = (*REPORT[:-1], "html,json")


def test_no_value_of_a_respondent_is_said_or_written(tmp_path: Path) -> None:
    planted = sound(tmp_path, seed=2)
    assert len(planted.canaries) >= 500
    seen = [what for command in (*EVERY, *OTHER_FILES[::4], IN_SHORT, RERUN) for what in asked(planted, command)]
    assert seen == []


@pytest.mark.parametrize("fault", [*FAULTS, "torn"])
def test_what_is_wrong_with_a_file_is_said_without_its_values(tmp_path: Path, fault: str) -> None:
    planted = torn(tmp_path, seed=2) if fault == "torn" else spoilt(tmp_path, fault, seed=2)
    assert [what for command in (BY_TWO, CHECK) for what in asked(planted, command)] == []


def test_a_canary_that_is_said_is_seen(tmp_path: Path) -> None:
    planted = sound(tmp_path, seed=2)
    planted.canaries["Girl"] = "a label"
    assert [what.split("): ")[1][:10] for what in asked(planted, EVERY[0])] == ["the screen"]
    assert [what.split("): ")[1][:10] for what in asked(planted, TO_A_FILE)] == ["a.docx hol", "a.docx.man"]


@pytest.mark.parametrize("form", ["html", "xlsx", "docx", "pptx", "latex"])
def test_what_is_said_of_a_file_is_a_document_too(tmp_path: Path, form: str) -> None:
    planted = sound(tmp_path, seed=2)
    for command in (("data", "describe", "data.csv"), ("codebook", "check", "cb.yaml")):
        assert asked(planted, command, "--format", form, "-o", "a.document") == []


def test_rows_in_another_order_say_the_same(tmp_path: Path) -> None:
    laid_out(tmp_path, seed=2)
    before = {command: (said(tmp_path, command, "json"), said(tmp_path, command, "table")) for command in ASKED[::9]}
    shuffled(tmp_path, seed=2)
    for command, (numbers, words) in before.items():
        assert differences(numbers, said(tmp_path, command, "json")) == []
        assert said(tmp_path, command, "table") == words


def test_other_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number, name in enumerate(("one", "two of them")):
        (tmp_path / name).mkdir()
        laid_out(tmp_path / name, seed=2)
        made.append(elsewhere(tmp_path / name, number, every_format=False))
    assert made[0] == made[1]
    assert any(".pptx" in key for key in made[0])


def test_a_report_that_is_killed_or_whose_disk_is_full_loses_nothing() -> None:
    ran = subprocess.run([sys.executable, "-m", "tests.crash", "1", "2", "2"], check=False, capture_output=True)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"nothing corrupt" in ran.stdout
