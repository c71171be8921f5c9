"""Nothing here opens a connection: no module that could is imported, but for pipes to our own children."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.supply.installed import ROOT

MODULES = sorted((*ROOT.glob("analysis/**/*.py"), *ROOT.glob("cli/**/*.py")))
ISOLATION = sorted(ROOT.glob("analysis/isolation/*.py"))
CONNECTING = {"asyncio", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3", "webbrowser"}
PIPES = {
    "socketpair",
    "send_fds",
    "recv_fds",
    "socket",
}  # between us and our children; `socket(fileno=...)` takes one up
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
    if path.parent.name == "isolation":
        found -= {"socket"}
    assert not {name for name in found if name.split(".")[0] in CONNECTING or name.startswith("urllib.request")}


@pytest.mark.parametrize("path", ISOLATION, ids=lambda path: path.name)
def test_the_room_that_isolates_has_pipes_to_its_children_and_no_address(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    of_socket = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and _name(node.value) == "socket"]
    assert {node.attr for node in of_socket} <= PIPES
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.func in of_socket]
    opened = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "socket"]
    assert all([keyword.arg for keyword in call.keywords] == ["fileno"] and not call.args for call in opened)
    named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not {"connect", "connect_ex", "bind", "create_connection"} & named


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


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
