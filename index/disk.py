"""Every change to the disk goes through here, so that each of its refusals can be tried by the tests.

A file is written anew and then never changed; the one name that changes its content, the manifest's, does so
in one step (``replace_file``).
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from corpus.errors import DatelineError, StorageError

Writable = bytes | bytearray | memoryview | NDArray[Any]

BESIDE = ".new"
"""Ends the name of a file on its way into another one's place."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What a disk says that has no space left for us."""
_GATHERED = 1 << 16
"""Bytes up to which small pieces that follow one another are written in one call."""


class NewFile:
    """A file being written; a context manager that removes the file when an exception passes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = 0
        self._gathered = bytearray()
        self._gathered_at = 0
        self.descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_TRUNC | os.O_CLOEXEC, 0o644)

    @property
    def size(self) -> int:
        """Bytes up to the end of the last one that was written."""
        return max(self._size, self._gathered_at + len(self._gathered))

    def write(self, data: Writable) -> None:
        """Append bytes."""
        self.flush()
        left = _octets(data)
        while left:
            written = os.write(self.descriptor, left)
            self._size += written
            left = left[written:]

    def write_at(self, offset: int, data: Writable) -> None:
        """Write bytes at an offset; ``write`` goes on behind what lies last. Small ones may wait for more."""
        octets = _octets(data)
        if not octets:
            return
        if offset != self._gathered_at + len(self._gathered) or len(octets) >= _GATHERED:
            self.flush()
            self._gathered_at = offset
        if len(octets) >= _GATHERED:
            self._put(offset, octets)
            self._gathered_at += len(octets)
        else:
            self._gathered += octets
            if len(self._gathered) >= _GATHERED:
                self.flush()

    def flush(self) -> None:
        """Hand to the system what waits."""
        gathered, self._gathered = self._gathered, bytearray()
        at = self._gathered_at
        self._gathered_at += len(gathered)
        self._put(at, memoryview(gathered))

    def _put(self, offset: int, octets: memoryview) -> None:
        while octets:
            written = os.pwrite(self.descriptor, octets, offset)
            offset += written
            octets = octets[written:]
            if offset > self._size:
                self._size = offset
                os.lseek(self.descriptor, offset, os.SEEK_SET)

    def read_at(self, offset: int, length: int) -> bytes:
        """Read back up to ``length`` bytes of what was written; b"" at the end."""
        self.flush()
        return os.pread(self.descriptor, length, offset)

    def sync(self) -> None:
        """Bring the file's content to the disk."""
        self.flush()
        os.fsync(self.descriptor)

    def close(self) -> None:
        """Close the file. Closing twice is no error."""
        descriptor, self.descriptor = self.descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            try:
                if error is None:
                    self.flush()
            finally:
                self.close()
        except OSError:
            discard(self.path)
            if error is None:
                raise
        if error is not None:
            discard(self.path)


def write_file(path: Path, content: Writable) -> None:
    """Write a whole new file and bring it to the disk; its name is durable after ``sync_directory``."""
    with NewFile(path) as file:
        file.write(content)
        file.sync()


def replace_file(path: Path, content: Writable) -> None:
    """Give a file a new content: after a crash there is the old one or the new one, whole."""
    beside = path.with_name(path.name + BESIDE)
    write_file(beside, content)
    replace(beside, path)
    sync_directory(path.parent)


def make_directory(path: Path) -> None:
    """Make a directory, and those above it that are not there, and bring their names to the disk."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(each)  # noqa: PTH102 -- the tests refuse os's calls, here and nowhere else
        sync_directory(each.parent)


def sync_directory(path: Path) -> None:
    """Bring a directory's list of names to the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Give a file another one's name, in one step."""
    os.replace(source, target)  # noqa: PTH105 -- the tests refuse os's calls, here and nowhere else


def remove(path: Path) -> None:
    """Remove a file's name; readers that have it open keep its content."""
    os.unlink(path)  # noqa: PTH108 -- as above


def discard(path: Path) -> None:
    """Remove a file if that can be done: what is left behind is removed by a later commit."""
    with contextlib.suppress(OSError):
        remove(path)


@contextlib.contextmanager
def errors(archive: Path) -> Iterator[None]:
    """Turn an operating system's refusal inside the block into a StorageError."""
    try:
        yield
    except DatelineError:
        raise
    except OSError as error:
        raise StorageError(
            f"The disk refused while working on the archive {archive}: {error.strerror or error}.",
            archive,
            _REMEDIES.get(error.errno or 0, "What was committed before is whole."),
        ) from error


_REMEDIES: Mapping[int, str] = {
    errno.ENOSPC: "Free some space and run the command again: what was committed before is whole.",
    errno.EDQUOT: "Free some of your quota and run the command again: what was committed before is whole.",
    errno.EROFS: "Make the file system writable, or copy the archive elsewhere.",
    errno.EACCES: "Ask for permission to read and write its files.",
}


def _octets(data: Writable) -> memoryview:
    if isinstance(data, np.ndarray):
        data = np.ascontiguousarray(data).reshape(-1).view(np.uint8).data
    return memoryview(data).cast("B")
