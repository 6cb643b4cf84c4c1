"""The engine of indexes in folders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.archive_folder import ARCHIVE_FILE, NAMES_FILE
from corpus.errors import ArchiveExistsError

from .snapshot import EmbeddedSnapshot
from .store import disk, lock, manifest
from .store.store import Store

if TYPE_CHECKING:
    from whoosh.fields import Schema

    from .storage import EmbeddedStorage

_UNFINISHED = {ARCHIVE_FILE + disk.BESIDE, lock.NAME}
"""Files that an interrupted making of an archive can leave behind."""
_KEEPERS = {NAMES_FILE}
"""Files that may lie in the folder before there is an archive."""


class EmbeddedEngine:
    """Keeps an index in a folder; see ``protocol.Engine``."""

    scheme = ""

    def snapshot(self, address: str, schema: Schema) -> EmbeddedSnapshot:
        """A snapshot of the last commit."""
        return EmbeddedSnapshot(Store(Path(address), schema).view())

    def create(
        self, address: str, schema: Schema, about: Mapping[str, str], *, wait: float
    ) -> EmbeddedStorage:
        """Make an index in a folder that does not exist yet, or is empty, and open it for writing.

        Args:
            address: the folder.
            schema: of the documents.
            about: ``extractor``, ``extractor_version`` and ``created``.
            wait: seconds to wait for another writer.
        """
        from .storage import EmbeddedStorage

        folder = Path(address)
        with disk.errors(folder):
            _refuse_strangers(folder)
            disk.make_directory(folder)
            with hold_lock(folder, wait) as (is_alone, stack):
                _refuse_strangers(folder)
                disk.discard(folder / (ARCHIVE_FILE + disk.BESIDE))
                store = Store.create(folder, schema, **about)
                store.is_alone = is_alone
                return EmbeddedStorage(store, stack)

    def open(self, address: str, schema: Schema, *, wait: float, older: bool = False) -> EmbeddedStorage:
        """Open an index for writing; see ``protocol.Engine``."""
        from .storage import EmbeddedStorage

        folder = Path(address)
        with disk.errors(folder):
            manifest.read(folder, older=older)
            with hold_lock(folder, wait) as (is_alone, stack):
                store = Store(folder, schema, is_alone=is_alone, older=older)
                store.remove_unnamed()
                return EmbeddedStorage(store, stack)

    def folder(self, address: str) -> Path | None:
        """The index's own folder."""
        return Path(address)


@contextlib.contextmanager
def hold_lock(archive: Path, wait: float) -> Iterator[tuple[bool, contextlib.ExitStack]]:
    """Hold the writers' lock; whether it excludes others, and what frees it unless that is taken over."""
    with contextlib.ExitStack() as stack:
        is_alone = stack.enter_context(lock.exclusive(archive, wait))
        manifest.refuse_strangers(archive)
        yield is_alone, stack


def _refuse_strangers(archive: Path) -> None:
    """Make sure that an archive can be made here without touching anything of anyone's."""
    if not archive.is_dir():
        if archive.exists() or archive.is_symlink():
            raise ArchiveExistsError(f"{archive} is a file.", archive, "Choose another path.")
        return
    names = {entry.name for entry in archive.iterdir()}
    if ARCHIVE_FILE in names:
        raise ArchiveExistsError(
            f"There is an archive at {archive} already.",
            archive,
            "Open it to go on, or choose another path.",
        )
    if names - _UNFINISHED - _KEEPERS:
        raise ArchiveExistsError(f"{archive} is not empty.", archive, "Choose another path.")
