"""A folder that is written into: no link leads out of it, dead runs leave nothing, living ones are left alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from analysis.errors import OutputError
from analysis.export import files, folders, locks
from analysis.export.folders import REPORT_LOCK, opened, settled

LEFT = ".tallybook-0123456789abcdef.tmp"
DIES = """
import os, signal, sys
from pathlib import Path
from analysis.export.folders import opened
with opened(Path(sys.argv[1])) as folder, folder.alone(), folder.temporary(".sav") as (name, file):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_what_a_killed_run_left_is_swept_and_its_lock_is_free(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", DIES, tmp_path], check=False)
    assert killed.returncode == -9
    left = names(tmp_path)
    assert [len(left), REPORT_LOCK in left] == [2, True]
    with opened(tmp_path) as folder, folder.alone():
        assert names(tmp_path) == [REPORT_LOCK]
    assert names(tmp_path) == []


def test_what_a_living_run_writes_is_not_swept(tmp_path: Path) -> None:
    with opened(tmp_path) as one, one.temporary() as (name, file):
        with opened(tmp_path):
            assert names(tmp_path) == [name]
        file.write(b"still mine")
    assert names(tmp_path) == []


def test_a_file_that_another_run_locked_or_swept_first_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []

    def taken(handle: int) -> bool:
        here = [name for name in names(tmp_path) if name not in locked]
        locked.extend(here)
        if len(locked) == 2:
            (tmp_path / here[0]).unlink()  # swept before it was locked
        return len(locked) > 1

    monkeypatch.setattr(locks, "taken", taken)
    with opened(tmp_path) as folder, folder.temporary() as (name, file):
        assert locked.index(name) == 2
        file.write(b"mine")
        file.flush()
        assert (tmp_path / name).read_bytes() == b"mine"


@pytest.mark.parametrize("name", [".tallybook-notes.tmp", "tallybook-0123456789abcdef.tmp", f"{LEFT}.txt", "data.sav"])
def test_a_file_of_somebody_else_is_not_swept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("theirs")
    with opened(tmp_path):
        assert names(tmp_path) == [name]


def test_a_link_and_a_pipe_with_the_name_of_a_leftover_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("theirs")
    (tmp_path / LEFT).symlink_to("theirs")
    os.mkfifo(tmp_path / LEFT.replace("0", "f"))
    with opened(tmp_path):
        assert (tmp_path / "theirs").read_text() == "theirs"
    assert len(names(tmp_path)) == 3


def test_one_report_at_a_time_in_a_folder(tmp_path: Path) -> None:
    with opened(tmp_path) as one, one.alone():
        with opened(tmp_path) as other, pytest.raises(OutputError, match="another run writes a report"), other.alone():
            pass
        files.write(b"a single table may be written", tmp_path / "a.csv", force=False)
    with opened(tmp_path) as folder, folder.alone():
        pass
    assert names(tmp_path) == ["a.csv"]


def test_a_lock_that_cannot_be_had_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / REPORT_LOCK).symlink_to("elsewhere")
    with opened(tmp_path) as folder, pytest.raises(OutputError, match="could not write into"), folder.alone():
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_temporary_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with opened(tmp_path) as folder, folder.temporary(".sav") as (name, _):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_a_link_on_the_way_is_refused_unless_it_was_there_when_the_work_began(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    path = tmp_path / "linked" / "out.csv"
    with pytest.raises(OutputError, match="through a link, linked"):
        files.write(b"new", path, force=False)
    files.write(b"new", settled(path), force=False)
    assert names(tmp_path / "real") == ["out.csv"]


def test_a_folder_that_becomes_a_link_during_the_work_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "out").mkdir()
    place = settled(tmp_path / "out" / "a.csv")
    (tmp_path / "out").rmdir()
    (tmp_path / "out").symlink_to("theirs")
    with pytest.raises(OutputError, match="through a link, out"):
        files.write(b"new", place, force=True)
    assert names(tmp_path / "theirs") == []


def test_a_folder_that_is_open_stays_the_same_whatever_takes_its_name(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    with opened(tmp_path / "out", make=True) as folder:
        (tmp_path / "out").rename(tmp_path / "moved")
        (tmp_path / "out").symlink_to("theirs")
        files.write_in(folder, "a.csv", b"new", force=True)
    assert (names(tmp_path / "theirs"), names(tmp_path / "moved")) == ([], ["a.csv"])


@pytest.mark.parametrize("name", ["", ".", "..", "../a.csv", "/etc/a.csv", "sub/a.csv"])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sub").mkdir()
    with opened(tmp_path / "out") as folder, pytest.raises(OutputError, match="leave folders out"):
        files.write_in(folder, name, b"new", force=True)
    assert (names(tmp_path), names(tmp_path / "out")) == (["out"], ["sub"])


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    with opened(tmp_path / "a" / "b", make=True) as folder:
        files.write_in(folder, "c.csv", b"new", force=False)
    assert (tmp_path / "a" / "b" / "c.csv").read_bytes() == b"new"


def test_a_way_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(OutputError, match="a is a file; name a folder"), opened(tmp_path / "a" / "b", make=True):
        pass


@pytest.mark.parametrize(
    "make", [Path.mkdir, lambda path: path.symlink_to("theirs"), os.mkfifo], ids=["folder", "link", "pipe"]
)
def test_what_is_no_plain_file_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    (tmp_path / "theirs").write_text("theirs")
    make(tmp_path / "a")
    with opened(tmp_path) as folder:
        assert folder.read("a") is None
        assert folder.read("theirs") == b"theirs"


def test_a_folder_that_the_disk_does_not_confirm_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fails(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(5, "Input/output error")
        real(handle)

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OutputError, match="is written, but the disk does not confirm it: Input/output error"):
        files.write(b"new", tmp_path / "a.csv", force=False)
    assert (tmp_path / "a.csv").read_bytes() == b"new"


def imported_again(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Any:
    """As another system would import it; the one that is in use stays as it is."""
    assert module.__file__
    spec = spec_from_file_location(f"{module.__name__}_elsewhere", module.__file__)
    assert spec
    assert spec.loader
    made = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, made)
    spec.loader.exec_module(made)
    return made


def test_a_system_without_flags_for_links_and_folders_is_asked_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_PATH", "O_NONBLOCK", "O_BINARY"):
        monkeypatch.delattr(os, name, raising=False)
    made = imported_again(folders, monkeypatch)
    assert not made.HELD
    assert [made.NO_LINK, made.STEP, made.PASSING, made.NO_WAIT, made.BYTES] == [0] * 5


def test_a_system_without_locks_is_told_from_a_file_that_is_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    made = imported_again(locks, monkeypatch)
    assert not made.KNOWN
    with pytest.raises(OSError, match="no locks"):
        made.taken(0)


def test_where_neither_handles_of_folders_nor_locks_are_known_files_are_written_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "HELD", False)
    monkeypatch.setattr(locks, "KNOWN", False)
    place = tmp_path / "a" / "b"
    for content in (b"old", b"new"):
        with opened(place, make=True) as folder, folder.alone():
            files.write_in(folder, "c.csv", content, force=True)
            assert folder.read("c.csv") == content
            assert names(place) == ["c.csv"]
    (place / LEFT).write_text("of nobody knows whom")
    with opened(place) as folder:
        with pytest.raises(OutputError, match="--force"):
            files.write_in(folder, "c.csv", b"newer", force=False)
        files.write_in(folder, "d.csv", b"new", force=False)
    assert names(place) == [LEFT, "c.csv", "d.csv"]
    (place / LEFT).unlink()
    with pytest.raises(OutputError, match="could not write"):
        files.write(b"new", tmp_path / "no" / "e.csv", force=False)


def test_a_system_with_locks_and_without_handles_of_folders_sweeps_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "HELD", False)
    (tmp_path / LEFT).write_text("left behind")
    with opened(tmp_path):
        assert names(tmp_path) == []


def test_a_file_system_without_locks_is_served_and_nothing_is_swept_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(handle: int) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(locks, "taken", taken)
    (tmp_path / LEFT).write_text("of nobody knows whom")
    with opened(tmp_path) as folder, folder.alone():
        assert (tmp_path / REPORT_LOCK).stat().st_mode & 0o777 == 0o600
        files.write_in(folder, "a.csv", b"new", force=False)
    assert names(tmp_path) == [LEFT, "a.csv"]


def test_nothing_stays_open_whatever_happened(tmp_path: Path) -> None:
    def free() -> list[int]:
        """The numbers that the next open files get."""
        handles = [os.open(os.devnull, os.O_RDONLY) for _ in range(20)]
        for handle in handles:
            os.close(handle)
        return handles

    (tmp_path / "linked").symlink_to("a")
    before = free()
    with opened(tmp_path / "a" / "b", make=True) as folder, folder.alone():
        (tmp_path / "a" / "b" / LEFT).write_text("left behind")
        with opened(tmp_path / "a" / "b") as other, pytest.raises(OutputError), other.alone():
            pass
        files.write_in(folder, "c.csv", b"new", force=False)
        assert folder.read("c.csv") == b"new"
    for way in ("no", "linked", "a/b/c.csv"):
        with pytest.raises(OutputError), opened(tmp_path / way / "further"):
            pass
    assert names(tmp_path / "a" / "b") == ["c.csv"]
    assert free() == before


def test_a_link_in_the_middle_of_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "linked").symlink_to("real")
    with pytest.raises(OutputError, match="through a link, linked"):
        files.write(b"new", tmp_path / "linked" / "sub" / "a.csv", force=False)
    assert names(tmp_path / "real" / "sub") == []


def test_the_folder_above_all_can_be_read_too() -> None:
    with opened(Path("/")) as folder:
        assert os.listdir(folder.handle)  # noqa: PTH208  # by its handle


def test_a_place_that_names_a_folder_is_that_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "real").mkdir(parents=True)
    (tmp_path / "linked").symlink_to("a/real")
    monkeypatch.chdir(tmp_path)
    assert settled(tmp_path / "linked" / "..") == tmp_path / "a"
    assert settled(Path()) == tmp_path
    assert settled(Path("out.csv")) == Path("out.csv")  # as it was typed, where no link leads to it
    assert settled(Path("linked/out.csv")) == tmp_path / "a" / "real" / "out.csv"


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", f"{'x' * 300}/a.csv"])
def test_a_name_that_the_system_cannot_hold_is_told_in_a_sentence(tmp_path: Path, name: str) -> None:
    for ask in (files.check, lambda path, *, force: files.write(b"new", path, force=force)):
        with pytest.raises(OutputError, match=r"File name too long; name another (file|place)\.") as refused:
            ask(tmp_path / name, force=True)
        assert refused.value.exit_code == 7
    files.check_folder(tmp_path / name)  # it is not there, and will be refused when it is to be made
    with (
        pytest.raises(OutputError, match="cannot be made or opened: File name too long"),
        opened(tmp_path / name, make=True),
    ):
        pass
    assert names(tmp_path) == []
