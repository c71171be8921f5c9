"""A folder that files are written into: held open, so that no link made meanwhile leads its files elsewhere."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedRandom
from pathlib import Path

from ..errors import OutputError
from . import locks

OWN = re.compile(r"\.tallybook-[0-9a-f]{16}\.(?:tmp|sav|zsav|dta)")  # what a run writes before it has its name
REPORT_LOCK = ".tallybook-report.lock"
HELD = hasattr(os, "O_DIRECTORY") and os.open in os.supports_dir_fd  # Windows has no handles of folders
NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
STEP: int = getattr(os, "O_DIRECTORY", 0) | NO_LINK
PASSING: int = STEP | getattr(os, "O_PATH", 0)  # a folder on the way need not be readable
NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)  # for a pipe that has the name of a file
BYTES: int = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder.

    Attributes:
        handle: what the system knows it by, None where it has no handles of folders.
    """

    path: Path
    handle: int | None

    def at(self, name: str) -> str:
        """What system calls take together with the handle; a name that leads out of the folder is refused."""
        if name in ("", ".", "..") or Path(name).name != name:
            raise OutputError(f"{name!r} is no name for a file in {self.path}; leave folders out of it.")
        return name if self.handle is not None else str(self.path / name)

    def mode(self, name: str) -> int | None:
        """Kind and permissions of what has this name, of a link its own; None where nothing has."""
        try:
            return os.stat(self.at(name), dir_fd=self.handle, follow_symlinks=False).st_mode
        except FileNotFoundError:
            return None
        except OSError as error:  # such as a name that is too long
            raise OutputError(f"could not write {self.path / name}: {error.strerror}; name another file.") from error

    def read(self, name: str) -> bytes | None:
        """The content of a plain file, None where there is none."""
        try:
            handle = os.open(self.at(name), os.O_RDONLY | NO_LINK | NO_WAIT | BYTES, dir_fd=self.handle)
            with os.fdopen(handle, "rb") as file:
                return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None
        except OSError:
            return None

    def remove(self, name: str) -> None:
        """Remove a file that is ours; it may be gone already."""
        with suppress(FileNotFoundError):
            os.unlink(self.at(name), dir_fd=self.handle)

    def move(self, name: str, to: str) -> None:
        """Give a file another name, and take the place of what had it."""
        at = self.at(name), self.at(to)
        os.replace(*at, src_dir_fd=self.handle, dst_dir_fd=self.handle)  # a path has no handle

    def link(self, name: str, to: str) -> None:
        """Give a file one name more, unless something has it."""
        os.link(self.at(name), self.at(to), src_dir_fd=self.handle, dst_dir_fd=self.handle)

    @contextmanager
    def temporary(self, suffix: str = ".tmp") -> Iterator[tuple[str, BufferedRandom]]:
        """An empty file that only its owner may read, with its name; it is gone at the end, on an interrupt too."""
        name, file = self._new(suffix)
        try:
            with file:
                yield name, file
        finally:
            self.remove(name)

    def _new(self, suffix: str) -> tuple[str, BufferedRandom]:
        """A file that is locked, by which other runs know that it is not left over."""
        while True:
            name = f".tallybook-{os.urandom(8).hex()}{suffix}"
            how = os.O_RDWR | os.O_CREAT | os.O_EXCL | NO_LINK | BYTES
            file = os.fdopen(os.open(self.at(name), how, 0o600, dir_fd=self.handle), "r+b")
            with suppress(OSError):  # without locks nobody sweeps
                if not locks.taken(file.fileno()) or not os.fstat(file.fileno()).st_nlink:
                    file.close()  # another run swept it before it was locked
                    continue
            return name, file

    def sweep(self) -> None:
        """Remove what runs that are dead left behind; what a living one writes is locked and stays."""
        with suppress(OSError):
            names = os.listdir(self.path if self.handle is None else self.handle)  # noqa: PTH208  # a path has no handle
            for name in filter(OWN.fullmatch, names):
                with suppress(OSError):
                    self._sweep(name)

    def _sweep(self, name: str) -> None:
        handle = os.open(self.at(name), os.O_RDWR | NO_LINK | NO_WAIT, dir_fd=self.handle)
        try:
            if stat.S_ISREG(os.fstat(handle).st_mode) and locks.taken(handle):
                self.remove(name)
        finally:
            os.close(handle)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other report writes into this folder meanwhile; what a dead run left locked is free."""
        if not locks.KNOWN:
            yield
            return
        try:
            handle = self._lock()
        except OSError as error:
            why = f"could not write into {self.path}: {error.strerror}; nothing was changed, name another folder."
            raise OutputError(why) from error
        try:
            yield
        finally:
            self.remove(REPORT_LOCK)
            os.close(handle)

    def _lock(self) -> int:
        while True:
            how = os.O_RDWR | os.O_CREAT | NO_LINK | NO_WAIT
            handle = os.open(self.at(REPORT_LOCK), how, 0o600, dir_fd=self.handle)
            free = True
            with suppress(OSError):  # a file system without locks
                free = locks.taken(handle)
            if free and os.fstat(handle).st_nlink:
                return handle
            os.close(handle)
            if not free:
                why = f"another run writes a report into {self.path}; wait for its end, or name another folder."
                raise OutputError(why)
            # else the run that had it ended, and took the file with it


def settled(path: Path) -> Path:
    """A place as it is when the work begins, with the links that lead to its folder followed; one made later is not."""
    if path.name in ("", ".."):
        return Path(os.path.realpath(path))
    folder = Path(os.path.realpath(path.parent))
    return path if folder == path.parent.absolute() else folder / path.name


@contextmanager
def opened(path: Path, *, make: bool = False) -> Iterator[Folder]:
    """The folder, reached without passing a link, and swept; with `make` it is made where it is not there."""
    try:
        handle = _reached(path, make=make)
    except OSError as error:
        raise OutputError(_why(path, error)) from error
    try:
        folder = Folder(path, handle)
        folder.sweep()
        yield folder
    finally:
        if handle is not None:
            os.close(handle)


def _reached(path: Path, *, make: bool) -> int | None:
    """Step by step from the root, each from the handle of the one before."""
    if not HELD:
        if make:
            path.mkdir(parents=True, exist_ok=True)
        return None
    first, *steps = path.absolute().parts
    handle = os.open(first, STEP if not steps else PASSING)
    for number, step in enumerate(steps, 1):
        before, how = handle, STEP if number == len(steps) else PASSING
        try:
            if make:
                _made(step, before)
            handle = os.open(step, how, dir_fd=before)
        finally:
            os.close(before)
    return handle


def _made(step: str, inside: int) -> None:
    """Make a folder unless something has its name."""
    try:
        os.stat(step, dir_fd=inside)
    except FileNotFoundError:
        with suppress(FileExistsError):
            os.mkdir(step, dir_fd=inside)


def is_link(path: Path) -> bool:
    """Whether a link has this name; nothing has one that is too long for the system."""
    return os.path.islink(path)  # noqa: PTH114  # Path.is_symlink does not bear a name that is too long


def is_file(path: Path) -> bool:
    """Whether something else than a folder has this name; nothing has one that is too long for the system."""
    return os.path.exists(path) and not os.path.isdir(path)  # noqa: PTH110, PTH112  # as in is_link


def _why(path: Path, error: OSError) -> str:
    for part in (*reversed(path.absolute().parents), path.absolute()):
        if is_link(part):
            return f"{path} leads through a link, {part.name}; name the folder that it stands for."
        if is_file(part):
            return f"{part.name} is a file; name a folder."
    if isinstance(error, FileNotFoundError):
        return f"the folder {path} does not exist; make it first, or name another."
    return f"the folder {path} cannot be made or opened: {error.strerror}; name another place."
