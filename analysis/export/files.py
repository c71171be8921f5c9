"""The one writer of files: a file is there whole, or as it was before."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from ..errors import OutputError

SYNTHETIC = "synthetic-"


def named(name: str, *, synthetic: bool) -> str:
    """The name of a file; of made-up data one that says so, because an invented percentage would be quoted as fact."""
    return SYNTHETIC + name if synthetic and not name.startswith(SYNTHETIC) else name


def check(path: Path, *, force: bool) -> None:
    """Refuse what `write` would refuse, before any work is done for it."""
    if path.is_symlink():
        raise OutputError(f"{path} is a link; name the file itself.")
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it.")
    if not path.parent.is_dir():
        raise OutputError(f"the folder {path.parent} does not exist; make it first, or name another.")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path} is not a regular file; use '-o -' and redirect standard output.")
    if path.exists() and not force:
        raise _exists(path)


def check_folder(folder: Path) -> None:
    """Refuse what is no folder, before any work is done for it."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file; name a folder.")


def make_folder(folder: Path) -> None:
    """Make the folder of a report where it is not there; refuse what is no folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise OutputError(f"{folder} is a file; name a folder.") from None
    except OSError as error:
        raise OutputError(f"the folder {folder} cannot be made: {error.strerror}; name another place.") from error


def write(content: bytes, path: Path, *, force: bool) -> None:
    """Write `content` to `path` in one step; whatever goes wrong, no half-written file is left.

    A new file gets the mode that the user's mask gives; one that is overwritten keeps its own.
    """
    check(path, force=force)
    temporary = None
    try:
        handle, name = tempfile.mkstemp(prefix=".tallybook-", suffix=".tmp", dir=path.parent)  # mode 0600
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
        _put(temporary, path, force=force)
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise OutputError(f"could not write {path}: {why}; nothing was changed, name another place.") from error
    finally:  # on an interrupt too
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _put(temporary: Path, path: Path, *, force: bool) -> None:
    """Give the finished file its name; without `force` a file that appeared meanwhile is not lost either."""
    if force:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise _exists(path) from None
    except OSError:  # a file system without links
        if path.exists():
            raise _exists(path) from None
        temporary.replace(path)


def _mode(path: Path) -> int:
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _exists(path: Path) -> OutputError:
    return OutputError(f"{path} exists; use --force to overwrite it, or name another file.")
