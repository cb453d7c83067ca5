"""One build at a time in a site: a lock that the system lets go of when its holder ends, however that comes about.

A library would take longer to import than a whole build with little to do (30 ms); the call is one line for each kind
of system.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_mine: set[int] = set()
_OPEN: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
"""Through no link: what it leads to would be emptied."""
HOLDER: Final = 1 << 10
"""Where the locked byte is on Windows: behind what tells who holds it, which stays readable."""


class Held(Exception):  # noqa: N818 - not an error of the program
    """Another process holds the lock; says which, and since when, as far as it can be read."""


@contextmanager
def locked(file: Path, since: str) -> Iterator[int]:
    """Hold the lock while the block runs; gives the file system's time, in ns since the epoch.

    `since` is what others are told, beside the process. Raises Held, and OSError if there can be no lock.
    """
    lock = os.open(file, _OPEN, 0o666)
    try:
        try:
            _take(lock)
        except (BlockingIOError, PermissionError):
            raise Held(os.read(lock, HOLDER).decode("utf-8", "replace").strip()) from None
        except OSError as error:  # a file system without locks
            raise OSError(error.errno, error.strerror, str(file)) from None
        _mine.add(lock)
        os.ftruncate(lock, 0)
        os.write(lock, f"process {os.getpid()} on {socket.gethostname()}, since {since}\n".encode())
        yield os.fstat(lock).st_mtime_ns
        os.ftruncate(lock, 0)
    finally:
        _mine.discard(lock)
        os.close(lock)


def _let_go() -> None:
    """Close the lock in a copy of this process, which would hold it beyond our end."""
    for lock in _mine:
        os.close(lock)
    _mine.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)

if sys.platform == "win32":
    import msvcrt

    def _take(lock: int) -> None:
        os.lseek(lock, HOLDER, os.SEEK_SET)
        try:
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(lock, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
