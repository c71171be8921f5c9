"""A file is there whole, or as it was before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import OutputError
from analysis.export import files, of_table
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
        os.umask(before)
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


def test_a_file_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        files.write(b"new", path, force=True)
    assert sorted(tmp_path.rglob("*")) == there


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
