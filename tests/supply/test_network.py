"""Nothing here opens a connection: no module that could is imported by the project, and none is asked to."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.supply.installed import ROOT

MODULES = sorted((*ROOT.glob("analysis/**/*.py"), *ROOT.glob("cli/**/*.py")))
PAIRS = ("analysis/isolation/process.py", "analysis/isolation/child.py")  # two ends within one machine, and no address
CONNECTING = {"asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3", "webbrowser"}
WATCHED = """
import sys

def refuse(event, arguments):
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "urllib.", "http.", "ftplib.")):
        print("connects:", event)
        raise SystemExit(99)

sys.addaudithook(refuse)
from cli.app import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_imports_what_connects(path: Path) -> None:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module}
    if path.relative_to(ROOT).as_posix() in PAIRS:
        found -= {"socket"}
    assert not {name for name in found if name.split(".")[0] in CONNECTING or name.startswith("urllib.request")}


@pytest.mark.parametrize(
    "words",
    [
        ["prevalence", "--format", "json"],
        ["data", "describe", str(ROOT / "sample_data" / "synthetic-children.sav")],
        ["report", "-o", "out", "--format", "html,csv,xlsx", "--force"],
    ],
    ids=lambda words: words[0],
)
def test_no_command_connects_while_it_works(words: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *words],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "connects" in done.stdout) == (0, False), done.stderr[-500:]
