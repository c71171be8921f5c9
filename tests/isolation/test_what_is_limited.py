"""What the other process may take, what it holds, and what becomes of it: held to what the system says of it."""

from __future__ import annotations

import builtins
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.errors import DataError
from analysis.input import read
from analysis.isolation import checked, child, copying, process
from analysis.isolation.process import Talk

ROOT = Path(__file__).parents[2]
Harmful = Callable[..., Path]
Most = tuple[int, int]
linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing else tells")


def values_of(path: Path) -> list[float]:
    """The one column of the file."""
    return np.asarray(read(path).columns["x"].values).tolist()


def waited(for_what: Callable[[], bool]) -> bool:
    """Whether it came about within ten seconds."""
    end = time.monotonic() + 10
    while not for_what() and time.monotonic() < end:
        time.sleep(0.02)
    return for_what()


KINDS = {name: name for name in ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_CORE")}


def limits(monkeypatch: pytest.MonkeyPatch, kinds: dict[str, str], refused: str = "") -> dict[str, Most]:
    """What is set on a system that has such limits, of which it refuses to set one; 7 and 9999 is what it had."""
    found: dict[str, Most] = {}

    def set_to(kind: str | None, most: Most) -> None:
        if kind is None:
            raise TypeError
        if kind == refused:
            raise ValueError
        found[kind] = most

    made = SimpleNamespace(**kinds, getrlimit=lambda kind: (7, 9999), setrlimit=set_to)
    monkeypatch.setitem(sys.modules, "resource", made)
    monkeypatch.setattr(child, "process_time", lambda: 1.25)
    monkeypatch.setattr(child, "_held", lambda: 1000)
    return found


def test_limits_count_from_what_was_used_and_the_first_ones_hold_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    found = limits(monkeypatch, KINDS)
    child.limit(30, 500)
    assert found == {
        "RLIMIT_CPU": (32, 9999),  # more time may be given later
        "RLIMIT_AS": (1500, 1500),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NPROC": (0, 0),
        "RLIMIT_CORE": (1, 1),
    }
    found.clear()
    child.limit(40.5)
    assert found == {"RLIMIT_CPU": (42, 9999)}


def test_a_limit_that_a_system_lacks_or_refuses_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    has = {name: kind for name, kind in KINDS.items() if name != "RLIMIT_NPROC"}
    found = limits(monkeypatch, has, refused="RLIMIT_FSIZE")
    child.limit(30, 500)
    assert list(found) == ["RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_CORE"]


@linux
def test_what_is_held_already_is_the_size_that_the_system_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = int(next(line for line in status.splitlines() if line.startswith("VmSize")).split()[1])
    assert child._held() == pytest.approx(kilobytes * 1024, rel=0.05)

    def untold(*asked: object, **how: object) -> None:
        raise OSError

    monkeypatch.setattr(builtins, "open", untold)
    assert child._held() == 4 * 1024**3


@linux
def test_a_fork_holds_one_line_and_cannot_take_orders(harmful: Harmful) -> None:
    path = harmful(
        "held = ['/proc/self/fd/' + name for name in os.listdir('/proc/self/fd')]; "
        "held = [os.readlink(name) for name in held if os.path.exists(name) or os.path.islink(name)]; "
        "return {'x': [float(sum(name.startswith('socket') for name in held)), 0.0]}, Meta"
    )
    for _ in range(3):
        assert values_of(path)[0] == 1
    theirs = [str(one.readlink()) for one in Path(f"/proc/{process._waiting[0].process.pid}/fd").iterdir()]
    assert sum(name.startswith("socket") for name in theirs) == 1  # the one for orders


@linux
def test_forks_are_not_left_behind(harmful: Harmful) -> None:
    path = harmful("return {'x': [float(os.getpid()), 0.0]}, Meta")
    workers = [int(values_of(path)[0]) for _ in range(3)]
    assert [Path(f"/proc/{worker}").exists() for worker in workers[:2]] == [False, False]


@linux
def test_a_fork_ends_without_the_ways_out_of_an_interpreter(harmful: Harmful) -> None:
    path = harmful("atexit.register(os.kill, os.getppid(), 9); return {'x': [float(os.getpid()), 0.0]}, Meta")
    worker = Path(f"/proc/{int(values_of(path)[0])}/stat")
    assert waited(lambda: not worker.exists() or ") Z" in worker.read_text(encoding="utf-8"))
    time.sleep(0.1)
    assert process._waiting[0].process.poll() is None


def test_the_library_is_loaded_before_any_file_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = tmp_path / "loaded"
    (tmp_path / "pyreadstat.py").write_text(f"open({str(loaded)!r}, 'w').close()", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    process.stop()
    process.start()
    assert waited(loaded.exists)
    process.stop()


def test_nothing_that_the_library_says_is_shown_and_it_gets_one_thread(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.setenv(name, "7")
    path = harmful(
        "os.write(2, b'secretive'); os.write(1, b'secretive'); "
        "return {'x': [float(os.environ[n + '_NUM_THREADS']) for n in ('OPENBLAS', 'OMP')]}, Meta"
    )
    assert values_of(path) == [1, 1]
    assert capfd.readouterr() == ("", "")


def test_the_program_is_found_wherever_the_command_looks_for_its_packages(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = harmful()
    monkeypatch.setattr(sys, "path", [place for place in sys.path if Path(place).resolve() != ROOT])
    assert values_of(path) == [1, 2]


def test_an_interruption_ends_what_is_under_way_and_stops_its_clock(harmful: Harmful) -> None:
    values_of(harmful())
    talks: list[Talk] = []

    def interrupted() -> None:
        with process.conversation() as talk:
            talks.append(talk)
            talk.ask({"parser": "read_sav", "path": "", "how": {}}, 60, 1 << 20)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert process._waiting == []
    clock = talks[0]._clock
    assert clock is not None
    assert clock.finished.is_set()


def test_without_forks_the_next_process_is_ready_when_a_file_is_read(
    harmful: Harmful, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "FORKS", False)
    path = harmful()
    try:
        assert values_of(path) == [1, 2]
        (waiting,) = process._waiting
        assert waiting.process.poll() is None
    finally:
        process.stop()


@linux
def test_a_command_that_ends_does_not_leave_a_process_behind_that_still_loads(tmp_path: Path) -> None:
    (tmp_path / "pyreadstat.py").write_text("import time; time.sleep(30)", encoding="utf-8")
    script = "from analysis.isolation import process; process.start(); print(process._waiting[0].process.pid)"
    places = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=places, capture_output=True, text=True, check=True)
    assert not Path(f"/proc/{int(done.stdout)}").exists()


@linux
def test_a_command_that_ends_leaves_no_process(harmful: Harmful) -> None:
    path = harmful()
    script = (
        "import sys; from pathlib import Path; from analysis.input import read\n"
        "from analysis.isolation import process\n"
        "read(Path(sys.argv[1])); print(process._waiting[0].process.pid)"
    )
    places = {**os.environ, "PYTHONPATH": os.pathsep.join([str(path.parent), str(ROOT)])}
    command = [sys.executable, "-c", script, str(path)]
    done = subprocess.run(command, env=places, capture_output=True, text=True, check=True)
    assert not Path(f"/proc/{int(done.stdout)}").exists()
    assert done.stderr == ""


def test_a_copy_has_more_time_the_larger_the_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.parquet"
    path.write_bytes(bytes(200_000))
    asked: list[tuple[Any, ...]] = []

    def ask(one: Talk, said: Any, seconds: float, memory: int, *buffers: bytes) -> Any:
        asked.append((said["columns"], seconds, memory, *buffers))
        return {"bytes": 3}

    monkeypatch.setattr(Talk, "ask", ask)
    monkeypatch.setattr(Talk, "take", lambda one, size: b"x" * size)
    weight = np.array([1.0, 2.0])
    assert copying.parquet_copy(path, [("wt", "Weight", weight)]) == b"xxx"
    column = {"name": "wt", "label": "Weight", "bytes": 16}
    assert asked == [([column], 32, checked.memory(), weight.astype("<f8").tobytes())]


def test_a_copy_is_the_file_with_further_columns(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    path, copy = tmp_path / "answers.parquet", tmp_path / "copy.parquet"
    told = pa.field("told", pa.int8(), metadata={"label": "Told someone"})
    table = pa.Table.from_arrays(
        [pa.array([1, 2], pa.int8()), pa.array(["a", "b"])], schema=pa.schema([told, ("t", pa.string())])
    )
    pq.write_table(table.replace_schema_metadata({"survey": "demo"}), path)
    columns = [("wt", "Weight", np.array([1.5, np.nan])), ("w2", "Another", np.array([3.0, 4.0]))]
    copy.write_bytes(copying.parquet_copy(path, columns))
    found = pq.read_table(copy)
    assert found.column_names == ["told", "t", "wt", "w2"]
    assert found.select(["told", "t"]).replace_schema_metadata(None).equals(table.replace_schema_metadata(None))
    assert found.schema.metadata[b"survey"] == b"demo"
    assert [found.schema.field(name).metadata[b"label"] for name in ("told", "wt", "w2")] == [
        b"Told someone",
        b"Weight",
        b"Another",
    ]
    assert [found.schema.field(name).type for name in ("told", "wt")] == [pa.int8(), pa.float64()]
    np.testing.assert_array_equal(found["wt"].to_numpy(), [1.5, np.nan])
    np.testing.assert_array_equal(found["w2"].to_numpy(), [3.0, 4.0])


def test_more_than_memory_is_not_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.parquet"
    path.write_bytes(bytes(200))
    monkeypatch.setattr(Talk, "ask", lambda one, *asked: {"bytes": checked.memory() + 1})
    with pytest.raises(DataError, match="cut short or damaged"):
        copying.parquet_copy(path, [])


def test_the_system_has_the_limits_that_are_asked_for() -> None:
    assert {name: isinstance(getattr(resource, name), int) for name in KINDS} == dict.fromkeys(KINDS, True)
