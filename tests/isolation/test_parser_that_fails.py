"""What parses a file may crash, hang, ask for all memory or lie: one sentence comes of it, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.input import look, read
from analysis.isolation import checked, child, process, reading
from cli.app import main

ROOT = Path(__file__).parents[2]
Harmful = Callable[..., Path]


def values_of(path: Path) -> list[float]:
    """The one column of the file."""
    return np.asarray(read(path).columns["x"].values).tolist()


def pid() -> int:
    """The process that waits now."""
    return process._waiting[0].process.pid


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("os.abort()", "makes the program that reads it fail"),
        ("os.kill(os.getpid(), 11)", "makes the program that reads it fail"),
        ("os._exit(0)", "makes the program that reads it fail"),
        ("os.write(4, b'x' * 99); os.write(5, b'x' * 99); os.write(6, b'x' * 99); os._exit(0)", "promises 2 rows"),
        ("raise ReadstatError('secretive')", "cut short or damaged: its header promises 2 rows"),
        ("raise UnicodeDecodeError('utf-8', b'secretive', 0, 1, '')", "--encoding cp1252"),
        ("x = [bytes(1 << 30) for _ in range(1 << 20)]", "cut short or damaged"),
        ("return {'x': [1.0] * 3}, Meta", "promises 2 rows and holds 3"),
        ("return {'x': ['secretive', 1.0]}, Meta", "cut short or damaged"),
    ],
)
def test_a_parser_that_fails_gives_one_sentence_and_the_next_file_is_read(
    harmful: Harmful, capsys: pytest.CaptureFixture[str], harm: str, said: str
) -> None:
    path = harmful(harm)
    assert main(["data", "describe", str(path)]) == 4
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert "secretive" not in told
    harmful()
    assert values_of(path) == [1, 2]


def test_a_parser_that_hangs_is_ended(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.1)
    path = harmful("time.sleep(600)")
    with pytest.raises(DataError, match="takes too long to read"):
        read(path)
    assert process._waiting == []


def test_a_parser_that_turns_in_circles_meets_the_limit_of_processor_time(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0.1)
    monkeypatch.setattr(process, "PATIENCE", 1000)
    path = harmful("while True: pass")
    with pytest.raises(DataError, match="makes the program that reads it fail"):
        read(path)


def test_what_the_parser_may_do_is_limited(harmful: Harmful) -> None:
    pytest.importorskip("resource")
    path = harmful(
        "import resource as r; return {'x': [float(r.getrlimit(k)[0]) for k in "
        "(r.RLIMIT_CORE, r.RLIMIT_FSIZE, r.RLIMIT_NPROC, r.RLIMIT_CPU, r.RLIMIT_AS)]}, Meta",
        rows=None,
    )
    core, size, processes, seconds, memory = values_of(path)
    assert (core, size, processes) == (1, 0, 0)
    assert reading.SECONDS <= seconds <= reading.SECONDS + 10
    assert checked.memory() < memory < checked.memory() + (8 << 30)


def test_more_values_than_memory_holds_are_refused_before_they_are_read(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = harmful("os.abort()", rows=1000, size=2000)
    monkeypatch.setattr(reading, "memory", lambda: 39_999)
    with pytest.raises(DataError, match=r"1,000 rows, and 1 columns of them would take 0\.0 GB to read.*fewer columns"):
        read(path)
    assert look(path).rows == 1000


@pytest.mark.parametrize("rows", ["'2'", -1, "[]", "1e9"])
def test_a_dictionary_that_cannot_be_is_not_believed(harmful: Harmful, rows: object) -> None:
    path = harmful(rows=rows)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="cut short or damaged"):
        look(path)


def test_one_process_serves_many_files_and_each_has_a_fork_of_its_own(harmful: Harmful) -> None:
    path = harmful("return {'x': [float(os.getpid()), float(os.getppid())]}, Meta")
    (first, parent), (second, same) = values_of(path), values_of(path)
    assert parent == same == pid()
    assert len({first, second, parent}) == 3


def test_a_process_that_somebody_ended_is_started_anew(harmful: Harmful) -> None:
    path = harmful()
    values_of(path)
    os.kill(pid(), signal.SIGKILL)
    process._waiting[0].process.wait()
    assert values_of(path) == [1, 2]


def test_a_fork_of_the_command_does_not_take_the_process_of_its_parent(harmful: Harmful, tmp_path: Path) -> None:
    path = harmful("return {'x': [float(os.getppid()), 2.0]}, Meta")
    script = (
        "import os, sys; from pathlib import Path\n"
        "from analysis.input import read; from analysis.isolation import process\n"
        "def served(): return read(Path(sys.argv[1])).columns['x'].values[0]\n"
        "before = served(); fork = os.fork()\n"
        "if not fork:\n"
        "    alone = before != served(); process.stop(); os._exit(0 if alone else 9)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) or (0 if before == served() else 8))"
    )
    places = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run([sys.executable, "-c", script, path], env=places, check=False)
    assert done.returncode == 0


def test_without_forks_each_file_has_a_process(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FORKS", False)
    path = harmful("return {'x': [float(os.getpid()), 2.0]}, Meta")
    try:
        assert values_of(path)[0] != values_of(path)[0]
        with pytest.raises(DataError, match="makes the program that reads it fail"):
            read(harmful("os.abort()"))
    finally:
        process.stop()


def test_without_forks_a_parser_that_hangs_is_ended(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "FORKS", False)
    monkeypatch.setattr(reading, "SECONDS", 0.1)
    path = harmful("time.sleep(600)")
    with pytest.raises(DataError, match="takes too long to read"):
        read(path)
    assert process._waiting == []


def test_a_parser_that_lingers_after_its_answer_does_not_keep_the_next_file_waiting(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SECONDS", 2)
    answer = (
        "w = sys._getframe(2).f_locals['writer']; from analysis.isolation.wire import tell; "
        "tell(w, {'rows': 2}); tell(w, {'letters': 0}, bytes(16)); time.sleep(600)"
    )
    path = harmful(answer)
    assert values_of(path) == values_of(path) == [0, 0]


def test_a_refusal_of_what_was_said_keeps_the_process_and_nonsense_ends_it(harmful: Harmful) -> None:
    path = harmful("raise ReadstatError")
    with pytest.raises(DataError):
        read(path)
    kept = pid()
    with pytest.raises(DataError):
        read(path)
    assert pid() == kept
    with pytest.raises(DataError):
        read(harmful("return {'x': [1.0] * 3}, Meta"))  # in peace: the reader refuses what it got
    kept = pid()
    with pytest.raises(DataError):
        read(harmful("os._exit(0)"))
    assert process._waiting == []
    values_of(harmful())
    assert pid() != kept


def test_where_nothing_can_be_limited_it_is_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    child.limit(1, 1)  # would end this process


def test_a_process_that_cannot_be_started_is_one_sentence(harmful: Harmful, monkeypatch: pytest.MonkeyPatch) -> None:
    path = harmful()
    monkeypatch.setattr(sys, "executable", str(path))
    with pytest.raises(DataError, match="could not be started; close other programs"):
        read(path)


@pytest.mark.parametrize(("end", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_an_interrupted_command_ends_at_once_and_leaves_no_process(
    harmful: Harmful, tmp_path: Path, end: signal.Signals, code: int
) -> None:
    begun = tmp_path / "begun"
    os.mkfifo(begun)
    path = harmful(
        f"f = os.open({str(begun)!r}, os.O_WRONLY); os.write(f, b'%d' % os.getpid()); os.close(f); time.sleep(600)"
    )
    script = "import sys; from cli.app import main; sys.exit(main(['data', 'describe', sys.argv[1]]))"
    places = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = subprocess.Popen([sys.executable, "-c", script, str(path)], env=places, stderr=subprocess.PIPE)
    worker = int(begun.read_text())
    command.send_signal(end)
    _, told = command.communicate()
    assert command.returncode == code
    assert told == (b"tallybook: interrupted.\n" if code == 130 else b"")
    for _ in range(200):
        if not Path(f"/proc/{worker}").exists():
            break
        time.sleep(0.05)
    else:
        pytest.fail("the process that parses outlives the command")
