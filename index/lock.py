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

NAME = "writer.lock"
"""The file that is locked, and says by whom."""

_POLL_SECONDS = 0.05
_held: set[int] = set()
"""Descriptors of the locks held here. A forked child closes them, lest it keep its dead parent's lock."""


@contextlib.contextmanager
def exclusive(archive: Path, wait: float) -> Iterator[None]:
    """Hold the writers' lock of an archive while the block runs.

    The operating system frees it when the holder ends, however it ends; it excludes threads of one process
    as it does other processes.

    Args:
        archive: the archive's directory.
        wait: seconds to wait for another holder.

    Raises:
        ArchiveLockedError: another writer still holds it.
    """
    path = archive / NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        deadline = time.monotonic() + wait
        while not _acquired(descriptor):
            if time.monotonic() >= deadline:
                raise _locked(path, archive, wait)
            time.sleep(_POLL_SECONDS)
        _held.add(descriptor)
        _sign(descriptor)
        yield
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _acquired(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int) -> None:
    """Write who holds the lock. A full disk must not keep a writer from deleting, so failing is no error."""
    holder = {
        "process": os.getpid(),
        "host": os.uname().nodename,
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _locked(path: Path, archive: Path, wait: float) -> ArchiveLockedError:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
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
