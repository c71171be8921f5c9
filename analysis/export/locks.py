"""Locks that the system lets go when whoever holds them dies, and that no file has to tell of afterwards."""

from __future__ import annotations

try:
    import fcntl
except ImportError:  # Windows, where an open file can be neither moved nor removed
    KNOWN = False
else:
    KNOWN = True


def taken(handle: int) -> bool:
    """Lock an open file for as long as it is open; False where another run holds it.

    Raises OSError where the file system knows no locks.
    """
    if not KNOWN:
        raise OSError("no locks on this system")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
