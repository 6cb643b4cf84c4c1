"""Which files of a folder are read: those that may hold articles, in sorted order."""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ..archive_folder import ARCHIVE_FILE, ARCHIVE_FORMAT
from ..article import Rejected
from ..errors import InputError
from ..readers.html.snapshot import SNAPSHOT_INDEX, describes_snapshot, holds_page
from ..readers.printed.mets_pages import is_page, page_names
from ..unpacking.flow import HEAD, read_whole
from .files import File
from .page_parts import holds_parts, page_stems

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARCHIVE_FILE_LIMIT = 1024**2  # bytes of a file that is looked at for what it says under "format"


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
