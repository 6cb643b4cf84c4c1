"""Files behind the paths that a caller names, opened without risk."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from ..errors import InputError
from ..text import inert
from .file_kinds import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


@dataclass(frozen=True, slots=True)
class File:
    """A path to read.

    Attributes:
        path: as given, or joined with ``/``.
        named: whether the caller named it, rather than a folder around it: then links are followed.
        shown: the path as it was given in an earlier run, where this is not that one; or "".
    """

    path: str
    named: bool = False
    shown: str = ""

    @property
    def origin(self) -> str:
        """The path in the form that may be shown."""
        return inert(self.shown or self.path)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file, unbuffered.

        Raises:
            InputError: it is no regular file; such a one is not opened, so that no pipe can block.
            OSError: the system refuses to open it.
        """
        _refuse_all_but_files(Path(self.path).stat(follow_symlinks=self.named))
        flags = _FILE | (0 if self.named else os.O_NOFOLLOW)
        with os.fdopen(os.open(self.path, flags), "rb", buffering=0) as file:
            _refuse_all_but_files(os.fstat(file.fileno()))  # another may have taken its place meanwhile
            yield file

    @contextmanager
    def open_beside(self, name: str) -> Iterator[BinaryIO]:
        """Another file, in the folder of this one or below, unbuffered. No link is followed on the way.

        Args:
            name: its path from that folder.

        Raises:
            InputError: the path leads elsewhere, or to what is no regular file.
            OSError: the system refuses to open it.
        """
        parts = PurePosixPath(name).parts
        if not parts or parts[0] == "/" or ".." in parts or "\0" in name:
            raise InputError("its path leads out of the folder")
        folder = os.open(os.path.dirname(self.path) or ".", _FOLDER)  # noqa: PTH120 -- Path("x/../y") stays as it is
        try:
            for part in parts[:-1]:
                outer, folder = folder, os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
                os.close(outer)
            _refuse_all_but_files(os.stat(parts[-1], dir_fd=folder, follow_symlinks=False))
            opened = os.open(parts[-1], _FILE | os.O_NOFOLLOW, dir_fd=folder)
        finally:
            os.close(folder)
        with os.fdopen(opened, "rb", buffering=0) as file:
            _refuse_all_but_files(os.fstat(file.fileno()))
            yield file


def existing(path: str) -> File:
    """The file or folder at a path named by the caller.

    Raises:
        InputError: there is none. One that may not be looked at is accepted: reading will tell.
    """
    if not path:
        raise InputError("An empty path names nothing.", "Use '.' for this folder.")
    try:
        Path(path).stat()
    except PermissionError:
        pass
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no path holds such a character"
        raise InputError(f"{inert(path)} cannot be read: {reason}.") from None
    return File(path, named=True)


def _refuse_all_but_files(status: os.stat_result) -> None:
    if reason := refusal(status.st_mode):
        raise InputError(reason)
