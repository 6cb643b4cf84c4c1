"""An index in a folder, open for writing, as the protocol has it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..protocol import Combine, Make, Place, Pool, Snapshot, check_attachment
from .build.document_pool import DocumentPool, WrittenSegment
from .snapshot import EmbeddedSnapshot
from .store import manifest, small_files
from .store.format_version import VERSION
from .store.manifest import Manifest
from .store.store import Store
from .store.writer import SegmentWriter


class EmbeddedCommit:
    """A commit to an index in a folder; see ``protocol.Commit``.

    Args:
        writer: of its segments.
        base: what the commit goes out from.
    """

    def __init__(self, writer: SegmentWriter, base: EmbeddedSnapshot | None = None) -> None:
        self._writer = writer
        self._base = base
        self._taken: dict[int, tuple[int, WrittenSegment]] = {}  # by maker, with its first document

    def take(self, pool: Pool) -> Mapping[Place, str]:
        """Add the documents that a pool made since the last time."""
        assert isinstance(pool, DocumentPool)
        self._taken = {}
        for written in pool.write(self._writer.new_path):
            self._taken[written.maker] = self._writer.doc_count_all(), written
            if written.path:
                self._writer.adopt(written.path)
        return {
            Place(maker, row): reason
            for maker, (_, written) in self._taken.items()
            for row, reason in zip(written.failed, written.reasons, strict=True)
        }

    def delete(self, ids: Iterable[str]) -> None:
        """Delete documents of the snapshot that the commit goes out from."""
        if self._base is None:
            return
        for id_ in ids:
            # By number: the lock is ours, so they are what they were.
            for number in self._base.numbers_with_id(id_):
                self._writer.delete_document(number)

    def drop(self, places: Iterable[Place]) -> None:
        """Delete documents that were taken."""
        for maker, row in places:
            first, written = self._taken[maker]
            number = written.document(row)
            if number is not None:
                self._writer.delete_document(first + number)

    def attach(self, name: str, content: bytes) -> None:
        """Put an attachment in the place of the one of that name."""
        check_attachment(name)
        self._writer.attach(name, content)

    def append(self, name: str, content: bytes, combine: Combine) -> None:
        """Add a piece to an attachment."""
        check_attachment(name)
        self._writer.append(name, content, combine)


class EmbeddedStorage:
    """An index in a folder, locked against other writers; see ``protocol.Storage``.

    Args:
        store: the folder's.
        stack: frees the lock; it is taken over.
    """

    def __init__(self, store: Store, stack: contextlib.ExitStack) -> None:
        self.store = store
        self._stack = stack.pop_all()

    @property
    def address(self) -> str:
        """The path of the index's folder."""
        return str(self.store.path)

    @property
    def about(self) -> Mapping[str, str]:
        """What the caller said of the index when it was made."""
        return self.store.manifest.about

    def snapshot(self) -> EmbeddedSnapshot:
        """A snapshot of the last commit."""
        return EmbeddedSnapshot(self.store.view())

    def pool(self, make: Make, *, processes: int | None = None) -> DocumentPool:
        """A pool that makes documents."""
        return DocumentPool(self.store.schema, make, processes=processes)

    @contextlib.contextmanager
    def commit(self, base: Snapshot) -> Iterator[EmbeddedCommit]:
        """A commit after the one that a snapshot shows."""
        assert isinstance(base, EmbeddedSnapshot)
        committed = manifest.encode_manifest(base.view.manifest)
        with self.store.writer(replaces=committed) as writer:
            yield EmbeddedCommit(writer, base)

    @contextlib.contextmanager
    def renewal(self, base: Snapshot, about: Mapping[str, str]) -> Iterator[EmbeddedCommit]:
        """A commit that leaves none of the earlier documents."""
        assert isinstance(base, EmbeddedSnapshot)
        before = base.view.manifest
        changes: dict[str, Any] = {**about, "version": VERSION, "stems": ()}
        with renewal_commit(
            self.store, replace(before, **changes), manifest.encode_manifest(before)
        ) as commit:
            yield commit

    def close(self) -> None:
        """Free the index for other writers. Closing twice is no error."""
        self._stack.close()


@contextlib.contextmanager
def renewal_commit(store: Store, base: Manifest, replaces: bytes) -> Iterator[EmbeddedCommit]:
    """A commit of fresh documents alone, with attachments as they are.

    Args:
        store: the folder's; its lock is held.
        base: what the index is now.
        replaces: the content of the manifest that the commit is to replace.
    """
    store.remove_unnamed()
    for files in base.attachments.values():
        for file in files:
            small_files.restore(store.path, file)
    with store.writer(base=replace(base, segments=()), replaces=replaces) as writer:
        yield EmbeddedCommit(writer)
