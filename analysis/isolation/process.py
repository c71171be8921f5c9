"""The parent's hand on the other process: start it early, talk to it within a time, end it whatever happens."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock, Timer
from typing import Any, BinaryIO, Final

from ..errors import DataError
from . import STATISTICAL, wire
from .child import FORKS, ORDERS

ROOT: Final = str(Path(__file__).parents[2])
# -I and -S: nothing of the environment, of the folder it stands in or of a user's start-up files is obeyed. Where the
# packages are, the parent knows.
RUN: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from analysis.isolation.child import main; main(int(sys.argv[2]), sys.argv[3])"
)
PATIENCE: Final = 4  # a busy machine takes so much longer than the processor time it gives
_ONE_AT_A_TIME: Final = RLock()


class UnreadableError(DataError):
    """The other process failed over a file, and must not be used again."""


@dataclass(frozen=True, slots=True)
class Child:
    """The process that waits, whose it is, and where it takes orders; None where each process parses one file."""

    process: subprocess.Popen[bytes]
    owner: int
    orders: socket.socket | None

    def pipes(self) -> tuple[Any, Any]:
        """Where it answers and where it listens, when it takes no orders."""
        return self.process.stdout, self.process.stdin


_waiting: list[Child] = []  # none or one


@dataclass(slots=True)
class Talk:
    """One file's questions and answers.

    Attributes:
        late: whether it was cut off because an answer took too long.
        allowed: bytes that may still come.
    """

    reader: BinaryIO
    writer: BinaryIO
    late: bool = False
    allowed: int = field(init=False)
    _clock: Timer | None = field(default=None)

    def ask(self, said: dict[str, Any], seconds: float, memory: int, *buffers: bytes) -> Any:
        """The first message of the answer; with all that follows it must come in time and in `memory` bytes."""
        self.hush()
        self.allowed = memory
        self._clock = Timer(PATIENCE * seconds, self._cut)
        self._clock.daemon = True
        self._clock.start()
        wire.tell(self.writer, {**said, "seconds": seconds, "memory": memory}, *buffers)
        return self.hear()

    def hear(self) -> Any:
        """The next message."""
        said, length = wire.hear(self.reader)
        self._less(length)
        return said

    def take(self, size: int) -> bytes:
        """So many bytes that were announced."""
        self._less(size)
        return wire.take(self.reader, size)

    def _less(self, size: int) -> None:
        self.allowed -= size
        if self.allowed < 0:
            raise ValueError("more than a file holds")

    def hush(self) -> None:
        """Nothing is awaited any more."""
        if self._clock is not None:
            self._clock.cancel()

    def _cut(self) -> None:
        self.late = True
        for child in _waiting:
            _kill(child)


def start(library: str = STATISTICAL) -> None:
    """Have the other process ready, or about to be, so that it loads its library while this one does other things."""
    if _waiting and (_waiting[0].owner != os.getpid() or _waiting[0].process.poll() is not None):
        stop()  # it belongs to the process that this one was forked from, or somebody ended it
    if not _waiting:
        _waiting.append(_started(library))


def stop() -> None:
    """End the other process and all it started; nothing is left behind."""
    while _waiting:
        child = _waiting.pop()
        ours = child.owner == os.getpid()
        if ours:
            _kill(child)
        for end in (child.orders, *child.pipes()):
            if end is not None:
                with suppress(OSError):  # what was still to be written to it
                    end.close()
        child.process.returncode = child.process.wait() if ours else 0  # somebody else waits for it


atexit.register(stop)


def _kill(child: Child) -> None:
    with suppress(OSError):  # gone already
        if child.orders is None:
            child.process.kill()
        else:
            os.killpg(child.process.pid, signal.SIGKILL)


@contextmanager
def conversation(library: str = STATISTICAL) -> Iterator[Talk]:
    """A talk with a process that has read no other file; when it is not ended in peace, the process is ended."""
    with _ONE_AT_A_TIME:
        start(library)
        child = _waiting[0]
        peace = False
        try:
            with _line(child, library) as talk:
                try:
                    yield talk
                    peace = True
                except DataError as error:  # of the one who asks, about what was said
                    peace = not isinstance(error, UnreadableError)
                    raise
                finally:
                    talk.hush()
        finally:
            if child.orders is None or not peace:
                stop()
                if peace:
                    start(library)


@contextmanager
def _line(child: Child, library: str) -> Iterator[Talk]:
    if child.orders is None:
        yield Talk(*child.pipes())
        return
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            order = next(order for order, needs in ORDERS.items() if needs == library)
            socket.send_fds(child.orders, [order], [theirs.fileno()])
        with ours.makefile("rb") as reader, ours.makefile("wb") as writer:
            yield Talk(reader, writer)


def _started(library: str) -> Child:
    paths = json.dumps([*sys.path, ROOT])
    try:
        if not FORKS:
            return Child(
                _popen([paths, "0", library], stdin=subprocess.PIPE, stdout=subprocess.PIPE), os.getpid(), None
            )
        return _leader(paths, library)
    except OSError:
        raise DataError(
            "the process that reads survey files could not be started; close other programs and try again."
        ) from None


def _leader(paths: str, library: str) -> Child:
    """A process in a session of its own: no key at the terminal reaches it, and it is ended as a group."""
    told = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    ours, theirs = socket.socketpair()
    with theirs:
        number = theirs.fileno()
        try:
            process = _popen([paths, str(number), library], pass_fds=(number,), start_new_session=True, **told)
        except BaseException:
            ours.close()
            raise
    return Child(process, os.getpid(), ours)


def _popen(arguments: list[str], **how: Any) -> subprocess.Popen[bytes]:
    # One thread is all it needs; the pools of a linear algebra library would only be copied with each fork.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", RUN, *arguments]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment, **how)  # noqa: S603  # ourselves
