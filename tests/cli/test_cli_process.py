"""What only a process of its own can show: what is loaded, pipes, locales."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "pandas", "scipy", "statsmodels", "matplotlib", "pydantic", "yaml", "rich", "pyreadstat")
FAKE = r"""
import sys, types
import analysis
from tests.export.tables import TABLE
from dataclasses import replace
fake = types.ModuleType("analysis.pipeline")
fake.prevalence = lambda request: replace(TABLE, notes=("\u5973\u5b69 \u2013 perempuan",) * {times})
sys.modules["analysis.pipeline"] = analysis.pipeline = fake
from cli.app import main
sys.exit(main({arguments}))
"""


def run(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["prevalence", "--help"], ["codebook", "check", "--help"], ["--version"]]
)
def test_help_loads_nothing_of_the_engine(arguments: list[str]) -> None:
    code = (
        "import sys, json; from cli.app import main; code = main(" + repr(arguments) + ");"
        f"print(json.dumps([code, [name for name in {HEAVY!r} if name in sys.modules]]))"
    )
    done = run(code)
    assert json.loads(done.stdout.splitlines()[-1]) == [0, []]
    assert done.stderr == b""


def test_version_is_that_of_the_package() -> None:
    done = run("from cli.app import main; main(['--version'])")
    try:
        expected = f"tallybook {version('tallybook')}"
    except PackageNotFoundError:
        expected = "tallybook, not installed"
    assert done.stdout.decode().strip() == expected


def test_other_alphabets_leave_in_utf8_whatever_the_locale() -> None:
    done = run(FAKE.format(arguments=["prevalence"], times=1), LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 0
    assert "女孩 – perempuan" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ["-c", FAKE.format(arguments=["prevalence"], times=1)],
        ["-c", FAKE.format(arguments=["prevalence"], times=20_000)],
        ["-m", "cli", "--help"],
    ],
    ids=["closed at the end", "closed in the middle", "help"],
)
def test_a_closed_pipe_ends_quietly(words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)  # the reader has gone before the first word
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is not here")
def test_a_full_disk_behind_standard_output_is_told_once() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", FAKE.format(arguments=["prevalence"], times=1)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    message = b"tallybook: could not write to standard output: No space left on device; name a file with --output.\n"
    assert (done.returncode, done.stderr) == (7, message)
