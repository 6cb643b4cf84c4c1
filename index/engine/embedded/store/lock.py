"""One writer at a time: a lock that dies with its holder and says who that is."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from corpus.errors import ArchiveLockedError

from . import disk, files

NAME = "writer.lock"
"""The file that is locked, and says by whom."""

_POLL_SECONDS = 0.05
"""Between two attempts: ``flock`` cannot wait for a limited time."""
_MOST_SIGNED = 1024
"""Bytes that are read of what a holder wrote of itself."""
_held: set[int] = set()
"""Descriptors of the locks held here. A forked child closes them, lest it keep its dead parent's lock."""


@contextlib.contextmanager
def exclusive(archive: Path, wait: float) -> Iterator[bool]:
    """Hold the writers' lock of an archive while the block runs.

    The operating system frees it when the holder ends, however it ends; it excludes threads of one process
    as it does other processes. The block is given whether it does: there are file systems, mounted from
    elsewhere, on which everybody gets every lock.

    Args:
        archive: the archive's directory.
        wait: seconds to wait for another holder.

    Raises:
        ArchiveLockedError: another writer still holds it.
        ArchiveDamagedError: what is there in the lock's place is no file of the archive.
    """
    process, descriptor = os.getpid(), _open(archive / NAME)
    _held.add(descriptor)
    try:
        deadline = time.monotonic() + wait
        while not _acquire(descriptor):
            if time.monotonic() >= deadline:
                raise _lock_error(descriptor, archive, wait)
            time.sleep(_POLL_SECONDS)
        _sign(descriptor)
        yield _excludes(archive / NAME)
    finally:
        if os.getpid() == process:  # a forked child has closed it already
            _held.discard(descriptor)
            os.close(descriptor)


def _open(path: Path) -> int:
    """The lock's file, made where it is missing."""
    files.refuse_all_but_files(path)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    return os.open(path, flags, disk.MODE)


def _acquire(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _excludes(path: Path) -> bool:
    """Whether a lock that is held keeps others out: not where a second one is given."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _acquire(descriptor)
    except OSError:
        return False
    finally:
        os.close(descriptor)


def _sign(descriptor: int) -> None:
    """Write who holds the lock. A full disk must not keep a writer from deleting, so failing is no error.

    A file that has another name, in a backup made of links or wherever a stranger likes, is not written to.
    """
    if os.fstat(descriptor).st_nlink > 1:
        return
    holder = {
        "process": os.getpid(),
        "host": os.uname().nodename,
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _lock_error(descriptor: int, archive: Path, wait: float) -> ArchiveLockedError:
    try:
        holder = json.loads(os.pread(descriptor, _MOST_SIGNED, 0))
        name = f"process {int(holder['process'])} on {holder['host']} since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        name = "another writer"
    return ArchiveLockedError(
        f"The archive {archive} is being written by {name}; waited {wait:g} s.",
        archive,
        name,
        "Try again when it has finished; searching works meanwhile.",
    )


def _close_in_child() -> None:
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_close_in_child)
