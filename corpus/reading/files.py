"""Files behind the paths that a caller names: found in folders, and opened without risk."""

from __future__ import annotations

import json
import os
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from ..archive_folder import ARCHIVE_FILE, ARCHIVE_FORMAT
from ..article import Rejected
from ..errors import InputError
from ..readers.html.snapshot import SNAPSHOT_INDEX, describes_snapshot, holds_page
from ..readers.printed.mets_pages import is_page, page_names
from ..text import inert
from ..unpacking.flow import HEAD, read_whole
from .file_kinds import refusal
from .page_parts import holds_parts, page_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_ARCHIVE_FILE_LIMIT = 1024**2  # bytes of a file that is looked at for what it says under "format"


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


def files_in(target: File) -> Iterator[File | Rejected]:
    """The file itself, or all files under a folder in sorted order, and folders that cannot be walked.

    Hidden files and folders are passed over, and so are archives of Dateline, the parts of saved pages, what
    a snapshot of ArchiveBox holds besides its index, and the pages that a METS file beside or above them
    names: they are read with it.
    """
    if _is_folder(target) and _is_archive(target):
        yield Rejected(target.origin, "an archive of Dateline, not a source of articles")
        return
    # A stack of its own: folders may be nested deeper than Python recurses.
    listings = [iter([target])]
    pages: set[str] = set()
    while listings:
        found = next(listings[-1], None)
        if found is None:
            listings.pop()
        elif not _is_folder(found):
            if found.path not in pages:
                yield found
        elif not _is_archive(found):
            try:
                listing = _articles_in(_listing(found))
                pages.update(*map(_pages_of, filter(_may_be_mets, listing)))
                listings.append(iter(listing))
            except OSError as error:
                yield Rejected(found.origin, f"this folder cannot be read: {error.strerror}")


def _listing(folder: File) -> list[File]:
    with os.scandir(folder.path) as entries:
        names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    return [File(f"{folder.path.rstrip('/')}/{name}") for name in names]


def _articles_in(listing: list[File]) -> list[File]:
    """What of a folder may be articles: not the parts of saved pages, nor what a snapshot repeats."""
    names = {file.name: file for file in listing}
    index = names.get(SNAPSHOT_INDEX)
    if index and holds_page(set(names)) and _is_snapshot(index):
        return [index]
    pages = page_stems(names)
    return [file for file in listing if not (holds_parts(file.name, pages) and _is_folder(file))]


def _is_snapshot(index: File) -> bool:
    try:
        with index.open() as file:
            return describes_snapshot(read_whole(file.read, HEAD))
    except (OSError, InputError):
        return False


def _may_be_mets(file: File) -> bool:
    return "mets" in file.name.lower() and file.name.lower().endswith(".xml")


def _pages_of(mets: File) -> Iterator[str]:
    """The paths of the pages that are read with a METS file."""
    folder = mets.path.rpartition("/")[0]
    with suppress(OSError, InputError), mets.open() as file:
        for name in page_names(file):
            with suppress(OSError, InputError), mets.open_beside(name) as page:
                if is_page(page):
                    yield f"{folder}/{name}"


def _is_folder(file: File) -> bool:
    try:
        return stat.S_ISDIR(Path(file.path).stat(follow_symlinks=file.named).st_mode)
    except OSError:
        return False  # opening it will say why


def _is_archive(folder: File) -> bool:
    try:
        with File(f"{folder.path}/{ARCHIVE_FILE}").open() as file:
            manifest = json.loads(file.read(_ARCHIVE_FILE_LIMIT))
    except (OSError, InputError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == ARCHIVE_FORMAT


def _refuse_all_but_files(status: os.stat_result) -> None:
    if reason := refusal(status.st_mode):
        raise InputError(reason)
