"""Where documents are kept: stock Whoosh files behind three functions.

This is the seam between the index and an engine: nothing outside this module knows how documents lie on
the disk. A reader is a snapshot: later commits do not change it.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.searching import Searcher
from whoosh.writing import SegmentWriter

from corpus.errors import ArchiveDamagedError, DatelineError, StorageError

from .manifest import sync
from .schema import schema

_SORTED_IN_MEMORY = 1024
"""Megabytes, by Whoosh's generous reckoning: enough for a batch. Spilling to disk takes twice as long."""
_ATTEMPTS = 5
"""How often to look anew when a commit removes files between our reading their list and opening them."""


def make(directory: Path) -> None:
    """Make an empty index in a new directory."""
    directory.mkdir()
    whoosh_index.create_in(directory, schema())


@contextlib.contextmanager
def writing(directory: Path) -> Iterator[SegmentWriter]:
    """A Whoosh writer that commits when the block ends, and leaves the index as it was when it fails."""
    # The archive's own lock is held by now; Whoosh's would outlive an error.
    writer = SegmentWriter(whoosh_index.open_dir(directory), _lk=False, limitmb=_SORTED_IN_MEMORY)
    try:
        yield writer
        writer.commit()
    except BaseException:
        with contextlib.suppress(Exception):
            writer.cancel()
        raise


def searching(directory: Path) -> Searcher:
    """A Whoosh searcher over what is committed now.

    Raises:
        ArchiveDamagedError: the files cannot be read as an index.
    """
    for attempt in range(_ATTEMPTS):
        try:
            return whoosh_index.open_dir(directory).searcher()
        except FileNotFoundError as error:
            if attempt == _ATTEMPTS - 1:
                raise damaged(directory, error) from error
        except OSError:
            raise
        except Exception as error:  # whatever a damaged file makes Whoosh stumble over
            raise damaged(directory, error) from error
    raise AssertionError  # the loop returns or raises


def make_durable(directory: Path) -> None:
    """Bring every file of an index to the disk."""
    for path in directory.iterdir():
        if path.is_file():
            sync(path)
    sync(directory)


def damaged(path: Path, error: BaseException) -> ArchiveDamagedError:
    """The error for files that cannot be read as an index."""
    return ArchiveDamagedError(
        f"The index in {path} cannot be read ({type(error).__name__}: {error}).",
        path.parent,
        "Restore the archive from a copy, or index its sources anew.",
    )


@contextlib.contextmanager
def disk_errors(archive: Path) -> Iterator[None]:
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


_REMEDIES: dict[int, Any] = {
    errno.ENOSPC: "Free some space and run the command again: what was committed before is whole.",
    errno.EDQUOT: "Free some of your quota and run the command again: what was committed before is whole.",
    errno.EROFS: "Make the file system writable, or copy the archive elsewhere.",
    errno.EACCES: "Ask for permission to read and write its files.",
}
