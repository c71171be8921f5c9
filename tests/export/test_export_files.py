"""A file is there whole, or as it was before."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import OutputError
from analysis.export import files, locks, of_table
from analysis.export.folders import Folder, opened
from tests.export.tables import TABLE


def failing(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def test_a_new_file_has_the_text_and_the_mode_of_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write("Perempuan – 女孩\n".encode(), tmp_path / "out.txt", force=False)
    finally:
        left = os.umask(before)
    assert left == 0o027
    assert (tmp_path / "out.txt").read_bytes() == "Perempuan – 女孩\n".encode()
    assert (tmp_path / "out.txt").stat().st_mode & 0o777 == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.txt"]


def test_a_file_that_exists_is_kept_without_force(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    with pytest.raises(OutputError, match="--force") as refused:
        files.write(b"new", path, force=False)
    assert refused.value.exit_code == 7
    assert path.read_text() == "old"


def test_force_overwrites_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    path.chmod(0o600)
    files.write(b"new", path, force=True)
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_private_is_for_its_owner_and_what_is_written_into_a_folder_is_not(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        files.write(b"new", tmp_path / "own.txt", force=False, private=True)
        with opened(tmp_path) as folder:
            files.write_in(folder, "out.txt", b"new", force=False)
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("own.txt", "out.txt")]
    assert modes == [0o600, 0o644]


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    if not links:
        monkeypatch.setattr(os, "link", failing(PermissionError(1, "Operation not permitted")))
    path = tmp_path / "out.txt"
    path.write_text("somebody else's")
    monkeypatch.setattr(files, "check_in", lambda *_, **__: None)
    with pytest.raises(OutputError, match="--force"):
        files.write(b"new", path, force=False)
    assert path.read_text() == "somebody else's"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_system_without_links_is_served_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", failing(PermissionError(1, "Operation not permitted")))
    files.write(b"new", tmp_path / "out.txt", force=False)
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("out.txt", "new")]


@pytest.mark.parametrize("known", [True, False], ids=["locks", "no locks"])
def test_a_file_is_whole_when_the_disk_confirms_it_and_locked_until_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    made: list[Any] = []
    contents: list[bytes] = []
    closed: list[bool] = []
    new, link = Folder._new, os.link

    def kept(folder: Folder, suffix: str) -> Any:
        made.append(new(folder, suffix))
        return made[-1]

    def linked(*names: str, **folders: Any) -> None:
        closed.append(made[0][1].closed)
        link(*names, **folders)

    monkeypatch.setattr(Folder, "_new", kept)
    monkeypatch.setattr(os, "fsync", lambda _: contents.extend(path.read_bytes() for path in tmp_path.iterdir()))
    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(locks, "KNOWN", known)
    files.write(b"new", tmp_path / "out.txt", force=False)
    assert contents == [b"new", b"new"]  # the file, and then its folder
    assert closed == [not known]  # a system without locks moves no open file


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EBADF, errno.ENOTSUP])
def test_a_file_system_that_takes_no_orders_of_a_folder_is_served_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, "not for folders")

    monkeypatch.setattr(os, "fsync", fsync)
    files.write(b"new", tmp_path / "out.txt", force=False)
    assert (tmp_path / "out.txt").read_bytes() == b"new"


def test_an_error_without_words_is_told_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(OSError()))
    with pytest.raises(OutputError, match=r"out\.txt: unknown reason; nothing was changed"):
        files.write(b"new", tmp_path / "out.txt", force=False)


def link(folder: Path) -> Path:
    (folder / "target.txt").write_text("old")
    (folder / "link.txt").symlink_to("target.txt")
    return folder / "link.txt"


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


@pytest.mark.parametrize(
    ("make", "next_step"),
    [
        (lambda folder: folder, "name a file in it"),
        (lambda folder: folder / "..", "name a file in it"),
        (lambda folder: Path("/"), "name a file in it"),
        (link, "name the file itself"),
        (lambda folder: folder / "no" / "such.txt", "make it first"),
        (pipe, "redirect standard output"),
    ],
)
def test_what_is_no_plain_file_is_refused_with_the_next_step(
    tmp_path: Path, make: Callable[[Path], Path], next_step: str
) -> None:
    path = make(tmp_path)
    there = sorted(tmp_path.rglob("*"))
    with pytest.raises(OutputError, match=next_step):
        files.check(path, force=True)
    if path.name not in ("", ".."):
        with pytest.raises(OutputError, match=next_step):
            files.write(b"new", path, force=True)
    assert sorted(tmp_path.rglob("*")) == there


def test_what_is_asked_of_a_folder_before_the_work(tmp_path: Path) -> None:
    path = link(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "linked").symlink_to("out")
    for name, told in (("linked", "linked is a link; name the folder itself"), ("target.txt", "is a file; name a fol")):
        with pytest.raises(OutputError, match=told):
            files.check_folder(tmp_path / name)
    files.check_folder(tmp_path / "out")
    files.check_folder(tmp_path / "new")
    with pytest.raises(OutputError, match="exists; use --force"):
        files.check(path.parent / "target.txt", force=False)
    files.check(path.parent / "target.txt", force=True)
    files.check(path.parent / "new.txt", force=False)


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), OSError(28, "No space left on device"), RuntimeError("bug")], ids=repr
)
def test_whatever_goes_wrong_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    path = tmp_path / "out.txt"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", failing(error))
    with pytest.raises(OutputError if isinstance(error, OSError) else type(error)):
        files.write(b"new", path, force=True)
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("out.txt", "old")]


def test_a_full_disk_is_told_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(OSError(28, "No space left on device")))
    with pytest.raises(OutputError, match="No space left on device; nothing was changed"):
        files.write(b"new", tmp_path / "out.txt", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_character_of_a_label_does_not_stop_the_writing() -> None:
    assert of_table(replace(TABLE, title="\udce9"), "md").startswith(b"## \\udce9")
