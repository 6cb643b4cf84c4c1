"""Every change to the disk goes through here, so that each of its refusals can be tried by the tests.

A file is written anew and then never changed; the one name that changes its content, the manifest's, does so
in one step (``replace_file``). A new file never takes the place of one that is there, nor follows a link.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
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
"""Error numbers of a disk that has no space left for us."""
MODE = 0o644
"""Of a new file, less what the umask takes away: who may enter the archive's folder may read it."""
FOLDER = 0o755
"""Of an archive's folder, less what the umask takes away: nobody but its owner writes in it."""
PRIVATE = 0o700
"""Of a folder that is kept for its owner alone."""
_NEW = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_RDWR | os.O_CLOEXEC
_GATHERED = 1 << 16
"""Bytes up to which small pieces that follow one another are written in one call."""


class NewFile:
    """A file being written; a context manager that removes the file when an exception passes.

    Raises:
        FileExistsError: there is something of that name already.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._size = 0
        self._gathered = bytearray()
        self._gathered_at = 0
        self.descriptor = os.open(path, _NEW, MODE)

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

    def is_there(self) -> bool:
        """Whether the file still has its name."""
        try:
            return self.path.lstat().st_ino == os.fstat(self.descriptor).st_ino
        except OSError:
            return False

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
        is_ours, has_failed = self.is_there(), error is not None
        try:
            try:
                if error is None:
                    self.flush()
            finally:
                self.close()
        except OSError:
            has_failed = True
            if error is None:
                raise
        finally:
            if has_failed and is_ours:
                discard(self.path)


def write_file(path: Path, content: Writable) -> None:
    """Write a whole new file and bring it to the disk; its name is durable after ``sync_directory``."""
    with NewFile(path) as file:
        file.write(content)
        file.sync()


def replace_file(path: Path, content: Writable, check: Callable[[], object] = lambda: None) -> None:
    """Give a file a new content: after a crash there is the old one or the new one, whole.

    Args:
        path: of the file.
        content: the new one.
        check: called when nobody else can replace the file; what it raises keeps the old content.

    Raises:
        FileExistsError: somebody else is replacing the file.
    """
    beside = path.with_name(path.name + BESIDE)
    with NewFile(beside) as file:
        check()
        file.write(content)
        file.sync()
        if not file.is_there():
            raise FileExistsError(errno.EEXIST, "another one took its place", str(beside))
        replace(beside, path)
    sync_directory(path.parent)


def write_copy(path: Path, content: Writable) -> None:
    """Write a file that stands for another one when that is damaged, or leave it.

    It is not synced: it guards against what happens to the disk later, and a commit does not wait for it.
    """
    discard(path)
    with contextlib.suppress(OSError), NewFile(path) as file:
        file.write(content)


def make_directory(path: Path) -> None:
    """Make a directory, and those above it that are not there, and bring their names to the disk."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        with contextlib.suppress(FileExistsError):
            os.mkdir(each, FOLDER)  # noqa: PTH102 -- the tests refuse os's calls, here and nowhere else
        sync_directory(each.parent)


def make_new_directory(path: Path) -> bool:
    """Make a directory that only its owner may enter; False: there is something of that name."""
    try:
        os.mkdir(path, PRIVATE)  # noqa: PTH102 -- as above
    except FileExistsError:
        return False
    sync_directory(path.parent)
    return True


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


def link(source: Path, target: Path) -> None:
    """Give a file a second name, in another folder; a copy of it, on a file system that has no such names."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in FULL:
            raise
        shutil.copyfile(source, target, follow_symlinks=False)


def remove(path: Path) -> None:
    """Remove a file's name; readers that have it open keep its content."""
    os.unlink(path)  # noqa: PTH108 -- as above


def discard(path: Path) -> None:
    """Remove a file if that can be done: what is left behind is removed by a later commit."""
    with contextlib.suppress(OSError):
        remove(path)


@contextlib.contextmanager
def errors(archive: str | os.PathLike[str]) -> Iterator[None]:
    """Turn an operating system's refusal inside the block into a StorageError."""
    try:
        yield
    except DatelineError:
        raise
    except OSError as error:
        raise StorageError(
            f"The disk refused while working on the archive {os.fspath(archive)}: {error.strerror or error}.",
            os.fspath(archive),
            _REMEDIES.get(error.errno or 0, "What was committed before is whole."),
        ) from error


_REMEDIES: Mapping[int, str] = {
    errno.ENOSPC: "Free some space and run the command again: what was committed before is whole.",
    errno.EDQUOT: "Free some of your quota and run the command again: what was committed before is whole.",
    errno.EROFS: "Make the file system writable, or copy the archive elsewhere.",
    errno.EACCES: "Ask for permission to read and write its files.",
    errno.EEXIST: "Another program may be writing there; run the command again when it has ended.",
}


def _octets(data: Writable) -> memoryview:
    if isinstance(data, np.ndarray):
        data = np.ascontiguousarray(data).reshape(-1).view(np.uint8).data
    return memoryview(data).cast("B")
