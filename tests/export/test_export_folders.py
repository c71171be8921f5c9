"""A folder that is written into: no link leads out of it, dead runs leave nothing, living ones are left alone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.errors import OutputError
from analysis.export import files, locks
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


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.symlink_to("theirs"), os.mkfifo], ids=repr)
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
