"""One trial: a process of its own in which a function is wrong, and the tests that reach it, until one fails."""

from __future__ import annotations

import ast
import faulthandler
import inspect
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from .mutants import Mutant, mutated

GRACE, FACTOR = 10.0, 10.0  # seconds, and times what a test takes, before it counts as hung
MEMORY = 2**33  # bytes a wrong loop may take
COPIED = ("analysis", "cli", "codebooks", "sample_data", "tests", "notebooks", "docs", "pyproject.toml", "README.md")


Timed = Sequence[tuple[pytest.Item, float]]  # tests, each with the seconds that it usually takes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant: `killed`, `hung`, `ended`, `survived`; `unreached` without tests; and which failed."""

    fate: str
    by: tuple[str, ...] = ()


class Failed:
    """A plugin that remembers which tests failed."""

    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Setup and teardown count too."""
        if report.failed and report.nodeid not in self.tests:
            self.tests.append(report.nodeid)


def in_a_fork(work: Callable[[int], None]) -> tuple[bytes, int]:
    """What `work` writes to the pipe it gets, and how its process ended; the process ends with it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()  # a mutant that ends its whole group ends no more than the trial
        os.close(reading)
        code = 1
        try:
            work(writing)
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    return said, os.waitpid(child, 0)[1]


def trial(root: Path, mutant: Mutant, session: pytest.Session, items: Timed, *, apart: bool, every: bool) -> Verdict:
    """Run these tests with the mutant's function in place of the right one; `apart`, on a copy of the whole tree.

    With `every` the others go on when one has failed.
    """
    if not items:
        return Verdict("unreached")
    if apart:
        return _on_a_copy(root, mutant, items, every=every)
    live, wrong = _live_and_wrong(root, mutant)

    def work(pipe: int) -> None:
        live.__code__ = wrong  # wherever the function was imported to
        faulthandler.disable()  # that numpy ends the process is a verdict, and no news
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        for test in _failing(session, items):
            os.write(pipe, f"{test}\n".encode())
            if not every:
                return

    said, status = in_a_fork(work)
    if by := tuple(said.decode().splitlines()):
        return Verdict("killed", by)
    if status == 0:
        return Verdict("survived")
    return Verdict("hung" if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM else "ended")


def _failing(session: pytest.Session, items: Timed) -> Iterator[str]:
    """Run these tests; the names of those that fail, as they do. The process is killed where one takes too long."""
    session.config.pluginmanager.unregister(name="terminalreporter")
    session.config.pluginmanager.register(failed := Failed())
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for (item, seconds), (following, _) in zip(items, [*items[1:], (None, 0.0)], strict=True):
        signal.setitimer(signal.ITIMER_REAL, GRACE + FACTOR * seconds)
        known = len(failed.tests)
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        yield from failed.tests[known:]


def _live_and_wrong(root: Path, mutant: Mutant) -> tuple[FunctionType, CodeType]:
    """The function as it was imported, and the code of the wrong one."""
    path = root / mutant.file
    module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    live = _function(import_module(module), mutant.function)
    made = compile(mutated(root, mutant), str(path), "exec", dont_inherit=True)
    first = live.__code__.co_firstlineno
    return live, next(
        code for code in _codes(made) if code.co_qualname == mutant.function and code.co_firstlineno == first
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _function(holder: object, name: str) -> FunctionType:
    for part in name.split("."):
        holder = vars(holder)[part]
    if isinstance(holder, property):
        holder = holder.fget
    elif isinstance(holder, cached_property):
        holder = holder.func
    elif isinstance(holder, staticmethod | classmethod):
        holder = holder.__func__
    made = inspect.unwrap(holder)  # type: ignore[arg-type]
    assert isinstance(made, FunctionType)
    return made


def _on_a_copy(root: Path, mutant: Mutant, items: Timed, *, every: bool) -> Verdict:
    """What stands outside functions has done its work when a module is imported: another interpreter, another tree."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / root.name
        for name in COPIED:
            source = root / name
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, tree / name)
        if (root.parent / "shared").is_dir():
            (tree.parent / "shared").symlink_to(root.parent / "shared")
        (tree / mutant.file).write_text(ast.unparse(mutated(root, mutant)), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-rfE",
            *([] if every else ["-x"]),
            *(item.nodeid for item, _ in items),
        ]
        limit = 3 * GRACE + FACTOR * sum(seconds for _, seconds in items)
        environment = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                command,
                cwd=tree,
                env=environment,
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            return Verdict("hung")
    if done.returncode == 0:
        return Verdict("survived")
    lines = [
        line.split(" ", 1)[1].split(" - ")[0] for line in done.stdout.splitlines() if line[:6] in ("FAILED", "ERROR ")
    ]
    return Verdict("killed", tuple(lines) or ("the tests cannot be collected",))
