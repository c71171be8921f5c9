"""The one writer of files: a file is there whole, or as it was before."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from ..errors import OutputError
from . import locks
from .folders import Folder, is_file, is_link, opened

SYNTHETIC = "synthetic-"
UNCONFIRMED = (errno.EINVAL, errno.EBADF, errno.ENOTSUP)  # of a file system that takes no such order of a folder


def named(name: str, *, synthetic: bool) -> str:
    """The name of a file; of made-up data one that says so, because an invented percentage would be quoted as fact."""
    return SYNTHETIC + name if synthetic and not name.startswith(SYNTHETIC) else name


def check(path: Path, *, force: bool) -> None:
    """Refuse what `write` would refuse, before any work is done for it."""
    if path.name in ("", ".."):
        raise OutputError(f"{path} is a folder; name a file in it.")
    with opened(path.parent) as folder:
        check_in(folder, path.name, force=force)


def check_in(folder: Folder, name: str, *, force: bool) -> None:
    """Refuse what is no plain file, and without `force` one that is there."""
    mode, path = folder.mode(name), folder.path / name
    if mode is None:
        return
    if stat.S_ISLNK(mode):
        raise OutputError(f"{path} is a link; name the file itself.")
    if stat.S_ISDIR(mode):
        raise OutputError(f"{path} is a folder; name a file in it.")
    if not stat.S_ISREG(mode):
        raise OutputError(f"{path} is not a regular file; use '-o -' and redirect standard output.")
    if not force:
        raise _exists(path)


def check_folder(folder: Path) -> None:
    """Refuse what is no folder, before any work is done for it."""
    if is_link(folder):
        raise OutputError(f"{folder} is a link; name the folder itself.")
    if is_file(folder):
        raise OutputError(f"{folder} is a file; name a folder.")


def write(content: bytes, path: Path, *, force: bool, private: bool = False) -> None:
    """Write `content` to `path` in one step, as `write_in` does; no link is followed on the way."""
    with opened(path.parent) as folder:
        write_in(folder, path.name, content, force=force, private=private)


def write_in(folder: Folder, name: str, content: bytes, *, force: bool, private: bool = False) -> None:
    """Write `content` in one step; whatever goes wrong, no half-written file is left.

    It is on the disk when this returns. A new file gets the mode that the user's mask gives; one that is overwritten
    keeps its own. What is `private` is for its owner alone, as the temporary file is.
    """
    check_in(folder, name, force=force)
    try:
        with folder.temporary() as (own, file):
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            if not private:
                os.chmod(folder.at(own), _mode(folder, name), dir_fd=folder.handle)
            if not locks.KNOWN:  # there no open file can be moved
                file.close()
            _put(folder, own, name, force=force)
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise OutputError(
            f"could not write {folder.path / name}: {why}; nothing was changed, name another place."
        ) from error
    _confirm(folder, name)


def _put(folder: Folder, own: str, name: str, *, force: bool) -> None:
    """Give the finished file its name; without `force` a file that appeared meanwhile is not lost either."""
    if force:
        folder.move(own, name)
        return
    try:
        folder.link(own, name)
    except FileExistsError:
        raise _exists(folder.path / name) from None
    except OSError:  # a file system without links
        if folder.mode(name) is not None:
            raise _exists(folder.path / name) from None
        folder.move(own, name)


def _confirm(folder: Folder, name: str) -> None:
    """Have the folder on the disk too, or after a power cut the file may lack its name."""
    if folder.handle is None:
        return
    try:
        os.fsync(folder.handle)
    except OSError as error:
        if error.errno not in UNCONFIRMED:
            raise OutputError(
                f"{folder.path / name} is written, but the disk does not confirm it: {error.strerror}; check the disk."
            ) from error


def _mode(folder: Folder, name: str) -> int:
    there = folder.mode(name)
    if there is not None:
        return stat.S_IMODE(there)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _exists(path: Path) -> OutputError:
    return OutputError(f"{path} exists; use --force to overwrite it, or name another file.")
