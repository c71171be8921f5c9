"""A report in a process of its own that can be stopped at any moment, and what must be true of its folder then."""

from __future__ import annotations

import errno
import io
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.export.folders import OWN, REPORT_LOCK
from cli.app import main
from tests.pipeline.small import every, write
from tests.pipeline.test_report_files import CODEBOOK, REPORT

FORMATS = "csv,json,md,latex,xlsx,svg"
WRITES = frozenset({"os.rename", "os.link", "os.remove", "os.chmod", "os.mkdir", "fcntl.flock", "open", "os.fsync"})
FILLS = frozenset({"os.rename", "os.link", "os.mkdir", "open", "os.fsync"})  # what a full disk can refuse
Event = Callable[[str], None]


@dataclass(frozen=True)
class End:
    """How a run ended.

    Attributes:
        code: its exit code, negative for the signal that killed it.
        told: what it said on standard error.
    """

    code: int
    told: str
    seconds: float


@dataclass(frozen=True)
class Reports:
    """The same report of two surveys: what the folder holds before, and what it must hold in the end."""

    place: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    seconds: float
    events: int

    @classmethod
    def made(cls, place: Path) -> Reports:
        """Write both surveys, run both reports once, and measure the second."""
        for name, third in (("one", 3), ("two", 4)):
            (place / name).mkdir()
            write(place / name, CODEBOOK, hurt=every(third), told=every(third, start=1))
            (place / name / "report.yaml").write_text(REPORT, encoding="utf-8")
        with redirect_stdout(io.StringIO()):
            main(asked(place, "one"))  # here, so that the copies have every module
        before = contents(place / "out")
        counted = place / "events"
        counted.touch()
        _finished(run(place, "two", event=lambda name: _note(counted)))
        after, took = contents(place / "out"), []
        for _ in range(3):
            shutil.rmtree(place / "out")
            took.append(run(place, "two").seconds)
        return cls(place, before, after, sorted(took)[1], counted.stat().st_size)

    def laid_out(self, *, fresh: bool) -> Path:
        """The folder as the last run left it, or none."""
        folder = self.place / "out"
        shutil.rmtree(folder, ignore_errors=True)
        if not fresh:
            folder.mkdir()
            for name, content in self.before.items():
                (folder / name).write_bytes(content)
        return folder

    def faults(self, *, killed: bool) -> list[str]:
        """What is wrong with the folder after a run that was stopped, and after the one that follows it."""
        folder = self.place / "out"
        found = contents(folder) if folder.exists() else {}
        own = {name for name in found if OWN.fullmatch(name) or name == REPORT_LOCK}
        faults = [f"left behind: {name}" for name in own if not killed]
        faults += [
            f"not whole: {name}"
            for name, content in found.items()
            if name not in own and content not in (self.before.get(name), self.after.get(name))
        ]
        again = run(self.place, "two")
        if again.code:
            faults.append(f"the next run ended with {again.code}: {again.told}")
        elif contents(folder) != self.after:
            faults.append("the next run did not give the same bytes")
        return faults


def asked(place: Path, survey: str) -> list[str]:
    """The arguments of the command."""
    return ["report", str(place / survey / "report.yaml"), "-o", str(place / "out"), "--format", FORMATS]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file by its name."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def run(
    place: Path,
    survey: str,
    *,
    event: Event | None = None,
    kill_after: float | None = None,
    largest: int | None = None,
) -> End:
    """`tallybook report` in a copy of this process.

    Args:
        event: called before each step of writing with its name; it may kill, or raise what the system would.
        kill_after: seconds until SIGKILL.
        largest: bytes that a file may have.
    """
    said = place / "said"
    start = time.perf_counter()
    child = os.fork()
    if not child:
        _child(place, survey, said, event, largest)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return End(os.waitstatus_to_exitcode(status), said.read_text(errors="replace"), time.perf_counter() - start)


def _child(place: Path, survey: str, said: Path, event: Event | None, largest: int | None) -> None:
    """Never returns."""
    code = 99
    try:
        for stream, path in ((1, os.devnull), (2, said)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
        if event is not None:
            _watched(event)
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        code = main(asked(place, survey))
        sys.stderr.flush()
    finally:
        os._exit(code)


def _watched(event: Event) -> None:
    """Have `event` called before each step of writing: by the interpreter, and before a file or folder is confirmed."""
    real, busy = os.fsync, []

    def step(name: str) -> None:
        if not busy:
            busy.append(name)
            try:
                event(name)
            finally:
                busy.clear()

    def confirmed(handle: int) -> None:
        step("os.fsync")
        real(handle)

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        if name in WRITES and (name != "open" or arguments[2] & os.O_CREAT):
            step(name)

    os.fsync = confirmed
    sys.addaudithook(hook)


def killed_at(number: int) -> Event:
    """Kill the process before its step of this number."""
    left = [number]

    def event(name: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return event


def full_from(number: int) -> Event:
    """A disk that is full from the step of this number on."""
    left = [number]

    def event(name: str) -> None:
        left[0] -= 1
        if left[0] < 0 and name in FILLS:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return event


def _note(counted: Path) -> None:
    with counted.open("ab") as file:
        file.write(b".")


def _finished(end: End) -> None:
    if end.code:
        raise SystemExit(f"the report cannot be made: {end.told}")
